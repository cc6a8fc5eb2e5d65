"""Writes that concern a whole fiche: creation, duplication, deletion, each with its line of history."""

from typing import Any

from django.db import models, transaction

from accounts.aggregates import Content, content, create_content, for_a_copy
from accounts.enums import Change
from accounts.history import new_batch, record
from accounts.models import User
from actions.committees.services import forget_fiches
from actions.enums import Status
from actions.models import Action, ActionLink
from plans.models import TITLE_LENGTH, Plan

NOT_COPIED = ("number", "number_suffix", "code", "version_label", "progress", "weather", "merged_into", "status_reason")


class StillNeeded(Exception):
    """The fiche cannot go: others say that they were merged into it. `fiches` are those."""

    def __init__(self, fiches: list[Action]) -> None:
        super().__init__("fiches merged into it")
        self.fiches = fiches


@transaction.atomic
def create_action(*, plan: Plan, values: Content) -> tuple[Action, list[str]]:
    """A fiche with all that hangs on it, as its form says; and a sentence for each thing that went away meanwhile.

    Raise ValidationError when a value is refused.
    """
    values = {**values, "plan": {"pk": plan.pk, "label": ""}}
    action, lost = create_content(Action, values)
    assert isinstance(action, Action)
    return action, lost


def record_creation(action: Action, *, by: User, source: str = "") -> None:
    """Say in the history that a fiche was created, once all that hangs on it is written."""
    record(
        Change.CREATED, action, by=by, territory=action.plan.territory, plan_key=action.plan_id,
        after=content(action), source=source,
    )  # fmt: skip


@transaction.atomic
def delete_action(*, action: Action, by: User) -> str:
    """Remove a fiche with what hangs on it, and the target of the links that led to it; give the batch that undoes it.

    Raise StillNeeded when other fiches were merged into it.
    """
    plan, batch = action.plan, new_batch()
    Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    told: dict[str, Any] = {"by": by, "territory": plan.territory, "plan_key": plan.pk, "batch": batch}
    linking = list(Action.objects.filter(links__target=action).exclude(pk=action.pk).distinct().order_by("pk"))
    befores = {one.pk: content(one) for one in linking}
    before, key = content(action), action.pk
    try:
        with transaction.atomic():
            ActionLink.objects.filter(target=action).update(target=None)
            forget_fiches([action], **told)
            action.delete()
    except models.RestrictedError as error:
        action.pk = key
        raise StillNeeded(list(action.merged_from.order_by("number", "pk"))) from error
    for one in linking:
        record(Change.EDITED, one, before=befores[one.pk], after=content(one), **{**told, "plan_key": one.plan_id})
    record(Change.DELETED, action, before=before, key=key, **told)
    return batch


@transaction.atomic
def duplicate_action(*, action: Action, plan: Plan, linked: bool, by: User) -> Action:
    """The same fiche once more, in this plan or in another of the territory, to be adapted.

    Its number, its state, its notes and its files are not copied; in another plan neither is its place. `linked` ties
    each of the two to the other.
    """
    values = for_a_copy(Action, content(action))
    values = {name: value for name, value in values.items() if name not in (*NOT_COPIED, "notes", "position")}
    values["title"] = f"{action.title[: TITLE_LENGTH - 10]} (copie)" if plan.pk == action.plan_id else action.title
    values["status"] = Status.PROPOSED.value
    values["steps"] = [{**step, "done_on": None} for step in values["steps"]]
    values["documents"] = [document for document in values["documents"] if not document["file"]]
    if plan.pk != action.plan_id:
        values |= {"objective": None, "theme": None, "also_serves": [], "is_doubtful": False}
    if linked:
        values["links"] = [
            *values["links"],
            {"target": {"pk": action.pk, "label": ""}, "text": str(action)[:TITLE_LENGTH]},
        ]
    copy, _ = create_action(plan=plan, values=_without_keys(values))
    record_creation(copy, by=by, source=f"copie de « {action} »")
    if linked:
        before = content(action)
        ActionLink.objects.create(
            action=action, target=copy, text=str(copy)[:TITLE_LENGTH], position=len(before["links"])
        )
        record(
            Change.EDITED, action, by=by, territory=plan.territory, plan_key=action.plan_id,
            before=before, after=content(action),
        )  # fmt: skip
    return copy


def _without_keys(values: Content) -> Content:
    """The same content whose rows are new ones."""
    return {
        name: [{k: v for k, v in row.items() if k != "pk"} if "label" not in row else row for row in value]
        if isinstance(value, list)
        else value
        for name, value in values.items()
    }
