"""A flat sheet: where its header stands, what its columns are called, which rows follow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from accounts.text import fold
from annexes.labels import STRONG, classify
from annexes.readers.grid import Cell, Grid
from annexes.readers.layouts.layout import Piece, visible
from annexes.readers.mapping.propose import LONGEST_HEADER, header_score

LOOKED_AT = 40  # rows among which the header is looked for
SAMPLES = 60  # values of a column that a proposal looks at
SHOWN = 3  # of them, shown to a person
SHOWN_LENGTH = 120  # characters of each
WIDEST = 250  # columns


@dataclass(frozen=True, slots=True)
class FlatTable:
    """`rank` and `last` are those of the rows of the header in `grid`; `cols` are its columns, from 0."""

    grid: Grid
    rank: int
    last: int
    cols: tuple[int, ...]
    header: tuple[str, ...]

    @property
    def above(self) -> tuple[tuple[Cell, ...], ...]:
        return self.grid.rows[: self.rank]

    @property
    def head(self) -> tuple[Cell, ...]:
        """The cells of the header row, and of the second one when some of its titles are cut in two."""
        return tuple(cell for row in self.grid.rows[self.rank : self.last + 1] for cell in row)

    @property
    def body(self) -> tuple[tuple[Cell, ...], ...]:
        return self.grid.rows[self.last + 1 :]

    def values(self) -> tuple[tuple[str, ...], ...]:
        """The first values of each column, each once."""
        found: dict[int, dict[str, None]] = {col: {} for col in self.cols}
        for row in islice(self.body, SAMPLES):
            for cell in visible(row):
                if cell.col in found:
                    found[cell.col][cell.text] = None
        return tuple(tuple(found[col]) for col in self.cols)

    def samples(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(shown(value) for value in values[:SHOWN]) for values in self.values())

    def repeats_header(self, row: tuple[Cell, ...]) -> bool:
        titles = {fold(title) for title in self.header if title}
        return len(row) > 1 and all(fold(cell.text) in titles for cell in row)


def flat_table(piece: Piece) -> FlatTable | None:
    """The sheet that a part is, when it is one: a header and at least one row under it."""
    tables = [grid for grid in piece.grids if grid.is_table]
    if len(tables) != 1 or len(piece.grids) != 1:
        return None
    (grid,) = tables
    rank = _header_rank(grid)
    if rank is None:
        return None
    last = _last_rank(grid, rank)
    if last + 1 >= len(grid.rows):
        return None
    titles = _titles(grid, rank, last)
    used = {cell.col for row in grid.rows[last + 1 :] for cell in visible(row)}
    cols = tuple(sorted(col for col in {*titles, *used} if col < WIDEST))
    return FlatTable(grid, rank, last, cols, tuple(titles.get(col, "") for col in cols))


def _header_rank(grid: Grid) -> int | None:
    """The row with the most known titles; the first with two short cells when none has any."""
    best: tuple[int, int, int] | None = None
    fallback: int | None = None
    for rank, row in enumerate(islice(grid.rows, LOOKED_AT)):
        cells = visible(row)
        texts = [_one_line(cell) for cell in cells]
        if len(texts) < 2 or any(len(text) > LONGEST_HEADER or _is_content(text) for text in texts):
            continue
        fallback = rank if fallback is None else fallback
        known, certain = header_score(texts)
        if known * 2 >= len(texts) and known >= 2 and (best is None or (known, certain) > best[:2]):
            best = known, certain, rank
    return best[2] if best is not None else fallback


def _last_rank(grid: Grid, rank: int) -> int:
    """The second row of the header: « 2025 | 2026 » under « Coûts », beside titles that go down to it."""
    head = visible(grid.rows[rank])
    below = visible(grid.rows[rank + 1]) if rank + 1 < len(grid.rows) else []
    if not below or not any(cell.rowspan > 1 and cell.covers(below[0].row) for cell in head):
        return rank
    return rank + 1 if all(_over(head, cell) is not None for cell in below) else rank


def _over(head: Sequence[Cell], cell: Cell) -> Cell | None:
    """The title over several columns that stands above a cell."""
    wide = (one for one in head if one.colspan > 1 and not one.covers(cell.row))
    return next((one for one in wide if one.col <= cell.col < one.col + one.colspan), None)


def _is_content(text: str) -> bool:
    """Whether a cell says « Fiche 3 : Ouvrir »: no header row holds that."""
    label = classify(text)
    return label.kind in STRONG and bool(label.number) and bool(label.title)


def _titles(grid: Grid, rank: int, last: int) -> dict[int, str]:
    """The title of each column; those that begin above the header row and reach it count too.

    A title over several columns stands before that of each of them: « Coûts 2025 ».
    """
    row = grid.rows[rank][0].row
    titles: dict[int, str] = {}
    for cell in _reaching(grid, rank, row):
        titles[cell.col] = _one_line(cell)
    head = visible(grid.rows[rank])
    for cell in visible(grid.rows[last]) if last > rank else ():
        if (over := _over(head, cell)) is not None:
            titles[cell.col] = f"{_one_line(over)} {_one_line(cell)}"
    return titles


def _reaching(grid: Grid, rank: int, row: int) -> Iterator[Cell]:
    for above in grid.rows[max(0, rank - 3) : rank + 1]:
        yield from (cell for cell in visible(above) if cell.covers(row) or cell.row == row)


def _one_line(cell: Cell) -> str:
    return " ".join(cell.lines)


def shown(value: str) -> str:
    """The beginning of a value, on one line."""
    text = " ".join(value.split())
    return text if len(text) <= SHOWN_LENGTH else f"{text[: SHOWN_LENGTH - 1]}…"
