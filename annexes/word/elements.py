"""WordprocessingML by hand, where python-docx has no word for it: each function gives one element."""

from collections.abc import Iterable
from typing import Any

from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import OxmlElement, parse_xml
from lxml.etree import _Element as Element

from accounts.text import clean

TWIPS = 1440 / 25.4  # twentieths of a point in a millimetre


def element(tag: str, *children: Element, **attributes: str | int) -> Element:
    """« w:tag » with its attributes (`val=…` is `w:val`) and its children."""
    made: Element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def xml(text: str) -> Element:
    """An element from its markup, where `w:` is declared."""
    head, sign, rest = text.partition(">") if not text.split(">", 1)[0].endswith("/") else text.partition("/>")
    made: Element = parse_xml(f"{head} {nsdecls('w')}{sign}{rest}")
    return made


def run(text: str, *, style: str = "", bold: bool = False, italic: bool = False) -> Element:
    """A run of text; its line breaks are breaks, its tabs tabs."""
    made = element("r")
    if style or bold or italic:
        properties = element("rPr")
        if style:
            properties.append(element("rStyle", val=style))
        if bold:
            properties.append(element("b"))
        if italic:
            properties.append(element("i"))
        made.append(properties)
    for rank, line in enumerate(clean(text).split("\n")):
        if rank:
            made.append(element("br"))
        for place, part in enumerate(line.split("\t")):
            if place:
                made.append(element("tab"))
            if part:
                shown = element("t")
                shown.text = part
                shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                made.append(shown)
    return made


def paragraph(style: str, *content: Element, properties: Iterable[Element] = ()) -> Element:
    """A paragraph of a style; `properties` come after the style, in the order of the format."""
    return element("p", element("pPr", element("pStyle", val=style), *properties), *content)


def field(instruction: str, shown: str) -> list[Element]:
    """The runs of a field: « PAGE », « NUMPAGES », « TOC … »; `shown` stands there until Word computes it."""
    code = element("instrText")
    code.text = f" {instruction} "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", code),
        element("r", element("fldChar", fldCharType="separate")),
        run(shown),
        element("r", element("fldChar", fldCharType="end")),
    ]


def bookmarked(name: str, number: int, content: Iterable[Element]) -> list[Element]:
    """The content between the ends of a bookmark, that links lead to."""
    return [element("bookmarkStart", id=number, name=name), *content, element("bookmarkEnd", id=number)]


def tabs(*stops: tuple[str, float, str]) -> Element:
    """Tab stops: (« left » or « right », millimetres, leader: « none », « dot »)."""
    return element(
        "tabs", *(element("tab", val=kind, leader=leader, pos=round(at * TWIPS)) for kind, at, leader in stops)
    )


def child(parent: Any, tag: str) -> Element:
    """The child of that name, made at the end when there is none."""
    found: Element | None = parent.find(qn(f"w:{tag}"))
    if found is None:
        found = element(tag)
        parent.append(found)
    return found
