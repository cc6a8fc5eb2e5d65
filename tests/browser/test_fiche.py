"""A fiche typed in a real browser, by the keyboard, by typing and choosing; then with scripts refused."""

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from accounts.enums import MemberRole
from actions.models import Action
from partners.models import Contact, Partner
from plans.models import Objective, Plan
from tests.browser.checks import DESK, assert_accessible
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan(transactional_db: None) -> Plan:
    call_command("load_reference", verbosity=0)
    return PlanFactory(title="Plan du quai")


@pytest.fixture
def objective(plan: Plan) -> Objective:
    return ObjectiveFactory(parent=ObjectiveFactory(plan=plan, title="Enfance"), title="Ouvrir le soir", code="I")


def sign_in(page: Page, live_server: Any, plan: Plan) -> None:
    client = Client()
    client.force_login(UserFactory(memberships={plan.territory: MemberRole.COORDINATOR}))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.set_default_timeout(20_000)
    page.set_viewport_size(DESK)


def choose(field: Locator, text: str) -> None:
    """Type, wait for the proposition, take the first."""
    field.click()
    field.press_sequentially(text)
    expect(field.page.locator(".combo-panel:visible [role=option]").first).to_be_visible()
    expect(field.page.get_by_text("Recherche…")).to_have_count(0)
    field.press("Enter")


def part(page: Page, name: str) -> Locator:
    return page.locator(f"[data-rows='{name}']")


