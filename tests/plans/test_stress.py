"""Many writers at once leave sound trees; without the lock, or without the rule of the root, they do not."""

from pathlib import Path
from threading import Event, Thread, get_ident
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from plans.enums import Level
from plans.managers import ObjectiveManager
from plans.models import Plan
from plans.tree import PlacedNode, Position, add_child, delete, move, write_tree
from plans.treecheck import Rule, check_trees
from tests.factories import ObjectiveFactory, PlanFactory
from tests.plans.sabotage import Sabotage, sabotaged
from tests.plans.stress import run_stress


@pytest.mark.stress
@pytest.mark.django_db
def test_many_processes_leave_sound_trees(tmp_path: Path) -> None:
    outcome = run_stress(tmp_path, seconds=4, processes=6)
    assert not outcome.failed
    assert outcome.sound, outcome.verdict
    assert outcome.done.keys() == {"insert", "shift", "remove", "edit", "rewrite", "found", "abolish"}


def interleave(plan: Plan, first: Any, second: Any) -> list[Exception]:
    """Run `second` when `first` has read the tree and not yet made room in it; wait half a second at most."""
    reached, finished = Event(), Event()
    failures: list[Exception] = []
    make_room = ObjectiveManager._create_space
    slow: list[int] = []

    def pause(manager: ObjectiveManager, *args: Any) -> None:
        if get_ident() in slow:
            reached.set()
            finished.wait(0.5)
        make_room(manager, *args)

    def run(write: Any, before: Event | None, after: Event) -> None:
        try:
            if before:
                before.wait(20)
            else:
                slow.append(get_ident())
            write()
        except Exception as error:  # noqa: BLE001 - given back to the test
            failures.append(error)
        finally:
            connection.close()
            after.set()

    with patch.object(ObjectiveManager, "_create_space", pause):
        threads = [
            Thread(target=run, args=(first, None, reached)),
            Thread(target=run, args=(second, reached, finished)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    return failures


WRITES = ["add", "move", "delete", "write"]


def two_writers(write: str, rule: Sabotage | None) -> list[Exception]:
    """One adds an axis under the last theme, while the other changes what stands before it."""
    plan = PlanFactory()
    before, last = ObjectiveFactory(plan=plan), ObjectiveFactory(plan=plan)
    inside = ObjectiveFactory(parent=before)
    root = plan.objectives.get(parent=None)
    beside: Position = "right"
    others = {
        "add": lambda: add_child(plan_id=plan.pk, parent_id=before.pk, level=Level.AXIS, title="autre"),
        "move": lambda: move(plan_id=plan.pk, objective_id=before.pk, target_id=last.pk, position=beside),
        "delete": lambda: delete(plan_id=plan.pk, objective_id=inside.pk),
        "write": lambda: write_tree(
            plan_id=plan.pk,
            nodes=[
                PlacedNode(None, new=type(root)(level=Level.THEME, title="premier").prepare()),
                PlacedNode(None, before.pk),
                PlacedNode(1, inside.pk),
                PlacedNode(None, last.pk),
            ],
        ),
    }
    with sabotaged(rule):
        return interleave(
            plan,
            lambda: add_child(plan_id=plan.pk, parent_id=last.pk, level=Level.AXIS, title="un"),
            others[write],
        )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", WRITES)
def test_writer_waits_for_the_one_who_came_first(write: str) -> None:
    failures = two_writers(write, None)
    # An import that did not see the new axis must not remove it: it stops, and says to analyse again.
    assert [type(failure).__name__ for failure in failures] == (["CannotPlace"] if write == "write" else [])
    assert list(check_trees()) == []
    assert Plan.objects.get().objectives.filter(title="un").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", WRITES)
def test_without_the_lock_the_same_writers_break_the_tree(write: str) -> None:
    two_writers(write, "lock")
    assert list(check_trees())


@pytest.mark.django_db
def test_without_the_rule_of_the_root_trees_part_from_their_plans() -> None:
    with sabotaged("root"):
        PlanFactory()
        PlanFactory().delete()
        PlanFactory()
        assert {problem.rule for problem in check_trees()} == {Rule.TREE}
