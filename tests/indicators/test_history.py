"""Indicators follow what they hang on: in its history, when it is deleted, when it comes back."""

import pytest

from accounts.aggregates import content
from accounts.enums import Change, MemberRole
from accounts.history import record, restore
from accounts.models import Revision, User
from actions.services import delete_action
from indicators.models import Indicator, Target
from plans import hanging, tree
from plans.models import Objective, Plan
from tests.annexes.journey import person
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def by(plan: Plan) -> User:
    return person(plan, MemberRole.COORDINATOR)


def full(**owner: object) -> Indicator:
    indicator = Indicator.objects.create(label="Familles reçues", baseline=3, unit="familles", **owner)
    Target.objects.create(indicator=indicator, value=5, text="au moins")
    return indicator


def test_deleted_fiche_comes_back_with_its_indicators_and_their_targets(plan: Plan, by: User) -> None:
    fiche = ActionFactory(plan=plan)
    full(action=fiche)
    before = content(fiche)
    delete_action(action=ActionFactory._meta.model.objects.get(pk=fiche.pk), by=by)
    assert not Indicator.objects.exists()
    back = restore(Revision.objects.about(fiche).get(change=Change.DELETED), by=by)
    assert back.lost == []
    assert content(back.instance)["indicators"] == before["indicators"]
    assert Target.objects.get().wording == "5\u00a0familles, au moins"


def test_deleted_objective_comes_back_with_its_indicators(plan: Plan, by: User) -> None:
    objective = ObjectiveFactory(plan=plan, title="Grandir")
    full(objective=objective)
    before, key = content(objective), objective.pk
    tree.delete(plan_id=plan.pk, objective_id=key)
    record(Change.DELETED, objective, by=by, territory=plan.territory, plan_key=plan.pk, before=before, key=key)
    assert not Indicator.objects.exists()
    back = restore(Revision.objects.get(object_key=key, change=Change.DELETED), by=by)
    assert isinstance(back.instance, Objective)
    assert Target.objects.get(indicator__objective=back.instance).value == 5


def test_indicators_of_a_branch_are_named_before_it_goes(plan: Plan) -> None:
    theme = ObjectiveFactory(plan=plan, title="Enfance")
    axis = ObjectiveFactory(parent=theme, title="Grandir")
    full(objective=axis)
    full(action=ActionFactory(objective=axis))
    ours = next(one for one in hanging.registered() if one.name == "indicators")
    assert [(held.objective, held.label) for held in ours.held(plan.pk, [theme.pk, axis.pk])] == [
        (axis.pk, "Familles reçues")
    ]
    assert "Indicateurs" in [link.label for link in hanging.links_from(plan, axis)]
