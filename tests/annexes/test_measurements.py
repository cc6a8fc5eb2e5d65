"""What indicators were worth goes through documents, and is never lost by one that does not speak of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from accounts.enums import MemberRole
from annexes.applying.apply import import_outline
from annexes.applying.checks import fit
from annexes.applying.directory import map_actions
from annexes.documents import DocumentRequest, Form, make_document
from annexes.importing.services import read_for
from annexes.load import load
from annexes.outline import Carried, IndicatorOutline, MeasurementOutline, PlanOutline
from annexes.reading import Reading, Severity
from indicators.enums import IndicatorKind
from indicators.models import Indicator, Measurement
from plans.enums import Level
from plans.models import Plan
from tests.annexes.journey import person
from tests.annexes.samples import axis, fiche, oo, plan, theme
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db
READ = MeasurementOutline(2025, "", Decimal("40"))
IN_QPV = MeasurementOutline(2025, "QPV", Decimal("12"))


def measured(*measurements: MeasurementOutline) -> PlanOutline:
    visits = IndicatorOutline("Visites", unit="familles", measurements=measurements)
    links = IndicatorOutline("Liens", measurements=(MeasurementOutline(2024, "", None, "plus forts"),))
    low = oo("Ouvrir", fiche("Café des parents", 1, indicators=(visits,)), code="OO 1", indicators=(links,))
    return plan(theme("Parentalité", axis("Soutenir", low, code="I"), indicators=(links,)))


@pytest.fixture
def some(db: None) -> Plan:
    made: Plan = PlanFactory()
    import_outline(plan=made, incoming=measured(READ, IN_QPV), by=None)
    return made


def workbook_of(some: Plan) -> openpyxl.Workbook:
    made = make_document(some, DocumentRequest(form=Form.XLSX, contacts=True), today=date(2026, 11, 21))
    return openpyxl.load_workbook(BytesIO(made.content))


def reread(some: Plan, book: openpyxl.Workbook) -> Reading:
    file = BytesIO()
    book.save(file)
    return read_for(some, BytesIO(file.getvalue()), "plan.xlsx")


def values() -> list[tuple[str, int, str, Decimal | None, str]]:
    rows = Measurement.objects.order_by("indicator__label", "year", "breakdown")
    return list(rows.values_list("indicator__label", "year", "breakdown", "value", "text").distinct())


def test_value_typed_in_the_sheet_enters_the_plan(some: Plan) -> None:
    book = workbook_of(some)
    sheet = book["Mesures"]
    titles = [cell.value for cell in sheet[1]]
    last = [cell.value for cell in sheet[sheet.max_row]]
    row = dict(zip(titles, last, strict=True)) | {"Année": 2026, "Ventilation": None, "Valeur": "1 250,5"}
    sheet.append([row[title] for title in titles])
    reading = reread(some, book)
    assert reading.issues == ()
    applied = import_outline(plan=some, incoming=reading.outline, by=None)
    assert [change.label for change in applied.diff.changes] == ["Fiche 1 : Café des parents"]
    assert ("Visites", 2026, "", Decimal("1250.50"), "") in values()
    assert import_outline(plan=some, incoming=reading.outline, by=None).diff.is_empty


def test_row_removed_from_the_sheet_removes_its_value(some: Plan) -> None:
    book = workbook_of(some)
    book["Mesures"].delete_rows(book["Mesures"].max_row)
    import_outline(plan=some, incoming=reread(some, book).outline, by=None)
    assert "QPV" not in Measurement.objects.values_list("breakdown", flat=True)
    assert Measurement.objects.count() == 3


def test_workbook_without_the_sheet_keeps_the_values(some: Plan) -> None:
    book = workbook_of(some)
    del book["Mesures"]
    assert import_outline(plan=some, incoming=reread(some, book).outline, by=None).diff.is_empty
    assert Measurement.objects.count() == 4


def test_annexe_that_knows_indicators_alone_keeps_their_values(some: Plan) -> None:
    """A document names an indicator anew, with another kind, and adds one."""
    carries = Carried(frozenset({"title"}), frozenset({"code", "title"}), frozenset({"number", "title", "indicators"}))
    told = (IndicatorOutline("VISITES", IndicatorKind.OUTCOME), IndicatorOutline("Retours"))
    incoming = map_actions(replace(load(some), carries=carries), lambda one: replace(one, indicators=told))
    import_outline(plan=some, incoming=incoming, by=None)
    assert list(Indicator.objects.filter(action__plan=some).values_list("label", flat=True)) == ["VISITES", "Retours"]
    assert set(Measurement.objects.filter(indicator__label="VISITES").values_list("value", flat=True)) == {40, 12}
    assert import_outline(plan=some, incoming=incoming, by=None).diff.is_empty


def test_sheet_says_the_rows_that_it_cannot_place(some: Plan) -> None:
    book = workbook_of(some)
    sheet = book["Mesures"]
    titles = [cell.value for cell in sheet[1]]
    sheet.cell(sheet.max_row, titles.index("Indicateur") + 1).value = "Passages"
    sheet.cell(sheet.max_row - 1, titles.index("Année") + 1).value = None
    reading = reread(some, book)
    assert [issue.code for issue in reading.issues] == ["bad-measurement", "unknown-indicator"]
    assert all(issue.severity is Severity.ERROR and issue.proposal for issue in reading.issues)
    assert [issue.where for issue in reading.issues] == ["Feuille Mesures, ligne 4", "Feuille Mesures, ligne 5"]


@pytest.mark.parametrize(
    ("measurements", "code"),
    [
        ((READ, READ), "measurement-twice"),
        ((replace(READ, breakdown="QPV"), replace(READ, breakdown="qpv")), "measurement-twice"),
        ((replace(READ, year=1815),), "measurement-year"),
        ((replace(READ, value=None),), "empty-measurement"),
        ((replace(READ, value=Decimal("0.001")),), "figure-out-of-bounds"),
        ((replace(READ, text="a" * 1001),), "too-long"),
    ],
)
def test_what_the_database_refuses_is_said_before(measurements: tuple[MeasurementOutline, ...], code: str) -> None:
    _, issues = fit(measured(*measurements), frozenset(Level))
    assert [issue.code for issue in issues] == [code]


def test_import_keeps_who_typed_a_value_and_signs_the_new_ones(some: Plan) -> None:
    typist, importer = person(some, MemberRole.CONTRIBUTOR), person(some, MemberRole.ADMIN)
    Measurement.objects.filter(value=40).update(entered_by=typist)
    import_outline(plan=some, incoming=measured(READ, replace(IN_QPV, value=Decimal("13"))), by=importer)
    signed = Measurement.objects.filter(indicator__label="Visites").values_list("value", "entered_by")
    assert dict(signed) == {Decimal("40"): typist.pk, Decimal("13"): importer.pk}
