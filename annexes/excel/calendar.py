"""The calendar as a workbook: bars as coloured cells that also say their sign and their days, then every step."""

from typing import Any

from annexes.contents.calendar import BarKind, Calendar, calendar_of
from annexes.contents.calendar_grids import LEGEND, UNDATED, calendar_grid, step_grid, undated_grid
from annexes.contents.model import Grid, GridRow
from annexes.edition import Edition
from annexes.excel.grids import Formats, add_sheet, set_widths, workbook_of, write_grid
from annexes.outline import PlanOutline

TITLE = "Calendrier"
BEFORE_YEARS = 3  # columns
LATTICE = 14  # a pattern that stays in greyscale


def write_calendar_workbook(outline: PlanOutline, edition: Edition, *, portrait: bool = False) -> bytes:
    """« Calendrier », « Étapes » and « Sans échéance », those that have something to say."""
    calendar = calendar_of(outline, edition)
    with workbook_of(edition, TITLE.lower()) as (workbook, buffer):
        formats = Formats(workbook, edition)
        grid = calendar_grid(calendar, edition)
        said = ". ".join(filter(None, (edition.perimeter, f"{calendar.words} {LEGEND}")))
        _write(
            workbook, TITLE, grid, edition, formats, words=said, look=_Look(calendar, grid, formats), portrait=portrait
        )
        for name, more in (("Étapes", step_grid(calendar, edition)), (UNDATED, undated_grid(calendar, edition))):
            if more.rows:
                _write(workbook, name, more, edition, formats, portrait=portrait)
    return buffer.getvalue()


def _write(
    workbook: Any,
    name: str,
    grid: Grid,
    edition: Edition,
    formats: Formats,
    *,
    words: str = "",
    look: Any = None,
    portrait: bool,
) -> None:
    sheet = add_sheet(workbook, name, edition, portrait=portrait)
    sheet.write_string(0, 0, name, formats.title)
    sheet.set_row(0, 26)
    if words:
        sheet.write_string(1, 0, words, formats.words)
    head = 2 if words else 1
    end = write_grid(sheet, head, grid, formats, set_widths(sheet, grid, 11.0), look)
    sheet.freeze_panes(head + 1, 1)
    sheet.repeat_rows(head)
    if not words:
        sheet.autofilter(head, 0, end - 1, len(grid.columns) - 1)


class _Look:
    """The format of the cells of the years, by the kind of the bar that they hold."""

    def __init__(self, calendar: Calendar, grid: Grid, formats: Formats) -> None:
        rows = [row for row in grid.rows if len(row.cells) > BEFORE_YEARS and row.cells[1]]
        self.found = {id(row): one for row, one in zip(rows, calendar.rows, strict=True)}
        colours = formats.colours
        self.by_kind = {
            BarKind.DATED: formats.filled(bg_color=colours["ink"], font_color="#ffffff", bold=True),
            BarKind.YEARLY: formats.filled(bg_color=colours["tint-1"], font_color=colours["ink"], bold=True),
            BarKind.CONTINUOUS: formats.filled(
                pattern=LATTICE, bg_color="#ffffff", fg_color=colours["tint-1"], font_color=colours["ink"], bold=True
            ),
        }

    def __call__(self, row: GridRow, place: int) -> Any:
        one = self.found.get(id(row))
        if one is None or place < BEFORE_YEARS or one.cells[place - BEFORE_YEARS].span is None:
            return None
        return self.by_kind.get(one.kind)
