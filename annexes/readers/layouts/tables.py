"""What the layouts in rows and columns share: how they look at a part, and how they run through its grids."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from annexes.labels import STRONG, Kind, classify
from annexes.readers.columns_of_fiches import FieldCells
from annexes.readers.headers import COLUMN_NAMES, Column, Header
from annexes.readers.layouts.layout import Context, Piece, visible
from annexes.readers.loose_list import read_lines
from annexes.readers.mapping.table import flat_table
from annexes.readers.tableau import Tableau
from annexes.reading import Severity

LOOKED_AT = 200  # cells
LEVEL_COLUMNS = (Column.AXIS, Column.INTERMEDIATE, Column.OPERATIONAL)


def has_labels(piece: Piece) -> bool:
    """Whether some of its first cells begin with « OI 1 : », « Fiche 3 : », « Axe 2 – »…"""
    return any(classify(cell.lines[0]).kind in STRONG for cell in islice(piece.cells(), LOOKED_AT))


def announces_a_list(piece: Piece) -> bool:
    """Whether one of its first lines says that actions are listed below it."""
    kinds = (classify(cell.lines[0]).kind for cell in islice(piece.cells(), LOOKED_AT))
    return any(kind is Kind.ACTIONS_HEADING for kind in kinds)


def by_place(piece: Piece, columns: Sequence[Column], context: Context) -> Piece:
    """The part that a person wants read as columns that its titles do not say: the last ones of `columns`, in order.

    A part with a header, or that nobody asked to read so, stays as it is.
    """
    table = flat_table(piece) if context.asked and not piece.headers and not has_labels(piece) else None
    if table is None or len(table.cols) < 2:
        return piece
    given = columns[-len(table.cols) :]
    header = Header(dict(zip(table.cols, given, strict=False)), dict(zip(table.cols, table.header, strict=True)))
    first = visible(table.head)[0]
    named = zip(table.header, given, strict=False)
    told = " | ".join(f"{title or 'sans titre'} : colonne {COLUMN_NAMES[column]}" for title, column in named)
    context.builder.say(
        first,
        Severity.WARNING,
        "columns-by-place",
        "les titres des colonnes ne disent pas ce qu’elles contiennent : elles ont été lues dans leur ordre",
        f"à vérifier – {told}",
    )
    return replace(piece, headers={id(first): header})


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
