"""The commitments of a partner as a workbook: a sheet of its roles, one of what it funds, one of its steps."""

from collections.abc import Sequence
from typing import Any

from annexes.contents.commitments import Commitments
from annexes.contents.model import Grid
from annexes.edition import Edition
from annexes.excel.grids import Formats, add_sheet, set_widths, workbook_of, write_grid


def write_commitments_workbook(commitments: Commitments, edition: Edition) -> bytes:
    """The sheets as bytes; `edition` is that of the territory, as for the PDF."""
    grids = list(commitments.grids())
    roles, others = grids[: len(commitments.plans)], grids[len(commitments.plans) :]
    with workbook_of(edition, "engagements") as (workbook, buffer):
        formats = Formats(workbook, edition)
        _stacked(workbook, "Rôles", edition, formats, roles, (edition.plan_title, *commitments.words))
        if commitments.funded:
            _stacked(workbook, "Financements", edition, formats, others[:2], ("Financements",))
        if commitments.tasked:
            _stacked(workbook, "Étapes", edition, formats, others[-1:], ("Étapes",))
    return buffer.getvalue()


def _stacked(
    workbook: Any, name: str, edition: Edition, formats: Formats, grids: Sequence[Grid], words: Sequence[str]
) -> None:
    """Grids one under the other, each under its caption."""
    sheet = add_sheet(workbook, name, edition)
    widths = set_widths(sheet, max(grids, key=lambda grid: len(grid.columns))) if grids else []
    sheet.write_string(0, 0, words[0], formats.title)
    sheet.set_row(0, 26)
    for row, text in enumerate(words[1:], 1):
        sheet.write_string(row, 0, text, formats.words)
    row = len(words)
    for grid in grids:
        sheet.write_string(row + 1, 0, grid.caption, formats.caption)
        row = write_grid(sheet, row + 2, grid, formats, widths)
    sheet.freeze_panes(1, 1)
