"""The accueils of a plan: who receives the children, where, when, with how many animateurs."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import signed_in
from accounts.aggregates import content
from accounts.editing import seen_token
from accounts.enums import Change
from accounts.history import new_batch, record
from actions.forms.childcares import ChildcareForm
from actions.forms.faults import faults_of
from actions.forms.named import FileLists
from actions.views.filepages import editable_plan, page_of, tell_undo, write
from plans.access import plan_or_404
from plans.models import Childcare, Plan, StaffRatio
from plans.staffing import LEADER_COUNTS_UP_TO, bounds_fault, checked, day_of, places_of, with_pedt


def childcares(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Every accueil, with what the taux d’encadrement says of it."""
    found, _ = plan_or_404(request, territory, plan)
    rows = found.childcares.select_related("partner")
    ratios, on = list(StaffRatio.objects.all()), day_of(found, timezone.localdate())
    several = [
        (childcare, staffing, places_of(childcare), bounds_fault(childcare))
        for childcare, staffing in checked(found, rows, ratios, timezone.localdate())
    ]
    context = {
        "plan": found,
        "territory": found.territory,
        "childcares": several,
        "places": sum(places or 0 for _, _, places, _ in several),
        "ratios": current(ratios, on),
        "on": on,
        "with_pedt": with_pedt(found),
        "leader_limit": LEADER_COUNTS_UP_TO,
    }
    return render(request, "file/childcares.html", context)


def new(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Add an accueil, last in the list."""
    found = editable_plan(request, territory, plan)
    last = found.childcares.order_by("-position").values_list("position", flat=True).first()
    childcare = Childcare(plan=found, position=0 if last is None else last + 1)
    form = ChildcareForm(request.POST or None, instance=childcare, lists=FileLists.load(found))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(
                Change.CREATED,
                childcare,
                by=signed_in(request),
                territory=found.territory,
                plan_key=found.pk,
                after=content(childcare),
            )
        tell_undo(request, found, childcare, f"L’accueil « {childcare.name} » est ajouté.")
        return redirect(_onward(found, request))
    return _form_page(request, found, form, seen="")


def edit(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Change an accueil."""
    found = editable_plan(request, territory, plan)
    childcare = get_object_or_404(Childcare.objects.select_related("partner"), plan=found, pk=pk)
    seen = request.POST.get("seen") or seen_token(childcare)
    form = ChildcareForm(request.POST or None, instance=childcare, lists=FileLists.load(found))
    if request.method == "POST" and form.is_valid():
        back = page_of(found, "childcares")
        done = f"L’accueil « {form.cleaned_data['name']} » est enregistré."
        return write(request, found, childcare, form.save, back=back, done=done) or redirect(_onward(found, request))
    return _form_page(request, found, form, seen=seen)


def delete(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Remove an accueil; its activities stay in the list, without it."""
    found = editable_plan(request, territory, plan)
    childcare = get_object_or_404(Childcare, plan=found, pk=pk)
    back = page_of(found, "childcares")
    if request.method == "POST":
        _delete(request, found, childcare)
        tell_undo(request, found, Childcare(pk=pk, plan=found), f"L’accueil « {childcare.name} » est supprimé.")
        return redirect(back)
    activities = list(childcare.activities.values_list("title", flat=True))
    context = {
        "plan": found,
        "territory": found.territory,
        "childcare": childcare,
        "activities": activities,
        "back_url": back,
    }
    return render(request, "file/childcare_delete.html", context)


def current(ratios: list[StaffRatio], on: Any) -> list[StaffRatio]:
    """The ratios in force that day, one for each code."""
    latest: dict[str, StaffRatio] = {}
    for ratio in sorted(ratios, key=lambda one: one.effective_from):
        if ratio.effective_from <= on:
            latest[ratio.code] = ratio
    return sorted(latest.values(), key=lambda one: (one.position, one.code))


@transaction.atomic
def _delete(request: HttpRequest, plan: Plan, childcare: Childcare) -> None:
    """One batch: the accueil that goes, and the plan whose activities lose it."""
    told: dict[str, Any] = {
        "by": signed_in(request),
        "territory": plan.territory,
        "plan_key": plan.pk,
        "batch": new_batch(),
    }
    Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    before, of_plan, key = content(childcare), content(plan), childcare.pk
    childcare.delete()
    record(Change.EDITED, plan, before=of_plan, after=content(plan), **told)
    record(Change.DELETED, childcare, before=before, key=key, **told)


def _onward(plan: Plan, request: HttpRequest) -> str:
    """The list, or a blank form for those who enter several."""
    return page_of(plan, "childcare-new" if "another" in request.POST else "childcares")


def _form_page(request: HttpRequest, plan: Plan, form: ChildcareForm, *, seen: str) -> HttpResponse:
    faults = list(faults_of(form)) if form.is_bound else []
    context = {
        "plan": plan,
        "territory": plan.territory,
        "form": form,
        "childcare": form.instance,
        "faults": faults,
        "seen": seen,
        "back_url": page_of(plan, "childcares"),
    }
    return render(request, "file/childcare_form.html", context, status=422 if faults else 200)
