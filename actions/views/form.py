"""The form of a fiche: a new one, or one that exists."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from accounts.access import require, signed_in
from accounts.aggregates import write_content
from accounts.editing import Conflict, Saved, Vanished, conflict_page, save_edit, seen_token, vanished_page
from accounts.enums import Change
from accounts.models import Revision
from actions.fiche import neighbours
from actions.forms import FicheForm
from actions.models import Action
from actions.numbering import next_number
from actions.services import create_action, record_creation
from plans.access import plan_or_404
from plans.enums import Level
from plans.models import Objective, Plan

ONLY_COORDINATORS = "Modifier les fiches est réservé à la coordination et à l’administration du territoire."
NEXT, NEW = "next", "new"
BEFORE = (
    ("identite", "Identité et place"),
    ("suivi", "Statut et suivi"),
    ("textes", "Contexte, objectifs, résultats"),
    ("public", "Public, temps, territoire"),
    ("partenaires", "Partenaires, dispositifs"),
    ("financements", "Financements"),
    ("calendrier", "Calendrier et étapes"),
)
AFTER = (("liens", "Liens"), ("bilan", "Bilan par année"), ("documents", "Documents"))


def new(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Create a fiche; `?objectif=` and `?theme=` say where it goes."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    form = FicheForm(request, found, _blank(request, found))
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                action, form.lost = create_action(plan=found, values=form.content())
                form.save_sections(action)
                record_creation(action, by=signed_in(request))
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _told(f"La fiche « {action.title} » est créée.", form))
            return _onward(request, found, action, form)
    return _page(request, found, form, seen="")


def edit(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Change a fiche; what somebody else wrote meanwhile is never overwritten."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    action = Action.objects.filter(pk=pk, plan=found).select_related("plan__territory").first()
    if action is None:
        return _gone(request, found, pk)
    form = FicheForm(request, found, action)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = _save(request, found, action, form)
        except ValidationError as error:
            form.refuse(error)
        else:
            if isinstance(outcome, Conflict):
                return conflict_page(request, outcome, action_url=request.path, back_url=action.get_absolute_url())
            if isinstance(outcome, Vanished):
                return vanished_page(request, outcome, back_url=found.get_absolute_url())
            said = "est enregistrée" if outcome.changed else "n’a pas changé"
            messages.success(request, _with_undo(_told(f"La fiche « {action.title} » {said}.", form), action, outcome))
            if outcome.kept:
                messages.info(request, outcome.sentence)
            return _onward(request, found, action, form)
    seen = request.POST.get("seen", "") if request.method == "POST" else seen_token(action)
    return _page(request, found, form, seen=seen)


def _save(request: HttpRequest, plan: Plan, action: Action, form: FicheForm) -> Saved | Conflict | Vanished:
    def apply() -> None:
        form.lost = write_content(action, form.content())
        form.save_sections(action)

    return save_edit(action, request=request, territory=plan.territory, plan_key=plan.pk, apply=apply)


def _blank(request: HttpRequest, plan: Plan) -> Action:
    """A fiche to be, in the place that the address names, with the next free number there."""
    action = Action(plan=plan)
    asked = request.GET.get("objectif", "")
    placed = Objective.objects.filter(plan=plan, parent__isnull=False)
    if asked.isdecimal() and (objective := placed.filter(pk=asked).first()):
        is_theme = objective.level == Level.THEME
        action.objective = None if is_theme else objective
        action.theme = objective if is_theme else objective.get_ancestors().filter(level=Level.THEME).first()
    elif (theme := request.GET.get("theme", "")).isdecimal():
        action.theme = placed.filter(pk=theme, level=Level.THEME).first()
    action.number = next_number(plan, action.theme.pk if action.theme else None)
    return action


def _gone(request: HttpRequest, plan: Plan, pk: int) -> HttpResponse:
    """What was typed on a fiche that somebody deleted meanwhile is given back."""
    gone = Action(pk=pk, plan=plan)
    deleted = Revision.objects.about(gone).filter(plan_key=plan.pk, change=Change.DELETED).first()
    if request.method != "POST" or deleted is None:
        raise Http404
    return vanished_page(request, Vanished(gone, deleted), back_url=plan.get_absolute_url())


def _told(sentence: str, form: FicheForm) -> str:
    if not form.created:
        return sentence
    *first, last = form.created
    several = f"{', '.join(first)} et {last}" if first else last
    return f"{sentence} Créé au passage : {several}."


def _with_undo(sentence: str, action: Action, outcome: Saved) -> str:
    """The sentence, and the way to the change, where each field may be put back as it was."""
    line = Revision.objects.about(action).first() if outcome.changed else None
    if line is None:
        return sentence
    url = reverse("history:revision", args=[action.plan.territory.slug, line.pk])
    return format_html('{} <a href="{}">Voir ou annuler</a>', sentence, url)


def _onward(request: HttpRequest, plan: Plan, action: Action, form: FicheForm) -> HttpResponse:
    """Where the button leads: the fiche, the form of the next one, or a blank form for the same objective."""
    for sentence in form.lost:
        messages.warning(request, sentence)
    where, asked = [plan.territory.slug, plan.slug], request.POST.get("after")
    if asked == NEW:
        place = f"?objectif={action.objective_id}" if action.objective_id else f"?theme={action.theme_id or ''}"
        return redirect(reverse("actions:new", args=where) + place)
    if asked == NEXT:
        if following := neighbours(plan, action)[1]:
            return redirect("actions:action-edit", *where, following.pk)
        messages.info(request, "C’était la dernière fiche du thème.")
    return redirect("actions:action", *where, action.pk)


def _page(request: HttpRequest, plan: Plan, form: FicheForm, *, seen: str) -> HttpResponse:
    faults = form.faults() if request.method == "POST" else []
    context = {
        "territory": plan.territory,
        "plan": plan,
        "action": form.action,
        "form": form,
        "parts": [*BEFORE, *((bound.section.key, bound.section.title) for bound in form.sections), *AFTER],
        "faults": faults,
        "seen": seen,
    }
    return render(request, "actions/form/fiche.html", context, status=422 if faults else 200)
