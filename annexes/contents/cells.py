"""The cells of a grid as they are shown: the words of each value, its smaller lines, how it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from annexes.contents.model import CellKind, Grid, GridRow
from annexes.contents.wording import value_wording

FIGURES = (CellKind.NUMBER, CellKind.MONEY, CellKind.PERCENT)
LONGEST = 1_500  # characters
CUT = "… (la suite est dans le logiciel)"


@dataclass(frozen=True, slots=True)
class ShownCell:
    first: str
    more: tuple[str, ...] = ()
    is_figure: bool = False
    names: bool = False  # it is the header of its row
    anchor: str = ""  # the fiche that it leads to


def cells_of(row: GridRow, grid: Grid) -> Iterator[ShownCell]:
    for rank, (value, column) in enumerate(zip(row.cells, grid.columns, strict=True)):
        text = value_wording(value, column.kind)
        first, *more = (text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}{CUT}").split("\n")
        yield ShownCell(
            first, tuple(more), column.kind in FIGURES, rank == 0 and grid.row_headers, row.anchor if rank == 0 else ""
        )
