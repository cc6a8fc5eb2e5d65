"""The coverage of the charte Plan mercredi."""

import pytest
from django.core.management import call_command
from django.test import Client

from actions.models import CharterAxis
from plans.alerts import alerts_of
from plans.models import Plan
from tests.dossierdata.reading import at, cost, shown
from tests.factories import ActionFactory


@pytest.fixture
def axes(db: None) -> list[CharterAxis]:
    call_command("loaddata", "charter_axes", verbosity=0)
    return list(CharterAxis.objects.order_by("position"))


def test_a_plan_without_it_says_how_to_switch_it_on(plan: Plan, axes: list[CharterAxis], coordinator: Client) -> None:
    page = coordinator.get(at(plan, "charter"))
    assert "Ce plan n’est pas engagé dans un Plan mercredi" in shown(page)
    assert "#id_has_wednesday_charter" in page.content.decode()


def test_axes_without_a_fiche_are_told(plan: Plan, axes: list[CharterAxis], coordinator: Client) -> None:
    Plan.objects.filter(pk=plan.pk).update(has_wednesday_charter=True)
    plan.refresh_from_db()
    fiche = ActionFactory(plan=plan, title="Sorties du mercredi", number=3)
    ActionFactory(plan=plan, title="Autre fiche")
    fiche.charter_axes.add(axes[0], axes[2])
    page = shown(coordinator.get(at(plan, "charter")))
    assert "2 axes sur 4 sans fiche." in page
    assert "1 fiche sans axe de la charte." in page
    assert "Fiche 3 : Sorties du mercredi oui ● " not in page
    told = [alert for alert in alerts_of(plan) if alert.rule.code == "V28"]
    assert [alert.url for alert in told] == [at(plan, "charter")] * 2
    fiche.charter_axes.add(*axes)
    assert "Les 4 axes de la charte sont couverts." in shown(coordinator.get(at(plan, "charter")))


def test_matrix_costs_the_same_for_many_fiches(plan: Plan, axes: list[CharterAxis], coordinator: Client) -> None:
    Plan.objects.filter(pk=plan.pk).update(has_wednesday_charter=True)
    ActionFactory(plan=plan, title="Une").charter_axes.add(axes[0])
    few = cost(coordinator, at(plan, "charter"))
    for n in range(30):
        ActionFactory(plan=plan, title=f"Fiche {n}").charter_axes.add(*axes)
    assert cost(coordinator, at(plan, "charter")) == few
