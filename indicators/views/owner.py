from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import require
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from actions.models import Action
from actions.tree import count_words
from indicators.addresses import ONLY_COORDINATORS, measures_of
from indicators.models import Indicator
from indicators.owners import IndicatorPart, Owner, indicators_of
from plans.access import plan_or_404
from plans.models import Objective, Plan

WARNINGS_SHOWN = 6


def of_action(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """The indicators of a fiche: read by all, typed by those who edit plans."""
    found, _ = plan_or_404(request, territory, plan)
    owner = get_object_or_404(Action.objects.select_related("objective"), pk=pk, plan=found)
    return _page(request, found, owner, owner.get_absolute_url())


def of_objective(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """The indicators of an objective."""
    found, _ = plan_or_404(request, territory, plan)
    owner = get_object_or_404(Objective.objects.visible(), pk=pk, plan=found)
    return _page(request, found, owner, f"{found.get_absolute_url()}#o-{owner.pk}")


def _page(request: HttpRequest, plan: Plan, owner: Owner, back: str) -> HttpResponse:
    measures = measures_of(plan, owner)
    context = {"territory": plan.territory, "plan": plan, "owner": owner, "back": back, "measures": measures}
    if request.method == "GET" and not request.can.edit_plans:  # type: ignore[attr-defined]
        return render(request, "indicators/read.html", {**context, "groups": grouped(indicators_of(owner))})
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    part = IndicatorPart(owner, plan, request.POST if request.method == "POST" else None)
    error: ValidationError | None = None
    if request.method == "POST" and part.is_valid():
        try:
            return _saved(request, plan, owner, part, back)
        except ValidationError as refused:
            error = refused
    seen = request.POST.get("seen") or seen_token(owner)
    status = 422 if request.method == "POST" else 200
    context |= {"part": part, "seen": seen, "refusals": error.messages if error else [], "faults": _faults(part)}
    return render(request, "indicators/edit.html", context, status=status)


def _saved(request: HttpRequest, plan: Plan, owner: Owner, part: IndicatorPart, back: str) -> HttpResponse:
    """Write, and answer: back to the owner, or the page of the conflict. Raise ValidationError."""
    outcome = save_edit(
        owner, request=request, territory=plan.territory, plan_key=plan.pk, apply=lambda: part.save(owner)
    )
    if isinstance(outcome, Conflict):
        return conflict_page(request, outcome, action_url=request.path, back_url=back)
    if isinstance(outcome, Vanished):
        return vanished_page(request, outcome, back_url=plan.get_absolute_url())
    if outcome.changed:
        kept = count_words(("indicateur enregistré", "indicateurs enregistrés", len(part.rows())))
        messages.success(request, f"{kept or 'Tous les indicateurs sont retirés'}.")
    else:
        messages.info(request, "Rien n’a changé.")
    if outcome.sentence:
        messages.warning(request, outcome.sentence)
    for said in part.warnings()[:WARNINGS_SHOWN]:
        messages.warning(request, f"À vérifier – {said}.")
    return redirect(back if "stay" not in request.POST else request.path)


def _faults(part: IndicatorPart) -> list[tuple[str, str, str]]:
    """Each error with the field that cures it (its id and its name), for the summary at the top of the page."""
    found = []
    for rank, form in enumerate(part.formset.forms, 1):
        for one in (form, *form.targets.forms):
            for name, errors in one.errors.items():
                if name in one.fields:
                    label = f"Indicateur {rank}, {str(one.fields[name].label).lower()}"
                    found += [(one[name].id_for_label, label, str(error)) for error in errors]
    for name, errors in part.paste.errors.items():
        label = f"Coller une liste, {str(part.paste.fields[name].label).lower()}"
        found += [(part.paste[name].id_for_label, label, str(error)) for error in errors]
    return found


def grouped(indicators: list[Indicator]) -> list[tuple[str, list[Indicator]]]:
    """The indicators by kind, in words."""
    groups: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        groups.setdefault(indicator.get_kind_display(), []).append(indicator)
    return list(groups.items())
