"""The avenants of a plan: their list, one of them with what it changes, its circuit, its documents."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import perms
from accounts.access import require, signed_in
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from actions.prose import passages
from actions.views.life import visa_groups
from annexes.documents import Document, DocumentRequest, Form
from annexes.exporting.starting import start_document
from annexes.versions.amending import NO_BASE, advance, obstacles_of
from annexes.versions.amendmentforms import AmendmentForm, AmendmentStepForm
from annexes.versions.comparison import Comparison
from annexes.versions.sides import Side, compared, last_signed, sides_of_amendment
from annexes.views.comparison import comparison_context
from annexes.views.exports import ONLY_MEMBERS, given
from plans.access import plan_or_404
from plans.amendments import OPEN, CannotAmend, begin, next_number, refusals, step_named, steps_of
from plans.enums import AmendmentStatus
from plans.models import Amendment, Plan
from plans.visas import expected_visas, to_prepare, visas_of

ONLY_COORDINATORS = "Les avenants sont réservés à la coordination et à l’administration du territoire."
DOCUMENTS = {
    "avenant": (Document.AMENDMENT, Form.PDF),
    "modifications-pdf": (Document.CHANGES, Form.PDF),
    "modifications-excel": (Document.CHANGES, Form.XLSX),
}


def listing(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The avenants of a plan, the first one first, and whether another may begin."""
    found, _ = plan_or_404(request, territory, plan)
    context = {
        "plan": found,
        "territory": found.territory,
        "amendments": list(found.amendments.all()),
        "refusals": _refusals(found),
    }
    return render(request, "life/amendments.html", context)


