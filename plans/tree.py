"""The only way to write the structure of a plan: its tree of objectives.

The rules that keep django-mptt sound with many writers (docs/decisions/0002-tree-in-a-box.md): one hidden root a plan,
`tree_id = plan_id`; each write under the lock of the plan's row; nodes read again inside the lock.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from plans.enums import Level
from plans.managers import locked_plans, require_lock
from plans.models import Objective, Plan, PlanKind

BATCH = 1000


class CannotPlace(Exception):
    """The place asked for an objective is against the rules; the message says why, in French."""


@dataclass(slots=True)
class PlacedNode:
    """One node of an intended tree: an existing objective by its key, or a new unsaved one.

    `parent` is the index of its parent in the same sequence, None under the root of the plan.
    """

    parent: int | None
    pk: int | None = None
    new: Objective | None = None


@contextmanager
def lock_plans(*plan_ids: int) -> Iterator[None]:
    """Hold the structure of these plans: a transaction, their rows locked in the order of their keys.

    On SQLite the IMMEDIATE transaction is the lock. Objectives must be read again inside. May be nested.
    Raise Plan.DoesNotExist when a plan is missing.
    """
    ids = sorted(set(plan_ids))
    with transaction.atomic():
        rows = Plan.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        if list(rows.values_list("pk", flat=True)) != ids:
            raise Plan.DoesNotExist(f"plans {ids}")
        token = locked_plans.set(locked_plans.get() | set(ids))
        try:
            yield
        finally:
            locked_plans.reset(token)


def create_root(plan: Plan) -> Objective:
    """The hidden root of a new plan. Once, in the transaction that creates the plan."""
    with lock_plans(plan.pk):
        root = Objective(plan=plan, parent=None, level=Level.ROOT, tree_id=plan.pk, lft=1, rght=2, depth=0)
        root.save()
        return root


def add_child(*, plan_id: int, parent_id: int, after_id: int | None = None, **fields: Any) -> Objective:
    """A new objective, last under `parent_id` or just after its sibling `after_id`. Raise CannotPlace."""
    with lock_plans(plan_id):
        parent = _read(plan_id, parent_id)
        check_place(plan_id=plan_id, level=Level(fields["level"]), parent=parent)
        objective = Objective(plan_id=plan_id, **fields)
        if after_id is None:
            objective.insert_at(parent, "last-child", save=True)
        else:
            sibling = _read(plan_id, after_id)
            if sibling.parent_id != parent_id:
                raise CannotPlace("L’objectif voisin n’est pas sous le même objectif.")
            objective.insert_at(sibling, "right", save=True)
        return objective


def move(*, plan_id: int, objective_id: int, target_id: int, position: str = "last-child") -> Objective:
    """Move a branch inside its plan; `position` is first-child, last-child, left or right of the target.

    Raise CannotPlace when the target lies in the branch itself, is the root's level, or has no room for that level.
    """
    with lock_plans(plan_id):
        objective, target = _read(plan_id, objective_id), _read(plan_id, target_id)
        if objective.parent_id is None:
            raise CannotPlace("La racine d’un plan ne se déplace pas.")
        beside = position in ("left", "right")
        if beside and target.parent_id is None:
            raise CannotPlace("Rien ne se place à côté de la racine d’un plan.")
        if objective.lft <= target.lft and target.rght <= objective.rght:
            raise CannotPlace("Un objectif ne peut pas être placé sous lui-même.")
        parent = target.parent if beside else target
        check_place(plan_id=plan_id, level=Level(objective.level), parent=parent)
        objective.move_to(target, position)
        return objective


def delete(*, plan_id: int, objective_id: int) -> None:
    """Remove a branch. Raise CannotPlace for the root; ProtectedError while actions hang on the branch."""
    with lock_plans(plan_id):
        objective = _read(plan_id, objective_id)
        if objective.parent_id is None:
            raise CannotPlace("La racine d’un plan ne se supprime pas.")
        objective.delete()


def check_place(*, plan_id: int, level: Level, parent: Objective) -> None:
    """Rule V01: a child stands lower than its parent, on the next level in use unless the kind allows skipping."""
    parent_level = Level(parent.level)
    if level.rank <= parent_level.rank:
        raise CannotPlace(f"Un niveau « {level.label} » ne se place pas sous un niveau « {parent_level.label} ».")
    kind = PlanKind.objects.get(plans=plan_id)
    used = sorted(Level(value).rank for value in kind.levels.values_list("level", flat=True))
    if not used:
        return
    if level.rank not in used:
        raise CannotPlace(f"Le type de plan « {kind} » n’a pas de niveau « {level.label} ».")
    following = next(rank for rank in used if rank > parent_level.rank)
    if level.rank != following and not kind.allows_skipping:
        raise CannotPlace(f"Un niveau « {level.label} » ne se place pas directement à cet endroit.")


def write_tree(*, plan_id: int, nodes: Sequence[PlacedNode]) -> None:
    """Give a plan exactly this tree, depth first; new objectives get their key.

    Existing objectives keep their content and move where the sequence says. Three queries and one per thousand nodes.
    Raise CannotPlace when an existing objective is missing from the sequence: nothing is deleted in silence.
    """
    with lock_plans(plan_id):
        rows = Objective.objects.filter(plan_id=plan_id).values_list("pk", "parent_id", "lft", "rght", "depth")
        current = {pk: tuple(rest) for pk, *rest in rows}
        root_id = next(pk for pk, (parent_id, *_) in current.items() if parent_id is None)
        kept = {node.pk for node in nodes if node.pk is not None}
        if kept | {root_id} != current.keys():
            raise CannotPlace("L’arbre a changé entre-temps : relancer l’analyse.")
        fresh = [node.new for node in nodes if node.new is not None]
        for objective, pk in zip(fresh, _allocate(len(fresh)), strict=True):
            objective.pk = pk
        ids = [_key(node) for node in nodes]
        parents = [root_id if node.parent is None else ids[node.parent] for node in nodes]
        places = _number([root_id, *ids], [None, *parents])
        for objective in fresh:
            objective.plan_id = objective.tree_id = plan_id
            objective.parent_id, objective.lft, objective.rght, objective.depth = places[objective.pk]
        Objective._base_manager.bulk_create(fresh, batch_size=BATCH)
        new_ids = {objective.pk for objective in fresh}
        _write_places({pk: p for pk, p in places.items() if pk not in new_ids and p != current[pk]})


def renumber(plan_id: int) -> int:
    """Compute `lft`, `rght` and `depth` of a plan again from `parent` and the current order; how many rows changed.

    Nodes whose parent stands in no tree, or that form a cycle, come back under the root.
    """
    with lock_plans(plan_id):
        rows = list(
            Objective._base_manager.filter(plan_id=plan_id)
            .order_by("lft", "pk")
            .values_list("pk", "parent_id", "lft", "rght", "depth")
        )
        root_id = next(pk for pk, parent_id, *_ in rows if parent_id is None)
        parent_of = {pk: parent_id for pk, parent_id, *_ in rows}
        for pk in parent_of:
            if pk != root_id and not _reaches(pk, root_id, parent_of):
                parent_of[pk] = root_id
        places = _number([pk for pk, *_ in rows], [parent_of[pk] for pk, *_ in rows])
        current = {pk: tuple(rest) for pk, *rest in rows}
        changed = {pk: place for pk, place in places.items() if place != current[pk]}
        _write_places(changed)
        Objective._base_manager.filter(plan_id=plan_id).exclude(tree_id=plan_id).update(tree_id=plan_id)
        return len(changed)


_Place = tuple[int | None, int, int, int]  # parent, lft, rght, depth


def _read(plan_id: int, objective_id: int) -> Objective:
    require_lock(plan_id)
    return Objective.objects.get(pk=objective_id, plan_id=plan_id)


def _key(node: PlacedNode) -> int:
    if node.new is not None:
        return int(node.new.pk)
    assert node.pk is not None
    return node.pk


def _number(ids: Sequence[int], parents: Iterable[int | None]) -> dict[int, _Place]:
    """The place of each node of one tree, siblings in the order of `ids`."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in zip(ids, parents, strict=True):
        children.setdefault(parent, []).append(pk)
    places: dict[int, _Place] = {}
    counter = 1
    opened: dict[int, tuple[int | None, int, int]] = {}
    stack: list[tuple[int, int | None, int, bool]] = [(children[None][0], None, 0, False)]
    while stack:
        pk, parent, depth, closing = stack.pop()
        if closing:
            of, lft, level = opened[pk]
            places[pk] = (of, lft, counter, level)
        else:
            opened[pk] = (parent, counter, depth)
            stack.append((pk, parent, depth, True))
            stack.extend((child, pk, depth + 1, False) for child in reversed(children.get(pk, [])))
        counter += 1
    return places


def _reaches(pk: int, root_id: int, parent_of: dict[int, int | None]) -> bool:
    seen: set[int] = set()
    at: int | None = pk
    while at is not None and at not in seen:
        if at == root_id:
            return True
        seen.add(at)
        at = parent_of.get(at)
    return False


def _write_places(places: dict[int, _Place]) -> None:
    if not places:
        return
    table = Objective._meta.db_table
    rows = [(*place, pk) for pk, place in places.items()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"UPDATE {table} t SET parent_id = v.p, lft = v.l, rght = v.r, depth = v.d "  # noqa: S608
                "FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::bigint[]) v(p, l, r, d, id) "
                "WHERE t.id = v.id",
                [list(column) for column in zip(*rows, strict=True)],
            )
        else:
            cursor.executemany(
                f"UPDATE {table} SET parent_id = %s, lft = %s, rght = %s, depth = %s WHERE id = %s",  # noqa: S608
                rows,
            )


def _allocate(count: int) -> Sequence[int]:
    """Keys for new objectives: from the sequence on PostgreSQL, after the last ever used on SQLite (one writer)."""
    if not count:
        return []
    table = Objective._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        last = row[0] if row else 0
        return range(last + 1, last + count + 1)
