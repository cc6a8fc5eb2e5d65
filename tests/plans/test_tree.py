"""Placing, moving and removing one objective: rules V01 and V10, and a tree that stays sound."""

from typing import Any

import pytest
from django.db import connection

from actions.models import Action
from plans.enums import Level
from plans.managers import LockNotHeldError, locked_plans, require_lock
from plans.models import Objective, Plan
from plans.tree import CannotDelete, CannotPlace, Position, add_child, delete, lock_plans, move
from plans.treecheck import check_tree
from tests.factories import ObjectiveFactory, PlanFactory, PlanKindFactory

pytestmark = pytest.mark.django_db


def shape(plan: Plan) -> list[tuple[int, str]]:
    """Depth and title in the order of print."""
    return list(Objective.objects.visible().filter(plan=plan).values_list("depth", "title"))


def root_of(plan: Plan) -> Objective:
    return plan.objectives.get(parent=None)


@pytest.fixture
def plan() -> Plan:
    """T1 (A1 (I1, I2), A2), T2, and a second plan that must never change."""
    ObjectiveFactory(title="ailleurs")
    plan = PlanFactory()
    t1 = ObjectiveFactory(plan=plan, title="T1")
    a1 = ObjectiveFactory(parent=t1, title="A1")
    ObjectiveFactory(parent=a1, title="I1")
    ObjectiveFactory(parent=a1, title="I2")
    ObjectiveFactory(parent=t1, title="A2")
    ObjectiveFactory(plan=plan, title="T2")
    return plan


def named(plan: Plan, title: str) -> Objective:
    return plan.objectives.get(title=title)


def test_add_child_without_neighbour_comes_last(plan: Plan) -> None:
    add_child(plan_id=plan.pk, parent_id=named(plan, "T1").pk, level=Level.AXIS, title="A3")
    assert shape(plan) == [(1, "T1"), (2, "A1"), (3, "I1"), (3, "I2"), (2, "A2"), (2, "A3"), (1, "T2")]
    assert check_tree(plan.pk) == []


def test_add_child_after_a_neighbour_comes_just_after_it(plan: Plan) -> None:
    t1, a1 = named(plan, "T1"), named(plan, "A1")
    added = add_child(plan_id=plan.pk, parent_id=t1.pk, after_id=a1.pk, level=Level.AXIS, title="A1 bis", code="I bis")
    assert shape(plan) == [(1, "T1"), (2, "A1"), (3, "I1"), (3, "I2"), (2, "A1 bis"), (2, "A2"), (1, "T2")]
    assert added.parent_id == t1.pk
    assert added.search_text
    assert check_tree(plan.pk) == []


def test_add_child_after_a_stranger_is_refused(plan: Plan) -> None:
    with pytest.raises(CannotPlace, match="voisin"):
        add_child(plan_id=plan.pk, parent_id=root_of(plan).pk, after_id=named(plan, "A1").pk, level=Level.THEME)
    assert check_tree(plan.pk) == []


def test_add_child_under_an_objective_of_another_plan_is_refused(plan: Plan) -> None:
    with pytest.raises(Objective.DoesNotExist):
        add_child(plan_id=plan.pk, parent_id=Objective.objects.get(title="ailleurs").pk, level=Level.AXIS)


@pytest.mark.parametrize(
    ("level", "under", "sentence"),
    [
        (Level.AXIS, "A1", "Le niveau «\u00a0Axe stratégique\u00a0» ne se place pas sous le niveau"),
        (Level.THEME, "A1", "ne se place pas sous le niveau «\u00a0Axe stratégique\u00a0»"),
        (Level.ROOT, "T1", "ne se place pas sous le niveau"),
        (Level.OPERATIONAL, "A1", "Il manque un niveau «\u00a0Objectif intermédiaire\u00a0»"),
        (Level.INTERMEDIATE, "T1", "Il manque un niveau «\u00a0Axe stratégique\u00a0»"),
    ],
)
def test_add_child_on_a_wrong_level_is_refused_in_words(plan: Plan, level: Level, under: str, sentence: str) -> None:
    before = shape(plan)
    with pytest.raises(CannotPlace, match=sentence):
        add_child(plan_id=plan.pk, parent_id=named(plan, under).pk, level=level, title="x")
    assert shape(plan) == before


