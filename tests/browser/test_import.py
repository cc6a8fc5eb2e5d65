"""The preview of an import in a browser: everything is decided on it, with JavaScript and without."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.enums import MemberRole
from accounts.models import User
from actions.models import Action
from annexes.applying.apply import import_outline
from annexes.models import ImportBatch
from partners.models import Partner
from plans.models import Plan
from tests.annexes.samples import axis, fiche, oo, theme
from tests.annexes.samples import plan as outline
from tests.browser.checks import DESK, PHONE, assert_accessible
from tests.factories import PASSWORD, PartnerFactory, PlanFactory, TerritoryFactory, UserFactory
from tests.readers.makers import xlsx

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]

HEADER = ["Axe stratégique", "Objectif intermédiaire", "Objectif opérationnel", "Fiches actions", "Partenaires"]
ROWS = [
    ["I – Grandir au bord de l’eau", "OI 1 : Ouvrir des lieux", "OO 1 : Jouer dehors", "Fiche 1 : Ludothèque", ""],
    ["", "", "", "Fiche 2 : Cabanes d’été", "Atelier du vieux ponts"],
    ["", "", "OO 2 : Nager", "Fiche 4 : Bassin d’hiver", "Les amis du quai"],
    ["II – Apprendre ensemble", "OI 1 : Lire", "OO 1 : Raconter", "Fiche 3 : Contes du soir", ""],
]


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    """A plan that has already a fiche, « Phare », which the file does not name, under an axis that it names."""
    call_command("load_reference", verbosity=0)
    territory = TerritoryFactory(name="Commune de Valmire", slug="valmire")
    UserFactory(email="admin@valmire.example", memberships={territory: MemberRole.ADMIN})
    PartnerFactory(territory=territory, name="Atelier du vieux pont")
    PartnerFactory(territory=territory, name="Association du quai des Brumes")
    found = PlanFactory(territory=territory, title="Plan du quai")
    known = axis("Grandir au bord de l’eau", oo("Veiller", fiche("Phare", 9), code="OO 7"), code="I")
    import_outline(plan=found, incoming=outline(theme("Enfance", known)), by=None)
    return found


@pytest.fixture
def annexe(tmp_path: Path) -> Path:
    path = tmp_path / "annexe-du-quai.xlsx"
    path.write_bytes(xlsx(("Enfance", [HEADER, *ROWS])))
    return path


@pytest.fixture
def errors(page: Page) -> Iterator[list[str]]:
    """What the browser complains of; nothing at the end."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    yield found
    assert found == []


