"""The texts of a dossier as the HTML of a chunk: their headings, lists and tables, and the widths of these."""

from collections.abc import Iterator
from typing import Any

from accounts.markup import Block, Kind, Line, Span, words
from annexes.contents.article import article_of, column_widths
from annexes.outline import SectionOutline
from annexes.pdf.grids import shape_of
from annexes.pdf.paper import PORTRAIT
from annexes.pdf.typography import pieces, printable, typography

LONGEST = 4_000  # characters of a paragraph


def article(section: SectionOutline, level: int) -> list[dict[str, Any]]:
    """What `annexes/pdf/_article.html` prints of a section whose title is a heading of `level`."""
    found = article_of(section, typography(section.text), PORTRAIT.width)
    return [described for block in found for described in _described(block, level)]


def rules_of(described: list[dict[str, Any]]) -> str:
    """A class for each width of a column."""
    widths = {width for block in described for width in block.get("widths", ())}
    return "".join(f".{shape_of(width)} {{ width: {width:.2f}mm }}\n" for width in sorted(widths))


def _described(block: Block, level: int) -> Iterator[dict[str, Any]]:
    if block.kind is Kind.HEADING:
        yield {"heading": min(level + block.level, 6), "spans": _spans(block.line)}
    elif block.kind is Kind.TABLE:
        yield _table(block)
    elif block.kind is Kind.PARAGRAPH:
        yield from ({"spans": part} for part in _parts(block.line))
    else:
        entries = []
        for rank, line in enumerate(block.lines):
            mark = f"{block.start + rank}." if block.kind is Kind.NUMBERS else "–"
            entries += [{"mark": mark if first else "", "spans": part} for first, part in _firsts(_parts(line))]
        yield {"entries": entries, "numbered": block.kind is Kind.NUMBERS}


def _table(block: Block) -> dict[str, Any]:
    widths = [round(width, 2) for width in column_widths(block.rows, PORTRAIT.width)]
    head, *rows = block.rows
    return {
        "head": [
            (shape_of(width), _spans(cell) if words(cell) else []) for width, cell in zip(widths, head, strict=True)
        ],
        "rows": [[_spans(cell) for cell in row] for row in rows],
        "widths": widths,
    }


def _parts(line: Line) -> list[list[dict[str, Any]]]:
    """A line as one paragraph, or as several when it is very long."""
    if len(words(line)) <= LONGEST:
        return [_spans(line)]
    return [_spans((Span(text, one.bold, one.italic),)) for one in line for text in pieces(one.text, LONGEST)]


def _firsts(parts: list[list[dict[str, Any]]]) -> Iterator[tuple[bool, list[dict[str, Any]]]]:
    return ((rank == 0, part) for rank, part in enumerate(parts))


def _spans(line: Line) -> list[dict[str, Any]]:
    return [{"text": printable(span.text), "bold": span.bold, "italic": span.italic} for span in line]
