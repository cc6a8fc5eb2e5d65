"""One of the processes of the stress test (`stress.py` starts it): random writes in random plans for some seconds."""

import json
import random
import sys
import time
from collections import Counter

from django.core.management import call_command
from django.db import DatabaseError

from accounts.models import Territory
from plans.enums import Level
from plans.models import Objective, Plan, PlanKind
from plans.services import create_plan, delete_plan
from plans.tree import CannotPlace, PlacedNode, Position, add_child, delete, lock_plans, move, write_tree
from tests.plans.sabotage import sabotaged

LEVELS = [Level.THEME, Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL]
POSITIONS: list[Position] = ["first-child", "last-child", "left", "right"]
PLANS = 4


class Nothing(Exception):
    """Chance chose what cannot be done, or another process came first."""


REFUSALS = (Nothing, CannotPlace, Objective.DoesNotExist, Plan.DoesNotExist)


def main() -> None:
    command, *arguments = sys.argv[1:]
    if command == "prepare":
        prepare()
        return
    seconds, seed, rule = arguments
    with sabotaged(rule or None):  # type: ignore[arg-type]
        sys.stdout.write(json.dumps(work(float(seconds), random.Random(int(seed)))))


def prepare() -> None:
    """A few plans of 37 objectives, of a kind that lets levels be skipped."""
    call_command("loaddata", "plan_kinds.json", verbosity=0)
    Territory.objects.create(name="Valmire", slug="valmire")
    for _ in range(PLANS):
        plan = found()
        nodes: list[PlacedNode] = []
        for _ in range(6):
            theme = len(nodes)
            nodes.append(PlacedNode(None, new=Objective(level=Level.THEME, title="t").prepare()))
            nodes.extend(PlacedNode(theme, new=Objective(level=Level.AXIS, title="a").prepare()) for _ in range(5))
        write_tree(plan_id=plan.pk, nodes=nodes)


def work(seconds: float, chance: random.Random) -> dict[str, Counter[str]]:
    """How many writes were done, refused, or failed as they never should, by name."""
    done, refused, failed = Counter[str](), Counter[str](), Counter[str]()
    weights = {insert: 44, shift: 34, remove: 8, edit: 6, rewrite: 2, found: 3, abolish: 3}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        way = chance.choices(list(weights), list(weights.values()))[0]
        try:
            way(chance)
            done[way.__name__] += 1
        except REFUSALS as refusal:
            refused[type(refusal).__name__] += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what the test looks for
            failed[f"{way.__name__}: {type(error).__name__}: {str(error).splitlines()[0]}"] += 1
    return {"done": done, "refused": refused, "failed": failed}


def insert(chance: random.Random) -> None:
    parent = any_objective(chance, any_plan(chance))
    lower = [level for level in LEVELS if level.rank > Level(parent.level).rank]
    after = chance.choice([None, *Objective.objects.filter(parent=parent).values_list("pk", flat=True)])
    add_child(
        plan_id=parent.plan_id,
        parent_id=parent.pk,
        after_id=after,
        level=chance.choice(lower or LEVELS),
        title="n",
    )


def shift(chance: random.Random) -> None:
    plan_id = any_plan(chance)
    one, other = any_objective(chance, plan_id), any_objective(chance, plan_id)
    move(plan_id=plan_id, objective_id=one.pk, target_id=other.pk, position=chance.choice(POSITIONS))


def remove(chance: random.Random) -> None:
    objective = any_objective(chance, any_plan(chance))
    if objective.parent_id is None or objective.get_descendant_count() > 5:
        raise Nothing
    delete(plan_id=objective.plan_id, objective_id=objective.pk)


def edit(chance: random.Random) -> None:
    """Content, by a form that read the objective a while ago and takes no lock."""
    objective = any_objective(chance, any_plan(chance))
    time.sleep(0.01)
    objective.title = "corrigé"
    try:
        objective.save()
    except DatabaseError as error:
        if "did not affect any rows" not in str(error):
            raise
        raise Nothing from error


def rewrite(chance: random.Random) -> None:
    """What an import does: the whole tree read, shuffled, and written again."""
    plan_id = any_plan(chance)
    with lock_plans(plan_id):
        rows = Objective.objects.filter(plan=plan_id, parent__isnull=False).order_by("lft")
        children: dict[int, list[int]] = {}
        for pk, parent in rows.values_list("pk", "parent_id"):
            children.setdefault(parent, []).append(pk)
        root = Objective.objects.get(plan=plan_id, parent=None).pk
        nodes: list[PlacedNode] = []
        stack = [(pk, None) for pk in children.get(root, [])]
        chance.shuffle(stack)
        while stack:
            pk, parent_rank = stack.pop()
            stack.extend((child, len(nodes)) for child in children.get(pk, []))
            nodes.append(PlacedNode(parent_rank, pk))
        write_tree(plan_id=plan_id, nodes=nodes)


def found(chance: random.Random | None = None) -> Plan:
    territory, kind = Territory.objects.get(), PlanKind.objects.get(code="AUTRE", territory=None)
    return create_plan(territory=territory, kind=kind, title="Plan", by=None)


def abolish(chance: random.Random) -> None:
    """The plan created last, so that keys and tree numbers part ways."""
    last = Plan.objects.latest("pk")
    if Plan.objects.count() <= PLANS:
        raise Nothing
    delete_plan(plan=last, by=None)


def any_plan(chance: random.Random) -> int:
    return chance.choice(list(Plan.objects.values_list("pk", flat=True)))


def any_objective(chance: random.Random, plan_id: int) -> Objective:
    keys = list(Objective.objects.filter(plan=plan_id).values_list("pk", flat=True))
    if not keys:
        raise Nothing
    objective: Objective = Objective.objects.get(pk=chance.choice(keys))
    return objective
