"""A PEDT, and the browser of its coordinator."""

import pytest
from django.test import Client

from accounts.enums import MemberRole
from accounts.models import Territory
from plans.models import Plan, PlanKind, StaffRatio
from tests.conftest import ClientOf
from tests.factories import PlanFactory


@pytest.fixture
def plan(territory: Territory, kinds: dict[str, PlanKind], ratios: list[StaffRatio]) -> Plan:
    return PlanFactory(territory=territory, kind=kinds["PEDT"], title="PEDT du quai")


@pytest.fixture
def coordinator(client_of: ClientOf) -> Client:
    return client_of(MemberRole.COORDINATOR)
