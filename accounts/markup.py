"""Long texts with headings, lists and tables, in marks that read well as they are (docs/data.md).

`## ` begins a heading, `### ` a smaller one, `- ` a point of a list, `1. ` a numbered one; a line between `|` is a row
of a table, whose first row names the columns (a row of dashes may follow it); `**` makes words bold, `*` italic. What
is not such a mark is text: nothing is ever lost. No Django here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

MOST_COLUMNS = 12  # a wider table is kept as lines

_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_BULLET = re.compile(r"[-–—•·*]\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_ROW = re.compile(r"\|.*\|$")
_RULE = re.compile(r"\|(?:\s*:?-{2,}:?\s*\|)+$")
_CELL_END = re.compile(r"(?<!\\)\|")
_MARKED = re.compile(r"(?<![\w*])(?P<sign>\*\*|\*)(?=[^\s*])(?P<words>[^*]*[^\s*])(?P=sign)(?![\w*])", re.DOTALL)


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a line, all written alike."""

    text: str
    bold: bool = False
    italic: bool = False


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or a paragraph has one line, a list a line for each point.

    `level` of a heading is 1 or 2; `start` is the first number of a numbered list. The first of the `rows` of a table
    names its columns; all rows have as many cells.
    """

    kind: Kind
    lines: tuple[Line, ...] = ()
    level: int = 0
    start: int = 1
    rows: tuple[tuple[Line, ...], ...] = ()

    @property
    def line(self) -> Line:
        return self.lines[0]


def blocks(text: str) -> tuple[Block, ...]:
    """A text read as headings, paragraphs, lists and tables. The first heading is of level 1, none skips a level."""
    lines = [line.strip() for line in text.splitlines()]
    found: list[Block] = []
    for is_row, several in groupby(lines, key=lambda line: bool(_ROW.match(line))):
        group = list(several)
        found.extend(_table(group) if is_row else _read(group))
    return tuple(_merged(found))


def spans(text: str) -> Line:
    """A line in pieces, by what makes words bold or italic; a mark without its pair is text."""
    found: list[Span] = []
    end = 0
    for match in _MARKED.finditer(text):
        found.append(Span(text[end : match.start()]))
        found.append(Span(match["words"], bold=match["sign"] == "**", italic=match["sign"] == "*"))
        end = match.end()
    found.append(Span(text[end:]))
    return tuple(span for span in found if span.text) or (Span(""),)


def words(line: Line) -> str:
    """A line without its marks."""
    return "".join(span.text for span in line)


def plain(text: str) -> str:
    """A whole text without its marks: a line for each paragraph, point or row."""
    return "\n".join(_plain(blocks(text)))


def _plain(several: Sequence[Block]) -> Iterator[str]:
    for block in several:
        for rank, line in enumerate(block.lines):
            mark = {Kind.BULLETS: "- ", Kind.NUMBERS: f"{block.start + rank}. "}.get(block.kind, "")
            yield f"{mark}{words(line)}"
        for row in block.rows:
            yield " | ".join(words(cell) for cell in row)


def _read(lines: Sequence[str]) -> Iterator[Block]:
    """What is not a table; a point for each line, put together later."""
    for line in filter(None, lines):
        if match := _HEADING.match(line):
            yield Block(Kind.HEADING, (spans(line[match.end() :]),), level=1 if len(match[1]) < 3 else 2)
        elif match := _BULLET.match(line):
            yield Block(Kind.BULLETS, (spans(line[match.end() :]),))
        elif match := _NUMBER.match(line):
            yield Block(Kind.NUMBERS, (spans(line[match.end() :]),), start=int(match[1]))
        else:
            yield Block(Kind.PARAGRAPH, (spans(line),))


def _table(lines: Sequence[str]) -> Iterator[Block]:
    """Rows that follow each other; a row alone, or a row that is too wide, is text."""
    rows = [_cells(line) for rank, line in enumerate(lines) if rank != 1 or not _RULE.match(line)]
    width = max(map(len, rows), default=0)
    if len(rows) < 2 or width > MOST_COLUMNS:
        yield from (Block(Kind.PARAGRAPH, (spans(line),)) for line in lines)
        return
    whole = tuple(tuple(spans(cell) for cell in (*row, *[""] * (width - len(row)))) for row in rows)
    yield Block(Kind.TABLE, rows=whole)


def _cells(line: str) -> list[str]:
    """« | a | b \\| c | » : « a », « b | c »."""
    return [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(line[1:-1])]


def _merged(several: Sequence[Block]) -> Iterator[Block]:
    """Points that follow each other in one list; headings without a gap between their levels."""
    last: Block | None = None
    level = 0
    for block in several:
        if block.kind is Kind.HEADING:
            level = min(block.level, level + 1)
            block = Block(Kind.HEADING, block.lines, level=level)
        if last is not None and _goes_on(last, block):
            last = Block(last.kind, (*last.lines, *block.lines), start=last.start)
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _goes_on(list_: Block, block: Block) -> bool:
    if block.kind is not list_.kind:
        return False
    return block.kind is Kind.BULLETS or (block.kind is Kind.NUMBERS and block.start == list_.start + len(list_.lines))
