"""A coordinator who changes many fiches at once, for the tests of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actions.enums import Role
from actions.models import Action
from partners.models import Partner
from plans.models import Plan
from tests.factories import PartnerFactory
from tests.listing.conftest import text

EMPTY = {"add_role": Role.PARTNER.value}


def url(plan: Plan, name: str = "bulk") -> str:
    return reverse(f"actions:{name}", args=[plan.territory.slug, plan.slug])


class Editor:
    """A coordinator who changes fiches of a plan in the browser."""

    def __init__(self, client: Client, plan: Plan) -> None:
        self.client, self.plan = client, plan

    def summary(self, fiches: list[Action] | str, **asked: Any) -> Any:
        """The page that follows the form; `fiches` are ticked, or the filters of a list."""
        if isinstance(fiches, str):
            chosen: dict[str, Any] = {"portee": "tout", "liste": fiches}
        else:
            chosen = {"portee": "selection", "fiche": [fiche.pk for fiche in fiches]}
        return self.client.post(url(self.plan), {**EMPTY, **chosen, **asked})

    def confirm(self, page: Any) -> Any:
        found = re.search(r'name="lot" value="([^"]*)"', page.content.decode())
        assert found, text(page)
        return self.client.post(url(self.plan, "bulk-confirm"), {"lot": found[1]}, follow=True)

    def change(self, fiches: list[Action] | str, **asked: Any) -> str:
        return text(self.confirm(self.summary(fiches, **asked)))

    def undo(self, batch: str) -> str:
        return text(self.client.post(url(self.plan, "bulk-undo"), {"lot": batch}, follow=True))


@pytest.fixture
def editor(coordinator: Client, plan: Plan) -> Editor:
    return Editor(coordinator, plan)


@pytest.fixture
def partner(plan: Plan) -> Callable[[str], Partner]:
    return lambda name: PartnerFactory(territory=plan.territory, name=name)


def held(action: Action) -> list[tuple[str, str]]:
    return sorted(action.participations.values_list("role", "partner__name"))


def fresh(action: Action) -> Action:
    return Action.objects.get(pk=action.pk)
