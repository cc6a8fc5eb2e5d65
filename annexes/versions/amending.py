"""The circuit of an avenant: what stands in the way of each step, and the only way to take one.

At its signature the amended plan is frozen: what the avenant changes is then between two frozen versions, for ever.
"""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from accounts.aggregates import content
from accounts.enums import Change
from accounts.history import record
from accounts.models import Journal, User
from accounts.reasons import because
from annexes.models import VersionReason
from annexes.versions.freezing import freeze
from annexes.versions.sides import compared, sides_of_amendment
from plans.amendments import AMENDABLE, AmendmentStep, CannotAmend, step_named
from plans.enums import AmendmentStatus
from plans.lifecycle import Obstacle
from plans.models import Amendment, Plan
from plans.tree import lock_plans
from plans.visas import missing_opinions, missing_signatures

ONWARD = (AmendmentStatus.SUBMITTED, AmendmentStatus.SIGNED)
NO_BASE = "Ce plan n’a aucune version figée : sans elle, rien ne dit ce que l’avenant modifie."
NOTHING = "Rien n’a changé depuis la dernière version signée : modifiez d’abord le plan."


def changes_something(amendment: Amendment) -> bool:
    """Whether the plan differs in substance from what was signed. Loads both."""
    sides = sides_of_amendment(amendment)
    return sides is not None and not compared(amendment.plan, *sides, substance=True).is_empty


def obstacles_of(amendment: Amendment, step: AmendmentStep, *, has_changes: bool) -> list[Obstacle]:
    """What stands in the way of a step, each with the place that cures it."""
    return list(_obstacles(amendment, step.after, has_changes)) if step.after in ONWARD else []


def advance(amendment: Amendment, slug: str, *, by: User, on: date, reason: str = "") -> Amendment:
    """Take a step on that day; its signature freezes the plan. Raise CannotAmend, with nothing written."""
    with lock_plans(amendment.plan_id):
        held = Amendment.objects.select_related("plan__territory", "plan__kind").get(pk=amendment.pk)
        step = step_named(held, slug)
        if step is None:
            raise CannotAmend(f"Cet avenant est « {held.get_status_display().lower()} » : ce passage n’est pas ouvert.")
        if step.owes_reason and not reason:
            raise CannotAmend("Dites pourquoi : ce passage demande son motif.")
        has_changes = step.after not in ONWARD or changes_something(held)
        if found := obstacles_of(held, step, has_changes=has_changes):
            raise CannotAmend(*(one.sentence for one in found))
        _write(held, step, by, on, reason)
        if step.after == AmendmentStatus.SIGNED:
            freeze(held.plan, reason=VersionReason.AMENDED, by=by, label=f"Avenant n° {held.number}", amendment=held)
    return held


def _write(held: Amendment, step: AmendmentStep, by: User, on: date, reason: str) -> None:
    plan: Plan = held.plan
    before = content(held)
    held.status, held.status_reason = step.after, reason
    if step.after == AmendmentStatus.SUBMITTED:
        held.submitted_on = on
    elif step.after == AmendmentStatus.SIGNED:
        held.signed_on = on
    elif step.after == AmendmentStatus.DRAFT:
        held.submitted_on = None
    held.save()
    with because(reason):
        record(
            Change.EDITED, held, by=by, territory=plan.territory, plan_key=plan.pk,
            before=before, after=content(held), source=f"{step.label}, le {on:%d/%m/%Y}",
        )  # fmt: skip
    label = f"{plan.title} : avenant n° {held.number}, {held.get_status_display().lower()}"
    Journal.objects.create(territory=plan.territory, actor=by, verb="état d’un avenant", object_label=label[:300])


def _obstacles(amendment: Amendment, status: AmendmentStatus, has_changes: bool) -> Iterator[Obstacle]:
    plan = amendment.plan
    where = [plan.territory.slug, plan.slug]
    edit_url = reverse("life:amendment-edit", args=[*where, amendment.pk])
    if plan.status not in AMENDABLE:
        now = plan.get_status_display().lower()
        sentence = f"Le plan est « {now} » : un avenant se conclut tant que le plan est signé ou en vigueur."
        yield Obstacle("V45", sentence, reverse("life:plan", args=where), "Voir la vie du plan")
    if sides_of_amendment(amendment) is None:
        yield Obstacle("V45", NO_BASE, reverse("versions:new", args=where), "Figer une version")
    elif not has_changes:
        yield Obstacle("V46", NOTHING, plan.get_absolute_url(), "Modifier le plan")
    if not amendment.purpose.strip():
        yield Obstacle("V47", "L’exposé des motifs manque.", edit_url, "L’écrire")
    if status == AmendmentStatus.SIGNED:
        yield from _before_signature(amendment, edit_url)


def _before_signature(amendment: Amendment, edit_url: str) -> Iterator[Obstacle]:
    plan = amendment.plan
    if not amendment.deliberation or amendment.deliberated_on is None:
        sentence = "La délibération qui approuve l’avenant manque : sa référence et sa date."
        yield Obstacle("V48", sentence, edit_url, "L’indiquer")
    own_url = reverse("life:amendment", args=[plan.territory.slug, plan.slug, amendment.pk])
    for label in missing_opinions(plan, amendment):
        yield Obstacle("V25", f"L’avis manque : {label}.", f"{own_url}#avis", "Le noter")
    for label in missing_signatures(plan, amendment):
        yield Obstacle("V25", f"La signature manque : {label}.", f"{own_url}#signatures", "La noter")
