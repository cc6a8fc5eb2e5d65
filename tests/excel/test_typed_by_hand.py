"""What people type in « Données » in words of their own, and the same columns in a sheet that is not our workbook."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from actions.enums import Role, Status
from annexes.columns import KEY_COLUMN
from annexes.edition import Edition
from annexes.excel import Offers, write_workbook
from annexes.outline import ActionOutline, PlanOutline, ThemeOutline
from annexes.readers import read_annexe
from annexes.reading import Issue, Reading, Severity
from annexes.vocabulary import Vocabulary
from tests.annexes.samples import full_fiche

EDITION = Edition("Val de Brume", "Plan d’essai", "Projet global de territoire", date(2026, 9, 1))
VOCABULARY = Vocabulary({"audiences": {"parents": "Parents, familles", "enfants": "Enfants", "jeunes": "Jeunes"}})


def book_of(*fiches: ActionOutline) -> Any:
    outline = PlanOutline("Plan", "PGT", themes=(ThemeOutline("Enfance", unattached=fiches),))
    offers = Offers(schemes=("CLAS", "Vacances, loisirs"))
    return openpyxl.load_workbook(
        io.BytesIO(write_workbook(outline, edition=EDITION, vocabulary=VOCABULARY, offers=offers))
    )


def read(book: Any) -> Reading:
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return read_annexe(buffer, name="plan.xlsx")


def typed(title: str, value: Any) -> tuple[ActionOutline, tuple[Issue, ...]]:
    """The fiche whose cell `title` somebody typed, and what is said of it."""
    book = book_of(ActionOutline("Une fiche", number=1))
    sheet = book["Données"]
    place = next(cell.column for cell in sheet[1] if cell.value == title)
    sheet.cell(2, place).value = value
    reading = read(book)
    (action,) = reading.outline.all_actions()
    return action, reading.issues


@pytest.mark.parametrize(
    ("title", "value", "field", "expected"),
    [
        ("Échéance", "mars 2027", "due_on", date(2027, 3, 31)),
        ("Statut", "en cours de réalisation", "status", Status.ONGOING),
        ("Âge minimum", "3 ans", "age_min", 3),
        ("Dispositifs", "CLAS ; REAAP", "schemes", ("CLAS", "REAAP")),
        ("Dispositifs", "• CLAS\n• REAAP", "schemes", ("CLAS", "REAAP")),
        ("Publics", "Enfants, Jeunes", "audiences", ("Enfants", "Jeunes")),
        ("Priorité", "prioritaire", "priority", 1),
    ],
)
def test_words_are_read_with_a_warning_that_says_how(title: str, value: str, field: str, expected: Any) -> None:
    action, issues = typed(title, value)
    assert getattr(action, field) == expected
    (issue,) = issues
    assert (issue.severity, issue.code) == (Severity.WARNING, "typed-value")
    assert "lu comme" in issue.message
    assert issue.where.startswith("Feuille Données, ")
    assert issue.proposal


@pytest.mark.parametrize(
    ("title", "value", "field", "expected"),
    [
        ("Échéance", "2027-03-31", "due_on", date(2027, 3, 31)),
        ("Échéance", "31/3/27", "due_on", date(2027, 3, 31)),
        ("Âge minimum", "3", "age_min", 3),
        ("Année scolaire", "2026", "school_year", 2026),
        ("Publics", "Parents, familles\nEnfants", "audiences", ("Parents, familles", "Enfants")),
        ("Dispositifs", "Vacances, loisirs", "schemes", ("Vacances, loisirs",)),
        ("À vérifier", "x", "doubtful", True),
    ],
)
def test_clear_values_are_read_in_silence(title: str, value: Any, field: str, expected: Any) -> None:
    action, issues = typed(title, value)
    assert getattr(action, field) == expected
    assert issues == ()


def test_partner_without_a_role_is_a_partner_and_it_is_said() -> None:
    action, issues = typed("Partenaires et rôles", "CAF de Brume")
    assert [(p.role, p.partner) for p in action.participations] == [(Role.PARTNER, "CAF de Brume")]
    assert [issue.severity for issue in issues] == [Severity.WARNING]


def test_amount_in_thousands_is_an_amount() -> None:
    action, issues = typed("Plan de financement", "CAF | | 2026 | | | | 30 k€")
    assert issues == ()
    assert action.fundings[0].planned == 30_000


@pytest.mark.parametrize(
    ("title", "value", "remedy"),
    [
        ("Statut", "bientôt", "valeurs permises : Proposée"),
        ("Échéance", "un jour", "comme 01/09/2026"),
        ("Âge maximum", "grands", "comme 12"),
        ("Partenaires et rôles", "Chef | Ville", "valeurs permises : Pilote"),
        ("Plan de financement", "CAF | | 2026 | | | | beaucoup", "comme 1 500,50 €"),
    ],
)
def test_fault_names_its_cell_its_column_and_the_remedy(title: str, value: str, remedy: str) -> None:
    _, issues = typed(title, value)
    (issue,) = [issue for issue in issues if issue.severity is Severity.ERROR]
    assert f"« {title} »" in issue.message
    assert remedy in issue.message
    assert issue.where.startswith("Feuille Données, ")
    assert issue.excerpt == value


def test_words_of_the_plan_are_never_cut_even_when_no_list_has_them() -> None:
    fiche = ActionOutline("Une fiche", schemes=("Aide ; vacances", "- Tiret"), audiences=("mots ; rares",))
    reading = read(book_of(fiche))
    assert reading.issues == ()
    assert list(reading.outline.all_actions()) == [fiche]


def foreign(book: Any, *, without: tuple[str, ...] = ()) -> Any:
    """The columns of « Données » as a sheet that is not ours: other name, no key."""
    sheet = book["Données"]
    for title in (KEY_COLUMN, "Homonyme", *without):
        sheet.delete_cols(next(cell.column for cell in sheet[1] if cell.value == title))
    sheet.title = "Mon suivi"
    for name in [name for name in book.sheetnames if name != "Mon suivi"]:
        del book[name]
    return book


def test_same_columns_without_our_workbook_are_read_as_a_flat_sheet() -> None:
    fiche = replace(
        full_fiche(), also_serves=(), notes=(), links=(), documents=(), merged_into=None, domains=(), audiences=(),
        scales=(), child_times=(), charter_axes=(),
        indicators=tuple(replace(one, measurements=()) for one in full_fiche().indicators),
    )  # fmt: skip
    reading = read(foreign(book_of(fiche)))
    assert reading.layout == "colonnes"
    assert not reading.has_errors
    (found,) = reading.outline.all_actions()
    assert {issue.severity for issue in reading.issues} == {Severity.INFO}
    told = {name for name in ActionOutline.__dataclass_fields__ if getattr(found, name) != getattr(fiche, name)}
    assert told - {"source", "pk", "ref", "hints"} == set()


def test_our_workbook_can_be_read_as_a_flat_sheet_when_it_is_asked() -> None:
    book = book_of(ActionOutline("Une fiche", number=1, status=Status.ONGOING))
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    ours = read_annexe(buffer, name="plan.xlsx").parts[0]
    assert "colonnes" in ours.choices
    buffer.seek(0)
    reading = read_annexe(buffer, name="plan.xlsx", layouts={ours.key: "colonnes"})
    assert reading.layout == "colonnes"
    assert [(action.title, action.status) for action in reading.outline.all_actions()] == [("Une fiche", "ONGOING")]
    assert len(reading.parts) == 1
