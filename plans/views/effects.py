"""Effets attendus: what a group of sibling objectives should change, one row of the table of a PEDT."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from plans.effects import change_members, create_group, delete_group
from plans.models import EffectGroup, Objective, Plan
from plans.tree_forms import EffectsForm
from plans.views.answers import address, done, editable_plan, panel, place_in, refused


def add(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """New effets attendus for objectives `sous` a parent, or for `objectif` and its neighbours."""
    found = editable_plan(request, territory, plan)
    siblings, chosen = _siblings(request, found)
    form = EffectsForm(
        request.POST or None, instance=EffectGroup(plan=found), siblings=siblings, initial={"objectives": chosen}
    )
    if request.method == "POST" and form.is_valid():
        members = [one.pk for one in form.cleaned_data["objectives"]]
        result = create_group(plan=found, text=form.cleaned_data["text"], members=members, by=signed_in(request))
        return done(request, found, result.sentence, result.focus)
    return panel(
        request, found, "plans/_effects.html", "Effets attendus",
        form=form, action=f"{address(found, 'effects-add')}?{request.GET.urlencode()}",
        back_url=place_in(found, chosen[0] if chosen else None), status=422 if form.errors else 200,
    )  # fmt: skip


def edit(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Change the text of effets attendus, and which objectives share them."""
    found = editable_plan(request, territory, plan)
    group = EffectGroup.objects.filter(plan=found, pk=pk).first()
    if group is None:
        if request.method != "POST":
            return refused(request, found, "Ces effets attendus ne sont plus dans le plan : quelqu’un les a supprimés.")
        return vanished_page(request, Vanished(EffectGroup(pk=pk, plan=found), None), back_url=found.get_absolute_url())
    members = list(group.objectives.order_by("lft").values_list("pk", flat=True))
    siblings = Objective.objects.filter(plan=found, parent__children__in=members).order_by("lft").distinct()
    form = EffectsForm(request.POST or None, instance=group, siblings=siblings, initial={"objectives": members})
    here, back = address(found, "effects-edit", pk), place_in(found, members[0] if members else None)
    if request.method == "POST" and form.is_valid():
        result = save_edit(group, request=request, territory=found.territory, plan_key=found.pk, apply=form.save)
        if isinstance(result, Conflict):
            return conflict_page(request, result, action_url=here, back_url=back)
        if isinstance(result, Vanished):
            return vanished_page(request, result, back_url=found.get_absolute_url())
        shown = {int(key) for key in request.POST.get("shown", "").split() if key.isdecimal()}
        chosen = {one.pk for one in form.cleaned_data["objectives"]}
        change_members(
            plan=found, group=group, joining=chosen - shown, leaving=shown - chosen, by=signed_in(request)
        )  # fmt: skip
        if result.sentence:
            messages.info(request, result.sentence)
        return done(request, found, "Les effets attendus sont enregistrés", min(chosen), undo=False)
    return panel(
        request, found, "plans/_effects.html", "Effets attendus",
        form=form, group=group, action=here, back_url=back, status=422 if form.errors else 200,
        seen=request.POST.get("seen") or seen_token(group),
        shown=request.POST.get("shown") or " ".join(map(str, members)),
    )  # fmt: skip


@require_POST
def delete(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Remove effets attendus: their objectives stay."""
    found = editable_plan(request, territory, plan)
    group = EffectGroup.objects.filter(plan=found, pk=pk).first()
    if group is None:
        return refused(request, found, "Ces effets attendus ne sont plus dans le plan : quelqu’un les a supprimés.")
    result = delete_group(plan=found, group=group, by=signed_in(request))
    return done(request, found, result.sentence, result.focus)


def _siblings(request: HttpRequest, plan: Plan) -> tuple[Any, list[int]]:
    """The objectives that may share effets attendus, and those that are chosen at first."""
    rows = Objective.objects.filter(plan=plan)
    under, asked = request.GET.get("sous", ""), request.GET.get("objectif", "")
    if under.isdecimal() and len(under) < 19:
        parent = get_object_or_404(rows, pk=int(under))
        siblings = rows.filter(parent=parent.pk).order_by("lft")
        return siblings, [one.pk for one in siblings if one.effect_group_id is None]
    if asked.isdecimal() and len(asked) < 19:
        one = get_object_or_404(rows, pk=int(asked), parent__isnull=False)
        return rows.filter(parent=one.parent_id).order_by("lft"), [one.pk]
    raise Http404