def test_add_axis_without_theme_is_allowed() -> None:
    plan = PlanFactory()
    add_child(plan_id=plan.pk, parent_id=root_of(plan).pk, level=Level.AXIS, title="Axe")
    with pytest.raises(CannotPlace, match="Il manque un niveau"):
        add_child(plan_id=plan.pk, parent_id=root_of(plan).pk, level=Level.INTERMEDIATE)


def test_level_may_be_skipped_when_the_kind_allows_it() -> None:
    plan = PlanFactory(kind=PlanKindFactory(allows_skipping=True))
    add_child(plan_id=plan.pk, parent_id=root_of(plan).pk, level=Level.OPERATIONAL, title="Seul")
    assert shape(plan) == [(1, "Seul")]
    assert check_tree(plan.pk) == []


def test_level_unused_by_the_kind_is_refused_with_its_name() -> None:
    plan = PlanFactory(kind=PlanKindFactory(name="Projet éducatif", levels=[Level.AXIS, Level.OPERATIONAL]))
    axis = add_child(plan_id=plan.pk, parent_id=root_of(plan).pk, level=Level.AXIS, title="Axe")
    with pytest.raises(CannotPlace, match=r"Projet éducatif.*n’a pas de niveau"):
        add_child(plan_id=plan.pk, parent_id=axis.pk, level=Level.INTERMEDIATE)
    add_child(plan_id=plan.pk, parent_id=axis.pk, level=Level.OPERATIONAL, title="OO")
    assert shape(plan) == [(1, "Axe"), (2, "OO")]


def test_levels_have_the_names_of_the_kind() -> None:
    kind = PlanKindFactory()
    kind.levels.filter(level=Level.INTERMEDIATE).update(singular="Enjeu")
    axis = ObjectiveFactory(parent=ObjectiveFactory(plan=PlanFactory(kind=kind)))
    with pytest.raises(CannotPlace, match="Il manque un niveau «\u00a0Enjeu\u00a0»"):
        add_child(plan_id=axis.plan_id, parent_id=axis.pk, level=Level.OPERATIONAL)


@pytest.mark.parametrize(
    ("what", "target", "position", "expected"),
    [
        ("A1", "T2", "last-child", ["T1", " A2", "T2", " A1", "  I1", "  I2"]),
        ("A1", "A2", "right", ["T1", " A2", " A1", "  I1", "  I2", "T2"]),
        ("A2", "T1", "first-child", ["T1", " A2", " A1", "  I1", "  I2", "T2"]),
        ("A2", "A1", "left", ["T1", " A2", " A1", "  I1", "  I2", "T2"]),
        ("T2", "T1", "left", ["T2", "T1", " A1", "  I1", "  I2", " A2"]),
        ("I2", "A2", "first-child", ["T1", " A1", "  I1", " A2", "  I2", "T2"]),
        ("A2", "T1", "last-child", ["T1", " A1", "  I1", "  I2", " A2", "T2"]),
    ],
)
def test_move_places_the_branch(plan: Plan, what: str, target: str, position: Position, expected: list[str]) -> None:
    objective = named(plan, what)
    moved = move(plan_id=plan.pk, objective_id=objective.pk, target_id=named(plan, target).pk, position=position)
    assert [" " * (depth - 1) + title for depth, title in shape(plan)] == expected
    assert moved == objective
    assert moved.parent_id == Objective.objects.get(pk=moved.pk).parent_id
    assert check_tree(plan.pk) == []


@pytest.mark.parametrize("position", ["left", "right", "first-child", "last-child"])
@pytest.mark.parametrize("target", ["A1", "I1"])
def test_move_into_itself_is_refused(plan: Plan, target: str, position: Position) -> None:
    before = shape(plan)
    with pytest.raises(CannotPlace, match="lui-même"):
        move(
            plan_id=plan.pk,
            objective_id=named(plan, "A1").pk,
            target_id=named(plan, target).pk,
            position=position,
        )
    assert shape(plan) == before


def test_move_to_a_wrong_level_is_refused(plan: Plan) -> None:
    with pytest.raises(CannotPlace, match="Il manque un niveau"):
        move(plan_id=plan.pk, objective_id=named(plan, "I1").pk, target_id=named(plan, "T2").pk)
    with pytest.raises(CannotPlace, match="ne se place pas sous"):
        move(plan_id=plan.pk, objective_id=named(plan, "T2").pk, target_id=named(plan, "T1").pk)


