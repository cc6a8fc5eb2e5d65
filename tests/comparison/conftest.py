"""A plan as it was signed, then as it is today: a fiche changed, one added."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.enums import MemberRole
from accounts.models import User
from annexes.models import VersionReason
from annexes.versions.freezing import freeze
from plans.enums import Level, PlanStatus
from plans.models import Plan, PlanKind
from tests.annexes.journey import client_of, person
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory


@pytest.fixture(autouse=True)
def files_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(kinds: dict[str, PlanKind]) -> Plan:
    plan = PlanFactory(kind=kinds["PEDT"], title="PEDT du quai", starts_on=date(2025, 9, 1), ends_on=date(2028, 8, 31))
    goal = ObjectiveFactory(plan=plan, level=Level.AXIS, title="Grandir au bord de l’eau", code="I")
    ActionFactory(
        plan=plan,
        objective=goal,
        number=1,
        title="Aider aux devoirs",
        description="Deux soirs par semaine.",
        status="TO_START",
    )
    ActionFactory(plan=plan, objective=goal, number=2, title="Apprendre à nager")
    return plan


@pytest.fixture
def coordinator(draft: Plan) -> User:
    return person(draft, MemberRole.COORDINATOR)


@pytest.fixture
def client(coordinator: User) -> Client:
    return client_of(coordinator)


@pytest.fixture
def signed(draft: Plan, coordinator: User) -> Plan:
    """In force, and frozen at its signature."""
    Plan.objects.filter(pk=draft.pk).update(status=PlanStatus.IN_FORCE, signed_on=date(2025, 9, 1))
    draft.refresh_from_db()
    freeze(draft, reason=VersionReason.SIGNED, by=coordinator, label="signée le 1er septembre 2025", documents=())
    return draft


@pytest.fixture
def changed(signed: Plan) -> Plan:
    """A text changed, a status followed up, a fiche added."""
    signed.actions.filter(number=1).update(description="Trois soirs par semaine.", status="ONGOING")
    ActionFactory(plan=signed, number=3, title="Ouvrir une ludothèque", objective=signed.objectives.get(code="I"))
    return signed
