"""Tables of a Word document: their rows, their cells, what parts them from what follows."""

from collections.abc import Iterable, Sequence

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from accounts.text import clean
from annexes.contents.model import CellKind
from annexes.word import styles
from annexes.word.elements import TWIPS, element, paragraph, run

ALIGNED = frozenset({CellKind.NUMBER, CellKind.MONEY, CellKind.PERCENT})
INSIDE = 85  # twentieths of a point, between the border of a cell and its text


def in_table(text: str, kind: CellKind = CellKind.TEXT, style: str = styles.CELL, *, bold: bool = False) -> Element:
    """A text as a paragraph of a cell."""
    properties = [element("jc", val="right")] if kind in ALIGNED else []
    return paragraph(style, run(text, bold=bold), properties=properties)


def after_table() -> Element:
    """What parts a table from what follows: two tables that touch become one."""
    return paragraph(styles.SMALL, properties=[element("spacing", before=0, after=0, line=120, lineRule="exact")])


def table_cell(content: Sequence[Element], width: float, *, span: int = 1, merge: str = "", fill: str = "") -> Element:
    """`merge` is « restart » for the first of cells that are one, « continue » for those below; `fill` « #rrggbb »."""
    properties = element("tcPr", element("tcW", w=round(width * TWIPS), type="dxa"))
    if span > 1:
        properties.append(element("gridSpan", val=span))
    if merge:
        properties.append(element("vMerge", val=merge))
    if fill:
        properties.append(element("shd", val="clear", color="auto", fill=fill.removeprefix("#").upper()))
    return element("tc", properties, *content)


def table_row(cells: Sequence[Element], *, head: bool = False, height: float = 0) -> Element:
    """A row that no page break cuts; one of the `head` comes again on each page."""
    properties = element("trPr", element("cantSplit"))
    if height:
        properties.append(element("trHeight", val=round(height * TWIPS), hRule="atLeast"))
    if head:
        properties.append(element("tblHeader"))
    return element("tr", properties, *cells)


def keep_with_next(rows: Iterable[Element]) -> None:
    """Keep each row on the page of the one below it."""
    for made in rows:
        for style in made.iter(qn("w:pStyle")):
            style.addnext(element("keepNext"))


def make_table(
    style: str, widths: Sequence[float], rows: Sequence[Element], caption: str, *, head: bool, total: bool
) -> Element:
    """`caption` is its alternative text; the first row looks like a `head`, the last one like a `total`."""
    look = element(
        "tblLook",
        val=f"{0x0600 | 0x0020 * head | 0x0040 * total:04X}",
        firstRow=int(head),
        lastRow=int(total),
        firstColumn=0,
        lastColumn=0,
        noHBand=1,
        noVBand=1,
    )
    properties = element(
        "tblPr",
        element("tblStyle", val=style),
        element("tblW", w=round(sum(widths) * TWIPS), type="dxa"),
        element("tblInd", w=INSIDE, type="dxa"),
        element("tblLayout", type="fixed"),
        look,
        element("tblCaption", val=clean(caption)),
    )
    columns = element("tblGrid", *(element("gridCol", w=round(width * TWIPS)) for width in widths))
    return element("tbl", properties, columns, *rows)
