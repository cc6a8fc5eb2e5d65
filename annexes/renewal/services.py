"""Writing the plan that goes on with another one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from accounts.models import User
from actions.enums import Status
from annexes.applying.apply import import_outline
from annexes.load import load
from annexes.renewal.renewed import Taken, renewed, stopping
from plans.models import Plan, PlanKind
from plans.services import create_plan


@dataclass(frozen=True, slots=True)
class Renewal:
    """The new plan, and how many fiches go on and stop."""

    plan: Plan
    going_on: int
    stopped: int


def renew(
    old: Plan,
    *,
    kind: PlanKind,
    title: str,
    starts_on: date | None,
    ends_on: date | None,
    has_wednesday_charter: bool,
    statuses: Mapping[int, Status],
    taken: Taken,
    by: User,
) -> Renewal:
    """Create the plan that goes on with `old`, as a draft; `old` is not changed. All or nothing."""
    with transaction.atomic():
        outline = load(old)
        known = {action.pk: action for action in outline.all_actions() if action.pk is not None}
        kept = {pk: status for pk, status in statuses.items() if pk in known}
        plan = create_plan(
            territory=old.territory,
            kind=kind,
            title=title,
            starts_on=starts_on,
            ends_on=ends_on,
            has_wednesday_charter=has_wednesday_charter,
            by=by,
        )
        incoming = replace(
            renewed(outline, kept, taken),
            title=title,
            kind=kind.code,
            starts_on=starts_on,
            ends_on=ends_on,
            has_wednesday_charter=has_wednesday_charter,
        )
        import_outline(plan=plan, incoming=incoming, by=by, source=f"Reprise de « {old.title} »")
    plan.refresh_from_db()
    return Renewal(plan, len(kept), stopping(outline, kept))
