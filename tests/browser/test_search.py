"""From any page to a fiche: its number typed, or words, with the keyboard alone."""

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.enums import MemberRole
from actions.models import Action
from plans.enums import Level
from plans.models import Plan
from tests.browser.checks import DESK, assert_accessible
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    plan: Plan = PlanFactory()
    theme = ObjectiveFactory(plan=plan, level=Level.THEME, title="Enfance")
    for number in range(1, 16):
        ActionFactory(plan=plan, theme=theme, number=number, title=f"Tenir l’atelier {number}")
    ObjectiveFactory(parent=theme, title="Ouvrir des ateliers")
    return plan


@pytest.fixture
def reader(live_server: Any, page: Page, plan: Plan) -> Page:
    client = Client()
    client.force_login(UserFactory(memberships={plan.territory: MemberRole.READER}))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.set_default_timeout(10_000)
    page.set_viewport_size(DESK)
    page.goto(live_server.url + plan.get_absolute_url())
    return page


def test_number_typed_anywhere_opens_the_fiche(reader: Page, plan: Plan) -> None:
    reader.keyboard.press("/")
    reader.keyboard.type("1.14")
    expect(reader.get_by_role("option", selected=True)).to_contain_text("14 – Tenir l’atelier 14")
    assert_accessible(reader)
    reader.keyboard.press("Enter")
    reader.wait_for_url(f"**{Action.objects.get(plan=plan, number=14).get_absolute_url()}")


def test_words_lead_to_results_that_the_arrows_walk(reader: Page) -> None:
    reader.keyboard.press("/")
    reader.keyboard.type("ATELIÉR")
    reader.keyboard.press("Enter")
    reader.wait_for_url("**/chercher/?q=*")
    field = reader.get_by_role("searchbox")
    expect(field).to_be_focused()
    assert_accessible(reader)
    reader.keyboard.press("ArrowDown")
    expect(reader.get_by_role("link", name="Tenir l’atelier").first).to_be_focused()
    reader.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    field.fill("ouvrir atelier")
    expect(reader.get_by_role("heading", level=2)).to_contain_text(["Objectifs"])
    expect(reader.get_by_role("heading", name="Fiches")).to_have_count(0)
    expect(reader).to_have_url(re.compile("q=ouvrir"))
    field.fill("zébulon")
    expect(reader.get_by_text("Rien ne correspond")).to_be_visible()
    assert_accessible(reader)


def test_search_without_a_session_any_more_leads_to_the_sign_in_page_and_back(reader: Page) -> None:
    reader.goto(reader.url.split("/plans/")[0] + "/chercher/")
    reader.context.clear_cookies(name="sessionid")
    reader.get_by_role("searchbox").fill("atelier")
    expect(reader).to_have_url(re.compile("connexion/.next=.*chercher"))


def test_menu_of_the_header_leads_to_another_plan(reader: Page, plan: Plan) -> None:
    PlanFactory(territory=plan.territory, title="Convention du quai")
    reader.locator("summary", has_text="Mes plans").click()
    expect(reader.get_by_role("link", name="Convention du quai")).to_be_visible()
    assert_accessible(reader)
    reader.get_by_role("link", name="Convention du quai").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Convention du quai")
