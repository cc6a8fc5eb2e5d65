"""Deleting a branch of a plan: what goes with it is named first, and only what was named is deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accounts.aggregates import contents
from accounts.enums import Change
from accounts.history import new_batch, record_many, revision
from accounts.models import Revision, User
from plans import tree
from plans.hanging import Hanging, Held, Leaving, registered
from plans.models import EffectGroup, Objective, Plan
from plans.structure import Done, Layout, Stale, digest, find_objective, named, remember, theme_above


@dataclass(frozen=True, slots=True)
class Branch:
    """An objective with all that goes when it is deleted; `seen` is the digest of this."""

    objective: Objective
    below: list[Objective]
    held: list[tuple[Hanging, list[Held]]]
    effects: list[EffectGroup]  # that no other objective shares
    seen: str

    @property
    def keys(self) -> tuple[int, ...]:
        return (self.objective.pk, *(one.pk for one in self.below))


def branch_of(plan: Plan, objective: Objective) -> Branch:
    """What goes with an objective. Three queries, and those of each app that hangs something."""
    below = list(objective.get_descendants().order_by("lft"))
    keys = [objective.pk, *(one.pk for one in below)]
    held = [(hanging, hanging.held(plan.pk, keys)) for hanging in registered()]
    groups = {one.effect_group_id for one in (objective, *below)} - {None}
    shared = Objective.objects.filter(effect_group__in=groups).exclude(pk__in=keys).order_by()
    effects = list(
        EffectGroup.objects.filter(pk__in=groups - set(shared.values_list("effect_group_id", flat=True))).order_by("pk")
    )
    said = [f"{one.pk} {one}" for one in (objective, *below)]
    said += [f"{hanging.name} {one.key} {one.label}" for hanging, several in held for one in several]
    said += [f"effets {group.pk} {group.text}" for group in effects]
    return Branch(objective, below, [(h, several) for h, several in held if several], effects, digest(said))


def delete_branch(*, plan: Plan, objective_id: int, seen: str, stay: Iterable[str], by: User) -> Done:
    """Delete an objective with all below it; what hangs there of the kinds named in `stay` remains in the plan.

    Raise Stale when the branch is not any more what the person confirmed; CannotDelete, in words.
    """
    batch, staying = new_batch(), set(stay)
    with tree.lock_plans(plan.pk):
        before = tree.layout(plan.pk)
        objective = find_objective(plan, objective_id)
        branch = branch_of(plan, objective)
        if branch.seen != seen:
            raise Stale("Ce qui dépend de cet objectif a changé entre-temps : relisez ce qui partirait avec lui.")
        theme = theme_above(objective)
        for hanging in registered():
            if hanging.leave:
                hanging.leave(
                    Leaving(plan, branch.keys, theme, hanging.may_stay and hanging.name in staying, by, batch)
                )
        found = contents(Objective, branch.keys)
        several = [objective, *branch.below]
        lines = [_deleted(one, found[one.pk], plan, by, batch) for one in reversed(several)]
        groups = contents(EffectGroup, [group.pk for group in branch.effects])
        lines += [_deleted(group, groups[group.pk], plan, by, batch) for group in branch.effects]
        tree.delete(plan_id=plan.pk, objective_id=objective_id)
        EffectGroup.objects.filter(pk__in=groups).delete()
        record_many(lines)
        more = f" et de {len(branch.below)} sous-objectif{'s' if len(branch.below) > 1 else ''}" if branch.below else ""
        sentence = f"Suppression de {named(objective)}{more}"
        remember(plan, by, sentence, batch, before, objective_id)
        return Done(sentence, _neighbour(before, objective_id))


def _neighbour(before: Layout, objective_id: int) -> int | None:
    """Where to come back to once an objective is gone: its sibling above, else its parent unless it is the root."""
    parent = next(of for pk, of in before if pk == objective_id)
    above = None
    for pk, of in before:
        if pk == objective_id:
            break
        above = pk if of == parent else above
    return above or (parent if parent != before[0][0] else None)


def _deleted(one: Objective | EffectGroup, held: Any, plan: Plan, by: User, batch: str) -> Revision | None:
    return revision(
        Change.DELETED, one, by=by, territory=plan.territory, plan_key=plan.pk, before=held, batch=batch, key=one.pk
    )
