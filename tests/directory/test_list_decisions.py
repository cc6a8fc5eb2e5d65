"""What a person decides in the preview of a list, and how an import of a list is taken back."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Revision, Territory
from actions.models import Participation
from partners.models import AgeingTerm, Contact, DirectoryImport, Partner, PartnerAlias, Scheme
from tests.directory.test_imports import confirmed, previewed, states, uploaded
from tests.directory.test_pages import text
from tests.factories import PartnerFactory
from tests.readers.makers import xlsx


def decided(client: Client, url: str, page: Any, *, keep: list[int], **choices: Any) -> Any:
    """Confirm a preview with these choices on all of its rows."""
    shown = [row.number for row in page.context["page"].plan.rows]
    data = {"apercu": page.context["page"].digest, "vue": shown, "garder": keep, **choices}
    return client.post(url, data, follow=True)


def names() -> list[str]:
    return sorted(Partner.objects.values_list("name", flat=True))


def test_row_left_out_is_not_written_and_no_longer_in_the_way_of_another(admin: Client, territory: Territory) -> None:
    url, page = previewed(admin, territory, "partenaires", [["Nom"], ["Quai"], ["Port"], ["QUAI"]])
    assert states(page) == {2: "nouveau", 3: "nouveau", 4: "refuse"}
    admin.post(url, {"suite": "1", "apercu": "", "vue": [2, 3], "garder": [3]})
    page = admin.get(url)
    assert states(page) == {2: "laisse", 3: "nouveau", 4: "nouveau"}
    decided(admin, url, page, keep=[3, 4])
    assert names() == ["Port", "QUAI"]
    assert DirectoryImport.objects.get().counts == {"laisse": 1, "nouveau": 2}


def test_look_alike_is_updated_once_a_person_said_that_it_is_the_same(admin: Client, territory: Territory) -> None:
    known = PartnerFactory(territory=territory, name="Les Francas 44", note="")
    PartnerAlias.objects.create(partner=known, label="Francas de la Brume")
    rows = [["Nom", "Remarque"], ["Francas", "Siège à Valmire"], ["Club nautique", ""]]
    url, page = previewed(admin, territory, "partenaires", rows)
    assert "C’est le même" in text(page)
    decided(admin, url, page, keep=[2, 3], **{"meme-2": known.pk})
    known.refresh_from_db()
    assert (known.name, known.note) == ("Les Francas 44", "Siège à Valmire")
    assert set(known.aliases.values_list("label", flat=True)) == {"Francas", "Francas de la Brume"}
    assert names() == ["Club nautique", "Les Francas 44"]
    _, page = previewed(admin, territory, "partenaires", rows)
    assert page.context["page"].nothing_to_do


def test_look_alike_stays_another_by_default_and_all_can_be_accepted_at_once(
    admin: Client, territory: Territory
) -> None:
    PartnerFactory(territory=territory, name="Les Francas 44")
    PartnerFactory(territory=territory, name="Caisse d’allocations familiales", acronym="CAF")
    url, page = previewed(admin, territory, "partenaires", [["Nom"], ["Francas"], ["C.A.F."], ["Port"]])
    assert set(states(page).values()) <= {"nouveau", "inchange"}
    admin.post(url, {"tous": "memes"})
    page = admin.get(url)
    assert page.context["page"].plan.counts["nouveau"] == 1
    confirmed(admin, url, page)
    assert names() == ["Caisse d’allocations familiales", "Les Francas 44", "Port"]


def test_aged_name_is_proposed_and_renamed_when_accepted(admin: Client, territory: Territory) -> None:
    AgeingTerm.objects.create(old="RAM", new="RPE")
    rows = [["Nom"], ["RAM de Valmire"], ["RAM du Port"]]
    url, page = previewed(admin, territory, "partenaires", rows)
    assert "écrire « RPE de Valmire »" in text(page)
    decided(admin, url, page, keep=[2, 3], renommer=[2])
    assert names() == ["RAM du Port", "RPE de Valmire"]
    assert PartnerAlias.objects.get().label == "RAM de Valmire"
    _, page = previewed(admin, territory, "partenaires", rows)
    assert set(states(page).values()) == {"inchange"}


def test_missing_column_is_chosen_in_the_preview(admin: Client, territory: Territory) -> None:
    rows = [["Appellation", "Nom de la structure porteuse", "Couleur"], ["x", "Quai", "bleu"]]
    url, page = previewed(admin, territory, "partenaires", rows)
    assert "Aucune colonne ne s’appelle « Nom »" in text(page)
    assert [column.name for column, _ in page.context["page"].columns] == ["", "name", ""]
    admin.post(url, {"colonnes": "1", "colonne-0": "note", "colonne-1": "name", "colonne-2": "name"})
    page = admin.get(url)
    assert states(page) == {2: "nouveau"}
    confirmed(admin, url, page)
    assert Partner.objects.values_list("name", "note").get() == ("Quai", "x")


def test_choices_of_a_file_are_kept_for_the_next_time(admin: Client, territory: Territory) -> None:
    data = xlsx(("Liste", [["Nom"], ["Quai"], ["Port"]]))
    url = uploaded(admin, territory, "partenaires", data)["Location"]
    decided(admin, url, admin.get(url), keep=[3])
    page = admin.get(uploaded(admin, territory, "partenaires", data)["Location"])
    assert states(page) == {2: "laisse", 3: "inchange"}
    assert "les choix faits alors sont repris" in text(page)


def test_pasted_table_is_read_like_a_file(admin: Client, territory: Territory) -> None:
    url = reverse("sheets:import", args=[territory.slug, "partenaires"])
    response = admin.post(url, {"pasted_text": "Nom\tSigle\nQuai des arts\tQA\n"})
    page = admin.get(response["Location"])
    assert states(page) == {2: "nouveau"}
    html = "<table><tr><th>Nom</th></tr><tr><td>Port</td></tr></table>"
    page = admin.get(admin.post(url, {"pasted_html": html, "pasted_text": "Nom Port"})["Location"])
    assert [row.label for row in page.context["page"].plan.rows] == ["Port"]
    assert admin.post(url, {}).status_code == 422


def test_merged_cell_is_said_of_each_row_that_it_covers(admin: Client, territory: Territory) -> None:
    html = (
        "<table><tr><td>Nom</td><td rowspan=2>Remarque</td><td>Sigle</td></tr><tr><td>Amicale</td><td>A</td></tr>"
        "<tr><td>Bagad</td><td rowspan=2>Du quai</td><td>B</td></tr><tr><td>Cercle</td><td>C</td></tr>"
        "<tr><td>Dojo</td><td></td><td>D</td></tr></table>"
    )
    admin.post(reverse("sheets:import", args=[territory.slug, "partenaires"]), {"pasted_html": html})
    told = [["Amicale", "", "A"], ["Bagad", "Du quai", "B"], ["Cercle", "Du quai", "C"], ["Dojo", "", "D"]]
    assert [cells for _, cells in DirectoryImport.objects.get().rows] == told


def test_all_faults_of_a_row_are_told_and_come_back_in_the_file(admin: Client, territory: Territory) -> None:
    rows = [["Nom", "Type", "SIREN", "Domaines"], ["Quai", "Guilde", "123", "Natation"]]
    url, page = previewed(admin, territory, "partenaires", rows)
    refusals = [refusal.column for refusal in page.context["page"].plan.rows[0].refusals]
    assert refusals == ["Type", "Domaines", "SIREN"]
    returned = admin.get(f"{url}signalements/")
    sheet = load_workbook(BytesIO(returned.content)).worksheets[0]
    assert [cell.column_letter for cell in sheet[2] if cell.comment] == ["B", "C", "D"]
    assert "Guilde" in str(sheet["E2"].value)
    page = admin.get(uploaded(admin, territory, "partenaires", returned.content)["Location"])
    assert page.context["page"].plan.ignored == []


def test_contact_known_by_its_mail_is_proposed(admin: Client, territory: Territory) -> None:
    partner = PartnerFactory(territory=territory, name="Quai")
    known = Contact.objects.create(partner=partner, full_name="Camille Essai", email="c@quai.example")
    rows = [["Nom", "Partenaire", "Courriel"], ["ESSAI Camille", "Quai", ""], ["C. Essai", "Quai", "C@quai.example"]]
    _, page = previewed(admin, territory, "contacts", rows)
    alike = [(row.alike.key, row.alike.reason) for row in page.context["page"].plan.rows]
    assert alike == [(known.pk, "même nom"), (known.pk, "même courriel")]


def test_dispositif_of_the_territory_is_proposed_by_its_acronym(admin: Client, territory: Territory) -> None:
    own = Scheme.objects.create(territory=territory, slug="pq", name="Pass Quai", acronym="PQ")
    Scheme.objects.create(slug="clas", name="Contrat local", acronym="CLAS")
    _, page = previewed(admin, territory, "dispositifs", [["Nom", "Sigle"], ["P.Q.", ""], ["Autre", "CLAS"]])
    alike = [row.alike for row in page.context["page"].plan.rows]
    assert [one and one.key for one in alike] == [own.pk, None]


@pytest.fixture
def written(admin: Client, territory: Territory) -> DirectoryImport:
    PartnerFactory(territory=territory, name="Quai", note="Avant")
    rows = [["Nom", "Remarque"], ["Quai", "Après"], ["Port", ""], ["Phare", ""]]
    url, page = previewed(admin, territory, "partenaires", rows)
    confirmed(admin, url, page)
    return DirectoryImport.objects.get()


def test_imports_are_listed_with_who_what_and_how_many(
    admin: Client, territory: Territory, written: DirectoryImport
) -> None:
    said = text(admin.get(reverse("sheets:imports", args=[territory.slug])))
    for sentence in ("liste.xlsx", "Partenaires : 2 nouvelles, 1 changée", written.sha256[:12], "Annuler cet import"):
        assert sentence in said, sentence


def test_import_is_taken_back_from_the_list_of_imports(
    admin: Client, territory: Territory, written: DirectoryImport
) -> None:
    url = reverse("sheets:undo", args=[territory.slug, written.pk])
    assert "Tout revient comme avant" in text(admin.get(url))
    assert names() == ["Phare", "Port", "Quai"], "looking changes nothing"
    assert "4 changements" not in text(admin.post(url, follow=True))
    assert Partner.objects.values_list("name", "note").get() == ("Quai", "Avant")
    written.refresh_from_db()
    assert written.undone_at is not None
    assert "a été annulé le" in text(admin.get(url))
    count = Revision.objects.count()
    admin.post(url)
    assert Revision.objects.count() == count


def test_import_is_taken_back_whole_or_not_at_all(
    admin: Client, territory: Territory, written: DirectoryImport, fiche: Any
) -> None:
    Participation.objects.create(action=fiche(), partner=Partner.objects.get(name="Port"))
    Partner.objects.filter(name="Quai").update(note="Depuis")
    url = reverse("sheets:undo", args=[territory.slug, written.pk])
    said = text(admin.get(url))
    assert "Port : sert ailleurs depuis." in said
    assert "Quai : a changé depuis." in said
    assert "Tout revient comme avant" not in said
    admin.post(url)
    assert names() == ["Phare", "Port", "Quai"]
    written.refresh_from_db()
    assert written.undone_at is None


def test_name_taken_since_is_told_when_an_import_is_tried(admin: Client, territory: Territory) -> None:
    known = PartnerFactory(territory=territory, name="Quai")
    url, page = previewed(admin, territory, "partenaires", [["Clé", "Nom"], [known.pk, "Port"]])
    confirmed(admin, url, page)
    PartnerFactory(territory=territory, name="Quai")
    undo = reverse("sheets:undo", args=[territory.slug, DirectoryImport.objects.get().pk])
    said = text(admin.post(undo, follow=True))
    assert "L’import n’a pas été annulé" in said
    assert "porte déjà ce nom" in said
    assert names() == ["Port", "Quai"]
