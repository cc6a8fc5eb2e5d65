"""The indicators of a fiche and of an objective belong to them: their history, restoration and edits include them."""

from accounts.aggregates import Children, add_children
from actions.models import Action
from indicators.models import Indicator, Measurement, Target
from plans.models import Objective

TARGETS = Children("targets", Target, ("due_on", "value", "text"), "cibles")
MEASUREMENTS = Children(
    "measurements",
    Measurement,
    ("year", "breakdown", "value", "text", "measured_on", "source", "entered_by", "entered_at"),
    "relevés",
    copied=False,
)
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
INDICATORS = Children("indicators", Indicator, FIELDS, "indicateurs", (TARGETS, MEASUREMENTS))


def hang_indicators() -> None:
    add_children(Action, INDICATORS)
    add_children(Objective, INDICATORS)
