import pytest

from annexes.models import Version
from plans.enums import PlanStatus
from plans.models import Plan
from tests.factories import ActionFactory, PlanFactory
from tests.sharing.freezing import frozen


@pytest.fixture
def plan(db: None) -> Plan:
    found: Plan = PlanFactory(status=PlanStatus.SIGNED, title="Projet du pont")
    ActionFactory(plan=found, title="Lire le soir")
    return found


@pytest.fixture
def version(plan: Plan) -> Version:
    return frozen(plan, label="voté en décembre")
