"""The indicators of a fiche and of an objective belong to them: their history, restoration and edits include them."""

from accounts.aggregates import Children, add_children
from actions.models import Action
from indicators.models import Indicator, Target
from plans.models import Objective

TARGETS = Children("targets", Target, ("due_on", "value", "text"), "cibles")
FIELDS = (
    "label",
    "kind",
    "nature",
    "unit",
    "direction",
    "source",
    "frequency",
    "breakdown",
    "baseline",
    "baseline_text",
    "baseline_on",
)
INDICATORS = Children("indicators", Indicator, FIELDS, "indicateurs", (TARGETS,))


def hang_indicators() -> None:
    add_children(Action, INDICATORS)
    add_children(Objective, INDICATORS)
