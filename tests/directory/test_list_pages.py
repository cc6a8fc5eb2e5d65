"""The pages of contacts, dispositifs, places and lists, and what holds of all the directory."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.aggregates import content, write_content
from accounts.editing import seen_token
from accounts.enums import MemberRole
from accounts.models import Revision, Territory
from actions.enums import PlaceKind
from actions.models import ActionLink, Audience, Funding, Participation, Place, SchemeUse
from actions.set_aside import offered
from partners.models import AgeingTerm, Contact, PartnerAlias, Scheme
from plans.models import Plan
from tests.conftest import ClientOf
from tests.directory.test_pages import queries, text
from tests.factories import ActionFactory, PartnerFactory, TerritoryFactory


def test_contact_is_created_edited_deactivated_and_never_of_another_territory(
    coordinator: Client, territory: Territory
) -> None:
    partner, foreign = PartnerFactory(territory=territory), PartnerFactory()
    url = reverse("partners:contact-new", args=[territory.slug])
    assert "RGPD" in text(coordinator.get(url, {"partenaire": partner.pk}))
    sent = {"partner": partner.pk, "full_name": "Camille  Essai", "email": "c@quai.example", "is_active": "on"}
    assert coordinator.post(url, {**sent, "partner": foreign.pk}).status_code == 422
    assert coordinator.post(url, sent).status_code == 302
    contact = Contact.objects.get()
    assert (contact.full_name, contact.shown_in_exports, contact.user) == ("Camille Essai", False, None)
    assert coordinator.post(url, sent).status_code == 422
    edit = reverse("partners:contact-edit", args=[territory.slug, contact.pk])
    coordinator.post(edit, {**sent, "seen": seen_token(contact), "is_active": ""})
    contact.refresh_from_db()
    assert not contact.is_active
    page = text(
        coordinator.get(reverse("directory:contacts", args=[territory.slug]), {"q": "camille", "inactifs": "1"})
    )
    assert "N’est plus en poste" in page


def test_scheme_of_the_territory_is_edited_and_a_national_one_is_not(coordinator: Client, territory: Territory) -> None:
    national = Scheme.objects.create(slug="clas", name="Contrat local", acronym="CLAS")
    url = reverse("partners:scheme-new", args=[territory.slug])
    assert coordinator.post(url, {"name": "contrat LOCAL", "is_active": "on"}).status_code == 422
    assert coordinator.post(url, {"name": "Pass Quai", "is_active": "on"}).status_code == 302
    own = Scheme.objects.get(name="Pass Quai")
    assert (own.territory, own.slug) == (territory, "pass-quai")
    edit = reverse("partners:scheme-edit", args=[territory.slug, own.pk])
    sent = {"name": "Pass du Quai", "replaced_by": national.pk, "seen": seen_token(own)}
    assert coordinator.post(edit, sent).status_code == 302
    assert coordinator.get(reverse("partners:scheme-edit", args=[territory.slug, national.pk])).status_code == 404
    assert "Remplacé par" in text(coordinator.get(own.get_url_in(territory)))


def test_aged_scheme_is_replaced_on_every_fiche_and_back(coordinator: Client, territory: Territory, fiche: Any) -> None:
    new = Scheme.objects.create(slug="cej", name="Contrat d’engagement jeune")
    old = Scheme.objects.create(slug="gj", name="Garantie jeunes", is_active=False, replaced_by=new)
    action = fiche("Accompagner")
    SchemeUse.objects.create(action=action, scheme=old)
    url = reverse("directory:scheme", args=[territory.slug, old.pk])
    assert "Accompagner" in text(coordinator.get(url))
    page = text(coordinator.post(url, {"by": new.pk}, follow=True))
    assert "remplace « Garantie jeunes » sur 1 fiche" in page
    assert action.scheme_uses.get().scheme == new
    coordinator.post(
        reverse("partners:undo", args=[territory.slug, Revision.objects.values_list("batch", flat=True)[0]])
    )
    assert action.scheme_uses.get().scheme == old


@pytest.mark.parametrize(
    ("kind", "code", "sentence"),
    [
        (PlaceKind.COMMUNE, "4019", "cinq caractères"),
        (PlaceKind.PRIORITY_DISTRICT, "QX1", "huit caractères"),
        (PlaceKind.SCHOOL, "0400123B", "lettre de contrôle"),
        (PlaceKind.DISTRICT, "40192", "ont un code"),
        (PlaceKind.COMMUNE, "40 192", ""),
        (PlaceKind.PRIORITY_DISTRICT, "qn04001m", ""),
        (PlaceKind.SCHOOL, "0400001j", ""),
    ],
)
def test_code_of_a_place_is_checked(
    coordinator: Client, territory: Territory, kind: PlaceKind, code: str, sentence: str
) -> None:
    response = coordinator.post(
        reverse("directory:place-new", args=[territory.slug]), {"kind": kind, "name": "Valmire", "code": code}
    )
    assert response.status_code == (422 if sentence else 302)
    assert sentence in text(response)


def test_used_place_is_not_deleted(coordinator: Client, territory: Territory, fiche: Any) -> None:
    used, free = (Place.objects.create(territory=territory, name=name) for name in ("Valmire", "Le Port"))
    fiche().places.add(used)
    assert coordinator.post(reverse("directory:place-delete", args=[territory.slug, used.pk])).status_code == 422
    assert coordinator.post(reverse("directory:place-delete", args=[territory.slug, free.pk])).status_code == 302
    assert list(Place.objects.all()) == [used]
    page = text(coordinator.get(reverse("directory:places", args=[territory.slug]), {"q": "valm"}))
    assert "Valmire" in page


def test_own_term_is_kept_by_admins_and_shared_one_by_nobody(
    admin: Client, coordinator: Client, territory: Territory, fiche: Any
) -> None:
    shared = Audience.objects.create(code="enfants", label="Enfants")
    url = reverse("directory:term-new", args=[territory.slug, "publics"])
    assert coordinator.post(url, {"label": "Saisonniers", "position": 3}).status_code == 403
    assert admin.post(url, {"label": "ENFANTS", "position": 3}).status_code == 422
    assert admin.post(url, {"label": "Saisonniers", "position": 3}).status_code == 302
    own = Audience.objects.get(label="Saisonniers")
    assert own.territory == territory
    fiche().audiences.add(own)
    assert admin.post(reverse("directory:term-delete", args=[territory.slug, "publics", own.pk])).status_code == 422
    assert admin.get(reverse("directory:term-edit", args=[territory.slug, "publics", shared.pk])).status_code == 404
    page = text(coordinator.get(reverse("directory:list", args=[territory.slug, "publics"])))
    assert "Commun à tous" in page
    assert "Du territoire" in page
    assert admin.get(reverse("directory:term-new", args=[territory.slug, "charte"])).status_code == 404
    merge = reverse("directory:term-merge", args=[territory.slug, "publics", own.pk])
    admin.post(merge, {"avec": shared.pk, "kept": shared.pk})
    assert list(Audience.objects.values_list("label", flat=True)) == ["Enfants"]
    assert shared.actions.count() == 1


def test_transversal_axis_is_renamed_everywhere_and_back(admin: Client, territory: Territory, fiche: Any) -> None:
    for title in ("Une", "Deux"):
        ActionLink.objects.create(action=fiche(title), group="AT jeunesse", text="Lien")
    elsewhere = ActionLink.objects.create(action=ActionFactory(), group="AT jeunesse", text="Lien")
    url = reverse("directory:axes", args=[territory.slug])
    assert "2 fiches" in text(admin.get(url))
    page = text(admin.post(url, {"ancien": "AT jeunesse", "nouveau": "AT Jeunesses"}, follow=True))
    assert "sur 2 fiches" in page
    elsewhere.refresh_from_db()
    assert elsewhere.group == "AT jeunesse"
    admin.post(reverse("partners:undo", args=[territory.slug, Revision.objects.values_list("batch", flat=True)[0]]))
    assert ActionLink.objects.filter(group="AT jeunesse").count() == 3


LISTS = [
    ("directory:contacts", 14),
    ("directory:schemes", 12),
    ("directory:places", 12),
]


@pytest.mark.parametrize(("name", "budget"), LISTS)
def test_lists_cost_the_same_for_one_row_and_for_many(
    coordinator: Client, territory: Territory, fiche: Any, name: str, budget: int
) -> None:
    partner, action = PartnerFactory(territory=territory), fiche()

    def fill(start: int, number: int) -> None:
        for rank in range(start, start + number):
            contact = Contact.objects.create(partner=partner, full_name=f"Camille {rank}")
            scheme = Scheme.objects.create(territory=territory, slug=f"d{rank}", name=f"Dispositif {rank}")
            SchemeUse.objects.create(action=action, scheme=scheme)
            Place.objects.create(territory=territory, name=f"Lieu {rank}").actions.add(action)
            PartnerAlias.objects.create(partner=partner, label=f"Alias {contact.pk}")

    fill(0, 1)
    url = reverse(name, args=[territory.slug])
    coordinator.get(url)
    few = queries(lambda: coordinator.get(url))
    fill(1, 60)
    assert queries(lambda: coordinator.get(url)) == few <= budget


READ = ["directory:partners", "directory:schemes", "directory:places", "directory:lists", "directory:axes"]
WRITE = [
    "partners:partner-new",
    "partners:contact-new",
    "partners:scheme-new",
    "directory:place-new",
    "partners:duplicates",
]


def test_member_reads_and_coordinators_write(client_of: ClientOf, territory: Territory, stranger: Client) -> None:
    PartnerFactory(territory=territory)
    assert Plan.objects.count() == 0
    for role, status in ((MemberRole.READER, 403), (MemberRole.CONTRIBUTOR, 403), (MemberRole.COORDINATOR, 200)):
        client = client_of(role)
        for name in READ:
            assert client.get(reverse(name, args=[territory.slug])).status_code == 200, name
        for name in WRITE:
            assert client.get(reverse(name, args=[territory.slug])).status_code == status, (role, name)
            assert stranger.get(reverse(name, args=[territory.slug])).status_code == 404, name


def test_aged_name_is_told_and_renamed(coordinator: Client, territory: Territory) -> None:
    AgeingTerm.objects.create(old="Pôle emploi", new="France Travail", since="2024")
    partner = PartnerFactory(territory=territory, name="Pôle Emploi de Valmire")
    url = reverse("partners:partner-edit", args=[territory.slug, partner.pk])
    assert "« Pôle emploi » s’appelle « France Travail » depuis 2024" in text(coordinator.get(url))
    form = coordinator.get(url, {"renommer": "1"}).context["form"]
    assert form["name"].value() == "France Travail de Valmire"
    assert form["aliases"].value() == "Pôle Emploi de Valmire"


def test_history_puts_back_the_successor_of_a_merged_partner(territory: Territory, fiche: Any) -> None:
    action = fiche()
    kept, lost = (PartnerFactory(territory=territory, name=name) for name in ("CAF", "C.A.F. des Landes"))
    Participation.objects.create(action=action, partner=lost)
    before = content(action)
    PartnerAlias.objects.create(partner=kept, label=lost.name)
    action.participations.all().delete()
    lost.delete()
    assert write_content(action, {"participations": before["participations"]}) == []
    assert action.participations.get().partner == kept


def test_term_set_aside_is_no_longer_proposed_but_kept_where_it_is(
    admin: Client, coordinator: Client, territory: Territory, fiche: Any
) -> None:
    shared = Audience.objects.create(code="enfants", label="Enfants du port")
    holder, other = fiche("Avec"), fiche("Sans")
    holder.audiences.add(shared)
    url = reverse("directory:term-propose", args=[territory.slug, "publics", shared.pk])
    assert coordinator.post(url).status_code == 403
    assert "n’est plus proposé" in text(admin.post(url, follow=True))
    assert list(offered(Audience, territory, holder)) == [shared]
    assert list(offered(Audience, territory, other)) == []
    assert list(offered(Audience, TerritoryFactory())) == [shared]
    admin.post(url, {"proposer": "1"})
    assert list(offered(Audience, territory, other)) == [shared]


def test_entry_that_vanished_meanwhile_is_told(coordinator: Client, territory: Territory, fiche: Any) -> None:
    first, second = (PartnerFactory(territory=territory) for _ in range(2))
    merge = reverse("partners:partner-merge", args=[territory.slug, first.pk])
    sent = {"avec": second.pk, "kept": first.pk, "name": "0"}
    second.delete()
    page = coordinator.post(merge, sent)
    assert "Fusionner" in text(page)
    assert coordinator.get(reverse("partners:undo", args=[territory.slug, "inconnu"])).status_code == 404


PAGES: list[tuple[str, int]] = [
    ("partners:partner-edit", 20),
    ("partners:partner-delete", 12),
    ("partners:partner-merge", 26),
    ("partners:contact-new", 12),
    ("directory:scheme", 14),
    ("directory:lists", 20),
    ("directory:list", 10),
    ("directory:axes", 8),
]


def test_every_page_costs_the_same_for_one_and_for_many(admin: Client, territory: Territory, fiche: Any) -> None:
    partner, other = (PartnerFactory(territory=territory) for _ in range(2))
    scheme = Scheme.objects.create(territory=territory, slug="pass", name="Pass Quai")

    def fill(start: int, number: int) -> None:
        for rank in range(start, start + number):
            action = fiche(f"Fiche {rank}")
            Participation.objects.create(action=action, partner=partner)
            Funding.objects.create(action=action, partner=partner, scheme=scheme)
            SchemeUse.objects.create(action=action, scheme=scheme)
            ActionLink.objects.create(action=action, group=f"AT {rank}", text="Lien")
            Contact.objects.create(partner=partner, full_name=f"Camille {rank}")
            PartnerAlias.objects.create(partner=partner, label=f"Alias {rank}")
            term = Audience.objects.create(territory=territory, code=f"terme-{rank}", label=f"Terme {rank}")
            action.audiences.add(term)
            PartnerFactory(territory=territory)

    keys = {"partners:partner": partner.pk, "directory:scheme": scheme.pk}

    def address(name: str) -> str:
        if name == "directory:list":
            return reverse(name, args=[territory.slug, "publics"])
        key = keys.get(name) or keys.get(name.partition("-")[0])
        query = f"?avec={other.pk}" if name.endswith("merge") else ""
        with_key = key is not None and not name.endswith("-new")
        return reverse(name, args=[territory.slug, key] if with_key else [territory.slug]) + query

    fill(0, 2)
    few = {name: queries(lambda name=name: admin.get(address(name))) for name, _ in PAGES}
    fill(2, 60)
    assert {name: queries(lambda name=name: admin.get(address(name))) for name, _ in PAGES} == few
    assert all(few[name] <= budget for name, budget in PAGES), few
