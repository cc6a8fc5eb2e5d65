"""What a meeting gave, written on one page; its decisions carried to the fiches, and followed until they are done."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.aggregates import Content, content, write_content
from accounts.editing import Conflict, Saved, Vanished, save_edit, token_of
from accounts.models import Revision
from actions.committees.applying import CannotApply, apply_decision
from actions.committees.hooks import held
from actions.committees.pages import decisions_of, is_late, waits
from actions.committees.words import day_said, when_said
from actions.forms.lists import Lists
from actions.forms.records import Record
from actions.models import Action
from actions.views.committees.doors import meeting_of, reading, refused, writing
from plans.enums import MeetingState
from plans.models import Meeting, Plan

ALL_PRESENT, HOLD = "all-present", "hold"
STATES = (
    ("", "À faire"),
    ("retard", "En retard"),
    ("a-porter", "À porter sur la fiche"),
    ("faites", "Faites"),
    ("toutes", "Toutes"),
)
PER_PAGE = 50


def write(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Attendance, exchanges, decisions; one button notes everybody present, another marks the meeting held."""
    found = writing(request, territory, plan)
    one = meeting_of(found, pk)
    if one.state == MeetingState.CANCELLED:
        messages.error(request, "Cette réunion est annulée : elle n’a pas de relevé de décisions.")
        return redirect(one)
    stored = content(one)
    data = request.POST if request.method == "POST" else None
    fills = data is not None and ALL_PRESENT in data
    record = Record(one, stored, Lists.load(found, Action(plan=found)), data, all_present=fills)
    wrong = ""
    if data is not None and not fills and record.is_valid():
        wrong = _too_soon(one) if HOLD in data else ""
        try:
            outcome = None if wrong else _save(request, found, one, record, hold=HOLD in data)
        except ValidationError as error:
            wrong = " ".join(error.messages)
        if not wrong and outcome is not None:
            if page := refused(request, outcome, one.get_absolute_url()):
                return page
            told = "La réunion est notée comme tenue, et" if HOLD in data else "Enregistré :"
            messages.success(request, f"{told} le relevé de décisions est à jour.")
            return redirect(one)
    context = {
        "territory": found.territory,
        "plan": found,
        "meeting": one,
        "when": when_said(one),
        "record": record,
        "lists": record.lists,
        "wrong": wrong,
        "filled": fills,
        "seen": request.POST.get("seen") or token_of(stored),
    }
    return render(request, "committees/record.html", context, status=422 if data is not None and not fills else 200)


@require_POST
def carry(request: HttpRequest, territory: str, plan: str, pk: int, decision: int) -> HttpResponse:
    """Carry a decision to its fiche."""
    found = writing(request, territory, plan)
    one = meeting_of(found, pk)
    asked = get_object_or_404(one.decisions, pk=decision)
    try:
        action = apply_decision(decision=asked, by=signed_in(request))
    except CannotApply as error:
        messages.error(request, str(error))
    else:
        line = Revision.objects.about(action).order_by("-pk").first()
        where = reverse("history:revision", args=[found.territory.slug, line.pk]) if line else ""
        messages.success(
            request, format_html('La décision est portée sur « {} ». <a href="{}">Voir ou annuler</a>', action, where)
        )
    return redirect(_back(request, one))


@require_POST
def done(request: HttpRequest, territory: str, plan: str, pk: int, decision: int) -> HttpResponse:
    """Note that a decision is done today, or that it is not."""
    found = writing(request, territory, plan)
    one = meeting_of(found, pk)
    asked = get_object_or_404(one.decisions, pk=decision)
    today = None if asked.done_on else timezone.localdate().isoformat()

    def apply() -> None:
        rows = content(one)["decisions"]
        write_content(one, {"decisions": [{**row, "done_on": today} if row["pk"] == asked.pk else row for row in rows]})

    seen = token_of(content(one))
    outcome = save_edit(one, request=request, territory=found.territory, plan_key=found.pk, apply=apply, seen=seen)
    if page := refused(request, outcome, one.get_absolute_url()):
        return page
    messages.success(request, "La décision est faite." if today else "La décision est de nouveau à faire.")
    return redirect(_back(request, one))


def decisions(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """What the instances of a plan decided, and what is not done yet."""
    found = reading(request, territory, plan)
    today = timezone.localdate()
    state = request.GET.get("etat", "")
    every = list(decisions_of(found))
    kept = {
        "retard": [one for one in every if is_late(one, today)],
        "a-porter": [one for one in every if waits(one)],
        "faites": [one for one in every if one.done_on],
        "toutes": every,
        "": sorted((one for one in every if not one.done_on), key=lambda one: (not one.due_on, one.due_on or today)),
    }
    page = Paginator(kept.get(state, kept[""]), PER_PAGE).get_page(request.GET.get("page"))
    for one in page.object_list:
        one.meeting.committee.plan = found
    context = {
        "territory": found.territory,
        "plan": found,
        "page": page,
        "rows": [(one, day_said(one.meeting.starts_at), is_late(one, today), waits(one)) for one in page.object_list],
        "states": [(key, label, len(kept[key])) for key, label in STATES],
        "state": state if state in kept else "",
        "any": bool(every),
    }
    return render(request, "committees/decisions.html", context)


def _save(request: HttpRequest, plan: Plan, one: Meeting, record: Record, *, hold: bool) -> Saved | Conflict | Vanished:
    def apply() -> None:
        part: Content = record.content(content(one))
        if hold:
            part["state"] = MeetingState.HELD.value
        write_content(one, part)

    was = one.state
    with transaction.atomic():
        outcome = save_edit(one, request=request, territory=plan.territory, plan_key=plan.pk, apply=apply)
        if hold and was != MeetingState.HELD and isinstance(outcome, Saved):
            held(meeting_of(plan, one.pk), signed_in(request))
    return outcome


def _too_soon(one: Meeting) -> str:
    if timezone.localdate(one.starts_at) <= timezone.localdate():
        return ""
    return f"Cette réunion est prévue le {day_said(one.starts_at)} : changez sa date si elle s’est tenue plus tôt."


def _back(request: HttpRequest, one: Meeting) -> str:
    """The page that the button stood on: the meeting, or the list of decisions with its filter."""
    state = request.POST.get("etat")
    if state is None:
        return one.get_absolute_url()
    plan = one.committee.plan
    url = reverse("committees:decisions", args=[plan.territory.slug, plan.slug])
    return f"{url}?{urlencode({'etat': state})}" if state else url
