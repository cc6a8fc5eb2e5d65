"""The funding plan as a workbook: its views, who pays what and when, each fiche with its lines."""

from collections.abc import Iterable
from typing import Any

from annexes.contents.funding import FundingPlan, funding_of
from annexes.contents.model import Grid
from annexes.edition import Edition
from annexes.excel.grids import Formats, add_sheet, set_widths, workbook_of, write_grid
from annexes.outline import PlanOutline

TITLE = "Plan de financement"


def write_funding_workbook(outline: PlanOutline, edition: Edition) -> bytes:
    """The sheets as bytes; an empty plan is one sheet that says so."""
    plan = funding_of(outline, edition)
    with workbook_of(edition, TITLE.lower()) as (workbook, buffer):
        writer = _Writer(workbook, edition, plan)
        views = [*plan.by_kind, plan.by_theme, plan.by_year] if plan.lines else []
        writer.stack("Synthèse", TITLE, filter(None, views), words=True)
        if plan.lines:
            writer.stack("Par financeur", "Par financeur", [plan.by_funder, *plan.funders_by_year])
            writer.stack("Par fiche", "Par fiche", [theme.grid for theme in plan.fiches])
        for name, grid in (("Refus", plan.refused), ("Sans montant", plan.noted)):
            if grid.rows:
                writer.table(name, grid)
    return buffer.getvalue()


class _Writer:
    def __init__(self, workbook: Any, edition: Edition, plan: FundingPlan) -> None:
        self.workbook, self.edition, self.plan = workbook, edition, plan
        self.formats = Formats(workbook, edition)

    def stack(self, name: str, title: str, grids: Iterable[Grid], *, words: bool = False) -> None:
        """Grids one under the other, each under its caption."""
        stacked = list(grids)
        sheet = add_sheet(self.workbook, name, self.edition, portrait=words)
        widest = max(stacked, key=lambda grid: len(grid.columns), default=None)
        widths = set_widths(sheet, widest) if widest else []
        sheet.write_string(0, 0, title, self.formats.title)
        sheet.set_row(0, 26)
        row = 1
        for text in (self.edition.perimeter, *self.plan.words) if words else ():
            if text:
                sheet.write_string(row, 0, text, self.formats.words)
                row += 1
        sheet.freeze_panes(1, 1)
        starts = []
        for grid in stacked:
            row += 1
            starts.append(row)
            sheet.write_string(row, 0, grid.caption, self.formats.caption)
            row = write_grid(sheet, row + 1, grid, self.formats, widths)
        if not words:
            sheet.set_h_pagebreaks(starts[1:])

    def table(self, name: str, grid: Grid) -> None:
        """One grid: its header stays in sight and is printed on each page."""
        sheet = add_sheet(self.workbook, name, self.edition)
        sheet.write_string(0, 0, grid.caption, self.formats.title)
        sheet.set_row(0, 26)
        write_grid(sheet, 1, grid, self.formats, set_widths(sheet, grid, 12.0))
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(1)
