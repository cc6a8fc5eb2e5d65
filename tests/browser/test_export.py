"""The export page in a real browser: what does not concern the document hides, the first page shows, the file comes."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.enums import MemberRole
from accounts.models import User
from actions.models import Action
from annexes.importing.services import confirm
from annexes.models import Job, JobKind
from plans.models import Plan
from tests.annexes.journey import analysed, person
from tests.browser.checks import DESK, PHONE, assert_accessible
from tests.browser.test_listing import check, sign_in
from tests.factories import PlanFactory, TerritoryFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Plan:
    found: Plan = PlanFactory(territory=TerritoryFactory(slug="valmire"), title="PEDT du quai")
    confirm(analysed(found, person(found, MemberRole.ADMIN)), None)
    return found


@pytest.fixture
def coordinator(plan: Plan) -> User:
    user: User = UserFactory(memberships={plan.territory: MemberRole.COORDINATOR})
    return user


def test_fields_follow_the_document_and_the_first_page_shows(
    live_server: Any, page: Page, plan: Plan, coordinator: User
) -> None:
    page.set_default_timeout(20_000)
    page.set_viewport_size(DESK)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/t/valmire/plans/{plan.slug}/exporter/?document=tableau")
    picture = page.get_by_role("img", name="Première page : Tableau de l’annexe, PDF")
    expect(picture).to_be_visible()
    check(page)

    # A choice changes the picture; the former one is forgotten.
    page.get_by_label("Version de suivi").check()
    expect(page.get_by_role("img", name="Première page : Tableau de l’annexe (version de suivi), PDF")).to_be_visible()
    assert Job.objects.filter(kind=JobKind.PREVIEW).count() == 1

    # What does not concern the data is hidden, a form that they have not is changed for one that they have.
    expect(page.get_by_label("Thème ou objectif")).to_be_hidden()
    page.get_by_label("Données").check()
    expect(page.get_by_text("Version de suivi")).to_be_hidden()
    expect(page.get_by_role("radio", name="PDF")).to_be_hidden()
    expect(page.locator("[name=form][value=xlsx]")).to_be_checked()
    expect(page.get_by_text("n’a pas d’aperçu")).to_be_visible()
    expect(page.locator("#apercu-image img")).to_have_count(0)

    # A theme or an objective is found by typing; the document comes as a file, or its page opens.
    page.get_by_label("Un thème ou un objectif").check()
    page.get_by_role("combobox", name="Thème ou objectif").fill("Apprendre")
    page.get_by_role("option", name="Apprendre ensemble").first.click()
    page.set_viewport_size(PHONE)
    assert_accessible(page)
    page.get_by_role("button", name="Fabriquer le document").click()
    page.get_by_role("link", name="Télécharger le document").click()
    page.goto(f"{live_server.url}/compte/mes-documents/")
    expect(page.get_by_role("heading", name="Données, Excel : II : Apprendre ensemble")).to_be_visible()
    check(page)
    assert errors == []


def test_fiches_are_chosen_by_typing_and_come_from_the_list(
    live_server: Any, page: Page, plan: Plan, coordinator: User
) -> None:
    page.set_default_timeout(20_000)
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/t/valmire/plans/{plan.slug}/fiches/")
    page.get_by_label("Cocher 2 Cabanes d’été").check()
    page.get_by_role("button", name="Exporter les fiches cochées").click()
    expect(page.get_by_label("Des fiches choisies")).to_be_checked()
    expect(page.get_by_role("button", name="Retirer 2 – Cabanes d’été")).to_be_visible()
    page.get_by_role("combobox", name="Fiches choisies").fill("contes")
    page.get_by_role("option", name="3 – Contes du soir").click()
    page.get_by_role("button", name="Fabriquer le document").click()
    expect(page.get_by_role("heading", name="2 fiches choisies")).to_be_visible()
    keys = sorted(Action.objects.filter(plan=plan, number__in=(2, 3)).values_list("pk", flat=True))
    assert Job.objects.filter(kind=JobKind.EXPORT).latest("pk").options["actions"] == keys


def test_page_without_scripts_shows_every_field_and_makes_the_document(
    live_server: Any, browser: Browser, plan: Plan, coordinator: User
) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.set_default_timeout(20_000)
    sign_in(page, live_server, coordinator)
    page.goto(f"{live_server.url}/t/valmire/plans/{plan.slug}/exporter/")
    for label in ("Thème ou objectif", "Fiches choisies", "Numéro d’annexe", "Version de suivi", "JSON"):
        expect(page.get_by_label(label).first).to_be_visible()
    expect(page.get_by_text("Aperçu de la première page")).to_be_hidden()
    page.get_by_label("Données").check()
    page.get_by_role("radio", name="PDF").check()
    page.get_by_role("button", name="Fabriquer le document").click()
    expect(page.get_by_role("alert")).to_contain_text("« Données » n’existe pas en PDF")
    page.get_by_role("radio", name="JSON").check()
    page.get_by_role("button", name="Fabriquer le document").click()
    expect(page.get_by_role("link", name="Télécharger le document")).to_be_visible()
    page.close()
