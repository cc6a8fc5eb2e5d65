"""A plan with one objective, and the browser of its coordinator."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Territory
from plans.models import Objective, Plan
from tests.conftest import ClientOf
from tests.factories import ObjectiveFactory, PlanFactory

Address = Callable[..., str]


@pytest.fixture
def plan(territory: Territory) -> Plan:
    call_command("load_reference", verbosity=0)
    return PlanFactory(territory=territory)


@pytest.fixture
def objective(plan: Plan) -> Objective:
    """An objectif opérationnel below its theme, its axe and its objectif intermédiaire."""
    node = ObjectiveFactory(plan=plan)
    for _ in range(3):
        node = ObjectiveFactory(parent=node)
    return node


@pytest.fixture
def coordinator(client_of: ClientOf) -> Client:
    return client_of(MemberRole.COORDINATOR)


@pytest.fixture
def address(plan: Plan) -> Address:
    """`address("action-edit", pk)` is the address of a page of the plan."""
    return lambda name, *keys: reverse(f"actions:{name}", args=[plan.territory.slug, plan.slug, *keys])
