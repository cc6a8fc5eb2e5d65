"""The taux d’encadrement of an accueil: how many animateurs its places ask for, how many are missing (CASF, R227-16).

Pure functions: the ratios are given, read once for a page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil

from plans.enums import ChildcarePeriod
from plans.models import Childcare, Plan, StaffRatio

LONG_HOURS = 5
FEWEST, MOST = 7, 300
LEADER_COUNTS_UP_TO = 50  # children: beyond, the director is not one of the animateurs
PEDT = "PEDT"


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """The children of one age in an accueil: their places, who is there, who is owed."""

    key: str  # « under_6 », « six_plus »: the end of the names of its fields
    label: str  # « moins de 6 ans »
    places: int
    staff: int | None
    per_staff: int

    @property
    def needed(self) -> int:
        return ceil(self.places / self.per_staff)

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.staff) if self.staff is not None else 0


@dataclass(frozen=True, slots=True)
class Staffing:
    """What the rule says of an accueil; `ratio` is None where no ratio is owed or known."""

    ratio: StaffRatio | None
    groups: tuple[AgeGroup, ...] = ()
    hours_unknown: bool = False  # the ratio of five hours or less was taken for want of better

    @property
    def missing(self) -> int:
        return sum(group.missing for group in self.groups)

    @property
    def shortages(self) -> list[tuple[AgeGroup, str]]:
        """« 2 animateurs pour 32 enfants de moins de 6 ans : il en faut 3 (1 pour 14, …). », for each age."""
        return [(group, self._sentence(group)) for group in self.groups if group.missing]

    def _sentence(self, group: AgeGroup) -> str:
        ratio = self.ratio
        said = f"{ratio.label}, {short_source(ratio)}" if ratio else ""
        children = f"{_counted(group.places, 'enfant')} de {group.label}"
        return (
            f"{_counted(group.staff or 0, 'animateur')} pour {children}\u00a0: "
            f"il en faut {group.needed} (1 pour {group.per_staff}, {said})."
        )


def with_pedt(plan: Plan) -> bool:
    """Whether the accueils of a plan have the ratios of a PEDT: it is one, or it carries a Plan mercredi."""
    return plan.kind.code == PEDT or plan.has_wednesday_charter


def day_of(plan: Plan, today: date) -> date:
    """The day whose ratios are read: today, within the period of the plan."""
    if plan.starts_on and today < plan.starts_on:
        return plan.starts_on
    return min(today, plan.ends_on) if plan.ends_on else today


def ratio_for(childcare: Childcare, ratios: Iterable[StaffRatio], *, with_pedt: bool, on: date) -> StaffRatio | None:
    """The ratio in force that day for an accueil; None when the list has none. Unknown hours are taken as short."""
    is_long = (childcare.longest_hours or 0) > LONG_HOURS
    fitting = [
        ratio
        for ratio in ratios
        if ratio.period == childcare.period
        and ratio.with_pedt in (None, with_pedt)
        and ratio.is_long in (None, is_long)
        and ratio.effective_from <= on
    ]
    return max(fitting, key=lambda ratio: ratio.effective_from, default=None)


def staffing_of(childcare: Childcare, ratios: Iterable[StaffRatio], *, with_pedt: bool, on: date) -> Staffing:
    """What the rule says of an accueil on a day. One that is not declared owes no ratio."""
    ratio = ratio_for(childcare, ratios, with_pedt=with_pedt, on=on) if childcare.is_declared else None
    if ratio is None:
        return Staffing(None)
    groups = (
        ("under_6", "moins de 6 ans", childcare.capacity_under_6, childcare.staff_under_6, ratio.under_6),
        ("six_plus", "6 ans ou plus", childcare.capacity_six_plus, childcare.staff_six_plus, ratio.six_plus),
    )
    return Staffing(
        ratio,
        tuple(AgeGroup(key, label, places, staff, per) for key, label, places, staff, per in groups if places),
        childcare.longest_hours is None and ratio.is_long is not None,
    )


def bounds_fault(childcare: Childcare) -> str:
    """What is wrong with the number of children of a declared accueil, in a sentence; nothing when it is right."""
    places = places_of(childcare)
    if not childcare.is_declared or places is None or FEWEST <= places <= MOST:
        return ""
    if places < FEWEST:
        return f"{_counted(places, 'place')}\u00a0: un accueil déclaré compte au moins {FEWEST} mineurs."
    more = ""
    if childcare.period == ChildcarePeriod.PERISCHOOL:
        more = ", ou l’effectif de l’école s’il est celui d’une seule école"
    return f"{_counted(places, 'place')}\u00a0: un accueil de loisirs déclaré compte {MOST} mineurs au plus{more}."


def places_of(childcare: Childcare) -> int | None:
    """All the places of an accueil; None when none is said."""
    said = [places for places in (childcare.capacity_under_6, childcare.capacity_six_plus) if places is not None]
    return sum(said) if said else None


def short_source(ratio: StaffRatio) -> str:
    """« CASF R227-16 », without the decree that last changed it."""
    return ratio.source.split(" (")[0].replace(",", "")


def checked(
    plan: Plan, childcares: Iterable[Childcare], ratios: Iterable[StaffRatio], today: date
) -> Iterator[tuple[Childcare, Staffing]]:
    """Each accueil of a plan with what the rule says of it."""
    known, pedt, on = list(ratios), with_pedt(plan), day_of(plan, today)
    for childcare in childcares:
        yield childcare, staffing_of(childcare, known, with_pedt=pedt, on=on)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}"
