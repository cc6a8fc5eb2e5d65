"""OpenDocument texts (odt) made into grids, as Word documents are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from lxml import etree
from lxml.etree import _Element as Element

from annexes.readers.container import Archive, Opened, damaged, refusal
from annexes.readers.grid import CONTENTS, Cell, Grid, Source
from annexes.readers.numbering import NONE, Mark, automatic_numbers
from annexes.readers.odf_lists import Lists
from annexes.readers.positions import Margin, MarginLine, TableCell
from annexes.readers.tables import BULLET_SIGN, Line, Piece, Placed, line_cell, lines_of, table_grid, with_label
from annexes.reading import Issue, Severity

TEXT_LIMIT = 32 * 1024 * 1024
TAG_LIMIT = 2_000_000
MAX_CELLS = 60_000

_MAX_SPAN = 1000
_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
}
_BOLD = re.compile(r"bold|[6-9]00")
_HEADING = re.compile(r"(?:heading|titre)[ _](?:20_)?(\d)", re.IGNORECASE)


def qualified(name: str) -> str:
    """« text:p » as lxml writes it."""
    prefix, _, local = name.partition(":")
    return f"{{{_NAMES[prefix]}}}{local}"


_P, _H, _LIST, _TABLE = qualified("text:p"), qualified("text:h"), qualified("text:list"), qualified("table:table")
_ROW, _CELL, _COVERED = (
    qualified("table:table-row"),
    qualified("table:table-cell"),
    qualified("table:covered-table-cell"),
)
_BOX, _BREAK, _SPACE = qualified("draw:text-box"), qualified("text:line-break"), qualified("text:s")
_LIST_ITEM, _LIST_HEADER = qualified("text:list-item"), qualified("text:list-header")
_TAB, _STYLE = qualified("text:tab"), qualified("text:style-name")
_INDEX = frozenset(
    {qualified("text:table-of-content"), qualified("text:illustration-index"), qualified("text:alphabetical-index")}
)
_SKIPPED = frozenset(
    qualified(name)
    for name in ("text:tracked-changes", "office:annotation", "text:note", "office:forms", "text:sequence-decls",
                 "text:index-title-template", "text:table-of-content-source")
)  # fmt: skip


@dataclass(slots=True)
class _Styles:
    """What the styles say: the bold ones, the heading of each, the lists."""

    bold: dict[str, bool] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    lists: Lists = field(default_factory=Lists)

    def is_bold(self, name: str) -> bool:
        for _ in range(20):
            if not name or name in self.bold:
                return self.bold.get(name, False)
            name = self.parents.get(name, "")
        return False

    def learn(self, root: Element) -> None:
        for style in root.iter(qualified("style:style")):
            name = style.get(qualified("style:name")) or ""
            self.parents[name] = style.get(qualified("style:parent-style-name")) or ""
            weight = next(
                (p.get(qualified("fo:font-weight")) for p in style.iterchildren(qualified("style:text-properties"))),
                None,
            )
            if weight:
                self.bold[name] = bool(_BOLD.match(weight))
        self.lists.learn(root)

    def heading(self, block: Element) -> int:
        if block.tag == _H:
            level = block.get(qualified("text:outline-level")) or ""
            return int(level) if level.isdecimal() and len(level) < 3 else 1
        name = block.get(_STYLE) or ""
        for _ in range(20):
            if match := _HEADING.match(name):
                return int(match[1]) or 1
            if name == "Title":
                return 1
            if not name:
                break
            name = self.parents.get(name, "")
        return 0


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or a table of the document, and what stands before it."""

    element: Element
    mark: Mark = NONE
    contents: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    """The item of a list whose blocks are read: the key and the style of its list, its level, its element."""

    key: str
    style: str
    rank: int
    element: Element


