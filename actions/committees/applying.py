"""A decision carried to its fiche: statut and priority change there, through the history, once."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.aggregates import Content, content, write_content
from accounts.enums import Change
from accounts.history import new_batch, record
from accounts.models import User
from accounts.reasons import because
from actions.enums import STATUSES_OWING_A_REASON, Status
from actions.models import Action, Decision
from plans.models import Meeting

MERGE_ELSEWHERE = "Une fusion ne se porte pas d’ici : ouvrez la fiche et choisissez celle avec laquelle elle fusionne."


class CannotApply(Exception):
    """What keeps a decision from being carried to its fiche, in words."""


@transaction.atomic
def apply_decision(*, decision: Decision, by: User) -> Action:
    """Write what a decision asks on its fiche; both objects tell it in one batch. Raise CannotApply."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=decision.meeting_id)
    decision = Decision.objects.get(pk=decision.pk)
    if decision.applied_at:
        raise CannotApply("Cette décision est déjà portée sur la fiche.")
    if decision.action_id is None:
        raise CannotApply("Cette décision n’a pas de fiche, ou n’en a plus : choisissez-la dans le relevé.")
    part = _asked(decision)
    plan, batch = meeting.committee.plan, new_batch()
    told = {"by": by, "territory": plan.territory, "plan_key": plan.pk, "batch": batch, "source": _source(meeting)}
    action = Action.objects.select_for_update(of=("self",)).get(pk=decision.action_id)
    before, meeting_before = content(action), content(meeting)
    try:
        write_content(action, part)
    except ValidationError as error:
        raise CannotApply(" ".join(error.messages)) from error
    with because(f"{_source(meeting)} : {decision.text}"):
        record(Change.EDITED, action, before=before, after=content(action), **told)
    decision.applied_at, decision.applied_by = timezone.now(), by
    decision.save(update_fields=["applied_at", "applied_by"])
    record(Change.EDITED, meeting, before=meeting_before, after=content(meeting), **told)
    return action


def _asked(decision: Decision) -> Content:
    """The fields of the fiche that change. Raise CannotApply."""
    if decision.new_status == Status.MERGED:
        raise CannotApply(MERGE_ELSEWHERE)
    part: Content = {}
    if decision.new_status:
        if decision.new_status in STATUSES_OWING_A_REASON and not decision.status_reason:
            label = Status(decision.new_status).label
            raise CannotApply(f"Le statut « {label} » demande un motif : écrivez-le dans le relevé.")
        part |= {"status": decision.new_status, "status_reason": decision.status_reason, "merged_into": None}
    if decision.new_priority is not None:
        part["priority"] = decision.new_priority
    if not part:
        raise CannotApply("Cette décision ne change ni le statut ni la priorité de la fiche.")
    return part


def _source(meeting: Meeting) -> str:
    return f"Décision : {meeting}"
