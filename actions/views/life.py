"""« Vie du plan »: where a plan stands, the next steps and what they miss, the délibération, the reason of changes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.access import require, signed_in
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from accounts.text import one_line
from actions.forms.life import DeliberationForm, StepForm
from plans.access import plan_or_404
from plans.enums import SIGNED_STATUSES, PlanStatus, VisaOutcome, VisaStage
from plans.lifecycle import (
    ENDS,
    MAIN_PATH,
    CannotChange,
    Obstacle,
    Transition,
    change_status,
    obstacles,
    proposal_of,
    slug_of,
    status_of,
    transition_to,
    transitions_of,
)
from plans.models import Plan, StatusChange, Visa
from plans.substance import FIELD, keep_reason, kept_reason
from plans.visas import expected_visas, is_given, to_prepare, visas_of

ONLY_COORDINATORS = "La vie du plan est réservée à la coordination et à l’administration du territoire."
ONLY_ADMINS = "Corriger un statut saisi à tort est réservé à l’administration du territoire."
CARDS = (  # title, what it is for, view
    ("Dossier", "Les sections que ce type de plan demande, et ce qui y manque.", "file:index"),
    ("Instances", "Comité de pilotage, comité technique : réunions et décisions.", "committees:list"),
    ("Versions", "Le plan tel qu’il a été transmis et signé, figé avec ses documents.", "versions:list"),
    ("Comparer", "Ce qui a changé entre deux versions, ou depuis la dernière.", "versions:compare"),
    ("Avenants", "Ce qui change dans un plan signé, avec son propre circuit.", "life:amendments"),
    ("Évaluation finale", "Objectif par objectif, ce qui a été fait et ce que cela a changé.", "annexes:evaluation"),
    ("Historique", "Tout ce qui a changé : qui, quand, l’ancien et le nouveau.", "history:plan"),
)
EDITORS_CARDS = (
    ("Partager", "Un lien sans compte vers les documents d’une version.", "share:list"),
    ("Renouveler", "Préparer le plan suivant en reprenant les fiches qui continuent.", "renewal:new"),
    ("Archiver", "Tout le plan en un fichier à verser aux archives.", "versions:archive"),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One mark of the path of a plan; `state` is « fait », « en cours » or « à venir »."""

    label: str
    state: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that may be taken, with what stands in its way."""

    step: Transition
    slug: str
    blocking: list[Obstacle]
    warnings: list[Obstacle]
    is_proposed: bool


def plan(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Where the plan stands, what comes next, who has given an opinion and signed."""
    found, _ = plan_or_404(request, territory, plan)
    may_edit = request.can.edit_plans  # type: ignore[attr-defined]
    changes = list(found.status_changes.select_related("actor"))
    visas = list(visas_of(found))
    choices = _choices(found) if may_edit else []
    sources = {one.key: one.source for one in expected_visas(found)}
    context = {
        "plan": found,
        "territory": found.territory,
        "stages": _stages(found, changes),
        "changes": changes,
        "since": next((one for one in changes if one.after == found.status), None),
        "onward": [one for one in choices if not one.step.is_back],
        "back": [one for one in choices if one.step.is_back and (_may_correct(request) or not one.step.is_correction)],
        "proposal": proposal_of(found),
        "limits": limits_of(found),
        "groups": visa_groups(visas, sources),
        "to_prepare": len(to_prepare(found)) if may_edit else 0,
        "may_edit": may_edit,
        "is_signed": found.status in SIGNED_STATUSES,
        "kept": kept_reason(request, found) if may_edit and found.status in SIGNED_STATUSES else None,
        "amendments": list(found.amendments.all()),
        "cards": _cards(found, may_edit),
    }
    return render(request, "life/plan.html", context)


