"""Proof that the trees of objectives are sound, and their repair.

Reads what stands in the database, whatever wrote it, and says each fault in French.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from plans.enums import Level
from plans.models import Objective, Plan
from plans.tree import adopt_root, lock_plans, renumber


class Rule(StrEnum):
    """What a sound tree obeys."""

    ROOT = "root"  # one hidden root a plan: lft 1, depth 0, alone at its level
    TREE = "tree"  # tree_id = plan_id
    NUMBERS = "numbers"  # lft and rght of a plan of n objectives are the numbers from 1 to 2n
    PARENT = "parent"  # the interval of an objective lies in its parent's, with none between them
    DEPTH = "depth"  # 0 for the root, one more than the parent's below
    LEVEL = "level"  # lower than the parent's
    ORPHAN = "orphan"  # the plan exists


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of the tree of a plan, perhaps of one objective in it."""

    plan_id: int
    rule: Rule
    message: str
    objective_id: int | None = None


class TreeRow(NamedTuple):
    """The place of an objective as the database holds it."""

    pk: int
    level: str
    tree_id: int
    parent_id: int | None
    lft: int
    rght: int
    depth: int


def check_tree(plan_id: int) -> list[Problem]:
    """The faults of one plan's tree; none when it is sound. One query."""
    rows = Objective.objects.filter(plan_id=plan_id).values_list(*TreeRow._fields)
    return find_faults(plan_id, [TreeRow(*row) for row in rows])


def check_trees(plans: Iterable[int] | None = None) -> Iterator[Problem]:
    """The faults of all trees, or of those plans, in the order of the plans. Two queries.

    One query reads all plans with their objectives, so that a plan created meanwhile is seen whole or not at all.
    """
    chosen = Plan.objects.all() if plans is None else Plan.objects.filter(pk__in=plans)
    columns = ("pk", *(f"objectives__{name}" for name in TreeRow._fields))
    found = chosen.order_by("pk").values_list(*columns).iterator(chunk_size=5000)
    for plan_id, group in groupby(found, key=itemgetter(0)):
        yield from find_faults(plan_id, [TreeRow(*row[1:]) for row in group if row[1] is not None])
    if plans is None:
        lost = Objective.objects.exclude(Exists(Plan.objects.filter(pk=OuterRef("plan_id"))))
        for pk, plan_id in lost.order_by("plan_id", "pk").values_list("pk", "plan_id"):
            yield Problem(plan_id, Rule.ORPHAN, f"objectif {pk} : son plan {plan_id} n’existe pas", pk)


def find_faults(plan_id: int, rows: list[TreeRow]) -> list[Problem]:
    """The faults of the rows of one plan."""
    rows = sorted(rows, key=lambda row: (row.lft, -row.rght, row.pk))
    return [
        *_root_faults(plan_id, rows),
        *_number_faults(plan_id, rows),
        *_nesting_faults(plan_id, rows),
        *_level_faults(plan_id, rows),
    ]


def repair(plan_id: int) -> int:
    """Rebuild the tree of a plan from `parent` and the order of `lft`; how many objectives changed.

    A missing root is made again, and objectives that lost their parent come back under it. A level that does not stand
    below its parent's stays for a person to settle.
    """
    with lock_plans(plan_id):
        return adopt_root(plan_id) + renumber(plan_id)


def _root_faults(plan_id: int, rows: list[TreeRow]) -> Iterator[Problem]:
    roots = [row for row in rows if row.parent_id is None or row.level == Level.ROOT]
    if not roots:
        yield Problem(plan_id, Rule.ROOT, "aucune racine")
    for extra in roots[1:]:
        yield Problem(plan_id, Rule.ROOT, f"objectif {extra.pk} : racine de trop", extra.pk)
    for root in roots[:1]:
        if (root.parent_id, root.level, root.lft, root.depth) != (None, Level.ROOT, 1, 0):
            yield Problem(plan_id, Rule.ROOT, f"objectif {root.pk} : racine mal formée", root.pk)


def _number_faults(plan_id: int, rows: list[TreeRow]) -> Iterator[Problem]:
    for row in rows:
        if row.tree_id != plan_id:
            yield Problem(plan_id, Rule.TREE, f"objectif {row.pk} : rangé dans l’arbre {row.tree_id}", row.pk)
        if row.lft >= row.rght:
            message = f"objectif {row.pk} : bornes {row.lft} et {row.rght} inversées"
            yield Problem(plan_id, Rule.NUMBERS, message, row.pk)
    if sorted(bound for row in rows for bound in (row.lft, row.rght)) != list(range(1, 2 * len(rows) + 1)):
        yield Problem(plan_id, Rule.NUMBERS, f"les bornes ne sont pas les nombres de 1 à {2 * len(rows)}")


def _nesting_faults(plan_id: int, rows: list[TreeRow]) -> Iterator[Problem]:
    """`rows` come in the order of `lft`: the objectives that enclose the present one are those still open."""
    opened: list[TreeRow] = []
    for row in rows:
        while opened and opened[-1].rght < row.lft:
            opened.pop()
        around = opened[-1] if opened else None
        if (around.pk if around else None) != row.parent_id or (around and around.rght <= row.rght):
            yield Problem(plan_id, Rule.PARENT, f"objectif {row.pk} : hors de son parent {row.parent_id}", row.pk)
        if row.depth != len(opened):
            message = f"objectif {row.pk} : profondeur {row.depth} au lieu de {len(opened)}"
            yield Problem(plan_id, Rule.DEPTH, message, row.pk)
        opened.append(row)


def _level_faults(plan_id: int, rows: list[TreeRow]) -> Iterator[Problem]:
    level_of = {row.pk: Level(row.level) for row in rows if row.level in Level.values}
    for row in rows:
        level, above = level_of.get(row.pk), level_of.get(row.parent_id or 0)
        if level is None:
            yield Problem(plan_id, Rule.LEVEL, f"objectif {row.pk} : niveau « {row.level} » inconnu", row.pk)
        elif above is not None and level.rank <= above.rank:
            message = f"objectif {row.pk} : niveau « {level.label} » sous un niveau « {above.label} »"
            yield Problem(plan_id, Rule.LEVEL, message, row.pk)
