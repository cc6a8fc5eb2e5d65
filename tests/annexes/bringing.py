"""Files brought to a plan with what people decided about them."""

from typing import Any

from actions.models import Action
from annexes.applying.apply import Applied, import_outline
from annexes.deciding.decisions import Decisions
from annexes.outline import PlanOutline
from annexes.refs import with_refs
from plans.models import Plan


def bring(into: Plan, incoming: PlanOutline, **decisions: Any) -> Applied:
    return import_outline(plan=into, incoming=with_refs(incoming), by=None, decisions=Decisions(**decisions))


def fiche_of(some: Plan, title: str) -> Action:
    return some.actions.get(title=title)


def ticked(some: Plan, *titles: str) -> frozenset[str]:
    keys = {f"action:{pk}" for pk in some.actions.filter(title__in=titles).values_list("pk", flat=True)}
    return frozenset(
        keys | {f"objective:{pk}" for pk in some.objectives.filter(title__in=titles).values_list("pk", flat=True)}
    )
