"""Effets attendus shared by a group of sibling objectives: one row of the table of a PEDT."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.aggregates import content, contents
from accounts.enums import Change
from accounts.history import new_batch, record, record_many, revision
from accounts.models import User
from plans import tree
from plans.models import EffectGroup, Objective, Plan
from plans.structure import Done, remember


def create_group(*, plan: Plan, text: str, members: Iterable[int], by: User) -> Done:
    """New effets attendus for these objectives; those that had others leave them."""
    batch = new_batch()
    with tree.lock_plans(plan.pk):
        group = EffectGroup.objects.create(plan=plan, text=text)
        record(
            Change.CREATED, group, by=by, territory=plan.territory, plan_key=plan.pk, after=content(group), batch=batch
        )
        keys = _assign(plan, Objective.objects.filter(plan=plan, pk__in=members), group, by, batch)
        _drop_empty(plan, by, batch, group)
        sentence = f"Ajout d’effets attendus pour {_counted(len(keys))}"
        remember(plan, by, sentence, batch, tree.layout(plan.pk), keys[0] if keys else None)
        return Done(sentence, keys[0] if keys else None)


def change_members(*, plan: Plan, group: EffectGroup, joining: Iterable[int], leaving: Iterable[int], by: User) -> None:
    """Add and take out objectives; who is in neither stays as somebody else may have put it meanwhile."""
    batch = new_batch()
    with tree.lock_plans(plan.pk):
        joined = _assign(plan, Objective.objects.filter(plan=plan, pk__in=joining), group, by, batch)
        left = _assign(plan, Objective.objects.filter(effect_group=group, pk__in=leaving), None, by, batch)
        if not joined and not left:
            return
        _drop_empty(plan, by, batch, group)
        focus = (joined or left)[0]
        remember(plan, by, "Changement des objectifs d’effets attendus", batch, tree.layout(plan.pk), focus)


def delete_group(*, plan: Plan, group: EffectGroup, by: User) -> Done:
    """Remove effets attendus; their objectives stay, without any."""
    batch = new_batch()
    with tree.lock_plans(plan.pk):
        keys = _assign(plan, Objective.objects.filter(effect_group=group), None, by, batch)
        _delete(plan, group, by, batch)
        sentence = f"Suppression des effets attendus de {_counted(len(keys))}"
        focus = keys[0] if keys else None
        remember(plan, by, sentence, batch, tree.layout(plan.pk), focus)
        return Done(sentence, focus)


def _assign(plan: Plan, members: "QuerySet[Objective]", group: EffectGroup | None, by: User, batch: str) -> list[int]:
    """Put these objectives in a group, or in none; the keys of all of them, in the order of print."""
    several = list(members.order_by("lft"))
    before = contents(Objective, [one.pk for one in several])
    for one in several:
        one.effect_group = group
        one.save(update_fields=["effect_group"])
    after = contents(Objective, before)
    record_many(
        revision(
            Change.EDITED, one, by=by, territory=plan.territory, plan_key=plan.pk,
            before=before[one.pk], after=after[one.pk], batch=batch,
        )
        for one in several
    )  # fmt: skip
    return [one.pk for one in several]


def _drop_empty(plan: Plan, by: User, batch: str, kept: EffectGroup) -> None:
    """A group that no objective shares any more would be shown nowhere."""
    for group in EffectGroup.objects.filter(plan=plan, objectives=None).exclude(pk=kept.pk).order_by("pk"):
        _delete(plan, group, by, batch)


def _delete(plan: Plan, group: EffectGroup, by: User, batch: str) -> None:
    held, key = content(group), group.pk
    group.delete()
    record(
        Change.DELETED, group, by=by, territory=plan.territory, plan_key=plan.pk, before=held, batch=batch, key=key
    )  # fmt: skip


def _counted(number: int) -> str:
    return f"{number} objectif{'s' if number > 1 else ''}"
