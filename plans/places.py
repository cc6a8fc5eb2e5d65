"""Where the objects of a territory stand: found again from a history, and reached by an address."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from accounts.aggregates import registered
from accounts.models import Revision, Territory
from plans.models import Plan

# How an object leads to its territory, the first of these that its model has.
_WAYS = {
    "territory": ("territory",),
    "plan": ("plan__territory",),
    "committee": ("committee__plan__territory",),
    "partner": ("partner__territory",),
    "action": ("action__plan__territory", "objective__plan__territory"),
}
# Objects that need the plan for their address take it here; the others know their own by `get_absolute_url`.
_PAGES: dict[str, Callable[[str, str, int], str]] = {
    "actions.action": lambda territory, plan, pk: reverse("actions:action", args=[territory, plan, pk]),
    "plans.objective": lambda territory, plan, pk: f"{reverse('actions:plan', args=[territory, plan])}#o-{pk}",
    "plans.plan": lambda territory, plan, pk: reverse("actions:plan", args=[territory, plan]),
    "plans.visa": lambda territory, plan, pk: f"{reverse('life:plan', args=[territory, plan])}#visa-{pk}",
    "plans.committee": lambda territory, plan, pk: reverse("committees:committee", args=[territory, plan, pk]),
    "plans.meeting": lambda territory, plan, pk: reverse("committees:meeting", args=[territory, plan, pk]),
    "plans.childcare": lambda territory, plan, pk: f"{reverse('file:childcares', args=[territory, plan])}#accueil-{pk}",
    "plans.programme": lambda territory, plan, pk: reverse("file:programme", args=[territory, plan]),
    "partners.partner": lambda territory, plan, pk: reverse("directory:partner", args=[territory, pk]),
    "partners.scheme": lambda territory, plan, pk: reverse("directory:scheme", args=[territory, pk]),
}
IMPORT = re.compile(r"import-(\d+)")  # the batch of what an import wrote (annexes.models.ImportBatch.history_key)
NEEDS_PLAN = {
    "actions.action", "plans.childcare", "plans.committee", "plans.meeting", "plans.objective", "plans.plan",
    "plans.programme", "plans.visa",
}  # fmt: skip


def known_model(label: str) -> type[models.Model] | None:
    """The model that has a history under that label, or None."""
    return next((model for model in registered() if model._meta.label_lower == label), None)


def in_territory(model: type[models.Model], territory: Territory) -> "models.QuerySet[Any]":
    """The objects of a model that belong to a territory; none of a list that is national."""
    names = {field.name for field in model._meta.get_fields()}
    ways = next((ways for name, ways in _WAYS.items() if name in names), ())
    wanted = Q(pk__in=[])
    for way in ways:
        wanted |= Q(**{way: territory.pk})
    return model._base_manager.filter(wanted)


def addresses(territory: Territory, lines: Iterable[Revision]) -> dict[tuple[str, int], str]:
    """The pages of the objects of these lines that still exist. One query for each sort of object and for the plans."""
    lines = list(lines)
    slugs = dict(Plan.objects.of(territory).filter(pk__in={line.plan_key for line in lines}).values_list("pk", "slug"))
    keys: dict[str, dict[int, int | None]] = {}
    for line in lines:
        keys.setdefault(line.model, {})[line.object_key] = line.plan_key
    found = {}
    for label, wanted in keys.items():
        if label not in _PAGES:
            continue
        for pk in apps.get_model(label)._base_manager.filter(pk__in=wanted).values_list("pk", flat=True):
            slug = slugs.get(wanted[pk] or 0, "")
            if slug or label not in NEEDS_PLAN:
                found[label, pk] = _address(label, territory.slug, slug, pk)
    return {place: url for place, url in found.items() if url}


def import_addresses(territory: Territory, lines: Iterable[Revision]) -> dict[int, str]:
    """The page of the import that each line comes from, by its key. One query."""
    found = {line.pk: (line.plan_key, match[1]) for line in lines if (match := IMPORT.fullmatch(line.batch))}
    slugs = dict(
        Plan.objects.of(territory).filter(pk__in={plan for plan, _ in found.values()}).values_list("pk", "slug")
    )
    return {
        pk: reverse("annexes:import", args=[territory.slug, slugs[plan], number])
        for pk, (plan, number) in found.items()
        if plan in slugs
    }


def _address(label: str, territory: str, plan: str, pk: int) -> str:
    try:
        return _PAGES[label](territory, plan, pk)
    except NoReverseMatch:
        return ""
