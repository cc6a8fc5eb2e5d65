from typing import Any

import pytest

from accounts.models import Territory
from actions.models import Audience, CharterAxis, ChildTime, Scale
from partners.models import Domain, Scheme
from plans.models import Plan
from tests.annexes.samples import CODES
from tests.factories import PlanFactory

LISTS: dict[str, Any] = {
    "domains": Domain,
    "audiences": Audience,
    "scales": Scale,
    "child_times": ChildTime,
    "charter_axes": CharterAxis,
}


@pytest.fixture
def words(db: None) -> None:
    """The words of the reference lists that the samples use, in the order of `CODES`."""
    for name, model in LISTS.items():
        for rank, code in enumerate(CODES[name]):
            model.objects.create(code=code, label=code.capitalize(), position=rank)


@pytest.fixture
def empty_plan(words: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def territory(empty_plan: Plan) -> Territory:
    return empty_plan.territory


@pytest.fixture
def ambiguous_schemes(db: None) -> None:
    """« CEJ » means two national dispositifs."""
    Scheme.objects.create(slug="cej-ancien", name="Contrat enfance jeunesse", acronym="CEJ")
    Scheme.objects.create(slug="cej-nouveau", name="Contrat d’engagement jeune", acronym="CEJ")
