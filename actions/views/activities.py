"""The périscolaire activities of a plan: the list that is annexed to the convention of a PEDT."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.editing import seen_token
from actions.forms.childcares import activity_rows, activity_set, pasted_data
from actions.forms.faults import Fault, faults_of
from actions.forms.named import FileLists
from actions.forms.rows import RowSet
from actions.forms.sheets import SheetForm
from actions.views.filepages import editable_plan, page_of, write_rows
from actions.wording import ages_wording
from plans.access import plan_or_404
from plans.activitypaste import read_activities
from plans.models import Plan


def activities(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The list, as it is printed."""
    found, _ = plan_or_404(request, territory, plan)
    rows = found.activities.select_related("childcare", "partner")
    lines = [(one, ages_wording(one.age_min, one.age_max)) for one in rows]
    shown = {
        name: any(getattr(one, name) for one, _ in lines)
        for name in ("childcare", "place", "moments", "operator", "capacity", "supervision")
    }
    shown["audience"] = any(one.audience or ages for one, ages in lines)
    context = {"plan": found, "territory": found.territory, "lines": lines, "shown": shown}
    return render(request, "file/activities.html", context)


def edit(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The list as rows."""
    found = editable_plan(request, territory, plan)
    lists, data = FileLists.load(found), request.POST if request.method == "POST" else None
    rows = activity_set(lists, list(found.activities.all()), data)
    if data is None:
        return _form_page(request, found, rows, lists)
    if not rows.is_valid():
        return _form_page(request, found, rows, lists, faults=list(faults_of(rows)))
    back = page_of(found, "activities")
    try:
        refused: HttpResponse | None = write_rows(
            request,
            found,
            "activities",
            lambda held: activity_rows(rows, lists, held),
            back=back,
            done="La liste des activités est enregistrée.",
        )
    except ValidationError as error:
        faults = [Fault("", "", "", message) for message in error.messages]
        return _form_page(request, found, rows, lists, faults=faults)
    return refused or redirect(back)


def paste(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """A list copied from a sheet is shown as rows below those that are there; nothing is written before it is sent."""
    found = editable_plan(request, territory, plan)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        read = read_activities(form.text)
        for fault in read.faults:
            form.add_error("cells", fault)
        if not read.faults:
            lists = FileLists.load(found)
            known = list(found.activities.all())
            data, notes = pasted_data(read, known, lists)
            rows = activity_set(lists, known, data)
            faults = [] if rows.is_valid() else list(faults_of(rows))
            return _form_page(request, found, rows, lists, faults=faults, pasted=len(read.lines), notes=notes)
    context = {
        "plan": found,
        "territory": found.territory,
        "form": form,
        "back_url": page_of(found, "activities"),
    }
    return render(request, "file/activities_paste.html", context, status=422 if form.errors else 200)


def _form_page(
    request: HttpRequest,
    plan: Plan,
    rows: RowSet,
    lists: FileLists,
    *,
    faults: list[Fault] | None = None,
    pasted: int = 0,
    notes: list[str] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "plan": plan,
        "territory": plan.territory,
        "rows": rows,
        "partners": lists.partners.values(),
        "faults": faults or [],
        "pasted": pasted,
        "notes": notes or [],
        "seen": request.POST.get("seen") or seen_token(plan),
        "action_url": page_of(plan, "activities-edit"),
        "back_url": page_of(plan, "activities"),
    }
    status = 422 if faults and not pasted else 200
    return render(request, "file/activities_edit.html", context, status=status)
