"""Two people on the same objects, a pilote on her fiches, the people and the history, in a real browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.aggregates import content
from accounts.enums import Change, MemberRole
from accounts.history import record
from accounts.models import Revision, User
from actions.enums import Role
from actions.models import Action, Participation, Step
from actions.services import delete_action
from partners.models import Contact, Partner
from plans.models import Plan
from tests.browser.checks import DESK, assert_accessible
from tests.factories import PASSWORD, ActionFactory, PartnerFactory, PlanFactory, TerritoryFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]
SignIn = Callable[..., Page]
ANNE = "Jouer ensemble au bord du quai, petits et grands, avec les jeux que les familles apportent."
BASILE = "Jouer ensemble au bord de l’eau, toute l’année, avec les jeux que les familles apportent."


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(territory=TerritoryFactory(name="Commune de Valmire", slug="valmire"))


@pytest.fixture
def people(plan: Plan) -> list[User]:
    """Two coordinators, a pilote and an administrator."""
    roles = [MemberRole.COORDINATOR, MemberRole.COORDINATOR, MemberRole.CONTRIBUTOR, MemberRole.ADMIN]
    names = ["Anne Marin", "Basile Roux", "Clara Diop", "Denis Faure"]
    return [
        UserFactory(
            full_name=name, email=f"{name.split()[0].lower()}@valmire.example", memberships={plan.territory: role}
        )
        for name, role in zip(names, roles, strict=True)
    ]


@pytest.fixture
def fiche(plan: Plan, people: list[User]) -> Action:
    partner = PartnerFactory(territory=plan.territory, name="Ville de Valmire")
    Contact.objects.create(partner=partner, full_name="Clara Diop", user=people[2])
    fiche = ActionFactory(plan=plan, title="Ludothèque du quai", challenge="Jouer ensemble au bord de l’eau.")
    Participation.objects.create(action=fiche, partner=partner, role=Role.LEAD)
    Step.objects.create(action=fiche, title="Trouver un local")
    return fiche


@pytest.fixture
def sign_in(live_server: Any, browser: Browser) -> Iterator[SignIn]:
    """`sign_in(user)` is a window of its own where that person is signed in."""
    windows = []

    def window(user: User | None, *, scripts: bool = True) -> Page:
        windows.append(browser.new_context(base_url=live_server.url, viewport=DESK, java_script_enabled=scripts))
        page = windows[-1].new_page()
        page.set_default_timeout(20_000)
        if user:
            page.goto("/compte/connexion/")
            page.get_by_label("Adresse électronique").fill(user.email)
            page.get_by_label("Mot de passe").fill(PASSWORD)
            page.get_by_role("button", name="Se connecter").click()
            expect(page.get_by_role("heading", level=1)).not_to_have_text("Se connecter")
        return page

    yield window
    for context in windows:
        context.close()


def test_two_people_on_the_same_fiche_lose_nothing(
    sign_in: SignIn, plan: Plan, fiche: Action, people: list[User]
) -> None:
    where = reverse("actions:action-edit", args=[plan.territory.slug, plan.slug, fiche.pk])
    anne, basile = sign_in(people[0]), sign_in(people[1])
    anne.goto(where)
    basile.goto(where)
    anne.locator("#id_title").fill("Ludothèque du port")
    anne.get_by_role("textbox", name="Enjeu").fill(ANNE)
    anne.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(anne.get_by_text("est enregistrée")).to_be_visible()

    basile.get_by_role("textbox", name="Enjeu").fill(BASILE)
    basile.get_by_label("Description", exact=True).fill("Ouverture le mercredi et le samedi.")
    basile.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(basile.get_by_role("heading", level=1)).to_have_text("Deux modifications à accorder")
    for text in ("petits et grands", "toute l’année", "Anne Marin"):
        expect(basile.get_by_text(text).first).to_be_visible()
    basile.get_by_text("Ce qui diffère, mot à mot").click()
    assert_accessible(basile)
    basile.get_by_label("Garder ma saisie").check()
    basile.get_by_role("button", name="Enregistrer ces choix").click()
    expect(basile.get_by_text("est enregistrée")).to_be_visible()
    fiche.refresh_from_db()
    assert fiche.title == "Ludothèque du port"
    assert fiche.challenge == BASILE
    assert fiche.description == "Ouverture le mercredi et le samedi."
    assert Revision.objects.filter(before__challenge=ANNE).exists()


def test_two_people_on_the_same_partner_lose_nothing(sign_in: SignIn, fiche: Action, people: list[User]) -> None:
    partner = Partner.objects.get()
    where = reverse("partners:partner-edit", args=[partner.territory.slug, partner.pk])
    anne, basile = sign_in(people[0]), sign_in(people[1])
    anne.goto(where)
    basile.goto(where)
    anne.locator("#id_acronym").fill("VDV")
    anne.locator("#id_note").fill("Écrire à l’accueil.")
    anne.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(anne.get_by_role("heading", level=1)).not_to_contain_text("Modifier")
    basile.locator("#id_website").fill("https://valmire.example/")
    basile.locator("#id_note").fill("Appeler le matin.")
    basile.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(basile.get_by_role("heading", level=1)).to_have_text("Deux modifications à accorder")
    assert_accessible(basile)
    basile.get_by_label("Garder la version déjà enregistrée").check()
    basile.get_by_role("button", name="Enregistrer ces choix").click()
    expect(basile.get_by_role("heading", level=1)).not_to_have_text("Deux modifications à accorder")
    partner.refresh_from_db()
    assert (partner.acronym, partner.note, partner.website) == (
        "VDV",
        "Écrire à l’accueil.",
        "https://valmire.example/",
    )


def test_text_typed_on_a_deleted_fiche_is_given_back(
    sign_in: SignIn, plan: Plan, fiche: Action, people: list[User]
) -> None:
    page = sign_in(people[0])
    page.goto(reverse("actions:action-edit", args=[plan.territory.slug, plan.slug, fiche.pk]))
    page.get_by_label("Description", exact=True).fill("Une phrase à garder.")
    delete_action(action=fiche, by=people[1])
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Supprimé entre-temps")
    expect(page.get_by_text("Une phrase à garder.", exact=True)).to_be_visible()
    assert_accessible(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Restaurer dans un nouvel onglet").click()
    other = opened.value
    assert_accessible(other)
    other.get_by_role("button", name="Tout restaurer").or_(other.get_by_role("button", name="Restaurer")).first.click()
    expect(other.get_by_text("Restauré : fiche action")).to_be_visible()
    page.get_by_role("button", name="Envoyer ma saisie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ludothèque du quai")
    assert Action.objects.get(title="Ludothèque du quai").description == "Une phrase à garder."


def test_pilote_begins_with_her_fiches_and_saves_one(sign_in: SignIn, fiche: Action, people: list[User]) -> None:
    page = sign_in(people[2])
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes fiches")
    page.get_by_text("Étapes et bilan").click()
    assert_accessible(page)
    page.get_by_label("Avancement").select_option("50")
    page.get_by_role("button", name="Ajouter un bilan").click()
    page.get_by_label("Bilan et suites").last.fill("Le local est trouvé.")
    page.get_by_label("Faite le").first.fill("12/03/2026")
    expect(page.get_by_text("Modifications non enregistrées")).to_be_visible()
    page.get_by_role("button", name="Enregistrer Ludothèque du quai").click()
    expect(page.get_by_text("Enregistré à")).to_be_visible()
    expect(page.get_by_text("Modifications non enregistrées")).to_be_hidden()
    assert_accessible(page)
    page.get_by_label("Motif").fill("Le local a changé.")
    page.get_by_label("Motif").press("Enter")
    expect(page.get_by_text("Enregistrée : « Ludothèque du quai »")).to_be_visible()
    fiche.refresh_from_db()
    assert fiche.status_reason == "Le local a changé."
    assert fiche.progress == 50
    assert fiche.notes.get().text == "Le local est trouvé."
    assert fiche.steps.get().done_on.isoformat() == "2026-03-12"


def test_pilote_saves_everything_without_javascript(sign_in: SignIn, fiche: Action, people: list[User]) -> None:
    page = sign_in(people[2], scripts=False)
    page.get_by_label("Statut").select_option("ONGOING")
    page.get_by_text("Étapes et bilan").click()
    page.get_by_label("Bilan et suites").last.fill("Sans script.")
    page.get_by_role("button", name="Tout enregistrer").click()
    expect(page.get_by_text("Enregistrée : « Ludothèque du quai »")).to_be_visible()
    fiche.refresh_from_db()
    assert (fiche.status, fiche.notes.get().text) == ("ONGOING", "Sans script.")


def test_admin_invites_and_the_invited_comes_in(
    sign_in: SignIn, live_server: Any, fiche: Action, people: list[User]
) -> None:
    page = sign_in(people[3])
    page.goto("/t/valmire/personnes/")
    assert_accessible(page)
    page.get_by_role("link", name="Inviter une personne").click()
    assert_accessible(page)
    page.get_by_label("Adresse électronique").fill("lea@valmire.example")
    page.get_by_label("Rôle", exact=True).select_option("CONTRIBUTOR")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text("L’invitation est partie")).to_be_visible()
    assert_accessible(page)
    link = next(word for word in str(mail.outbox[-1].body).split() if "/compte/invitation/" in word)
    invited = sign_in(None)
    invited.goto(link)
    assert_accessible(invited)
    invited.get_by_label("Votre nom").fill("Léa Martin")
    invited.get_by_label("Nouveau mot de passe", exact=True).fill("Marée-haute-2026")
    invited.get_by_label("Confirmation", exact=False).fill("Marée-haute-2026")
    invited.get_by_role("button", name="Ouvrir mon compte").click()
    expect(invited.get_by_text("Bienvenue.")).to_be_visible()
    invited.goto("/compte/")
    assert_accessible(invited)
    invited.get_by_role("link", name="Demander la suppression").click()
    assert_accessible(invited)


def test_history_is_read_and_an_older_text_taken_back(
    sign_in: SignIn, plan: Plan, fiche: Action, people: list[User]
) -> None:
    before = content(fiche)
    fiche.challenge = "Jouer ensemble au bord du quai."
    fiche.save()
    told = {"by": people[1], "territory": plan.territory, "plan_key": plan.pk}
    record(Change.EDITED, fiche, before=before, after=content(fiche), **told)
    delete_action(action=ActionFactory(plan=plan, title="Contes du soir"), by=people[1])
    page = sign_in(people[0])
    page.goto(reverse("history:plan", args=[plan.territory.slug, plan.slug]))
    assert_accessible(page)
    page.goto(fiche.get_absolute_url())
    page.get_by_role("link", name="Historique", exact=True).last.click()
    assert_accessible(page)
    page.get_by_role("link", name="ce changement en entier").click()
    assert_accessible(page)
    page.get_by_role("button", name="Reprendre la version d’avant").click()
    expect(page.get_by_text("reprise. La précédente reste dans l’historique")).to_be_visible()
    fiche.refresh_from_db()
    assert fiche.challenge == "Jouer ensemble au bord de l’eau."
    page.goto(reverse("history:plan-bin", args=[plan.territory.slug, plan.slug]))
    assert_accessible(page)
