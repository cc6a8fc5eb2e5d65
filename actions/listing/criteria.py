"""What a list is asked for in its address: filters and sort, read strictly, written back in one canonical form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from django.db.models import Q

from accounts.text import one_line
from actions.filters import NOTHING, Choice, Filter, Shape, registered
from actions.listing.scope import Scope
from actions.listing.sorts import SORTS
from actions.models import ActionQuerySet

LONGEST_VALUE = 200
MOST_VALUES = 100
UNKNOWN = "valeur inconnue"
SORT = "tri"


class Query(Protocol):
    """A QueryDict, or anything that gives every value of a name."""

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter in words, and the address of the list without it."""

    label: str
    query: str


class Criteria:
    """The filters and the sort of a list. A value that means nothing keeps no fiche: nothing is widened in silence."""

    def __init__(self, scope: Scope, query: Query) -> None:
        self.scope = scope
        self.chosen: dict[str, list[str]] = {}
        for one in registered():
            given = (one_line(value)[:LONGEST_VALUE] for value in query.getlist(one.name)[:MOST_VALUES])
            if values := [*dict.fromkeys(filter(None, given))]:
                self.chosen[one.name] = values
        asked = next(iter(query.getlist(SORT)), "")
        self.sort = asked if asked.removeprefix("-") in SORTS else ""

    def __bool__(self) -> bool:
        return bool(self.chosen)

    def where(self) -> Q:
        where = Q()
        for one in self._filters():
            kept = [self._kept(one, value) for value in self.chosen[one.name]]
            where &= _all(kept) if one.every else _any(kept)
        return where

    def fiches(self) -> ActionQuerySet:
        """The fiches that are kept, each once, in no order."""
        return self.scope.fiches().filter(self.where()).order_by()

    def query(self, **other: str | None) -> str:
        """The canonical query of the address, `other` values replaced (None: left out): « statut=DONE&tri=-maj »."""
        values: dict[str, list[str]] = {**self.chosen, **({SORT: [self.sort]} if self.sort else {})}
        for name, value in other.items():
            values[name] = [value] if value else []
        return encoded(values)

    def chips(self) -> list[Chip]:
        return [
            Chip(self._words(one, value), self._without(one.name, value))
            for one in self._filters()
            for value in self.chosen[one.name]
        ]

    def _filters(self) -> list[Filter]:
        return [one for one in registered() if one.name in self.chosen]

    def _kept(self, one: Filter, value: str) -> Q:
        try:
            return one.where(self.scope, value)
        except ValueError:
            return NOTHING

    def _words(self, one: Filter, value: str) -> str:
        label = one.label_in(self.scope)
        offered = {choice.value: choice.label for choice in one.choices(self.scope)}
        words = offered.get(value)
        if words is None:
            try:
                words = one.words(value) if one.shape not in (Shape.CHECKS, Shape.SELECT) else f"{UNKNOWN} ({value})"
            except ValueError:
                words = f"« {value} » ({UNKNOWN})"
        if one.name == "sans":
            return f"{label} {words}"
        return words[:1].upper() + words[1:] if one.name == "etat" else f"{label} : {words}"

    def _without(self, name: str, value: str) -> str:
        left = {**self.chosen, name: [other for other in self.chosen[name] if other != value]}
        return encoded({**left, **({SORT: [self.sort]} if self.sort else {})})


@dataclass(frozen=True, slots=True)
class Panel:
    """One filter of the panel: its options by group, whether each is chosen, and the values that are no option."""

    name: str
    label: str
    shape: str
    groups: list[tuple[str, list[tuple[Choice, bool]]]]
    typed: str
    chosen: int


def panels(criteria: Criteria) -> list[Panel]:
    """The filters to offer, in their order; those without any choice are left out unless one of them is active."""
    found = []
    for one in registered():
        choices = one.choices(criteria.scope)
        chosen = criteria.chosen.get(one.name, [])
        if one.shape in (Shape.CHECKS, Shape.SELECT) and not choices and not chosen:
            continue
        offered = {choice.value for choice in choices}
        others = [value for value in chosen if value not in offered]
        if one.shape in (Shape.CHECKS, Shape.SELECT):
            choices = [*choices, *(Choice(value, f"{UNKNOWN} ({value})") for value in others)]
        groups: dict[str, list[tuple[Choice, bool]]] = {}
        for choice in choices:
            groups.setdefault(choice.group, []).append((choice, choice.value in chosen))
        typed = others[0] if others and one.shape not in (Shape.CHECKS, Shape.SELECT) else ""
        label = one.label_in(criteria.scope)
        found.append(Panel(one.name, label, one.shape.value, list(groups.items()), typed, len(chosen)))
    return found


def encoded(values: Mapping[str, list[str]]) -> str:
    return urlencode([(name, value) for name, several in values.items() for value in several])


def _any(kept: list[Q]) -> Q:
    where = kept[0]
    for other in kept[1:]:
        where |= other
    return where


def _all(kept: list[Q]) -> Q:
    where = Q()
    for other in kept:
        where &= other
    return where
