"""The texts of a dossier in Word: their headings under Word’s own, their lists, their tables."""

from lxml.etree import _Element as Element

from accounts.markup import Block, Kind, Line, words
from annexes.contents.article import article_of, column_widths
from annexes.outline import SectionOutline
from annexes.word import styles
from annexes.word.elements import element, paragraph, run
from annexes.word.paper import Paper
from annexes.word.tables import after_table, keep_with_next, make_table, table_cell, table_row

_DEEPEST = 4
_HANGING = 360  # twentieths of a point, of the number before a point


def add_article(paper: Paper, section: SectionOutline, level: int) -> None:
    """A section under a heading of `level`."""
    paper.heading(section.title, level)
    for block in article_of(section, section.text, paper.width):
        if block.kind is Kind.HEADING:
            paper.heading(words(block.line), min(level + block.level, _DEEPEST))
        elif block.kind is Kind.TABLE:
            paper.add(_table(block, paper.width, section.title), after_table())
        else:
            paper.add(*_paragraphs(block))


def _paragraphs(block: Block) -> list[Element]:
    if block.kind is Kind.NUMBERS:
        hanging = {"left": _HANGING, "hanging": _HANGING}
        return [
            paragraph("Normal", run(f"{block.start + rank}.\t"), *_runs(line), properties=[element("ind", **hanging)])
            for rank, line in enumerate(block.lines)
        ]
    style = "ListBullet" if block.kind is Kind.BULLETS else "Normal"
    return [paragraph(style, *_runs(line)) for line in block.lines]


def _table(block: Block, width: float, caption: str) -> Element:
    widths = column_widths(block.rows, width)
    rows = [
        table_row(
            [
                table_cell([paragraph(styles.CELL if rank else styles.CELL_HEAD, *_runs(cell))], one)
                for cell, one in zip(row, widths, strict=True)
            ],
            head=rank == 0,
        )
        for rank, row in enumerate(block.rows)
    ]
    keep_with_next(rows[:1])
    return make_table(styles.TABLE, widths, rows, caption, head=True, total=False)


def _runs(line: Line) -> list[Element]:
    return [run(span.text, bold=span.bold, italic=span.italic) for span in line if span.text]
