"""A file cut into the parts that one layout reads: sheets, tables, runs of lines, and what belongs together.

The cut depends on the file alone, never on the layouts that a person chooses: the key of a part stays the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from annexes.labels import Kind, classify
from annexes.readers.grid import Cell, Grid
from annexes.readers.headers import Column, Header, read_header, read_second_line
from annexes.readers.layouts.layout import Fit, Layout, Piece, visible

_OF_THE_ROWS = frozenset({Kind.INTERMEDIATE, Kind.OPERATIONAL, Kind.ACTION, Kind.REFERENCE})


def split(grids: Sequence[Grid], layouts: Sequence[Layout]) -> list[Piece]:
    """The parts of a file, in its order: they hold every row of `grids` once, but for those that are to be ignored."""
    ranks = [rank for rank, grid in enumerate(grids, 1) if grid.rows and not grid.ignored]
    kept = [grids[rank - 1] for rank in ranks]
    pieces: list[Piece] = []
    index = 0
    while index < len(kept):
        together = max(layout.extent(kept[index:]) for layout in layouts)
        taken = tuple(kept[index : index + max(together, 1)])
        whole = Piece(str(ranks[index]), _place(taken), taken, _headers(taken))
        pieces.extend([whole] if together else _by_headers(whole, layouts))
        index += len(taken)
    firsts = [next(piece.cells(), None) for piece in pieces]
    return [replace(piece, ahead=ahead) for piece, ahead in zip(pieces, [*firsts[1:], None], strict=True)]


def ranked(piece: Piece, layouts: Sequence[Layout]) -> list[Layout]:
    """The layouts that can read a part, the one that fits best first."""
    scores = [(layout.fits(piece), layout) for layout in layouts]
    return [layout for score, layout in sorted(scores, key=lambda one: -one[0]) if score > Fit.NO]


def _headers(grids: Sequence[Grid]) -> dict[int, Header]:
    """The header rows, by the identity of their first visible cell."""
    found: dict[int, Header] = {}
    for grid in grids:
        above: tuple[int, Header] | None = None
        for row in grid.rows if grid.is_table else ():
            cells = visible(row)
            if not cells:
                continue
            header = read_header(cells) if len(cells) > 1 else None
            if header is None and above is not None and cells[0].row == above[0] + 1:
                header = read_second_line(above[1], cells)
            above = (cells[0].row, header) if header else None
            if header:
                found[id(cells[0])] = header
    return found


def _by_headers(whole: Piece, layouts: Sequence[Layout]) -> Iterator[Piece]:
    """A sheet cut where a header row announces another layout than the rows above it."""
    (grid,) = whole.grids
    starts = _changes(grid, whole)
    if not starts:
        yield whole
        return
    bounds = [0, *(_with_lines_above(grid, start) for start in starts), len(grid.rows)]
    blocks = [_rows(whole, first, last) for first, last in pairwise(bounds)]
    best = [ranked(block, layouts)[0] for block in blocks]
    cuts = [bound for bound, one, other in zip(bounds[1:-1], best[:-1], best[1:], strict=True) if one is not other]
    if not cuts:
        yield whole
        return
    for first, last in pairwise([0, *cuts, len(grid.rows)]):
        yield _rows(whole, first, last)


def _changes(grid: Grid, piece: Piece) -> list[int]:
    """The ranks of the header rows whose columns are others than those of the header before."""
    found = []
    before: tuple[int, frozenset[Column]] | None = None
    for rank, row in enumerate(grid.rows):
        header = piece.header_of(row)
        if header is None:
            continue
        columns = frozenset(header.columns.values())
        follows = before is not None and row[0].row == before[0] + 1  # the second line of one header
        if before is not None and not follows and columns != before[1]:
            found.append(rank)
        before = row[0].row, columns
    return found


def _with_lines_above(grid: Grid, rank: int) -> int:
    """The rank of the first of the lone lines above a header row: titles that go with it."""
    while rank > 1 and len(grid.rows[rank - 1]) == 1:
        cell = grid.rows[rank - 1][0]
        if cell.col or classify(" ".join(cell.lines)).kind in _OF_THE_ROWS:
            break
        rank -= 1
    return rank


def _rows(whole: Piece, first: int, last: int) -> Piece:
    """The part of a sheet between two ranks of rows."""
    (grid,) = whole.grids
    rows = grid.rows[first:last]
    top, bottom = rows[0][0].row + 1, rows[-1][0].row + 1
    key = f"{whole.key}:{top}" if first else whole.key
    headers = {id(cells[0]): header for row in rows if (header := whole.header_of(row)) and (cells := visible(row))}
    return Piece(key, f"{whole.where}, lignes {top} à {bottom}", (replace(grid, rows=rows),), headers)


def _place(grids: Sequence[Grid]) -> str:
    """« Feuille Enfance », « Tableau 2 », « Paragraphes 3 à 8 », and both ends of several grids."""
    first, last = grids[0], grids[-1]
    if first.title:
        return f"Feuille {first.title}"
    begin, end = _short(first.rows[0][0]), _short(last.rows[-1][0])
    if begin == end:
        return begin
    kind, _, number = begin.partition(" ")
    other, _, last_number = end.partition(" ")
    return f"{kind}s {number} à {last_number}" if kind == other else f"{begin} à {end[:1].lower()}{end[1:]}"


def _short(cell: Cell) -> str:
    return cell.where.split(", ")[0]
