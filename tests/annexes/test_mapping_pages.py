"""The screen that says what each column of a flat sheet holds, and what a territory remembers of it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.enums import MemberRole
from annexes.importing.mappings import known_columns, remember
from annexes.importing.readings import reading_from_json
from annexes.importing.services import analyse, receive
from annexes.models import ColumnMapping, ImportBatch, ImportState
from plans.models import Plan
from tests.annexes.journey import Visitor, analysed, client_of, committed, person, words
from tests.factories import PlanFactory
from tests.readers.makers import xlsx

pytestmark = pytest.mark.django_db

HEADER = ["Sujet", "Chose à faire", "Où on en est", "Personne", "Remarque libre"]
ROWS = [
    HEADER,
    ["Lire", "Ouvrir une bibliothèque de rue", "en cours", "Ville de Valmire", "à revoir en mai"],
    ["", "Former des conteurs", "bientôt fini", "Association Brume", ""],
]
FIELDS = ["Objectif opérationnel", "Intitulé de la fiche", "Statut", "Pilote", "Garder dans la description"]


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def admin(plan: Plan) -> Visitor:
    return Visitor(client_of(person(plan, MemberRole.ADMIN)), plan)


def sheet(*rows: list[str]) -> SimpleUploadedFile:
    return SimpleUploadedFile("suivi.xlsx", xlsx(("Suivi", list(rows) or ROWS)))


@pytest.fixture
def batch(plan: Plan) -> ImportBatch:
    return analysed(plan, person(plan, MemberRole.ADMIN), sheet())


def address(visitor: Visitor, batch: ImportBatch, part: str = "1") -> str:
    return f"{visitor.url('import', batch.pk)}colonnes/{part}/"


def chosen(fields: list[str], **more: Any) -> dict[str, Any]:
    return {f"colonne-{rank}": field for rank, field in enumerate(fields)} | {"retenir": "on"} | more


def post(visitor: Visitor, batch: ImportBatch, data: dict[str, Any]) -> Any:

    return committed(lambda: visitor.client.post(address(visitor, batch), data))


def test_page_shows_each_column_with_its_first_values_and_every_field(admin: Visitor, batch: ImportBatch) -> None:
    response = admin.client.get(address(admin, batch))
    page = words(response)
    assert response.status_code == 200
    assert all(title in page for title in HEADER)
    assert "Ouvrir une bibliothèque de rue" in page
    assert page.count("<select") == len(HEADER)
    for field in ("Ne pas reprendre", "Garder dans la description", "Intitulé de la fiche", "Plan de financement"):
        assert f"{field}</option>" in page
    assert 'optgroup label="Quand"' in page


def test_chosen_columns_are_read_and_remembered(admin: Visitor, batch: ImportBatch) -> None:
    response = post(admin, batch, chosen(FIELDS))
    assert response.status_code == 302
    batch.refresh_from_db()
    assert batch.state == ImportState.ANALYSED
    reading = reading_from_json(batch.reading)
    actions = list(reading.outline.all_actions())
    assert [action.title for action in actions] == ["Ouvrir une bibliothèque de rue", "Former des conteurs"]
    assert actions[0].status == "ONGOING"
    assert "à revoir en mai" in actions[0].description
    assert reading.parts[0].layout == "colonnes"
    assert list(known_columns(admin.plan.territory).values()) == [FIELDS]


def test_next_file_of_the_same_titles_is_read_by_itself_and_it_is_said(admin: Visitor, batch: ImportBatch) -> None:
    post(admin, batch, chosen(FIELDS))
    other = PlanFactory(territory=admin.plan.territory)
    again = analysed(
        other, person(other, MemberRole.ADMIN), sheet([title.upper() for title in HEADER], ["Jouer", "Un tournoi"])
    )
    reading = reading_from_json(again.reading)
    assert [action.title for action in reading.outline.all_actions()] == ["Un tournoi"]
    assert "remembered-columns" in {issue.code for issue in reading.issues}
    page = words(admin.client.get(f"{Visitor(admin.client, other).url('import', again.pk)}colonnes/1/"))
    assert "Retenue la dernière fois" in page


def test_other_territory_remembers_nothing(admin: Visitor, batch: ImportBatch) -> None:
    post(admin, batch, chosen(FIELDS))
    assert known_columns(PlanFactory().territory) == {}


def test_choice_may_be_for_this_file_alone(admin: Visitor, batch: ImportBatch) -> None:
    data = chosen(FIELDS)
    del data["retenir"]
    assert post(admin, batch, data).status_code == 302
    assert not ColumnMapping.objects.exists()
    batch.refresh_from_db()
    assert batch.options["mappings"] == {"1": FIELDS}


def test_second_choice_replaces_the_first(admin: Visitor, batch: ImportBatch) -> None:
    remember(admin.plan.territory, HEADER, ["", *FIELDS[1:]], None)
    post(admin, batch, chosen(FIELDS))
    assert [row.fields for row in ColumnMapping.objects.all()] == [FIELDS]


def test_remembered_choice_can_be_forgotten(admin: Visitor, batch: ImportBatch) -> None:
    remember(admin.plan.territory, HEADER, FIELDS, None)
    assert "Oublier ces choix" in words(admin.client.get(address(admin, batch)))
    assert post(admin, batch, {"oublier": "1"}).status_code == 302
    assert not ColumnMapping.objects.exists()


def test_two_columns_for_one_field_are_refused_in_a_sentence(admin: Visitor, batch: ImportBatch) -> None:
    response = post(admin, batch, chosen([*FIELDS[:3], "Statut", ""]))
    page = words(response)
    assert response.status_code == 422
    assert "Une seule colonne peut donner « Statut », et « Où on en est » et « Personne » le donnent" in page
    assert page.count('aria-invalid="true"') == 2
    assert not ColumnMapping.objects.exists()


def test_mapping_without_any_title_is_refused(admin: Visitor, batch: ImportBatch) -> None:
    response = post(admin, batch, chosen(["", "", "Statut", "Pilote", ""]))
    assert response.status_code == 422
    assert "Dites quelle colonne donne « Intitulé de la fiche »" in words(response)


def test_unknown_field_is_refused(admin: Visitor, batch: ImportBatch) -> None:
    assert post(admin, batch, chosen(["Couleur", *FIELDS[1:]])).status_code == 422


def test_part_without_columns_is_not_found(admin: Visitor, batch: ImportBatch) -> None:
    assert admin.client.get(address(admin, batch, "7")).status_code == 404


def test_written_import_keeps_its_columns(admin: Visitor, batch: ImportBatch) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.APPLIED)
    assert admin.client.get(address(admin, batch)).status_code == 302
    assert post(admin, batch, chosen(FIELDS)).status_code == 302
    assert not ColumnMapping.objects.exists()


def test_levels_bear_the_names_of_the_kind(batch: ImportBatch, admin: Visitor) -> None:
    page = words(admin.client.get(address(admin, batch)))
    names = [level.singular for level in admin.plan.kind.levels.all() if level.level == "INTERMEDIATE"]
    assert names
    assert f'optgroup label="{names[0]}"' in page


def test_second_file_of_an_import_has_its_own_columns(admin: Visitor) -> None:
    by = person(admin.plan, MemberRole.ADMIN)
    batch = receive(plan=admin.plan, uploads=[sheet(), sheet(HEADER, ["Jouer", "Un tournoi de quilles"])], by=by)
    analyse(batch)
    assert admin.client.get(address(admin, batch, "2/1")).status_code == 200
    data = chosen(FIELDS)
    response = committed(lambda: admin.client.post(address(admin, batch, "2/1"), data))
    assert response.status_code == 302
    batch.refresh_from_db()
    assert batch.options["mappings"] == {"2/1": FIELDS}
    titles = [action.title for action in reading_from_json(batch.reading).outline.all_actions()]
    assert "Un tournoi de quilles" in titles
