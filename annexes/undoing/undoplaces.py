"""The order of things put back after an import: where objectives stand, the ranks of fiches.

What somebody put in another order since keeps that order: only what the import left is put back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.aggregates.bulk import drafted
from actions.models import Action
from annexes.undoing.undosteps import Kind, Steps
from plans.models import Objective
from plans.tree import PlacedNode, layout, write_tree

CHUNK = 1000
Places = Sequence[Sequence[Any]]  # key, key of the parent; depth first


def put_back_tree(plan_id: int, steps: Steps, layouts: Sequence[Places] | None) -> set[int]:
    """Delete the objectives that an import created, bring back those that it deleted, move back those that it moved.

    `layouts` are the tree before and after it, when its order changed. The keys of those that came back.
    """
    created, deleted = steps.of(Kind.CREATED, Objective), steps.of(Kind.DELETED, Objective)
    if not (created or deleted or layouts):
        return set()
    now = layout(plan_id)
    (root, _), *others = now
    there = {pk for pk, _ in now}
    back = {pk: step for pk, step in deleted.items() if pk not in there}
    parents = {pk: parent for pk, parent in others if pk not in created}
    for pk, step in [*steps.of(Kind.EDITED, Objective).items(), *back.items()]:
        if "parent" in step.before and (pk in parents or pk in back):
            parents[pk] = step.before["parent"]["pk"]
    members: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in parents.items():
        members[parent].append(pk)
    order = _Order(now, *(layouts or ((), ())))
    nodes: list[PlacedNode] = []

    def place(parent: int, above: int | None) -> None:
        for pk in order.of(parent, members[parent]):
            new = drafted(Objective, pk, back[pk].before) if pk in back else None
            nodes.append(PlacedNode(above, None if new is not None else pk, new))  # type: ignore[arg-type]
            place(pk, len(nodes) - 1)

    place(root, None)
    write_tree(plan_id=plan_id, nodes=nodes, gone=created.keys() & there)
    return set(back)


class _Order:
    """The order of siblings: as before the import, unless somebody changed it since."""

    def __init__(self, now: Places, before: Places, after: Places) -> None:
        self.now, self.after = _children(now), _children(after)
        self.rank = {pk: rank for rank, (pk, _) in enumerate(before)}

    def of(self, parent: int, members: Sequence[int]) -> list[int]:
        """`members` in their order under a parent."""
        wanted = set(members)
        here = [pk for pk in self.now.get(parent, ()) if pk in wanted]
        left = [pk for pk in self.after.get(parent, ()) if pk in wanted]
        untouched = left == [pk for pk in here if pk in set(left)]
        if untouched and self.rank:
            known = sorted((pk for pk in members if pk in self.rank), key=self.rank.__getitem__)
            return _inserted(known, [pk for pk in here if pk not in self.rank], here)
        back = sorted((pk for pk in members if pk not in set(here)), key=lambda pk: self.rank.get(pk, len(self.rank)))
        return _inserted(here, back, sorted(wanted & self.rank.keys(), key=self.rank.__getitem__))


def _children(places: Places) -> dict[int | None, list[int]]:
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in places:
        children[parent].append(pk)
    return children


def _inserted(row: Sequence[int], others: Iterable[int], order: Sequence[int]) -> list[int]:
    """`row` with the others in it, each after the one that precedes it in `order`, or first."""
    result = list(row)
    elder = dict(zip(order[1:], order, strict=False))
    for one in others:
        before = elder.get(one)
        while before is not None and before not in result:
            before = elder.get(before)
        result.insert(result.index(before) + 1 if before is not None else (0 if one in order else len(result)), one)
    return result


def order_served(steps: Steps, served: Mapping[str, Sequence[int]]) -> None:
    """The other objectives that each fiche served, in the order that they had."""
    for kind in (Kind.EDITED, Kind.DELETED):
        for key, step in steps.of(kind, Action).items():
            if (ranked := served.get(str(key))) and "also_serves" in step.before:
                rank = {pk: number for number, pk in enumerate(ranked)}
                step.before["also_serves"] = sorted(
                    step.before["also_serves"], key=lambda one: rank.get(one["pk"], len(rank))
                )


def put_back_ranks(plan_id: int, ranks: Mapping[str, Sequence[int]]) -> None:
    """Give fiches the ranks that they had (`ranks`: key → before, after), where nobody reordered since."""
    wanted = {int(key): (old, new) for key, (old, new) in ranks.items()}
    if not wanted:
        return
    rows = Action.objects.filter(plan=plan_id).order_by().values_list("pk", "theme_id", "objective_id", "position")
    groups: dict[tuple[int | None, int | None], list[tuple[int, int]]] = defaultdict(list)
    for pk, theme, objective, position in rows:
        if pk in wanted:
            groups[theme, objective].append((pk, position))
    changed = [
        Action(pk=pk, position=wanted[pk][0])
        for several in groups.values()
        if all(position in wanted[pk] for pk, position in several)
        for pk, position in several
        if position != wanted[pk][0]
    ]
    Action.objects.bulk_update(changed, ["position"], CHUNK)
