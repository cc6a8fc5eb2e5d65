"""A Word document made into grids: its tables with their spans, and the paragraphs between them.

python-docx gives the elements; the spans are read here (`w:gridSpan`, `w:vMerge`, `w:gridBefore`), because
`table.cell(i, j)` costs 51 ms a call. Only the parts that hold text are opened: no image, no link, no macro.
`blocks` and `table_cells` say where each text stands, for the reader and for the returned file alike.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from lxml.etree import _Element as Element

from annexes.readers.container import Archive, Opened, damaged, refusal
from annexes.readers.grid import Cell, Grid, Source
from annexes.readers.numbering import Mark, Numbering, automatic_numbers, read_numbering
from annexes.readers.positions import Margin, MarginLine, TableCell
from annexes.readers.tables import BULLET_SIGN, Line, Piece, Placed, line_cell, lines_of, table_grid, with_label
from annexes.readers.word_styles import Styles, read_styles, whole
from annexes.readers.wordml import parsed, val, w
from annexes.reading import Issue, Severity, Unreadable

TEXT_LIMIT = 32 * 1024 * 1024  # bytes of document.xml; a thousand fiches take one million
MAX_CELLS = 60_000  # filled cells and paragraphs
TAG_LIMIT = 2_000_000  # elements take far more memory than their text

_MAX_SPAN = 1000
_P, _TBL, _TR, _TC, _R, _T = w("p"), w("tbl"), w("tr"), w("tc"), w("r"), w("t")
_SDT = w("sdt")
_STRUCK_END = f"{w('pPr')}/{w('rPr')}/{w('del')}"
_BREAKS = frozenset({w("br"), w("cr")})
_TAB, _HYPHEN = w("tab"), w("noBreakHyphen")
_BOX, _FALLBACK = w("txbxContent"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What was struck out by a tracked change, and what holds no text of the document.
_SKIPPED = frozenset(
    [w(name) for name in ("del", "moveFrom", "pPr", "rPr", "tblPr", "tblGrid", "tcPr", "trPr", "sdtPr", "sdtEndPr")]
    + [w(name) for name in ("sectPr", "instrText", "delText", "delInstrText")]
    + [_FALLBACK]
)
_MARGINS = (
    (re.compile(r"word/header\d*\.xml"), Margin.HEADER),
    (re.compile(r"word/footer\d*\.xml"), Margin.FOOTER),
)
_NOTES = (
    ("word/footnotes.xml", w("footnote"), Margin.FOOTNOTE, "note de bas de page : elle n’est pas reprise"),
    ("word/endnotes.xml", w("endnote"), Margin.ENDNOTE, "note de fin : elle n’est pas reprise"),
    ("word/comments.xml", w("comment"), Margin.COMMENT, "commentaire dans la marge : il n’est pas repris"),
)


@dataclass(frozen=True, slots=True)
class TableElement:
    """A cell of a table as it stands in the document; `merge` is « restart », « continue » or nothing."""

    row: int
    col: int
    colspan: int
    merge: str
    element: Element


@dataclass(slots=True)
class _Paragraph:
    """The text of a paragraph as pieces, and the text boxes that are anchored in it."""

    pieces: list[Piece] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


def read_document(opened: Opened) -> Source:
    """The grids of a document, in its order. Raise `Unreadable`."""
    archive = opened.archive
    if archive is None:
        raise damaged(opened.name)
    try:
        root, styles = document_root(archive), _styles(archive)
        body = root.find(w("body"))
        if body is None:
            raise damaged(opened.name)
        source = Source(opened.name)
        source.issues.extend(_tracked(opened.name, root))
        source.grids.extend(_grids(body, styles))
        if sum(len(row) for grid in source.grids for row in grid.rows) > MAX_CELLS:
            raise _too_much(opened.name)
        source.issues.extend(automatic_numbers(opened.name, styles.labels))
        source.page_texts.extend(_page_texts(archive))
        source.grids.extend(_notes(archive))
    except (KeyError, ValueError, SyntaxError, AttributeError, RecursionError) as error:
        raise damaged(opened.name) from error
    return source


def document_root(archive: Archive) -> Element:
    """The root of the main part of a document."""
    return _part(archive, _main_part(archive))


def blocks(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables of `parent`, those inside content controls and kept insertions too."""
    for child in parent.iterchildren("*"):
        if child.tag in (_P, _TBL):
            yield child
        elif child.tag not in _SKIPPED and not _is_placeholder(child):
            yield from blocks(child)


