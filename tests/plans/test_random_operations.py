"""Hundreds of random writes, compared after each with the same tree kept as plain Python lists."""

import random
from dataclasses import dataclass, field

import pytest

from plans.enums import Level
from plans.models import Objective
from plans.tree import CannotPlace, PlacedNode, Position, add_child, delete, move, write_tree
from plans.treecheck import check_trees
from tests.factories import PlanFactory, PlanKindFactory

pytestmark = pytest.mark.django_db

LEVELS = list(Level)


@dataclass(eq=False)
class Node:
    pk: int
    level: Level
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> "list[Node]":
        return [self, *(below for child in self.children for below in child.walk())]

    def depth(self) -> int:
        return 0 if self.parent is None else self.parent.depth() + 1

    def place(self, other: "Node", position: Position) -> None:
        """Put self beside or under another, whatever the levels."""
        if self.parent:
            self.parent.children.remove(self)
        self.parent = other.parent if position in ("left", "right") else other
        assert self.parent is not None
        siblings = self.parent.children
        rank = {"first-child": 0, "last-child": len(siblings)}.get(position)
        if rank is None:
            rank = siblings.index(other) + (position == "right")
        siblings.insert(rank, self)


def rows(root: Node) -> list[tuple[int, int | None, int]]:
    return [(node.pk, node.parent.pk if node.parent else None, node.depth()) for node in root.walk()]


def stored(plan_id: int) -> list[tuple[int, int | None, int]]:
    nodes = Objective.objects.filter(plan=plan_id).order_by("lft")
    return list(nodes.values_list("pk", "parent_id", "depth"))


def try_add(chance: random.Random, plan_id: int, root: Node) -> bool:
    parent = chance.choice(root.walk())
    after = chance.choice([None, *parent.children])
    level = chance.choice(LEVELS)
    try:
        objective = add_child(
            plan_id=plan_id, parent_id=parent.pk, after_id=after.pk if after else None, level=level, title="n"
        )
    except CannotPlace:
        assert level.rank <= parent.level.rank
        return False
    Node(objective.pk, level).place(after or parent, "right" if after else "last-child")
    return True


def try_move(chance: random.Random, plan_id: int, root: Node) -> bool:
    node, target = chance.choice(root.walk()), chance.choice(root.walk())
    positions: list[Position] = ["first-child", "last-child", "left", "right"]
    position = chance.choice(positions)
    parent = target.parent if position in ("left", "right") else target
    allowed = (
        node is not root and parent is not None and target not in node.walk() and node.level.rank > parent.level.rank
    )
    try:
        move(plan_id=plan_id, objective_id=node.pk, target_id=target.pk, position=position)
    except CannotPlace:
        assert not allowed
        return False
    assert allowed
    node.place(target, position)
    return True


def try_delete(chance: random.Random, plan_id: int, root: Node) -> bool:
    leaves = [node for node in root.walk() if node.parent and len(node.walk()) <= 3]
    if not leaves:
        return False
    node = chance.choice(leaves)
    delete(plan_id=plan_id, objective_id=node.pk)
    assert node.parent is not None
    node.parent.children.remove(node)
    return True


def try_write(chance: random.Random, plan_id: int, root: Node) -> bool:
    """Shuffle the children everywhere, and add one theme."""
    for node in root.walk():
        chance.shuffle(node.children)
    known = root.walk()[1:]
    index = {node.pk: rank for rank, node in enumerate(known)}
    nodes = [PlacedNode(index.get(node.parent.pk if node.parent else 0), node.pk) for node in known]
    fresh = Objective(level=Level.THEME, title="écrit").prepare()
    write_tree(plan_id=plan_id, nodes=[*nodes, PlacedNode(None, new=fresh)])
    Node(int(fresh.pk), Level.THEME).place(root, "last-child")
    return True


@pytest.mark.parametrize("seed", range(4))
def test_random_writes_give_the_tree_of_the_model(seed: int) -> None:
    chance = random.Random(seed)
    kind = PlanKindFactory(allows_skipping=True)
    plans = [PlanFactory(kind=kind) for _ in range(2)]
    roots = {plan.pk: Node(plan.objectives.get().pk, Level.ROOT) for plan in plans}
    done = dict.fromkeys((try_add, try_move, try_delete, try_write), 0)
    for _ in range(150):
        plan_id = chance.choice(list(roots))
        ways = [try_add, try_move, try_delete, try_write]
        way = chance.choices(ways, [45, 40, 10, 5])[0]
        done[way] += way(chance, plan_id, roots[plan_id])
        assert stored(plan_id) == rows(roots[plan_id])
        assert list(check_trees()) == []
    assert min(done.values()) > 1
    for plan_id, root in roots.items():
        assert stored(plan_id) == rows(root)
