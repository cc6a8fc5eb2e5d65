"""What the layouts in rows and columns share: how they look at a part, and how they run through its grids."""

from collections.abc import Callable
from functools import partial
from itertools import islice

from annexes.labels import STRONG, Kind, classify
from annexes.readers.columns_of_fiches import FieldCells
from annexes.readers.headers import Column
from annexes.readers.layouts.layout import Context, Piece
from annexes.readers.loose_list import read_lines
from annexes.readers.tableau import Tableau

LOOKED_AT = 200  # cells
LEVEL_COLUMNS = (Column.AXIS, Column.INTERMEDIATE, Column.OPERATIONAL)


def has_labels(piece: Piece) -> bool:
    """Whether some of its first cells begin with « OI 1 : », « Fiche 3 : », « Axe 2 – »…"""
    return any(classify(cell.lines[0]).kind in STRONG for cell in islice(piece.cells(), LOOKED_AT))


def announces_a_list(piece: Piece) -> bool:
    """Whether one of its first lines says that actions are listed below it."""
    kinds = (classify(cell.lines[0]).kind for cell in islice(piece.cells(), LOOKED_AT))
    return any(kind is Kind.ACTIONS_HEADING for kind in kinds)


def read_tables(piece: Piece, context: Context, further: Callable[[], FieldCells] = FieldCells) -> None:
    """Read each grid of a part: lines one by one, tables by their headers and labels.

    `further` makes the reader of the columns that hold neither objectives nor fiches.
    """
    done = 0
    for index, grid in enumerate(piece.grids):
        if grid.is_table:
            tick = partial(_tick, context, done)
            Tableau(grid, context.builder, context.paragraphs, tick, piece.headers, further()).read()
        else:
            after = piece.grids[index + 1].rows[0][0] if index + 1 < len(piece.grids) else piece.ahead
            read_lines(context.paragraphs, grid, after)
        done += len(grid.rows)


def _tick(context: Context, before: int, rows: int) -> None:
    context.tick(before + rows)
