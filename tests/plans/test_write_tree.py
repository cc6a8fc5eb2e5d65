"""A whole tree written at once, as an import does."""

import random
from typing import Any

import pytest

from plans.enums import Level
from plans.models import Objective, Plan
from plans.tree import CannotPlace, PlacedNode, add_child, delete, write_tree
from plans.treecheck import check_tree, check_trees
from tests.factories import ObjectiveFactory, PlanFactory

pytestmark = pytest.mark.django_db


def new(level: Level, title: str) -> Objective:
    return Objective(level=level, title=title).prepare()


def wide_tree(themes: int, axes: int) -> list[PlacedNode]:
    nodes: list[PlacedNode] = []
    for theme in range(themes):
        parent = len(nodes)
        nodes.append(PlacedNode(None, new=new(Level.THEME, f"T{theme}")))
        nodes.extend(PlacedNode(parent, new=new(Level.AXIS, f"T{theme} A{axis}")) for axis in range(axes))
    return nodes


def known(plan: Plan) -> dict[str, int]:
    return dict(plan.objectives.values_list("title", "pk"))


def titles(plan: Plan) -> list[tuple[int, str]]:
    return list(plan.objectives.visible().values_list("depth", "title"))


def test_new_tree_is_written_in_order_with_keys_and_search_text() -> None:
    plan = PlanFactory()
    nodes = wide_tree(2, 2)
    write_tree(plan_id=plan.pk, nodes=nodes)
    assert titles(plan) == [(1, "T0"), (2, "T0 A0"), (2, "T0 A1"), (1, "T1"), (2, "T1 A0"), (2, "T1 A1")]
    assert [node.new.pk for node in nodes if node.new] == list(plan.objectives.visible().values_list("pk", flat=True))
    assert not plan.objectives.visible().filter(search_text="").exists()
    assert check_tree(plan.pk) == []


def test_written_instance_may_be_edited_and_saved_at_once() -> None:
    plan = PlanFactory()
    nodes = wide_tree(1, 1)
    write_tree(plan_id=plan.pk, nodes=nodes)
    axis = nodes[1].new
    assert axis is not None
    axis.title = "corrigé"
    axis.save()
    assert titles(plan) == [(1, "T0"), (2, "corrigé")]
    assert check_tree(plan.pk) == []


def test_known_objectives_keep_their_content_and_take_their_new_place() -> None:
    plan = PlanFactory()
    write_tree(plan_id=plan.pk, nodes=wide_tree(2, 2))
    pk = known(plan)
    write_tree(
        plan_id=plan.pk,
        nodes=[
            PlacedNode(None, pk["T1"]),
            PlacedNode(0, pk["T0 A1"]),
            PlacedNode(1, new=new(Level.INTERMEDIATE, "I neuf")),
            PlacedNode(0, new=new(Level.AXIS, "A neuf")),
            PlacedNode(0, pk["T1 A0"]),
            PlacedNode(None, new=new(Level.THEME, "T neuf")),
            PlacedNode(5, pk["T0 A0"]),
            PlacedNode(5, pk["T1 A1"]),
            PlacedNode(None, pk["T0"]),
        ],
    )
    assert titles(plan) == [
        (1, "T1"),
        (2, "T0 A1"),
        (3, "I neuf"),
        (2, "A neuf"),
        (2, "T1 A0"),
        (1, "T neuf"),
        (2, "T0 A0"),
        (2, "T1 A1"),
        (1, "T0"),
    ]
    assert {title: known(plan)[title] for title in pk} == pk
    assert check_tree(plan.pk) == []


def test_same_tree_again_writes_nothing(django_assert_num_queries: Any) -> None:
    plan = PlanFactory()
    write_tree(plan_id=plan.pk, nodes=wide_tree(3, 3))
    rows = list(plan.objectives.visible().values_list("pk", "parent__parent", "parent"))
    order = [pk for pk, *_ in rows]
    nodes = [PlacedNode(None if above is None else order.index(parent), pk) for pk, above, parent in rows]
    with django_assert_num_queries(4) as captured:  # savepoint, lock, read, release
        write_tree(plan_id=plan.pk, nodes=nodes)
    assert not [query for query in captured.captured_queries if "UPDATE plans" in query["sql"]]


