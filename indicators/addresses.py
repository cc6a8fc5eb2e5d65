"""The pages of the indicators of a fiche or of an objective, and who may change them."""

from django.urls import reverse

from indicators.owners import Owner
from plans.models import Plan

ONLY_COORDINATORS = "Modifier les indicateurs est réservé à la coordination et à l’administration du territoire."


def page_of(plan: Plan, owner: Owner) -> str:
    """What they are."""
    return reverse(f"indicators:{_of(owner)}", args=[plan.territory.slug, plan.slug, owner.pk])


def measures_of(plan: Plan, owner: Owner) -> str:
    """What they are worth."""
    return reverse(f"indicators:measures-{_of(owner)}", args=[plan.territory.slug, plan.slug, owner.pk])


def _of(owner: Owner) -> str:
    return "of-action" if owner._meta.model_name == "action" else "of-objective"
