"""What comes after a plan: the plan that goes on with it, and each fiche followed from plan to plan."""

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import require, signed_in
from actions.models import Action
from annexes.applying.apply import CannotImport
from annexes.editions import edition_of
from annexes.load import load
from annexes.renewal.forms import FATES, RenewalForm, groups, statuses_of
from annexes.renewal.services import renew
from annexes.renewal.thread import thread_of
from plans.access import plan_or_404
from plans.enums import Level
from plans.models import Plan

ONLY_COORDINATORS = "Renouveler un plan est réservé à la coordination et à l’administration du territoire."


def new(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Choose what goes on, and create the new plan."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    outline = load(found)
    used = Counter(level for level in Level if outline.count(level))
    form = RenewalForm(request.POST or None, old=found, used=used)
    fiches = groups(outline, edition_of(found, today=timezone.localdate()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        identity = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            made = renew(found, **identity, statuses=statuses_of(fiches), taken=form.taken, by=signed_in(request))
        except CannotImport as error:
            form.add_error(None, str(error))
        else:
            for warning in form.warnings:
                messages.warning(request, warning)
            messages.success(request, _told(made.going_on, made.stopped, found))
            return redirect(made.plan)
    context = {
        "plan": found,
        "territory": found.territory,
        "form": form,
        "groups": fiches,
        "fates": FATES,
        "renewals": Plan.objects.filter(renewed_from=found).select_related("territory"),
    }
    return render(request, "renewal/new.html", context, status=422 if form.errors else 200)


def thread(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """One action across the plans that went on with it."""
    found, _ = plan_or_404(request, territory, plan)
    action = get_object_or_404(Action.objects.select_related("plan__territory"), pk=pk, plan=found)
    context = {"plan": found, "territory": found.territory, "action": action, "links": thread_of(action)}
    return render(request, "renewal/thread.html", context)


def _told(going_on: int, stopped: int, old: Plan) -> str:
    said = f"{going_on} fiche{'s' if going_on > 1 else ''} de « {old.title} » continue{'nt' if going_on > 1 else ''}"
    if stopped:
        said += f", {stopped} s’arrête{'nt' if stopped > 1 else ''}"
    return f"Le nouveau plan est créé, à l’état de brouillon : {said}. L’ancien plan n’a pas changé."
