"""A comparison in words: for each difference its place, its fields before and after, word by word."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from accounts.diffing import Piece, in_short, word_diff
from annexes.edition import Edition
from annexes.outline import ActionOutline, ObjectiveOutline, ThemeOutline
from annexes.versions.comparison import Comparison, Difference, DifferenceKind, FieldDifference
from annexes.versions.items import called_by
from annexes.versions.words import TECHNICAL, name_of, noun_of, words_of
from annexes.vocabulary import Vocabulary

OF_THE_PLAN = "Le plan et son dossier"
NODES = (ThemeOutline, ObjectiveOutline, ActionOutline)
IN_LABELS = ("number", "suffix", "code")  # of a node, beside its title


@dataclass(frozen=True, slots=True)
class ToldField:
    """A field in words, whole; a side that says nothing is empty."""

    name: str
    before: str
    after: str
    is_whole: bool = False  # a date, a number, a word of a list: no part of it changes alone

    @property
    def pieces(self) -> list[Piece]:
        """Both texts as one, with what is gone and what is new."""
        if not self.is_whole:
            return word_diff(self.before, self.after)
        both: tuple[Piece, ...] = (Piece("gone", self.before), Piece("new", self.after))
        return [piece for piece in both if piece.text]

    @property
    def in_short(self) -> list[Piece]:
        return in_short(self.pieces)


@dataclass(frozen=True, slots=True)
class Told:
    """A difference in words. `where` and `where_before` say its place in one line."""

    difference: Difference
    noun: str
    fields: tuple[ToldField, ...]

    @property
    def kind(self) -> DifferenceKind:
        return self.difference.kind

    @property
    def label(self) -> str:
        return self.difference.label or self.noun

    @property
    def where(self) -> str:
        return " › ".join(self.difference.place)

    @property
    def under(self) -> str:
        """What it stands, or stood, under inside its chapter."""
        one = self.difference
        place = one.place_before if one.kind is DifferenceKind.REMOVED else one.place
        chapter = tuple(filter(None, (one.theme, one.axis)))
        return " › ".join(place[len(chapter) :] if place[: len(chapter)] == chapter else place)

    @property
    def where_before(self) -> str:
        return " › ".join(self.difference.place_before)


@dataclass(frozen=True, slots=True)
class Chapter:
    """The differences of one part of the plan: its dossier, or an axe of a theme."""

    theme: str
    title: str
    differences: tuple[Difference, ...]

    @property
    def name(self) -> str:
        return " – ".join(filter(None, (self.theme, self.title)))


def chapters_of(comparison: Comparison) -> list[Chapter]:
    """The differences by theme and by axe, in the order of print."""
    found: dict[tuple[str, str], list[Difference]] = {}
    for one in comparison.differences:
        found.setdefault(_chapter(one), []).append(one)
    return [Chapter(theme, title, tuple(several)) for (theme, title), several in found.items()]


def told(difference: Difference, edition: Edition, vocabulary: Vocabulary) -> Told:
    """In words; the title of what was added or removed is its label."""
    noun = noun_of(difference.of, difference.level, edition)
    return Told(difference, noun, tuple(_fields(difference, vocabulary)))


def _fields(difference: Difference, vocabulary: Vocabulary) -> Iterator[ToldField]:
    is_here_and_there = difference.kind in (DifferenceKind.CHANGED, DifferenceKind.MOVED)
    for one in difference.fields:
        before, after = _words(difference, one, vocabulary)
        if before != after and (is_here_and_there or not _is_in_label(difference.of, one.name)):
            is_whole = not any(_is_prose(value) for value in (one.before, one.after))
            yield ToldField(name_of(difference.of, one.name), before, after, is_whole)


def _is_in_label(kind: type, name: str) -> bool:
    """Whether the label of an added or a removed object says that field, or nobody has to read it."""
    return name in IN_LABELS if kind in NODES else name in (*called_by(kind), TECHNICAL)


def _is_prose(value: Any) -> bool:
    return isinstance(value, (str, tuple)) and not isinstance(value, Enum)


def _words(difference: Difference, one: FieldDifference, vocabulary: Vocabulary) -> tuple[str, str]:
    """What a side without the object would say by default is not said."""
    before = words_of(difference.of, one.name, one.before, vocabulary)
    after = words_of(difference.of, one.name, one.after, vocabulary)
    if difference.kind is DifferenceKind.ADDED:
        return "", after
    return (before, "") if difference.kind is DifferenceKind.REMOVED else (before, after)


def _chapter(one: Difference) -> tuple[str, str]:
    if one.of not in NODES:
        return OF_THE_PLAN, ""
    return one.theme, one.axis
