"""What the life of a plan asks of its versions: one is frozen when it is transmitted, and when it is signed."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from accounts.models import User
from annexes.models import Version, VersionReason
from annexes.versions.freezing import freeze
from plans.enums import SIGNED_STATUSES, PlanStatus
from plans.lifecycle import Obstacle, on_status_change, register_guard
from plans.models import Plan, StatusChange

FROZEN_AT = {PlanStatus.SUBMITTED: VersionReason.SUBMITTED, PlanStatus.SIGNED: VersionReason.SIGNED}


def register_all() -> None:
    on_status_change("annexes.versions", freeze_at)
    register_guard("annexes.versions", kept_as_signed, (PlanStatus.APPROVED, PlanStatus.DRAFT))


def freeze_at(plan: Plan, change: StatusChange, by: User) -> None:
    """Keep the plan as it was transmitted or signed, in the transaction of the step."""
    if reason := FROZEN_AT.get(PlanStatus(change.after)):
        label = f"{reason.label} du {change.happened_on:%d/%m/%Y}"
        freeze(plan, reason=reason, by=by, label=label)


def kept_as_signed(plan: Plan, status: PlanStatus, on: date) -> Iterator[Obstacle]:
    """What was frozen at its signature was signed: no correction undoes it."""
    if plan.status not in SIGNED_STATUSES:
        return
    if signed := Version.objects.filter(plan=plan, reason=VersionReason.SIGNED).first():
        sentence = f"La version {signed.number} a été figée à la signature : ce plan ne revient pas en arrière."
        url = reverse("versions:list", args=[plan.territory.slug, plan.slug])
        yield Obstacle("V27", f"{sentence} Faites un avenant, ou dénoncez-le.", url, "Voir les versions")
