"""The guard of the tree: structural writes of objectives pass through `plans.tree`, under the lock of their plan.

django-mptt keeps `lft` and `rght` right only while nobody else writes, never through `queryset.delete()` or
`update()`, and not from instances read earlier; so these ways are closed here, and those of instances in
`plans/nodes.py`. Deleting a whole plan stays open: Django's cascade deletes rows, and whole trees.
"""

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any, NoReturn

from django.db import connection
from mptt.managers import TreeManager
from mptt.querysets import TreeQuerySet

TREE_FIELDS = frozenset({"parent", "parent_id", "lft", "rght", "tree_id", "depth", "level", "plan", "plan_id"})

# The keys of the plans whose rows this context holds locked; `plans.tree.lock_plans` alone sets it.
locked_plans: ContextVar[frozenset[int]] = ContextVar("locked_plans", default=frozenset())


class TreeGuardError(RuntimeError):
    """A structural write of the tree that does not pass through `plans.tree`: an error of the programmer."""


class LockNotHeldError(TreeGuardError):
    """A structural write of the tree outside `plans.tree.lock_plans`."""


def require_lock(plan_id: int) -> None:
    """Raise LockNotHeldError unless the plan's row is locked in the current transaction."""
    if plan_id not in locked_plans.get() or not connection.in_atomic_block:
        raise LockNotHeldError(f"plan {plan_id}: structural write outside lock_plans()")


class ObjectiveQuerySet(TreeQuerySet):
    def delete(self) -> NoReturn:
        raise TreeGuardError("queryset.delete() leaves gaps in lft and rght: use plans.tree.delete()")

    delete.queryset_only = True  # type: ignore[attr-defined]

    def update(self, **fields: Any) -> int:
        """Content alone; `bulk_update` passes here too."""
        if forbidden := TREE_FIELDS & fields.keys():
            raise TreeGuardError(f"{', '.join(sorted(forbidden))}: written by plans.tree alone")
        return super().update(**fields)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> NoReturn:
        raise TreeGuardError("bulk_create() does not place objectives: use plans.tree.write_tree()")

    def visible(self) -> "ObjectiveQuerySet":
        """Without the hidden roots, in the order of print inside each plan."""
        return self.filter(parent__isnull=False).order_by("tree_id", "lft")


class ObjectiveManager(TreeManager.from_queryset(ObjectiveQuerySet)):  # type: ignore[misc]
    """mptt's manager on the guarded queryset, without the ways of mptt that reach past one plan or past the lock."""

    def insert_node(self, node: Any, target: Any, *args: Any, **kwargs: Any) -> Any:
        require_lock(node.plan_id)
        if target is None:
            raise TreeGuardError("a plan has one root: use plans.tree.create_root()")
        return super().insert_node(node, target, *args, **kwargs)

    def move_node(self, node: Any, target: Any, position: str = "last-child") -> NoReturn:
        raise TreeGuardError("move_node() and move_to() write content as it was read: use plans.tree.move()")

    def rebuild(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TreeGuardError("rebuild() numbers trees from 1: use plans.tree.renumber()")

    partial_rebuild = rebuild

    def disable_mptt_updates(self) -> NoReturn:
        raise TreeGuardError("use plans.tree.write_tree() for many objectives")

    delay_mptt_updates = disable_mptt_updates
