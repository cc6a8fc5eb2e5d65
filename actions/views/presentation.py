"""The texts that present a plan: what its dossier prints before the tableaux."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import require
from accounts.aggregates import write_content
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from actions.forms.presentation import PROPOSED, section_rows, section_set
from actions.prose import passages
from plans.access import plan_or_404

ONLY_COORDINATORS = "Modifier la présentation est réservé à la coordination et à l’administration du territoire."


def presentation(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Read the texts, in the order of print."""
    found, _ = plan_or_404(request, territory, plan)
    texts = [(section.title, passages(section.text)) for section in found.sections.all()]
    context = {"plan": found, "territory": found.territory, "texts": texts, "proposed": PROPOSED}
    return render(request, "actions/presentation.html", context)


def edit(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Write, order and remove the texts."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    rows = section_set(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and rows.is_valid():
        result = save_edit(
            found,
            request=request,
            territory=found.territory,
            plan_key=found.pk,
            apply=lambda: write_content(found, {"sections": section_rows(rows)}),
        )
        if isinstance(result, Conflict):
            return conflict_page(request, result, action_url=request.path, back_url=found.get_absolute_url())
        if isinstance(result, Vanished):
            return vanished_page(request, result, back_url=found.territory.get_absolute_url())
        if result.sentence:
            messages.warning(request, result.sentence)
        messages.success(request, "La présentation est enregistrée.")
        return redirect("actions:presentation", found.territory.slug, found.slug)
    context = {
        "plan": found,
        "territory": found.territory,
        "rows": rows,
        "seen": request.POST.get("seen") or seen_token(found),
        "proposed": PROPOSED,
    }
    return render(request, "actions/presentation_edit.html", context, status=422 if rows.is_bound else 200)
