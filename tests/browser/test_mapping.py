"""A flat sheet of somebody else: its columns are chosen on the page, and known the next time."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.enums import MemberRole
from accounts.models import User
from tests.annexes.test_mapping_pages import HEADER, ROWS
from tests.browser.checks import DESK, assert_accessible
from tests.factories import PASSWORD, PlanFactory, TerritoryFactory, UserFactory
from tests.readers.makers import xlsx

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def admin() -> User:
    call_command("load_reference", verbosity=0)
    territory = TerritoryFactory(name="Commune de Valmire", slug="valmire")
    PlanFactory(territory=territory, slug="plan-du-quai", title="Plan du quai")
    return UserFactory(email="admin@valmire.example", memberships={territory: MemberRole.ADMIN})


def hand_in(page: Page, base: str, path: Path) -> None:
    page.goto(f"{base}/t/valmire/plans/plan-du-quai/importer/")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="Lire").first.click()
    page.wait_for_url("**/imports/*/")


def test_columns_are_chosen_on_the_page_and_known_the_next_time(
    live_server: Any, page: Page, admin: User, tmp_path: Path
) -> None:
    page.set_default_timeout(20_000)
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(admin.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    sheet = tmp_path / "suivi.xlsx"
    sheet.write_bytes(xlsx(("Suivi", ROWS)))

    hand_in(page, live_server.url, sheet)
    page.get_by_role("link", name="Associer les colonnes").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Associer les colonnes")
    assert_accessible(page)
    for title, field in zip(HEADER, ["Statut", "Statut"], strict=False):
        page.get_by_label(f"Champ de la colonne « {title} »").select_option(field)
    page.get_by_role("button", name="Relire avec ces colonnes").click()
    expect(page.get_by_role("alert")).to_contain_text("Une seule colonne peut donner")
    assert_accessible(page)

    page.get_by_label("Champ de la colonne « Sujet »").select_option("Objectif opérationnel")
    page.get_by_label("Champ de la colonne « Chose à faire »").select_option("Intitulé de la fiche")
    page.get_by_label("Champ de la colonne « Personne »").select_option("Pilote")
    page.get_by_role("button", name="Relire avec ces colonnes").click()
    page.wait_for_url("**/imports/*/")
    expect(page.locator("body")).to_contain_text("Ouvrir une bibliothèque de rue")

    sheet.write_bytes(xlsx(("Suivi", [HEADER, ["Jouer", "Un tournoi de quilles", "en cours", "Ville", ""]])))
    hand_in(page, live_server.url, sheet)
    expect(page.locator("body")).to_contain_text("Un tournoi de quilles")
    expect(page.locator("body")).to_contain_text("lues comme la dernière fois")
    page.get_by_role("link", name="Associer les colonnes").click()
    expect(page.get_by_text("Retenue la dernière fois").first).to_be_visible()
    expect(page.get_by_label("Champ de la colonne « Personne »")).to_have_value("Pilote")
    assert_accessible(page)
