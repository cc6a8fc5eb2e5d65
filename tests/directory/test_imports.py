"""A list from a sheet: shown row by row, written as shown, taken back; and the same list to a sheet and back."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.enums import Change, MemberRole, Origin
from accounts.models import Revision, Territory
from actions.enums import PlaceKind
from actions.models import AgeBand, Audience, ChildTime, Participation, Place, Scale
from partners.bulkimport import PlanStale, RowState, apply_import, plan_import
from partners.bulkundo import undo_changes
from partners.enums import DirectoryList, PartnerKind
from partners.models import Contact, DirectoryImport, Domain, Partner, PartnerAlias, Scheme
from partners.resources import PartnerResource
from tests.conftest import ClientOf
from tests.directory.test_pages import text
from tests.factories import PartnerFactory, UserFactory
from tests.readers.makers import word, xlsx

HEADER = ["Clé", "Nom", "Sigle", "Type", "Autres noms", "Domaines", "SIREN", "Site", "Remarque", "Actif"]


def uploaded(client: Client, territory: Territory, what: str, data: bytes, name: str = "liste.xlsx") -> Any:
    url = reverse("sheets:import", args=[territory.slug, what])
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def previewed(client: Client, territory: Territory, what: str, rows: Sequence[Sequence[Any]]) -> tuple[str, Any]:
    """The address and the page of the preview of a sheet of these rows."""
    response = uploaded(client, territory, what, xlsx(("Liste", rows)))
    assert response.status_code == 302, text(response)
    return response["Location"], client.get(response["Location"])


def confirmed(client: Client, url: str, page: Any) -> Any:
    return client.post(url, {"apercu": page.context["page"].digest}, follow=True)


def states(page: Any) -> dict[int, str]:
    return {row.number: row.state.value for row in page.context["page"].plan.rows}


def test_preview_tells_new_changed_unchanged_and_refused(admin: Client, territory: Territory) -> None:
    Domain.objects.create(code="sport", label="Sport")
    known = PartnerFactory(territory=territory, name="Théâtre du Quai", kind=PartnerKind.CULTURAL)
    PartnerFactory(territory=territory, name="Club nautique", kind=PartnerKind.SPORTS)
    rows = [
        HEADER,
        ["", "Association neuve", "AN", "Association", "A. neuve; Neuve asso", "sport", "", "", "", "oui"],
        [known.pk, "Théâtre du Port", "", "Structure culturelle", "", "", "", "", "", "oui"],
        ["", "CLUB NAUTIQUE", "", "", "", "", "", "", "", ""],
        ["", "Sans type connu", "", "Guilde", "", "", "", "", "", ""],
        ["", "", "", "", "", "", "", "", "une remarque", ""],
        ["", "Association Neuve", "", "", "", "", "", "", "", ""],
        ["", "Mauvais SIREN", "", "", "", "Natation", "123", "", "", ""],
        ["99999", "Clé inconnue", "", "", "", "", "", "", "", ""],
    ]
    url, page = previewed(admin, territory, "partenaires", rows)
    assert states(page) == {
        2: "nouveau", 3: "change", 4: "change", 5: "refuse", 6: "refuse", 7: "refuse", 8: "refuse", 9: "refuse",
    }  # fmt: skip
    said = text(page)
    for sentence in (
        "« Guilde » n’est pas un type connu",
        "Nom : à remplir",
        "La ligne 2 du fichier est déjà cette entrée",
        "« Natation » n’est pas dans la liste « Domaines »",
        "« 99999 » n’est pas une entrée de cette liste",
        "Théâtre du Port",
    ):
        assert sentence in said, sentence
    assert Partner.objects.count() == 2
    page = confirmed(admin, url, page)
    assert "1 ajoutés, 2 changés, 5 lignes refusées" in text(page)
    fresh = Partner.objects.get(name="Association neuve")
    assert set(fresh.aliases.values_list("label", flat=True)) == {"A. neuve", "Neuve asso"}
    assert [domain.code for domain in fresh.domains.all()] == ["sport"]
    known.refresh_from_db()
    assert known.name == "Théâtre du Port"
    lines = Revision.objects.filter(origin=Origin.IMPORT)
    assert sorted(lines.values_list("change", "source")) == [
        (Change.CREATED, "liste.xlsx"), (Change.EDITED, "liste.xlsx"), (Change.EDITED, "liste.xlsx"),
    ]  # fmt: skip
    assert DirectoryImport.objects.get().rows == []


def test_new_partner_that_resembles_a_known_one_is_told(admin: Client, territory: Territory) -> None:
    PartnerFactory(territory=territory, name="Caisse d’allocations familiales", acronym="CAF")
    _, page = previewed(admin, territory, "partenaires", [["Nom"], ["C.A.F. des Landes"], ["Club nautique"]])
    said = text(page)
    assert said.count("Ressemble à") == 1
    assert "« Caisse d’allocations familiales » (même sigle (CAF))" in said


def test_import_is_taken_back_whole(admin: Client, territory: Territory) -> None:
    known = PartnerFactory(territory=territory, name="Quai", note="Avant")
    rows = [["Nom", "Remarque", "Autres noms"], ["Quai", "Après", "Le Quai"], ["Port", "", "Le Port"]]
    url, page = previewed(admin, territory, "partenaires", rows)
    done = text(confirmed(admin, url, page))
    undo = re.search(r'href="([^"]+)">Annuler l’import', done)
    assert undo is not None
    admin.post(undo[1])
    known.refresh_from_db()
    assert (known.note, Partner.objects.count(), PartnerAlias.objects.count()) == ("Avant", 1, 0)


def test_taking_an_import_back_keeps_what_serves_or_changed_since(
    admin: Client, territory: Territory, fiche: Any
) -> None:
    rows = [["Nom", "Remarque"], ["Libre", ""], ["Engagé", ""], ["Changé", ""]]
    url, page = previewed(admin, territory, "partenaires", rows)
    confirmed(admin, url, page)
    Participation.objects.create(action=fiche(), partner=Partner.objects.get(name="Engagé"))
    Partner.objects.filter(name="Changé").update(note="Depuis")
    batch = Revision.objects.values_list("batch", flat=True)[0]
    undone = undo_changes(batch, territory=territory, by=UserFactory())
    assert undone.done == 1
    assert sorted(undone.refused) == ["Changé : a changé depuis.", "Engagé : sert ailleurs depuis."]
    assert sorted(Partner.objects.values_list("name", flat=True)) == ["Changé", "Engagé"]


def test_name_taken_since_is_told_when_an_import_is_taken_back(admin: Client, territory: Territory) -> None:
    known = PartnerFactory(territory=territory, name="Quai")
    other = PartnerFactory(territory=territory, name="Jardin")
    rows = [["Clé", "Nom"], [known.pk, "Port"], [other.pk, "Parc"]]
    url, page = previewed(admin, territory, "partenaires", rows)
    confirmed(admin, url, page)
    PartnerFactory(territory=territory, name="Quai")
    batch = Revision.objects.values_list("batch", flat=True)[0]
    undone = undo_changes(batch, territory=territory, by=UserFactory())
    assert (undone.done, len(undone.refused)) == (1, 1)
    assert set(Partner.objects.values_list("name", flat=True)) == {"Port", "Jardin", "Quai"}


def test_alias_and_absent_column_are_respected(admin: Client, territory: Territory) -> None:
    known = PartnerFactory(territory=territory, name="Caisse d’allocations", kind=PartnerKind.CAF, note="À garder")
    PartnerAlias.objects.create(partner=known, label="C.A.F.", note="ancien")
    url, page = previewed(admin, territory, "partenaires", [["Organisme", "Sigle"], ["C.A.F.", "CAF"]])
    assert states(page) == {2: "change"}
    confirmed(admin, url, page)
    known.refresh_from_db()
    assert (known.kind, known.note, known.acronym) == (PartnerKind.CAF, "À garder", "CAF")
    assert known.aliases.get().note == "ancien"


def test_directory_that_changed_since_the_preview_is_shown_again(admin: Client, territory: Territory) -> None:
    url, page = previewed(admin, territory, "partenaires", [["Nom"], ["Quai"]])
    PartnerFactory(territory=territory, name="Quai")
    again = confirmed(admin, url, page)
    assert again.status_code == 409
    assert "La liste a changé depuis cet aperçu" in text(again)
    assert Partner.objects.count() == 1
    resource = PartnerResource(territory)
    with pytest.raises(PlanStale):
        apply_import(resource, ["Nom"], [(2, ["Port"])], seen="", by=UserFactory(), source="")


def test_preview_is_dropped_and_written_once(admin: Client, territory: Territory) -> None:
    url, page = previewed(admin, territory, "partenaires", [["Nom"], ["Quai"]])
    confirmed(admin, url, page)
    assert "déjà écrit" in text(confirmed(admin, url, page))
    url, _ = previewed(admin, territory, "partenaires", [["Nom"], ["Port"]])
    assert "abandonné" in text(admin.post(url, {"abandonner": "1"}, follow=True))
    assert [partner.name for partner in Partner.objects.all()] == ["Quai"]


def everything(territory: Territory) -> None:
    """One row at least in each list, with every column filled."""
    domain = Domain.objects.create(code="sport", label="Sport", position=2)
    Domain.objects.create(territory=territory, code="mer", label="Mer", position=3)
    partner = PartnerFactory(
        territory=territory, name="=Quai", acronym="-Q", kind=PartnerKind.SPORTS, siren="244000808", note="Une\nnote",
        website="https://quai.example", is_active=False,
    )  # fmt: skip
    partner.domains.add(domain)
    PartnerAlias.objects.create(partner=partner, label="Le Quai", note="doublon réuni")
    PartnerAlias.objects.create(partner=partner, label="Élan du quai")
    Contact.objects.create(
        partner=partner, full_name="Camille Essai", function="@Directrice", email="c@quai.example", phone="+33 5 58",
        shown_in_exports=True,
    )  # fmt: skip
    old = Scheme.objects.create(slug="gj", name="Garantie jeunes", acronym="GJ", domain=domain)
    Scheme.objects.create(territory=territory, slug="pass", name="Pass Quai", replaced_by=old, note="Local")
    Place.objects.create(territory=territory, kind=PlaceKind.COMMUNE, name="Valmire", code="40192")
    Place.objects.create(territory=territory, kind=PlaceKind.DISTRICT, name="Valmire")
    for model in (Audience, Scale, ChildTime):
        model.objects.create(code="commun", label="Commun")
        model.objects.create(territory=territory, code="propre", label="Propre", position=4)
    AgeBand.objects.create(territory=territory, code="petits", label="Petits", age_min=0, age_max=3)


@pytest.mark.parametrize("what", DirectoryList.values)
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_exported_list_comes_back_unchanged(admin: Client, territory: Territory, what: str, form: str) -> None:
    everything(territory)
    exported = admin.get(reverse("sheets:export", args=[territory.slug, what]), {"format": form})
    response = uploaded(admin, territory, what, exported.content, f"liste.{form}")
    page = admin.get(response["Location"])
    found = states(page)
    assert found
    assert set(found.values()) == {"inchange"}, text(page)


def test_exported_workbook_holds_no_formula(admin: Client, territory: Territory) -> None:
    everything(territory)
    exported = admin.get(reverse("sheets:export", args=[territory.slug, "partenaires"]))
    sheet = load_workbook(BytesIO(exported.content)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    csv = admin.get(reverse("sheets:export", args=[territory.slug, "contacts"]), {"format": "csv"}).content.decode()
    assert "'@Directrice" in csv


def test_contacts_schemes_places_and_terms_are_imported(admin: Client, territory: Territory) -> None:
    partner = PartnerFactory(territory=territory, name="Association du Quai", acronym="AQ")
    Audience.objects.create(code="enfants", label="Enfants")
    sheets: dict[str, list[list[Any]]] = {
        "contacts": [
            ["Nom", "Partenaire", "Courriel"],
            ["Camille", "AQ", "camille@quai.example"],
            ["Alex", "Inconnu", ""],
            ["Dominique", "AQ", "pas une adresse"],
        ],
        "dispositifs": [
            ["Nom", "Sigle", "Note"],
            ["Pass Quai", "PQ", "Local"],
            ["Pass Quai", "", ""],
            ["Bus été", "", ""],
        ],
        "lieux": [["Nom", "Type", "Code"], ["Valmire", "Commune", 40192], ["École", "École ou établissement", "X"]],
        "publics": [["Libellé", "Rang"], ["Saisonniers", 3], ["ENFANTS", 9]],
        "ages": [["Libellé", "Âge minimum", "Âge maximum"], ["Petits", 0, 3], ["Grands", 9, 3]],
    }
    wanted = {
        "contacts": ["nouveau", "refuse", "refuse"],
        "dispositifs": ["nouveau", "refuse", "nouveau"],
        "lieux": ["nouveau", "refuse"],
        "publics": ["nouveau", "refuse"],
        "ages": ["nouveau", "refuse"],
    }
    for what, rows in sheets.items():
        url, page = previewed(admin, territory, what, rows)
        assert list(states(page).values()) == wanted[what], (what, text(page))
        confirmed(admin, url, page)
    assert Contact.objects.get().partner == partner
    assert sorted(Scheme.objects.values_list("slug", flat=True)) == ["bus-ete", "pass-quai"]
    assert Place.objects.get().code == "40192"
    assert Audience.objects.get(territory=territory).label == "Saisonniers"
    assert AgeBand.objects.get().age_max == 3


HOSTILE = [
    (b"", "Le fichier est vide"),
    (b"%PDF-1.7 rien", "est un PDF"),
    (b"PK\x03\x04 rien", "endommagé"),
    (word("Un paragraphe"), "document Word"),
    (xlsx(("Vide", [])), "aucune ligne"),
    (xlsx(("Long", [["Nom"], *[[f"P{n}"] for n in range(10_001)]])), "la limite est de 10000"),
]


@pytest.mark.parametrize(("data", "sentence"), HOSTILE)
def test_file_that_is_no_list_is_refused_in_words(
    admin: Client, territory: Territory, data: bytes, sentence: str
) -> None:
    response = uploaded(admin, territory, "partenaires", data)
    assert response.status_code == 422
    assert sentence in text(response)
    assert not DirectoryImport.objects.exists()


def test_sheet_without_the_name_column_and_with_unknown_ones_says_so(admin: Client, territory: Territory) -> None:
    _, page = previewed(admin, territory, "partenaires", [["Intitulé long", "Sigle"], ["Quai", "Q"]])
    assert "Aucune colonne ne s’appelle « Nom »" in text(page)
    _, page = previewed(admin, territory, "partenaires", [["Nom", "Couleur"], ["Quai", "bleu"]])
    assert "Colonnes laissées de côté : Couleur" in text(page)


def test_5000_rows_cost_few_queries(territory: Territory) -> None:
    rows = [(n, [f"Structure {n}", f"S{n}; Str. {n}"]) for n in range(2, 5002)]
    header = ["Nom", "Autres noms"]
    with CaptureQueriesContext(connection) as captured:
        plan = plan_import(PartnerResource(territory), header, rows)
        apply_import(PartnerResource(territory), header, rows, seen=plan.digest(), by=UserFactory(), source="liste")
    assert plan.counts[RowState.NEW] == 5000
    assert len(captured) <= 300
    assert Partner.objects.count() == 5000
    assert PartnerAlias.objects.exclude(search_text="").count() == 10_000


def test_only_admins_import_and_export(client_of: ClientOf, territory: Territory, stranger: Client) -> None:
    for what in DirectoryList.values:
        for name in ("sheets:import", "sheets:export"):
            url = reverse(name, args=[territory.slug, what])
            assert client_of(MemberRole.COORDINATOR).get(url).status_code == 403
            assert client_of(MemberRole.ADMIN).get(url).status_code == 200
            assert stranger.get(url).status_code == 404
    unknown = reverse("sheets:import", args=[territory.slug, "plans"])
    assert client_of(MemberRole.ADMIN).get(unknown).status_code == 404


def test_imported_partner_keeps_its_fiches(admin: Client, territory: Territory, fiche: Any) -> None:
    partner = PartnerFactory(territory=territory, name="Quai")
    Participation.objects.create(action=fiche(), partner=partner)
    url, page = previewed(admin, territory, "partenaires", [["Clé", "Nom"], [partner.pk, "Le grand quai"]])
    confirmed(admin, url, page)
    assert partner.participations.count() == 1


def test_import_is_not_taken_back_by_the_undo_of_the_coordination(
    admin: Client, client_of: ClientOf, territory: Territory
) -> None:
    url, page = previewed(admin, territory, DirectoryList.PARTNERS, [["Nom"], ["Alpha"], ["Bêta"]])
    confirmed(admin, url, page)
    batch = DirectoryImport.objects.get().batch
    for role in (MemberRole.COORDINATOR, MemberRole.ADMIN):
        response = client_of(role).post(reverse("partners:undo", args=[territory.slug, batch]))
        assert response.status_code == 404
    assert Partner.objects.count() == 2


def test_import_that_is_killed_leaves_nothing(
    admin: Client, territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, page = previewed(admin, territory, DirectoryList.PARTNERS, [["Nom"], ["Alpha"]])

    def killed(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(DirectoryImport, "save", killed)
    with pytest.raises(RuntimeError):
        confirmed(admin, url, page)
    assert not Partner.objects.exists()
    assert DirectoryImport.objects.get().applied_at is None
