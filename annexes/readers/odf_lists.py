"""The numbers that LibreOffice writes before the items of lists and before headings, computed as it computes them."""

import re
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from annexes.readers.numbering import BULLET, LEVELS, NONE, Level, ListDefinition, Mark, Numbering

_PREFIXES = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}
_SHOWN = re.compile(r"%(\d)%")
_HEADINGS = "headings"


def _q(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_PREFIXES[prefix]}}}{local}"


_LIST_STYLE, _NUMBER, _OUTLINE = _q("text:list-style"), _q("text:list-level-style-number"), _q("text:outline-style")
_OUTLINE_LEVEL, _HEADER, _ID = (
    _q("text:outline-level-style"),
    _q("text:is-list-header"),
    "{http://www.w3.org/XML/1998/namespace}id",
)


@dataclass(slots=True)
class Lists:
    """The lists of a document; to be asked in the order of its text."""

    labels: list[str] = field(default_factory=list)  # those that were computed
    _styles: dict[str, dict[int, Level]] = field(default_factory=dict)
    _numbering: Numbering = field(default_factory=Numbering)
    _chains: dict[str, str] = field(
        default_factory=dict
    )  # identifier of a list → that of the list that it goes on with
    _last: dict[str, str] = field(default_factory=dict)  # style → the last list that had it

    def learn(self, root: Element) -> None:
        for style in root.iter(_LIST_STYLE):
            self._styles[style.get(_q("style:name")) or ""] = _levels(style)
        for outline in root.iter(_OUTLINE):
            self._numbering.lists[_HEADINGS] = ListDefinition(_HEADINGS, _levels(outline))

    def begin(self, element: Element, style: str) -> str:
        """The key of a list that begins: that of a former one, when it goes on with it."""
        identifier = element.get(_ID) or f"list {len(self._chains)}"
        followed = element.get(_q("text:continue-list")) or ""
        key = self._chains.get(followed, "")
        if not key and element.get(_q("text:continue-numbering")) == "true":
            key = self._last.get(style, "")
        key = key or identifier
        self._chains[identifier] = key
        self._last[style] = key
        self._numbering.lists.setdefault(key, ListDefinition(key, self._styles.get(style, {})))
        return key

    def item(self, key: str, rank: int, item: Element) -> Mark:
        """What stands before the first paragraph of an item, at a level from 0."""
        start = item.get(_q("text:start-value")) or ""
        if start.isdecimal() and len(start) < 7:
            self._numbering.start_at(key, rank, int(start))
        return self._said(self._numbering.mark(key, min(rank, LEVELS - 1)))

    def heading(self, heading: Element, level: int) -> Mark:
        """What stands before a heading that is in no list."""
        if _HEADINGS not in self._numbering.lists or heading.get(_HEADER) == "true":
            return NONE
        mark = self._numbering.mark(_HEADINGS, min(max(level, 1), LEVELS) - 1)
        return NONE if mark is BULLET else self._said(mark)

    def _said(self, mark: Mark) -> Mark:
        if mark.label:
            self.labels.append(mark.label)
        return mark


def _levels(style: Element) -> dict[int, Level]:
    found = {}
    for one in style.iterchildren("*"):
        rank = _whole(one.get(_q("text:level")), 0) - 1
        if 0 <= rank < LEVELS:
            found[rank] = _level(one, rank) if one.tag in (_NUMBER, _OUTLINE_LEVEL) else Level("bullet")
    return found


def _level(one: Element, rank: int) -> Level:
    form = one.get(_q("style:num-format")) or ""
    text = one.get(_q("loext:num-list-format"))
    if text is None:
        shown = min(_whole(one.get(_q("text:display-levels")), 1), rank + 1)
        numbers = ".".join(f"%{level}" for level in range(rank + 2 - shown, rank + 2)) if form else ""
        text = f"{one.get(_q('style:num-prefix')) or ''}{numbers}{one.get(_q('style:num-suffix')) or ''}"
    else:
        text = _SHOWN.sub(r"%\1", text) if form else ""
    return Level(_FORMS.get(form, "decimal"), text[:200], _whole(one.get(_q("text:start-value")), 1))


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else default
