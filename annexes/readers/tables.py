"""Cells put at their place made into the grid of one table of a document."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from accounts.text import clean
from annexes.readers.grid import Cell, Grid, our_list
from annexes.readers.positions import Paragraph, TableCell

BULLET_SIGN = "• "  # before an item of a list in a cell

Piece = tuple[str, bool]  # some text, bold or not
Line = tuple[str, str]  # its text, and the bold text that it begins with
Lines = tuple[Line, ...]


@dataclass(slots=True)
class Placed:
    """A cell at its place in its table; a merge that goes on makes it longer."""

    row: int
    col: int
    lines: Lines
    rowspan: int = 1
    colspan: int = 1
    hidden: bool = False  # under a merged cell


def lines_of(pieces: Iterable[Piece]) -> Iterator[Line]:
    """The lines of a paragraph that are not empty, cleaned."""
    line: list[Piece] = []
    for text, bold in pieces:
        first, *others = clean(text).split("\n")
        line.append((first, bold))
        for other in others:
            yield from _line(line)
            line = [(other, bold)]
    yield from _line(line)


def with_label(lines: Lines, label: str, joint: str = " ") -> Lines:
    """The lines with a number before the first of them."""
    if not lines or not label:
        return lines
    (text, bold), before = lines[0], f"{label}{joint}"
    return (f"{before}{text}", f"{before}{bold}" if bold else ""), *lines[1:]


def table_grid(cells: Iterable[Placed], position: Callable[[int, int], TableCell]) -> Grid:
    """The grid of the cells that hold something, given row by row from left to right."""
    rows: dict[int, list[Cell]] = {}
    for placed in cells:
        if placed.lines:
            rows.setdefault(placed.row, []).append(_cell(placed, position(placed.row, placed.col)))
    filled = tuple(tuple(row) for _, row in sorted(rows.items()))
    return Grid(filled, ignored=our_list(filled))


def line_cell(lines: Lines, number: int, *, style: int = 0, bullet: bool = False) -> Cell:
    """A paragraph outside the tables, numbered from 1."""
    position = Paragraph(number)
    texts, bold = _parts(lines)
    return Cell(number - 1, 0, texts, position.where, position.source, style=style, bullet=bullet, bold=bold)


def _line(pieces: list[Piece]) -> Iterator[Line]:
    text = clean("".join(piece for piece, _ in pieces)).strip()
    lead = takewhile(lambda piece: piece[1] or not piece[0].strip(), pieces)
    if text:
        yield text, clean("".join(piece for piece, _ in lead)).strip()


def _cell(placed: Placed, position: TableCell) -> Cell:
    texts, bold = _parts(placed.lines)
    return Cell(
        placed.row,
        placed.col,
        texts,
        position.where,
        position.source,
        placed.rowspan,
        placed.colspan,
        hidden=placed.hidden,
        bold=bold,
    )


def _parts(lines: Lines) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts, and the bold beginnings when there is any."""
    bold = tuple(lead for _, lead in lines)
    return tuple(text for text, _ in lines), bold if any(bold) else ()
