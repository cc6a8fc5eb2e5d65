"""The indicators of a fiche, typed with the fiche itself."""

import pytest
from django.test import Client

from accounts.enums import Change, MemberRole
from accounts.models import Revision
from actions.models import Action
from indicators.models import Indicator
from plans.models import Plan
from tests.annexes.journey import client_of, person
from tests.factories import ActionFactory, PlanFactory
from tests.fiches.typing import refusals, untouched
from tests.indicators.typing import typed


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def editor(plan: Plan) -> Client:
    return client_of(person(plan, MemberRole.COORDINATOR))


def with_indicators(client: Client, page: str, *indicators: dict[str, object], **values: str) -> dict[str, object]:
    """The form of a fiche as a browser would send it, with these indicators."""
    data = untouched(client.get(page).content.decode())
    rows = {name: [value] for name, value in typed(*indicators).items()}
    return {**data, **rows, **{name: [value] for name, value in values.items()}}


INDICATOR = {"label": "Familles reçues", "unit": "familles", "targets": [{"due_on": "06/2027", "value": "1 250,5"}]}


def test_new_fiche_is_created_with_its_indicators(plan: Plan, editor: Client) -> None:
    page = f"{plan.get_absolute_url()}fiches/nouvelle/"
    response = editor.post(page, with_indicators(editor, page, INDICATOR, title="Café des parents"))
    assert refusals(response) == []
    kept = Indicator.objects.get(action__title="Café des parents")
    assert [target.wording for target in kept.targets.all()] == ["1\u00a0250,5\u00a0familles (juin 2027)"]
    line = Revision.objects.about(kept.owner).get()
    assert line.change == Change.CREATED
    assert line.after["indicators"][0]["label"] == "Familles reçues"


def test_fiche_and_its_indicators_change_together(plan: Plan, editor: Client) -> None:
    fiche = ActionFactory(plan=plan, title="Café des parents")
    page = f"{fiche.get_absolute_url()}modifier/"
    editor.post(page, with_indicators(editor, page, INDICATOR, title="Café des familles"))
    line = Revision.objects.about(fiche).get()
    assert line.after.keys() >= {"title", "indicators"}
    same = untouched(editor.get(page).content.decode())
    editor.post(page, same)
    assert Revision.objects.about(fiche).count() == 1  # nothing was changed
    assert Indicator.objects.get().targets.count() == 1


def test_wrong_indicator_keeps_the_whole_fiche_from_being_written(plan: Plan, editor: Client) -> None:
    page = f"{plan.get_absolute_url()}fiches/nouvelle/"
    wrong = {**INDICATOR, "baseline": "beaucoup"}
    response = editor.post(page, with_indicators(editor, page, wrong, title="Café des parents"))
    assert response.status_code == 422
    assert any("Écrivez un nombre" in said for said in refusals(response))
    assert not Action.objects.exists()
