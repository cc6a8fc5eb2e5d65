"""The transversal axes (« AT jeunesse ») under which fiches link to each other: the words of the links themselves."""

from typing import Any

from django.db import transaction
from django.db.models import Count

from accounts.aggregates import contents
from accounts.enums import Change
from accounts.history import new_batch, record_many, revision
from accounts.models import Territory, User
from actions.models import Action, ActionLink
from partners.merging import Merged


def axes_of(territory: Territory) -> list[dict[str, Any]]:
    """Each axis with its number of fiches and of links, by name. One query."""
    links = ActionLink.objects.filter(action__plan__territory=territory).exclude(group="").order_by("group")
    return [
        dict(row) for row in links.values("group").annotate(fiches=Count("action", distinct=True), links=Count("pk"))
    ]


@transaction.atomic
def rename_axis(*, territory: Territory, old: str, new: str, by: User) -> Merged | None:
    """Write `new` in every link of the territory that says `old`; None when there is none. May be undone."""
    links = ActionLink.objects.filter(action__plan__territory=territory, group=old)
    keys = sorted(set(links.order_by().values_list("action_id", flat=True)))
    if not keys or not old or old == new:
        return None
    before = contents(Action, keys)
    links.update(group=new)
    after = contents(Action, keys)
    batch = new_batch()
    lines = [
        revision(
            Change.EDITED,
            action,
            by=by,
            territory=territory,
            plan_key=action.plan_id,
            before=before[action.pk],
            after=after[action.pk],
            source=f"Axe transversal : {old} → {new}",
            batch=batch,
        )
        for action in Action.objects.filter(pk__in=keys).order_by("pk")
    ]
    return Merged(batch, record_many(lines))
