"""HTML made into grids: what Word, Excel, LibreOffice and Google Docs put in the clipboard, « .xls » that are pages.

Nothing is fetched and nothing runs: the page is parsed as text, and only its words, tables and lists are looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from lxml import etree
from lxml.etree import _Element as Element
from lxml.html import HTMLParser

from accounts.text import clean
from annexes.readers.container import Opened, damaged, refusal
from annexes.readers.grid import Cell, Grid, Source
from annexes.readers.numbering import written
from annexes.readers.positions import TableCell
from annexes.readers.rectangles import MAX_AREA
from annexes.readers.tables import BULLET_SIGN, Line, Lines, Placed, line_cell, table_grid
from annexes.readers.textfiles import decoded
from annexes.reading import Issue, Severity

MAX_TEXT = 32 * 1024 * 1024  # bytes of a page
MAX_TAGS = 2_000_000
MAX_FILLED = 300_000  # filled cells and paragraphs

_LEFT_OUT = frozenset(
    {"applet", "audio", "canvas", "colgroup", "comment", "embed", "frame", "head", "iframe", "math", "noscript"}
    | {"object", "script", "select", "style", "svg", "template", "textarea", "title", "video", "xml"}
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"}
    | {"html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "td", "th", "tr", "ul"}
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-5]00)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_MARKER = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]{1,30})", re.IGNORECASE)
_LIST_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_LONGEST_LIST = 500  # items; the others are numbered as the first
_MAX_SPAN = 1000
_MAX_COLUMNS = 2000


@dataclass(slots=True)
class _Measure:
    """The columns that the rows of all tables of a page take together."""

    name: str
    area: int = 0

    def count(self, columns: int, more: int) -> None:
        """A row of that many columns, `more` than counted of it before. Raise `Unreadable` when it is too large."""
        self.area += more
        if columns > _MAX_COLUMNS or self.area > MAX_AREA:
            raise refusal(
                self.name,
                "sheet-too-large",
                "un tableau de la page est trop grand pour être une annexe",
                "recopiez le tableau dans un nouveau document, puis importez celui-ci",
            )


@dataclass(slots=True)
class _Block:
    """A paragraph in the making: its lines as pieces of text, each bold or not."""

    style: int = 0
    bullet: bool = False
    number: str = ""  # of an item of a numbered list
    lines: list[list[tuple[str, bool]]] = field(default_factory=lambda: [[]])

    @property
    def is_item(self) -> bool:
        return self.bullet or bool(self.number)


@dataclass(slots=True)
class _Flow:
    """The blocks of a page or of a cell, in order; a table of the page stands among them as its element."""

    keeps_tables: bool
    blocks: list[_Block | Element] = field(default_factory=list)
    block: _Block = field(default_factory=_Block)
    left: set[str] = field(default_factory=set)  # what was met and not read: « hidden », « deleted »

    def read(self, element: Element, *, bold: bool = False, whole: bool = False) -> None:
        """Read what stands inside `element`; `whole` keeps its line ends (`<pre>`)."""
        self._text(element.text, bold, whole)
        for child in element.iterchildren():
            if isinstance(child.tag, str):
                self._child(child, bold, whole)
            self._text(child.tail, bold, whole)

    def end_block(self, style: int = 0) -> None:
        if _block_lines(self.block):
            self.blocks.append(self.block)
        self.block = _Block(style)

    def _child(self, child: Element, bold: bool, whole: bool) -> None:
        tag, style = child.tag.lower(), child.get("style") or ""
        if tag in _LEFT_OUT:
            return
        if tag == "del" or _HIDDEN.search(style):
            if "".join(map(str, child.itertext())).strip():
                self.left.add("deleted" if tag == "del" else "hidden")
        elif tag == "br":
            self.block.lines.append([])
        elif _MARKER.search(style):
            self._marker("".join(map(str, child.itertext())))
        elif tag == "table":
            self._table(child)
        else:
            heavier = (bold or tag in {"b", "strong"} or bool(_BOLD.search(style))) and not _NOT_BOLD.search(style)
            inner = whole or tag == "pre"
            if tag not in _BLOCKS:
                self.read(child, bold=heavier, whole=inner)
                return
            kept = self.block
            if tag == "p" and kept.is_item and not _block_lines(kept):
                self.read(child, bold=heavier)  # « <li><p> »: the paragraph of the item
            else:
                self.end_block(_HEADINGS.get(tag, 0))
                if tag == "li":
                    self.block.number = _number_of(child)
                    self.block.bullet = not self.block.number
                self.read(child, bold=heavier, whole=inner)
            self.end_block()

    def _marker(self, text: str) -> None:
        """The sign or the number that Word writes before an item of a list."""
        sign = " ".join(text.split())
        if len(sign) <= 1 and not sign.isdecimal():
            self.block.bullet = True
        else:
            self._text(f"{sign} ", bold=False, whole=False)

    def _table(self, table: Element) -> None:
        self.end_block()
        if self.keeps_tables and not _is_layout(table):
            for caption in table.iterchildren("caption"):
                self.read(caption)
                self.end_block()
            self.blocks.append(table)
            return
        for row in _rows(table):
            for cell in row.iterchildren("td", "th"):
                self.read(cell)
                self.end_block()

    def _text(self, text: str | None, bold: bool, whole: bool) -> None:
        if not text:
            return
        first, *others = text.split("\n") if whole else [_SPACES.sub(" ", text)]
        self.block.lines[-1].append((first, bold))
        for other in others:
            self.block.lines.append([(other, bold)])


def read_hypertext(opened: Opened) -> Source:
    """The tables and the paragraphs of a page, in its order. Raise `Unreadable`."""
    try:
        root = _parsed(opened)
        return _source(opened.name, root)
    except (ValueError, RecursionError, etree.LxmlError) as error:
        raise damaged(opened.name) from error


def _parsed(opened: Opened) -> Element | None:
    data = opened.data
    if len(data) > MAX_TEXT or data.count(b"<") > MAX_TAGS:
        raise refusal(
            opened.name,
            "too-much-content",
            "la page contient trop de texte et de mise en forme pour être une annexe",
            "découpez-la en plusieurs fichiers, par exemple un par thème",
        )
    text = clean(decoded(data, declared=_CHARSET))
    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text[max(text.find("<"), 0) :].encode(), parser)
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise refusal(
            opened.name,
            "too-deep",
            "la page emboîte plus de 250 éléments les uns dans les autres : elle ne peut pas être lue en entier",
            "recopiez le tableau dans un nouveau document, puis importez celui-ci",
        )
    return root


def _source(name: str, root: Element | None) -> Source:
    source, flow, measure = Source(name), _Flow(keeps_tables=True), _Measure(name)
    if root is not None:
        flow.read(root)
        flow.end_block()
    run: list[tuple[Cell, ...]] = []
    tables = paragraphs = filled = 0
    for block in flow.blocks:
        if isinstance(block, _Block):
            paragraphs += 1
            run.append((line_cell(_block_lines(block), paragraphs, style=block.style, bullet=block.bullet),))
            filled += 1
        else:
            if run:
                source.grids.append(Grid(tuple(run), is_table=False))
                run = []
            tables += 1
            source.grids.append(_grid(block, tables, flow.left, measure))
            filled += sum(len(row) for row in source.grids[-1].rows)
        if filled > MAX_FILLED:
            raise refusal(
                name,
                "too-many-cells",
                f"le fichier compte plus de {MAX_FILLED} cellules remplies",
                "découpez-le en plusieurs fichiers, par exemple un par thème",
            )
    if run:
        source.grids.append(Grid(tuple(run), is_table=False))
    source.issues.extend(_said(name, flow.left))
    return source


def _grid(table: Element, number: int, left: set[str], measure: _Measure) -> Grid:
    return table_grid(_placed(table, left, measure), partial(TableCell, number))


def _placed(table: Element, left: set[str], measure: _Measure) -> Iterator[Placed]:
    """The cells of a table where the browser shows them: those above that span several rows push them aside."""
    taken: dict[int, int] = {}  # column → first row that is free again
    for row, element in enumerate(_rows(table)):
        col = counted = 0
        for cell in element.iterchildren("td", "th"):
            while taken.get(col, 0) > row:
                col += 1
            rowspan, colspan = _span(cell, "rowspan"), _span(cell, "colspan")
            measure.count(col + colspan, col + colspan - counted)
            counted = col + colspan
            if rowspan > 1:
                taken.update(dict.fromkeys(range(col, col + colspan), row + rowspan))
            flow = _Flow(keeps_tables=False)
            flow.read(cell)
            flow.end_block()
            left |= flow.left
            yield Placed(row, col, _lines(flow.blocks), rowspan, colspan)
            col += colspan


def _number_of(item: Element) -> str:
    """The number that a browser writes before an item of `<ol>`, nothing for one of `<ul>`."""
    listed = item.getparent()
    if listed is None or listed.tag != "ol":
        return ""
    first = _whole(listed.get("start"), 1)
    items = list(listed.iterchildren("li")) if len(listed) <= _LONGEST_LIST else [item]
    number = _whole(item.get("value"), first + items.index(item))
    return f"{written(number, _LIST_FORMS.get(listed.get('type') or '', 'decimal'))}."


def _is_layout(table: Element) -> bool:
    """Whether a table only puts others in their place, as in mails: one cell a row, and a table in it."""
    return next(table.iterdescendants("table"), None) is not None and all(
        len(list(row.iterchildren("td", "th"))) <= 1 for row in _rows(table)
    )


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else default


def _rows(table: Element) -> Iterator[Element]:
    for child in table.iterchildren("tr", "thead", "tbody", "tfoot"):
        if child.tag == "tr":
            yield child
        else:
            yield from child.iterchildren("tr")


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isdecimal() and len(value) < 9 else 1


def _lines(blocks: list[_Block | Element]) -> Lines:
    """The lines of the blocks of a cell, with the bold text that each begins with."""
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, _Block):
            first, *others = _block_lines(block)
            lines += [(f"{BULLET_SIGN}{first[0]}", first[1]) if block.bullet else first, *others]
    return tuple(lines)


def _block_lines(block: _Block) -> Lines:
    found: list[Line] = []
    for pieces in block.lines:
        text = _SPACES.sub(" ", "".join(piece for piece, _ in pieces)).strip()
        if text:
            found.append((text, _leading_bold(pieces)))
    if found and block.number:
        text, lead = found[0]
        found[0] = f"{block.number} {text}", f"{block.number} {lead}" if lead else ""
    return tuple(found)


def _leading_bold(pieces: list[tuple[str, bool]]) -> str:
    lead = []
    for text, bold in pieces:
        if not bold and text.strip():
            break
        lead.append(text)
    return _SPACES.sub(" ", "".join(lead)).strip()


def _said(name: str, left: set[str]) -> Iterator[Issue]:
    if "deleted" in left:
        yield Issue(
            f"Fichier {name}",
            Severity.INFO,
            "tracked-changes",
            "le texte contient des modifications suivies : ce qui est barré comme supprimé a été laissé",
        )
    if "hidden" in left:
        yield Issue(f"Fichier {name}", Severity.INFO, "hidden-text", "le texte masqué de la page n’a pas été lu")
