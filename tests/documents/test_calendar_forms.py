"""The calendar as a PDF, a workbook and a page: valid, and the same fiches in the same order."""

import io
import re
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import openpyxl
import page as page_validation
import pikepdf
import pypdfium2
import pytest

from actions.enums import ScheduleKind
from annexes.contents.calendar import calendar_of
from annexes.edition import Edition
from annexes.excel.calendar import write_calendar_workbook
from annexes.outline import ActionOutline, PlanOutline, StepOutline
from annexes.pdf.calendar import calendar_bookmark, calendar_chunks, write_calendar_pdf
from annexes.pdf.calendar_pages import CalendarPages
from annexes.pdf.engine import render
from annexes.pdf.gantt import MARK, Columns, line_of
from annexes.pdf.paper import LANDSCAPE
from pedt_planner.demo.outlines import demo_outlines
from tests.annexes.samples import axis, fiche, oo, plan, theme
from tests.documents.samples import EDITION, busy_plan

LANDSCAPE_SIZE, PORTRAIT_SIZE = (842, 595), (595, 842)


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def assert_accessible(content: bytes, folder: Path) -> None:
    path = folder / "calendrier.pdf"
    path.write_bytes(content)
    result = page_validation.validate_pdf(str(path), profile="ua1")
    assert result.is_compliant, [(failure.rule_id, failure.message) for failure in result.failures][:5]


def sizes(content: bytes) -> set[tuple[int, ...]]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {tuple(round(float(side)) for side in page.MediaBox)[2:] for page in pdf.pages}


def long_plan(count: int) -> PlanOutline:
    """Fiches of one axe, with titles and steps of several lengths."""
    fiches = tuple(
        fiche(
            f"Fiche {rank} " + "très longue " * (rank % 9),
            rank,
            schedule_kind=ScheduleKind.YEARLY,
            steps=tuple(StepOutline(f"Étape {step}", date(2026, 1 + step, 1)) for step in range(rank % 7)),
        )
        for rank in range(1, count + 1)
    )
    return plan(theme("Enfance", axis("Grandir", oo("But", *fiches), code="I")))


@pytest.mark.parametrize("portrait", [False, True])
@pytest.mark.parametrize("slug", sorted(demo_outlines()))
def test_calendar_of_each_demo_plan_is_pdf_ua(slug: str, portrait: bool, tmp_path: Path) -> None:
    content = write_calendar_pdf(demo_outlines()[slug], EDITION, portrait=portrait)
    assert_accessible(content, tmp_path)
    assert sizes(content) == {PORTRAIT_SIZE if portrait else LANDSCAPE_SIZE}


def test_pdf_says_every_fiche_once_in_the_order_of_print() -> None:
    outline = busy_plan()
    text = text_of(write_calendar_pdf(outline, EDITION))
    calendar = calendar_of(outline, EDITION)
    names = [row.name for row in calendar.rows] + [one.name for one in calendar.undated]
    places = [text.index(name) for name in names]
    assert places == sorted(places)
    assert len(names) == 7
    assert "mars 2025 – 01/09/2027" in text
    assert "1. Choisir le lieu : 01/03/2026, fait le 09/03/2026" in text.replace("\u00a0", " ")


def test_long_calendar_names_again_what_goes_on_over_the_page() -> None:
    outline = long_plan(60)
    chunks = calendar_chunks(outline, EDITION)
    pages = CalendarPages(calendar_of(outline, EDITION), EDITION, LANDSCAPE, 1).pages
    assert sum(one.pages for one in render(chunks)) == len(pages) > 3, "no page overflowed"
    text = text_of(write_calendar_pdf(outline, EDITION))
    assert text.count("Axe I : Grandir (suite)") + text.count("Axe I\u00a0: Grandir (suite)") == len(pages) - 1
    assert all(not isinstance(page.tables[-1].lines[-1], str) for page in pages), "no name alone at the foot of a page"


