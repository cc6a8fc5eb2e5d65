"""What a type of plan that a territory adapted asks for: the sections of a dossier, the authorities. Admins only."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import require, territory_or_404
from accounts.aggregates import content, write_content
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from actions.forms.kind import SECTION, VISA, kind_rows, section_set, visa_set
from actions.forms.rows import RowSet
from plans.models import PlanKind
from plans.views.kinds import ONLY_ADMINS

SHOWN = {  # what each page is called, and the template of one of its rows
    "sections": {"heading": "Sections demandées", "row_template": "kinds/_section.html"},
    "visas": {"heading": "Autorités attendues", "row_template": "kinds/_visa.html"},
}


def sections(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """The sections that the dossier of these plans is asked for."""
    return _edit(request, territory, pk, "sections", section_set, SECTION, "Les sections demandées sont enregistrées.")


def visas(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """Who gives an opinion on these plans, who signs them."""
    return _edit(request, territory, pk, "visas", visa_set, VISA, "Les autorités attendues sont enregistrées.")


def _edit(
    request: HttpRequest,
    territory: str,
    pk: int,
    name: str,
    rows_of: Callable[[PlanKind, Any], RowSet],
    fields: tuple[str, ...],
    done: str,
) -> HttpResponse:
    found, _ = territory_or_404(request, territory)
    require(request.can.manage_lists, ONLY_ADMINS)  # type: ignore[attr-defined]
    kind = get_object_or_404(PlanKind, pk=pk, territory=found)
    posted = request.method == "POST"
    rows = rows_of(kind, request.POST if posted else None)
    back = reverse("plan-kinds:edit", args=[found.slug, kind.pk])
    if posted and rows.is_valid():
        result = save_edit(
            kind,
            request=request,
            territory=found,
            plan_key=None,
            apply=lambda: write_content(kind, {name: kind_rows(rows, fields, content(kind)[name])}),
        )
        if isinstance(result, Conflict):
            return conflict_page(request, result, action_url=request.path, back_url=back)
        if isinstance(result, Vanished):
            return vanished_page(request, result, back_url=reverse("plan-kinds:list", args=[found.slug]))
        if result.sentence:
            messages.warning(request, result.sentence)
        messages.success(request, done)
        return redirect(back)
    context = {
        "territory": found,
        "kind": kind,
        "rows": rows,
        "seen": request.POST.get("seen") or seen_token(kind),
        "back_url": back,
        **SHOWN[name],
    }
    return render(request, f"kinds/{name}.html", context, status=422 if posted else 200)
