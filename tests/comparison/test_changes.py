"""The tableau des modifications whatever the plan holds: every kind of object, hostile and endless texts."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl

from annexes.applying.directory import map_actions
from annexes.contents.cells import LONGEST
from annexes.contents.changes import UNCHANGED, Changes, changes_of
from annexes.excel.changes import write_changes_workbook
from annexes.outline import PlanOutline
from annexes.pdf.changes import write_changes_pdf
from annexes.versions.comparison import DifferenceKind, compare
from tests.annexes.samples import fiche, oo, plan, theme
from tests.annexes.test_diff import keyed
from tests.comparison.samples import EDITION, VOCABULARY, filled
from tests.documents.test_calendar_forms import assert_accessible, text_of

FULL = keyed(filled())
HOSTILE = "x" * 4000 + " <b>&amp; \u0007 مدرسة 🚸 " + "mot " * 2000


def changes(before: PlanOutline, after: PlanOutline) -> Changes:
    return changes_of(compare(before, after), EDITION, VOCABULARY, words=["De : version 1. À : aujourd’hui."])


def test_every_kind_of_object_is_printed(tmp_path: Path) -> None:
    for before, after, nature in ((PlanOutline(), FULL, "Ajout"), (FULL, PlanOutline(), "Suppression")):
        content = write_changes_pdf(changes(before, after), EDITION)
        assert_accessible(content, tmp_path)
        text = text_of(content)
        for words in (nature, "Accueil", "Chiffre du diagnostic", "Instance", "Programme de réussite éducative"):
            assert words in text


def test_hostile_and_endless_texts_are_printed(tmp_path: Path) -> None:
    after = map_actions(FULL, lambda action: replace(action, title=HOSTILE[:300], description=HOSTILE))
    told = changes(FULL, after)
    assert all(len(cell) <= LONGEST + 100 for group in told.groups for row in group.rows for cell in row.cells[3:])
    assert_accessible(write_changes_pdf(told, EDITION), tmp_path)
    openpyxl.load_workbook(io.BytesIO(write_changes_workbook(told, EDITION)))


def test_a_date_is_replaced_whole_and_a_text_word_by_word() -> None:
    before = plan(theme("A", oo("Un", fiche("Aider aux devoirs", 1, description="Le lundi soir.", school_year=2025))))
    after = plan(theme("A", oo("Un", fiche("Aider aux devoirs", 1, description="Le mardi soir.", school_year=2026))))
    (group,) = changes(before, after).groups
    rows = {row.field: row for row in group.rows}
    assert [(piece.kind, piece.text) for piece in rows["Année scolaire"].before] == [("gone", "2025-2026")]
    assert [(piece.kind, piece.text) for piece in rows["Description"].after] == [
        ("same", "Le "), ("new", "mardi"), ("same", " soir."),
    ]  # fmt: skip
    assert [row.what for row in group.rows] == ["Fiche 1 : Aider aux devoirs", "Fiche 1 (suite)"]


def test_what_moved_says_from_where_to_where() -> None:
    before = plan(theme("A", oo("Un", fiche("Aider", 1)), oo("Deux")))
    after = plan(theme("A", oo("Un"), oo("Deux", fiche("Aider", 1))))
    (row,) = changes(before, after).groups[0].rows
    assert row.kind is DifferenceKind.MOVED
    assert row.cells[2:] == ("Place", "A › Un", "A › Deux")


def test_nothing_changed_is_a_page_that_says_so(tmp_path: Path) -> None:
    content = write_changes_pdf(changes(FULL, FULL), EDITION)
    assert UNCHANGED in text_of(content)
    assert_accessible(content, tmp_path)


def test_the_grid_has_a_row_a_field_under_the_name_of_its_part() -> None:
    before = plan(theme("A", oo("Un", fiche("Aider", 1))))
    after = plan(theme("A", oo("Un", fiche("Aider", 1, description="Le soir.", horizon="SHORT"))))
    grid = changes(before, after).grid()
    assert [row.cells[0] for row in grid.rows] == ["A – Un", "Fiche 1 : Aider", "Fiche 1 (suite)"]
    assert {len(row.cells) for row in grid.rows} == {len(grid.columns)}