def read_text_document(opened: Opened) -> Source:
    """The grids of an odt document, in its order. Raise `Unreadable`."""
    archive = opened.archive
    if archive is None:
        raise damaged(opened.name)
    try:
        root, styles = _part(archive, "content.xml"), _Styles()
        body = root.find(f"{qualified('office:body')}/{qualified('office:text')}")
        if body is None:
            raise damaged(opened.name)
        source = Source(opened.name)
        sheet = _part(archive, "styles.xml") if "styles.xml" in archive else None
        if sheet is not None:
            styles.learn(sheet)
        styles.learn(root)
        source.grids.extend(_grids(body, styles))
        if sum(len(row) for grid in source.grids for row in grid.rows) > MAX_CELLS:
            raise _too_much(opened.name)
        if sheet is not None:
            source.page_texts.extend(_page_texts(sheet, styles))
        source.grids.extend(_notes(body, styles))
        source.issues.extend(_said(opened.name, body, styles))
    except (KeyError, ValueError, SyntaxError, AttributeError, RecursionError) as error:
        raise damaged(opened.name) from error
    return source


def repeats(element: Element, name: str) -> int:
    """The number of times or of cells that an attribute says, 1 when it says nothing."""
    value = element.get(qualified(name)) or ""
    return max(int(value), 1) if value.isdecimal() and len(value) < 9 else 1


def _blocks(parent: Element, styles: _Styles, *, item: _Item | None = None, contents: bool = False) -> Iterator[_Block]:
    """The paragraphs and tables of `parent` in their order; the first paragraph of an item of a list bears its mark."""
    for child in parent.iterchildren("*"):
        if child.tag in (_P, _H):
            yield _Block(child, _mark(child, styles, item), contents)
        elif child.tag == _TABLE:
            yield _Block(child, contents=contents)
        elif child.tag == _LIST:
            style = child.get(_STYLE) or (item.style if item else "")
            key, rank = (item.key, item.rank + 1) if item else (styles.lists.begin(child, style), 0)
            for one in child.iterchildren(_LIST_ITEM, _LIST_HEADER):
                yield from _blocks(one, styles, item=_Item(key, style, rank, one), contents=contents)
        elif child.tag not in _SKIPPED:
            yield from _blocks(child, styles, item=item, contents=contents or child.tag in _INDEX)


def _mark(paragraph: Element, styles: _Styles, item: _Item | None) -> Mark:
    if item is None:
        return styles.lists.heading(paragraph, styles.heading(paragraph)) if paragraph.tag == _H else NONE
    if item.element.tag == _LIST_HEADER or item.element[0] is not paragraph:
        return NONE
    return styles.lists.item(item.key, item.rank, item.element)


def _grids(body: Element, styles: _Styles) -> Iterator[Grid]:
    paragraphs = tables = 0
    run: list[tuple[Cell, ...]] = []
    for block in _blocks(body, styles):
        if block.element.tag == _TABLE:
            if run:
                yield Grid(tuple(run), is_table=False)
                run = []
            tables += 1
            yield table_grid(_placed(block.element, styles), partial(TableCell, tables))
        else:
            paragraphs += 1
            if lines := tuple(_paragraph_lines(block.element, styles, block.mark)):
                style = CONTENTS if block.contents else styles.heading(block.element)
                run.append((line_cell(lines, paragraphs, style=style, bullet=block.mark.bullet),))
    if run:
        yield Grid(tuple(run), is_table=False)


def _placed(table: Element, styles: _Styles) -> Iterator[Placed]:
    row = 0
    for element in _rows(table):
        col = 0
        for cell in element.iterchildren(_CELL, _COVERED):
            down, across = (
                min(repeats(cell, f"table:number-{what}-spanned"), _MAX_SPAN) for what in ("rows", "columns")
            )
            hidden = cell.tag == _COVERED
            yield Placed(row, col, tuple(_cell_lines(cell, styles)), down, across, hidden=hidden)
            col += min(repeats(cell, "table:number-columns-repeated"), _MAX_SPAN)
        row += min(repeats(element, "table:number-rows-repeated"), _MAX_SPAN)


def _rows(table: Element) -> Iterator[Element]:
    for child in table.iterchildren("*"):
        if child.tag == _ROW:
            yield child
        elif child.tag not in (_CELL, _TABLE):
            yield from _rows(child)


