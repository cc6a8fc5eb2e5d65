"""The indicators that hang on objectives, for the pages of the tree: named before a deletion, reached from a node."""

from collections.abc import Sequence

from django.urls import reverse

from indicators.models import Indicator
from plans.hanging import Hanging, Held, Link
from plans.models import Objective, Plan


def hang_on_objectives() -> Hanging:
    """They go with their objective: the history of the objective keeps them, and a restoration brings them back."""
    return Hanging("indicators", "indicateur", "indicateurs", _held, links=_links)


def _held(plan_id: int, objectives: Sequence[int]) -> list[Held]:
    rows = Indicator.objects.filter(objective__plan=plan_id, objective__in=objectives)
    values = rows.order_by("objective__lft", "position", "pk").values_list("objective_id", "pk", "label")
    return [Held(objective, key, label) for objective, key, label in values]


def _links(plan: Plan, objective: Objective) -> Sequence[Link]:
    url = reverse("indicators:of-objective", args=[plan.territory.slug, plan.slug, objective.pk])
    return (Link("Indicateurs", url),)
