"""What one may do with an objective, and its content."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from plans.enums import SIGNED_STATUSES
from plans.hanging import links_from
from plans.levels import Ladder
from plans.models import Objective
from plans.structure import named
from plans.tree_forms import ObjectiveForm
from plans.views.answers import address, done, editable_plan, find_or_none, gone, label, panel, place_in, refused


def menu(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """All that one may do from an objective: the « … » of the plan page."""
    found = editable_plan(request, territory, plan)
    objective = find_or_none(found, pk)
    if objective is None:
        return gone(request, found)
    ladder = Ladder.of(found.kind)
    siblings = list(objective.get_siblings(include_self=True).values_list("pk", flat=True))
    rank = siblings.index(pk)
    children = list(objective.get_children().values_list("pk", flat=True))
    return panel(
        request, found, "plans/_menu.html", label(ladder, objective),
        objective=objective,
        rung=ladder.rung(objective.level),
        below=ladder.under(objective.level),
        above_it=siblings[rank - 1] if rank else None,
        below_it=siblings[rank + 1] if rank + 1 < len(siblings) else None,
        children=children,
        links=links_from(found, objective),
        is_signed=found.status in SIGNED_STATUSES,
        back_url=place_in(found, pk),
    )  # fmt: skip


def edit(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Rename, number and describe an objective; a theme has more to say."""
    found = editable_plan(request, territory, plan)
    objective = find_or_none(found, pk)
    back, here = place_in(found, pk), address(found, "objective-edit", pk)
    if objective is None and request.method != "POST":
        return gone(request, found)
    if objective is None:
        lost = Objective(pk=pk, plan=found)
        return vanished_page(request, Vanished(lost, None), back_url=found.get_absolute_url())
    seen = request.POST.get("seen") or seen_token(objective)
    form = ObjectiveForm(request.POST or None, instance=objective)
    if request.method == "POST" and form.is_valid():
        result = save_edit(
            objective, request=request, territory=found.territory, plan_key=found.pk, apply=form.save, source=""
        )
        if isinstance(result, Conflict):
            return conflict_page(request, result, action_url=here, back_url=back)
        if isinstance(result, Vanished):
            return vanished_page(request, result, back_url=found.get_absolute_url())
        if result.sentence:
            messages.info(request, result.sentence)
        said = f"{named(objective)} est enregistré." if result.changed else ""
        return done(request, found, said, pk, undo=False)
    if request.method == "POST" and not form.errors:
        return refused(request, found, "Rien n’est enregistré.", pk)
    return panel(
        request, found, "plans/_objective_form.html", f"Modifier {named(objective)}",
        form=form, seen=seen, action=here, back_url=back, status=422 if form.errors else 200,
    )  # fmt: skip
