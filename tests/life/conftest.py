"""A plan, the people of its territory, and what signing it takes."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.enums import MemberRole
from accounts.models import User
from plans.enums import VisaOutcome, VisaStage
from plans.models import Plan, PlanKind
from plans.visas import prepare_visas, visas_of
from tests.annexes.journey import client_of, person
from tests.factories import PlanFactory

GIVEN = {VisaStage.OPINION: VisaOutcome.FAVOURABLE, VisaStage.SIGNATURE: VisaOutcome.SIGNED}


@pytest.fixture
def plan(kinds: dict[str, PlanKind]) -> Plan:
    return PlanFactory(kind=kinds["PEDT"], title="PEDT du quai", starts_on=date(2026, 9, 1), ends_on=date(2029, 8, 31))


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return person(plan, MemberRole.COORDINATOR)


@pytest.fixture
def admin(plan: Plan) -> User:
    return person(plan, MemberRole.ADMIN)


@pytest.fixture
def client(coordinator: User) -> Client:
    return client_of(coordinator)


@pytest.fixture
def everybody_answers(coordinator: User) -> Callable[[Plan], None]:
    """Every opinion that is expected is favourable, everybody has signed, the council has deliberated."""

    def answer(plan: Plan) -> None:
        prepare_visas(plan, by=coordinator)
        for visa in visas_of(plan):
            visa.outcome, visa.given_on = GIVEN[VisaStage(visa.stage)], date(2026, 7, 1)
            visa.save()
        plan.deliberation, plan.deliberated_on = "Délibération n° 12", date(2026, 6, 25)
        plan.save()

    return answer
