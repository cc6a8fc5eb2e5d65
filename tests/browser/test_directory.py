"""The directory in a real browser: two people on one partner, duplicates merged, a list imported; axe finds nothing."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from accounts.enums import MemberRole
from accounts.models import Territory, User
from actions.enums import Role
from actions.models import ActionLink, Participation, Place
from partners.models import Contact, Partner, PartnerAlias, Scheme
from tests.factories import PASSWORD, ActionFactory, PartnerFactory, PlanFactory, TerritoryFactory, UserFactory
from tests.readers.makers import xlsx

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def territory() -> Territory:
    call_command("load_reference", verbosity=0)
    return TerritoryFactory(name="Commune de Valmire", slug="valmire")


def signed_in(browser: Browser, live_server: Any, user: User, **context: Any) -> Page:
    page = browser.new_context(viewport=DESK, **context).new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{live_server.url}/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"{live_server.url}/")
    return page


def check(page: Page) -> None:
    """No violation for axe-core, nothing past the edge of the narrowest phone."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    page.set_viewport_size(DESK)


def test_two_people_on_one_partner_lose_nothing(live_server: Any, browser: Browser, territory: Territory) -> None:
    partner = PartnerFactory(territory=territory, name="Association du Quai")
    url = f"{live_server.url}/t/valmire/partenaires/{partner.pk}/modifier/"
    people = [UserFactory(memberships={territory: MemberRole.COORDINATOR}) for _ in range(2)]
    one, other = (signed_in(browser, live_server, person) for person in people)
    for page in (one, other):
        page.goto(url)
    one.get_by_label("Remarque").fill("Prévenir avant juin")
    one.get_by_label("Nom", exact=True).fill("Association du grand quai")
    one.get_by_role("button", name="Enregistrer").click()
    expect(one.get_by_role("heading", level=1)).to_contain_text("Association du grand quai")

    other.get_by_label("Autres noms").fill("Le Quai\nA.D.Q.")
    other.get_by_label("Nom", exact=True).fill("Association des quais")
    other.get_by_role("button", name="Enregistrer").click()
    expect(other.get_by_text("Association du grand quai").first).to_be_visible()
    expect(other.get_by_text("Association des quais").first).to_be_visible()
    check(other)
    partner.refresh_from_db()
    assert partner.name == "Association du grand quai"
    other.locator("input[type=radio][value=mine]").first.check()
    other.locator("main form button[type=submit]").first.click()
    expect(other.get_by_role("heading", level=1)).to_contain_text("Association des quais")
    partner.refresh_from_db()
    assert (partner.name, partner.note) == ("Association des quais", "Prévenir avant juin")
    assert set(partner.aliases.values_list("label", flat=True)) == {"Le Quai", "A.D.Q."}
    for page in (one, other):
        page.context.close()


def test_duplicates_are_merged_and_the_merge_undone(
    live_server: Any, browser: Browser, territory: Territory, tmp_path: Path
) -> None:
    caf = PartnerFactory(territory=territory, name="Caisse d’allocations familiales", acronym="CAF")
    twin = PartnerFactory(territory=territory, name="C.A.F. des Landes")
    PartnerAlias.objects.create(partner=twin, label="CAF 40")
    Contact.objects.create(partner=twin, full_name="Dominique Quai", function="Conseillère", email="c@caf.example")
    action = ActionFactory(plan=PlanFactory(territory=territory), title="Tenir l’atelier")
    Participation.objects.create(action=action, partner=twin, role=Role.FUNDER)
    scheme = Scheme.objects.get(slug="clas")
    page = signed_in(browser, live_server, UserFactory(memberships={territory: MemberRole.ADMIN}))
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)

    page.goto(f"{live_server.url}/t/valmire/partenaires/")
    check(page)
    page.get_by_role("link", name="Chercher les doublons").click()
    check(page)
    page.get_by_role("link", name="Comparer et fusionner").click()
    check(page)
    page.get_by_role("button", name="Fusionner").click()
    expect(page.get_by_text("ne font plus qu’un")).to_be_visible()
    assert [partner.name for partner in Partner.objects.all()] == [caf.name]
    page.get_by_role("link", name="Annuler la fusion").click()
    check(page)
    page.get_by_role("button", name="Annuler ces changements").click()
    expect(page.get_by_text("C’est annulé")).to_be_visible()
    assert twin.participations.get().action == action

    page.goto(f"{live_server.url}{twin.get_absolute_url()}")
    expect(page.get_by_text("Dominique Quai")).to_be_visible()
    check(page)
    page.emulate_media(media="print")
    expect(page.get_by_text("Dominique Quai")).to_be_hidden()
    expect(page.get_by_text("Tenir l’atelier")).to_be_visible()
    page.emulate_media(media="screen")
    for path in ("contacts/", "dispositifs/", f"dispositifs/{scheme.pk}/", "lieux/", "listes/", "listes/publics/"):
        page.goto(f"{live_server.url}/t/valmire/{path}")
        check(page)
    ActionLink.objects.create(action=action, group="AT jeunesse", text="Lien")
    for path in (
        "partenaires/nouveau/",
        "contacts/nouveau/",
        "dispositifs/nouveau/",
        "lieux/nouveau/",
        "listes/ages/nouveau/",
        "listes/axes-transversaux/",
        f"partenaires/{twin.pk}/supprimer/",
        f"partenaires/{twin.pk}/fusionner/",
    ):
        page.goto(f"{live_server.url}/t/valmire/{path}")
        check(page)
    page.goto(f"{live_server.url}/t/valmire/listes/partenaires/importer/")
    check(page)
    path = tmp_path / "partenaires.xlsx"
    path.write_bytes(xlsx(("Liste", [["Nom", "Type"], ["Club", "Guilde"], ["CAF", "CAF"], ["Théâtre", ""]])))
    page.get_by_label("Fichier à importer").set_input_files(path)
    page.get_by_role("button", name="Lire le tableau").click()
    expect(page.get_by_text("Nouveau").first).to_be_visible()
    check(page)
    assert errors == []
    page.context.close()


def test_list_is_imported_without_javascript(
    live_server: Any, browser: Browser, territory: Territory, tmp_path: Path
) -> None:
    path = tmp_path / "ecoles.xlsx"
    rows = [
        ["Nom", "Type", "Code"],
        ["École du Port", "École ou établissement", "0400001J"],
        ["Valmire", "Village", ""],
    ]
    path.write_bytes(xlsx(("Écoles", rows)))
    user = UserFactory(memberships={territory: MemberRole.ADMIN})
    page = signed_in(browser, live_server, user, java_script_enabled=False)
    page.goto(f"{live_server.url}/t/valmire/listes/lieux/importer/")
    page.get_by_label("Fichier à importer").set_input_files(path)
    page.get_by_role("button", name="Lire le tableau").click()
    expect(page.get_by_text("« Village » n’est pas un type connu")).to_be_visible()
    page.get_by_role("button", name="Écrire les lignes retenues").click()
    expect(page.get_by_text("1 ajoutés")).to_be_visible()
    assert Place.objects.get().code == "0400001J"
    page.context.close()
