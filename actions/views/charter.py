"""The coverage matrix of the charte Plan mercredi: its axes, and the fiches that carry each."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from actions.models import Action, CharterAxis
from plans.access import plan_or_404
from plans.models import Plan


@dataclass(slots=True)
class Coverage:
    """The axes of the charter, and each fiche that carries one with a tick for each axis."""

    axes: list[CharterAxis]
    fiches: list[tuple[Action, list[bool]]]
    counts: list[int] = field(default_factory=list)  # fiches of each axis
    apart: int = 0  # fiches that carry none

    @property
    def uncovered(self) -> list[CharterAxis]:
        return [axis for axis, count in zip(self.axes, self.counts, strict=True) if not count]

    @property
    def columns(self) -> list[tuple[CharterAxis, int]]:
        return list(zip(self.axes, self.counts, strict=True))


def coverage_of(plan: Plan) -> Coverage:
    """Three queries."""
    axes = list(CharterAxis.objects.order_by("position", "label"))
    carried: dict[int, set[int]] = {}
    links = Action.charter_axes.through.objects.filter(action__plan=plan)
    for fiche, axis in links.values_list("action_id", "charteraxis_id"):
        carried.setdefault(fiche, set()).add(axis)
    rows = Action.objects.filter(plan=plan).order_by("theme__lft", "number", "number_suffix", "position", "pk")
    several = list(rows.select_related("theme"))
    fiches = [(one, [axis.pk in carried[one.pk] for axis in axes]) for one in several if one.pk in carried]
    counts = [sum(ticks[rank] for _, ticks in fiches) for rank in range(len(axes))]
    return Coverage(axes, fiches, counts, len(several) - len(fiches))


def charter(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The matrix; of a plan without a Plan mercredi, how to say that it has one."""
    found, _ = plan_or_404(request, territory, plan)
    context = {
        "plan": found,
        "territory": found.territory,
        "coverage": coverage_of(found) if found.has_wednesday_charter else None,
    }
    return render(request, "file/charter.html", context)
