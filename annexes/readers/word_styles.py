"""What the styles of a Word document say of a paragraph: heading, bullet or number, bold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from annexes.readers.grid import CONTENTS
from annexes.readers.numbering import BULLET, NONE, Mark, Numbering
from annexes.readers.wordml import val, w

_HEADING = re.compile(r"(?:heading|titre)\s*(\d)")
_CONTENTS = re.compile(r"(?:toc|tm)\s*\d")
_LIST = re.compile(r"list (?:bullet|number)|liste à (?:puces|numéros)")
_OFF = frozenset({"0", "false", "off"})
_LONGEST_CHAIN = 20


@dataclass(slots=True)
class Style:
    """One style as it is written: what it does not say, the one that it is based on says."""

    name: str = ""
    based_on: str = ""
    heading: int | None = None
    bold: bool | None = None
    number: str | None = None  # the list that its paragraphs count in
    level: int | None = None


@dataclass(slots=True)
class Styles:
    """The styles by their identifier, with the lists that number the paragraphs."""

    known: dict[str, Style] = field(default_factory=dict)
    numbering: Numbering = field(default_factory=Numbering)
    labels: list[str] = field(default_factory=list)  # those that were computed, in the order of the text

    def heading(self, paragraph: Element) -> int:
        """The level of heading of a paragraph, 0 for none, `CONTENTS` in a table of contents."""
        properties = paragraph.find(w("pPr"))
        if properties is None:
            return 0
        for style in self._chain(_style_of(properties)):
            if style.heading is not None:
                return style.heading
        return outline_level(properties) or 0

    def mark(self, paragraph: Element) -> Mark:
        """What Word writes before a paragraph; to be asked once a paragraph, in the order of the text."""
        properties = paragraph.find(w("pPr"))
        if properties is None:
            return NONE
        identifier = _style_of(properties)
        number, level = _list_of(properties)
        for style in self._chain(identifier):
            if number is None and style.number is not None:
                number, level = style.number, style.level if level is None else level
        if number is None:
            return BULLET if any(_LIST.match(style.name) for style in self._chain(identifier)) else NONE
        if number == "0":
            return NONE
        rank = self.numbering.level_of_style(number, identifier) if level is None else level
        mark = self.numbering.mark(number, rank)
        if mark.label:
            self.labels.append(mark.label)
        return mark if number in self.numbering.lists else BULLET

    def is_bold(self, run: Element, paragraph: Element | None) -> bool:
        """Whether the text of a run is shown bold."""
        properties = run.find(w("rPr"))
        if properties is not None:
            if (own := _switch(properties.find(w("b")))) is not None:
                return own
            style = properties.find(w("rStyle"))
            if style is not None and (bold := self._bold(style.get(w("val")) or "")) is not None:
                return bold
        above = paragraph.find(w("pPr")) if paragraph is not None else None
        return bool(self._bold(_style_of(above))) if above is not None else False

    def _bold(self, identifier: str) -> bool | None:
        return next((style.bold for style in self._chain(identifier) if style.bold is not None), None)

    def _chain(self, identifier: str) -> Iterator[Style]:
        """The style and those that it is based on."""
        for _ in range(_LONGEST_CHAIN):
            style = self.known.get(identifier)
            if style is None:
                return
            yield style
            identifier = style.based_on


def read_styles(root: Element) -> dict[str, Style]:
    """The styles of `styles.xml`, by their identifier."""
    known = {}
    for element in root.iterchildren(w("style")):
        style = Style(name=val(element.find(w("name"))).lower(), based_on=val(element.find(w("basedOn"))))
        properties = element.find(w("pPr"))
        if match := _HEADING.match(style.name):
            style.heading = int(match[1]) or 1
        elif style.name in {"title", "titre"}:
            style.heading = 1
        elif _CONTENTS.match(style.name):
            style.heading = CONTENTS
        elif properties is not None:
            style.heading = outline_level(properties)
        if properties is not None:
            style.number, style.level = _list_of(properties)
        style.bold = _switch(element.find(f"{w('rPr')}/{w('b')}"))
        known[element.get(w("styleId")) or ""] = style
    return known


def outline_level(properties: Element) -> int | None:
    element = properties.find(w("outlineLvl"))
    if element is None:
        return None
    level = whole(val(element), 9)
    return level + 1 if level < 9 else 0


def whole(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else default


def _style_of(properties: Element) -> str:
    return val(properties.find(w("pStyle")))


def _list_of(properties: Element) -> tuple[str | None, int | None]:
    """The list and the level that some properties name, `None` for what they do not say."""
    listed = properties.find(w("numPr"))
    if listed is None:
        return None, None
    number, level = listed.find(w("numId")), listed.find(w("ilvl"))
    return val(number) if number is not None else None, whole(val(level), 0) if level is not None else None


def _switch(element: Element | None) -> bool | None:
    return None if element is None else element.get(w("val")) not in _OFF
