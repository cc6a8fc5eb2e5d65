"""Where a fiche that hangs on nothing may hang: ranked proposals, each with its reasons. Pure: no database here.

What speaks for an objective: the fiche's number begins with its own (« 1.2.4 » → « 1.2 »), the fiches numbered just
before and after hang there, they share words, they share a theme. Nothing is chosen for the person.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, sqrt

from accounts.text import search_text
from plans.enums import Level
from plans.numbering import rank_in

PROPOSED = 3
WORDS_TOLD = 3
REACH = 3  # how far a neighbour may be, in numbers
BY_NUMBER = 12.0
BY_NEIGHBOUR = 4.0
BY_WORDS = 8.0
ABOVE, HELD = 0.35, 0.45  # what the words of an objective's parents and of its fiches count beside its own
LIKE_ENOUGH = 0.12  # cosine under which words in common say nothing
ELSEWHERE = 0.25  # what is left of a proposal of another theme than the fiche's
HIGHER = 0.6  # what is left of a proposal above the lowest level
VAGUE = frozenset(
    search_text(
        "entre chaque tout tous toute toutes plus pendant sans chez vers faire mettre avoir être place comme"
    ).split()
)
_DOTTED = re.compile(r"\d+(?:\s*\.\s*\d+)+")
_WORD = re.compile(r"[^\W_]{3,}")


@dataclass(frozen=True, slots=True)
class Spot:
    """An objective that fiches may hang on. `theme` is the theme above it, `parent` the objective just above."""

    pk: int
    parent: int | None
    theme: int | None
    level: Level
    code: str
    title: str
    is_lowest: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A fiche: to be placed, or already in its place. `words` is what else tells of it (its enjeu)."""

    pk: int
    theme: int | None
    objective: int | None
    number: int | None
    code: str
    title: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    spot: int
    reasons: tuple[str, ...]
    score: float


@dataclass(slots=True)
class _Case:
    """What speaks for one spot."""

    score: float = 0.0
    reasons: list[str] = field(default_factory=list)
    is_alike: bool = False


class Proposer:
    """Knows the spots of a plan and the fiches that have their place; proposes for the others."""

    def __init__(self, spots: Sequence[Spot], placed: Iterable[Sheet] = ()) -> None:
        self.spots = {spot.pk: spot for spot in spots}
        self._by_number = _numbers(spots)
        self._neighbours: dict[int | None, dict[int, Sheet]] = defaultdict(dict)
        bags = {spot.pk: _bag(spot.title) for spot in spots}
        own = {pk: dict(bag) for pk, bag in bags.items()}
        for spot in spots:
            parent = self.spots.get(spot.parent or 0)
            while parent is not None:
                _pour(own[parent.pk], bags[spot.pk], ABOVE)
                parent = self.spots.get(parent.parent or 0)
        for sheet in placed:
            if sheet.objective in bags:
                _pour(_bag(sheet.title), bags[sheet.objective], HELD)
                if sheet.number is not None:
                    self._neighbours[sheet.theme][sheet.number] = sheet
        self._bags = bags
        self._index, self._lengths, self._rarity = _indexed(bags)

    def proposals(self, sheet: Sheet, limit: int = PROPOSED) -> list[Proposal]:
        """The best first. Where it hangs now, when that is in doubt, comes before all."""
        cases: dict[int, _Case] = defaultdict(_Case)
        self._hear_number(sheet, cases)
        self._hear_neighbours(sheet, cases)
        said = self._hear_words(sheet, cases)
        for pk, case in cases.items():
            spot = self.spots[pk]
            if sheet.theme is not None and spot.theme != sheet.theme:
                case.score *= ELSEWHERE
            if not spot.is_lowest:
                case.score *= HIGHER
        if sheet.objective in self.spots:
            case = cases[sheet.objective]
            case.score += 100
            case.reasons.insert(0, "rattachement actuel")
        ranked = sorted(cases.items(), key=lambda one: -one[1].score)  # sorting is stable: print order among equals
        best = [(pk, case) for pk, case in ranked[:limit] if case.score > 0]
        return [Proposal(pk, (*case.reasons, *self._common(pk, case, said)), case.score) for pk, case in best]

    def _hear_number(self, sheet: Sheet, cases: dict[int, _Case]) -> None:
        key = dotted(sheet.code) or dotted(sheet.title[:12])
        for size in range(len(key), 0, -1):
            found = self._by_number.get(key[:size], [])
            same = [pk for pk in found if self.spots[pk].theme == sheet.theme]
            several = same or found
            for pk in several if len(key) > 1 else []:
                cases[pk].score += (BY_NUMBER + size) / len(several)
                cases[pk].reasons.append(f"numéro {'.'.join(map(str, key[:size]))}")
            if several:
                return

    def _hear_neighbours(self, sheet: Sheet, cases: dict[int, _Case]) -> None:
        if sheet.number is None:
            return
        around = self._neighbours.get(sheet.theme, {})
        told: dict[int, list[int]] = defaultdict(list)
        for step in (-1, 1):
            gaps = (gap for gap in range(1, REACH + 1) if sheet.number + step * gap in around)
            if gap := next(gaps, 0):
                near = around[sheet.number + step * gap]
                assert near.objective is not None
                cases[near.objective].score += BY_NEIGHBOUR / gap
                told[near.objective].append(sheet.number + step * gap)
        for pk, numbers in told.items():
            same = "les fiches" if len(numbers) > 1 else "la fiche"
            cases[pk].reasons.append(f"comme {same} {' et '.join(map(str, numbers))}")

    def _hear_words(self, sheet: Sheet, cases: dict[int, _Case]) -> list[tuple[str, str]]:
        """Give back the stems of the fiche and its words, those that tell the most first."""
        bag = _bag(sheet.title)
        _pour(_bag(sheet.words), bag, HELD)
        weights = {stem: weight * self._rarity[stem] for stem, weight in bag.items() if stem in self._rarity}
        length = sqrt(sum(weight * weight for weight in weights.values()))
        shared: dict[int, float] = defaultdict(float)
        for stem, weight in weights.items():
            for pk, theirs in self._index[stem]:
                shared[pk] += weight * theirs
        for pk, product in shared.items():
            likeness = product / (length * self._lengths[pk])
            if likeness >= LIKE_ENOUGH:
                cases[pk].score += BY_WORDS * likeness
                cases[pk].is_alike = True
        written = _written(sheet.title, sheet.words)
        return [(stem, written.get(stem, stem)) for stem in sorted(weights, key=lambda stem: -weights[stem])]

    def _common(self, pk: int, case: _Case, said: Sequence[tuple[str, str]]) -> Iterator[str]:
        if case.is_alike:
            words = [word for stem, word in said if stem in self._bags[pk]][:WORDS_TOLD]
            yield f"mot{'s' * (len(words) > 1)} en commun : {', '.join(words)}"


