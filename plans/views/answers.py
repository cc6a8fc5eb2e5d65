"""How the pages of the tree answer: in place on the plan page for htmx, as full pages without JavaScript."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from accounts.access import require
from plans.access import plan_or_404
from plans.levels import Ladder
from plans.models import Objective, Plan

ONLY_COORDINATORS = (
    "Modifier l’arbre d’un plan est réservé à la coordination et à l’administration du territoire : "
    "demandez-leur, ou lisez le plan."
)


def editable_plan(request: HttpRequest, territory: str, plan: str) -> Plan:
    """The plan, for a person who may change it. Raise Http404 for a stranger, PermissionDenied for another member."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    return found


def address(plan: Plan, name: str, *keys: int) -> str:
    return reverse(f"plans:{name}", args=[plan.territory.slug, plan.slug, *keys])


def place_in(plan: Plan, focus: int | None) -> str:
    """The address of an objective on the page of its plan."""
    return f"{plan.get_absolute_url()}{f'#o-{focus}' if focus else ''}"


def in_place(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def panel(
    request: HttpRequest, plan: Plan, template: str, heading: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A form of the tree: a fragment for the plan page, or a page of its own."""
    context |= {"plan": plan, "territory": plan.territory, "heading": heading, "panel": template}
    context.setdefault("back_url", plan.get_absolute_url())
    return render(request, template if in_place(request) else "plans/panel.html", context, status=status)


def done(
    request: HttpRequest, plan: Plan, sentence: str, focus: int | None = None, *, follow: str = "", undo: bool = True
) -> HttpResponse:
    """Say what was done and come back to the objective; `follow` is the form that goes on, if any."""
    if sentence:
        if undo:
            sentence = format_html(
                '{}. <a href="{}">Annuler</a>', sentence.rstrip("."), address(plan, "structure-undo")
            )
        messages.success(request, sentence)
    return _back(request, plan, focus, follow)


def refused(request: HttpRequest, plan: Plan, sentence: str, focus: int | None = None) -> HttpResponse:
    """Say why nothing was done, and show the plan as it is now."""
    messages.warning(request, sentence)
    return _back(request, plan, focus, "")


def gone(request: HttpRequest, plan: Plan) -> HttpResponse:
    return refused(request, plan, "Cet objectif n’est plus dans le plan : une autre personne l’a supprimé.")


def find_or_none(plan: Plan, pk: int) -> Objective | None:
    """A visible objective of the plan, or None when somebody deleted it meanwhile. One query."""
    rows = Objective.objects.select_related("parent", "effect_group").filter(plan=plan, parent__isnull=False)
    found: Objective | None = rows.filter(pk=pk).first()
    return found


def label(ladder: Ladder, objective: Objective) -> str:
    """« OG 2 : Grandir », « Axe I : … », or the title alone."""
    kicker = ladder.rung(objective.level).kicker(objective.code)
    title = objective.title or "(sans intitulé)"
    return f"{kicker} : {title}" if kicker else title


def _back(request: HttpRequest, plan: Plan, focus: int | None, follow: str) -> HttpResponse:
    if in_place(request):
        detail = {"focus": f"o-{focus}" if focus else "", "follow": follow}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"plan-changed": detail})})
    return redirect(follow or place_in(plan, focus))
