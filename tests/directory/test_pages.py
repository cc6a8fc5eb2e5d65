"""The pages of the directory as people meet them: what they show, what they write, who may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.editing import seen_token
from accounts.enums import Change, MemberRole
from accounts.models import Revision, Territory
from actions.enums import Role
from actions.models import Funding, Participation
from partners.enums import PartnerKind
from partners.models import AgeingTerm, Contact, DistinctPartners, Domain, Partner, PartnerAlias
from tests.conftest import ClientOf
from tests.factories import ActionFactory, PartnerFactory


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def partner_values(**values: Any) -> dict[str, Any]:
    return {"name": "Association du Quai", "kind": PartnerKind.ASSOCIATION, "aliases": "", "is_active": "on", **values}


# Partners


def test_directory_is_searched_by_alias_acronym_and_without_accents(coordinator: Client, territory: Territory) -> None:
    caf = PartnerFactory(territory=territory, name="Caisse d’allocations familiales", acronym="C.A.F.")
    PartnerAlias.objects.create(partner=caf, label="Allocs")
    PartnerFactory(territory=territory, name="Théâtre du Quai")
    PartnerFactory(name="Caisse étrangère")
    for query in ("caf", "C.A.F.", "alloc", "FAMILIALE"):
        page = text(coordinator.get(reverse("directory:partners", args=[territory.slug]), {"q": query}))
        assert "Caisse d’allocations" in page, query
        assert "Théâtre" not in page
    page = text(coordinator.get(reverse("directory:partners", args=[territory.slug]), {"q": "theatre"}))
    assert "Théâtre du Quai" in page
    assert "étrangère" not in text(coordinator.get(reverse("directory:partners", args=[territory.slug])))


def test_directory_filters_and_sorts(coordinator: Client, territory: Territory, fiche: Any) -> None:
    AgeingTerm.objects.create(old="Pôle emploi", new="France Travail")
    domain = Domain.objects.create(code="sport", label="Sport")
    engaged = PartnerFactory(territory=territory, name="Engagé", kind=PartnerKind.SPORTS)
    engaged.domains.add(domain)
    funder = PartnerFactory(territory=territory, name="Financeur")
    idle = PartnerFactory(territory=territory, name="Pôle emploi")
    Participation.objects.create(action=fiche(), partner=engaged)
    Funding.objects.create(action=fiche("Deux"), partner=funder)

    def names(**query: Any) -> list[str]:
        found = coordinator.get(reverse("directory:partners", args=[territory.slug]), query)
        return [partner.name for partner, _ in found.context["rows"]]

    assert names(etat="sans-engagement") == ["Pôle emploi"]
    assert names(etat="engages") == ["Engagé", "Financeur"]
    assert names(etat="noms-vieillis") == ["Pôle emploi"]
    assert names(type=PartnerKind.SPORTS) == ["Engagé"]
    assert names(domaine=domain.pk) == ["Engagé"]
    assert names(tri="-fiches")[0] == "Engagé"
    assert names(tri="n’importe quoi", type="faux") == ["Engagé", "Financeur", "Pôle emploi"]
    idle.is_active = False
    idle.save()
    assert names(etat="inactifs") == ["Pôle emploi"]


def test_directory_costs_the_same_for_one_partner_and_for_two_hundred(
    coordinator: Client, territory: Territory, fiche: Any
) -> None:
    url, action = reverse("directory:partners", args=[territory.slug]), fiche()
    Participation.objects.create(action=action, partner=PartnerFactory(territory=territory))
    coordinator.get(url)
    few = queries(lambda: coordinator.get(url))
    for _ in range(200):
        Participation.objects.create(action=action, partner=PartnerFactory(territory=territory))
    assert queries(lambda: coordinator.get(url)) == few
    assert few <= 14
    assert "page 2 sur 3" in text(coordinator.get(url, {"page": 2}))


def test_partner_is_created_with_its_aliases_and_told_in_its_history(coordinator: Client, territory: Territory) -> None:
    values = partner_values(aliases="Le Quai\nQuai asso\nLe  quai", siren="244000808", website="quai.example")
    response = coordinator.post(reverse("partners:partner-new", args=[territory.slug]), values)
    partner = Partner.objects.get(name="Association du Quai")
    assert response.status_code == 302
    assert response["Location"] == partner.get_absolute_url()
    assert list(partner.aliases.values_list("label", flat=True)) == ["Le quai", "Quai asso"]
    assert partner.website == "https://quai.example"
    line = Revision.objects.about(partner).get()
    assert (line.change, line.after["siren"]) == (Change.CREATED, "244000808")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "THEATRE DU QUAI"}, "porte déjà ce nom"),
        ({"siren": "244000809"}, "sa clé de contrôle est fausse"),
        ({"siren": "24400080"}, "neuf chiffres"),
        ({"rna": "W12"}, "suivi de neuf chiffres"),
        ({"name": "\u202e"}, "Ce champ est obligatoire"),
        ({"aliases": "Théâtre du quai"}, "est le nom d’un autre partenaire"),
        ({"aliases": "TDQ"}, "est déjà un autre nom de"),
        ({"aliases": "a" * 201}, "200 caractères"),
        ({"website": "javascript:alert(1)"}, "Une adresse de site"),
    ],
)
def test_refused_partner_says_why_and_gives_back_what_was_typed(
    coordinator: Client, territory: Territory, values: dict[str, str], sentence: str
) -> None:
    theatre = PartnerFactory(territory=territory, name="Théâtre du Quai")
    PartnerAlias.objects.create(partner=theatre, label="TDQ")
    sent = partner_values(note="Une note à garder", **values)
    response = coordinator.post(reverse("partners:partner-new", args=[territory.slug]), sent)
    assert response.status_code == 422
    assert sentence in text(response)
    assert "Une note à garder" in text(response)
    assert Partner.objects.count() == 1


def test_look_alike_is_shown_before_a_partner_is_created(coordinator: Client, territory: Territory) -> None:
    caf = PartnerFactory(territory=territory, name="Caisse d’allocations familiales", acronym="CAF")
    url = reverse("partners:partner-new", args=[territory.slug])
    response = coordinator.post(url, partner_values(name="C.A.F. des Landes"))
    assert response.status_code == 422
    assert caf.get_absolute_url() in text(response)
    assert coordinator.post(url, partner_values(name="C.A.F. des Landes", distinct="1")).status_code == 302
    assert Partner.objects.count() == 2


def test_stale_edit_keeps_the_other_field_and_shows_the_common_one(coordinator: Client, territory: Territory) -> None:
    partner = PartnerFactory(territory=territory, name="Quai", kind=PartnerKind.ASSOCIATION)
    url, seen = reverse("partners:partner-edit", args=[territory.slug, partner.pk]), seen_token(partner)
    mine = {"seen": seen, "kind": PartnerKind.ASSOCIATION, "is_active": "on"}
    coordinator.post(url, {**mine, "name": "Quai", "aliases": "Le Quai", "note": "De l’autre"})
    response = coordinator.post(url, {**mine, "name": "Quai neuf", "aliases": ""}, follow=True)
    assert "gardé" in text(response)
    partner.refresh_from_db()
    assert (partner.name, partner.note) == ("Quai neuf", "De l’autre")
    assert list(partner.aliases.values_list("label", flat=True)) == ["Le Quai"]
    response = coordinator.post(url, {**mine, "name": "Quai vieux", "aliases": ""})
    assert response.status_code == 409
    assert "Quai neuf" in text(response)
    assert "Quai vieux" in text(response)
    partner.delete()
    assert coordinator.post(url, {**mine, "name": "Quai", "note": "Long texte"}).status_code == 410


def test_free_partner_goes_with_its_contacts_and_comes_back(coordinator: Client, territory: Territory) -> None:
    partner = PartnerFactory(territory=territory, name="Quai")
    Contact.objects.create(partner=partner, full_name="Camille")
    url = reverse("partners:partner-delete", args=[territory.slug, partner.pk])
    assert "Camille" in text(coordinator.get(url))
    page = text(coordinator.post(url, follow=True))
    assert "est supprimé" in page
    assert not Partner.objects.exists()
    batch = Revision.objects.values_list("batch", flat=True)[0]
    undo = reverse("partners:undo", args=[territory.slug, batch])
    assert undo in page
    assert "Annuler 2 changements" in text(coordinator.get(undo))
    coordinator.post(undo)
    assert Contact.objects.get().partner == Partner.objects.get(pk=partner.pk)
    assert "déjà été annulés" in text(coordinator.get(undo))


def test_engaged_partner_is_replaced_not_deleted(coordinator: Client, territory: Territory, fiche: Any) -> None:
    partner, heir = (PartnerFactory(territory=territory, name=name) for name in ("Ancien", "Nouveau"))
    Participation.objects.create(action=fiche(), partner=partner)
    url = reverse("partners:partner-delete", args=[territory.slug, partner.pk])
    assert "participations : 1" in text(coordinator.get(url))
    assert coordinator.post(url).status_code == 422
    assert Partner.objects.count() == 2
    response = coordinator.post(url, {"by": heir.pk})
    merge = response["Location"]
    assert coordinator.get(merge).context["form"].initial["kept"] == str(heir.pk)
    sent = {"avec": heir.pk, "kept": heir.pk, "name": "1"}
    page = text(coordinator.post(merge, sent, follow=True))
    assert "ne font plus qu’un" in page
    assert heir.participations.count() == 1
    assert [alias.label for alias in heir.aliases.all()] == ["Ancien"]


def test_page_of_a_partner_tells_all_its_engagements(coordinator: Client, territory: Territory, fiche: Any) -> None:
    partner = PartnerFactory(territory=territory, name="Quai", acronym="AQS")
    contact = Contact.objects.create(partner=partner, full_name="Camille Discret", function="Directrice")
    one = fiche("Tenir l’atelier", number=7)
    Participation.objects.create(action=one, partner=partner, role=Role.LEAD, contact=contact)
    Participation.objects.create(action=one, partner=partner, role=Role.FUNDER)
    other = ActionFactory(plan__territory=territory, title="Ouvrir le jardin")
    Participation.objects.create(action=other, partner=partner, role=Role.RELAY)
    Participation.objects.create(action=ActionFactory(title="Ailleurs"), partner=PartnerFactory(), role=Role.LEAD)
    Funding.objects.create(action=other, partner=partner, year=2026, planned=1250)
    one.indicators.create(label="Nombre d’ateliers", source="Bilan AQS")
    page = text(coordinator.get(partner.get_absolute_url()))
    for said in (
        "2 fiches dans 2 plans",
        "Pilote, Financeur",
        "Ouvrir le jardin",
        "Camille Discret",
        "1 250,00",
        "Bilan AQS",
    ):
        assert said in page, said
    assert "Ailleurs" not in page
    sheet = coordinator.get(reverse("directory:engagements", args=[territory.slug, partner.pk])).content.decode()
    assert "Tenir l’atelier" in sheet
    assert "Directrice" not in sheet or "Camille" not in sheet
    assert "Camille" not in sheet


def test_page_of_a_partner_costs_the_same_for_one_fiche_and_for_a_hundred(
    coordinator: Client, territory: Territory, fiche: Any
) -> None:
    partner = PartnerFactory(territory=territory)
    for rank in range(2):
        Participation.objects.create(action=fiche(f"Fiche {rank}"), partner=partner)
    url = partner.get_absolute_url()
    few = queries(lambda: coordinator.get(url))
    for rank in range(100):
        action = fiche(f"Autre {rank}")
        Participation.objects.create(action=action, partner=partner)
        Funding.objects.create(action=action, partner=partner, planned=1)
    assert queries(lambda: coordinator.get(url)) == few
    assert few <= 19


def test_csv_of_engagements_holds_no_formula(coordinator: Client, territory: Territory, fiche: Any) -> None:
    partner = PartnerFactory(territory=territory)
    Participation.objects.create(action=fiche("=HYPERLINK(1)"), partner=partner)
    sheet = coordinator.get(reverse("directory:engagements", args=[territory.slug, partner.pk])).content.decode()
    assert "'=HYPERLINK(1)" in sheet


def test_reader_sees_no_contact_that_did_not_agree(client_of: ClientOf, territory: Territory, fiche: Any) -> None:
    partner = PartnerFactory(territory=territory)
    hidden = Contact.objects.create(partner=partner, full_name="Camille Discret", email="c@quai.example")
    Contact.objects.create(partner=partner, full_name="Dominique Public", shown_in_exports=True)
    Participation.objects.create(action=fiche(), partner=partner, contact=hidden)
    reader = client_of(MemberRole.READER)
    page = text(reader.get(partner.get_absolute_url()))
    assert "Dominique Public" in page
    assert "Camille Discret" not in page
    assert reader.get(reverse("directory:contacts", args=[territory.slug])).status_code == 403


# Duplicates


def test_duplicates_are_shown_judged_and_proposed_again(coordinator: Client, territory: Territory) -> None:
    first, second = (PartnerFactory(territory=territory, name=name) for name in ("CAF", "C.A.F. des Landes"))
    url = reverse("partners:duplicates", args=[territory.slug])
    assert "Même sigle (CAF)" in text(coordinator.get(url))
    pair = {"premier": second.pk, "second": first.pk}
    page = text(coordinator.post(reverse("partners:distinct", args=[territory.slug]), pair, follow=True))
    assert "Aucun doublon probable" in page
    assert DistinctPartners.objects.count() == 1
    coordinator.post(reverse("partners:distinct", args=[territory.slug]), {**pair, "oublier": "1"})
    assert coordinator.get(url).context["page"].paginator.count == 1
    elsewhere = {"premier": first.pk, "second": PartnerFactory().pk}
    assert coordinator.post(reverse("partners:distinct", args=[territory.slug]), elsewhere).status_code == 404


def test_duplicates_cost_the_same_for_one_pair_and_for_ten(coordinator: Client, territory: Territory) -> None:
    url = reverse("partners:duplicates", args=[territory.slug])

    def pairs(prefix: str, number: int) -> None:
        for rank in range(number):
            word = f"{prefix}{'abcdefghij'[rank]}lien"
            PartnerFactory(territory=territory, name=f"Amicale {word} nautique")
            PartnerFactory(territory=territory, name=f"Amicale {word}s nautique")

    pairs("Mur", 1)
    few = queries(lambda: coordinator.get(url))
    pairs("Zel", 10)
    assert coordinator.get(url).context["page"].paginator.count >= 11
    assert queries(lambda: coordinator.get(url)) == few


def test_merge_goes_back_to_the_duplicates_and_nowhere_else(coordinator: Client, territory: Territory) -> None:
    for suite, wanted in ((reverse("partners:duplicates", args=[territory.slug]), True), ("//evil.example", False)):
        first, second = (PartnerFactory(territory=territory) for _ in range(2))
        url = reverse("partners:partner-merge", args=[territory.slug, first.pk])
        sent = {"avec": second.pk, "kept": first.pk, "name": "0", "suite": suite}
        assert (coordinator.post(url, sent)["Location"] == suite) is wanted
