"""The cells of any file written again as a workbook, for what cannot be given back as it came."""

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from annexes.excel.workbook import LONGEST, OPTIONS
from annexes.readers.grid import Cell, Grid, Source
from annexes.readers.positions import Position, SheetCell, position_of

SHEET = "Annexe"
_BAD = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_WIDTH = 32
_LARGEST_MERGE = 5_000  # cells; a larger one is left as its first cell


def written_again(source: Source) -> tuple[bytes, dict[Position, SheetCell]]:
    """A workbook of the cells of `source`, and where each of them stands in it.

    Sheets stay sheets; the tables and lines of a document follow each other in one sheet. Every cell is a text.
    """
    buffer = BytesIO()
    places: dict[Position, SheetCell] = {}
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        text = workbook.add_format({"text_wrap": True, "valign": "top"})
        for name, cells in _sheets(source):
            sheet = workbook.add_worksheet(name)
            sheet.set_column(0, 15, _WIDTH, text)
            for cell, row, col in cells:
                place = SheetCell(name, row, col)
                if (position := position_of(cell.where)) is not None:
                    places[position] = place
                _write(sheet, cell, row, col, text)
    return buffer.getvalue(), places


def _write(sheet: Any, cell: Cell, row: int, col: int, text: Any) -> None:
    value = cell.text[:LONGEST]
    merged = cell.rowspan > 1 or cell.colspan > 1
    if merged and not cell.hidden and cell.rowspan * cell.colspan <= _LARGEST_MERGE:
        with suppress(OverlappingRange):  # a page may say that two cells share a place
            sheet.merge_range(row, col, row + cell.rowspan - 1, col + cell.colspan - 1, "", text)
    sheet.write_string(row, col, value, text)


def _sheets(source: Source) -> Iterator[tuple[str, list[tuple[Cell, int, int]]]]:
    """The name of each sheet to write, with its cells and their row and column."""
    grids = [grid for grid in source.grids if not grid.ignored]
    if any(grid.title for grid in grids):
        taken: set[str] = set()
        for grid in grids:
            name = _sheet_name(grid.title, taken)
            yield name, [(cell, cell.row, cell.col) for cell in grid.cells()]
        return
    yield SHEET, list(_one_below_the_other(grids))


def _one_below_the_other(grids: list[Grid]) -> Iterator[tuple[Cell, int, int]]:
    top = 0
    for grid in grids:
        if not grid.rows:
            continue
        if not grid.is_table:
            for rank, (cell,) in enumerate(grid.rows):
                yield cell, top + rank, 0
            top += len(grid.rows)
        else:
            for cell in grid.cells():
                yield cell, top + cell.row, cell.col
            top += max(cell.last_row for cell in grid.cells()) + 2


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that Excel takes, that no other sheet has."""
    base = " ".join(title.translate(_BAD).split()).strip("'")[:31] or SHEET
    name, rank = base, 2
    while name.casefold() in taken:
        ending = f" ({rank})"
        name, rank = f"{base[: 31 - len(ending)]}{ending}", rank + 1
    taken.add(name.casefold())
    return name
