import pytest

from accounts.enums import MemberRole
from annexes.importing.services import confirm
from plans.models import Plan
from tests.annexes.journey import Visitor, analysed, person, visitor
from tests.factories import PlanFactory, PlanKindFactory, TerritoryFactory


@pytest.fixture
def plan(db: None) -> Plan:
    """One theme, « Enfance », two axes and three fiches."""
    territory = TerritoryFactory(name="Val-d’Été", slug="val-d-ete")
    found: Plan = PlanFactory(territory=territory, title="Plan du quai", kind=PlanKindFactory(code="PGT"))
    confirm(analysed(found, person(found, MemberRole.ADMIN)), None)
    return found


@pytest.fixture
def reader(plan: Plan) -> Visitor:
    return visitor(plan, MemberRole.READER)


@pytest.fixture
def coordinator(plan: Plan) -> Visitor:
    return visitor(plan, MemberRole.COORDINATOR)
