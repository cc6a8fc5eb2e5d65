"""A section of the dossier in a real browser: its tools, what is pasted from Word, its preview; without scripts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.enums import MemberRole
from plans.models import KindSection, Plan
from tests.browser.checks import DESK, assert_accessible
from tests.factories import PlanFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]

WORD = """<html><head><style>p { color: red }</style></head><body><!--StartFragment-->
<h1 style='mso-style:x'>Les écoles</h1><p class=MsoNormal>Un mot <b>fort</b>&nbsp;: et <i>un autre</i>.</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp;&nbsp;</span></span></span><![endif]>Premier point</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>2.<span>&nbsp;</span></span>Deux</p>
<ul><li>Un<ul><li>Dedans</li></ul></li></ul><h3>Effectifs</h3>
<table><tr><td>École</td><td>Élèves</td></tr><tr><td rowspan=2>Saules</td><td>a|b</td></tr><tr><td><p>1</p><p>2</p></td>
</tr></table><script>alert(1)</script><!--EndFragment--></body></html>"""
PASTED = """## Les écoles
Un mot **fort**\u00a0: et *un autre*.
- Premier point
2. Deux

- Un
- Dedans

### Effectifs

| École | Élèves |
| Saules | a\\|b |
|  | 1 ; 2 |
"""
PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector("textarea").dispatchEvent(paste);
}"""


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    found: Plan = PlanFactory(title="Plan du quai")
    KindSection.objects.create(kind=found.kind, key="diagnostic", title="Diagnostic", why="Pour savoir.")
    return found


def cookie(live_server: Any, plan: Plan) -> dict[str, str]:
    client = Client()
    client.force_login(UserFactory(memberships={plan.territory: MemberRole.COORDINATOR}))
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


def address(live_server: Any, plan: Plan) -> str:
    return f"{live_server.url}{reverse('file:section-edit', args=[plan.territory.slug, plan.slug, 'diagnostic'])}"


@pytest.fixture
def text(live_server: Any, page: Page, plan: Plan) -> Locator:
    """The field of the section, in a browser with scripts."""
    page.context.add_cookies([cookie(live_server, plan)])  # type: ignore[list-item]
    page.set_viewport_size(DESK)
    page.goto(address(live_server, plan))
    found = page.get_by_label("Texte", exact=True)
    found.focus()
    return found


def test_what_is_pasted_from_word_keeps_its_shape(page: Page, text: Locator, plan: Plan) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)

    page.evaluate(PASTE, WORD)

    assert text.input_value() == PASTED
    assert errors == []
    page.get_by_role("button", name="Aperçu").click()
    expect(page.get_by_role("heading", name="Aperçu")).to_be_focused()
    expect(page.locator("#apercu").get_by_role("columnheader", name="Élèves")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Les écoles")).to_be_visible()
    assert plan.sections.get().text == PASTED.strip("\n")


def test_tools_write_the_marks_and_enter_goes_on_with_a_list(page: Page, text: Locator) -> None:
    text.press_sequentially("Effectifs")
    page.get_by_role("button", name="Titre", exact=True).click()
    text.press("End")
    text.press("Enter")
    page.get_by_role("button", name="Liste", exact=True).click()
    text.press_sequentially("un")
    text.press("Enter")
    text.press_sequentially("deux")
    text.press("Control+b")
    text.press("End")
    text.press("Enter")
    text.press("Enter")
    text.press_sequentially("Fin")

    assert text.input_value() == "## Effectifs\n- un\n- **deux**\nFin"
    text.press("Control+a")
    page.get_by_role("button", name="Tableau").click()
    assert "| Colonne 1 | Colonne 2 |" in text.input_value()
    text.press("Control+z")
    assert text.input_value() == "## Effectifs\n- un\n- **deux**\nFin"


def test_a_section_is_looked_at_and_written_without_scripts(live_server: Any, browser: Browser, plan: Plan) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=DESK)
    context.add_cookies([cookie(live_server, plan)])  # type: ignore[list-item]
    page = context.new_page()
    page.goto(address(live_server, plan))

    page.get_by_label("Texte", exact=True).fill("## Un titre\n- un point")
    page.get_by_role("button", name="Aperçu").click()
    expect(page.get_by_role("heading", name="Un titre")).to_be_visible()
    assert not plan.sections.exists()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("listitem").get_by_text("un point")).to_be_visible()
    context.close()


def test_an_administrator_asks_for_one_section_more(live_server: Any, page: Page, plan: Plan) -> None:
    plan.kind.territory = plan.territory
    plan.kind.save()
    client = Client()
    client.force_login(UserFactory(memberships={plan.territory: MemberRole.ADMIN}))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])  # type: ignore[list-item]
    page.goto(f"{live_server.url}{reverse('kind-rows:sections', args=[plan.territory.slug, plan.kind_id])}")

    page.get_by_role("button", name="Ajouter une section").click()
    row = page.locator("[data-row]").last
    row.get_by_label("Titre").fill("Nos écoles")
    row.get_by_role("button", name="Monter").click()
    assert_accessible(page)
    page.get_by_role("button", name="Enregistrer").click()

    expect(page.get_by_text("Les sections demandées sont enregistrées.")).to_be_visible()
    assert [one.title for one in plan.kind.sections.all()] == ["Nos écoles", "Diagnostic"]