@pytest.mark.parametrize("axes", [1, 400, 1600])
def test_cost_does_not_depend_on_the_size(axes: int, django_assert_max_num_queries: Any) -> None:
    plan = PlanFactory()
    # savepoint, lock, read, keys, insertion, the root, release
    with django_assert_max_num_queries(7):
        write_tree(plan_id=plan.pk, nodes=wide_tree(2, axes))


@pytest.mark.parametrize("fault", ["missing", "stranger", "root", "twice"])
def test_sequence_that_is_not_the_plan_is_refused(fault: str) -> None:
    plan = PlanFactory()
    write_tree(plan_id=plan.pk, nodes=wide_tree(2, 1))
    stranger = ObjectiveFactory(title="ailleurs")
    before = titles(plan)
    pk = known(plan)
    nodes = [PlacedNode(None, pk["T0"]), PlacedNode(0, pk["T0 A0"]), PlacedNode(None, pk["T1"])]
    last = {"missing": [], "stranger": [stranger.pk], "root": [pk[""]], "twice": [pk["T1 A0"], pk["T1 A0"]]}[fault]
    with pytest.raises(CannotPlace, match="changé"):
        write_tree(plan_id=plan.pk, nodes=[*nodes, *(PlacedNode(2, key) for key in last)])
    assert titles(plan) == before
    assert list(check_trees()) == []


def test_parent_after_its_child_is_refused() -> None:
    plan = PlanFactory()
    nodes = [PlacedNode(1, new=new(Level.AXIS, "A")), PlacedNode(None, new=new(Level.THEME, "T"))]
    with pytest.raises(ValueError, match="parent"):
        write_tree(plan_id=plan.pk, nodes=nodes)


def test_level_not_below_its_parent_is_refused() -> None:
    theme = ObjectiveFactory()
    for level in (Level.THEME, Level.ROOT):
        with pytest.raises(CannotPlace, match="ne se place pas sous"):
            write_tree(plan_id=theme.plan_id, nodes=[PlacedNode(None, theme.pk), PlacedNode(0, new=new(level, "sous"))])
    assert titles(theme.plan) == [(1, theme.title)]


def test_tree_of_many_batches_is_sound_and_can_be_shuffled() -> None:
    plan, witness = PlanFactory(), ObjectiveFactory()
    write_tree(plan_id=plan.pk, nodes=wide_tree(11, 200))
    assert check_tree(plan.pk) == []
    pk = known(plan)
    themes = [f"T{n}" for n in range(11)]
    axes = [title for title in pk if " " in title]
    chance = random.Random(4)
    chance.shuffle(themes)
    chance.shuffle(axes)
    nodes: list[PlacedNode] = []
    for rank, theme in enumerate(themes):
        parent = len(nodes)
        nodes.append(PlacedNode(None, pk[theme]))
        nodes.extend(PlacedNode(parent, pk[axis]) for axis in axes[rank::11])
    write_tree(plan_id=plan.pk, nodes=nodes)
    assert list(plan.objectives.visible().values_list("pk", flat=True)) == [node.pk for node in nodes]
    assert list(check_trees()) == []
    assert Objective.objects.filter(pk=witness.pk).exists()


def test_keys_never_come_back() -> None:
    """A key of a deleted objective is not given again, and keys given by hand are stepped over."""
    plan = PlanFactory()
    write_tree(plan_id=plan.pk, nodes=wide_tree(1, 3))
    gone = max(known(plan).values())
    delete(plan_id=plan.pk, objective_id=gone)
    pk = known(plan)
    nodes = [PlacedNode(None, pk["T0"]), PlacedNode(0, pk["T0 A0"]), PlacedNode(0, pk["T0 A1"])]
    nodes.append(PlacedNode(0, new=new(Level.AXIS, "neuf")))
    write_tree(plan_id=plan.pk, nodes=nodes)
    assert known(plan)["neuf"] > gone
    one_more = add_child(plan_id=plan.pk, parent_id=pk["T0"], level=Level.AXIS, title="par add_child")
    assert one_more.pk > known(plan)["neuf"]
