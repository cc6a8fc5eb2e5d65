"""The number of a fiche to be."""

from django.db.models import Count, Max, Q

from actions.models import Action
from plans.models import Plan


def next_number(plan: Plan, theme: int | None) -> int | None:
    """The number after the last one of the theme, of the whole plan without one; None where codes stand for numbers.

    One query. Two people may be proposed the same: the database takes one of them.
    """
    beside = Action.objects.filter(plan=plan)
    if theme:
        beside = beside.filter(theme=theme)
    found = beside.aggregate(last=Max("number"), coded=Count("pk", filter=~Q(code="")))
    if found["last"] is None and found["coded"]:
        return None
    return (found["last"] or 0) + 1
