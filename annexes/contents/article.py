"""The texts of a dossier as documents print them: blocks whose tables have room on a page."""

from collections.abc import Iterator, Sequence
from itertools import chain
from math import ceil

from accounts.markup import Block, Kind, Line, Span, blocks, words
from annexes.outline import SectionOutline

CHARACTER = 1.85  # millimetres of a character of a cell, on average
LINE = 4.4  # millimetres of a line of a cell
PADDING = 4.5  # millimetres beside the text of a cell
HIGHEST = 190.0  # millimetres of a row: a page has room for it and for the names of its columns
LONGEST_WORD = 16  # characters; a longer one is cut
WIDEST = 90  # characters of a cell that its column takes into account

NOT_CONCERNED = "Sans objet"


def article_of(section: SectionOutline, text: str, width: float) -> tuple[Block, ...]:
    """`text`, that of a section, on so many millimetres; a table whose rows are too high becomes a list a row."""
    found = tuple(chain.from_iterable(_fitting(block, width) for block in blocks(text)))
    if not section.is_not_concerned:
        return found
    return (Block(Kind.PARAGRAPH, ((Span(NOT_CONCERNED, bold=True),),)), *found)


def column_widths(rows: Sequence[Sequence[Line]], width: float) -> list[float]:
    """The width of each column in millimetres: enough for its longest word, then by how much its cells say."""
    columns = [[words(cell) for cell in column] for column in zip(*rows, strict=True)]
    least = [_longest(chain.from_iterable(cell.split() for cell in column)) for column in columns]
    floors = [min(one, LONGEST_WORD) * CHARACTER + PADDING for one in least]
    spare = width - sum(floors)
    if spare <= 0:
        return [width * floor / sum(floors) for floor in floors]
    shares = [min(_longest(column), WIDEST) + 1 for column in columns]
    return [floor + spare * share / sum(shares) for floor, share in zip(floors, shares, strict=True)]


def _fitting(block: Block, width: float) -> Iterator[Block]:
    if block.kind is not Kind.TABLE or _height(block.rows, width) <= HIGHEST:
        yield block
        return
    head, *rows = block.rows
    for row in rows:
        lines = [
            (Span(f"{words(name)} : ", bold=True), *cell) if words(name) else cell
            for name, cell in zip(head, row, strict=True)
            if words(cell)
        ]
        if lines:
            yield Block(Kind.PARAGRAPH, (lines[0],))
            if lines[1:]:
                yield Block(Kind.BULLETS, tuple(lines[1:]))


def _height(rows: Sequence[Sequence[Line]], width: float) -> float:
    """The height of the highest row, in millimetres, rather too high than too low."""
    widths = column_widths(rows, width)
    return max(
        LINE * ceil(len(words(cell)) * CHARACTER * 1.15 / (one - PADDING) + 0.2)
        for row in rows
        for cell, one in zip(row, widths, strict=True)
    )


def _longest(texts: "Sequence[str] | Iterator[str]") -> int:
    return max(map(len, texts), default=0)
