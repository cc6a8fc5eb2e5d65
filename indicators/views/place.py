from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.access import require, signed_in
from accounts.history import Undone, is_undone, undo_batch
from accounts.models import Revision
from indicators.addresses import ONLY_COORDINATORS, page_of
from indicators.models import Indicator
from indicators.moreforms import PlaceForm
from indicators.owners import Owner
from indicators.services import copy_indicator, move_indicator, remove_indicator
from plans.access import plan_or_404
from plans.models import Plan
from plans.tree import lock_plans


def place(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Move an indicator to another fiche or objective, or copy it there."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    indicator = _indicator(found, pk)
    form = PlaceForm(request.POST or None, plan=found, indicator=indicator)
    if request.method == "POST" and form.is_valid():
        to: Owner = form.destination
        write = copy_indicator if form.is_copy else move_indicator
        batch = write(indicator=indicator, to=to, plan=found, by=signed_in(request))
        done = "copié" if form.is_copy else "déplacé"
        messages.success(request, f"L’indicateur « {indicator} » est {done} vers « {to} ».")
        return redirect(f"{page_of(found, to)}?lot={batch}")
    status = 422 if form.errors else 200
    context = {"territory": found.territory, "plan": found, "indicator": indicator, "form": form}
    return render(request, "indicators/place.html", {**context, "back": page_of(found, indicator.owner)}, status=status)


def delete(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Remove an indicator, once that is confirmed."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    indicator = _indicator(found, pk)
    back = page_of(found, indicator.owner)
    if request.method == "POST":
        label = str(indicator)
        batch = remove_indicator(indicator=indicator, plan=found, by=signed_in(request))
        messages.success(request, f"L’indicateur « {label} » est supprimé.")
        return redirect(f"{back}?lot={batch}")
    context = {"territory": found.territory, "plan": found, "indicator": indicator, "back": back}
    return render(request, "indicators/delete.html", context)


@require_POST
def undo(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Take back a move, a copy or a removal."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    batch = request.POST.get("lot", "")[:40]
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("indicators:list", args=[territory, plan])
    if not batch or not _moves_indicators(found, batch):
        messages.error(request, "Ce changement n’est pas connu dans ce plan. Rien n’a été changé.")
        return redirect(back)
    with lock_plans(found.pk):
        undone = Undone() if is_undone(batch) else undo_batch(batch, territory=found.territory, by=signed_in(request))
    if not undone.done and not undone.refused:
        messages.warning(request, "Ce changement a déjà été annulé.")
    elif undone.done:
        messages.success(request, "C’est annulé : les indicateurs sont comme avant.")
    for sentence in undone.refused:
        messages.warning(request, sentence)
    return redirect(back)


def _moves_indicators(plan: Plan, batch: str) -> bool:
    """Whether that is a change of indicators of this plan, and of nothing else."""
    lines = Revision.objects.filter(batch=batch, plan_key=plan.pk, territory=plan.territory)
    held = [{*before, *after} for before, after in lines.values_list("before", "after")]
    return bool(held) and all(names == {"indicators"} for names in held)


def _indicator(plan: Plan, pk: int) -> Indicator:
    rows = Indicator.objects.of_plan(plan).select_related("action__plan__territory", "objective")
    return get_object_or_404(rows, pk=pk)
