"""The whole journey in a real browser, with the keyboard where it matters; axe-core finds nothing on any page of it."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.enums import MemberRole
from accounts.models import User
from actions.models import Action
from annexes.models import ImportBatch, Job, JobKind
from tests.annexes.journey import ROWS
from tests.factories import PASSWORD, TerritoryFactory, UserFactory
from tests.readers.makers import xlsx

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admin() -> User:
    call_command("load_reference", verbosity=0)
    territory = TerritoryFactory(name="Commune de Valmire", slug="valmire")
    return UserFactory(email="admin@valmire.example", memberships={territory: MemberRole.ADMIN})


@pytest.fixture
def annexe(tmp_path: Path) -> Path:
    path = tmp_path / "annexe-du-quai.xlsx"
    path.write_bytes(xlsx(("Enfance", ROWS)))
    return path


def check(page: Page) -> None:
    """No violation for axe-core, nothing past the edge of the narrowest phone."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    page.set_viewport_size(DESK)


def test_annexe_becomes_a_plan_and_the_plan_an_annexe(live_server: Any, page: Page, admin: User, annexe: Path) -> None:
    page.set_default_timeout(20_000)
    page.set_viewport_size(DESK)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)

    page.goto(f"{live_server.url}/compte/connexion/")
    check(page)
    page.get_by_label("Adresse électronique").fill(admin.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    check(page)

    page.goto(f"{live_server.url}/t/valmire/plans/nouveau/")
    check(page)
    page.get_by_label("Type de plan").select_option(label="Projet global de territoire")
    page.get_by_label("Intitulé").fill("Plan du quai")
    page.get_by_role("button", name="Créer le plan").click()
    check(page)

    page.get_by_role("link", name="Importer une annexe").first.click()
    check(page)
    page.get_by_label("Fichiers à importer").set_input_files(annexe)
    page.get_by_role("button", name="Lire les fichiers").click()
    page.wait_for_url("**/imports/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text("annexe-du-quai.xlsx")
    issues = page.locator(".issue-list")
    expect(issues.get_by_text("OO 2 n’a aucune fiche")).to_be_visible()
    check(page)
    assert not Action.objects.exists()
    page.get_by_role("link", name="Erreurs (0)").click()
    expect(issues.get_by_text("OO 2 n’a aucune fiche")).to_have_count(0)
    page.get_by_text("Grandir au bord de l’eau").first.click()
    check(page)

    page.get_by_role("button", name="Confirmer l’import").click()
    page.wait_for_url("**/plans/plan-du-quai/")
    expect(page.get_by_text("Import terminé.")).to_contain_text("3 fiches actions")
    check(page)
    assert Action.objects.count() == 3

    page.locator("#contenu").get_by_role("link", name="Exporter").click()
    check(page)
    page.get_by_role("button", name="Fabriquer le document").dblclick()  # an impatient person gets one document
    link = page.get_by_role("link", name="Télécharger le document")
    link.wait_for()
    check(page)
    with page.expect_download() as download:
        link.click()
    assert Job.objects.filter(kind=JobKind.EXPORT).count() == 1
    assert download.value.suggested_filename.endswith(".pdf")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")

    page.goto(live_server.url + ImportBatch.objects.get().get_absolute_url())
    expect(page.get_by_text("Cet import est écrit dans le plan")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Tous les imports").click()
    check(page)
    assert errors == []


def test_preview_is_read_and_confirmed_without_javascript(
    live_server: Any, browser: Any, admin: User, annexe: Path
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(admin.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.goto(f"{live_server.url}/t/valmire/plans/nouveau/")
    page.get_by_label("Intitulé").fill("Plan du quai")
    page.get_by_label("Type de plan").select_option(label="Projet global de territoire")
    page.get_by_role("button", name="Créer le plan").click()
    page.goto(f"{live_server.url}/t/valmire/plans/plan-du-quai/importer/")
    page.get_by_label("Fichiers à importer").set_input_files(annexe)
    page.get_by_role("button", name="Lire les fichiers").click()
    page.get_by_role("button", name="Confirmer l’import").click()
    expect(page.get_by_text("Import terminé.")).to_be_visible()
    assert Action.objects.count() == 3
    page.context.close()
