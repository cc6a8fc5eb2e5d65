"""A plan that can be frozen, and a person who may."""

from collections.abc import Callable

import pytest

from accounts.enums import MemberRole
from accounts.models import User
from actions.enums import Role
from actions.models import Participation
from partners.models import Contact
from plans.models import Plan
from tests.factories import ActionFactory, PartnerFactory, PlanFactory, UserFactory


@pytest.fixture
def plan(db: None) -> Plan:
    plan = PlanFactory(title="Projet éducatif de Valmire")
    ActionFactory(plan=plan, title="Ouvrir la ludothèque")
    return plan


@pytest.fixture
def person(plan: Plan) -> User:
    return UserFactory(memberships={plan.territory: MemberRole.COORDINATOR})


@pytest.fixture
def with_contact() -> Callable[[Plan], str]:
    """`with_contact(plan)` gives the fiche of the plan a contact who may be named in documents: her name."""

    def named(plan: Plan) -> str:
        partner = PartnerFactory(territory=plan.territory, name="Service famille")
        contact = Contact.objects.create(partner=partner, full_name="Aline Visible", shown_in_exports=True)
        Participation.objects.create(
            action=plan.actions.get(), partner=partner, contact=contact, role=Role.LEAD, position=0
        )
        return contact.full_name

    return named
