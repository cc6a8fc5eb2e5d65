"""A plan of three themes’ worth of fiches, each built for the filters that a test asks about."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from accounts.enums import MemberRole
from accounts.models import Territory
from actions.listing.criteria import Criteria
from actions.listing.scope import Scope
from actions.listing.sorts import ordered_keys
from actions.models import Action
from plans.models import Plan
from tests.conftest import ClientOf
from tests.factories import PlanFactory

Titles = Callable[[str], list[str]]


@pytest.fixture
def plan(territory: Territory) -> Plan:
    return PlanFactory(territory=territory, title="PEDT du quai")


@pytest.fixture
def titles(plan: Plan) -> Titles:
    """`titles("statut=DONE")` lists the titles that the address keeps, in its order."""

    def listed(query: str, scope: Scope | None = None) -> list[str]:
        criteria = Criteria(scope or Scope(plan.territory, plan), QueryDict(query))
        names = dict(Action.objects.values_list("pk", "title"))
        return [names[pk] for pk in ordered_keys(criteria.fiches(), criteria.sort)]

    return listed


@pytest.fixture
def coordinator(client_of: ClientOf) -> Client:
    return client_of(MemberRole.COORDINATOR)


def text(response: Any) -> str:
    """The page with plain spaces."""
    return " ".join(response.content.decode().replace("\u00a0", " ").replace("\u202f", " ").split())
