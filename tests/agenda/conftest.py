from typing import Any

import pytest

from accounts.models import Territory
from plans.enums import PlanStatus
from plans.models import Committee, Plan
from tests.factories import PlanFactory


@pytest.fixture
def plan(territory: Territory) -> Plan:
    found: Plan = PlanFactory(territory=territory, title="Projet du pont", status=PlanStatus.IN_FORCE)
    return found


@pytest.fixture
def committee(plan: Plan) -> Committee:
    return Committee.objects.create(plan=plan, name="COPIL du pont")


@pytest.fixture
def said() -> Any:
    """`said(entries)`: each date as (day, kind, title, words)."""
    return lambda entries: [
        (str(one.on), one.kind.value, one.title.replace("\u00a0", " "), one.said.replace("\u00a0", " "))
        for one in entries
    ]
