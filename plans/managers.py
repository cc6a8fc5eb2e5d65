"""The guard of the tree: structural writes of objectives pass through `plans.tree`, under the lock of their plan.

django-mptt keeps `lft` and `rght` right only while nobody else writes, never through `queryset.delete()` or
`update()`, and not from instances read earlier; so these ways are closed here.
"""

from contextvars import ContextVar
from typing import Any, NoReturn

from django.db import connection
from mptt.managers import TreeManager
from mptt.querysets import TreeQuerySet

TREE_FIELDS = frozenset({"parent", "parent_id", "lft", "rght", "tree_id", "depth", "plan", "plan_id"})

# The keys of the plans whose rows this context holds locked; `plans.tree.lock_plans` alone sets it.
locked_plans: ContextVar[frozenset[int]] = ContextVar("locked_plans", default=frozenset())


class LockNotHeldError(RuntimeError):
    """A structural write of the tree outside `plans.tree.lock_plans`."""


def require_lock(plan_id: int) -> None:
    """Raise LockNotHeldError unless the plan's row is locked in the current transaction."""
    if plan_id not in locked_plans.get() or not connection.in_atomic_block:
        raise LockNotHeldError(f"plan {plan_id}: structural write outside lock_plans()")


class ObjectiveQuerySet(TreeQuerySet):  # type: ignore[misc]
    def delete(self) -> NoReturn:
        raise LockNotHeldError("queryset.delete() leaves gaps in lft and rght: use plans.tree.delete()")

    delete.queryset_only = True  # type: ignore[attr-defined]

    def update(self, **fields: Any) -> int:
        if forbidden := TREE_FIELDS & fields.keys():
            raise LockNotHeldError(f"{', '.join(sorted(forbidden))}: written by plans.tree alone")
        return super().update(**fields)

    def visible(self) -> "ObjectiveQuerySet":
        """Without the hidden roots, in the order of print inside each plan."""
        return self.filter(parent__isnull=False).order_by("tree_id", "lft")


class ObjectiveManager(TreeManager.from_queryset(ObjectiveQuerySet)):  # type: ignore[misc]
    """mptt's manager on the guarded queryset."""
