"""The tableau des modifications as a workbook: one row a field, to be sorted and filtered."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.diffing import Piece
from annexes.contents.changes import COLUMNS, TITLE, Changes, text_of
from annexes.contents.model import Grid, GridColumn, GridRow
from annexes.edition import Edition
from annexes.excel.grids import Formats, add_sheet, set_widths, workbook_of, write_grid

SHEET = "Modifications"
PARTS = (GridColumn("Partie du plan", share=2.4), *COLUMNS)
FIRST_SIDE = 4  # the rank of « Avant »


def write_changes_workbook(changes: Changes, edition: Edition, *, title: str = TITLE) -> bytes:
    """The sheet as bytes: the words first, then the rows; no cell is a formula."""
    rows = [(group.name, row) for group in changes.groups for row in group.rows]
    grid = Grid(PARTS, tuple(GridRow((name, *row.cells)) for name, row in rows), TITLE, row_headers=True)
    with workbook_of(edition, title.lower()) as (workbook, buffer):
        formats = Formats(workbook, edition)
        sheet = add_sheet(workbook, SHEET, edition)
        widths = set_widths(sheet, grid, 7.5)
        sheet.write_string(0, 0, f"{title} – {edition.plan_title}", formats.title)
        sheet.set_row(0, 26)
        for rank, text in enumerate(changes.words, 1):
            sheet.write_string(rank, 0, text, formats.words)
        head = len(changes.words) + 2
        last = write_grid(sheet, head, grid, formats, widths)
        marks = _Marks(workbook, formats)
        for rank, (_, row) in enumerate(rows, head + 1):
            marks.write(sheet, rank, FIRST_SIDE, row.before)
            marks.write(sheet, rank, FIRST_SIDE + 1, row.after)
        sheet.autofilter(head, 0, max(last - 1, head), len(PARTS) - 1)
        sheet.freeze_panes(head + 1, 2)
        sheet.repeat_rows(head)
    return buffer.getvalue()


class _Marks:
    """Writes what is gone struck through, and what is new bold and underlined."""

    def __init__(self, workbook: Any, formats: Formats) -> None:
        base = {"font_name": "Calibri", "font_size": 10}
        self.of: dict[str, Any] = {
            "gone": workbook.add_format({**base, "font_strikeout": True}),
            "new": workbook.add_format({**base, "bold": True, "underline": 1}),
        }
        self.cell = formats.filled()
        self.whole = {kind: formats.filled(**look) for kind, look in _WHOLE.items()}

    def write(self, sheet: Any, row: int, place: int, pieces: Sequence[Piece]) -> None:
        if len(pieces) == 1:
            sheet.write_string(row, place, pieces[0].text, self.whole.get(pieces[0].kind, self.cell))
        elif not any(piece.kind in self.of for piece in pieces):
            sheet.write_string(row, place, text_of(pieces), self.cell)
        else:
            fragments: list[Any] = []
            for piece in pieces:
                fragments += [self.of[piece.kind], piece.text] if piece.kind in self.of else [piece.text]
            sheet.write_rich_string(row, place, *fragments, self.cell)


_WHOLE: Mapping[str, Mapping[str, Any]] = {"gone": {"font_strikeout": True}, "new": {"bold": True, "underline": 1}}