def table_cells(table: Element) -> Iterator[TableElement]:
    """The cells of a table row by row, at the places that Word shows them at."""
    for row, element in enumerate(_rows(table)):
        col = _row_offset(element)
        for cell in _inside(element, _TC):
            colspan = _span(cell)
            yield TableElement(row, col, colspan, _merge(cell), cell)
            col += colspan


def is_table(block: Element) -> bool:
    return block.tag == _TBL


def _grids(body: Element, styles: Styles) -> Iterator[Grid]:
    paragraphs = tables = 0
    run: list[tuple[Cell, ...]] = []
    for block, before in _joined(body):
        if is_table(block):
            if run:
                yield Grid(tuple(run), is_table=False)
                run = []
            tables += 1
            yield _table(block, tables, styles)
        else:
            paragraphs += 1 + len(before)
            mark = styles.mark(block)
            lines = tuple(_paragraph_lines(block, styles, mark, before))
            if lines:
                run.append((line_cell(lines, paragraphs, style=styles.heading(block), bullet=mark.bullet),))
    if run:
        yield Grid(tuple(run), is_table=False)


def _table(table: Element, number: int, styles: Styles) -> Grid:
    placed: list[Placed] = []
    open_merges: dict[int, Placed] = {}
    for cell in table_cells(table):
        made = Placed(cell.row, cell.col, tuple(_cell_lines(cell.element, styles)), colspan=cell.colspan)
        above = open_merges.get(cell.col)
        if cell.merge == "continue" and above is not None and above.row + above.rowspan == cell.row:
            above.rowspan += 1
            made.hidden = True
        elif cell.merge:
            open_merges[cell.col] = made
        else:
            open_merges.pop(cell.col, None)
        placed.append(made)
    return table_grid(placed, partial(TableCell, number))


