"""A Word document with shaded cells and paragraphs, real comments, and a list at its end; all the rest untouched."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import count
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from lxml.etree import _Element as Element

from annexes.annotate.package import Package
from annexes.annotate.remarks import (
    AUTHOR,
    LIST_HEADER,
    LIST_TITLE,
    MAX_LISTED,
    Remark,
    by_position,
    comment_of,
)
from annexes.readers.container import Archive, Opened
from annexes.readers.positions import Paragraph, Position, TableCell
from annexes.readers.words import blocks, is_table, table_cells

MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
INITIALS = "PEDT"
MAX_COMMENTS = 1_500  # python-docx looks for a free number at each: 2,000 take 3.6 s
_BOOKMARK = "_Signalement_{}"
# What python-docx raises for parts that are not as they should be: it trusts the relations and the styles of a file.
_DAMAGED = (LookupError, ValueError, SyntaxError, AttributeError, TypeError, AssertionError, RecursionError)
_FIRST_BOOKMARK = 900_000  # far from those of the document
# What stands before the shading in the properties of a cell and of a paragraph: the order is part of the format.
_BEFORE_CELL = ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders")
_BEFORE_PARAGRAPH = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
    "pBdr",
)  # fmt: skip
_WIDTHS = (1500, 1900, 3000, 2200, 2400)  # twentieths of a point
_TIGHT = '<w:pPr><w:spacing w:before="20" w:after="20"/></w:pPr>'
_HEADER_FILL = "17506B"


def annotate_document(opened: Opened, remarks: list[Remark]) -> tuple[bytes, int] | None:
    """The document and the number of remarks that stand beside their text; None for one that cannot be opened."""
    if opened.archive is None:
        return None
    try:
        document = docx.Document(BytesIO(_openable(opened.archive)))
        body = document.element.body
        placed, linked = _place(document, dict(_elements(body)), by_position(remarks))
        _append_list(body, remarks, linked)
        out = BytesIO()
        document.save(out)
    except _DAMAGED:
        return None
    return out.getvalue(), placed


def _openable(archive: Archive) -> bytes:
    """The document without its macros, and no more a template: what python-docx opens."""
    package = Package(archive)
    package.drop_macros(package.related("", "/officeDocument"), MAIN_TYPE)
    return package.saved()


def _elements(body: Element) -> Iterator[tuple[Position, Element]]:
    """Each paragraph and each cell of the document by its position, numbered as the reader numbers them."""
    tables = paragraphs = 0
    for block in blocks(body):
        if is_table(block):
            tables += 1
            for cell in table_cells(block):
                yield TableCell(tables, cell.row, cell.col), cell.element
        else:
            paragraphs += 1
            yield Paragraph(paragraphs), block


def _place(
    document: Document, elements: dict[Position, Element], marks: dict[Position, list[Remark]]
) -> tuple[int, dict[Position, str]]:
    """Shade and comment what is spoken of; the number of remarks placed, and the bookmark of each place."""
    placed, linked = 0, {}
    identifiers = count(_FIRST_BOOKMARK)
    for rank, (position, here) in enumerate(marks.items(), 1):
        element = elements.get(position)
        if element is None:
            continue
        _shade(element, here[0].weight.colour)
        paragraph = element if element.tag == qn("w:p") else next(element.iter(qn("w:p")), None)
        if paragraph is not None:
            linked[position] = _BOOKMARK.format(rank)
            _bookmark(paragraph, linked[position], next(identifiers))
            if rank <= MAX_COMMENTS:
                _comment(document, paragraph, comment_of(here))
        placed += len(here)
    return placed, linked


def _shade(element: Element, colour: str) -> None:
    """Give a cell or a paragraph that background."""
    is_paragraph = element.tag == qn("w:p")
    properties = element.find(qn("w:pPr" if is_paragraph else "w:tcPr"))
    if properties is None:
        properties = OxmlElement("w:pPr" if is_paragraph else "w:tcPr")
        element.insert(0, properties)
    for shading in properties.findall(qn("w:shd")):
        properties.remove(shading)
    shading = OxmlElement("w:shd", {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): colour})
    before = {qn(f"w:{name}") for name in (_BEFORE_PARAGRAPH if is_paragraph else _BEFORE_CELL)}
    place = next((i for i, child in enumerate(properties) if child.tag not in before), len(properties))
    properties.insert(place, shading)


def _bookmark(paragraph: Element, name: str, identifier: int) -> None:
    start = OxmlElement("w:bookmarkStart", {qn("w:id"): str(identifier), qn("w:name"): name})
    end = OxmlElement("w:bookmarkEnd", {qn("w:id"): str(identifier)})
    paragraph.insert(_after_properties(paragraph), start)
    paragraph.append(end)


def _comment(document: Document, paragraph: Element, text: str) -> None:
    """Comment the whole paragraph, links and content controls included."""
    comment = document.comments.add_comment(text=text, author=AUTHOR, initials=INITIALS)
    number = {qn("w:id"): str(comment.comment_id)}
    paragraph.insert(_after_properties(paragraph), OxmlElement("w:commentRangeStart", number))
    paragraph.append(OxmlElement("w:commentRangeEnd", number))
    run = OxmlElement("w:r")
    run.append(OxmlElement("w:commentReference", number))
    paragraph.append(run)


def _after_properties(paragraph: Element) -> int:
    return 1 if len(paragraph) and paragraph[0].tag == qn("w:pPr") else 0


def _append_list(body: Element, remarks: list[Remark], linked: dict[Position, str]) -> None:
    """The list of everything, in a table at the end of the document."""
    rows = [_row([LIST_TITLE], span=len(LIST_HEADER), header=True), _row(LIST_HEADER, header=True)]
    for remark in remarks[:MAX_LISTED]:
        anchor = linked.get(remark.position, "") if remark.position is not None else ""
        rows.append(_row(remark.row, fill=remark.weight.colour, anchor=anchor))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="9AA5AB"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{borders}</w:tblBorders>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    end = body.find(qn("w:sectPr"))
    for element in (OxmlElement("w:p"), table, OxmlElement("w:p")):
        if end is None:
            body.append(element)
        else:
            end.addprevious(element)


def _row(texts: Iterable[str], *, span: int = 1, fill: str = "", anchor: str = "", header: bool = False) -> str:
    cells = []
    for rank, text in enumerate(texts):
        shade = _HEADER_FILL if header else fill if rank == 0 else ""
        properties = (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + (
            f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
        )
        run = _run(text, bold=header, colour="FFFFFF" if header else "")
        if anchor and rank == 1:
            run = f'<w:hyperlink w:anchor="{anchor}">{_run(text, colour="0B57A4", underlined=True)}</w:hyperlink>'
        cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{_TIGHT}{run}</w:p></w:tc>")
    properties = "<w:cantSplit/><w:tblHeader/>" if header else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _run(text: str, *, bold: bool = False, colour: str = "", underlined: bool = False) -> str:
    """Small text; its lines stay lines."""
    properties = (
        ("<w:b/>" if bold else "")
        + (f'<w:color w:val="{colour}"/>' if colour else "")
        + '<w:sz w:val="18"/>'
        + ('<w:u w:val="single"/>' if underlined else "")
    )
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r><w:rPr>{properties}</w:rPr>{lines}</w:r>"
