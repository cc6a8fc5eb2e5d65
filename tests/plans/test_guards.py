"""Every way around `plans.tree` is closed, and content is written freely."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest
from django.db import IntegrityError, connection, transaction

from plans.enums import Level
from plans.managers import LockNotHeldError, TreeGuardError
from plans.models import EffectGroup, Objective, Plan
from plans.tree import create_root, delete, lock_plans, move
from plans.treecheck import check_tree
from tests.factories import ObjectiveFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def axis() -> Objective:
    """An axis with two objectives below it, under the first of two themes."""
    theme = ObjectiveFactory(title="Thème")
    ObjectiveFactory(plan=theme.plan, title="Autre thème")
    axis: Objective = ObjectiveFactory(parent=theme, title="Axe")
    ObjectiveFactory(parent=axis)
    ObjectiveFactory(parent=axis)
    return axis


def other_theme(axis: Objective) -> Objective:
    return Objective.objects.get(plan=axis.plan_id, title="Autre thème")


def held(axis: Objective, locked: bool) -> AbstractContextManager[None]:
    return lock_plans(axis.plan_id) if locked else nullcontext()


def rows() -> list[tuple[object, ...]]:
    return list(Objective._base_manager.order_by("pk").values_list())


CLOSED_WAYS: dict[str, Callable[[Objective], object]] = {
    "queryset delete": lambda axis: Objective.objects.filter(pk=axis.pk).delete(),
    "related delete": lambda axis: axis.plan.objectives.all().delete(),
    "update of the parent": lambda axis: Objective.objects.filter(pk=axis.pk).update(parent=other_theme(axis)),
    "update of bounds": lambda axis: Objective.objects.filter(pk=axis.pk).update(lft=7),
    "update of the plan": lambda axis: axis.plan.objectives.update(plan_id=0),
    "update of the level": lambda axis: Objective.objects.update(level=Level.OPERATIONAL),
    "bulk_create": lambda axis: Objective.objects.bulk_create([Objective(plan=axis.plan, level=Level.AXIS)]),
    "bulk_update of the parent": lambda axis: Objective.objects.bulk_update([axis], ["parent"]),
    "bulk_update of bounds": lambda axis: Objective.objects.bulk_update([axis], ["lft", "rght"]),
    "children.add": lambda axis: other_theme(axis).children.add(axis, bulk=True),
    "objectives.add": lambda axis: PlanFactory().objectives.add(axis),
    "move_to": lambda axis: axis.move_to(other_theme(axis)),
    "manager move": lambda axis: Objective.objects.move_node(axis, other_theme(axis)),
    "rebuild": lambda axis: Objective.objects.rebuild(),
    "partial rebuild": lambda axis: Objective.objects.partial_rebuild(axis.plan_id),
    "disabled updates": lambda axis: Objective.objects.disable_mptt_updates(),
    "delayed updates": lambda axis: Objective.objects.delay_mptt_updates(),
}


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("way", CLOSED_WAYS)
def test_way_around_the_service_is_closed_even_under_the_lock(axis: Objective, way: str, locked: bool) -> None:
    before, plan_id = rows(), axis.plan_id
    with pytest.raises(TreeGuardError), transaction.atomic(), held(axis, locked):
        CLOSED_WAYS[way](axis)
    assert rows() == before
    assert check_tree(plan_id) == []


LOCKED_WAYS: dict[str, Callable[[Objective], object]] = {
    "save of a new one": lambda axis: Objective(plan=axis.plan, parent=axis, level=Level.INTERMEDIATE).save(),
    "create": lambda axis: Objective.objects.create(plan=axis.plan, parent=axis, level=Level.INTERMEDIATE),
    "get_or_create": lambda axis: Objective.objects.get_or_create(
        plan=axis.plan, code="neuf", defaults={"parent": axis, "level": Level.INTERMEDIATE}
    ),
    "create of a child": lambda axis: axis.children.create(plan=axis.plan, level=Level.INTERMEDIATE),
    "insert_at": lambda axis: Objective(plan=axis.plan, level=Level.AXIS).insert_at(axis, "left", save=True),
    "delete": lambda axis: axis.delete(),
}


@pytest.mark.parametrize("way", LOCKED_WAYS)
def test_structural_write_needs_the_lock(axis: Objective, way: str) -> None:
    before = rows()
    with pytest.raises(LockNotHeldError):
        LOCKED_WAYS[way](axis)
    assert rows() == before


@pytest.mark.parametrize("way", LOCKED_WAYS)
def test_structural_write_under_the_lock_of_another_plan_is_refused(axis: Objective, way: str) -> None:
    with lock_plans(PlanFactory().pk), pytest.raises(LockNotHeldError):
        LOCKED_WAYS[way](axis)


@pytest.mark.parametrize("way", LOCKED_WAYS)
def test_structural_write_under_the_lock_keeps_the_tree_sound(axis: Objective, way: str) -> None:
    before = rows()
    with lock_plans(axis.plan_id):
        LOCKED_WAYS[way](axis)
    assert rows() != before
    assert check_tree(axis.plan_id) == []


@pytest.mark.parametrize("locked", [False, True])
def test_parent_changed_by_save_is_refused(axis: Objective, locked: bool) -> None:
    stale = other_theme(axis)
    delete(plan_id=axis.plan_id, objective_id=Objective.objects.filter(parent=axis)[0].pk)
    axis.parent = stale
    with pytest.raises(TreeGuardError, match="parent_id"), held(axis, locked):
        axis.save()
    assert check_tree(axis.plan_id) == []


@pytest.mark.parametrize("change", [{"level": Level.OPERATIONAL}, {"parent_id": None}, {"plan_id": 0}])
def test_place_changed_by_save_is_refused(axis: Objective, change: dict[str, object]) -> None:
    for name, value in change.items():
        setattr(axis, name, value)
    with pytest.raises(TreeGuardError):
        axis.save()


@pytest.mark.parametrize("locked", [False, True])
def test_save_of_content_read_before_a_move_leaves_the_branch_where_it_is(axis: Objective, locked: bool) -> None:
    stale = Objective.objects.get(pk=axis.pk)
    target = other_theme(axis)
    move(plan_id=axis.plan_id, objective_id=axis.pk, target_id=target.pk)
    stale.title = "Titre corrigé"
    with held(axis, locked):
        stale.save()
    now = Objective.objects.get(pk=axis.pk)
    assert (now.title, now.parent_id) == ("Titre corrigé", target.pk)
    assert check_tree(axis.plan_id) == []


def test_refreshed_instance_may_be_saved(axis: Objective) -> None:
    move(plan_id=axis.plan_id, objective_id=axis.pk, target_id=other_theme(axis).pk)
    for fields in (None, ["parent"]):
        axis.refresh_from_db(fields=fields)
        axis.title = f"après {fields}"
        axis.save()
        assert Objective.objects.get(pk=axis.pk).title == f"après {fields}"
    assert check_tree(axis.plan_id) == []


def test_save_writes_the_asked_fields_alone(axis: Objective) -> None:
    axis.title, axis.note = "titre", "note"
    axis.save(update_fields=["note", "lft"])
    now = Objective.objects.get(pk=axis.pk)
    assert (now.title, now.note) == ("Axe", "note")


def test_save_of_the_title_alone_keeps_the_search_up_to_date(axis: Objective) -> None:
    axis.title = "Médiathèque"
    axis.save(update_fields=["title"])
    assert Objective.objects.filter(search_text__contains=" mediathequ").get() == axis


def test_save_of_a_deferred_instance_writes_what_was_read(axis: Objective) -> None:
    partial = Objective.objects.only("title").get(pk=axis.pk)
    partial.title = "Lu en partie"
    partial.save()
    now = Objective.objects.get(pk=axis.pk)
    assert (now.title, now.parent_id, now.lft) == ("Lu en partie", axis.parent_id, axis.lft)


def test_content_is_written_in_bulk_without_the_lock(axis: Objective) -> None:
    axis.title = "En lot"
    Objective.objects.bulk_update([axis], ["title"])
    Objective.objects.filter(pk=axis.pk).update(note="aussi")
    now = Objective.objects.get(pk=axis.pk)
    assert (now.title, now.note) == ("En lot", "aussi")


def test_effects_removed_leave_the_objectives(axis: Objective) -> None:
    group = EffectGroup.objects.create(plan=axis.plan, text="Effets")
    Objective.objects.filter(pk=axis.pk).update(effect_group=group)
    group.delete()
    assert Objective.objects.get(pk=axis.pk).effect_group is None


def test_second_root_is_refused_by_the_guard(axis: Objective) -> None:
    with lock_plans(axis.plan_id):
        with pytest.raises(TreeGuardError, match="one root"):
            Objective(plan=axis.plan, level=Level.ROOT).save()
        with pytest.raises(TreeGuardError, match="one root"):
            Objective(plan=axis.plan, level=Level.THEME).save()


def test_second_root_is_refused_by_the_database(axis: Objective) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        create_root(axis.plan)


def test_child_in_the_tree_of_another_plan_is_refused_by_the_database(axis: Objective) -> None:
    other: Plan = PlanFactory()
    with lock_plans(axis.plan_id, other.pk), pytest.raises(IntegrityError), transaction.atomic():
        Objective(plan=other, parent=axis, level=Level.INTERMEDIATE).save()


@pytest.mark.parametrize(
    "broken",
    [
        "tree_id = tree_id + 1",
        "lft = rght",
        "lft = rght + 1",
        "parent_id = NULL",
        "level = 'ROOT'",
        "depth = 0",
        "lft = 1",
    ],
)
def test_database_refuses_a_row_against_the_constraints(axis: Objective, broken: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE plans_objective SET {broken} WHERE id = %s", [axis.pk])


def test_new_instance_of_a_known_key_is_refused(axis: Objective) -> None:
    with lock_plans(axis.plan_id), pytest.raises(IntegrityError), transaction.atomic():
        Objective(pk=axis.pk, plan=axis.plan, parent=axis.parent, level=Level.AXIS).save()
