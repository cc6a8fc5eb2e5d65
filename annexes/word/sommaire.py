"""The table of contents of a Word document: a field of Word, filled beforehand with the headings as they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml.etree import _Element as Element

from annexes.word.elements import bookmarked, element, field, paragraph, run, tabs
from annexes.word.paper import Paper

TITLE = "Sommaire"
LEVELS = {"Heading1": 1, "Heading2": 2, "Heading3": 3}
INSTRUCTION = 'TOC \\o "1-3" \\h \\z \\u'
FIRST_MARK = 500_000  # number of the first of our bookmarks, far above those of the document
_STYLES = {  # size, bold, space before, indent
    1: ("toc 1", 11.0, True, 8.0, 0.0),
    2: ("toc 2", 10.0, False, 2.5, 3.0),
    3: ("toc 3", 9.0, False, 0.5, 8.0),
}


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    text: str
    anchor: str


def reserve(paper: Paper) -> Element:
    """The heading of the table, and the place where it will stand once the document is written."""
    _dress(paper)
    paper.heading(TITLE, 1, new_page=True)
    place = paragraph("Normal")
    paper.add(place)
    return place


def fill(place: Element, width: float) -> None:
    """Write an entry for every heading below the place. Word counts the pages when it opens the document."""
    begin, code, separate, _, end = _stale(field(INSTRUCTION, ""))
    entries = [_entry(heading, width) for heading in _headings(place)] or [paragraph("Normal")]
    entries[0][1:1] = [begin, code, separate]  # after the properties of the paragraph
    entries[-1].append(end)
    for entry in entries:
        place.addprevious(entry)
    parent = place.getparent()
    assert parent is not None
    parent.remove(place)


def _headings(place: Element) -> Iterator[_Heading]:
    """Those below the place; one without a bookmark is given one."""
    for rank, block in enumerate(place.itersiblings(qn("w:p"))):
        style = block.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        level = LEVELS.get(style.get(qn("w:val"), "")) if style is not None else None
        if level is None:
            continue
        mark = block.find(qn("w:bookmarkStart"))
        if mark is None:
            content = [part for part in block if part.tag != qn("w:pPr")]
            mark, *_ = marked = bookmarked(f"_Toc{rank:06}", FIRST_MARK + rank, content)
            block.extend(marked)
        yield _Heading(level, _text(block), mark.get(qn("w:name"), ""))


def _text(block: Element) -> str:
    """The words of a heading; those above its title come first, parted by a dash."""
    parts = [" – " if part.tag == qn("w:br") else part.text or "" for part in block.iter(qn("w:t"), qn("w:br"))]
    return "".join(parts)


def _entry(heading: _Heading, width: float) -> Element:
    page = _stale(field(f"PAGEREF {heading.anchor} \\h", ""))
    link = element("hyperlink", run(heading.text), run("\t"), *page, anchor=heading.anchor, history=1)
    return paragraph(f"TOC{heading.level}", link, properties=[tabs(("right", width, "none"))])


def _stale(runs: list[Element]) -> list[Element]:
    """A field that Word computes again when it opens the document."""
    for mark in runs[0].iter(qn("w:fldChar")):
        mark.set(qn("w:dirty"), "true")
    return runs


def _dress(paper: Paper) -> None:
    """The built-in styles of the entries, in our measures."""
    styles = paper.document.styles
    for level, (name, size, bold, before, indent) in _STYLES.items():
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        style.element.set(qn("w:styleId"), f"TOC{level}")
        style.base_style = styles["Normal"]
        style.font.size, style.font.bold = Pt(size), bold
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.left_indent = Pt(before), Pt(1), Mm(indent)
        layout.keep_with_next = level < 3
        layout.tab_stops.add_tab_stop(Mm(paper.width), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
