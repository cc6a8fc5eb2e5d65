"""The people of a territory: invited, given a role, shut out, taken out; each line in the journal."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import Invitation, Journal, Membership, Territory, User
from actions.enums import Role
from actions.models import Participation
from partners.models import Contact
from tests.conftest import ClientOf
from tests.factories import ActionFactory, MembershipFactory, PartnerFactory, PlanFactory, UserFactory

GOOD = "Marée-haute-2026"


def url(name: str, territory: Territory, *keys: int) -> str:
    return reverse(f"people:{name}", args=[territory.slug, *keys])


@pytest.fixture
def admin(client_of: ClientOf) -> Client:
    return client_of(MemberRole.ADMIN)


def invited(admin: Client, territory: Territory, email: str = "Lea@valmire.example", **fields: str) -> Membership:
    data = {"email": email, "full_name": "", "role": MemberRole.CONTRIBUTOR, **fields}
    assert admin.post(url("invite", territory), data).status_code == 302
    return Membership.objects.get(territory=territory, user__email=email.lower())


def sent_link() -> str:
    found = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_invited_person_sets_name_and_password_and_is_in(admin: Client, territory: Territory) -> None:
    membership = invited(admin, territory)
    (message,) = mail.outbox
    assert message.to == ["lea@valmire.example"]
    assert territory.name in message.subject
    assert "Contributeur" in message.body
    assert not membership.user.has_usable_password()
    client = Client()
    assert "Ouvrir votre compte" in client.get(sent_link()).content.decode()
    weak = {"full_name": "Léa Marin", "new_password1": "lea", "new_password2": "lea"}
    assert client.post(sent_link(), weak).status_code == 422
    good = {"full_name": "  Léa   Marin ", "new_password1": GOOD, "new_password2": GOOD}
    assert client.post(sent_link(), good, follow=True).status_code == 200
    membership.user.refresh_from_db()
    assert membership.user.full_name == "Léa Marin"
    assert client.get(territory.get_absolute_url()).status_code == 200
    assert not Invitation.objects.exists()
    assert "n’ouvre plus rien" in Client().get(sent_link()).content.decode()
    verbs = list(Journal.objects.filter(territory=territory).order_by("pk").values_list("verb", flat=True))
    assert verbs == ["invitation", "invitation acceptée"]


def test_person_who_has_an_account_is_a_member_at_once(admin: Client, territory: Territory) -> None:
    user = UserFactory()
    membership = invited(admin, territory, user.email.upper())
    assert membership.user == user
    assert not Invitation.objects.exists()
    assert "Votre compte et votre mot de passe restent les mêmes" in str(mail.outbox[-1].body)
    page = admin.post(
        url("invite", territory), {"email": user.email, "full_name": "", "role": MemberRole.ADMIN}, follow=True
    )
    assert "a déjà un rôle" in page.content.decode()
    membership.refresh_from_db()
    assert membership.role == MemberRole.CONTRIBUTOR


def test_link_dies_when_sent_again_and_after_its_days(admin: Client, territory: Territory) -> None:
    membership = invited(admin, territory)
    first = sent_link()
    admin.post(url("send-again", territory, membership.pk))
    assert len(mail.outbox) == 2
    assert "plus récent" in Client().get(first).content.decode()
    assert "Choisissez" in Client().get(sent_link()).content.decode() or Client().get(sent_link()).status_code == 200
    assert "n’est pas complète" in Client().get(sent_link()[:-6] + "/").content.decode()
    invitation = membership.invitation
    invitation.sent_at = timezone.now() - timedelta(days=15)
    invitation.save()
    assert "périmée" in admin.get(url("members", territory)).content.decode()


def test_message_that_cannot_leave_shows_its_link(
    admin: Client, territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("accounts.invitations.send_mail", refuse)
    data = {"email": "lea@valmire.example", "full_name": "Léa", "role": MemberRole.READER}
    page = admin.post(url("invite", territory), data, follow=True).content.decode()
    assert "Transmettez-lui" in page
    assert "/compte/invitation/" in page


def test_cancelled_invitation_leaves_no_account(admin: Client, territory: Territory) -> None:
    membership = invited(admin, territory)
    admin.post(url("remove", territory, membership.pk))
    assert not User.objects.filter(email="lea@valmire.example").exists()
    assert "annulée" in Client().get(sent_link()).content.decode()


def test_last_admin_can_neither_leave_nor_be_demoted(admin: Client, territory: Territory) -> None:
    own = Membership.objects.get(territory=territory)
    pending = invited(admin, territory, role=MemberRole.ADMIN)  # who has not accepted cannot let anybody in
    for name, data in (("role", {"role": MemberRole.READER}), ("access", {"fermer": "1"}), ("remove", {})):
        page = admin.post(url(name, territory, own.pk), data, follow=True).content.decode()
        assert "la seule personne qui administre" in page, name
    own.refresh_from_db()
    assert (own.role, own.is_active) == (MemberRole.ADMIN, True)
    assert pending.invitation
    MembershipFactory(territory=territory, role=MemberRole.ADMIN)
    admin.post(url("role", territory, own.pk), {"role": MemberRole.READER})
    own.refresh_from_db()
    assert own.role == MemberRole.READER


def test_access_is_closed_and_opened_again(admin: Client, territory: Territory) -> None:
    other = MembershipFactory(territory=territory, role=MemberRole.READER)
    client = Client()
    client.force_login(other.user)
    admin.post(url("access", territory, other.pk), {"fermer": "1"})
    assert client.get(territory.get_absolute_url()).status_code == 404
    admin.post(url("access", territory, other.pk), {"ouvrir": "1"})
    assert client.get(territory.get_absolute_url()).status_code == 200
    verbs = list(Journal.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["accès fermé", "accès rouvert"]


def test_member_linked_to_a_contact_leads_the_fiches_of_its_partner(admin: Client, territory: Territory) -> None:
    fiche = ActionFactory(plan=PlanFactory(territory=territory))
    partner = PartnerFactory(territory=territory)
    Participation.objects.create(action=fiche, partner=partner, role=Role.LEAD)
    contact = Contact.objects.create(partner=partner, full_name="Léa Marin", email="LEA@valmire.example")
    membership = invited(admin, territory)  # her address is the contact's: linked at once
    contact.refresh_from_db()
    assert contact.user == membership.user
    page = admin.get(url("member", territory, membership.pk)).content.decode()
    assert "Fiches pilotées : 1" in page
    admin.post(url("unlink", territory, membership.pk, contact.pk))
    assert "Fiches pilotées : 0" in admin.get(url("member", territory, membership.pk)).content.decode()
    assert admin.post(url("link", territory, membership.pk), {}).status_code == 422
    both = {"contact": contact.pk, "partner": partner.pk}
    assert admin.post(url("link", territory, membership.pk), both).status_code == 422
    admin.post(url("link", territory, membership.pk), {"partner": partner.pk})
    assert Contact.objects.filter(partner=partner, user=membership.user).count() == 1


def test_contact_of_another_territory_cannot_be_taken(admin: Client, territory: Territory) -> None:
    foreign = Contact.objects.create(partner=PartnerFactory(), full_name="Ailleurs")
    membership = MembershipFactory(territory=territory)
    assert admin.post(url("link", territory, membership.pk), {"contact": foreign.pk}).status_code == 422
    elsewhere = MembershipFactory()
    assert admin.get(url("member", territory, elsewhere.pk)).status_code == 404


def test_members_page_costs_the_same_for_two_and_for_two_hundred(admin: Client, territory: Territory) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(url("members", territory)).status_code == 200
        return len(captured)

    MembershipFactory(territory=territory)
    few = queries()
    for user in UserFactory.create_batch(99):
        Membership.objects.create(user=user, territory=territory)
    plan, partner = PlanFactory(territory=territory), PartnerFactory(territory=territory)
    for _ in range(30):
        Participation.objects.create(action=ActionFactory(plan=plan), partner=partner, role=Role.LEAD)
    assert queries() == few
    assert few <= 9


@pytest.mark.parametrize("role", [MemberRole.READER, MemberRole.CONTRIBUTOR, MemberRole.COORDINATOR])
def test_only_admins_manage_people(client_of: ClientOf, territory: Territory, role: MemberRole) -> None:
    client = client_of(role)
    for name in ("members", "invite"):
        response = client.get(url(name, territory))
        assert response.status_code == 403
        assert "réservé" in response.content.decode()
