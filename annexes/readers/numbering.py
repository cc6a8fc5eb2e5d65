"""The numbers that Word writes by itself before its paragraphs, computed as Word computes them.

A numbered paragraph holds no number: it names a list (`w:numId`) and a level, and `numbering.xml` says how that list
counts. « Fiche %1 : » is often made that way, so that a fiche without it would have neither label nor number.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from annexes.readers.wordml import val, w
from annexes.reading import Issue, Severity

LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
_ROMANS = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
           (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_HIGHEST_ROMAN = 3999
_SHOWN_LABELS = 5


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and what it writes; `text` holds « %1 » for the number of the first level."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None  # the level, from 1, that makes it start again; 0 for none, None for any above
    legal: bool = False  # all its numbers are arabic
    joint: str = " "  # between the label and the text
    style: str = ""  # the paragraph style that it goes with


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before a paragraph: a label (« Fiche 3 : »), or a plain bullet."""

    label: str = ""
    bullet: bool = False
    joint: str = " "


NONE = Mark()
BULLET = Mark(bullet=True)


@dataclass(slots=True)
class ListDefinition:
    """One list (`w:num`): the abstract list that it counts with, and what it changes there."""

    abstract: str
    levels: Mapping[int, Level]
    starts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has counted: to be asked once a paragraph, in the order of the text."""

    lists: dict[str, ListDefinition] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, number: str, style: str) -> int:
        """The level that goes with a paragraph style in a list, the first when none does."""
        found = self.lists.get(number)
        levels = found.levels if found else {}
        return next((rank for rank, level in levels.items() if level.style == style), 0)

    def mark(self, number: str, rank: int) -> Mark:
        """The mark of the next paragraph of a list at a level from 0; `NONE` for a list that nobody defines."""
        found = self.lists.get(number)
        level = found.levels.get(rank) if found else None
        if found is None or level is None:
            return BULLET if found else NONE
        if level.form == "bullet":
            return BULLET
        counts = self._count(found, number, rank)
        label = _PLACEHOLDER.sub(lambda match: _shown(found.levels, counts, int(match[1]) - 1, level), level.text)
        label = " ".join(label.split())
        if not any(char.isalnum() for char in label):
            return BULLET if label else NONE
        return Mark(label, joint=level.joint)

    def start_at(self, number: str, rank: int, value: int) -> None:
        """Make the next paragraph of a list at a level bear that number."""
        if number in self.lists:
            self.lists[number].starts[rank] = value
            self._begun.discard((number, rank))

    def _count(self, found: ListDefinition, number: str, rank: int) -> list[int | None]:
        counts = self._counts.setdefault(found.abstract, [None] * LEVELS)
        first = (number, rank) not in self._begun
        self._begun.add((number, rank))
        before, start = counts[rank], found.levels[rank].start
        if first and rank in found.starts:
            counts[rank] = found.starts[rank]
        else:
            counts[rank] = start if before is None else before + 1
        for lower in range(rank + 1, LEVELS):
            restart = found.levels[lower].restart if lower in found.levels else None
            if restart is None or rank < restart:
                counts[lower] = None
        return counts


def read_numbering(root: Element) -> Numbering:
    """The lists of `numbering.xml`."""
    abstracts = {_value(one, "abstractNumId"): one for one in root.iterchildren(w("abstractNum"))}
    linked = {_child(one, "styleLink"): one for one in abstracts.values() if _child(one, "styleLink")}
    numbering = Numbering()
    for one in root.iterchildren(w("num")):
        abstract = abstracts.get(_child(one, "abstractNumId"))
        if abstract is None:
            continue
        abstract = linked.get(_child(abstract, "numStyleLink"), abstract)
        levels, starts = _levels(abstract), {}
        for override in one.iterchildren(w("lvlOverride")):
            rank = _whole(_value(override, "ilvl"))
            levels.update(_levels(override))
            if start := _child(override, "startOverride"):
                starts[rank] = _whole(start, 1)
        numbering.lists[_value(one, "numId")] = ListDefinition(_value(abstract, "abstractNumId"), levels, starts)
    return numbering


def automatic_numbers(name: str, labels: list[str]) -> Iterator[Issue]:
    """Say that numbers were read that nobody typed."""
    if labels:
        shown = ", ".join(f"« {label} »" for label in labels[:_SHOWN_LABELS])
        yield Issue(
            f"Fichier {name}",
            Severity.INFO,
            "automatic-numbers",
            f"{len(labels)} numéro(s) automatiques (listes, titres numérotés) ont été lus comme du texte : {shown}"
            + ("…" if len(labels) > _SHOWN_LABELS else ""),
        )


def _levels(parent: Element) -> dict[int, Level]:
    return {
        rank: _level(one)
        for one in parent.iterchildren(w("lvl"))
        if 0 <= (rank := _whole(_value(one, "ilvl"))) < LEVELS
    }


def _level(one: Element) -> Level:
    restart = _child(one, "lvlRestart")
    legal = one.find(w("isLgl"))
    return Level(
        form=_child(one, "numFmt") or "decimal",
        text=_child(one, "lvlText")[:200],
        start=_whole(_child(one, "start"), 1),
        restart=_whole(restart) if restart else None,
        legal=legal is not None and legal.get(w("val")) not in {"0", "false", "off"},
        joint="" if _child(one, "suff") == "nothing" else " ",
        style=_child(one, "pStyle"),
    )


def _shown(levels: Mapping[int, Level], counts: list[int | None], rank: int, level: Level) -> str:
    """The number of a level inside the label of `level`."""
    own = levels.get(rank, Level())
    value = counts[rank]
    form = "decimal" if level.legal else own.form
    return written(own.start if value is None else value, form)


def written(value: int, form: str) -> str:
    """A number as Word writes it in a form of `w:numFmt`; arabic when the form is not known here."""
    return _FORMS.get(form, str)(value)


def _roman(value: int) -> str:
    if not 0 < value <= _HIGHEST_ROMAN:
        return str(value)
    out = ""
    for worth, sign in _ROMANS:
        times, value = divmod(value, worth)
        out += sign * times
    return out


def _letter(value: int) -> str:
    """« a » to « z », then « aa », « bb »."""
    if not 0 < value <= 26 * 30:
        return str(value)
    times, rank = divmod(value - 1, 26)
    return chr(97 + rank) * (times + 1)


_FORMS: dict[str, Callable[[int], str]] = {
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda value: _letter(value).upper(),
    "lowerLetter": _letter,
    "decimalZero": lambda value: f"{value:02d}",
    "ordinal": lambda value: "1er" if value == 1 else f"{value}e",
    "none": lambda value: "",
}


def _child(parent: Element, name: str) -> str:
    """The `w:val` of a child, or nothing."""
    return val(parent.find(w(name)))


def _value(element: Element, name: str) -> str:
    return element.get(w(name)) or ""


def _whole(text: str, default: int = 0) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else default
