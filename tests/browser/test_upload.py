"""Handing files in with a browser: several at once, dropped or chosen; a table pasted with its form; an undo."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.enums import MemberRole
from actions.models import Action
from annexes.models import ImportBatch, ImportState
from partners.models import DirectoryImport
from plans.models import Plan
from tests.annexes.journey import ROWS
from tests.browser.checks import DESK, assert_accessible
from tests.factories import PASSWORD, PlanFactory, TerritoryFactory, UserFactory
from tests.readers.makers import HEADER, xlsx

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]

TABLE = (
    "<html><head><style>td { color: red }</style></head><body><table>"
    "<tr><td>Axe stratégique</td><td>Objectif opérationnel</td><td>Fiches actions</td></tr>"
    "<tr><td rowspan=2>I – Grandir</td><td rowspan=2>OO 1 : Jouer</td><td>Fiche 1 : <b>Ludothèque</b></td></tr>"
    "<tr><td>Fiche 2 : <img src=x onerror=alert(1)>Cabanes</td></tr></table></body></html>"
)
PASTE = """([area, html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
DROP = """([zone, names]) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(["a;b"], name));
  for (const kind of ["dragenter", "dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}"""


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    territory = TerritoryFactory(name="Commune de Valmire", slug="valmire")
    UserFactory(email="admin@valmire.example", memberships={territory: MemberRole.ADMIN})
    return PlanFactory(territory=territory, title="Plan du quai")


@pytest.fixture
def errors(page: Page) -> Iterator[list[str]]:
    """What the browser complains of; nothing at the end."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    yield found
    assert not found


def arrive(page: Page, live_server: Any, plan: Plan, where: str) -> None:
    """Sign in, then open a page of the plan."""
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/t/valmire/plans/{plan.slug}/{where}")


def sign_in(page: Page, live_server: Any) -> None:
    page.set_default_timeout(15_000)
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}/compte/connexion/")
    page.get_by_label("Adresse électronique").fill("admin@valmire.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")


def test_table_is_pasted_with_its_merged_cells(live_server: Any, page: Page, plan: Plan, errors: list[str]) -> None:
    arrive(page, live_server, plan, "importer/")
    area = page.get_by_label("Tableau collé")
    page.evaluate(PASTE, [area.element_handle(), TABLE, "Axe\tOO\tFiches"])
    expect(page.get_by_text("Tableau de 3 lignes et 3 colonnes")).to_be_visible()
    shown = page.locator("[data-caught-rows]")
    expect(shown.get_by_text("Fiche 2 : Cabanes")).to_be_visible()
    expect(shown.locator("img, b")).to_have_count(0)  # text alone
    assert_accessible(page)
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="Lire les fichiers").click()
    page.wait_for_url("**/imports/*/")
    batch = ImportBatch.objects.get()
    assert batch.file_name.startswith("Collage du ")
    assert batch.summary["read"]["ACTION"] == 2


def test_list_is_pasted_with_its_merged_cells(live_server: Any, page: Page, plan: Plan, errors: list[str]) -> None:
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/t/valmire/listes/partenaires/importer/")
    table = (
        "<table><tr><td>Nom</td><td>Remarque</td></tr>"
        "<tr><td>Amicale</td><td rowspan=2>Du <b>quai</b></td></tr><tr><td>Ludothèque</td></tr></table>"
    )
    page.evaluate(PASTE, [page.get_by_label("Tableau collé").element_handle(), table, "Nom\tRemarque"])
    expect(page.get_by_text("Tableau de 3 lignes et 2 colonnes")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="Lire le tableau").click()
    page.wait_for_url("**/partenaires/importer/*/")
    assert DirectoryImport.objects.get().rows == [[2, ["Amicale", "Du quai"]], [3, ["Ludothèque", "Du quai"]]]


def test_what_was_pasted_can_be_cleared(live_server: Any, page: Page, plan: Plan, errors: list[str]) -> None:
    arrive(page, live_server, plan, "importer/")
    area = page.get_by_label("Tableau collé")
    page.evaluate(PASTE, [area.element_handle(), TABLE, "Axe\tOO\tFiches"])
    page.get_by_role("button", name="Effacer").click()
    expect(page.locator("[data-caught]")).to_be_hidden()
    assert page.locator("[name=pasted_html]").input_value() == area.input_value() == ""
    page.evaluate(PASTE, [area.element_handle(), TABLE, "Axe\tOO\tFiches"])
    area.press_sequentially("x")  # edited by hand: what was caught is not what is there any more
    assert page.locator("[name=pasted_html]").input_value() == ""


def test_what_was_pasted_comes_back_with_a_refusal(
    live_server: Any, page: Page, plan: Plan, tmp_path: Path, errors: list[str]
) -> None:
    arrive(page, live_server, plan, "importer/")
    (tmp_path / "photo.png").write_bytes(b"png")
    page.get_by_label("Fichiers à importer").set_input_files(tmp_path / "photo.png")
    page.evaluate(PASTE, [page.get_by_label("Tableau collé").element_handle(), TABLE, "Axe\tOO\tFiches"])
    page.get_by_role("button", name="Lire les fichiers").click()
    expect(page.get_by_role("alert")).to_contain_text("photo.png")
    expect(page.get_by_text("Tableau de 3 lignes et 3 colonnes")).to_be_visible()
    errors[:] = [error for error in errors if "422" not in error]  # the browser tells each refusal


def test_several_files_are_chosen_dropped_and_taken_out(
    live_server: Any, page: Page, plan: Plan, tmp_path: Path, errors: list[str]
) -> None:
    arrive(page, live_server, plan, "importer/")
    for name, rows in (
        ("un.xlsx", ROWS),
        ("deux.xlsx", [HEADER, ["I – Nager", "OI 1 : Eau", "OO 1 : Bain", "Fiche 9 : Bassin"]]),
    ):
        (tmp_path / name).write_bytes(xlsx(("Enfance", rows)))
    page.get_by_label("Fichiers à importer").set_input_files([tmp_path / "un.xlsx", tmp_path / "deux.xlsx"])
    chosen = page.locator("[data-chosen] li")
    expect(chosen).to_have_count(2)
    page.evaluate(DROP, [page.locator("[data-drop-zone]").element_handle(), ["trois.csv", "quatre.csv"]])
    expect(chosen).to_have_count(4)
    page.get_by_role("button", name="Retirer trois.csv").press("Enter")
    page.get_by_role("button", name="Retirer quatre.csv").click()
    expect(chosen).to_have_count(2)
    assert_accessible(page)
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="Lire les fichiers").click()
    page.wait_for_url("**/imports/*/")
    batch = ImportBatch.objects.get()
    assert sorted(file.name for file in batch.files.all()) == ["deux.xlsx", "un.xlsx"]
    assert batch.summary["read"]["ACTION"] == 4


def test_too_many_files_are_said_before_they_are_sent(live_server: Any, page: Page, plan: Plan) -> None:
    arrive(page, live_server, plan, "importer/")
    names = [f"{n}.csv" for n in range(51)]
    page.evaluate(DROP, [page.locator("[data-drop-zone]").element_handle(), names])
    expect(page.get_by_role("alert")).to_contain_text("51 fichiers à la fois, c’est trop\u00a0: la limite est de 50.")
    page.get_by_role("button", name="Lire les fichiers").click()
    expect(page.get_by_label("Fichiers à importer")).to_be_focused()
    for _ in range(2):
        page.get_by_role("button", name="Retirer").last.click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_import_is_taken_back(live_server: Any, page: Page, plan: Plan, tmp_path: Path, errors: list[str]) -> None:
    arrive(page, live_server, plan, "importer/")
    (tmp_path / "un.xlsx").write_bytes(xlsx(("Enfance", ROWS)))
    page.get_by_label("Fichiers à importer").set_input_files(tmp_path / "un.xlsx")
    page.get_by_role("button", name="Lire les fichiers").click()
    page.get_by_role("button", name="Confirmer l’import").first.click()
    expect(page.get_by_text("Import terminé")).to_be_visible()
    page.goto(f"{live_server.url}/t/valmire/plans/{plan.slug}/imports/")
    assert_accessible(page)
    page.set_viewport_size(DESK)
    page.get_by_role("link", name="Annuler cet import").click()
    expect(page.get_by_text("Ce qui sera défait")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size(DESK)
    page.get_by_role("button", name="Annuler cet import").click()
    expect(page.get_by_text("Import annulé")).to_be_visible()
    assert not Action.objects.exists()
    assert ImportBatch.objects.get().state == ImportState.UNDONE
