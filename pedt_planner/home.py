"""The pages that need every app: home, a territory, health, accessibility."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from accounts import perms
from accounts.access import signed_in, territory_or_404
from accounts.enums import MemberRole
from actions.models import Action
from annexes.jobs import worker_is_alive
from plans.models import Plan, PlanQuerySet


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """My territories and their plans; to a visitor, what the software does."""
    if not request.user.is_authenticated:
        return render(request, "pedt_planner/welcome.html")
    memberships = list(signed_in(request).memberships.select_related("territory"))
    plans = _with_counts(Plan.objects.filter(territory__in=[m.territory_id for m in memberships]))
    sections = [
        {
            "membership": membership,
            "plans": [plan for plan in plans if plan.territory_id == membership.territory_id],
            "can_edit": perms.can_edit_plans(MemberRole(membership.role)),
            "can_import": perms.can_import(MemberRole(membership.role)),
        }
        for membership in memberships
    ]
    return render(request, "pedt_planner/home.html", {"sections": sections})


def territory(request: HttpRequest, territory: str) -> HttpResponse:
    """The plans of a territory."""
    found, role = territory_or_404(request, territory)
    context = {
        "territory": found,
        "plans": _with_counts(Plan.objects.of(found)),
        "can_edit": perms.can_edit_plans(role),
    }
    return render(request, "pedt_planner/territory.html", context)


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pedt_planner/accessibility.html")


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers (503 otherwise) and whether a worker lives."""
    try:
        connection.ensure_connection()
        worker = worker_is_alive()
    except DatabaseError:
        return JsonResponse({"base": "injoignable"}, status=503)
    return JsonResponse({"base": "en ligne", "executant": "actif" if worker else "absent"})


def _with_counts(plans: PlanQuerySet) -> PlanQuerySet:
    """Each plan with `fiches` and `loose`, the number of its fiches and of those that hang on nothing."""
    of_plan = Action.objects.filter(plan=OuterRef("pk")).order_by().values("plan")
    return (
        plans.select_related("kind", "territory")
        .annotate(
            fiches=Coalesce(Subquery(of_plan.annotate(n=Count("pk")).values("n")), 0),
            loose=Coalesce(Subquery(of_plan.annotate(n=Count("pk", filter=Q(objective=None))).values("n")), 0),
        )
        .order_by("-starts_on", "title")
    )
