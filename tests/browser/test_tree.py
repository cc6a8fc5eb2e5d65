"""The tree in a real browser: a PEDT from nothing by the keyboard, two people on one tree, without JavaScript."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from accounts.enums import MemberRole
from accounts.models import User
from plans.enums import Level
from plans.models import EffectGroup, Objective, Plan, PlanKind
from tests.factories import PASSWORD, ObjectiveFactory, PlanFactory, TerritoryFactory, UserFactory

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(db: None) -> Plan:
    call_command("load_reference", verbosity=0)
    territory = TerritoryFactory(name="Commune de Valmire", slug="valmire")
    return PlanFactory(
        territory=territory, kind=PlanKind.objects.get(code="PEDT", territory=None), title="PEDT du quai"
    )


def member(plan: Plan, name: str) -> User:
    return UserFactory(email=f"{name}@valmire.example", memberships={plan.territory: MemberRole.COORDINATOR})


def sign_in(page: Page, live_server: Any, user: User, plan: Plan) -> None:
    page.set_default_timeout(15_000)
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"{live_server.url}/")
    page.goto(live_server.url + plan.get_absolute_url())


def check(page: Page) -> None:
    """No violation for axe-core, nothing past the edge of the narrowest phone."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    page.set_viewport_size(DESK)


def titles(plan: Plan) -> list[str]:
    return [str(one) for one in Objective.objects.filter(plan=plan).visible()]


def test_pedt_is_built_from_nothing_mostly_by_typing(live_server: Any, page: Page, plan: Plan) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, live_server, member(plan, "camille"), plan)
    check(page)
    clicks = 0

    def click(name: str, role: Any = "button") -> None:
        nonlocal clicks
        clicks += 1
        page.get_by_role(role, name=name, exact=True).first.click()

    def typed(text: str) -> None:
        """The title is where one types at once."""
        expect(page.locator("textarea[name=title]")).to_be_focused()
        page.keyboard.type(text)

    click("Objectif général", "link")
    typed("Grandir ensemble")
    check(page)
    click("objectif opérationnel dessous")
    for name in ("Lire", "Jouer"):
        expect(page.get_by_text("Sous « OG 1 : Grandir ensemble »")).to_be_visible()
        typed(name)
        page.keyboard.press("Enter")
        expect(page.locator(".lowest .name", has_text=name)).to_be_visible()
    typed("Nager")
    click("leurs effets attendus")
    page.get_by_label("Effets attendus", exact=True).fill("- Chaque enfant lit\n- Chaque enfant nage")
    check(page)
    click("Enregistrer")
    expect(page.locator(".effects")).to_contain_text("Chaque enfant nage")
    click("Objectif général", "link")
    typed("Accueillir tous les enfants")
    click("fermer")
    expect(page.locator(".branch .name", has_text="Accueillir tous les enfants")).to_be_visible()
    check(page)
    assert titles(plan) == [
        "OG 1 : Grandir ensemble", "OO 1 : Lire", "OO 2 : Jouer", "OO 3 : Nager", "OG 2 : Accueillir tous les enfants",
    ]  # fmt: skip
    assert EffectGroup.objects.get().objectives.count() == 3
    assert clicks <= 6
    assert errors == []


