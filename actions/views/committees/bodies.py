"""The instances of a plan: their list, one of them, who sits in it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.access import signed_in
from accounts.aggregates import write_content
from accounts.editing import save_edit, seen_token
from accounts.enums import Change
from accounts.models import Revision
from actions.committees.pages import cards_of
from actions.committees.services import StillKept, create_committee, delete_committee
from actions.committees.words import when_said
from actions.forms.committees import CommitteeForm, seat_rows, seat_set
from actions.forms.lists import Lists
from actions.models import Action, Decision
from actions.prose import passages
from actions.views.committees.doors import committee_of, reading, refused, writing
from plans.models import Committee, Plan


def listing(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The instances as cards."""
    found = reading(request, territory, plan)
    cards = cards_of(found, timezone.now())
    open_count = Decision.objects.filter(meeting__committee__plan=found, done_on=None).count()
    context = {
        "territory": found.territory,
        "plan": found,
        "cards": [(card, when_said(card.next) if card.next else "") for card in cards],
        "open_count": open_count,
    }
    return render(request, "committees/list.html", context)


def committee(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """One instance: who sits in it, its meetings."""
    found = reading(request, territory, plan)
    one = committee_of(found, pk)
    meetings = list(one.meetings.annotate(decision_count=Count("decisions")).order_by("-starts_at", "-pk"))
    for meeting in meetings:
        meeting.committee = one
    context = {
        "territory": found.territory,
        "plan": found,
        "committee": one,
        "purpose": passages(one.purpose),
        "seats": one.seats.select_related("partner", "contact"),
        "meetings": [(meeting, when_said(meeting)) for meeting in meetings],
    }
    return render(request, "committees/committee.html", context)


def new(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Create an instance with its seats."""
    found = writing(request, territory, plan)
    return _form(request, found, None)


def edit(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Change an instance and its seats."""
    found = writing(request, territory, plan)
    return _form(request, found, committee_of(found, pk))


def delete(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Delete an instance after a page that says what goes with it."""
    found = writing(request, territory, plan)
    one = committee_of(found, pk)
    name, kept = one.name, False
    if request.method == "POST":
        try:
            batch = delete_committee(committee=one, by=signed_in(request))
        except StillKept:
            kept = True
        else:
            line = Revision.objects.filter(batch=batch, change=Change.DELETED).order_by("-pk")[0]
            undo = reverse("history:restore", args=[found.territory.slug, line.pk])
            messages.success(
                request, format_html('L’instance « {} » est supprimée. <a href="{}">Annuler</a>', name, undo)
            )
            return redirect("committees:list", found.territory.slug, found.slug)
    context = {
        "territory": found.territory,
        "plan": found,
        "committee": one,
        "meetings": one.meetings.count(),
        "kept": kept,
    }
    return render(request, "committees/delete.html", context, status=409 if kept else 200)


def _form(request: HttpRequest, plan: Plan, one: Committee | None) -> HttpResponse:
    lists = Lists.load(plan, Action(plan=plan))
    data = request.POST if request.method == "POST" else None
    form = CommitteeForm(data, initial=CommitteeForm.initial_of(one) if one else None)
    rows = seat_set(one, lists, data)
    back = one.get_absolute_url() if one else reverse("committees:list", args=[plan.territory.slug, plan.slug])
    if data is not None and all([form.is_valid(), rows.is_valid()]):
        values = {**form.cleaned_data, "seats": seat_rows(rows)}
        try:
            if one is None:
                made = create_committee(plan=plan, values=values, by=signed_in(request))
                messages.success(request, f"L’instance « {made.name} » est créée : préparez maintenant sa réunion.")
                return redirect(made)
            outcome = save_edit(
                one,
                request=request,
                territory=plan.territory,
                plan_key=plan.pk,
                apply=lambda: write_content(one, values),
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            if page := refused(request, outcome, back):
                return page
            messages.success(request, f"L’instance « {values['name']} » est enregistrée.")
            return redirect(one)
    context = {
        "territory": plan.territory,
        "plan": plan,
        "committee": one,
        "form": form,
        "rows": rows,
        "lists": lists,
        "back": back,
        "seen": request.POST.get("seen") or (seen_token(one) if one else ""),
    }
    return render(request, "committees/form.html", context, status=422 if data is not None else 200)
