"""The pages that need every app: home, a territory, health, and what the law asks a site to say."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from accounts import perms
from accounts.access import signed_in, territory_or_404
from accounts.enums import MemberRole
from accounts.models import Territory, User
from actions.enums import CLOSED_STATUSES, Status
from actions.models import Action
from actions.perms import led_by
from actions.wording import status_wording
from annexes.jobs import worker_is_alive
from annexes.models import ImportBatch, ImportState
from plans.models import Objective, Plan, PlanQuerySet


@dataclass(frozen=True, slots=True)
class Section:
    """A territory as one person sees it: its plans, what she may do there and what waits for her."""

    territory: Territory
    role: MemberRole
    plans: list[Plan]
    can_edit: bool
    can_import: bool
    todo: list[tuple[str, str]]  # a sentence and its address


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """My territories and their plans; to a visitor, what the software does."""
    if not request.user.is_authenticated:
        return render(request, "pedt_planner/welcome.html")
    memberships = list(signed_in(request).memberships.filter(is_active=True).select_related("territory"))
    roles = {membership.territory: MemberRole(membership.role) for membership in memberships}
    return render(request, "pedt_planner/home.html", {"sections": _sections(roles, signed_in(request))})


def territory(request: HttpRequest, territory: str) -> HttpResponse:
    """The plans of a territory."""
    found, role = territory_or_404(request, territory)
    (section,) = _sections({found: role}, signed_in(request))
    return render(request, "pedt_planner/territory.html", {"territory": found, "section": section})


@login_not_required
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "pedt_planner/help.html", {"statuses": [status_wording(status) for status in Status]})


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pedt_planner/accessibility.html")


@login_not_required
def legal(request: HttpRequest) -> HttpResponse:
    """Who answers for this installation, as its settings say."""
    context = {"publisher": settings.SITE_PUBLISHER, "host": settings.SITE_HOST, "contact": settings.SITE_CONTACT}
    return render(request, "pedt_planner/legal.html", context)


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Whether the database answers (503 otherwise) and whether a worker lives."""
    try:
        connection.ensure_connection()
        worker = worker_is_alive()
    except DatabaseError:
        return JsonResponse({"base": "injoignable"}, status=503)
    return JsonResponse({"base": "en ligne", "executant": "actif" if worker else "absent"})


def _sections(roles: dict[Territory, MemberRole], user: User) -> list[Section]:
    """Three queries, whatever the number of territories and plans."""
    plans = list(_with_counts(Plan.objects.filter(territory__in=roles)))
    waiting = _waiting_imports([found for found, role in roles.items() if perms.can_import(role)])
    led = _led(user, roles)
    sections = []
    for found, role in roles.items():
        own = [plan for plan in plans if plan.territory_id == found.pk]
        todo = list(_mine(found, led.get(found.pk, 0)))
        todo += [line for plan in own for line in _todo(plan, role, waiting.get(plan.pk, 0))]
        sections.append(Section(found, role, own, perms.can_edit_plans(role), perms.can_import(role), todo))
    return sections


def _led(user: User, roles: dict[Territory, MemberRole]) -> dict[int, int]:
    """How many fiches still to be done the person leads and may report on, by territory. One query."""
    asked = [found for found, role in roles.items() if perms.can_contribute(role)]
    open_ones = led_by(user).filter(plan__territory__in=asked).exclude(status__in=CLOSED_STATUSES).order_by()
    return dict(open_ones.values("plan__territory").annotate(n=Count("pk")).values_list("plan__territory", "n"))


def _mine(territory: Territory, led: int) -> Iterator[tuple[str, str]]:
    """What a pilote comes for."""
    if led:
        yield (
            f"Tenir à jour {'votre fiche' if led == 1 else f'vos {led} fiches'}",
            reverse("people:mine", args=[territory.slug]),
        )


def _with_counts(plans: PlanQuerySet) -> PlanQuerySet:
    """Each plan with `targets`, `fiches` and `loose`: its objectives, its fiches and those that hang on nothing."""
    objectives = Objective.objects.filter(plan=OuterRef("pk"), parent__isnull=False)
    fiches = Action.objects.filter(plan=OuterRef("pk"))
    return (
        plans.select_related("kind", "territory")
        .annotate(targets=_number(objectives), fiches=_number(fiches), loose=_number(fiches.filter(objective=None)))
        .order_by("-starts_on", "title")
    )


def _number(rows: QuerySet[Objective] | QuerySet[Action]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("plan").annotate(n=Count("pk")).values("n")), 0)


def _waiting_imports(territories: list[Territory]) -> dict[int, int]:
    """How many imports wait for a confirmation, by plan; no query without a territory."""
    if not territories:
        return {}
    waiting = ImportBatch.objects.filter(plan__territory__in=territories, state=ImportState.ANALYSED).order_by()
    return dict(waiting.values("plan").annotate(n=Count("pk")).values_list("plan", "n"))


def _todo(plan: Plan, role: MemberRole, waiting: int) -> Iterator[tuple[str, str]]:
    """What a plan waits for from a person of that role; `plan` carries the counts of `_with_counts`."""
    where = [plan.territory.slug, plan.slug]
    if waiting:
        imports = "Un import attend" if waiting == 1 else f"{waiting} imports attendent"
        yield f"{imports} votre confirmation : {plan.title}", reverse("annexes:imports", args=where)
    if perms.can_import(role) and not plan.targets and not plan.fiches:  # type: ignore[attr-defined]
        yield f"Importer une première annexe : {plan.title}", reverse("annexes:import-new", args=where)
    if perms.can_edit_plans(role) and (loose := plan.loose):  # type: ignore[attr-defined]
        actions = "Une action" if loose == 1 else f"{loose} actions"
        yield f"{actions} à rattacher à un objectif : {plan.title}", plan.get_absolute_url()
