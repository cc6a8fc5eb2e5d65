"""Types of plan of a territory: the national ones, and those that it adapted to its own words."""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.aggregates import content
from accounts.enums import Change
from accounts.history import record
from accounts.models import Territory, User
from plans.enums import Level
from plans.levels import Ladder, enumerated
from plans.models import Objective, Plan, PlanKind

COPIED = (
    "code", "name", "acronym", "action_label", "action_label_plural", "allows_skipping", "expects_actions",
    "min_years", "max_years", "duration_is_law", "source",
    "asks_childcare", "asks_programme", "renewal_months", "renewal_note", "position",
)  # fmt: skip
ROWS = {  # what hangs on a type and is copied with it
    "levels": ("level", "singular", "plural", "prefix", "numbering"),
    "sections": ("key", "title", "why", "advice", "source", "need", "condition", "is_required", "position"),
    "visas": ("key", "stage", "label", "partner_kind", "condition", "is_required", "source", "position"),
}


class CannotDrop(Exception):
    """The adaptation has to stay; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class KindRow:
    """One line of the list of types."""

    kind: PlanKind
    levels: list[str]
    plans: list[Plan]

    @property
    def is_own(self) -> bool:
        return self.kind.territory_id is not None


def offered(territory: Territory) -> "QuerySet[PlanKind]":
    """The types that a plan of the territory may have: its own, and the national ones that it did not adapt."""
    own = PlanKind.objects.filter(territory=territory).values("code")
    return PlanKind.objects.filter(Q(territory=territory) | Q(territory=None) & ~Q(code__in=own))


def rows(territory: Territory) -> list[KindRow]:
    """The types of a territory with their levels and its plans. Three queries."""
    plans: dict[int, list[Plan]] = {}
    for plan in Plan.objects.of(territory).select_related("territory").order_by("title"):
        plans.setdefault(plan.kind_id, []).append(plan)
    kinds = offered(territory) | PlanKind.objects.filter(pk__in=plans)
    found = kinds.distinct().prefetch_related("levels").order_by("position", "code", "pk")
    return [
        KindRow(
            kind,
            [one.singular for one in sorted(kind.levels.all(), key=lambda one: Level(one.level).rank)],
            plans.get(kind.pk, []),
        )
        for kind in found
    ]


def levels_in_use(kind: PlanKind, territory: Territory) -> Counter[Level]:
    """How many objectives stand at each level in the territory's plans of that type. One query."""
    levels = Objective.objects.filter(plan__kind=kind, plan__territory=territory, parent__isnull=False).order_by()
    return Counter(Level(level) for level in levels.values_list("level", flat=True))


def adapt(*, kind: PlanKind, territory: Territory, by: User) -> PlanKind:
    """The territory's own copy of a national type; its plans of that type take it at once."""
    with transaction.atomic():
        Territory.objects.select_for_update(no_key=True).get(pk=territory.pk)
        known = PlanKind.objects.filter(territory=territory, code=kind.code).first()
        if known is not None:
            return known
        own = PlanKind.objects.create(territory=territory, **{name: getattr(kind, name) for name in COPIED})
        for rows_name, fields in ROWS.items():
            for row in getattr(kind, rows_name).order_by("pk").values(*fields):
                getattr(own, rows_name).create(**row)
        Plan.objects.of(territory).filter(kind=kind).update(kind=own)
        record(Change.CREATED, own, by=by, territory=territory, after=content(own))
        return own


def drop(*, kind: PlanKind, by: User) -> PlanKind:
    """Come back to the national type. Raise CannotDrop when it has not a level that plans use, or does not exist."""
    territory = kind.territory
    assert territory is not None
    with transaction.atomic():
        shared = PlanKind.objects.filter(territory=None, code=kind.code).first()
        if shared is None:
            raise CannotDrop("Aucun type commun ne porte ce code : ce type reste.")
        missing = missing_levels(shared, levels_in_use(kind, territory))
        if missing:
            names = enumerated([Ladder.of(kind).rung(level).words for level in missing])
            raise CannotDrop(f"Des plans utilisent un niveau que le type commun n’a pas : {names}.")
        held, key = content(kind), kind.pk
        Plan.objects.filter(kind=kind).update(kind=shared)
        kind.delete()
        record(Change.DELETED, kind, by=by, territory=territory, before=held, key=key)
        return shared


def missing_levels(kind: PlanKind, used: Counter[Level]) -> list[Level]:
    """The levels in use that a type has not, the highest first."""
    ladder = Ladder.of(kind)
    known = {rung.level for rung in ladder.rungs}
    return sorted((level for level, number in used.items() if number and level not in known), key=lambda one: one.rank)
