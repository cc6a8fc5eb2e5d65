from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import require, signed_in
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from actions.models import Action
from actions.perms import ONLY_LEADS, can_report
from indicators.addresses import ONLY_COORDINATORS, page_of
from indicators.measuring import MeasurementPart
from indicators.owners import Owner, indicators_of
from indicators.views.owner import WARNINGS_SHOWN
from plans.access import plan_or_404
from plans.models import Objective, Plan


def of_action(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """What the indicators of a fiche are worth: read by all, typed by its pilote and the coordination."""
    found, role = plan_or_404(request, territory, plan)
    owner = get_object_or_404(Action.objects.select_related("objective"), pk=pk, plan=found)
    may = can_report(signed_in(request), role, owner)
    return _page(request, found, owner, may, ONLY_LEADS)


def of_objective(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """What the indicators of an objective are worth."""
    found, _ = plan_or_404(request, territory, plan)
    owner = get_object_or_404(Objective.objects.visible(), pk=pk, plan=found)
    return _page(request, found, owner, request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]


def _page(request: HttpRequest, plan: Plan, owner: Owner, may: bool, refusal: str) -> HttpResponse:
    back = page_of(plan, owner)
    indicators = indicators_of(owner)
    context = {"territory": plan.territory, "plan": plan, "owner": owner, "back": back, "indicators": indicators}
    if request.method != "POST" and not may:
        return render(request, "indicators/measures_read.html", context)
    require(may, refusal)
    part = MeasurementPart(indicators, request.POST if request.method == "POST" else None)
    error: ValidationError | None = None
    if request.method == "POST" and part.is_valid():
        try:
            return _saved(request, plan, owner, part, back)
        except ValidationError as refused:
            error = refused
    context |= {
        "part": part,
        "seen": request.POST.get("seen") or seen_token(owner),
        "refusals": error.messages if error else [],
        "faults": list(part.faults()) if request.method == "POST" else [],
    }
    return render(request, "indicators/measures.html", context, status=422 if request.method == "POST" else 200)


def _saved(request: HttpRequest, plan: Plan, owner: Owner, part: MeasurementPart, back: str) -> HttpResponse:
    """Write, and answer: back to the indicators, or the page of the conflict. Raise ValidationError."""
    by = signed_in(request)
    outcome = save_edit(
        owner, request=request, territory=plan.territory, plan_key=plan.pk, apply=lambda: part.save(owner, by)
    )
    if isinstance(outcome, Conflict):
        return conflict_page(request, outcome, action_url=request.path, back_url=back)
    if isinstance(outcome, Vanished):
        return vanished_page(request, outcome, back_url=plan.get_absolute_url())
    if outcome.changed:
        messages.success(request, "Les valeurs relevées sont enregistrées.")
    else:
        messages.info(request, "Rien n’a changé.")
    if outcome.sentence:
        messages.warning(request, outcome.sentence)
    for said in part.warnings()[:WARNINGS_SHOWN]:
        messages.warning(request, said)
    return redirect(request.path)
