"""The only way to write the structure of a plan: its tree of objectives.

The rules that keep django-mptt sound with many writers (docs/decisions/0002-tree-in-a-box.md): one hidden root a plan,
`tree_id = plan_id`; each write under the lock of the plan's row; nodes read again inside the lock.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet, RestrictedError

from plans.bulk import allocate_keys, insert_rows
from plans.enums import Level
from plans.levels import Ladder
from plans.managers import locked_plans, require_lock
from plans.models import Objective, Plan, PlanKind

Position = Literal["first-child", "last-child", "left", "right"]


class CannotPlace(Exception):
    """The place asked for an objective is against the rules; the message says why, in French."""


class CannotDelete(Exception):
    """The branch has to stay; the message says why, in French."""


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

    On SQLite the IMMEDIATE transaction is the lock. Objectives must be read again inside. May be nested; several
    plans are locked in one call, for two orders would wait for each other. Raise Plan.DoesNotExist when one is missing.
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
    """A new objective, last under `parent_id` or just after its sibling `after_id`. Raise CannotPlace (rule V01).

    Raise Objective.DoesNotExist when one of them is not in the plan any more.
    """
    with lock_plans(plan_id):
        parent = _read(plan_id, parent_id)
        _check_level(plan_id, Level(fields["level"]), Level(parent.level))
        objective = Objective(plan_id=plan_id, **fields)
        if after_id is None:
            objective.insert_at(parent, "last-child", save=True)
        else:
            sibling = _read(plan_id, after_id)
            if sibling.parent_id != parent_id:
                raise CannotPlace("L’objectif voisin n’est pas sous le même objectif.")
            objective.insert_at(sibling, "right", save=True)
        return objective


def move(*, plan_id: int, objective_id: int, target_id: int, position: Position = "last-child") -> Objective:
    """Move a branch inside its plan, beside the target (left, right) or under it; return it as it is read again.

    Raise CannotPlace when the target is in the branch (rule V10), when the root is touched, or when the level does not
    fit there (rule V01); Objective.DoesNotExist when one of them is not in the plan any more.
    """
    with lock_plans(plan_id):
        objective, target = _read(plan_id, objective_id), _read(plan_id, target_id)
        beside = position in ("left", "right")
        if objective.parent_id is None:
            raise CannotPlace("La racine d’un plan ne se déplace pas.")
        if beside and target.parent_id is None:
            raise CannotPlace("Rien ne se place à côté de la racine d’un plan.")
        if objective.lft <= target.lft and target.rght <= objective.rght:
            raise CannotPlace("Un objectif ne peut pas être placé à côté de lui-même ni sous lui-même.")
        parent = target.parent if beside else target
        if parent.pk != objective.parent_id:
            _check_level(plan_id, Level(objective.level), Level(parent.level))
        Objective.objects._move_node(objective, target, position)  # mptt's public way would save the content again
        _table().filter(pk=objective_id).update(parent_id=parent.pk)
        return _read(plan_id, objective_id)


def delete(*, plan_id: int, objective_id: int) -> None:
    """Remove a branch. Raise CannotDelete for the root, and while fiches hang on the branch."""
    with lock_plans(plan_id):
        objective = _read(plan_id, objective_id)
        if objective.parent_id is None:
            raise CannotDelete("La racine d’un plan ne se supprime pas.")
        try:
            objective.delete()
        except RestrictedError as error:
            held = sorted(str(one) for one in error.restricted_objects)
            names = ", ".join(held[:3]) + ("…" if len(held) > 3 else "")
            raise CannotDelete(
                f"« {objective} » ne peut pas être supprimé tant que s’y rattachent : {names}"
            ) from error


def write_tree(*, plan_id: int, nodes: Sequence[PlacedNode], gone: Collection[int] = ()) -> None:
    """Give a plan exactly this tree, depth first; new objectives get a key, unless they bear the one they had.

    Existing objectives keep their content and move where the sequence says; those of `gone` are deleted. At most six
    queries, beyond those of a deletion. Raise CannotPlace when an existing objective is neither in the sequence nor in
    `gone` (nothing is deleted in silence) and when a level does not stand below its parent's (levels skipped or unused
    by the kind are accepted as they were read); RestrictedError while a fiche hangs on what is to be deleted.
    """
    with lock_plans(plan_id):
        current = {row.pk: row for row in _rows(plan_id)}
        root = next(row for row in current.values() if row.parent is None)
        kept = [node.pk for node in nodes if node.new is None]
        staying = current.keys() - set(gone)
        if len(kept) + 1 != len(staying) or {root.pk, *kept} != staying:
            raise CannotPlace("L’arbre a changé entre-temps : relancer l’analyse.")
        _check_sequence(nodes, {pk: row.level for pk, row in current.items()})
        fresh = [node.new for node in nodes if node.new is not None]
        keyless = [objective for objective in fresh if objective.pk is None]
        for objective, pk in zip(keyless, allocate_keys(Objective, len(keyless)), strict=True):
            objective.pk = pk
        ids = [_key(node) for node in nodes]
        parents = [root.pk if node.parent is None else ids[node.parent] for node in nodes]
        places = _number([root.pk, *ids], [None, *parents])
        for objective in fresh:
            objective.plan_id = objective.tree_id = plan_id
            objective.parent_id, objective.lft, objective.rght, objective.depth = places[objective.pk]
        fields = Objective._meta.concrete_fields
        rows = [[_plain(objective.__dict__[field.attname]) for field in fields] for objective in fresh]
        insert_rows(Objective, [field.name for field in fields], rows)
        for objective in fresh:
            objective._state.adding, objective._state.db = False, connection.alias
            objective.remember_place()
        moved = {pk: places[pk] for pk in staying if places[pk] != current[pk].place}
        _write_places(plan_id, moved)
        _delete_rows(set(gone))


def layout(plan_id: int) -> list[tuple[int, int | None]]:
    """The key and the parent of each objective, depth first, the hidden root first. One query."""
    return [(row.pk, row.parent) for row in _rows(plan_id)]


def arrange(*, plan_id: int, places: Sequence[tuple[int, int | None]]) -> None:
    """Give the objectives of a plan the places of a former `layout` of the same ones. Raise CannotPlace."""
    (root, _), *others = places
    rank = {pk: number for number, (pk, _) in enumerate(others)}
    nodes = [PlacedNode(parent=None if parent == root else rank[parent or root], pk=pk) for pk, parent in others]
    write_tree(plan_id=plan_id, nodes=nodes)


def renumber(plan_id: int) -> int:
    """Compute `lft`, `rght` and `depth` of a plan again from `parent` and the current order; how many rows changed.

    Objectives whose parent stands in another plan or nowhere, or that form a cycle, come back under the root.
    """
    with lock_plans(plan_id):
        rows = _rows(plan_id)
        root_id = next(row.pk for row in rows if row.level == Level.ROOT)
        parent_of = {row.pk: row.parent for row in rows}
        parent_of[root_id] = None
        for pk in parent_of:
            if pk != root_id and not _reaches(pk, root_id, parent_of):
                parent_of[pk] = root_id
        places = _number([row.pk for row in rows], parent_of.values())
        changed = {row.pk: places[row.pk] for row in rows if (*places[row.pk], plan_id) != (*row.place, row.tree)}
        _write_places(plan_id, changed)
        return len(changed)


def adopt_root(plan_id: int) -> int:
    """Give a plan its one root when it has none or several; how many rows came or went. A repair."""
    with lock_plans(plan_id):
        roots = _table().filter(plan_id=plan_id, level=Level.ROOT).order_by("pk")
        keys = list(roots.values_list("pk", flat=True))
        if not keys:
            create_root(Plan.objects.get(pk=plan_id))
            return 1
        first, *others = keys
        _table().filter(parent__in=others).update(parent=first)
        _table().filter(pk__in=others).delete()
        return len(others)


_Place = tuple[int | None, int, int, int]  # parent, lft, rght, depth


class _Row(NamedTuple):
    pk: int
    level: str
    tree: int
    parent: int | None
    lft: int
    rght: int
    depth: int

    @property
    def place(self) -> _Place:
        return self.parent, self.lft, self.rght, self.depth


def _rows(plan_id: int) -> list[_Row]:
    fields = ("pk", "level", "tree_id", "parent_id", "lft", "rght", "depth")
    rows = _table().filter(plan_id=plan_id).order_by("lft", "pk").values_list(*fields)
    return [_Row(*row) for row in rows]


def _table() -> QuerySet[Objective]:
    """The objectives without the guard of their manager: for this module alone."""
    return QuerySet(Objective)


def _read(plan_id: int, objective_id: int) -> Objective:
    require_lock(plan_id)
    objective: Objective = Objective.objects.get(pk=objective_id, plan_id=plan_id)
    return objective


def _check_level(plan_id: int, level: Level, above: Level) -> None:
    """Rule V01. Two queries."""
    if fault := Ladder.of(PlanKind.objects.get(plans=plan_id)).fault(level, above):
        raise CannotPlace(fault)


def _check_sequence(nodes: Sequence[PlacedNode], level_of: dict[int, str]) -> None:
    levels: list[Level] = []
    for rank, node in enumerate(nodes):
        if node.parent is not None and not 0 <= node.parent < rank:
            raise ValueError(f"node {rank}: its parent must come before it")
        levels.append(Level(node.new.level if node.new is not None else level_of[_key(node)]))
        above = Level.ROOT if node.parent is None else levels[node.parent]
        if levels[rank].rank <= above.rank:
            raise CannotPlace(f"Le niveau « {levels[rank].label} » ne se place pas sous le niveau « {above.label} ».")


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


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


def _delete_rows(keys: Collection[int]) -> None:
    """Delete objectives under which nothing is left; the places of the others are written already."""
    if keys:
        _table().filter(pk__in=keys).delete()


def _write_places(plan_id: int, places: dict[int, _Place]) -> None:
    if not places:
        return
    table = Objective._meta.db_table
    rows = [(*place, plan_id, pk) for pk, place in places.items()]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"UPDATE {table} t SET parent_id = v.p, lft = v.l, rght = v.r, depth = v.d, tree_id = v.t "  # noqa: S608
                "FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[], %s::bigint[]) "
                "v(p, l, r, d, t, id) WHERE t.id = v.id",
                [list(column) for column in zip(*rows, strict=True)],
            )
        else:
            cursor.executemany(
                f"UPDATE {table} SET parent_id = %s, lft = %s, rght = %s, depth = %s, tree_id = %s "  # noqa: S608
                "WHERE id = %s",
                rows,
            )
