"""The bars of a territory and of a plan: no link of theirs is refused to the person who sees it."""

import pytest
from django.test import Client

from accounts.enums import MemberRole
from plans.models import Plan
from tests.conftest import ClientOf
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory

pytestmark = pytest.mark.django_db
BARS = ("territory_links", "settings_links", "plan_links")


@pytest.fixture
def plan(territory: object) -> Plan:
    plan = PlanFactory(territory=territory)
    ActionFactory(plan=plan, objective=ObjectiveFactory(plan=plan))
    return plan


def links(plan: Plan, client: Client) -> dict[str, str]:
    """The label of each link of the three bars → its address, as the page of the plan shows them."""
    page = client.get(plan.get_absolute_url())
    found = [link for bar in BARS for link in page.context[bar]]
    assert all(f'href="{link.url}"' in page.content.decode() for link in found)
    return {link.url: link.label for link in found}


@pytest.mark.parametrize("role", MemberRole)
def test_every_link_of_the_bars_opens_for_who_sees_it(plan: Plan, client_of: ClientOf, role: MemberRole) -> None:
    client = client_of(role)
    shown = links(plan, client)
    assert len(shown) >= 10
    assert {label: client.get(url).status_code for url, label in shown.items()} == dict.fromkeys(shown.values(), 200)


@pytest.mark.parametrize("role", MemberRole)
def test_contacts_are_offered_to_those_who_may_read_them(plan: Plan, client_of: ClientOf, role: MemberRole) -> None:
    assert ("Contacts" in links(plan, client_of(role)).values()) == (role is not MemberRole.READER)
