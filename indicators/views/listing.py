from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from indicators.addresses import measures_of, page_of
from indicators.enums import IndicatorKind
from indicators.models import Indicator
from indicators.queries import MISSING, ON, counts, filters_from, listed, themes_of
from plans.access import plan_or_404
from plans.models import Plan

A_PAGE = 50
Group = tuple[str, str, str, list[Indicator]]  # what they hang on: its name, its indicators, their values; they


def listing(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """All the indicators of a plan: what they are, where they hang, what they lack."""
    found, _ = plan_or_404(request, territory, plan)
    filters = filters_from(dict(request.GET.lists()))
    page = Paginator(listed(found, filters), A_PAGE).get_page(request.GET.get("page"))
    count = counts(found)
    context = {
        "territory": found.territory,
        "plan": found,
        "filters": filters,
        "page": page,
        "groups": _groups(found, list(page.object_list)),
        "total": count[""],
        "missing": [(value, label, count[value]) for value, label in MISSING.items()],
        "themes": themes_of(found),
        "kinds": IndicatorKind.choices,
        "places": ON.items(),
        "lacks": MISSING.items(),
    }
    return render(request, "indicators/list.html", context)


def _groups(plan: Plan, rows: list[Indicator]) -> list[Group]:
    """The rows of a page under what they hang on."""
    groups: list[Group] = []
    for _, several in groupby(rows, key=lambda one: (one.action_id, one.objective_id)):
        indicators = list(several)
        owner = indicators[0].owner
        groups.append((str(owner) or "(sans intitulé)", page_of(plan, owner), measures_of(plan, owner), indicators))
    return groups
