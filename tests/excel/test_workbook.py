import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from annexes.columns import MARKER
from annexes.edition import Edition, Variant
from annexes.excel import write_workbook
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.readers import read_annexe
from annexes.reading import Reading
from annexes.vocabulary import Vocabulary
from pedt_planner.demo.outlines import demo_outlines
from plans.enums import Level
from tests.annexes.samples import full_fiche, plan_outlines, small_plan, without_keys

EDITION = Edition("Val-Fictif", "Plan d’essai", "Projet global de territoire", date(2026, 9, 1))
FORMULAS = ["=1+1", "+33", "-2", "@somme", '=HYPERLINK("http://x")', "\t=1", "http://exemple.fr", "007", "1/2", "TRUE"]


def workbook(outline: PlanOutline, **options: Any) -> bytes:
    return write_workbook(outline, edition=replace(EDITION, **options), vocabulary=Vocabulary())


def read(content: bytes) -> Reading:
    return read_annexe(io.BytesIO(content), name="plan.xlsx")


def plan_of(*fiches: ActionOutline) -> PlanOutline:
    axis = ObjectiveOutline(Level.AXIS, "Un axe", "I", actions=fiches)
    return PlanOutline("Plan", "PGT", themes=(ThemeOutline("Enfance", objectives=(axis,)),))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(plan_outlines())
def test_outline_written_and_read_back_is_the_same(outline: PlanOutline) -> None:
    assert read(workbook(outline)).outline == without_keys(outline)


@pytest.mark.parametrize("slug", sorted(demo_outlines()))
def test_demo_plan_written_and_read_back_is_the_same(slug: str) -> None:
    outline = demo_outlines()[slug]
    reading = read(workbook(outline))
    assert reading.issues == ()
    assert reading.outline == outline
    assert reading.cells == reading.attached


def test_full_fiche_comes_back_with_every_field() -> None:
    outline = plan_of(replace(full_fiche(), also_serves=()))
    assert read(workbook(outline)).outline == outline


def test_twin_objectives_stay_two() -> None:
    twins = tuple(
        ObjectiveOutline(Level.AXIS, "Même titre", "I", actions=(ActionOutline("Même fiche"),)) for _ in range(3)
    )
    outline = PlanOutline("Plan", "PGT", themes=(ThemeOutline("Enfance", objectives=twins),))
    assert read(workbook(outline)).outline == outline


@pytest.mark.parametrize("text", FORMULAS)
def test_text_stays_text_whatever_it_begins_with(text: str) -> None:
    content = workbook(plan_of(ActionOutline(text, number=1, context=text)))
    book = openpyxl.load_workbook(io.BytesIO(content))
    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert types <= {"s", "n"}
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)
    (action,) = read(content).outline.all_actions()
    assert (action.title, action.context) == (text, text)


def test_workbook_has_its_sheets_ready_to_print_and_to_filter() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(small_plan())))
    assert book.sheetnames == ["Annexe", "Mode d’emploi", "Données", "Bilans", "Mesures", "Listes"]
    annexe, data = book["Annexe"], book["Données"]
    assert annexe.page_setup.orientation == "landscape"
    assert annexe.sheet_properties.pageSetUpPr is not None
    assert annexe.sheet_properties.pageSetUpPr.fitToPage
    assert annexe.page_setup.fitToHeight == 0
    assert annexe.print_title_rows == "$3:$3"
    assert data["A1"].value == MARKER
    assert data.auto_filter.ref
    assert not data.merged_cells.ranges
    assert data.freeze_panes == "C2"
    assert data.data_validations.dataValidation


def test_annexe_sheet_lists_the_same_fiches_in_the_same_order() -> None:
    outline = demo_outlines()["pgt-2025-2029"]
    book = openpyxl.load_workbook(io.BytesIO(workbook(outline, variant=Variant.FOLLOW_UP)))
    cells = [str(cell.value or "") for row in book["Annexe"].iter_rows() for cell in row]
    printed = [text for text in cells if text.startswith("Fiche ")]
    listed = [f"Fiche {a.reference} : {a.title}" for a in outline.all_actions() if a.reference]
    assert [text for text in printed if " : " in text] == listed


def test_column_removed_from_the_sheet_is_not_carried() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(plan_of(replace(full_fiche(), also_serves=())))))
    sheet = book["Données"]
    place = next(cell.column for cell in sheet[1] if cell.value == "Statut")
    sheet.delete_cols(place)
    buffer = io.BytesIO()
    book.save(buffer)
    reading = read(buffer.getvalue())
    assert "status" not in reading.outline.carries.action
    assert "title" in reading.outline.carries.action


def test_unknown_value_and_unknown_column_are_said_with_their_address() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(plan_of(ActionOutline("Une fiche", number=1)))))
    sheet = book["Données"]
    status = next(cell for cell in sheet[1] if cell.value == "Statut")
    sheet.cell(2, status.column).value = "bientôt"
    sheet.cell(1, sheet.max_column + 1).value = "Couleur"
    sheet.cell(2, sheet.max_column).value = "bleu"
    buffer = io.BytesIO()
    book.save(buffer)
    reading = read(buffer.getvalue())
    assert reading.has_errors
    error = next(issue for issue in reading.issues if issue.code == "bad-value")
    assert error.where == f"Feuille Données, {status.column_letter}2"
    assert "Proposée" in error.message
    assert [fate.text for fate in reading.fates] == ["bleu"]
    assert reading.cells == reading.attached + 1
