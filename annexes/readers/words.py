"""A Word document made into grids: its tables with their spans, and the paragraphs between them.

python-docx gives the elements; the spans are read here (`w:gridSpan`, `w:vMerge`, `w:gridBefore`), because
`table.cell(i, j)` costs 51 ms a call. Only the parts that hold text are opened: no image, no link, no macro.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml.etree import _Element as Element

from accounts.text import clean
from annexes.readers.container import Archive, Opened, damaged, refusal
from annexes.readers.grid import Cell, Grid, Source
from annexes.reading import Issue, Severity, Unreadable

TEXT_LIMIT = 32 * 1024 * 1024  # bytes of document.xml; a thousand fiches take one million
MAX_CELLS = 60_000  # filled cells and paragraphs
TAG_LIMIT = 2_000_000  # elements take far more memory than their text
CONTENTS = -1  # `Cell.style` of a line of the table of contents

_MAX_SPAN = 1000
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_P, _TBL, _TR, _TC, _R, _T = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:r"), qn("w:t")
_BREAKS = frozenset({qn("w:br"), qn("w:cr")})
_TAB, _HYPHEN = qn("w:tab"), qn("w:noBreakHyphen")
_BOX, _FALLBACK = qn("w:txbxContent"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What was struck out by a tracked change, and what holds no text of the document.
_SKIPPED = frozenset(
    [
        qn(f"w:{name}")
        for name in ("del", "moveFrom", "pPr", "rPr", "tblPr", "tblGrid", "tcPr", "trPr", "sdtPr", "sdtEndPr")
    ]
    + [qn(f"w:{name}") for name in ("sectPr", "instrText", "delText", "delInstrText")]
    + [_FALLBACK]
)
_HEADING = re.compile(r"(?:heading|titre)\s*(\d)")
_LIST = re.compile(r"list (?:bullet|number)|liste à (?:puces|numéros)")


@dataclass(slots=True)
class _Styles:
    """The level of heading of each paragraph style, by its identifier; `CONTENTS` for those of a table of contents."""

    levels: dict[str, int] = field(default_factory=dict)
    bullets: set[str] = field(default_factory=set)

    def is_bullet(self, paragraph: Element) -> bool:
        """Whether a paragraph is an item of a list, by itself or by its style."""
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        named = style is not None and (style.get(qn("w:val")) or "") in self.bullets
        return named or paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None

    def of(self, paragraph: Element) -> int:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return 0
        style = properties.find(qn("w:pStyle"))
        if style is not None and (level := self.levels.get(style.get(qn("w:val")) or "", 0)):
            return level
        return _outline_level(properties)


@dataclass(slots=True)
class _Draft:
    """A cell of a table in the making: a merge that goes on makes it longer."""

    row: int
    col: int
    colspan: int
    lines: tuple[str, ...]
    rowspan: int = 1
    hidden: bool = False


def read_document(opened: Opened) -> Source:
    """The grids of a document, in its order. Raise `Unreadable`."""
    archive = opened.archive
    if archive is None:
        raise damaged(opened.name)
    try:
        root = _part(archive, _main_part(archive))
        styles = _styles(archive)
        body = root.find(qn("w:body"))
        if body is None:
            raise damaged(opened.name)
        source = Source(opened.name)
        source.issues.extend(_tracked(opened.name, root))
        filled = 0
        for grid in _grids(body, styles):
            source.grids.append(grid)
            filled += sum(len(row) for row in grid.rows)
        if filled > MAX_CELLS:
            raise _too_much(opened.name)
    except (KeyError, ValueError, SyntaxError, AttributeError, RecursionError) as error:
        raise damaged(opened.name) from error
    return source


def _grids(body: Element, styles: _Styles) -> Iterator[Grid]:
    paragraphs = tables = 0
    run: list[tuple[Cell, ...]] = []
    for block in _blocks(body):
        if block.tag == _TBL:
            if run:
                yield Grid(tuple(run), is_table=False)
                run = []
            tables += 1
            yield _table(block, tables)
        else:
            paragraphs += 1
            lines = tuple(_paragraph_lines(block))
            if lines:
                where, source = f"Paragraphe {paragraphs}", f"§ {paragraphs}"
                bullet = styles.is_bullet(block)
                run.append((Cell(paragraphs - 1, 0, lines, where, source, style=styles.of(block), bullet=bullet),))
    if run:
        yield Grid(tuple(run), is_table=False)


def _table(table: Element, number: int) -> Grid:
    rows: list[list[_Draft]] = []
    open_merges: dict[int, _Draft] = {}
    for row, element in enumerate(_rows(table)):
        drafts: list[_Draft] = []
        col = _row_offset(element)
        for cell in _inside(element, _TC):
            draft = _Draft(row, col, _span(cell), tuple(_cell_lines(cell)))
            col += draft.colspan
            merge = _merge(cell)
            above = open_merges.get(draft.col)
            if merge == "continue" and above is not None and above.row + above.rowspan == row:
                above.rowspan += 1
                draft.hidden = True
            elif merge:
                open_merges[draft.col] = draft
            else:
                open_merges.pop(draft.col, None)
            if draft.lines:
                drafts.append(draft)
        rows.append(drafts)
    made = (tuple(_made(draft, number) for draft in drafts) for drafts in rows)
    return Grid(tuple(row for row in made if row))


def _made(draft: _Draft, table: int) -> Cell:
    row, col = draft.row, draft.col
    where, source = f"Tableau {table}, ligne {row + 1}, colonne {col + 1}", f"T{table} L{row + 1} C{col + 1}"
    return Cell(row, col, draft.lines, where, source, draft.rowspan, draft.colspan, hidden=draft.hidden)


def _blocks(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables of `parent`, those inside content controls and kept insertions too."""
    for child in parent.iterchildren("*"):
        if child.tag in (_P, _TBL):
            yield child
        elif child.tag not in _SKIPPED:
            yield from _blocks(child)


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, without those that a tracked change struck out."""
    for row in _inside(table, _TR):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield row


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    for child in parent.iterchildren("*"):
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _inside(child, tag)


def _cell_lines(cell: Element) -> Iterator[str]:
    """The lines of a cell; those of a table that it holds come in their place."""
    for block in _blocks(cell):
        if block.tag == _P:
            yield from _paragraph_lines(block)
        else:
            for row in _rows(block):
                for inner in _inside(row, _TC):
                    yield from _cell_lines(inner)


def _paragraph_lines(paragraph: Element) -> Iterator[str]:
    """The lines of a paragraph (a break ends one), then those of the text boxes anchored in it."""
    boxes: list[Element] = []
    text = "".join(_text(paragraph, boxes))
    for line in clean(text).split("\n"):
        if line.strip():
            yield line.strip()
    for box in boxes:
        for block in _blocks(box):
            if block.tag == _P:
                yield from _paragraph_lines(block)


def _text(parent: Element, boxes: list[Element]) -> Iterator[str]:
    for child in parent.iterchildren("*"):
        tag = child.tag
        if tag == _T:
            yield child.text or ""
        elif tag == _TAB:
            yield " "
        elif tag in _BREAKS:
            yield "\n"
        elif tag == _HYPHEN:
            yield "-"
        elif tag == _BOX:
            boxes.append(child)
        elif tag not in _SKIPPED:
            yield from _text(child, boxes)


def _span(cell: Element) -> int:
    return _whole(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1)


def _row_offset(row: Element) -> int:
    return _whole(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)


def _whole(element: Element | None, default: int) -> int:
    value = element.get(qn("w:val")) or "" if element is not None else ""
    return min(max(int(value), default), _MAX_SPAN) if value.isdecimal() and len(value) < 9 else default


def _merge(cell: Element) -> str:
    element = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    if element is None:
        return ""
    return "restart" if element.get(qn("w:val")) == "restart" else "continue"


def _tracked(name: str, root: Element) -> Iterator[Issue]:
    changes = (qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo"))
    if next(root.iter(*changes), None) is not None:
        yield Issue(
            f"Fichier {name}",
            Severity.INFO,
            "tracked-changes",
            "le document contient des modifications suivies : les ajouts ont été lus, le texte supprimé a été laissé",
            "acceptez ou refusez les modifications dans Word si ce n’est pas ce qui est voulu",
        )


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive:
        for relation in _part(archive, "_rels/.rels").iterchildren("{*}Relationship"):
            target = (relation.get("Target") or "").lstrip("/")
            if (relation.get("Type") or "").endswith("/officeDocument") and target in archive:
                return target
    return "word/document.xml"


def _part(archive: Archive, entry: str) -> Element:
    content = archive.read(entry, TEXT_LIMIT).replace(_STRICT, _TRANSITIONAL)
    if content.count(b"<") > TAG_LIMIT:
        raise _too_much(archive.name)
    return parse_xml(content)


def _too_much(name: str) -> Unreadable:
    return refusal(
        name,
        "too-much-content",
        "le document est trop chargé pour être une annexe",
        "découpez-le en plusieurs fichiers, par exemple un par thème",
    )


def _styles(archive: Archive) -> _Styles:
    levels: dict[str, int] = {}
    bullets: set[str] = set()
    if "word/styles.xml" not in archive:
        return _Styles()
    for style in _part(archive, "word/styles.xml").iterchildren(qn("w:style")):
        identifier = style.get(qn("w:styleId")) or ""
        name_element = style.find(qn("w:name"))
        name = (name_element.get(qn("w:val")) or "").lower() if name_element is not None else ""
        if style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None or _LIST.match(name):
            bullets.add(identifier)
        if match := _HEADING.match(name):
            levels[identifier] = int(match[1]) or 1
        elif name in {"title", "titre"}:
            levels[identifier] = 1
        elif re.match(r"(?:toc|tm)\s*\d", name):
            levels[identifier] = CONTENTS
        elif (properties := style.find(qn("w:pPr"))) is not None and (level := _outline_level(properties)):
            levels[identifier] = level
    return _Styles(levels, bullets)


def _outline_level(properties: Element) -> int:
    element = properties.find(qn("w:outlineLvl"))
    level = _whole(element, 0) if element is not None else 9
    return level + 1 if level < 9 else 0
