"""Whatever people do to a tree, taking every change back leaves the plan as it was, to the last field."""

import random
from typing import Any

import pytest

from accounts.aggregates import contents
from accounts.enums import MemberRole
from accounts.models import User
from actions.models import Action
from plans import deletion, structure
from plans.effects import create_group, delete_group
from plans.enums import Level, Numbering
from plans.levels import Ladder
from plans.models import EffectGroup, Objective, Plan
from plans.structure import Draft
from plans.tree import CannotPlace, layout
from plans.treecheck import check_tree
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory, UserFactory

STEPS = 25


def picture(plan: Plan) -> dict[str, Any]:
    """Everything that the plan holds."""
    return {
        "layout": layout(plan.pk),
        "objectives": contents(Objective, plan.objectives.values_list("pk", flat=True)),
        "effects": contents(EffectGroup, EffectGroup.objects.filter(plan=plan).values_list("pk", flat=True)),
        "fiches": contents(Action, Action.objects.filter(plan=plan).values_list("pk", flat=True)),
    }


def grown() -> Plan:
    plan = PlanFactory()
    plan.kind.levels.filter(level=Level.INTERMEDIATE).update(prefix="OI", numbering=Numbering.ARABIC)
    number = 0
    for theme in (ObjectiveFactory(plan=plan, title=f"Thème {name}", level=Level.THEME) for name in "AB"):
        for axis in (ObjectiveFactory(parent=theme, title=f"Axe {rank}", code="IV") for rank in range(2)):
            middle = ObjectiveFactory(parent=axis, title="Milieu", code="OI 7", note="Une remarque")
            group = EffectGroup.objects.create(plan=plan, text="- Un effet")
            for rank in range(2):
                low = ObjectiveFactory(parent=middle, title=f"Bas {rank}", effect_group=group)
                number += 1
                ActionFactory(objective=low, theme=theme, number=number).also_serves.add(middle)
    return plan


def act(plan: Plan, by: User, dice: random.Random) -> None:
    """One thing that a person might do."""
    nodes = list(Objective.objects.filter(plan=plan, parent__isnull=False).order_by("lft"))
    ladder, node = Ladder.of(plan.kind), dice.choice(nodes)
    match dice.choice(["add", "step", "move", "delete", "renumber", "effects", "no effects"]):
        case "add":
            levels = ladder.under(node.level)
            drafts = [Draft(rung.level, f"Ajout {dice.random()}", "X") for rung in levels[:1]]
            if drafts:
                structure.add_objectives(plan=plan, parent_id=node.pk, after_id=None, drafts=drafts, by=by)
        case "step":
            siblings = [one.pk for one in nodes if one.parent_id == node.parent_id]
            rank = siblings.index(node.pk)
            if rank:
                structure.shift(plan=plan, objective_id=node.pk, neighbour_id=siblings[rank - 1], way="up", by=by)
        case "move":
            structure.move_under(
                plan=plan, objective_id=node.pk, seen_parent=node.parent_id or 0, parent_id=dice.choice(nodes).pk,
                first=dice.random() < 0.5, by=by,
            )  # fmt: skip
        case "delete" if len(nodes) > 6:
            seen = deletion.branch_of(plan, node).seen
            stay = dice.choice([[], ["fiches"]])
            deletion.delete_branch(plan=plan, objective_id=node.pk, seen=seen, stay=stay, by=by)
        case "renumber":
            structure.renumber_codes(plan=plan, under=None, seen=structure.new_codes(plan)[1], by=by)
        case "effects":
            members = [one.pk for one in nodes if one.parent_id == node.parent_id][:2]
            create_group(plan=plan, text=f"- Effet {dice.random()}", members=members, by=by)
        case "no effects" if group := EffectGroup.objects.filter(plan=plan).order_by("pk").first():
            delete_group(plan=plan, group=group, by=by)


@pytest.mark.parametrize("seed", range(8))
def test_every_change_taken_back_leaves_the_plan_as_it_was(db: None, seed: int) -> None:
    plan, dice = grown(), random.Random(seed)
    by = UserFactory(memberships={plan.territory: MemberRole.COORDINATOR})
    pictures = [picture(plan)]
    for _ in range(STEPS):
        changes = plan.structure_changes.count()
        try:
            act(plan, by, dice)
        except CannotPlace:
            continue
        if plan.structure_changes.count() > changes:
            pictures.append(picture(plan))
        assert check_tree(plan.pk) == []
    assert len(pictures) >= 8
    while len(pictures) > 1:
        change = structure.last_change(plan)
        assert change is not None
        structure.undo(plan=plan, change_id=change.pk, by=by)
        pictures.pop()
        now = picture(plan)
        assert now["layout"] == pictures[-1]["layout"], change.sentence
        assert now == pictures[-1], change.sentence
    assert check_tree(plan.pk) == []
    assert structure.last_change(plan) is None