@pytest.mark.parametrize("position", ["left", "right"])
def test_nothing_is_placed_beside_the_root(plan: Plan, position: Position) -> None:
    with pytest.raises(CannotPlace, match="racine"):
        move(plan_id=plan.pk, objective_id=named(plan, "T2").pk, target_id=root_of(plan).pk, position=position)


def test_root_neither_moves_nor_leaves(plan: Plan) -> None:
    with pytest.raises(CannotPlace, match="racine"):
        move(plan_id=plan.pk, objective_id=root_of(plan).pk, target_id=named(plan, "T1").pk)
    with pytest.raises(CannotDelete, match="racine"):
        delete(plan_id=plan.pk, objective_id=root_of(plan).pk)


def test_move_to_another_plan_is_refused(plan: Plan) -> None:
    stranger = Objective.objects.get(title="ailleurs")
    with pytest.raises(Objective.DoesNotExist):
        move(plan_id=plan.pk, objective_id=named(plan, "A1").pk, target_id=stranger.pk)
    with pytest.raises(Objective.DoesNotExist):
        move(plan_id=plan.pk, objective_id=stranger.pk, target_id=root_of(plan).pk)


def test_move_keeps_what_another_person_wrote_meanwhile(plan: Plan) -> None:
    objective = named(plan, "A1")
    Objective.objects.filter(pk=objective.pk).update(title="A1 corrigé")
    move(plan_id=plan.pk, objective_id=objective.pk, target_id=named(plan, "T2").pk)
    assert (2, "A1 corrigé") in shape(plan)


def test_delete_removes_the_branch_alone(plan: Plan) -> None:
    others = Objective.objects.exclude(plan=plan).count()
    delete(plan_id=plan.pk, objective_id=named(plan, "A1").pk)
    assert shape(plan) == [(1, "T1"), (2, "A2"), (1, "T2")]
    assert check_tree(plan.pk) == []
    assert Objective.objects.exclude(plan=plan).count() == others


def test_delete_while_a_fiche_hangs_on_the_branch_is_refused_and_changes_nothing(plan: Plan) -> None:
    Action.objects.create(plan=plan, objective=named(plan, "I1"), number=72, title="Maison des parents")
    before = shape(plan)
    with lock_plans(plan.pk), pytest.raises(CannotDelete, match=r"A1.*Fiche 72"):
        delete(plan_id=plan.pk, objective_id=named(plan, "A1").pk)
    assert shape(plan) == before
    assert check_tree(plan.pk) == []


def test_lock_of_a_missing_plan_is_an_error(plan: Plan) -> None:
    with pytest.raises(Plan.DoesNotExist), lock_plans(plan.pk, 0):
        pass


def test_locks_nest_and_end_with_their_block(plan: Plan) -> None:
    other = PlanFactory()
    with lock_plans(other.pk, plan.pk):
        with lock_plans(plan.pk):
            require_lock(plan.pk)
        require_lock(plan.pk)
        require_lock(other.pk)
    assert locked_plans.get() == frozenset()
    with pytest.raises(LockNotHeldError):
        require_lock(plan.pk)


def test_lock_is_released_by_an_error(plan: Plan) -> None:
    with pytest.raises(ZeroDivisionError), lock_plans(plan.pk):
        raise ZeroDivisionError
    assert locked_plans.get() == frozenset()


def test_lock_asks_for_the_rows_in_key_order(plan: Plan, django_assert_num_queries: Any) -> None:
    other = PlanFactory()
    with django_assert_num_queries(3) as captured, lock_plans(other.pk, plan.pk, other.pk):
        pass
    _, lock, _ = (query["sql"] for query in captured.captured_queries)
    assert f"IN ({plan.pk}, {other.pk}) ORDER BY" in lock
    assert ("FOR NO KEY UPDATE" in lock) == (connection.vendor == "postgresql")


def test_cost_of_a_write_does_not_grow_with_the_plan(django_assert_max_num_queries: Any) -> None:
    theme = ObjectiveFactory()
    for _ in range(30):
        ObjectiveFactory(parent=theme)
    with django_assert_max_num_queries(12):
        axis = add_child(plan_id=theme.plan_id, parent_id=theme.pk, level=Level.AXIS, title="dernier")
    with django_assert_max_num_queries(12):
        move(plan_id=theme.plan_id, objective_id=axis.pk, target_id=theme.pk, position="first-child")
