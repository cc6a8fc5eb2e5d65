"""What places and the words of reference lists hold, for their forms, their history and their imports."""

from accounts.aggregates import Aggregate, register
from actions.models import AgeBand, Audience, CharterAxis, ChildTime, Place, Scale

TERM_FIELDS = ("territory", "code", "label", "position")


def register_lists() -> None:
    register(Aggregate(Place, ("territory", "kind", "name", "code")))
    for model in (Audience, Scale, ChildTime, CharterAxis):
        register(Aggregate(model, TERM_FIELDS))
    register(Aggregate(AgeBand, (*TERM_FIELDS, "age_min", "age_max")))
