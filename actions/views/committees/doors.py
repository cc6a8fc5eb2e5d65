"""The doors of these pages: who may read, who may write, and the answers that all of their forms share."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.editing import Conflict, Saved, Vanished, conflict_page, vanished_page
from plans.access import plan_or_404
from plans.models import Committee, Meeting, Plan

ONLY_COORDINATORS = "Gérer les instances est réservé à la coordination et à l’administration du territoire."


def reading(request: HttpRequest, territory: str, plan: str) -> Plan:
    found, _ = plan_or_404(request, territory, plan)
    return found


def writing(request: HttpRequest, territory: str, plan: str) -> Plan:
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    return found


def committee_of(plan: Plan, pk: int) -> Committee:
    committee: Committee = get_object_or_404(plan.committees, pk=pk)
    committee.plan = plan
    return committee


def meeting_of(plan: Plan, pk: int) -> Meeting:
    meeting = get_object_or_404(Meeting.objects.select_related("committee"), pk=pk, committee__plan=plan)
    meeting.committee.plan = plan
    return meeting


def refused(request: HttpRequest, outcome: Saved | Conflict | Vanished, back: str) -> HttpResponse | None:
    """The page of an edit that could not be written, or None; what was kept of another’s work is said."""
    if isinstance(outcome, Conflict):
        return conflict_page(request, outcome, action_url=request.path, back_url=back)
    if isinstance(outcome, Vanished):
        return vanished_page(request, outcome, back_url=back)
    if outcome.sentence:
        messages.warning(request, outcome.sentence)
    return None