def dotted(text: str) -> tuple[int, ...]:
    """« 1.2.4 » as (1, 2, 4); empty without such a number."""
    found = _DOTTED.search(text)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _numbers(spots: Sequence[Spot]) -> dict[tuple[int, ...], list[int]]:
    """The spots by the number that leads to them from the top: their own when it is decimal, else with their parents'.

    A theme that is numbered (« Pilier 1 ») may count as the first of them.
    """
    keys: dict[int, tuple[int, ...]] = {}
    found: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for spot in spots:  # parents come before their children
        own = dotted(spot.code)
        if not own:
            rank = rank_in(spot.code)
            above = keys.get(spot.parent or 0, ())
            own = (*above, rank) if rank else above
        keys[spot.pk] = own
        if own and spot.level is not Level.THEME:
            found[own].append(spot.pk)
    return found


def _bag(text: str) -> dict[str, float]:
    """The stems of a text; those of one or two letters and small numbers say nothing."""
    return {stem: 1.0 for stem in search_text(text).split() if len(stem) > 2 and stem not in VAGUE}


def _pour(words: Mapping[str, float], into: dict[str, float], share: float) -> None:
    for stem, weight in words.items():
        into[stem] = max(into.get(stem, 0.0), weight * share)


def _indexed(
    bags: Mapping[int, Mapping[str, float]],
) -> tuple[dict[str, list[tuple[int, float]]], dict[int, float], dict[str, float]]:
    """Which spots hold each stem and how much it weighs there; the length of each spot; how rare each stem is."""
    holders: dict[str, int] = defaultdict(int)
    for bag in bags.values():
        for stem in bag:
            holders[stem] += 1
    rarity = {stem: log(1 + len(bags) / count) for stem, count in holders.items()}
    index: dict[str, list[tuple[int, float]]] = defaultdict(list)
    lengths: dict[int, float] = {}
    for pk, bag in bags.items():
        weights = {stem: weight * rarity[stem] for stem, weight in bag.items()}
        lengths[pk] = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for stem, weight in weights.items():
            index[stem].append((pk, weight))
    return index, lengths, rarity


def _written(*texts: str) -> dict[str, str]:
    """The word of a text behind each stem, to say it as it was written."""
    return {search_text(word).strip(): word.lower() for text in texts for word in reversed(_WORD.findall(text))}
