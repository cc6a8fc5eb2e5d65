from typing import Any

import pytest
from django.test import Client

from accounts.enums import MemberRole
from accounts.models import Territory
from tests.conftest import ClientOf
from tests.factories import ActionFactory, PlanFactory


@pytest.fixture
def coordinator(client_of: ClientOf) -> Client:
    return client_of(MemberRole.COORDINATOR)


@pytest.fixture
def admin(client_of: ClientOf) -> Client:
    return client_of(MemberRole.ADMIN)


@pytest.fixture
def fiche(territory: Territory) -> Any:
    """`fiche("Titre")` is a fiche of the territory."""
    plan = PlanFactory(territory=territory, title="Plan du quai")
    return lambda title="Tenir l’atelier", **more: ActionFactory(plan=plan, title=title, **more)
