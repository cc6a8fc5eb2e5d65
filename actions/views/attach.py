"""Fiches put in their place: the batch of those that wait, one fiche with its rank, several at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import require, signed_in
from actions.attaching import Placed, Wish, place_many, set_order, siblings_of
from actions.attachpage import attach_page
from actions.destinations import Destinations
from actions.forms.placing import DestinationForm
from actions.listing import bulk
from actions.models import Action
from actions.tree import count_words
from plans.access import plan_or_404
from plans.models import Plan

TOLD = 10
MANY = 500
ONLY_COORDINATORS = "Changer une fiche de place est réservé à la coordination et à l’administration du territoire."


def attach(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The fiches that hang on nothing, or not surely, with proposals; a whole batch is placed in one go."""
    found = _plan(request, territory, plan)
    if request.method == "POST":
        posted = {int(name[6:]) for name in request.POST if name.startswith("place-") and name[6:].isdecimal()}
        page = attach_page(found, None, only=posted)
        wishes = page.choose(request.POST)
        if not page.errors:
            return _placed(request, found, wishes)
    else:
        page = attach_page(found, request.GET.get("page"))
        if request.GET.get("proposer"):
            page.propose()
    context = {"territory": found.territory, "plan": found, "page": page, "batch": request.GET.get("lot", "")}
    return render(request, "actions/attach.html", context, status=422 if page.errors else 200)


@require_POST
def undo(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Take a batch back; fiches that changed since stay, and are told."""
    found = _plan(request, territory, plan)
    batch = request.POST.get("lot", "")[:40]
    if not bulk.is_known(found, batch):
        messages.error(request, "Ce changement n’est pas connu dans ce plan. Rien n’a été changé.")
    elif (undone := bulk.undo(plan=found, batch=batch, by=signed_in(request))) is None:
        messages.warning(request, "Ce changement a déjà été annulé.")
    else:
        said = count_words(("fiche revenue à sa place", "fiches revenues à leur place", undone.done))
        messages.success(request, f"C’est annulé : {said or 'rien n’a bougé'}.")
        _warn(request, undone.refused)
    return redirect(_back(request, reverse("actions:attach", args=[territory, plan])))


def move(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """One fiche: the objective that it hangs on, and its rank among the fiches there."""
    found = _plan(request, territory, plan)
    fiche = get_object_or_404(Action.objects.select_related("objective", "theme"), pk=pk, plan=found)
    siblings = siblings_of(found, fiche.objective_id) if fiche.objective_id else []
    if request.method == "POST" and "rang" in request.POST and fiche.objective_id:
        return _ordered(request, found, fiche, siblings)
    destinations = Destinations(found)
    form = DestinationForm(request.POST or None, destinations=destinations, fiche=fiche)
    if request.method == "POST" and form.is_valid():
        done = place_many(plan=found, wishes=[form.wish(fiche.pk)], by=signed_in(request))
        _tell(request, done)
        return redirect(f"{request.path}?lot={done.batch}" if not done.refused else request.path)
    context = {
        "territory": found.territory,
        "plan": found,
        "fiche": fiche,
        "form": form,
        "siblings": siblings,
        "here": destinations.every.get(fiche.objective_id or 0),
    }
    return render(request, "actions/move.html", context, status=422 if form.errors else 200)


def move_many(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Several fiches (`?fiche=…`, or all those of `?objectif=…`) under one objective."""
    found = _plan(request, territory, plan)
    asked = request.POST if request.method == "POST" else request.GET
    keys = [int(key) for key in asked.getlist("fiche") if key.isdecimal() and len(key) < 18][:MANY]
    objective = asked.get("objectif", "")
    fiches = Action.objects.filter(plan=found).order_by("theme__lft", "objective__lft", "position", "number", "pk")
    if objective.isdecimal() and len(objective) < 18 and not keys and request.method == "GET":
        fiches = fiches.filter(objective=int(objective))
    else:
        fiches = fiches.filter(pk__in=keys)
    chosen = list(fiches[:MANY])
    if not chosen:
        messages.warning(request, "Cochez d’abord les fiches à déplacer ensemble.")
        return redirect("actions:list", territory, plan)
    destinations = Destinations(found)
    form = DestinationForm(request.POST or None, destinations=destinations)
    if request.method == "POST" and form.is_valid():
        wishes = [form.wish(one.pk, request.POST.get(f"etait-{one.pk}", "")) for one in chosen]
        done = place_many(plan=found, wishes=wishes, by=signed_in(request))
        _tell(request, done)
        url = reverse("actions:list", args=[territory, plan])
        return redirect(f"{url}?lot={done.batch}" if done.moved or done.confirmed else url)
    rows = [(one, destinations.every.get(one.objective_id or 0)) for one in chosen]
    context = {"territory": found.territory, "plan": found, "form": form, "rows": rows}
    return render(request, "actions/move_many.html", context, status=422 if form.errors else 200)


def _plan(request: HttpRequest, territory: str, plan: str) -> Plan:
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    return found


def _placed(request: HttpRequest, plan: Plan, wishes: list[Wish]) -> HttpResponse:
    done = place_many(plan=plan, wishes=wishes, by=signed_in(request))
    _tell(request, done)
    url = reverse("actions:attach", args=[plan.territory.slug, plan.slug])
    return redirect(f"{url}?lot={done.batch}" if done.moved or done.confirmed else url)


def _ordered(request: HttpRequest, plan: Plan, fiche: Action, siblings: list[Action]) -> HttpResponse:
    """Move a fiche among its siblings: « haut », « bas », « debut », « fin »."""
    order = [one.pk for one in siblings]
    here = order.index(fiche.pk)
    steps = {"haut": here - 1, "bas": here + 1, "debut": 0, "fin": len(order) - 1}
    rank = max(0, min(steps.get(request.POST["rang"], here), len(order) - 1))
    order.insert(rank, order.pop(here))
    assert fiche.objective_id is not None
    batch = set_order(plan=plan, objective=fiche.objective_id, order=order, by=signed_in(request))
    messages.success(request, f"« {fiche} » est au rang {rank + 1} sur {len(order)}.")
    return redirect(f"{request.path}?lot={batch}#ordre")


def _tell(request: HttpRequest, done: Placed) -> None:
    """What was done, in one sentence; a warning for what was not."""
    said = count_words(
        ("fiche mise à sa place", "fiches mises à leur place", len(done.moved)),
        ("rattachement confirmé", "rattachements confirmés", len(done.confirmed)),
    )
    if said:
        messages.success(request, f"{said}.")
    elif not done.refused:
        messages.info(request, "Rien n’était choisi : aucune fiche n’a bougé.")
    _warn(request, done.refused)


def _warn(request: HttpRequest, sentences: list[str]) -> None:
    if sentences:
        more = f" – et {len(sentences) - TOLD} autres" if len(sentences) > TOLD else ""
        messages.warning(request, f"Laissées à leur place : {' – '.join(sentences[:TOLD])}{more}")


def _back(request: HttpRequest, default: str) -> str:
    """The page of this plan that asked for the change to be taken back."""
    back: Any = request.POST.get("back", "")
    return back if back.startswith(default.rsplit("rattacher/", 1)[0]) else default
