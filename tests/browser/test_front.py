"""The behaviours of static/js with a keyboard: lists by typing, chips, rows, unsaved forms, shortcuts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import DESK, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true }));
}"""


@pytest.fixture
def sample(live_server: Any, page: Page, settings: Any) -> Page:
    settings.ROOT_URLCONF = "tests.browser.sample"
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(10_000)
    page.set_viewport_size(DESK)
    page.goto(f"{live_server.url}/essai/")
    yield page
    assert errors == []


def received(page: Page) -> str:
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.wait_for_load_state()
    return page.locator("#recu").inner_text()


def test_combobox_chooses_by_typing_without_accents(sample: Page) -> None:
    field = sample.get_by_role("combobox", name="Rôle")
    field.press_sequentially("elu")
    expect(sample.get_by_role("option")).to_have_text(["Élu référent"])
    expect(sample.get_by_role("status").filter(has_text="1 proposition")).to_have_count(1)
    assert field.get_attribute("aria-activedescendant")
    field.press("Enter")
    expect(field).to_have_value("Élu référent")
    expect(field).to_have_attribute("aria-expanded", "false")
    assert "role='3'" in received(sample)


def test_combobox_walks_escapes_and_empties(sample: Page) -> None:
    field = sample.get_by_role("combobox", name="Rôle")
    field.press("ArrowDown")
    expect(sample.get_by_role("option")).to_have_count(5)
    assert_accessible(sample)
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Co-pilote")
    field.fill("xyz")
    expect(sample.get_by_text("Aucune proposition", exact=True).first).to_be_visible()
    field.press("Escape")
    expect(field).to_have_value("Co-pilote")
    field.fill("xyz")
    sample.get_by_label("Intitulé").click()
    expect(sample.get_by_text("« xyz » n’est pas dans la liste")).to_be_visible()
    expect(field).to_have_value("Co-pilote")
    field.fill("oeuv")
    field.press("Tab")
    expect(field).to_have_value("Œuvre sociale")
    field.fill("")
    field.press("Tab")
    assert "role=''" in received(sample)


def test_combobox_asks_the_server_and_creates(sample: Page) -> None:
    field = sample.get_by_role("combobox", name="Partenaire")
    expect(sample.get_by_label("ou nouveau partenaire")).to_be_hidden()
    field.press_sequentially("ami")
    expect(sample.get_by_role("option")).to_have_text(
        ["Amicale laïque association", "Amis de l’école", "Créer « ami »"]
    )
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("Amis de l’école")
    assert "partner='72' partner-new=''" in received(sample)
    field.fill("Fanfare du quai")
    sample.get_by_role("option", name="Créer « Fanfare du quai »").click()
    expect(field).to_have_value("Fanfare du quai")
    assert_accessible(sample)
    assert "partner='' partner-new='Fanfare du quai'" in received(sample)
    expect(field).to_have_value("Fanfare du quai")


def test_combobox_of_a_hurried_person_waits_for_the_server(sample: Page) -> None:
    field = sample.get_by_role("combobox", name="Partenaire")
    field.focus()
    sample.keyboard.type("amic")
    sample.keyboard.press("Tab")
    expect(field).to_have_value("Amicale laïque")
    field.select_text()
    sample.keyboard.type("Fanfare")
    sample.keyboard.press("Enter")
    sample.get_by_role("button", name="Enregistrer", exact=True).click()  # before the server has said anything
    expect(sample.locator("#recu")).to_contain_text("Fanfare")
    assert "partner='' partner-new='Fanfare'" in received(sample)


def test_tokens_are_added_created_and_removed_with_the_keyboard(sample: Page) -> None:
    field = sample.get_by_role("combobox", name="Publics")
    for text in ("elu", "pil"):
        field.press_sequentially(text)
        field.press("Enter")
    field.press_sequentially("Jeunes du port")
    field.press("Enter")
    chips = sample.get_by_role("list", name="Publics (facultatif) : choix faits").get_by_role("listitem")
    expect(chips).to_have_count(3)
    expect(chips.first).to_contain_text("Élu référent")
    assert_accessible(sample)
    field.press("Backspace")
    expect(sample.get_by_role("button", name="Retirer Jeunes du port")).to_be_focused()
    sample.keyboard.press("ArrowLeft")
    sample.keyboard.press("Delete")
    expect(chips).to_have_count(2)
    expect(sample.get_by_role("button", name="Retirer Jeunes du port")).to_be_focused()
    assert "publics-new='Jeunes du port' publics=['3']" in received(sample)


def test_several_tokens_are_pasted_at_once(sample: Page) -> None:
    field = sample.get_by_role("combobox", name="Publics")
    field.focus()
    sample.evaluate(PASTE, "Pilote\nRiverains\n")
    assert "publics-new='Riverains' publics=['1']" in received(sample)


