"""The orders of a list. Each is stable: fiches that are equal stay in the order of print; what is empty comes last."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Sum

from accounts.text import fold
from actions.enums import Role, Status
from actions.models import ActionQuerySet, Funding, Participation

Keys = Callable[[ActionQuerySet], Iterable[tuple[int, Any]]]  # the key of each fiche that has one

_STATUS_RANK = {status.value: rank for rank, status in enumerate(Status)}
_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Sort:
    label: str
    keys: Keys


def in_order_of_print(fiches: ActionQuerySet) -> ActionQuerySet:
    """Plan by plan, theme by theme, as the tree is printed; what waits to be attached ends its theme."""
    return fiches.order_by(
        "plan__title",
        "plan_id",
        F("theme__lft").asc(nulls_last=True),
        F("objective__lft").asc(nulls_last=True),
        "position",
        F("number").asc(nulls_last=True),
        "pk",
    )


def ordered_keys(fiches: ActionQuerySet, sort: str) -> list[int]:
    """The keys of all these fiches in the order that is asked for. One query, two for a sort."""
    printed = list(in_order_of_print(fiches).values_list("pk", flat=True))
    if not sort:
        return printed
    keys = {pk: key for pk, key in SORTS[sort.removeprefix("-")].keys(fiches.order_by()) if key not in (None, "")}
    known = [pk for pk in printed if pk in keys]
    known.sort(key=keys.__getitem__, reverse=sort.startswith("-"))
    return [*known, *(pk for pk in printed if pk not in keys)]


def natural(text: str) -> tuple[Any, ...]:
    """« 1.2.10 » after « 1.2.9 »."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in _DIGITS.split(fold(text)) if part)


def due_day(due_on: date | None, school_year: int | None) -> date | None:
    """The day a fiche is due; a school year ends on 31 August."""
    if due_on is None and school_year is not None:
        return date(school_year + 1, 8, 31)
    return due_on


def _numbers(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    """The numbers first, then the codes."""
    for pk, number, suffix, code in fiches.values_list("pk", "number", "number_suffix", "code"):
        if number is not None:
            yield pk, (0, ((number, ""),), fold(suffix))
        elif code:
            yield pk, (1, natural(code), "")


def _titles(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    return ((pk, fold(title)) for pk, title in fiches.values_list("pk", "title"))


def _places(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    return fiches.filter(objective__isnull=False).values_list("pk", "objective__lft")


def _themes(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    return fiches.filter(theme__isnull=False).values_list("pk", "theme__lft")


def _plans(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    return ((pk, fold(title)) for pk, title in fiches.values_list("pk", "plan__title"))


def _statuses(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    return ((pk, _STATUS_RANK[status]) for pk, status in fiches.values_list("pk", "status"))


def _priorities(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    return ((pk, priority or None) for pk, priority in fiches.values_list("pk", "priority"))


def _leads(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    leads = Participation.objects.filter(action__in=fiches, role=Role.LEAD).order_by()
    return ((pk, fold(name)) for pk, name in leads.values_list("action_id", "partner__name"))


def _due(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    return ((pk, due_day(day, year)) for pk, day, year in fiches.values_list("pk", "due_on", "school_year"))


def _progress(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    return fiches.values_list("pk", "progress")


def _budgets(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    lines = Funding.objects.filter(action__in=fiches, planned__isnull=False).order_by()
    return lines.values_list("action_id").annotate(total=Sum("planned"))


def _updates(fiches: ActionQuerySet) -> Iterable[tuple[int, Any]]:
    return fiches.values_list("pk", "updated_at")


SORTS = {
    "numero": Sort("N°", _numbers),
    "titre": Sort("Intitulé", _titles),
    "plan": Sort("Plan", _plans),
    "theme": Sort("Thème", _themes),
    "objectif": Sort("Objectif", _places),
    "statut": Sort("Statut", _statuses),
    "priorite": Sort("Priorité", _priorities),
    "pilote": Sort("Pilote", _leads),
    "echeance": Sort("Échéance", _due),
    "avancement": Sort("Avancement", _progress),
    "budget": Sort("Budget prévu", _budgets),
    "maj": Sort("Mise à jour", _updates),
}
