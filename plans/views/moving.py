"""Moving a branch: up, down, elsewhere."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from plans.enums import SIGNED_STATUSES
from plans.hanging import NumbersTaken
from plans.levels import Ladder
from plans.models import Plan
from plans.structure import Done, Stale, Way, move_under, named, shift
from plans.tree import CannotPlace
from plans.tree_forms import DestinationForm, destinations
from plans.views.answers import address, done, editable_plan, find_or_none, gone, panel, place_in, refused


@require_POST
def step(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """« Monter », « Descendre »: exchange an objective with the sibling that the person saw there."""
    found = editable_plan(request, territory, plan)
    neighbour = request.POST.get("voisin", "")
    if not neighbour.isdecimal():
        raise Http404
    way: Way = "up" if request.POST.get("sens") == "monter" else "down"
    try:
        result = shift(
            plan=found, objective_id=pk, neighbour_id=int(neighbour), way=way, by=signed_in(request)
        )  # fmt: skip
    except (Stale, CannotPlace) as error:
        return refused(request, found, str(error), pk)
    return _moved(request, found, result)


def move(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """« Déplacer vers… »: choose among the places that the levels allow."""
    found = editable_plan(request, territory, plan)
    objective = find_or_none(found, pk)
    if objective is None:
        return gone(request, found)
    places = destinations(found, Ladder.of(found.kind), objective)
    form = DestinationForm(request.POST or None, destinations=places, initial={"place": "last"})
    seen = request.POST.get("seen", str(objective.parent_id))
    taken = False
    if request.method == "POST" and form.is_valid():
        first = form.cleaned_data["place"] == "first"
        target, parent = form.cleaned_data["parent"], int(seen) if seen.isdecimal() else 0
        try:
            result = move_under(
                plan=found, objective_id=pk, seen_parent=parent, parent_id=target, first=first, by=signed_in(request),
                renumber=form.cleaned_data["renumber"],
            )  # fmt: skip
        except Stale as error:
            return refused(request, found, str(error), pk)
        except CannotPlace as error:
            taken = isinstance(error, NumbersTaken)
            form.add_error("renumber" if taken else "parent", str(error))
        else:
            return _moved(request, found, result)
    return panel(
        request, found, "plans/_move.html", f"Déplacer {named(objective)}",
        form=form, seen=seen, action=address(found, "objective-move", pk), alone=len(places) < 2, taken=taken,
        back_url=place_in(found, pk), status=422 if form.errors else 200,
    )  # fmt: skip


def _moved(request: HttpRequest, plan: Plan, result: Done) -> HttpResponse:
    """Codes do not change by a move: when two neighbours share one since, renumbering is proposed."""
    answer = done(request, plan, result.sentence, result.focus)
    if result.twin_code and plan.status not in SIGNED_STATUSES:
        sentence = 'Deux objectifs voisins portent maintenant le code « {} ». <a href="{}">Renuméroter</a>'
        messages.info(request, format_html(sentence, result.twin_code, address(plan, "structure-renumber")))
    return answer