def test_node_is_edited_moved_deleted_and_brought_back_by_the_keyboard(
    live_server: Any, page: Page, plan: Plan
) -> None:
    general = ObjectiveFactory(plan=plan, level=Level.INTERMEDIATE, code="OG 1", title="Grandir")
    for number, name in enumerate(("Lire", "Jouer"), 1):
        ObjectiveFactory(parent=general, code=f"OO {number}", title=name)
    sign_in(page, live_server, member(plan, "camille"), plan)
    more = page.get_by_role("link", name="Agir sur OO 2")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Modifier : intitulé, code, description")).to_be_focused()
    check(page)
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    page.keyboard.press("F2")
    title = page.get_by_label("Intitulé")
    expect(title).to_be_focused()
    title.fill("Jouer dehors")
    page.keyboard.press("Enter")
    expect(page.locator(".lowest .name", has_text="Jouer dehors")).to_be_visible()
    expect(page.get_by_role("link", name="Agir sur OO 2")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".lowest .name").first).to_have_text("Jouer dehors")
    expect(page.get_by_role("link", name="Agir sur OO 2")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.get_by_text("Rien n’en dépend.")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Supprimer", exact=True).click()
    expect(page.locator(".lowest")).to_have_count(1)
    page.locator(".last-change").get_by_role("button").click()
    expect(page.locator(".lowest .name").first).to_have_text("Jouer dehors")
    assert titles(plan) == ["OG 1 : Grandir", "OO 2 : Jouer dehors", "OO 1 : Lire"]


def test_two_people_on_the_same_tree_lose_nothing(live_server: Any, browser: Browser, plan: Plan) -> None:
    general = ObjectiveFactory(plan=plan, level=Level.INTERMEDIATE, code="OG 1", title="Grandir")
    ObjectiveFactory(parent=general, code="OO 1", title="Lire")
    hers, his = (browser.new_context().new_page() for _ in range(2))
    sign_in(hers, live_server, member(plan, "camille"), plan)
    sign_in(his, live_server, member(plan, "sacha"), plan)

    def act(page: Page, node: str, what: str) -> None:
        page.get_by_role("link", name=f"Agir sur {node}").click()
        page.get_by_role("link", name=what).click()

    # Both rename the same objective: the second one is shown both texts.
    for page in (hers, his):
        act(page, "OO 1", "Modifier : intitulé")
    hers.get_by_label("Intitulé").fill("Lire chaque jour")
    hers.get_by_role("button", name="Enregistrer").click()
    expect(hers.locator(".lowest .name", has_text="Lire chaque jour")).to_be_visible()
    his.get_by_label("Intitulé").fill("Lire partout")
    his.get_by_role("button", name="Enregistrer").click()
    expect(his.get_by_role("heading", name="Deux modifications à accorder")).to_be_visible()
    check(his)
    his.get_by_label("Garder ma saisie").check()
    his.get_by_role("button").filter(has_text="nregistrer").first.click()
    expect(his.locator(".lowest .name", has_text="Lire partout")).to_be_visible()

    # She still sees the former tree; both add at the same place, and both are there.
    for page, name in ((hers, "Jouer"), (his, "Nager")):
        act(page, "OO 1", "Objectif opérationnel à la suite")
        page.get_by_label("Code").fill("")
        page.get_by_label("Intitulé").fill(name)
        page.get_by_role("button", name="fermer", exact=True).click()
        expect(page.locator(".lowest .name", has_text=name)).to_be_visible()
    assert sorted(titles(plan)) == ["Jouer", "Nager", "OG 1 : Grandir", "OO 1 : Lire partout"]

    # He is about to delete what she is filling: what she added is named, and he is asked again.
    act(his, "OG 1", "Supprimer…")
    expect(his.get_by_text("3 sous-objectifs")).to_be_visible()
    act(hers, "OG 1", "Objectif opérationnel dessous")
    hers.get_by_label("Intitulé").fill("Compter")
    hers.get_by_role("button", name="fermer", exact=True).click()
    expect(hers.locator(".lowest .name", has_text="Compter")).to_be_visible()
    his.get_by_role("button", name="Supprimer", exact=True).click()
    expect(his.get_by_text("a changé entre-temps")).to_be_visible()
    expect(his.get_by_text("Compter")).to_be_visible()
    his.get_by_role("button", name="Supprimer", exact=True).click()
    expect(his.get_by_text("Ce plan est encore vide")).to_be_visible()

    # She acts on what is not there any more: she is told, and sees the tree as it is; then all of it comes back.
    hers.get_by_role("link", name="Agir sur OG 1").click()
    expect(hers.locator(".tree-said")).to_contain_text("n’est plus dans le plan")
    his.locator(".last-change").get_by_role("button").click()
    expect(his.locator(".lowest .name", has_text="Compter")).to_be_visible()
    assert len(titles(plan)) == 5


def test_type_of_plan_is_adapted_on_accessible_pages(live_server: Any, page: Page, plan: Plan) -> None:
    admin = UserFactory(email="admin@valmire.example", memberships={plan.territory: MemberRole.ADMIN})
    sign_in(page, live_server, admin, plan)
    page.goto(f"{live_server.url}/t/valmire/types-de-plan/")
    check(page)
    page.get_by_role("button", name="Adapter Projet éducatif de territoire").click()
    check(page)
    page.get_by_label("Nom, niveau 3").fill("Ambition")
    page.get_by_label("Nom au pluriel, niveau 3").fill("Ambitions")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Axe › Ambition › Objectif opérationnel")).to_be_visible()
    page.goto(live_server.url + plan.get_absolute_url())
    expect(page.get_by_role("link", name="Ambition", exact=True)).to_be_visible()


def test_panel_that_holds_unsaved_words_is_not_closed_in_silence(live_server: Any, page: Page, plan: Plan) -> None:
    ObjectiveFactory(plan=plan, level=Level.INTERMEDIATE, code="OG 1", title="Grandir")
    sign_in(page, live_server, member(plan, "camille"), plan)
    asked: list[str] = []

    def refuse(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.get_by_role("link", name="Agir sur OG 1").focus()
    page.keyboard.press("F2")
    page.get_by_label("Intitulé").fill("Une longue phrase")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Intitulé")).to_have_value("Une longue phrase")
    assert len(asked) == 1
    page.get_by_label("Intitulé").fill("Grandir")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Intitulé")).to_have_count(0)
    assert len(asked) == 1


def test_form_of_the_tree_sent_after_the_session_is_given_back(live_server: Any, page: Page, plan: Plan) -> None:
    ObjectiveFactory(plan=plan, level=Level.INTERMEDIATE, code="OG 1", title="Grandir")
    sign_in(page, live_server, member(plan, "camille"), plan)
    page.get_by_role("link", name="Agir sur OG 1").click()
    page.get_by_role("link", name="Objectif opérationnel dessous").click()
    page.get_by_label("Intitulé").fill("Une phrase qui a coûté")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="fermer", exact=True).click()
    expect(page.get_by_text("Une phrase qui a coûté").first).to_be_visible()


def test_tree_is_edited_without_javascript(live_server: Any, browser: Browser, plan: Plan) -> None:
    ObjectiveFactory(plan=plan, level=Level.INTERMEDIATE, code="OG 1", title="Grandir")
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server, member(plan, "camille"), plan)
    page.get_by_role("link", name="Agir sur OG 1").click()
    page.get_by_role("link", name="Objectif opérationnel dessous").click()
    page.get_by_label("Intitulé").fill("Lire")
    page.get_by_role("button", name="fermer", exact=True).click()
    expect(page.get_by_text("Ajout de « OO 1 : Lire »").first).to_be_visible()
    page.get_by_role("button", name="Annuler ce changement").click()
    assert titles(plan) == ["OG 1 : Grandir"]
    page.context.close()
