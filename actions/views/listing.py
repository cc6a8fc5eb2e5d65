from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from accounts.access import signed_in, territory_or_404
from actions.listing.bulk import recent
from actions.listing.criteria import Criteria, panels
from actions.listing.page import list_page, show_alerts
from actions.listing.scope import Scope
from actions.models import SavedView
from plans.access import plan_or_404

RESULTS = "liste"  # what htmx replaces when a filter changes


def of_plan(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The fiches of a plan, filtered and sorted by the address."""
    found, _ = plan_or_404(request, territory, plan)
    views = SavedView.objects.filter(plan=found, user=signed_in(request))
    where = [territory, plan]
    context: dict[str, Any] = {"plan": found, "views": list(views), "url": reverse("actions:list", args=where)}
    context |= {"export_url": reverse("annexes:list-export", args=where)}
    batch = request.GET.get("lot", "")[:40]
    if batch and request.can.edit_plans:  # type: ignore[attr-defined]
        context["done"] = next(iter(recent(found, batch)), None)
    return _page(request, Scope(found.territory, found), context)


def of_territory(request: HttpRequest, territory: str) -> HttpResponse:
    """The fiches of every plan of a territory."""
    found, _ = territory_or_404(request, territory)
    context: dict[str, Any] = {"plan": None, "views": [], "url": reverse("all-actions", args=[territory])}
    context |= {"export_url": reverse("all-actions-export", args=[territory])}
    return _page(request, Scope(found), context)


def _page(request: HttpRequest, scope: Scope, context: dict[str, Any]) -> HttpResponse:
    criteria = Criteria(scope, request.GET)
    query = criteria.query()
    found = list_page(criteria, request.GET.get("page"), timezone.localdate())
    edits = request.can.edit_plans  # type: ignore[attr-defined]
    if scope.plan and edits and found.rows:
        show_alerts(scope.plan, found.rows)
    context = {
        "done": None,
        **context,
        "territory": scope.territory,
        "criteria": criteria,
        "query": query,
        "found": found,
        "chips": criteria.chips(),
        "bulk": scope.plan is not None and edits,
    }
    if request.headers.get("HX-Target") == RESULTS:
        response = render(request, "actions/listing/_results.html", {**context, "alone": True})
        shown = criteria.query(page=request.GET.get("page"))
        response["HX-Push-Url"] = f"{context['url']}?{shown}" if shown else context["url"]
    else:
        response = render(request, "actions/listing/list.html", {**context, "alone": False, "panels": panels(criteria)})
    patch_vary_headers(response, ["HX-Target"])  # the way back never shows the rows alone
    return response
