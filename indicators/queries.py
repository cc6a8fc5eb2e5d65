"""The list of all the indicators of a plan: its filters, what each row shows, at a constant number of queries."""

from dataclasses import dataclass, field

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.text import search_text, search_tokens
from indicators.enums import IndicatorKind
from indicators.models import Indicator, IndicatorQuerySet
from plans.enums import Level
from plans.models import Objective, Plan

MISSING = {
    "depart": "Sans situation de départ",
    "cible": "Sans cible",
    "source": "Sans source",
    "mesure": "Sans valeur relevée",
}
ON = {"fiche": "Sur une fiche", "objectif": "Sur un objectif"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address of the list asks for; what it says wrong does not count."""

    query: str = ""
    kind: str = ""
    on: str = ""
    theme: int | None = None
    missing: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_empty(self) -> bool:
        return self == Filters()


def filters_from(asked: "dict[str, list[str]]") -> Filters:
    """The filters of an address: `q`, `type`, `sur`, `theme`, `sans` (several)."""

    def one(name: str) -> str:
        return (asked.get(name) or [""])[-1].strip()

    theme = one("theme")
    return Filters(
        query=one("q")[:200],
        kind=one("type") if one("type") in IndicatorKind else "",
        on=one("sur") if one("sur") in ON else "",
        theme=int(theme) if theme.isdecimal() and len(theme) < 18 else None,
        missing=frozenset(asked.get("sans", [])) & MISSING.keys(),
    )


def listed(plan: Plan, filters: Filters) -> IndicatorQuerySet:
    """In the order of print of what they hang on, with targets and values. One query more when words are searched."""
    rows = (
        Indicator.objects.of_plan(plan)
        .select_related("action", "objective")
        .prefetch_related("targets", "measurements")
    )
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.on:
        rows = rows.filter(action__isnull=filters.on != "fiche")
    if filters.theme:
        rows = _of_theme(rows, plan, filters.theme)
    if "depart" in filters.missing:
        rows = rows.without_baseline()
    if "cible" in filters.missing:
        rows = rows.without_target()
    if "source" in filters.missing:
        rows = rows.filter(source="")
    if "mesure" in filters.missing:
        rows = rows.without_measurement()
    if filters.query:
        rows = rows.filter(pk__in=_found(plan, filters.query))
    return rows.annotate(place=Coalesce("objective__lft", "action__objective__lft")).order_by(
        F("place").asc(nulls_last=True), F("action__position"), F("action__number"), "action", "position", "pk"
    )


def themes_of(plan: Plan) -> "list[Objective]":
    return list(Objective.objects.filter(plan=plan, level=Level.THEME).order_by("lft"))


def counts(plan: Plan) -> dict[str, int]:
    """How many there are, and how many lack each thing: « cible » → 12. Five queries."""
    rows = Indicator.objects.of_plan(plan)
    return {
        "": rows.count(),
        "depart": rows.without_baseline().count(),
        "cible": rows.without_target().count(),
        "source": rows.filter(source="").count(),
        "mesure": rows.without_measurement().count(),
    }


def _of_theme(rows: IndicatorQuerySet, plan: Plan, theme: int) -> IndicatorQuerySet:
    above = Objective.objects.filter(plan=plan, pk=theme).values_list("lft", "rght").first()
    if above is None:
        return rows.none()
    inside = Q(objective__lft__gte=above[0], objective__rght__lte=above[1])
    return rows.filter(Q(action__theme=theme) | inside)


def _found(plan: Plan, query: str) -> list[int]:
    """Those whose own words, or those of what they hang on, hold every word of the query."""
    tokens = search_tokens(query)
    names = ("pk", "label", "unit", "source", "breakdown", "action__search_text", "objective__search_text")
    found = []
    for pk, *texts in Indicator.objects.of_plan(plan).order_by().values_list(*names):
        words = search_text(*texts[:4]) + (texts[4] or "") + (texts[5] or "")
        if all(token in words for token in tokens):
            found.append(pk)
    return found