def step(request: HttpRequest, territory: str, plan: str, to: str) -> HttpResponse:
    """Take a step: its date, its reason where one is owed, what is passed over."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    status = status_of(to)
    taken = transition_to(found, status) if status else None
    if taken is None or status is None:
        messages.warning(
            request, f"Ce plan est « {found.get_status_display().lower()} » : ce passage n’est pas ouvert."
        )
        return redirect("life:plan", territory, plan)
    require(not taken.is_correction or _may_correct(request), ONLY_ADMINS)
    found_obstacles = obstacles(found, status)
    warnings = [one for one in found_obstacles if not one.is_blocking]
    posted = request.POST if request.method == "POST" else None
    form = StepForm(
        posted, plan=found, step=taken, warnings=warnings, initial={"happened_on": _likely_day(found, status)}
    )
    refused: tuple[str, ...] = ()
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        try:
            change_status(
                found,
                status,
                by=signed_in(request),
                happened_on=given["happened_on"],
                reason=given["reason"],
                passed_over=given.get("passed_over", ()),
                may_correct=_may_correct(request),
            )
        except CannotChange as refusal:
            refused = refusal.sentences
        else:
            messages.success(request, f"Le plan est maintenant « {status.label.lower()} ».")
            return redirect("life:plan", territory, plan)
    context = {
        "plan": found,
        "territory": found.territory,
        "step": taken,
        "status": status,
        "form": form,
        "blocking": [one for one in found_obstacles if one.is_blocking],
        "warnings": warnings,
        "refused": refused,
    }
    return render(request, "life/step.html", context, status=422 if form.errors or refused else 200)


def deliberation(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The act of the council: its reference and its day."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    seen = request.POST.get("seen") or seen_token(found)
    form = DeliberationForm(request.POST if request.method == "POST" else None, instance=found)
    back_url = reverse("life:plan", args=[territory, plan])
    if request.method == "POST" and form.is_valid():
        result = save_edit(found, request=request, territory=found.territory, plan_key=found.pk, apply=form.save)
        if isinstance(result, Conflict):
            return conflict_page(request, result, action_url=request.path, back_url=back_url)
        if isinstance(result, Vanished):
            return vanished_page(request, result, back_url=found.territory.get_absolute_url())
        messages.success(request, "La délibération est enregistrée.")
        return redirect(f"{back_url}#deliberation")
    context = {"plan": found, "territory": found.territory, "form": form, "seen": seen, "back_url": back_url}
    return render(request, "life/deliberation.html", context, status=422 if form.errors else 200)


@require_POST
def reason(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Keep the reason of the changes that follow for an hour, or forget it; back to the page that asked."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    text = one_line(request.POST.get(FIELD, ""))
    keep_reason(request, found, text)
    if text:
        messages.success(request, "Ce motif accompagne vos changements pendant une heure.")
    else:
        messages.success(request, "Le motif n’est plus gardé : il sera demandé à chaque changement.")
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else reverse("life:plan", args=[territory, plan]))


def limits_of(plan: Plan) -> dict[str, Any]:
    """How long the law lets a plan of that type last, with its source, and when its renewal is to be prepared."""
    kind = plan.kind
    bounds = {
        (True, True): f"de {kind.min_years} à {kind.max_years} ans",
        (False, True): f"{kind.max_years} ans au plus",
        (True, False): f"{kind.min_years} ans au moins",
    }
    return {
        "length": bounds.get((bool(kind.min_years), bool(kind.max_years)), ""),
        "is_law": kind.duration_is_law,
        "source": kind.source,
        "renewal_on": _months_before(plan.ends_on, kind.renewal_months) if plan.ends_on else None,
        "renewal_note": kind.renewal_note,
    }


def visa_groups(visas: list[Visa], sources: dict[str, str]) -> list[dict[str, Any]]:
    """The opinions, then the signatures, each with what it is counted from: « 2 sur 3 »."""
    groups = []
    for stage, anchor, title in (
        (VisaStage.OPINION, "avis", "Avis"),
        (VisaStage.SIGNATURE, "signatures", "Signatures"),
    ):
        rows = [one for one in visas if one.stage == stage]
        counted = [one for one in rows if one.outcome != VisaOutcome.NOT_NEEDED]
        groups.append(
            {
                "stage": stage,
                "anchor": anchor,
                "title": title,
                "rows": [(one, sources.get(one.key, "")) for one in rows],
                "given": sum(map(is_given, counted)),
                "total": len(counted),
            }
        )
    return groups


def _choices(plan: Plan) -> list[Choice]:
    proposed = proposal_of(plan)
    choices = []
    for one in transitions_of(plan):
        found = obstacles(plan, one.after)
        blocking, warnings = ([o for o in found if o.is_blocking is blocks] for blocks in (True, False))
        choices.append(Choice(one, slug_of(one.after), blocking, warnings, one == proposed))
    return choices


def _stages(plan: Plan, changes: list[StatusChange]) -> list[Stage]:
    """The path from the draft to the end: what is behind, where the plan stands, what is ahead."""
    path = list(MAIN_PATH)
    if plan.status == PlanStatus.COMPLEMENTS_REQUESTED:
        path.insert(path.index(PlanStatus.APPROVED), PlanStatus.COMPLEMENTS_REQUESTED)
    end = PlanStatus(plan.status) if plan.status in ENDS else None
    here = len(path) if end else path.index(PlanStatus(plan.status))
    last_on = {one.after: one.happened_on for one in reversed(changes)}
    stages = []
    for rank, status in enumerate(path):
        if end and status == PlanStatus.UNDER_EVALUATION and status not in last_on:
            continue  # the plan went to its end without it
        state = "fait" if rank < here else "en cours" if rank == here else "à venir"
        stages.append(Stage(status.label, state, last_on.get(status) if rank <= here else None))
    label = end.label if end else "Échu ou renouvelé"
    return [*stages, Stage(label, "en cours" if end else "à venir", last_on.get(end) if end else None)]


def _likely_day(plan: Plan, status: PlanStatus) -> date:
    """What the date of the act most likely is: the last signature, the first day of the plan, or today.

    Never before the step that it follows.
    """
    likely = today = timezone.localdate()
    if status == PlanStatus.SIGNED:
        signed = visas_of(plan).filter(stage=VisaStage.SIGNATURE, given_on__isnull=False)
        likely = max((one.given_on for one in signed if one.given_on), default=today)
    elif status == PlanStatus.IN_FORCE and plan.starts_on and plan.status == PlanStatus.SIGNED:
        likely = plan.starts_on
    last = plan.status_changes.first()
    return min(today, max(likely, last.happened_on) if last else likely)


def _months_before(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)


def _cards(plan: Plan, may_edit: bool) -> list[tuple[str, str, str]]:
    where = [plan.territory.slug, plan.slug]
    shown = (*CARDS, *EDITORS_CARDS) if may_edit else CARDS
    return [(title, words, reverse(view, args=where)) for title, words, view in shown]


def _may_correct(request: HttpRequest) -> bool:
    return bool(request.can.manage_lists)  # type: ignore[attr-defined]
