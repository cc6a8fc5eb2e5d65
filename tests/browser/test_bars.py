"""The bars of a territory and of a plan on a phone and on a tablet: low, whole, the current page in sight."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect

from accounts.enums import MemberRole
from plans.models import Plan
from tests.browser.checks import assert_accessible
from tests.factories import ActionFactory, PlanFactory, TerritoryFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]
LOWEST_TARGET = 24  # px, WCAG 2.5.8
HEIGHTS = (
    "[...document.querySelectorAll('.bar :is(a, summary)')].filter(a => a.checkVisibility()).map(a => a.offsetHeight)"
)
CUT = "[...document.querySelectorAll('.bar ul')].filter(list => list.scrollWidth > list.clientWidth).length"
IN_SIGHT = """() => [...document.querySelectorAll(".bar ul [aria-current]")].every((link) => {
  const [box, list] = [link.getBoundingClientRect(), link.closest("ul").getBoundingClientRect()];
  return box.left >= list.left && box.right <= list.right;
})"""


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    territory = TerritoryFactory(name="Communauté de communes du Val de Valmire et des Trois Quais")
    plan = PlanFactory(territory=territory, title="Projet éducatif de territoire et plan mercredi 2025-2028")
    ActionFactory(plan=plan)
    return plan


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_bars_leave_the_screen_to_the_page(live_server: Any, browser: Browser, plan: Plan, touch: bool) -> None:
    client = Client()
    client.force_login(UserFactory(memberships={plan.territory: MemberRole.ADMIN}))
    page = browser.new_context(has_touch=touch, is_mobile=touch).new_page()
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]
    for where in ("", "fiches/", "exporter/"):
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(f"{live_server.url}{plan.get_absolute_url()}{where}")
        assert page.locator(".bars").evaluate("bars => bars.offsetHeight") <= 150
        assert min(page.evaluate(HEIGHTS)) >= LOWEST_TARGET
        assert page.evaluate(IN_SIGHT)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 768, "height": 900})
        page.reload()
        assert page.evaluate(CUT) == 0
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_text("Réglages").click()
    expect(page.get_by_role("link", name="Corbeille")).to_be_in_viewport()
    assert_accessible(page)
    page.context.close()