def new(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Begin an avenant: its number is proposed."""
    found = _edited(request, territory, plan)
    if why := _refusals(found):
        messages.warning(request, " ".join(why))
        return redirect("life:amendments", territory, plan)
    amendment = Amendment(plan=found, status=AmendmentStatus.DRAFT)
    posted = request.POST if request.method == "POST" else None
    form = AmendmentForm(posted, instance=amendment, initial={"number": next_number(found)})
    if posted is not None and form.is_valid():
        try:
            begin(form.save(commit=False), by=signed_in(request))
        except CannotAmend as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"L’avenant n° {amendment.number} est en préparation.")
            return redirect(_url(amendment))
    context = {"plan": found, "territory": found.territory, "form": form, "base": last_signed(found)}
    return render(request, "life/amendment_form.html", context, status=422 if form.errors else 200)


def amendment(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """What an avenant changes, who gives an opinion and signs, what comes next."""
    found, _ = plan_or_404(request, territory, plan)
    one = _amendment(found, pk)
    may_edit = request.can.edit_plans  # type: ignore[attr-defined]
    sides = sides_of_amendment(one)
    comparison = compared(found, *sides, substance=True) if sides else None
    sources = {row.key: row.source for row in expected_visas(found)}
    context: dict[str, Any] = {
        "plan": found,
        "territory": found.territory,
        "amendment": one,
        "sides": sides,
        "no_base": NO_BASE,
        "motives": passages(one.purpose),
        "may_edit": may_edit,
        "is_open": one.status in OPEN,
        "steps": _steps(one, comparison) if may_edit else [],
        "groups": visa_groups(list(visas_of(found, one)), sources),
        "to_prepare": len(to_prepare(found, one)) if may_edit and one.status in OPEN else 0,
    }
    if comparison is not None:
        context |= comparison_context(found, comparison, request.GET.get("page"))
        context["compare_url"] = _compare_url(found, *sides) if sides else ""
    return render(request, "life/amendment.html", context)


def edit(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Change what the avenant says; once it is sent, its délibération and its dates alone."""
    found = _edited(request, territory, plan)
    one = _amendment(found, pk)
    if one.status not in OPEN:
        said = one.get_status_display().lower()
        messages.warning(request, f"L’avenant n° {one.number} est « {said} » : il ne change plus.")
        return redirect(_url(one))
    seen = request.POST.get("seen") or seen_token(one)
    form = AmendmentForm(request.POST if request.method == "POST" else None, instance=one)
    if request.method == "POST" and form.is_valid():
        result = save_edit(one, request=request, territory=found.territory, plan_key=found.pk, apply=form.save)
        if isinstance(result, Conflict):
            return conflict_page(request, result, action_url=request.path, back_url=_url(one))
        if isinstance(result, Vanished):
            return vanished_page(request, result, back_url=reverse("life:amendments", args=[territory, plan]))
        messages.success(request, f"L’avenant n° {one.number} est enregistré.")
        return redirect(_url(one))
    context = {"plan": found, "territory": found.territory, "form": form, "amendment": one, "seen": seen}
    return render(request, "life/amendment_form.html", context, status=422 if form.errors else 200)


def step(request: HttpRequest, territory: str, plan: str, pk: int, to: str) -> HttpResponse:
    """Take a step of the circuit: its date, its reason where one is owed."""
    found = _edited(request, territory, plan)
    one = _amendment(found, pk)
    taken = step_named(one, to)
    if taken is None:
        said = one.get_status_display().lower()
        messages.warning(request, f"L’avenant n° {one.number} est « {said} » : ce passage n’est pas ouvert.")
        return redirect(_url(one))
    posted = request.POST if request.method == "POST" else None
    form = AmendmentStepForm(posted, amendment=one, step=taken, initial={"on": timezone.localdate()})
    refused: tuple[str, ...] = ()
    if posted is not None and form.is_valid():
        given_reason = form.cleaned_data.get("reason", "")
        try:
            moved = advance(one, to, by=signed_in(request), on=form.cleaned_data["on"], reason=given_reason)
        except CannotAmend as refusal:
            refused = refusal.sentences
        else:
            messages.success(request, f"L’avenant n° {moved.number} est « {moved.get_status_display().lower()} ».")
            return redirect(_url(moved))
    context = {
        "plan": found,
        "territory": found.territory,
        "amendment": one,
        "step": taken,
        "form": form,
        "refused": refused,
    }
    return render(request, "life/amendment_step.html", context, status=422 if form.errors or refused else 200)


@require_POST
def document(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """The avenant, or the tableau of what it changes; every member may."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    one = _amendment(found, pk)
    sides = sides_of_amendment(one)
    if sides is None:
        messages.warning(request, NO_BASE)
        return redirect(_url(one))
    kind, form = DOCUMENTS.get(request.POST.get("document", ""), DOCUMENTS["avenant"])
    before, after = (side.number for side in sides)
    wanted = DocumentRequest(kind, form, before=before, after=after, substance=True, amendment=one.pk)
    site = request.build_absolute_uri("/").rstrip("/")
    part = f"avenant n° {one.number}"
    return given(start_document(plan=found, user=signed_in(request), request=wanted, part=part, site=site))


def _steps(amendment: Amendment, comparison: Comparison | None) -> list[dict[str, Any]]:
    has_changes = comparison is not None and not comparison.is_empty
    return [
        {"step": one, "obstacles": obstacles_of(amendment, one, has_changes=has_changes)} for one in steps_of(amendment)
    ]


def _refusals(plan: Plan) -> list[str]:
    """Why no avenant may begin; the plan needs a version to start from."""
    return refusals(plan) or ([] if last_signed(plan) else [f"{NO_BASE} Figez une version, puis revenez ici."])


def _compare_url(plan: Plan, before: Side, after: Side) -> str:
    url = reverse("versions:compare", args=[plan.territory.slug, plan.slug])
    return f"{url}?de={before.key}&a={after.key}"


def _edited(request: HttpRequest, territory: str, plan: str) -> Plan:
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    return found


def _amendment(plan: Plan, pk: int) -> Amendment:
    found = get_object_or_404(Amendment, pk=pk, plan=plan)
    found.plan = plan
    return found


def _url(amendment: Amendment) -> str:
    plan = amendment.plan
    return reverse("life:amendment", args=[plan.territory.slug, plan.slug, amendment.pk])