def sign_in(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(User.objects.get(email="admin@valmire.example").email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"{live_server.url}/")


def upload(page: Page, live_server: Any, plan: Plan, annexe: Path) -> None:
    page.goto(f"{live_server.url}{plan.get_absolute_url()}importer/")
    page.locator("input[type=file]").first.set_input_files(annexe)
    page.get_by_role("button", name="Lire les fichiers").click()
    page.wait_for_url("**/imports/*/")


def test_everything_is_decided_in_the_preview(
    live_server: Any, page: Page, plan: Plan, annexe: Path, errors: list[str]
) -> None:
    page.set_default_timeout(15_000)
    page.set_viewport_size(DESK)
    sign_in(page, live_server)
    upload(page, live_server, plan, annexe)
    assert_accessible(page)

    # a line is left out by the keyboard, and its branch with it
    box = page.get_by_role("checkbox", name="Importer II : Apprendre ensemble")
    box.focus()
    page.keyboard.press("Space")
    expect(box).to_have_attribute("aria-checked", "false")
    expect(box).to_be_focused()
    expect(page.locator("#resume")).to_contain_text("4 lignes sont laissées de côté.")
    expect(page.get_by_role("checkbox", name="Importer Enfance")).to_have_attribute("aria-checked", "mixed")

    # a fiche is renamed and put under another objective
    page.get_by_role("link", name="Corriger Fiche 2 : Cabanes d’été").click()
    expect(page.get_by_label("Intitulé")).to_be_focused()
    page.get_by_label("Intitulé").fill("Cabanes de l’été")
    assert_accessible(page)
    place = page.get_by_role("combobox", name="Place")
    place.click()
    place.fill("nager")
    page.get_by_role("option", name="Nager").click()
    page.locator("#correction").get_by_role("button", name="Corriger").click()
    moved = page.locator(".line", has_text="Nager").last.locator("xpath=ancestor-or-self::li[1]")
    expect(page.locator(".state-corrige")).to_have_count(1)
    expect(moved).to_be_visible()
    expect(page.get_by_role("link", name="Corriger Fiche 2 : Cabanes de l’été")).to_be_focused()

    # a likely partner is accepted, another one is chosen
    page.get_by_role("checkbox", name="Accepter : Atelier du vieux ponts").click()
    expect(page.locator("#partenaires")).to_contain_text("= Atelier du vieux pont")
    known = page.locator("#partenaires input[role=combobox]")  # one name is left
    expect(known).to_have_accessible_name("C’est (Les amis du quai) :")
    known.fill("brumes")
    page.get_by_role("option", name="Association du quai des Brumes").click()
    page.get_by_role("button", name="Choisir pour Les amis du quai").click()
    expect(page.locator("#partenaires")).to_contain_text("Tous sont reconnus.")

    # what the file lacks is deleted, and confirmed once more
    gone = page.get_by_role("checkbox", name="Supprimer Fiche 9 : Phare")
    gone.click()
    expect(gone).to_have_attribute("aria-checked", "true")
    expect(page.locator("#barre")).to_contain_text("1 suppression : Fiche 9 : Phare")
    assert_accessible(page)
    assert Action.objects.filter(title="Phare").exists()
    page.get_by_label("Je confirme cette suppression").check()
    page.get_by_role("button", name="Confirmer l’import").click()
    page.wait_for_url(f"**{plan.get_absolute_url()}")
    expect(page.get_by_text("Import terminé.")).to_be_visible()

    written = {
        (fiche.number, fiche.title, fiche.objective.title if fiche.objective else "")
        for fiche in Action.objects.filter(plan=plan).select_related("objective")
    }
    assert written == {
        (1, "Ludothèque", "Jouer dehors"),
        (2, "Cabanes de l’été", "Nager"),
        (4, "Bassin d’hiver", "Nager"),
    }
    assert set(Partner.objects.values_list("name", flat=True)) == {
        "Atelier du vieux pont",
        "Association du quai des Brumes",
    }
    page.goto(live_server.url + ImportBatch.objects.get().get_absolute_url())
    expect(page.get_by_text("Cet import est écrit dans le plan")).to_be_visible()
    expect(page.get_by_role("link", name="Annuler cet import…")).to_be_visible()
    assert_accessible(page)


def test_lines_are_filtered_and_found_while_typing(
    live_server: Any, page: Page, plan: Plan, annexe: Path, errors: list[str]
) -> None:
    page.set_default_timeout(15_000)
    page.set_viewport_size(PHONE)
    sign_in(page, live_server)
    upload(page, live_server, plan, annexe)
    page.get_by_label("Chercher dans les lignes du fichier").fill("bassin")
    expect(page.locator("#arbre")).to_contain_text("1 ligne pour « bassin »")
    expect(page.locator("#arbre").get_by_text("Contes du soir")).to_have_count(0)
    assert page.url.endswith("?q=bassin")
    page.get_by_role("checkbox", name="Importer Fiche 4 : Bassin d’hiver").click()
    expect(page.locator("#resume")).to_contain_text("Une ligne est laissée de côté.")
    page.get_by_role("link", name="Laissés de côté (1)").click()
    expect(page.locator("#arbre").get_by_text("Bassin d’hiver")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Revenir à la lecture").click()
    expect(page.locator("#resume")).not_to_contain_text("laissée de côté")


def test_branch_of_a_long_file_opens_and_is_decided_in(
    live_server: Any, page: Page, plan: Plan, annexe: Path, errors: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annexes.preview.lines.SHOWN", 5)
    monkeypatch.setattr("annexes.preview.lines.OPEN", 2)
    page.set_default_timeout(15_000)
    page.set_viewport_size(DESK)
    sign_in(page, live_server)
    upload(page, live_server, plan, annexe)
    box = page.get_by_role("checkbox", name="Importer Fiche 4 : Bassin d’hiver")
    expect(box).to_have_count(0)
    page.locator("#dn0-0 > summary").click()
    page.locator("#dn0-0-0 > summary").click()
    page.locator("#dn0-0-0-1 > summary").click()
    box.click()
    expect(box).to_have_attribute("aria-checked", "false")
    expect(box).to_be_focused()
    expect(page.locator("#resume")).to_contain_text("Une ligne est laissée de côté.")
    page.get_by_role("link", name="Corriger OO 1 : Jouer dehors").click()
    page.get_by_label("Intitulé").fill("Jouer dehors et dedans")
    page.locator("#correction").get_by_role("button", name="Corriger").click()
    expect(page.get_by_text("Jouer dehors et dedans").first).to_be_visible()
    expect(box).to_be_visible()  # the branch is open again, read anew


def test_everything_is_decided_without_javascript(live_server: Any, browser: Any, plan: Plan, annexe: Path) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(15_000)
    sign_in(page, live_server)
    upload(page, live_server, plan, annexe)
    page.get_by_role("checkbox", name="Importer II : Apprendre ensemble").click()
    expect(page.locator("#resume")).to_contain_text("4 lignes sont laissées de côté.")
    page.get_by_role("link", name="Corriger Fiche 2 : Cabanes d’été").click()
    page.get_by_label("Intitulé").fill("Cabanes de l’été")
    page.get_by_label("Place").select_option(label="OO 2 : Nager")
    page.locator("#correction").get_by_role("button", name="Corriger").click()
    expect(page.locator(".state-corrige")).to_have_count(1)
    page.get_by_label("Nom du partenaire connu (Les amis du quai)").fill("Association du quai des Brumes")
    page.get_by_role("button", name="Choisir pour Les amis du quai").click()
    page.get_by_role("checkbox", name="Supprimer Fiche 9 : Phare").click()
    page.get_by_label("Je confirme cette suppression").check()
    page.get_by_role("button", name="Confirmer l’import").click()
    expect(page.get_by_text("Import terminé.")).to_be_visible()
    assert set(Action.objects.filter(plan=plan).values_list("number", "title")) == {
        (1, "Ludothèque"),
        (2, "Cabanes de l’été"),
        (4, "Bassin d’hiver"),
    }
    page.context.close()
