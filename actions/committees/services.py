"""Writes that concern an instance or a meeting, each with its lines of history."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.aggregates import Content, content, contents, create_content
from accounts.enums import Change
from accounts.history import new_batch, record, record_many, revision
from accounts.models import User
from actions.committees.agendas import usual_agenda
from actions.models import Action, Decision
from plans.enums import CommitteeKind, MeetingState
from plans.models import Committee, Meeting, Plan


class StillKept(Exception):
    """What cannot be deleted, for a frozen version was made of it."""


@transaction.atomic
def create_committee(*, plan: Plan, values: Content, by: User) -> Committee:
    """A new instance, the last of its plan, with its seats. Raise ValidationError when a value is refused."""
    last = Committee.objects.filter(plan=plan).aggregate(last=models.Max("position"))["last"]
    position = 0 if last is None else last + 1
    made, _ = create_content(Committee, {**values, "plan": plan.pk, "position": position})
    assert isinstance(made, Committee)
    record(Change.CREATED, made, by=by, territory=plan.territory, plan_key=plan.pk, after=content(made))
    return made


@transaction.atomic
def create_meeting(*, committee: Committee, values: Content, by: User) -> Meeting:
    """A meeting to come, with its agenda. Raise ValidationError for a value refused, or a day and hour taken."""
    same = Committee.objects.select_for_update(of=("self",)).get(pk=committee.pk).meetings
    if same.filter(state=MeetingState.PLANNED, starts_at=values["starts_at"]).exists():
        raise ValidationError("Cette instance a déjà une réunion prévue à cette date et à cette heure.")
    made, _ = create_content(Meeting, {**values, "committee": committee.pk, "state": MeetingState.PLANNED.value})
    assert isinstance(made, Meeting)
    plan = committee.plan
    record(Change.CREATED, made, by=by, territory=plan.territory, plan_key=plan.pk, after=content(made))
    return made


@transaction.atomic
def delete_committee(*, committee: Committee, by: User) -> str:
    """Remove an instance with its meetings and their decisions; the batch that brings all of it back.

    Raise StillKept.
    """
    batch, plan = new_batch(), committee.plan
    meetings = list(committee.meetings.order_by("-pk"))
    several: list[models.Model] = [*meetings, committee]
    held = contents(Meeting, [one.pk for one in meetings])
    befores = [*(held[one.pk] for one in meetings), content(committee)]
    told: dict[str, Any] = {"by": by, "territory": plan.territory, "plan_key": plan.pk, "batch": batch}
    keys = [one.pk for one in several]
    lines = [
        revision(Change.DELETED, one, before=before, key=key, **told)
        for one, before, key in zip(several, befores, keys, strict=True)
    ]
    _delete(committee)
    record_many(lines)
    return batch


@transaction.atomic
def delete_meeting(*, meeting: Meeting, by: User) -> str:
    """Remove a meeting with its decisions; the batch that brings it back. Raise StillKept."""
    batch, plan, before, key = new_batch(), meeting.committee.plan, content(meeting), meeting.pk
    _delete(meeting)
    record(
        Change.DELETED, meeting, by=by, territory=plan.territory, plan_key=plan.pk, before=before, key=key, batch=batch
    )
    return batch


def _delete(one: models.Model) -> None:
    key = one.pk
    try:
        with transaction.atomic():
            one.delete()
    except models.ProtectedError as error:
        one.pk = key
        raise StillKept from error


def forget_fiches(fiches: Sequence[Action], **told: Any) -> None:
    """Let decisions outlive fiches that are about to be deleted: they lead nowhere, and the history says so.

    Inside a transaction; `told` is what `accounts.history.revision` is told.
    """
    decisions = Decision.objects.filter(action__in=[one.pk for one in fiches])
    meetings = list(
        Meeting.objects.filter(decisions__in=decisions).select_related("committee").distinct().order_by("pk")
    )
    before = contents(Meeting, [one.pk for one in meetings])
    decisions.update(action=None)
    after = contents(Meeting, before)
    record_many(
        revision(
            Change.EDITED,
            one,
            **{**told, "plan_key": one.committee.plan_id},
            before=before[one.pk],
            after=after[one.pk],
        )
        for one in meetings
    )


def usual_rows(committee: Committee) -> list[dict[str, Any]]:
    """The agenda that a new meeting of an instance begins with."""
    return [{"title": title} for title in usual_agenda(CommitteeKind(committee.kind))]
