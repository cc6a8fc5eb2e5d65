"""The data of a person: copied for her, erased when she asks or when it serves no more."""

import csv
import io
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.aggregates import content
from accounts.enums import Change, MemberRole
from accounts.history import record
from accounts.models import Journal, Membership, Revision, Territory, User
from accounts.people import invite, write
from actions.enums import Role
from actions.models import Participation, SavedView
from partners.models import Contact
from tests.factories import ActionFactory, MembershipFactory, PartnerFactory, PlanFactory, UserFactory


@pytest.fixture
def user(territory: Territory) -> User:
    MembershipFactory(territory=territory, role=MemberRole.ADMIN)
    return UserFactory(full_name="Léa Marin", memberships={territory: MemberRole.COORDINATOR})


@pytest.fixture
def client(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_copy_holds_what_points_to_her_and_no_password(client: Client, user: User, territory: Territory) -> None:
    plan = PlanFactory(territory=territory)
    SavedView.objects.create(user=user, plan=plan, name="Mes retards")
    Contact.objects.create(partner=PartnerFactory(territory=territory), full_name="Léa M.", user=user, phone="01 02")
    fiche = ActionFactory(plan=plan, title="Ludothèque")
    record(Change.CREATED, fiche, by=user, territory=territory, plan_key=plan.pk, after=content(fiche))
    held = client.get(reverse("accounts:my-data")).json()
    assert held["compte"][0]["adresse électronique"] == user.email
    assert held["vues enregistrées"][0]["nom"] == "Mes retards"
    assert held["vues enregistrées"][0]["plan"] == str(plan)
    assert held["contacts"][0]["téléphone professionnel"] == "01 02"
    assert [row["objet"] for row in held["révisions"]] == ["Ludothèque"]
    text = client.get(reverse("accounts:my-data")).content.decode()
    assert user.password not in text
    rows = list(
        csv.reader(
            io.StringIO(client.get(reverse("accounts:my-data"), {"format": "csv"}).content.decode()[1:]), delimiter=";"
        )
    )
    assert rows[0] == ["ensemble", "ligne", "champ", "valeur"]
    assert ["vues enregistrées", "1", "nom", "Mes retards"] in rows


def test_another_person_is_not_in_the_copy(client: Client, territory: Territory) -> None:
    other = UserFactory(email="autre@valmire.example", memberships={territory: MemberRole.READER})
    assert other.email not in client.get(reverse("accounts:my-data")).content.decode()


def test_deletion_is_asked_told_and_taken_back(client: Client, user: User) -> None:
    where = reverse("accounts:deletion")
    assert client.get(where).status_code == 200
    client.post(where)
    user.refresh_from_db()
    assert user.deletion_asked_on == timezone.localdate()
    assert "demande la suppression" in str(mail.outbox[0].body)
    assert "Retirer ma demande" in client.get(where).content.decode()
    client.post(where, {"annuler": "1"})
    user.refresh_from_db()
    assert user.deletion_asked_on is None


def test_person_who_asked_is_erased_when_taken_out(user: User, territory: Territory) -> None:
    partner = PartnerFactory(territory=territory)
    contact = Contact.objects.create(partner=partner, full_name="Léa Marin", user=user)
    fiche = ActionFactory(plan=PlanFactory(territory=territory))
    Participation.objects.create(action=fiche, partner=partner, role=Role.LEAD, contact=contact)
    record(Change.CREATED, fiche, by=user, territory=territory, plan_key=fiche.plan_id, after=content(fiche))
    membership = Membership.objects.get(user=user)
    write(membership, user, "changement de rôle", rôle=["Lecteur (élu)", "Coordonnateur"])
    user.deletion_asked_on = timezone.localdate()
    user.save()
    admin = Client()
    admin.force_login(User.objects.get(memberships__role=MemberRole.ADMIN))
    admin.post(reverse("people:remove", args=[territory.slug, membership.pk]))
    assert not User.objects.filter(pk=user.pk).exists()
    assert not Contact.objects.exists()
    line = Revision.objects.about(fiche).get()
    assert line.actor is None
    assert "Léa" not in str(line.after)
    assert {entry.object_label for entry in Journal.objects.filter(changes__personne=user.pk)} == {
        f"compte supprimé n° {user.pk}"
    }


def purge(*options: str) -> str:
    out = StringIO()
    call_command("purge_people", *options, stdout=out)
    return out.getvalue()


def test_purge_erases_what_serves_no_more_and_dry_run_does_not(user: User, territory: Territory) -> None:
    old = timezone.now() - timedelta(days=4 * 365)
    asleep = UserFactory(email="endormi@valmire.example", memberships={territory: MemberRole.READER})
    User.objects.filter(pk=asleep.pk).update(last_login=old, date_joined=old)
    forgotten = invite(territory=territory, email="oubliee@valmire.example", role=MemberRole.READER, by=user)
    forgotten.invitation.sent_at = timezone.now() - timedelta(days=200)
    forgotten.invitation.save()
    waiting = invite(territory=territory, email="attendue@valmire.example", role=MemberRole.READER, by=user)
    left = Contact.objects.create(partner=PartnerFactory(territory=territory), full_name="Parti", is_active=False)
    line = record(Change.CREATED, left, by=user, territory=territory, after=content(left))
    assert line
    Revision.objects.filter(pk=line.pk).update(at=old)
    Contact.objects.create(partner=left.partner, full_name="Date inconnue", is_active=False)

    said = purge("--dry-run")
    for text in ("endormi@valmire.example", "oubliee@valmire.example", "Parti", "rien n’est effacé"):
        assert text in said
    assert User.objects.filter(pk=asleep.pk).exists()
    purge()
    emails = set(User.objects.values_list("email", flat=True))
    assert not {"endormi@valmire.example", "oubliee@valmire.example"} & emails
    assert {user.email, waiting.user.email} <= emails
    assert [contact.full_name for contact in Contact.objects.all()] == ["Date inconnue"]


def test_purge_keeps_the_only_admin(territory: Territory) -> None:
    admin = UserFactory(memberships={territory: MemberRole.ADMIN})
    User.objects.filter(pk=admin.pk).update(date_joined=timezone.now() - timedelta(days=4 * 365))
    assert "seule personne à administrer" in purge()
    assert User.objects.filter(pk=admin.pk).exists()
