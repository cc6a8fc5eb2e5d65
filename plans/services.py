"""Writes that touch several objects of a plan."""

from datetime import date

from django.db import models, transaction
from django.utils.text import slugify

from accounts.aggregates import registered
from accounts.models import Journal, Territory, User
from plans.enums import PlanStatus
from plans.levels import enumerated
from plans.models import Objective, Plan, PlanKind
from plans.tree import create_root, lock_plans


@transaction.atomic
def create_plan(
    *,
    territory: Territory,
    kind: PlanKind,
    title: str,
    starts_on: date | None = None,
    ends_on: date | None = None,
    has_wednesday_charter: bool = False,
    by: User | None,
    slug: str = "",
) -> Plan:
    """A new plan with the hidden root of its tree. Its short name comes from the title unless given.

    The territory's row is locked, so that two people who create a plan at the same time find two free short names.
    """
    Territory.objects.select_for_update(no_key=True).get(pk=territory.pk)
    plan = Plan.objects.create(
        territory=territory,
        kind=kind,
        title=title,
        slug=slug or free_slug(territory, title),
        starts_on=starts_on,
        ends_on=ends_on,
        has_wednesday_charter=has_wednesday_charter,
    )
    create_root(plan)
    Journal.objects.create(territory=territory, actor=by, verb="création du plan", object_label=plan.title)
    return plan


def delete_plan(*, plan: Plan, by: User | None) -> None:
    """Remove a plan with its tree, its fiches and its imports; nobody writes in it meanwhile. The journal keeps it.

    Raise Plan.DoesNotExist when another person removed it first, ProtectedError when it has a frozen version.
    """
    with lock_plans(plan.pk):
        Journal.objects.create(territory=plan.territory, actor=by, verb="suppression du plan", object_label=plan.title)
        plan.delete()


def free_slug(territory: Territory, title: str) -> str:
    """A short name that no plan of the territory has: « pgt-2025 », « pgt-2025-2 »…"""
    base = slugify(title)[:70].strip("-") or "plan"
    taken = set(Plan.objects.of(territory).filter(slug__startswith=base).values_list("slug", flat=True))
    return base if base not in taken else next(s for n in range(2, len(taken) + 3) if (s := f"{base}-{n}") not in taken)


def what_goes_with(plan: Plan) -> list[str]:
    """What would be deleted with a plan, counted in words: « 12 objectifs ». One query for each sort of object."""
    said = []
    for model in registered():
        if model is Plan or not any(field.name == "plan" for field in model._meta.concrete_fields):
            continue
        held = model._default_manager.filter(plan=plan)
        number = held.filter(parent__isnull=False).count() if model is Objective else held.count()
        if number:
            said.append(f"{number} {model._meta.verbose_name_plural if number > 1 else model._meta.verbose_name}")
    return said


def why_kept(plan: Plan, contents: list[str]) -> str:
    """Why a plan may not be deleted, in French, or nothing: a draft may, and a plan that holds nothing.

    One query for each sort of object that the database keeps with its plan.
    """
    if held := _what_protects(plan):
        return (
            f"Ce plan a {enumerated(held)} : ce qui a été figé fait foi et ne se supprime pas, le plan non plus. "
            "S’il n’a plus cours, changez son statut."
        )
    if plan.status == PlanStatus.DRAFT or not contents:
        return ""
    return (
        f"Ce plan est « {plan.get_status_display().lower()} » et contient {enumerated(contents)} : il ne se supprime "
        "pas. S’il a été créé par erreur, ramenez-le d’abord au brouillon, sur la page « Vie du plan »."
    )


def _what_protects(plan: Plan) -> list[str]:
    """The objects that the database refuses to delete with their plan, counted in words: « 2 versions »."""
    said = []
    for relation in Plan._meta.related_objects:
        if getattr(relation, "on_delete", None) is models.PROTECT:
            meta = relation.related_model._meta
            if number := relation.related_model._default_manager.filter(**{relation.field.name: plan}).count():
                said.append(f"{number} {meta.verbose_name_plural if number > 1 else meta.verbose_name}")
    return said
