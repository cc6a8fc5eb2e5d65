"""The list of fiches in a real browser: filters without a page load, a run of ticks, an edit of many and its undo."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import MemberRole
from accounts.models import User
from actions.enums import Status
from actions.models import Action, SavedView
from plans.models import Plan
from tests.browser.checks import DESK, PHONE, assert_accessible
from tests.factories import PASSWORD, ActionFactory, ObjectiveFactory, PlanFactory, TerritoryFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Plan:
    found = PlanFactory(territory=TerritoryFactory(slug="valmire"), title="PEDT du quai")
    objective = ObjectiveFactory(plan=found, code="I", title="Grandir au bord de l’eau")
    for rank in range(1, 61):
        status = Status.DONE if rank % 2 else Status.PROPOSED
        title = f"Ludothèque du quai n° {rank} et ses très longs après-midi d’été"
        ActionFactory(objective=objective, theme=objective, number=rank, title=title, status=status, position=rank)
    return found


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return UserFactory(email="coordination@valmire.example", memberships={plan.territory: MemberRole.COORDINATOR})


def sign_in(page: Page, live_server: Any, user: User) -> None:
    page.goto(f"{live_server.url}/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"{live_server.url}/")


def check(page: Page) -> None:
    """Accessible as it stands, on a desk and on a phone."""
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)
    page.set_viewport_size(DESK)


def test_list_is_filtered_ticked_edited_and_undone(live_server: Any, page: Page, plan: Plan, coordinator: User) -> None:
    page.set_default_timeout(20_000)
    page.set_viewport_size(DESK)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/t/valmire/plans/{plan.slug}/fiches/")
    expect(page.get_by_role("heading", name="60 fiches")).to_be_visible()
    check(page)

    # Filters: the rows change without a page load, the address says them.
    page.evaluate("window.same = true")
    page.locator("#panneau > summary").click()
    page.get_by_label("Réalisée").check()
    expect(page.get_by_role("heading", name="30 fiches")).to_be_visible()
    assert page.url.endswith("/fiches/?statut=DONE")
    page.get_by_role("searchbox").first.fill("59")
    expect(page.get_by_role("heading", name="1 fiche")).to_be_visible()
    assert page.url.endswith("/fiches/?q=59&statut=DONE")
    expect(page.locator("#compte")).to_have_text("1 fiche")
    assert page.evaluate("window.same")
    check(page)
    page.get_by_role("link", name="Texte : «\u00a059\u00a0»").click()
    expect(page.get_by_role("heading", name="30 fiches")).to_be_visible()
    assert page.get_by_label("Réalisée").is_checked()

    # Sort by the header; the filter stays.
    page.evaluate("window.same = true")
    page.locator("#tri-numero").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    page.locator("#tri-numero").click()
    expect(page.locator("tbody tr").first).to_contain_text("n° 59")
    assert page.url.endswith("/fiches/?statut=DONE&tri=-numero")
    assert page.evaluate("window.same")

    # A view, kept under a name.
    page.get_by_text("Enregistrer cette vue").click()
    page.get_by_label("Garder les filtres et le tri affichés sous un nom").fill("Faites")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("La vue « Faites » est enregistrée.")).to_be_visible()
    assert SavedView.objects.get().query == "statut=DONE&tri=-numero"
    page.locator("#tri-numero").click()  # the menu of the rows that come back is a menu too
    expect(page.locator("th[aria-sort]")).to_have_count(0)
    page.get_by_text("Gérer mes vues").click()
    page.get_by_label("Garder les filtres et le tri affichés sous un nom").press("Escape")
    expect(page.get_by_label("Garder les filtres et le tri affichés sous un nom")).to_be_hidden()
    page.get_by_role("link", name="Faites").click()
    check(page)

    # A run of five rows: click, then shift-click.
    boxes = page.get_by_role("checkbox", name="Cocher ").locator("visible=true")
    page.locator("[data-pick]").nth(0).check()
    page.locator("[data-pick]").nth(4).click(modifiers=["Shift"])
    assert boxes.count() >= 5
    expect(page.get_by_text("5 fiches cochées")).to_be_visible()
    page.get_by_role("button", name="Modifier les fiches cochées").click()
    expect(page.get_by_role("heading", name="Modifier 5 fiches à la fois")).to_be_visible()
    check(page)
    page.locator("select[name=status]").select_option(label="Suspendue")
    page.get_by_role("button", name="Voir ce qui changera").click()
    expect(page.get_by_role("alert")).to_contain_text("demande un motif")
    check(page)
    page.get_by_label("Motif du statut").fill("Budget non voté")
    page.get_by_role("button", name="Voir ce qui changera").click()
    expect(page.get_by_role("heading", name="Avant d’écrire : ce qui changera")).to_be_visible()
    check(page)
    assert not Action.objects.filter(status=Status.SUSPENDED).exists()
    page.get_by_role("button", name="Modifier 5 fiches").click()
    expect(page.get_by_text("5 fiches modifiées.")).to_be_visible()
    assert set(Action.objects.filter(status=Status.SUSPENDED).values_list("number", flat=True)) == {51, 53, 55, 57, 59}
    check(page)
    assert "statut=DONE&tri=-numero&lot=" in page.url
    page.get_by_role("button", name="Annuler cette modification").click()
    expect(page.get_by_text("Modification annulée sur 5 fiches.")).to_be_visible()
    assert page.url.endswith("/fiches/?statut=DONE&tri=-numero")
    page.get_by_role("link", name="Modifications par lot").click()
    check(page)
    assert not Action.objects.filter(status=Status.SUSPENDED).exists()

    # The export says what it will hold.
    page.goto(f"{live_server.url}/t/valmire/plans/{plan.slug}/fiches/?statut=DONE")
    page.get_by_role("link", name="Exporter la liste").click()
    check(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Exporter 30 fiches").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.goto(f"{live_server.url}/t/valmire/fiches/")
    check(page)
    for width in (768, 1024, 1152, 1279, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [error for error in errors if "422" not in error] == []  # the form that lacked its reason


def test_list_works_without_javascript(live_server: Any, browser: Browser, plan: Plan, coordinator: User) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/t/valmire/plans/{plan.slug}/fiches/")
    page.locator("#panneau > summary").click()
    page.get_by_label("Proposée").check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page.get_by_role("heading", name="30 fiches")).to_be_visible()
    page.locator("[data-pick]").nth(1).check()
    page.get_by_role("button", name="Modifier les fiches cochées").click()
    page.get_by_label("Priorité").select_option(label="Haute")
    page.get_by_role("button", name="Voir ce qui changera").click()
    page.get_by_role("button", name="Modifier 1 fiche").click()
    expect(page.get_by_text("1 fiche modifiée.")).to_be_visible()
    assert list(Action.objects.filter(priority=1).values_list("number", flat=True)) == [4]
    page.context.close()
