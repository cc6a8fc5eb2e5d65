"""Deleting a plan or a territory takes its trees whole, and leaves the others as they were."""

import pytest
from django.db.models import RestrictedError

from actions.enums import Role
from actions.models import Action, Participation
from partners.models import Partner
from plans.enums import Level
from plans.models import EffectGroup, Objective, Plan, PlanKind
from plans.treecheck import check_trees
from tests.factories import LEVELS, ObjectiveFactory, PlanFactory, PlanKindFactory, TerritoryFactory

pytestmark = pytest.mark.django_db


def full_plan(**fields: object) -> Plan:
    """Every level, effects, and fiches attached in every way, with a partner."""
    plan: Plan = PlanFactory(**fields)
    parent = None
    for level in LEVELS:
        parent = ObjectiveFactory(plan=plan, parent=parent, level=level) if parent else ObjectiveFactory(plan=plan)
        ObjectiveFactory(parent=parent.parent, level=level)
    group = EffectGroup.objects.create(plan=plan, text="Effets attendus")
    Objective.objects.filter(plan=plan, level=Level.OPERATIONAL).update(effect_group=group)
    theme = Objective.objects.filter(plan=plan, level=Level.THEME).earliest("pk")
    action = Action.objects.create(plan=plan, theme=theme, objective=parent, number=1, title="Fiche")
    action.also_serves.add(theme)
    partner, _ = Partner.objects.get_or_create(territory=plan.territory, name="Association")
    Participation.objects.create(action=action, partner=partner, role=Role.LEAD)
    return plan


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Plan, Objective, EffectGroup, Action, Participation))


def test_deleting_a_plan_takes_its_tree_and_leaves_the_others() -> None:
    kind = PlanKindFactory()
    territory = TerritoryFactory()
    kept = full_plan(kind=kind, territory=territory)
    before = counts(), list(Objective.objects.filter(plan=kept).values_list())
    gone = PlanFactory(kind=kind, territory=territory)
    ObjectiveFactory(parent=ObjectiveFactory(plan=gone))
    gone.delete()
    assert (counts(), list(Objective.objects.filter(plan=kept).values_list())) == before
    assert list(check_trees()) == []


def test_deleting_a_full_plan_takes_its_fiches() -> None:
    kept, gone = full_plan(), full_plan()
    gone.delete()
    assert list(Plan.objects.all()) == [kept]
    assert set(Action.objects.values_list("plan", flat=True)) == {kept.pk}
    assert set(Objective.objects.values_list("plan", flat=True)) == {kept.pk}
    assert list(check_trees()) == []


def test_deleting_plans_by_queryset_takes_their_trees() -> None:
    kept = full_plan()
    before = counts()
    full_plan()
    full_plan()
    Plan.objects.exclude(pk=kept.pk).delete()
    assert counts() == before
    assert list(check_trees()) == []


def test_deleting_a_territory_takes_its_plans_and_leaves_the_others() -> None:
    kept = full_plan()
    before = counts()
    gone = full_plan(title="un")
    full_plan(territory=gone.territory, kind=PlanKindFactory(territory=gone.territory, code="LOCAL"))
    gone.territory.delete()
    assert counts() == before
    assert list(Plan.objects.all()) == [kept]
    assert not PlanKind.objects.filter(code="LOCAL").exists()
    assert list(check_trees()) == []


def test_kind_in_use_stays() -> None:
    plan = PlanFactory()
    with pytest.raises(RestrictedError):
        plan.kind.delete()
    assert Plan.objects.filter(pk=plan.pk).exists()