def test_rows_are_added_moved_removed_and_brought_back(sample: Page) -> None:
    rows = sample.locator(".step-row:visible")
    expect(rows).to_have_count(2)  # the blank rows serve without JavaScript alone
    sample.get_by_role("button", name="Ajouter une étape").click()
    expect(rows).to_have_count(3)
    sample.keyboard.type("Fêter")  # the focus is in the new row
    kind = rows.nth(2).get_by_role("combobox", name="Nature")
    expect(kind).to_have_value("Co-pilote")
    kind.fill("pilo")
    kind.press("Enter")
    up = rows.nth(2).get_by_role("button", name="Monter")
    up.click()
    sample.keyboard.press("Enter")
    expect(rows.first.get_by_role("textbox", name="Étape")).to_have_value("Fêter")
    expect(rows.first.get_by_role("button", name="Monter")).to_be_focused()
    rows.nth(1).get_by_role("button", name="Retirer").click()
    expect(rows).to_have_count(2)
    sample.get_by_role("button", name="Rétablir").click()
    expect(rows).to_have_count(3)
    rows.nth(2).get_by_role("button", name="Retirer").click()
    assert_accessible(sample)
    assert "steps=[('Fêter', '1'), ('Préparer', '1')]" in received(sample)


def test_rows_of_a_refused_form_keep_their_ranks(sample: Page) -> None:
    rows = sample.locator(".step-row:visible")
    rows.nth(1).get_by_role("button", name="Monter").click()
    sample.get_by_label("Intitulé").fill("refuser")
    assert "steps=[('Ouvrir', '3'), ('Préparer', '1')]" in received(sample)
    expect(rows.first.get_by_role("textbox", name="Étape")).to_have_value("Ouvrir")
    assert "steps=[('Ouvrir', '3'), ('Préparer', '1')]" in received(sample)


def test_enter_goes_down_the_column_and_makes_a_row(sample: Page) -> None:
    rows = sample.locator(".step-row:visible")
    rows.first.get_by_role("textbox", name="Étape").press("Enter")
    expect(rows.nth(1).get_by_role("textbox", name="Étape")).to_be_focused()
    sample.keyboard.press("Enter")
    expect(rows).to_have_count(3)
    sample.keyboard.type("Fêter")
    assert "('Fêter', '2')]" in received(sample)


def test_form_stops_once_at_a_text_that_is_in_no_list(sample: Page) -> None:
    field = sample.get_by_role("combobox", name="Rôle")
    field.fill("Trésorier")
    sample.keyboard.press("Escape")
    field.fill("Trésorier")
    sample.keyboard.press("Control+s")
    expect(sample.get_by_text("« Trésorier » n’est pas dans la liste")).to_be_visible()
    expect(field).to_be_focused()
    expect(sample.locator("#recu")).to_be_empty()
    assert "role=''" in received(sample)


def test_leaving_a_changed_form_warns_and_saving_does_not(sample: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    sample.on("dialog", stay)
    note = sample.get_by_text("Modifications non enregistrées")
    expect(note).to_be_hidden()
    sample.get_by_label("Intitulé").fill("Un mot")
    expect(note).to_be_visible()
    sample.get_by_role("link", name="Ailleurs").click(no_wait_after=True)
    expect(sample.get_by_label("Intitulé")).to_have_value("Un mot")
    assert asked == ["beforeunload"]
    assert "title='Un mot'" in received(sample)
    sample.get_by_role("link", name="Ailleurs").click()
    sample.wait_for_url("**/aide/")
    assert asked == ["beforeunload"]


def test_shortcuts_save_go_on_help_and_follow(sample: Page) -> None:
    sample.get_by_label("Intitulé").fill("Au clavier ?/n")
    expect(sample.get_by_role("dialog")).to_have_count(0)
    sample.keyboard.press("Control+s")
    expect(sample.locator("#recu")).to_contain_text("save")
    sample.get_by_label("Intitulé").fill("Encore")
    sample.keyboard.press("Control+Enter")
    expect(sample.locator("#recu")).to_contain_text("title='Encore'")
    expect(sample.locator("#recu")).to_contain_text("next")
    sample.keyboard.press("?")
    expect(sample.get_by_role("dialog")).to_contain_text("Nouvelle fiche")
    assert_accessible(sample)
    sample.get_by_label("Raccourcis à une seule touche").uncheck()
    sample.keyboard.press("Escape")
    sample.keyboard.press("n")
    assert sample.url.endswith("/essai/")
    sample.evaluate("localStorage.clear()")
    sample.keyboard.press("n")
    sample.wait_for_url("**/aide/")


def test_everything_is_filled_without_javascript(live_server: Any, browser: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.browser.sample"
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/essai/")
    page.get_by_label("Rôle").select_option(label="Pilote")
    page.get_by_label("ou nouveau partenaire").fill("Fanfare")
    page.get_by_label("ou nouveaux publics").fill("Riverains")
    page.locator("#id_form-2-label").fill("Fêter")
    page.locator("#id_form-0-DELETE").check()
    said = received(page)
    for text in ("role='1'", "partner-new='Fanfare'", "publics-new='Riverains'", "[('Ouvrir', '3'), ('Fêter', '2')]"):
        assert text in said
    page.context.close()
