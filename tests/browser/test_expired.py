"""A session that ends while somebody types: she signs in again and nothing of what she typed is lost."""

from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.enums import MemberRole
from accounts.models import User
from actions.models import Action
from plans.models import Plan, PlanKind
from tests.browser.checks import DESK, assert_accessible
from tests.factories import PASSWORD, PlanFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]

TYPED = 'Projet « du <quai> » & "d’ailleurs"'


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    call_command("load_reference", verbosity=0)
    found: Plan = PlanFactory(kind=PlanKind.objects.get(code="PGT", territory=None), title="Ancien titre")
    return found


@pytest.fixture
def coordinator(plan: Plan) -> User:
    found: User = UserFactory(memberships={plan.territory: MemberRole.COORDINATOR})
    return found


def sign_in(page: Page, user: User) -> None:
    page.get_by_label("Adresse électronique").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")


def edit(page: Page, address: str, plan: Plan, user: User) -> None:
    page.set_viewport_size(DESK)
    page.goto(f"{address}/compte/connexion/")
    sign_in(page, user)
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}{plan.get_absolute_url()}modifier/")
    page.get_by_label("Intitulé").fill(TYPED)


def test_form_sent_after_the_session_ended_is_sent_again(
    live_server: Any, page: Page, plan: Plan, coordinator: User
) -> None:
    edit(page, live_server.url, plan, coordinator)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Intitulé").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session a expiré")
    assert_accessible(page)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Se connecter dans un nouvel onglet").click()
    sign_in(opened.value, coordinator)
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Votre session est ouverte")
    assert_accessible(opened.value)
    opened.value.close()
    page.get_by_role("button", name="Reprendre ma saisie").click()
    expect(page.get_by_role("definition").filter(has_text=TYPED)).to_be_visible()
    assert_accessible(page)
    assert Plan.objects.get(pk=plan.pk).title == "Ancien titre"  # nothing is written without her word
    page.get_by_role("button", name="Envoyer ma saisie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TYPED)
    assert Plan.objects.get(pk=plan.pk).title == TYPED


def test_form_sent_with_the_token_of_a_former_session_is_sent_again(
    live_server: Any, page: Page, plan: Plan, coordinator: User
) -> None:
    edit(page, live_server.url, plan, coordinator)
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    other.goto(f"{live_server.url}/compte/connexion/")
    sign_in(other, coordinator)
    other.wait_for_url(f"{live_server.url}/")
    page.get_by_label("Intitulé").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre saisie vous attend")
    page.get_by_role("button", name="Envoyer ma saisie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TYPED)
    assert Plan.objects.get(pk=plan.pk).title == TYPED


def test_fragment_posted_after_the_session_ended_gives_the_text_back_too(
    live_server: Any, page: Page, plan: Plan, coordinator: User
) -> None:
    edit(page, live_server.url, plan, coordinator)
    page.evaluate(
        """() => {
          const form = document.querySelector("main form");
          form.setAttribute("hx-post", location.pathname);
          htmx.process(form);
        }"""
    )
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Intitulé").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre session a expiré")
    expect(page.get_by_role("definition").filter(has_text=TYPED)).to_be_visible()


def test_whole_fiche_with_its_rows_is_sent_again(live_server: Any, page: Page, plan: Plan, coordinator: User) -> None:
    edit(page, live_server.url, plan, coordinator)
    page.get_by_role("button", name="Enregistrer").click()
    page.goto(f"{live_server.url}{reverse('actions:new', args=[plan.territory.slug, plan.slug])}")
    page.get_by_label("Intitulé *").first.fill("Ouvrir un atelier")
    page.get_by_label("Contexte et constats").fill("- Un constat\n- Un « besoin » à <noter>")
    rows = page.locator("[data-rows=participations]")
    rows.get_by_role("button", name="Ajouter un partenaire").click()
    rows.get_by_label("Partenaire *").fill("Radio du Gué")
    rows.get_by_label("Partenaire *").press("Enter")
    steps = page.locator("[data-rows=steps]")
    for title in ("Ouvrir", "Préparer"):
        steps.get_by_role("button", name="Ajouter une étape").click()
        steps.get_by_label("Étape *").last.fill(title)
    steps.get_by_role("button", name="Monter").last.click()
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("definition").filter(has_text="Radio du Gué")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{live_server.url}/compte/connexion/")
    sign_in(other, coordinator)
    other.wait_for_url(f"{live_server.url}/")
    page.get_by_role("button", name="Reprendre ma saisie").click()
    page.get_by_role("button", name="Envoyer ma saisie").click()
    expect(page.get_by_text("est créée")).to_contain_text("« Radio du Gué »")
    action = Action.objects.get()
    assert (action.title, action.context) == ("Ouvrir un atelier", "- Un constat\n- Un « besoin » à <noter>")
    assert [participation.partner.name for participation in action.participations.all()] == ["Radio du Gué"]
    assert [step.title for step in action.steps.all()] == ["Préparer", "Ouvrir"]
