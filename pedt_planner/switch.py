"""The menu that leads from one plan or territory to another; asked for when it opens, so that no page pays for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import signed_in
from accounts.models import Territory
from plans.models import Plan


def switch(request: HttpRequest) -> HttpResponse:
    """My territories with their plans, as a fragment. Two queries."""
    mine = list(Territory.objects.of(signed_in(request)))
    plans = list(Plan.objects.filter(territory__in=mine).select_related("territory").order_by("-starts_on", "title"))
    context = {"choices": [(found, [plan for plan in plans if plan.territory_id == found.pk]) for found in mine]}
    return render(request, "pedt_planner/_switch.html", context)
