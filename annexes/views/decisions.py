"""What a person decides on the preview of an import: one choice a request, kept with the import."""

import json

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from annexes.deciding import choices
from annexes.deciding.choices import CannotDecide
from annexes.importing.batches import ask_reading
from annexes.importing.queueing import start_analysis
from annexes.importing.readings import reading_from_json
from annexes.models import ImportBatch
from annexes.preview import Asked, branch_of, preview_page
from annexes.readers.layouts import LABELS
from annexes.views.imports import plan_and_batch
from annexes.views.posted import Decided, Posted
from annexes.views.preview import page_context
from plans.models import Plan


@require_POST
def decide(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Keep one decision, and show the page as it becomes: the touched parts for htmx, else the page at that place."""
    found, batch = plan_and_batch(request, territory, plan, pk)
    asked = _asked(request)
    address = reverse("annexes:import", args=[territory, plan, pk]) + asked.query()
    posted = Posted(batch, request.POST)
    try:
        decided = posted.decided()
        choices.decide(batch, request.POST.get("lecture", ""), decided.choice)
    except CannotDecide as refusal:
        messages.warning(request, str(refusal))
        return _leave(request, address)
    if not request.headers.get("HX-Request"):
        return redirect(f"{address}#{decided.place}")
    return _fragments(request, batch, found, asked, decided)


@require_POST
def layouts(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Read the file again, its parts as a person chose: `partie-<key>` = layout."""
    _, batch = plan_and_batch(request, territory, plan, pk)
    parts = {part.key: part for part in reading_from_json(batch.reading).parts}
    asked = {
        name.removeprefix("partie-"): layout
        for name, layout in request.POST.items()
        if name.startswith("partie-") and layout in LABELS
    }
    changed = {key: layout for key, layout in asked.items() if key in parts and parts[key].layout != layout}
    if not changed:
        messages.info(request, "Chaque partie est déjà lue de cette façon.")
        return redirect(f"{batch.get_absolute_url()}#lecture")
    with transaction.atomic():
        if not ask_reading(batch, layouts=changed):
            messages.warning(request, "Cet import est confirmé ou terminé\u00a0: le fichier n’est plus relu.")
            return redirect(batch)
        start_analysis(batch, signed_in(request))
    return redirect(batch.job or batch)


def _asked(request: HttpRequest) -> Asked:
    """The filters of the page that the decision comes from."""
    current = request.headers.get("HX-Current-URL", "")
    query = QueryDict(current.partition("?")[2].partition("#")[0]) if current else request.GET
    return Asked.from_query(query.dict())


def _leave(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _fragments(request: HttpRequest, batch: ImportBatch, plan: Plan, asked: Asked, decided: Decided) -> HttpResponse:
    page = preview_page(batch, plan, asked)
    context = page_context(batch, plan) | {"page": page, "asked": asked, "oob": True}
    if decided.branch and page.tree.by_ref.get(decided.branch) is not None:
        context["line"] = branch_of(page.seen, plan, decided.branch, asked)
        context["above"] = [page.tree.by_ref[ref] for ref in decided.above if ref in page.tree.by_ref]
    told = {"import-decided": {"said": decided.said, "focus": decided.place}}
    response = render(request, "annexes/preview/decided.html", context)
    response["HX-Trigger-After-Settle"] = json.dumps(told)
    return response
