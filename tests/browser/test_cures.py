"""Each alert leads to the field that cures it: the keyboard is there, in sight; and nothing covers what it reaches."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.enums import MemberRole
from actions.enums import Role, Status
from actions.models import CharterAxis, Funding, Participation, SchemeUse
from indicators.enums import Direction
from indicators.models import Indicator, Target
from partners.models import Scheme
from plans.alerts import Alert, alerts_of, rules
from plans.enums import Level, PlanStatus
from plans.models import Childcare, Plan
from tests.browser.checks import DESK, PHONE
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]

# What a list of fiches, or the way to it from the matrix of the charter, cures: not one field.
LISTS = {"V04": ".listing tbody tr", "V28": "main a[href$='/fiches/']"}
FOCUSED = """() => {
  const field = document.activeElement;
  const box = field.getBoundingClientRect();
  const covers = document.elementFromPoint(box.x + Math.min(box.width, 40) / 2, box.y + Math.min(box.height, 24) / 2);
  return {

    name: field.id || field.name || field.textContent.trim(),
    is_control: field.matches("main :is(input, select, textarea, button)"),
    is_seen: box.top >= 0 && box.bottom <= innerHeight && (field === covers || field.contains(covers)),
  };
}"""


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    """A plan in which every rule finds something."""
    plan = PlanFactory(starts_on=date(2025, 9, 1), ends_on=date(2028, 8, 31), has_wednesday_charter=True)
    plan.kind.max_years = 2
    plan.kind.save()
    Plan.objects.update(status=PlanStatus.SIGNED)
    CharterAxis.objects.create(code="ESSAI", label="Accueil de tous")
    theme = ObjectiveFactory(plan=plan, title="Enfance", level=Level.THEME, age_min=0, age_max=6, annexe_number="1")
    ObjectiveFactory(plan=plan, title="Jeunesse", level=Level.THEME, annexe_number="1")
    axis = ObjectiveFactory(parent=theme, code="I", title="")
    ObjectiveFactory(parent=theme, code="I", title="Ouvrir un lieu")
    ObjectiveFactory(parent=theme, code="II", title="Ouvrir un lieu.")
    lowest = ObjectiveFactory(parent=ObjectiveFactory(parent=axis, title="Grandir"), title="Jouer")
    bare = ActionFactory(plan=plan, theme=theme, number=1, title="Nue", status=Status.APPROVED, age_min=11, age_max=17)
    ActionFactory(plan=plan, theme=theme, objective=lowest, number=4, title="Nue.", is_doubtful=True)
    ObjectiveFactory(parent=lowest.parent, title="Sans fiche")
    late = ActionFactory(plan=plan, theme=theme, number=5, title="Tardive", due_on=date(2024, 1, 1))
    Participation.objects.create(action=late, partner=PartnerFactory(territory=plan.territory), role=Role.PARTNER)
    Funding.objects.create(action=late, funder_label="Mécénat", granted=1000, spent=2000)
    old = Scheme.objects.create(slug="essai-vieux", name="Relais ancien", is_active=False)
    SchemeUse.objects.create(action=late, scheme=old)
    ready = ActionFactory(plan=plan, theme=theme, number=6, title="Prête", status=Status.ONGOING)
    Participation.objects.create(action=ready, partner=PartnerFactory(territory=plan.territory), role=Role.PARTNER)
    for label in ("Familles", "Ateliers"):
        Indicator.objects.create(action=late, label=label)
    Indicator.objects.create(objective=lowest, label="Élan")
    down = Indicator.objects.create(action=bare, label="Recul", direction=Direction.UP, baseline=10, kind="OUTCOME")
    Target.objects.create(indicator=down, value=5)
    absurd = Indicator.objects.create(action=late, label="Absurde", unit="%", baseline=120)
    Target.objects.create(indicator=absurd, value=150)
    call_command("loaddata", "staff_ratios", verbosity=0)
    Childcare.objects.create(plan=plan, name="Accueil du soir", capacity_six_plus=20, staff_six_plus=1)
    Childcare.objects.create(plan=plan, name="Garderie", capacity_under_6=4)
    return plan


def sign_in(page: Page, live_server: Any, plan: Plan) -> None:
    client = Client()
    client.force_login(UserFactory(memberships={plan.territory: MemberRole.COORDINATOR}))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


def kinds_of_cure(plan: Plan) -> Iterator[Alert]:
    """One alert for each rule and each kind of place that cures it."""
    seen = set()
    for alert in alerts_of(Plan.objects.get(pk=plan.pk)):
        where = "".join(letter for letter in alert.url if not letter.isdigit())
        if (alert.rule.code, where) not in seen:
            seen.add((alert.rule.code, where))
            yield alert


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_alert_leads_the_keyboard_to_what_cures_it(live_server: Any, page: Page, plan: Plan, size: Any) -> None:
    page.set_viewport_size(size)
    sign_in(page, live_server, plan)
    cures = list(kinds_of_cure(plan))
    assert {alert.rule.code for alert in cures} == {rule.code for rule in rules()}
    wrong = []
    for alert in cures:
        page.goto("about:blank")
        page.goto(live_server.url + alert.url)
        if alert.rule.code in LISTS:
            assert page.locator(LISTS[alert.rule.code]).count() > 0, alert
            continue
        page.wait_for_timeout(250)  # the browser goes to the anchor, then the behaviour of the page
        found = page.evaluate(FOCUSED)
        if not (found["is_control"] and found["is_seen"]):
            wrong.append(f"{alert.rule.code} {alert.url}: {found}")
    assert not wrong, "\n".join(wrong)


# The beginning of a long text is enough: its caret stays in sight by itself.
HIDDEN = """() => {
  const field = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector(".confirm-bar, .bulk-bar").getBoundingClientRect();
  const covered = Math.min(field.bottom, field.top + 60) > bar.top || field.top < 0;
  return covered ? `${document.activeElement.outerHTML} ${field.top}-${field.bottom}, bar at ${bar.top}` : "";
}"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_new_row_of_a_fiche_stands_above_the_bar(live_server: Any, page: Page, plan: Plan, size: Any) -> None:
    page.set_viewport_size(size)
    sign_in(page, live_server, plan)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{live_server.url}{plan.actions.order_by('-pk')[0].get_absolute_url()}modifier/")
    for name in ("participations", "fundings", "steps"):
        add = page.locator(f"[data-rows='{name}'] [data-rows-add]")
        for _ in range(3):
            add.click()
            page.wait_for_timeout(60)
            assert page.evaluate(HIDDEN) == "", name


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("where", ["fiches/nouvelle/", "fiches/", "rattacher/"])
def test_nothing_that_tab_reaches_is_under_a_bar(
    live_server: Any, page: Page, plan: Plan, size: Any, where: str
) -> None:
    for number in range(20, 40):
        ActionFactory(plan=plan, number=number, title=f"Atelier {number}")
    page.set_viewport_size(size)
    sign_in(page, live_server, plan)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{live_server.url}{plan.get_absolute_url()}{where}")
    if where == "fiches/nouvelle/":
        page.keyboard.type("Jouer")  # the bar says then that this is not saved
    elif where == "fiches/":
        page.locator("[data-pick]").first.check()  # it has three buttons then
    page.locator("main h1").click()
    covered = []
    for _ in range(90):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.confirm-bar *, .bulk-bar *, body, footer *')"):
            continue
        covered.append(page.evaluate(HIDDEN))
    assert not any(covered), "\n".join(filter(None, covered))


def test_new_fiche_begins_at_its_title(live_server: Any, page: Page, plan: Plan) -> None:
    sign_in(page, live_server, plan)
    page.goto(f"{live_server.url}{plan.get_absolute_url()}fiches/nouvelle/")
    expect(page.get_by_label("Intitulé *").first).to_be_focused()


def test_anchor_of_an_alert_is_on_the_page_without_javascript(live_server: Any, browser: Any, plan: Plan) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server, plan)
    for alert in kinds_of_cure(plan):
        address, _, anchor = alert.url.partition("#")
        if anchor:
            page.goto(live_server.url + address)
            assert page.locator(f"[id='{anchor}']").count() == 1, alert
    page.context.close()
