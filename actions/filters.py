"""The filters of the lists of fiches: a small registry. Each app declares its own in `AppConfig.ready`.

A filter has a name in the address (`statut=ONGOING&statut=DONE`), words for people, the values that it offers and the
fiches that each value keeps. A lack is one box of the filter « sans » (« sans pilote »); a state, one of « etat ».
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from actions.listing.scope import Scope

NOTHING = Q(pk__in=())  # what a value that means nothing keeps: never more fiches than were asked for


class Shape(Enum):
    CHECKS = "checks"  # a short list: one box a value
    SELECT = "select"  # a long list, typed and chosen
    TEXT = "text"
    DATE = "date"
    AGE = "age"
    SINCE = "since"  # a number of days, or a date


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    group: str = ""


def _no_choices(scope: "Scope") -> list[Choice]:
    return []


@dataclass(frozen=True, slots=True)
class Filter:
    """`where(scope, value)` raises ValueError for a value that means nothing. Several values: one or the other,
    every one of them when `every`. `label` may depend on the plan (« Objectif général »). Neither costs a query of
    its own beyond those that the scope keeps. A filter without any choice is not offered."""

    name: str
    label: str | Callable[["Scope"], str]
    where: Callable[["Scope", str], Q]
    shape: Shape = Shape.CHECKS
    choices: Callable[["Scope"], list[Choice]] = _no_choices
    every: bool = False
    words: Callable[[str], str] = str  # a value without a list, as people read it

    def label_in(self, scope: "Scope") -> str:
        return self.label if isinstance(self.label, str) else self.label(scope)


@dataclass(frozen=True, slots=True)
class Lack:
    """Fiches that miss something, or are in a state worth a look; `where` is called for each list."""

    name: str
    label: str
    where: Callable[[], Q]


_filters: dict[str, Filter] = {}
_lacks: dict[str, Lack] = {}
_states: dict[str, Lack] = {}


def register(*filters: Filter) -> None:
    """Add filters at the end of the panel; saying it twice replaces."""
    _filters.update({one.name: one for one in filters})


def register_lack(*lacks: Lack) -> None:
    """Add boxes to the filter « sans »; saying it twice replaces."""
    _lacks.update({one.name: one for one in lacks})


def register_state(*states: Lack) -> None:
    """Add boxes to the filter « etat »; saying it twice replaces."""
    _states.update({one.name: one for one in states})


def registered() -> tuple[Filter, ...]:
    return tuple(_filters.values())


def lacks() -> dict[str, Lack]:
    return _lacks


def states() -> dict[str, Lack]:
    return _states