def _joined(parent: Element) -> Iterator[tuple[Element, list[Element]]]:
    """The blocks of `parent`, each with those above whose end a tracked change struck out: they run into it."""
    before: list[Element] = []
    for block in blocks(parent):
        if not is_table(block) and block.find(_STRUCK_END) is not None:
            before.append(block)
            continue
        if before and is_table(block):
            yield before[-1], before[:-1]
            before = []
        yield block, before
        before = []
    if before:
        yield before[-1], before[:-1]


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, without those that a tracked change struck out."""
    for row in _inside(table, _TR):
        if row.find(f"{w('trPr')}/{w('del')}") is None:
            yield row


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    for child in parent.iterchildren("*"):
        if child.tag == tag:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _inside(child, tag)


def _cell_lines(cell: Element, styles: Styles) -> Iterator[Line]:
    """The lines of a cell; those of a table that it holds come in their place, and a bullet stays one."""
    for block, before in _joined(cell):
        if is_table(block):
            for inner in table_cells(block):
                yield from _cell_lines(inner.element, styles)
            continue
        mark = styles.mark(block)
        sign = BULLET_SIGN if mark.bullet else ""
        for text, bold in _paragraph_lines(block, styles, mark, before):
            yield f"{sign}{text}", bold
            sign = ""


def _paragraph_lines(paragraph: Element, styles: Styles, mark: Mark, before: Iterable[Element] = ()) -> Iterator[Line]:
    """The lines of a paragraph (a break ends one) after the number that Word writes, then those of its text boxes."""
    found = _Paragraph()
    for piece in (*before, paragraph):
        _gather(piece, found, styles, piece)
    yield from with_label(tuple(lines_of(found.pieces)), mark.label, mark.joint)
    for box in found.boxes:
        for block in blocks(box):
            if not is_table(block):
                yield from _paragraph_lines(block, styles, styles.mark(block))


def _gather(parent: Element, found: _Paragraph, styles: Styles, paragraph: Element, bold: bool = False) -> None:
    for child in parent.iterchildren("*"):
        tag = child.tag
        if tag == _T:
            found.pieces.append((child.text or "", bold))
        elif tag == _TAB:
            found.pieces.append((" ", bold))
        elif tag in _BREAKS:
            found.pieces.append(("\n", bold))
        elif tag == _HYPHEN:
            found.pieces.append(("-", bold))
        elif tag == _BOX:
            found.boxes.append(child)
        elif tag == _R:
            if not _is_hidden(child):
                _gather(child, found, styles, paragraph, styles.is_bold(child, paragraph))
        elif tag not in _SKIPPED and not _is_placeholder(child):
            _gather(child, found, styles, paragraph, bold)


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{w('rPr')}/{w('vanish')}")
    return vanish is not None and vanish.get(w("val")) not in {"0", "false", "off"}


def _is_placeholder(element: Element) -> bool:
    """Whether a content control shows « Cliquez ici pour entrer du texte » and holds nothing."""
    return element.tag == _SDT and element.find(f"{w('sdtPr')}/{w('showingPlcHdr')}") is not None


def _page_texts(archive: Archive) -> Iterator[Cell]:
    """The lines of the headers and the footers of pages, each text once."""
    for pattern, margin in _MARGINS:
        seen: set[tuple[str, ...]] = set()
        for entry in sorted(entry for entry in archive.entries if pattern.fullmatch(entry)):
            for lines in _texts(_part(archive, entry)):
                texts, bold = tuple(text for text, _ in lines), tuple(lead for _, lead in lines)
                if texts not in seen:
                    seen.add(texts)
                    place = MarginLine(margin, len(seen))
                    yield Cell(len(seen) - 1, 0, texts, place.where, place.source, bold=bold if any(bold) else ())


def _notes(archive: Archive) -> Iterator[Grid]:
    """The notes, each kind as a grid that is left out."""
    for entry, tag, margin, reason in _NOTES:
        rows: list[tuple[Cell, ...]] = []
        for note in _part(archive, entry).iterchildren(tag) if entry in archive else ():
            lines = tuple(text for lines in _texts(note) for text, _ in lines)
            if lines:
                place = MarginLine(margin, len(rows) + 1)
                rows.append((Cell(len(rows), 0, lines, place.where, place.source),))
        if rows:
            yield Grid(tuple(rows), is_table=False, ignored=reason)


def _texts(parent: Element) -> Iterator[tuple[Line, ...]]:
    """The lines of each paragraph and cell of a header, a footer or a note."""
    styles = Styles()
    for block in blocks(parent):
        if is_table(block):
            yield from (lines for cell in table_cells(block) if (lines := tuple(_cell_lines(cell.element, styles))))
        elif lines := tuple(_paragraph_lines(block, styles, styles.mark(block))):
            yield lines


def _span(cell: Element) -> int:
    return _whole(cell.find(f"{w('tcPr')}/{w('gridSpan')}"), 1)


def _row_offset(row: Element) -> int:
    return _whole(row.find(f"{w('trPr')}/{w('gridBefore')}"), 0)


def _whole(element: Element | None, default: int) -> int:
    return min(max(whole(val(element), default), default), _MAX_SPAN)


def _merge(cell: Element) -> str:
    element = cell.find(f"{w('tcPr')}/{w('vMerge')}")
    if element is None:
        return ""
    return "restart" if element.get(w("val")) == "restart" else "continue"


def _tracked(name: str, root: Element) -> Iterator[Issue]:
    changes = (w("ins"), w("del"), w("moveFrom"), w("moveTo"))
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
    content = archive.read(entry, TEXT_LIMIT)
    if content.count(b"<") > TAG_LIMIT:
        raise _too_much(archive.name)
    return parsed(content)


def _too_much(name: str) -> Unreadable:
    return refusal(
        name,
        "too-much-content",
        "le document est trop chargé pour être une annexe",
        "découpez-le en plusieurs fichiers, par exemple un par thème",
    )


def _styles(archive: Archive) -> Styles:
    known = read_styles(_part(archive, "word/styles.xml")) if "word/styles.xml" in archive else {}
    numbers = "word/numbering.xml"
    return Styles(known, read_numbering(_part(archive, numbers)) if numbers in archive else Numbering())