def test_fiche_is_typed_from_the_title_to_the_documents(
    live_server: Any, page: Page, plan: Plan, objective: Objective
) -> None:
    sign_in(page, live_server, plan)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    caf = PartnerFactory(territory=plan.territory, name="Caisse d’allocations familiales", acronym="CAF")
    contact = Contact.objects.create(partner=caf, full_name="Camille Essai")
    farm = PartnerFactory(territory=plan.territory, name="La Ferme")
    Contact.objects.create(partner=farm, full_name="Alix Essai")  # comes first, but is not of this partner
    other = ActionFactory(plan=plan, title="Tenir la ludothèque", number=3)

    page.goto(f"{live_server.url}{plan.get_absolute_url()}fiches/nouvelle/?objectif={objective.pk}")
    assert_accessible(page)
    page.get_by_label("Intitulé *").first.fill("Ouvrir un atelier du soir")
    expect(page.get_by_text("Modifications non enregistrées")).to_be_visible()
    expect(page.get_by_label("Motif", exact=True)).to_be_hidden()
    page.get_by_label("Statut *").first.select_option(label="Reportée")
    page.get_by_label("Motif", exact=True).fill("Travaux")
    page.get_by_label("Contexte et constats").fill("- Un constat\n- Un autre")
    choose(page.get_by_label("Publics", exact=True), "enfants")
    page.get_by_label("Tranche d’âge").select_option(index=2)
    expect(page.get_by_label("Âge minimum")).not_to_have_value("")

    rows = part(page, "participations")
    rows.get_by_role("button", name="Ajouter un partenaire").click()
    rows.get_by_label("Rôle").nth(0).select_option(label="Pilote")
    choose(rows.get_by_label("Partenaire *").nth(0), "caf")
    choose(rows.get_by_label("Contact", exact=True).nth(0), "essai")
    expect(rows.get_by_label("Contact", exact=True).nth(0)).to_have_value("Camille Essai")
    rows.get_by_role("button", name="Ajouter un partenaire").click()
    choose(rows.get_by_label("Partenaire *").nth(1), "Radio du Gué")
    choose(page.get_by_role("combobox", name="Dispositifs mobilisables"), "clas")
    money = part(page, "fundings")
    money.get_by_role("button", name="Ajouter une ligne").click()
    choose(money.get_by_label("Financeur").nth(0), "caf")
    money.get_by_label("Prévu (€)").fill("12 500,50 €")
    page.get_by_label("Début", exact=True).fill("09/2026")
    page.get_by_label("Échéance", exact=True).first.fill("juin 2026")
    page.get_by_label("Échéance", exact=True).first.blur()
    expect(page.get_by_label("Type de calendrier")).to_have_value("PERIOD")
    steps = part(page, "steps")
    for title in ("Ouvrir", "Préparer"):
        steps.get_by_role("button", name="Ajouter une étape").click()
        steps.get_by_label("Étape *").last.fill(title)
    steps.get_by_role("button", name="Monter").last.click()
    links = part(page, "links")
    links.get_by_role("button", name="Ajouter un lien").click()
    choose(links.get_by_label("Fiche liée"), "ludothèque")
    assert_accessible(page)
    page.keyboard.press("Control+s")

    expect(page.get_by_text("Rien n’est enregistré")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Échéance").click()
    expect(page.get_by_label("Échéance", exact=True).first).to_be_focused()
    page.get_by_label("Échéance", exact=True).first.fill("juin 2027")
    expect(part(page, "participations").get_by_label("Partenaire *").nth(1)).to_have_value("Radio du Gué")
    page.get_by_role("button", name="Enregistrer", exact=True).click()

    expect(page.get_by_text("est créée")).to_contain_text("« Radio du Gué »")
    assert_accessible(page)
    action = Action.objects.get(title="Ouvrir un atelier du soir")
    assert [p.partner for p in action.participations.select_related("partner")] == [
        caf,
        Partner.objects.get(name="Radio du Gué"),
    ]
    assert action.participations.get(role="LEAD").contact == contact
    assert [step.title for step in action.steps.all()] == ["Préparer", "Ouvrir"]
    assert (action.fundings.get().partner, str(action.fundings.get().planned)) == (caf, "12500.50")
    assert (action.links.get().target, action.scheme_uses.count(), action.audiences.count()) == (other, 1, 1)
    assert action.context == "- Un constat\n- Un autre"

    page.get_by_role("link", name="modifier : contexte et constats").click()
    page.get_by_label("Contexte et constats").fill("- Un seul constat")
    page.keyboard.press("Control+Enter")  # on to the next fiche, or to this one when it is the last
    expect(page.get_by_text("est enregistrée")).to_be_visible()
    action.refresh_from_db()
    assert action.context == "- Un seul constat"
    assert [message for message in errors if "422" not in message] == []


def test_fiche_is_typed_without_javascript(live_server: Any, browser: Any, plan: Plan, objective: Objective) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server, plan)
    PartnerFactory(territory=plan.territory, name="Caisse d’allocations familiales", acronym="CAF")
    page.goto(f"{live_server.url}{plan.get_absolute_url()}fiches/nouvelle/?objectif={objective.pk}")
    page.get_by_label("Intitulé *").first.fill("Ouvrir un atelier du soir")
    rows = part(page, "participations")
    rows.get_by_label("Rôle").nth(0).select_option(label="Pilote")
    rows.get_by_label("nom du partenaire, connu ou nouveau").nth(0).fill("C.A.F.")
    rows.get_by_label("nom du contact, connu ou nouveau").nth(0).fill("Dominique Essai")
    page.get_by_label("ou nouveaux, un par ligne").fill("CLAS\nBus des familles")
    part(page, "steps").get_by_label("Étape *").nth(0).fill("Préparer")
    part(page, "new_places").get_by_label("Nom *").nth(0).fill("Les Rives")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("est créée")).to_contain_text("le contact « Dominique Essai »")
    action = Action.objects.get()
    assert action.participations.get().partner.acronym == "CAF"
    assert [use.scheme.name for use in action.scheme_uses.select_related("scheme")][1] == "Bus des familles"
    assert action.places.get().name == "Les Rives"
    assert action.steps.get().title == "Préparer"
    page.get_by_role("link", name="Modifier", exact=True).first.click()
    part(page, "steps").get_by_label("Retirer").nth(0).check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("est enregistrée")).to_be_visible()
    assert not action.steps.exists()
    page.context.close()


def test_two_people_on_the_same_fiche_lose_nothing(live_server: Any, browser: Any, plan: Plan) -> None:
    action = ActionFactory(plan=plan, title="Ouvrir")
    pages = []
    for _ in range(2):
        page = browser.new_context().new_page()
        sign_in(page, live_server, plan)
        page.goto(f"{live_server.url}{action.get_absolute_url()}modifier/")
        pages.append(page)
    first, second = pages
    second.get_by_label("Description", exact=True).fill("Le texte de la seconde")
    second.get_by_label("Enjeu", exact=True).fill("Un enjeu")
    second.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(second.get_by_text("est enregistrée")).to_be_visible()
    first.get_by_label("Description", exact=True).fill("Le texte de la première")
    first.get_by_label("Élu référent").fill("Adjointe")
    first.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Deux modifications à accorder")
    assert_accessible(first)
    first.get_by_label("Garder ma saisie").check()
    first.get_by_role("button", name="Enregistrer ces choix").click()
    expect(first.get_by_text("est enregistrée")).to_be_visible()
    action.refresh_from_db()
    assert (action.description, action.challenge) == ("Le texte de la première", "Un enjeu")
    assert action.elected_lead == "Adjointe"
    for page in pages:
        page.context.close()
