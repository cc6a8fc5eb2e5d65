"""The tree service with one of its rules taken out, to prove that the tests see it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Literal
from unittest.mock import patch

from django.db import connection, transaction
from mptt.managers import TreeManager

from plans import managers, nodes, services, tree
from plans.enums import Level
from plans.managers import ObjectiveManager
from plans.models import Objective, Plan
from plans.nodes import PlacedModel

Sabotage = Literal["lock", "root"]


@contextmanager
def sabotaged(rule: Sabotage | None) -> Iterator[None]:
    """Without the lock, or with the roots that django-mptt makes by itself; None changes nothing."""
    with ExitStack() as stack:
        if rule == "lock":
            stack.enter_context(patch.object(tree, "lock_plans", _unlocked))
            for module in (managers, nodes, tree):
                stack.enter_context(patch.object(module, "require_lock", lambda plan_id: None))
        elif rule == "root":
            stack.enter_context(patch.object(services, "create_root", _root_of_mptt))
            stack.enter_context(patch.object(PlacedModel, "_check_insertion", lambda self: None))
            stack.enter_context(patch.object(ObjectiveManager, "insert_node", TreeManager.insert_node))
            stack.enter_context(_tree_without_its_plan())
        yield


@contextmanager
def _unlocked(*plan_ids: int) -> Iterator[None]:
    """What a view has by default: a transaction on PostgreSQL; on SQLite, where any transaction would lock, none."""
    with nullcontext() if connection.vendor == "sqlite" else transaction.atomic():
        yield


def _root_of_mptt(plan: Plan) -> Objective:
    root = Objective(plan=plan, level=Level.ROOT)
    root.save()
    return root


@contextmanager
def _tree_without_its_plan() -> Iterator[None]:
    """The database accepts any `tree_id`; on PostgreSQL until the transaction, or the scratch database, goes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE plans_objective DROP CONSTRAINT IF EXISTS objective_tree_is_its_plan")
            yield
            return
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            yield
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
