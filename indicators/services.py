"""Writes that touch two owners of indicators, or one without a form: move, copy, remove. Each can be undone."""

from collections.abc import Callable, Iterable

from django.db import transaction

from accounts.aggregates import content, contents
from accounts.enums import Change
from accounts.history import new_batch, record_many, revision
from accounts.models import User
from actions.models import Action
from indicators.models import Indicator, Target
from indicators.owners import Owner
from plans.models import Objective, Plan


def move_indicator(*, indicator: Indicator, to: Owner, plan: Plan, by: User) -> str:
    """Put an indicator last under another fiche or objective, its targets with it; the batch that undoes it."""

    def write() -> None:
        indicator.action, indicator.objective = _ends(to)
        indicator.position = _last(to)
        indicator.save(update_fields=["action", "objective", "position"])

    return _recorded([indicator.owner, to], write, plan=plan, by=by)


def copy_indicator(*, indicator: Indicator, to: Owner, plan: Plan, by: User) -> str:
    """A second indicator like this one, targets included, last under `to`; the batch that undoes it."""

    def write() -> None:
        targets = list(indicator.targets.all())
        twin = Indicator.objects.get(pk=indicator.pk)
        twin.pk = None
        twin._state.adding = True
        twin.action, twin.objective = _ends(to)
        twin.position = _last(to)
        twin.save()
        Target.objects.bulk_create(
            Target(indicator=twin, due_on=one.due_on, value=one.value, text=one.text, position=one.position)
            for one in targets
        )

    return _recorded([to], write, plan=plan, by=by)


def remove_indicator(*, indicator: Indicator, plan: Plan, by: User) -> str:
    """Remove an indicator with its targets; the history of its owner keeps it. The batch that undoes it."""
    return _recorded([indicator.owner], lambda: _delete(indicator), plan=plan, by=by)


def _delete(indicator: Indicator) -> None:
    Indicator.objects.filter(pk=indicator.pk).delete()


@transaction.atomic
def _recorded(owners: Iterable[Owner], write: Callable[[], None], *, plan: Plan, by: User) -> str:
    """Write, and keep in the history of each owner what it held before and after."""
    several = {(type(owner), owner.pk): owner for owner in owners}
    for model, key in sorted(several, key=lambda known: (known[0].__name__, known[1])):
        model._base_manager.select_for_update(of=("self",)).filter(pk=key).order_by().first()
    before = {known: content(owner) for known, owner in several.items()}
    write()
    batch = new_batch()
    record_many(
        revision(
            Change.EDITED,
            owner,
            by=by,
            territory=plan.territory,
            plan_key=plan.pk,
            before=before[known],
            after=contents(type(owner), [owner.pk])[owner.pk],
            batch=batch,
        )
        for known, owner in several.items()
    )
    return batch


def _ends(to: Owner) -> tuple[Action | None, Objective | None]:
    return (to, None) if isinstance(to, Action) else (None, to)


def _last(to: Owner) -> int:
    ranks = to.indicators.order_by("-position").values_list("position", flat=True)
    return min(ranks[0] + 1 if ranks else 0, 32_767)
