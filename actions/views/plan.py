from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import perms
from actions.queries import plan_page
from plans.access import plan_or_404
from plans.enums import SIGNED_STATUSES
from plans.structure import last_change

TREE = "plan-tree"  # what htmx replaces while a person types in the search


def plan(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The whole plan on one page, or what a search finds in it."""
    found, role = plan_or_404(request, territory, plan)
    query = request.GET.get("q", "").strip()[:200]
    can_edit = perms.can_edit_plans(role)
    page = plan_page(found, query, with_alerts=can_edit)  # for those who may cure them
    change = last_change(found) if can_edit else None
    context = {
        "territory": found.territory,
        "plan": found,
        "plan_url": found.get_absolute_url(),
        "page": page,
        "query": query,
        "change": change if change and change.after == page.layout else None,
        "top_levels": page.ladder.beginnings if can_edit else [],
        "is_signed": found.status in SIGNED_STATUSES,
        "can_import": perms.can_import(role),
        "can_edit": can_edit,
    }
    # Asked for while a person types in the search, and by static/js/structure.js after each change of the tree.
    template = "actions/_tree.html" if request.headers.get("HX-Target") == TREE else "actions/plan.html"
    return render(request, template, context)
