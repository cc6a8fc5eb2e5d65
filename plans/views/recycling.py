"""The corbeille: what was deleted, what would come back, and the way to bring it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import require, signed_in, territory_or_404
from accounts.chronicle import deleted, entry, heads, kind_of, sizes
from accounts.models import Revision, RevisionQuerySet, Territory
from plans.access import plan_or_404, remember_plan
from plans.models import Plan
from plans.places import addresses, known_model
from plans.restoring import CannotBringBack, bring_back, bring_back_batch

PER_PAGE = 50
ONLY_COORDINATORS = "La corbeille est réservée à la coordination et à l’administration du territoire."


def plan(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """What was deleted in a plan and has not come back."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    return _bin(request, found.territory, Revision.objects.filter(plan_key=found.pk), found)


def territory(request: HttpRequest, territory: str) -> HttpResponse:
    """What was deleted in the territory: plans and directory together."""
    found, _ = territory_or_404(request, territory)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    return _bin(request, found, found.revisions.all(), None)


def restore(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """Say what would come back, then bring it back: one object, or all that went with it."""
    found, _ = territory_or_404(request, territory)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    line = get_object_or_404(deleted(found.revisions.all()), pk=pk)
    if request.method == "POST":
        return _restored(request, found, line)
    plan = _plan_of(line)
    remember_plan(request, plan)
    together = found.revisions.filter(batch=line.batch).exclude(pk=line.pk) if line.batch else Revision.objects.none()
    context = {
        "territory": found,
        "plan": plan,
        "bin_url": _bin_url(found, plan),
        "entry": entry(line, whole=True),
        "together": [entry(other) for other in together.select_related("actor").order_by("-pk")[:PER_PAGE]],
        "together_count": together.count(),
    }
    return render(request, "history/restore.html", context)


def _restored(request: HttpRequest, territory: Territory, line: Revision) -> HttpResponse:
    by = signed_in(request)
    plan = _plan_of(line)
    back = redirect(_bin_url(territory, plan))
    try:
        if "tout" in request.POST and line.batch:
            undone = bring_back_batch(line, by=by)
            done, lost = undone.done, undone.refused
        else:
            done, lost = 1, bring_back(line, by=by)
    except CannotBringBack as refusal:
        messages.error(request, f"Rien n’est restauré. {refusal}")
        return back
    for sentence in lost:
        messages.warning(request, sentence)
    if not done:
        return back
    messages.success(request, _said(line, done))
    url = addresses(territory, [line]).get((line.model, line.object_key))
    return redirect(url) if url else back


def _said(line: Revision, done: int) -> str:
    others = f" et {done - 1} autre{'s' if done > 2 else ''} changement{'s' if done > 2 else ''}" if done > 1 else ""
    return f"Restauré : {kind_of(line.model).lower()} « {line.object_label} »{others}."


def _bin_url(territory: Territory, plan: Plan | None) -> str:
    where = [territory.slug, plan.slug] if plan else [territory.slug]
    return reverse("history:plan-bin" if plan else "history:bin", args=where)


def _plan_of(line: Revision) -> Plan | None:
    return Plan.objects.filter(pk=line.plan_key).select_related("territory").first() if line.plan_key else None


def _bin(request: HttpRequest, territory: Territory, lines: RevisionQuerySet, plan: Plan | None) -> HttpResponse:
    gone = deleted(lines)
    page = Paginator(heads(gone), PER_PAGE).get_page(request.GET.get("page"))
    found = sizes(gone, page)
    context = {
        "territory": territory,
        "plan": plan,
        "page": page,
        "entries": [entry(line, found.get(line.batch, 1)) for line in page if known_model(line.model)],
    }
    return render(request, "history/bin.html", context)
