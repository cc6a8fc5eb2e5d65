from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts import perms
from actions.enums import Status, Weather
from actions.fiche import fiche_page
from actions.models import Action, SchemeUse
from actions.queries import plan_page
from actions.wording import status_wording, weather_wording
from plans.access import plan_or_404

TREE = "plan-tree"  # what htmx replaces while a person types in the search


def plan(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The whole plan on one page, or what a search finds in it."""
    found, role = plan_or_404(request, territory, plan)
    query = request.GET.get("q", "").strip()[:200]
    context = {
        "territory": found.territory,
        "plan": found,
        "page": plan_page(found, query),
        "query": query,
        "can_import": perms.can_import(role),
        "can_edit": perms.can_edit_plans(role),
    }
    template = "actions/_tree.html" if request.headers.get("HX-Target") == TREE else "actions/plan.html"
    return render(request, template, context)


def action(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """One fiche with all that it holds."""
    found, _ = plan_or_404(request, territory, plan)
    uses = Prefetch("scheme_uses", SchemeUse.objects.select_related("scheme__replaced_by"))
    actions = Action.objects.select_related("theme", "objective", "merged_into").prefetch_related(
        uses, "also_serves", "steps"
    )
    fiche = get_object_or_404(actions, pk=pk, plan=found)
    context = {
        "territory": found.territory,
        "plan": found,
        "fiche": fiche_page(found, fiche),
        "status": status_wording(Status(fiche.status)),
        "weather": weather_wording(Weather(fiche.weather)) if fiche.weather else "",
    }
    return render(request, "actions/action.html", context)
