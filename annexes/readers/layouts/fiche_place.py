"""The number of a fiche and where it says that it stands: « FICHE 1.2.4 », « Pilier 1 Axe 2 », « Axe III › OI 2 »."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.text import one_line
from annexes.labels import Kind, Label, classify, flat, roman_value
from annexes.readers.grid import Cell
from annexes.readers.rubrics import Rubric
from plans.enums import Level

_FICHE = re.compile(
    r"(?:projet de |modele de )?fiches?(?:[\s-]*(?:actions?|projets?|operations?|"
    r"orientations?(?: operationnelles?)?|fa(?=\s*(?:n\s?[°ºo]|\d))))*"
    r"\s*(?:(?:n\s?[°ºo]\s*[.:]?|:|-)\s*)?(?P<number>\d{1,5}(?:\.\d{1,3})*)?(?P<suffix>\s?(?:bis|ter|quater)\b)?"
    r"(?:\s*[:.–—-]\s*|\s*$|\s+(?=[(«]))"
)
_BLANKS = re.compile(r"[.…_\s]+$")
_INSIDE = re.compile(
    r"\bfiche[\s-]*action\s*(?:n\s?[°ºo]\s*)?(?P<number>\d{1,5}(?:\.\d{1,3})*)(?P<suffix>\s?(?:bis|ter)\b)?"
)
_THEME_WORDS = r"themes?|thematiques?|piliers?|volets?"
_LEVELS: dict[str, Rubric] = {
    _THEME_WORDS: Rubric.THEME,
    r"axes?(?: (?:strategiques?|prioritaires?))?|orientations? strategiques?": Rubric.AXIS,
    r"o\.?\s?[ig]\.?|objectifs? (?:general|generaux|intermediaires?|strategiques?)": Rubric.INTERMEDIATE,
    r"o\.?\s?o\.?|objectifs? operationnels?": Rubric.OPERATIONAL,
}
_NAMED = "|".join(f"(?P<l{rank}>{words})" for rank, words in enumerate(_LEVELS))
_PARENT = re.compile(
    rf"(?:^|(?<=[\s›>»→/|;,(–—-]))(?:{_NAMED})\s*(?:n\s?[°º]\s*)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,3})*|[ivx]{1,6})?(?![\w'])\s*(?P<sign>[:.–—-]*)\s*"
)
_PIECES = re.compile(r"\s*[,;/|›>»→]\s*|\s+[–—-]\s+|\s+:\s+")
_BETWEEN = " ›>→/|;,–—-:."
LEVEL_OF = {
    Rubric.AXIS: Level.AXIS,
    Rubric.INTERMEDIATE: Level.INTERMEDIATE,
    Rubric.CHALLENGE: Level.INTERMEDIATE,
    Rubric.OPERATIONAL: Level.OPERATIONAL,
}
PARENTS = frozenset({Rubric.THEME, Rubric.AXIS, Rubric.INTERMEDIATE, Rubric.OPERATIONAL})


@dataclass(frozen=True, slots=True)
class Parent:
    """One level above a fiche, with the words that name it."""

    number: str
    title: str
    cell: Cell
    words: str


@dataclass(slots=True)
class Place:
    """The levels that are said so far, from the theme down."""

    parents: dict[Rubric, Parent] = field(default_factory=dict)

    def add(self, found: dict[Rubric, Parent]) -> None:
        """Add what another line says: a title completes the number of the same level."""
        for rubric, parent in found.items():
            known = self.parents.get(rubric)
            if known is None or (not known.title and known.number in ("", parent.number)):
                self.parents[rubric] = parent
            elif not known.number and parent.number and not parent.title:
                self.parents[rubric] = Parent(parent.number, known.title, known.cell, known.words)

    def under(self, section: "Place") -> "Place":
        """This place inside the section of the document that holds it."""
        return Place({**section.parents, **self.parents}) if self.parents else Place(dict(section.parents))

    @property
    def words(self) -> str:
        return " › ".join(parent.words for parent in self.parents.values())


def read_mark(line: str) -> Label | None:
    """The label of a line that begins a fiche: « FICHE ACTION N° 12 », « Fiche 1.2.4 (version 2017) »."""
    text = one_line(line)
    label = classify(text)
    if label.kind is Kind.ACTION:
        title = label.title if not _BLANKS.fullmatch(label.title or "x") else ""
        return Label(Kind.ACTION, title, label.number, label.suffix, raw=text)
    match = _FICHE.match(flat(_BLANKS.sub("", text)))
    if match is None or len(text) > 300:
        return None
    number = match["number"] or ""
    if number.isdecimal():
        number = number.lstrip("0") or "0"
    title = text[match.end() :].strip() if match.end() < len(text) else ""
    title = "" if _BLANKS.fullmatch(title) else title
    return Label(Kind.ACTION, title, number, (match["suffix"] or "").strip(), raw=text)


def mark_inside(line: str) -> Label | None:
    """The number of a fiche anywhere in a line, as the header of a page gives it."""
    text = one_line(line)
    match = _INSIDE.search(flat(text))
    if match is None:
        return None
    return Label(Kind.ACTION, "", match["number"].lstrip("0") or "0", (match["suffix"] or "").strip(), raw=text)


def read_parents(line: str, cell: Cell) -> dict[Rubric, Parent]:
    """The levels that a line names from its beginning, in its order; none when it begins with anything else."""
    text = one_line(line)
    if len(text) > 600:
        return {}
    return _trail(text, cell) or _named_parents(text, cell)


def _trail(text: str, cell: Cell) -> dict[Rubric, Parent]:
    """« Enfance › Axe III : Jouer › OI 2 »: the levels between chevrons, the first being the theme."""
    pieces = [piece for piece in re.split(r"\s+[›>→]\s+", text) if piece]
    if len(pieces) < 2:
        return {}
    levels = [_named_parents(piece, cell) or _roman_axis(piece, cell) for piece in pieces]
    if not all(levels[1:]):
        return {}
    if not levels[0] and not re.fullmatch(_THEME_WORDS, flat(pieces[0])):
        levels[0] = {Rubric.THEME: Parent("", pieces[0], cell, pieces[0])}
    return {rubric: parent for level in levels for rubric, parent in level.items()}


def _roman_axis(text: str, cell: Cell) -> dict[Rubric, Parent]:
    label = classify(text)
    return {Rubric.AXIS: Parent(label.number, label.title, cell, text)} if label.kind is Kind.ROMAN else {}


def _named_parents(text: str, cell: Cell) -> dict[Rubric, Parent]:
    key = flat(text)
    marks = [match for match in _PARENT.finditer(key) if _is_parent(match, text)]
    if not marks or marks[0].start():
        return {}
    found: dict[Rubric, Parent] = {}
    for match, end in zip(marks, [*(mark.start() for mark in marks[1:]), len(text)], strict=True):
        rubric = _rubric(match)
        title = text[match.end() : end].strip(_BETWEEN)
        number = (match["number"] or "").upper()
        words = text[match.start() : end].strip(_BETWEEN)
        if rubric is Rubric.THEME and not title:
            title = words
        if title or number:
            found.setdefault(rubric, Parent(number, title, cell, words))
    return found


def read_path(lines: Iterable[str], cell: Cell) -> dict[Rubric, Parent]:
    """The levels that the lines under « Rattachement » name in any order: « PEDT, axe 1, objectif opérationnel 2 »."""
    found: dict[Rubric, Parent] = {}
    for line in lines:
        for piece in (line, *_PIECES.split(one_line(line))):
            for rubric, parent in read_parents(piece, cell).items():
                found.setdefault(rubric, parent)
    return found


def parent_of(rubric: Rubric, text: str, cell: Cell) -> Parent | None:
    """The level that stands under its own label: « Axe 2 : Apprendre », « II – Apprendre », « 2 », « Apprendre »."""
    line = one_line(text)
    if not line:
        return None
    if (found := read_parents(line, cell).get(rubric)) is not None:
        return found
    label = classify(line)
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,3})*|[IVX]{1,6}", line):
        return Parent(line.upper(), line if rubric is Rubric.THEME else "", cell, line)
    if label.kind in (Kind.ROMAN, Kind.NUMBERED) and label.title and rubric is not Rubric.THEME:
        return Parent(label.number, label.title, cell, line)
    return Parent("", line, cell, line)


def _is_parent(match: re.Match[str], text: str) -> bool:
    """Whether a level is named there, and not only spoken of: a number or a sign follows, or nothing else stands."""
    number = match["number"] or ""
    if number.isalpha() and (roman_value(number) is None or not text[match.start("number")].isupper()):
        return False
    if match.start() and not number:
        return text[: match.start()].rstrip().endswith(("›", ">", "→")) or bool(match["sign"].startswith(":"))
    return bool(number or match["sign"])


def _rubric(match: re.Match[str]) -> Rubric:
    return next(rubric for rank, rubric in enumerate(_LEVELS.values()) if match[f"l{rank}"] is not None)
