"""The « Données » workbook as the person who fills it meets it: locks, lists, notes, examples, a template."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from actions.enums import Status
from annexes.columns import ACTION_COLUMNS, HOMONYM_COLUMN, KEY_COLUMN, LISTS, TITLE_COLUMN
from annexes.edition import Edition, LevelLabels
from annexes.excel import Offers, write_workbook
from annexes.excel.rows import COLUMNS
from annexes.outline import PlanOutline
from annexes.readers import read_annexe
from annexes.vocabulary import Vocabulary
from pedt_planner.demo.outlines import demo_outlines
from plans.enums import Level
from tests.annexes.samples import small_plan

EDITION = Edition("Val de Brume", "Plan d’essai", "Projet global de territoire", date(2026, 9, 1))
VOCABULARY = Vocabulary({"audiences": {"parents": "Parents, familles", "enfants": "Enfants"}})
OFFERS = Offers(partners=("Centre social des Tilleuls",), schemes=("CLAS",), places=("Valmire",))
PEDT_LEVELS = {
    Level.INTERMEDIATE: LevelLabels("Objectif général", "Objectifs généraux"),
    Level.OPERATIONAL: LevelLabels("Objectif opérationnel", "Objectifs opérationnels"),
}


def book_of(outline: PlanOutline, edition: Edition = EDITION) -> Any:
    content = write_workbook(outline, edition=edition, vocabulary=VOCABULARY, offers=OFFERS)
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def book() -> Any:
    return book_of(small_plan())


def column(sheet: Worksheet, title: str) -> int:
    return next(int(cell.column) for cell in sheet[1] if cell.value == title)


def filled_rows(sheet: Worksheet) -> int:
    return max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value)


def formula_of(sheet: Worksheet, title: str) -> Any:
    place = get_column_letter(column(sheet, title))
    return next(one for one in sheet.data_validations.dataValidation if str(one.sqref).startswith(f"{place}2"))


def offered(book: Any, validation: Any) -> list[str]:
    _, area = next(iter(book.defined_names[validation.formula1.lstrip("=")].destinations))
    return [cell.value for row in book[LISTS][area] for cell in row]


def test_sheet_is_protected_without_a_password_and_leaves_filters_sorting_and_widths(book: Any) -> None:
    protection = book["Données"].protection
    assert protection.sheet
    assert not protection.password
    forbidden = {name for name in ("autoFilter", "sort", "formatColumns", "insertRows") if getattr(protection, name)}
    assert not forbidden


def test_titles_and_keys_are_locked_and_everything_else_may_be_typed(book: Any) -> None:
    sheet = book["Données"]
    titles = [cell.value for cell in sheet[1]]
    assert all(cell.protection.locked for cell in sheet[1])
    locked = {title for title, cell in zip(titles, sheet[2], strict=True) if cell.has_style and cell.protection.locked}
    assert locked == {KEY_COLUMN, HOMONYM_COLUMN, "Type de plan"}
    below = filled_rows(sheet) + 1
    letters = [get_column_letter(rank) for rank in range(1, len(titles) + 1)]
    assert all(sheet.cell(below, rank).value is None for rank in range(1, len(titles) + 1))
    assert not any(sheet.column_dimensions[letter].protection.locked for letter in _styled(sheet, letters))


def _styled(sheet: Worksheet, letters: list[str]) -> Iterator[str]:
    """The first letter of each run of columns of one style: openpyxl keeps the others inside it."""
    found = [letter for letter in letters if letter in sheet.column_dimensions]
    assert found
    yield from found


def test_lists_of_the_software_are_imposed_through_named_ranges(book: Any) -> None:
    statuses = formula_of(book["Données"], "Statut")
    assert offered(book, statuses) == [str(status.label) for status in Status]
    assert statuses.showErrorMessage
    assert statuses.errorStyle in (None, "stop")
    assert "." not in statuses.formula1


def test_lists_of_the_plan_are_offered_and_a_new_name_is_allowed(book: Any) -> None:
    themes = formula_of(book["Données"], "Thème")
    assert offered(book, themes) == [theme.title for theme in small_plan().themes]
    assert not themes.showErrorMessage


def test_column_of_several_values_has_a_message_that_names_its_list(book: Any) -> None:
    audiences = formula_of(book["Données"], "Publics")
    assert not audiences.type or audiences.type == "none"
    assert "« Publics »" in audiences.prompt
    partners = formula_of(book["Données"], "Partenaires et rôles")
    assert "rôle | partenaire | contact" in partners.prompt
    listed = {cell[0].value: [c.value for c in cell[1:] if c.value] for cell in book[LISTS].columns}
    assert listed["Publics"] == ["Parents, familles", "Enfants"]
    assert listed["Partenaires"] == ["Centre social des Tilleuls"]
    assert listed["Dispositifs"] == ["CLAS"]


def test_each_column_says_what_it_holds_its_format_and_an_example(book: Any) -> None:
    sheet = book["Données"]
    assert len(sheet[1]) == len(COLUMNS)
    for cell in sheet[1]:
        assert cell.comment is not None, cell.value
        assert "Format :" in cell.comment.text
    assert "Exemple : 01/09/2026" in sheet.cell(1, column(sheet, "Début")).comment.text


@pytest.mark.parametrize("one", [c for c in COLUMNS if c.example and c.name], ids=lambda c: c.title)
def test_example_of_a_column_is_a_value_that_it_reads(one: Any) -> None:
    assert one.parse(one.example) not in (None, "", ())


def test_titles_stand_beside_the_fiche_and_details_after_it(book: Any) -> None:
    titles = [cell.value for cell in book["Données"][1]]
    assert titles.index(TITLE_COLUMN) < titles.index("Statut") < titles.index("Thème – description")
    assert titles[:2] == [KEY_COLUMN, "Rattachement"]


def test_empty_plan_is_a_template_with_the_levels_of_its_kind() -> None:
    edition = replace(EDITION, level_labels=PEDT_LEVELS)
    sheet = book_of(PlanOutline("PEDT de Valmire", "PEDT"), edition)["Données"]
    titles = [cell.value for cell in sheet[1]]
    assert "Objectif opérationnel" in titles
    assert not {"Thème", "Axe stratégique"} & set(titles)
    assert {one.title for one in ACTION_COLUMNS} <= set(titles)
    note = sheet.cell(1, column(sheet, "Objectif intermédiaire")).comment.text
    assert "Dans ce plan : « Objectif général »" in note
    assert formula_of(sheet, "Statut")


def test_template_filled_by_hand_gives_a_plan() -> None:
    edition = replace(EDITION, level_labels=PEDT_LEVELS)
    book = book_of(PlanOutline("PEDT de Valmire", "PEDT"), edition)
    sheet = book["Données"]
    values = {"Objectif intermédiaire": "Bien accueillir", "Objectif opérationnel": "Former", TITLE_COLUMN: "Un stage"}
    for title, value in values.items():
        sheet.cell(2, column(sheet, title)).value = value
    (theme,) = _read(book).outline.themes
    (goal,) = theme.objectives
    assert (goal.title, goal.children[0].title, goal.children[0].actions[0].title) == tuple(values.values())


def test_examples_and_guide_are_never_read() -> None:
    reading = _read(book_of(PlanOutline("Plan", "PGT")))
    assert list(reading.outline.all_actions()) == []
    assert not reading.has_errors


def _read(book: Any) -> Any:
    buffer = io.BytesIO()
    book.save(buffer)
    buffer.seek(0)
    return read_annexe(buffer, name="plan.xlsx")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("form", ["xlsx", "xls", "ods"])
def test_workbook_saved_by_libreoffice_is_the_same_plan(form: str, tmp_path: Path) -> None:
    outline = demo_outlines()["contrat-de-ville-2024-2030"]
    source = tmp_path / "plan.xlsx"
    source.write_bytes(write_workbook(outline, edition=EDITION, vocabulary=Vocabulary(), offers=OFFERS))
    saved = tmp_path / "saved"
    subprocess.run(
        [str(shutil.which("soffice")), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", form, "--outdir", str(saved), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    with (saved / f"plan.{form}").open("rb") as file:
        reading = read_annexe(file, name=f"plan.{form}")
    assert reading.issues == ()
    assert reading.outline == outline
