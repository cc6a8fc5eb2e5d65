"""Ten fiches put in their place with the keyboard alone, and the indicators of a fiche typed in rows that grow."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.enums import MemberRole
from accounts.models import User
from actions.models import Action
from indicators.models import Indicator
from plans.models import Objective, Plan
from tests.browser.checks import DESK, assert_accessible
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]

SUBJECTS = ("lecture", "football", "cantine", "théâtre", "potager")


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    return PlanFactory(title="Plan du quai")


@pytest.fixture
def goals(plan: Plan) -> list[Objective]:
    theme = ObjectiveFactory(plan=plan, title="Enfance")
    axis = ObjectiveFactory(parent=theme, title="Grandir", code="I")
    return [
        ObjectiveFactory(parent=axis, title=f"Ouvrir un atelier de {subject}", code=f"OI {rank}")
        for rank, subject in enumerate(SUBJECTS, 1)
    ]


@pytest.fixture
def signed_in(live_server: Any, page: Page, plan: Plan) -> Page:
    """The browser of a coordinator."""
    user: User = UserFactory(memberships={plan.territory: MemberRole.COORDINATOR})
    client = Client()
    client.force_login(user)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.set_default_timeout(20_000)
    page.set_viewport_size(DESK)
    return page


def test_ten_fiches_find_their_place_in_a_dozen_keys(
    live_server: Any, signed_in: Page, plan: Plan, goals: list[Objective]
) -> None:
    page, keys = signed_in, 0
    for rank in range(10):
        ActionFactory(plan=plan, title=f"Atelier {SUBJECTS[rank % 5]} numéro {rank}", number=rank + 1)
    page.goto(f"{live_server.url}{plan.get_absolute_url()}rattacher/")
    expect(page.get_by_text("10 restent")).to_be_visible()
    assert_accessible(page)

    def press(*names: str) -> None:
        nonlocal keys
        for name in names:
            page.keyboard.press(name)
            keys += 1

    press(*"1" * 8)  # the first proposal of each of eight fiches; the focus follows
    expect(page.get_by_text("8 choisies sur 10")).to_be_visible()
    press(*"potag", "Enter")  # the ninth: another objective, by its words and without proposals
    press("1")
    expect(page.get_by_role("button", name="Enregistrer les rattachements")).to_be_focused()
    press("Control+Enter")
    expect(page.get_by_text("10 fiches mises à leur place.")).to_be_visible()
    expect(page.get_by_text("Toutes les fiches ont leur place")).to_be_visible()
    assert keys == 16

    under = dict(Action.objects.values_list("number", "objective"))
    places = {number: goals[(number - 1) % 5].pk for number in range(1, 11)}
    places[9] = goals[4].pk
    assert under == places
    page.get_by_role("button", name="Annuler ce changement").click()
    expect(page.get_by_text("10 restent")).to_be_visible()
    assert Action.objects.unattached().count() == 10


def test_letter_looks_for_another_objective_and_escape_leaves_it(
    live_server: Any, signed_in: Page, plan: Plan, goals: list[Objective]
) -> None:
    page = signed_in
    fiche = ActionFactory(plan=plan, title="Sans rapport")
    other = ActionFactory(plan=plan, title="Sans rapport non plus")
    page.goto(f"{live_server.url}{plan.get_absolute_url()}rattacher/")
    page.keyboard.type("theatre")
    expect(page.get_by_role("option")).to_have_count(1)
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.type("oi 3")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 fiche mise à sa place.")).to_be_visible()
    fiche.refresh_from_db()
    other.refresh_from_db()
    assert (fiche.objective_id, other.objective_id) == (goals[2].pk, None)


def test_batch_is_placed_without_javascript(
    live_server: Any, browser: Any, signed_in: Page, plan: Plan, goals: list[Objective]
) -> None:
    fiche = ActionFactory(plan=plan, title="Atelier football")
    other = ActionFactory(plan=plan, title="Sans rapport")
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(signed_in.context.cookies())
    page = context.new_page()
    page.goto(f"{live_server.url}{plan.get_absolute_url()}rattacher/")
    page.get_by_role("group", name="Atelier football").get_by_label("Ouvrir un atelier de football").check()
    page.get_by_label("Autre objectif pour « Sans rapport »").fill("OI 5")
    page.get_by_role("button", name="Enregistrer les rattachements").click()
    expect(page.get_by_text("2 fiches mises à leur place.")).to_be_visible()
    fiche.refresh_from_db()
    other.refresh_from_db()
    assert (fiche.objective_id, other.objective_id) == (goals[1].pk, goals[4].pk)
    context.close()


def test_indicators_grow_by_rows_and_come_back_as_they_were_typed(
    live_server: Any, signed_in: Page, plan: Plan, goals: list[Objective]
) -> None:
    page = signed_in
    fiche = ActionFactory(objective=goals[0], theme=None, title="Club de lecture")
    address = f"{live_server.url}{fiche.get_absolute_url()}indicateurs/"
    page.goto(address)
    assert_accessible(page)
    page.get_by_label("Libellé").fill("Enfants inscrits")
    page.get_by_label("Unité").fill("enfants")
    page.get_by_label("Valeur de départ").fill("1 250,5")
    page.get_by_label("Constatée en").fill("septembre 2025")
    page.get_by_label("Échéance").fill("06/2027")
    page.get_by_label("Valeur cible").fill("1 400")
    page.get_by_role("button", name="Ajouter une cible").click()
    page.get_by_label("Échéance").nth(1).fill("12/2028")
    page.get_by_label("Valeur cible").nth(1).fill("1 500")
    page.get_by_role("button", name="Descendre la cible").first.click()  # an order that the person wants
    page.get_by_role("button", name="Ajouter un indicateur").click()
    page.get_by_label("Libellé").nth(1).fill("Parents satisfaits")
    page.get_by_label("Valeur cible").nth(2).fill("80 %")
    page.get_by_role("button", name="Monter l’indicateur").nth(1).click()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("2 indicateurs enregistrés.")).to_be_visible()

    first, second = Indicator.objects.filter(action=fiche).order_by("position")
    assert (first.label, first.unit, second.label) == ("Parents satisfaits", "%", "Enfants inscrits")
    assert second.baseline_on == date(2025, 9, 1)
    assert [target.due_on for target in second.targets.all()] == [date(2028, 12, 31), date(2027, 6, 30)]

    page.goto(address)
    expect(page.get_by_label("Libellé")).to_have_count(2)
    expect(page.get_by_label("Valeur de départ").nth(1)).to_have_value("1\u00a0250,5")
    page.get_by_role("button", name="Enregistrer et rester ici").click()
    expect(page.get_by_text("Rien n’a changé.")).to_be_visible()
    page.get_by_role("button", name="Retirer l’indicateur").first.click()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("1 indicateur enregistré.")).to_be_visible()
    assert Indicator.objects.get().label == "Enfants inscrits"