def test_marks_never_cover_one_another_nor_leave_their_year() -> None:
    days = [date(2026, 6, 30), date(2026, 7, 10), date(2026, 8, 31), date(2027, 1, 1)]
    steps = tuple(StepOutline(f"Étape {day:%d/%m}", day) for day in days)
    outline = plan(theme("", axis("Axe", oo("But", fiche("Crèche", steps=steps)))))
    calendar = calendar_of(outline, EDITION)
    columns = Columns.of(LANDSCAPE, len(calendar.years))
    first, second = line_of(next(calendar.rows), columns).years
    marks = re.findall(r'class="mark x(\d+) lane(\d)">([^<]+)', first)
    assert [(lane, text) for _, lane, text in marks] == [("1", "◆1"), ("2", "◆2"), ("1", "◆3")]
    for (one, lane, _), (other, below, _) in combinations(marks, 2):
        assert lane != below or abs(int(one) - int(other)) * columns.year / 100 >= MARK - 1
    assert max(int(left) for left, _, _ in marks) * columns.year / 100 + MARK <= columns.year + 1
    assert "◆4" in second


def test_bookmarks_lead_to_themes_and_to_what_has_no_date() -> None:
    outline = busy_plan()
    bookmark = calendar_bookmark(outline, EDITION)
    assert [one.title for one in bookmark.children] == ["Enfance", "Jeunesse", "Sans échéance"]
    anchors = {name for one in render(calendar_chunks(outline, EDITION, level=2)) for name in one.anchors}
    assert {bookmark.anchor, *(one.anchor for one in bookmark.children)} <= anchors


def test_hostile_texts_and_many_years_still_make_a_document(tmp_path: Path) -> None:
    nasty = ["<script>", "x" * 290, "🎉 fête 中文", "{{ 7 }}", "=1+1"]
    fiches = [
        ActionOutline(
            title, number=rank, starts_on=date(2001 + rank, 1, 1), due_on=date(2040, 1, 1), schedule_note=title
        )
        for rank, title in enumerate(nasty, 1)
    ]
    many = tuple(StepOutline("É" * 280, date(2026, 1, 1)) for _ in range(40))
    fiches.append(fiche("Pleine", 9, steps=many))
    outline = plan(theme("", axis("Axe & <b>", oo("But", *fiches))))
    assert_accessible(write_calendar_pdf(outline, replace(EDITION, action_label="<i>")), tmp_path)
    workbook = openpyxl.load_workbook(io.BytesIO(write_calendar_workbook(outline, EDITION)))
    cells = [cell for row in workbook["Calendrier"].iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}, "a title that begins with « = » stays a text"


@pytest.mark.parametrize("edition", [EDITION, replace(EDITION, perimeter="Thème : Enfance")])
def test_empty_plan_is_one_page_that_says_so(edition: Edition, tmp_path: Path) -> None:
    content = write_calendar_pdf(PlanOutline("Plan"), edition)
    assert_accessible(content, tmp_path)
    assert "Ce plan n’a pas encore de fiche." in text_of(content)
    assert edition.perimeter in text_of(content).replace("\u00a0", " ")


def test_workbook_colours_bars_and_says_their_sign_and_days() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(write_calendar_workbook(busy_plan(), EDITION)))
    assert workbook.sheetnames == ["Calendrier", "Étapes", "Sans échéance"]
    sheet = workbook["Calendrier"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=4)}
    creche = rows["1. Crèche du port"]
    assert [cell.value for cell in creche[3:7]] == [
        "■ 01/03 – 31/08", "■\n✓1 01/03", "■\n◆2 01/09", "■ 01/09",
    ]  # fmt: skip
    assert creche[3].fill.fgColor.rgb == "FF17506B"
    assert creche[8].fill.fill_type is None
    assert rows["3. Ludothèque"][4].value == "↻"
    assert rows["1. Navette"][6].value == "◆ 31/08"


def test_workbook_is_ready_to_print_and_its_steps_are_dates() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(write_calendar_workbook(busy_plan(), EDITION)))
    sheet = workbook["Calendrier"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "landscape",
        9,
        0,
    )
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    steps = list(workbook["Étapes"].iter_rows(min_row=3, values_only=True))
    assert [row[2] for row in steps] == ["Choisir le lieu", "Ouvrir", "Choisir le lieu"]
    assert steps[0][4].date() == date(2026, 3, 1)
