"""The sheet that is sent out to collect values, filled and read back."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from accounts.enums import MemberRole, Origin
from accounts.models import Revision
from actions.models import Action
from annexes.lists.measurementlists import MeasurementResource
from indicators.models import Indicator, Target
from partners.models import DirectoryImport
from plans.models import Objective, Plan
from tests.annexes.journey import client_of, person
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory
from tests.indicators.test_pages import url

THIS_YEAR = timezone.localdate().year


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def admin(plan: Plan) -> Client:
    return client_of(person(plan, MemberRole.ADMIN))


@pytest.fixture
def visits(plan: Plan) -> Indicator:
    theme = ObjectiveFactory(plan=plan, title="Parentalité")
    objective = ObjectiveFactory(parent=theme, title="Soutenir", code="OO 1")
    action = ActionFactory(plan=plan, theme=theme, objective=objective, number=12, title="Café des parents")
    Indicator.objects.create(objective=objective, label="Parents satisfaits", nature="SCALE_1_4")
    made: Indicator = Indicator.objects.create(action=action, label="Familles reçues", unit="familles")
    Target.objects.create(indicator=made, value=150)
    made.measurements.create(year=THIS_YEAR - 1, value=100)
    made.measurements.create(year=THIS_YEAR - 1, breakdown="QPV", value=40)
    return made


def route(name: str, plan: Plan, *keys: int) -> str:
    return url("list", plan).replace("/indicateurs/", f"/mesures/{name}/") + "".join(f"{key}/" for key in keys)


def collected(client: Client, plan: Plan) -> Workbook:
    return load_workbook(BytesIO(client.get(route("collecte", plan)).content))


def rows_of(book: Workbook) -> list[dict[str, Any]]:
    header, *lines = book.worksheets[0].iter_rows(values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines if any(line)]


def handed_in(client: Client, plan: Plan, book: Workbook) -> Any:
    """The preview of a workbook."""
    file = BytesIO()
    book.save(file)
    upload = SimpleUploadedFile("collecte.xlsx", file.getvalue())
    response = client.post(route("importer", plan), {"file": upload})
    assert response.status_code == 302, response.content.decode()
    return client.get(response["Location"])


def sheet(*rows: list[Any]) -> Workbook:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    return book


def confirm(client: Client, page: Any) -> Any:
    return client.post(page.request["PATH_INFO"], {"apercu": page.context["page"].digest}, follow=True)


def states(page: Any) -> list[str]:
    return [row.state.value for row in page.context["page"].plan.rows]


def test_sheet_has_a_row_to_fill_for_each_indicator_and_each_part(admin: Client, plan: Plan, visits: Indicator) -> None:
    book = collected(admin, plan)
    told = [(row["Indicateur"], row["Année"], row["Ventilation"], row["Valeur"]) for row in rows_of(book)]
    assert told == [
        ("Parents satisfaits", str(THIS_YEAR), None, None),
        ("Familles reçues", str(THIS_YEAR - 1), None, 100),
        ("Familles reçues", str(THIS_YEAR - 1), "QPV", 40),
        ("Familles reçues", str(THIS_YEAR), None, None),
        ("Familles reçues", str(THIS_YEAR), "QPV", None),
    ]
    row = rows_of(book)[3]
    assert (row["Thème"], row["N°"], row["Fiche ou objectif"]) == ("Parentalité", "12", "Café des parents")
    assert (row["Cible"], row["Dernière valeur"]) == ("150\u00a0familles", f"100 ({THIS_YEAR - 1})")
    page = book.worksheets[0]
    titles = [cell.value for cell in page[1]]
    assert page.protection.sheet
    assert not page.cell(2, titles.index("Valeur") + 1).protection.locked
    assert page.cell(2, titles.index("Indicateur") + 1).protection.locked


def test_sheet_given_out_comes_back_unchanged_then_filled(admin: Client, plan: Plan, visits: Indicator) -> None:
    book = collected(admin, plan)
    page = handed_in(admin, plan, book)
    assert page.context["page"].nothing_to_do
    titles = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].cell(5, titles.index("Valeur") + 1).value = 130.5
    book.worksheets[0].cell(3, titles.index("Valeur") + 1).value = "1 100"
    page = handed_in(admin, plan, book)
    assert sorted(states(page)) == ["change", "inchange", "inchange", "inchange", "nouveau"]
    confirm(admin, page)
    assert dict(visits.measurements.filter(breakdown="").values_list("year", "value")) == {
        THIS_YEAR - 1: 1100, THIS_YEAR: 130.5,
    }  # fmt: skip
    assert handed_in(admin, plan, book).context["page"].nothing_to_do


def test_values_of_a_foreign_sheet_find_their_indicator_by_name(admin: Client, plan: Plan, visits: Indicator) -> None:
    other = ActionFactory(plan=plan, number=13, title="Ludothèque")
    Indicator.objects.create(action=other, label="FAMILLES RECUES")
    header = ["Fiche n°", "Libellé", "Année scolaire", "Dont", "Résultat", "Commentaire"]
    book = sheet(
        header,
        ["Fiche 12", "Familles reçues", "2019-2020", "", "1 250,5", "un record"],
        ["", "Familles reçues", "2025-2026", "", "7", ""],
        ["12", "Familles perdues", "2025", "", "7", ""],
        ["12", "Familles reçues", "vingt", "", "beaucoup", ""],
        ["", "Parents satisfaits", "2025", "", "5", ""],
        ["12", "Familles reçues", "2025", "filles", "3", ""],
    )
    page = handed_in(admin, plan, book)
    assert states(page) == ["nouveau", "refuse", "refuse", "refuse", "refuse", "nouveau"]
    refusals = [[str(one) for one in row.refusals] for row in page.context["page"].plan.rows]
    assert "plusieurs indicateurs portent ce libellé" in refusals[1][0]
    assert "n’est pas un indicateur de ce plan sur « 12 »" in refusals[2][0]
    assert [one.split(" : ")[0] for one in refusals[3]] == ["Année", "Valeur"]
    assert "1, 2, 3 ou 4" in refusals[4][0]
    assert "Moins de 5 personnes" in page.context["page"].plan.rows[5].warnings[0]
    confirm(admin, page)
    assert visits.measurements.get(year=2019, breakdown="", value=1250.5).text == "un record"


def test_key_and_label_that_disagree_are_refused(admin: Client, plan: Plan, visits: Indicator) -> None:
    book = sheet(["Clé de l’indicateur", "Indicateur", "Année", "Valeur"], [visits.pk, "Parents satisfaits", 2026, 3])
    assert states(handed_in(admin, plan, book)) == ["refuse"]


def test_import_is_in_the_history_of_the_fiche_and_is_taken_back(admin: Client, plan: Plan, visits: Indicator) -> None:
    book = sheet(
        ["Indicateur", "Année", "Valeur"], ["Familles reçues", THIS_YEAR - 1, 90], ["Parents satisfaits", 2026, 3]
    )
    done = confirm(admin, handed_in(admin, plan, book))
    lines = Revision.objects.filter(origin=Origin.IMPORT, plan_key=plan.pk)
    assert set(lines.values_list("model", flat=True)) == {"actions.action", "plans.objective"}
    undo = re.search(r'href="([^"]+)">Annuler l’import', done.content.decode())
    assert undo is not None
    admin.post(undo[1])
    assert visits.measurements.get(year=THIS_YEAR - 1, breakdown="").value == 100
    assert not Objective.objects.get(title="Soutenir").indicators.get().measurements.exists()
    assert DirectoryImport.objects.get().undone_at is not None


def test_import_whose_fiche_changed_since_is_not_taken_back(admin: Client, plan: Plan, visits: Indicator) -> None:
    book = sheet(["Indicateur", "Année", "Valeur"], ["Familles reçues", 2026, 90], ["Parents satisfaits", 2026, 3])
    done = confirm(admin, handed_in(admin, plan, book))
    undo = re.search(r'href="([^"]+)">Annuler l’import', done.content.decode())
    assert undo is not None
    visits.measurements.filter(value=90).update(value=91)
    assert "12" in admin.get(undo[1]).context["obstacles"][0]
    admin.post(undo[1])
    assert visits.measurements.filter(value=91).exists()
    assert Objective.objects.get(title="Soutenir").indicators.get().measurements.exists()


def test_sheet_of_one_plan_does_not_write_into_another(admin: Client, plan: Plan, visits: Indicator) -> None:
    other = PlanFactory(territory=plan.territory)
    Indicator.objects.create(action=ActionFactory(plan=other), label="Autre")
    book = sheet(["Clé de l’indicateur", "Indicateur", "Année", "Valeur"], [visits.pk, "Familles reçues", 2026, 3])
    assert states(handed_in(admin, other, book)) == ["refuse"]


def test_sheet_costs_the_same_for_one_and_for_many(plan: Plan, visits: Indicator) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            MeasurementResource(plan).table()
        return len(captured)

    few = queries()
    action = Action.objects.get(number=12)
    for rank in range(40):
        Indicator.objects.create(action=action, label=f"Indicateur {rank}").measurements.create(year=2025, value=rank)
    assert queries() == few <= 8
