"""A meeting: prepared, convened, cancelled, read."""

from datetime import time

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.aggregates import Content, content, write_content
from accounts.editing import save_edit, seen_token
from accounts.enums import Change
from accounts.models import Revision
from actions.committees.pages import is_late, last_held, next_planned, waits
from actions.committees.services import StillKept, create_meeting, delete_meeting, usual_rows
from actions.committees.words import convocation_text, usual_invitation, when_said
from actions.forms.committees import CancelForm, MeetingForm, agenda_rows, agenda_set
from actions.forms.rows import RowSet
from actions.models import Decision
from actions.prose import passages
from actions.views.committees.doors import committee_of, meeting_of, reading, refused, writing
from plans.enums import MeetingState, Presence
from plans.models import Committee, Meeting, Plan

USUAL_HOURS = (time(14), time(16))


def meeting(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """One meeting: its agenda, then its relevé de décisions."""
    found = reading(request, territory, plan)
    one = meeting_of(found, pk)
    today = timezone.localdate()
    decisions = one.decisions.select_related("action", "applied_by")
    attendances = list(one.attendances.all())
    proposed = one.next_on if one.state == MeetingState.HELD and one.next_on else None
    context = {
        "territory": found.territory,
        "plan": found,
        "meeting": one,
        "when": when_said(one),
        "is_past": one.starts_at < timezone.now(),
        "agenda": [(item, passages(item.note)) for item in one.agenda.all()],
        "minutes": passages(one.minutes),
        "presences": [
            (presence.label, [row.label for row in attendances if row.presence == presence])
            for presence in Presence
            if any(row.presence == presence for row in attendances)
        ],
        "decisions": [(decision, is_late(decision, today), waits(decision)) for decision in decisions],
        "proposed": proposed if proposed and not next_planned(one.committee, proposed) else None,
    }
    return render(request, "committees/meeting.html", context)


def new(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Plan a meeting; `?le=` is its day, the place and the hours are those of the last one."""
    found = writing(request, territory, plan)
    committee = committee_of(found, pk)
    return _form(request, found, committee, None)


def edit(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Change when, where, and what it is about."""
    found = writing(request, territory, plan)
    one = meeting_of(found, pk)
    return _form(request, found, one.committee, one)


def convocation(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """The convocation ready to be sent: text, files, addresses; sending it is noted here."""
    found = reading(request, territory, plan)
    one = meeting_of(found, pk)
    may_reach = request.can.contribute  # type: ignore[attr-defined]
    seats = one.committee.seats.select_related("partner", "contact") if may_reach else []
    reached = {seat.contact.email for seat in seats if seat.contact and seat.contact.is_active and seat.contact.email}
    context = {
        "territory": found.territory,
        "plan": found,
        "meeting": one,
        "when": when_said(one),
        "text": convocation_text(one),
        "subject": f"Convocation : {one.committee.name}, {when_said(one)}",
        "addresses": sorted(reached),
        "unreached": [seat for seat in seats if not (seat.contact and seat.contact.is_active and seat.contact.email)],
    }
    return render(request, "committees/convocation.html", context)


@require_POST
def convene(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Note that the convocation left today."""
    found = writing(request, territory, plan)
    one = meeting_of(found, pk)
    if one.state != MeetingState.PLANNED:
        messages.error(request, f"Cette réunion est {one.get_state_display().lower()} : elle ne se convoque plus.")
        return redirect(one)
    if not one.convened_on:
        today = timezone.localdate().isoformat()
        page = _saved(request, found, one, {"convened_on": today})
        if page:
            return page
    messages.success(request, "C’est noté : la convocation est partie aujourd’hui.")
    return redirect(one)


def cancel(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Cancel a meeting that was not held, with the reason."""
    found = writing(request, territory, plan)
    one = meeting_of(found, pk)
    if one.state != MeetingState.PLANNED:
        messages.error(request, f"Cette réunion est {one.get_state_display().lower()} : elle ne s’annule pas.")
        return redirect(one)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        part = {"state": MeetingState.CANCELLED.value, "state_reason": form.cleaned_data["reason"]}
        if page := _saved(request, found, one, part):
            return page
        messages.success(request, "La réunion est annulée. Prévenez les personnes convoquées.")
        return redirect("committees:convocation" if one.convened_on else "committees:meeting", territory, plan, pk)
    context = {"territory": found.territory, "plan": found, "meeting": one, "form": form, "when": when_said(one)}
    return render(request, "committees/cancel.html", context, status=422 if form.is_bound else 200)


def delete(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Delete a meeting after a page that says what goes with it."""
    found = writing(request, territory, plan)
    one = meeting_of(found, pk)
    committee, kept = one.committee, False
    if request.method == "POST":
        said = str(one)
        try:
            batch = delete_meeting(meeting=one, by=signed_in(request))
        except StillKept:
            kept = True
        else:
            line = Revision.objects.get(batch=batch, change=Change.DELETED)
            undo = reverse("history:restore", args=[found.territory.slug, line.pk])
            messages.success(request, format_html('« {} » est supprimée. <a href="{}">Annuler</a>', said, undo))
            return redirect(committee)
    context = {
        "territory": found.territory,
        "plan": found,
        "meeting": one,
        "kept": kept,
        "decisions": Decision.objects.filter(meeting=one).count(),
    }
    return render(request, "committees/meeting_delete.html", context, status=409 if kept else 200)


def _form(request: HttpRequest, plan: Plan, committee: Committee, one: Meeting | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = MeetingForm(data, initial=MeetingForm.initial_of(one) if one else _proposed(request, committee))
    agenda = (
        [{"key": item.pk, "title": item.title, "presenter": item.presenter} for item in one.agenda.all()]
        if one
        else usual_rows(committee)
    )
    rows = agenda_set(agenda, data)
    back = (one or committee).get_absolute_url()
    if data is not None and all([form.is_valid(), rows.is_valid()]):
        try:
            if one is None:
                values = {**form.content(), "agenda": agenda_rows(rows, [])}
                made = create_meeting(committee=committee, values=values, by=signed_in(request))
                messages.success(request, "La réunion est prévue : relisez maintenant sa convocation.")
                return redirect("committees:convocation", plan.territory.slug, plan.slug, made.pk)
            page = _saved(request, plan, one, form.content(), rows)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            if page:
                return page
            messages.success(request, "La réunion est enregistrée.")
            return redirect(one)
    context = {
        "territory": plan.territory,
        "plan": plan,
        "committee": committee,
        "meeting": one,
        "form": form,
        "rows": rows,
        "back": back,
        "usual": usual_invitation(one or Meeting(committee=committee)),
        "seen": request.POST.get("seen") or (seen_token(one) if one else ""),
    }
    return render(request, "committees/meeting_form.html", context, status=422 if data is not None else 200)


def _proposed(request: HttpRequest, committee: Committee) -> dict[str, object]:
    """What a new meeting begins with: the day that was asked for, the place and the hours of the last one."""
    last = last_held(committee)
    asked = request.GET.get("le", "")
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    begins, ends = USUAL_HOURS
    if last is None:
        return {"day": day, "begins": begins, "ends": ends}
    known = MeetingForm.initial_of(last)
    return {"day": day, **{name: known[name] for name in ("begins", "ends", "place", "link", "invitation")}}


def _saved(
    request: HttpRequest, plan: Plan, one: Meeting, part: Content, rows: RowSet | None = None
) -> HttpResponse | None:
    """Write a part of a meeting, its agenda with it when rows come; the page of a conflict, or None."""

    def apply() -> None:
        agenda = {"agenda": agenda_rows(rows, content(one)["agenda"])} if rows is not None else {}
        write_content(one, {**part, **agenda})

    seen = None if rows is not None else seen_token(one)
    outcome = save_edit(one, request=request, territory=plan.territory, plan_key=plan.pk, apply=apply, seen=seen)
    return refused(request, outcome, one.get_absolute_url())