def _cell_lines(cell: Element, styles: _Styles) -> Iterator[Line]:
    for block in _blocks(cell, styles):
        if block.element.tag == _TABLE:
            for row in _rows(block.element):
                for inner in row.iterchildren(_CELL):
                    yield from _cell_lines(inner, styles)
            continue
        sign = BULLET_SIGN if block.mark.bullet else ""
        for text, bold in _paragraph_lines(block.element, styles, block.mark):
            yield f"{sign}{text}", bold
            sign = ""


def _paragraph_lines(paragraph: Element, styles: _Styles, mark: Mark) -> Iterator[Line]:
    pieces: list[Piece] = []
    boxes: list[Element] = []
    _gather(paragraph, pieces, boxes, styles, bold=styles.is_bold(paragraph.get(_STYLE) or ""))
    yield from with_label(tuple(lines_of(pieces)), mark.label, mark.joint)
    for box in boxes:
        yield from _cell_lines(box, styles)


def _gather(parent: Element, pieces: list[Piece], boxes: list[Element], styles: _Styles, *, bold: bool) -> None:
    _text(parent.text, pieces, bold)
    for child in parent.iterchildren("*"):
        if child.tag == _BREAK:
            pieces.append(("\n", bold))
        elif child.tag in (_SPACE, _TAB):
            pieces.append((" ", bold))
        elif child.tag == _BOX:
            boxes.append(child)
        elif child.tag not in _SKIPPED:
            name = child.get(_STYLE) or ""
            own = styles.is_bold(name) if name in styles.bold or name in styles.parents else bold
            _gather(child, pieces, boxes, styles, bold=own or (bold and name not in styles.bold))
        _text(child.tail, pieces, bold)


def _text(text: str | None, pieces: list[Piece], bold: bool) -> None:
    if text:
        pieces.append((" ".join(text.replace("\n", " ").split(" ")), bold))


def _page_texts(root: Element, styles: _Styles) -> Iterator[Cell]:
    for tag, margin in ((qualified("style:header"), Margin.HEADER), (qualified("style:footer"), Margin.FOOTER)):
        seen: set[tuple[str, ...]] = set()
        for element in root.iter(tag):
            for line, lead in _cell_lines(element, styles):
                if (line,) not in seen:
                    seen.add((line,))
                    place = MarginLine(margin, len(seen))
                    yield Cell(len(seen) - 1, 0, (line,), place.where, place.source, bold=(lead,) if lead else ())


def _notes(body: Element, styles: _Styles) -> Iterator[Grid]:
    rows: list[tuple[Cell, ...]] = []
    for note in body.iter(qualified("text:note-body")):
        if lines := tuple(text for text, _ in _cell_lines(note, styles)):
            place = MarginLine(Margin.FOOTNOTE, len(rows) + 1)
            rows.append((Cell(len(rows), 0, lines, place.where, place.source),))
    if rows:
        yield Grid(tuple(rows), is_table=False, ignored="note de bas de page : elle n’est pas reprise")


def _said(name: str, body: Element, styles: _Styles) -> Iterator[Issue]:
    if any(True for _ in body.iter(qualified("text:tracked-changes"))):
        yield Issue(
            f"Fichier {name}",
            Severity.INFO,
            "tracked-changes",
            "le document contient des modifications suivies : les ajouts ont été lus, le texte supprimé a été laissé",
            "acceptez ou refusez les modifications si ce n’est pas ce qui est voulu",
        )
    yield from automatic_numbers(name, styles.lists.labels)


def _part(archive: Archive, entry: str) -> Element:
    content = archive.read(entry, TEXT_LIMIT)
    if content.count(b"<") > TAG_LIMIT:
        raise _too_much(archive.name)
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _too_much(name: str) -> Exception:
    return refusal(
        name,
        "too-much-content",
        "le document est trop chargé pour être une annexe",
        "découpez-le en plusieurs fichiers, par exemple un par thème",
    )
