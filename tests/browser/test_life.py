"""The life of a plan in a real browser: the PEDT of the demonstration from draft to renewal, its PRE to validation."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Revision
from annexes.models import Version, VersionReason
from annexes.versions.frozen import outline_of
from plans.enums import AmendmentStatus, PlanStatus, VisaOutcome, VisaStage
from plans.models import Amendment, Plan, StatusChange, Visa
from tests.browser.checks import DESK, assert_accessible

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]

PASSWORD = "Brume-du-matin-2026"
WRITTEN = "## L’accueil\n- Un livret par enfant\n\n| Qui | Quoi |\n| Parents | Un échange |"
CHANGED = "de la crèche au collège"
Go = Callable[..., None]


@pytest.fixture
def coordinator(live_server: Any, page: Page) -> Page:
    """The browser of the coordinator of the demonstration."""
    call_command("load_demo", verbosity=0)
    page.set_viewport_size(DESK)
    page.set_default_timeout(40_000)
    page.goto(f"{live_server.url}/compte/connexion/")
    page.get_by_label("Adresse électronique").fill("coordinatrice@demo.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(f"{live_server.url}/**")
    return page


def today() -> str:
    return f"{timezone.localdate():%d/%m/%Y}"


def opener(page: Page, url: str, plan: Plan) -> Go:
    """`go("life:plan")` opens a page of the plan."""

    def go(name: str, *more: object) -> None:
        page.goto(url + reverse(name, args=[plan.territory.slug, plan.slug, *more]))

    return go


def step(page: Page, go: Go, label: str, reason: str = "") -> None:
    """Take a step from the page of the life of the plan; what is signalled is passed over, with a reason."""
    go("life:plan")
    page.get_by_role("link", name=f"{label}…").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    if reason:
        page.get_by_label("Motif").fill(reason)
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vie du plan")


def give(page: Page, go: Go, visa: Visa, outcome: VisaOutcome) -> None:
    go("life:visa-edit", visa.pk)
    page.get_by_label("Réponse").select_option(outcome.value)
    page.get_by_label("Signé le" if visa.stage == VisaStage.SIGNATURE else "Rendu le").fill(today())
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("button", name="Enregistrer")).to_have_count(0, timeout=15_000)


def prepare(page: Page) -> None:
    page.get_by_role("button", name="Préparer les avis et signatures attendus").click()
    expect(page.get_by_role("link", name="Compléter : Préfet").first).to_be_visible(timeout=15_000)


def test_pedt_from_draft_to_signature_amendment_comparison_and_renewal(live_server: Any, coordinator: Page) -> None:
    page, plan = coordinator, Plan.objects.get(slug="pedt-2025-2028")
    go = opener(page, live_server.url, plan)
    assert plan.status == PlanStatus.DRAFT

    # The dossier says what is missing; a section is written.
    go("file:index")
    assert_accessible(page)
    row = page.get_by_role("listitem").filter(has_text="Inclusion et handicap")
    expect(row).to_contain_text("Le texte n’est pas écrit")
    row.get_by_role("link", name="Écrire").click()
    page.get_by_label("Texte", exact=True).fill(
        "## L’accueil\n- Un livret par enfant\n\n| Qui | Quoi |\n| Parents | Un échange |"
    )
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.get_by_role("heading", name="L’accueil")).to_be_visible()
    expect(page.get_by_role("cell", name="Un échange")).to_be_visible()

    # Draft → consultation → submitted: what is signalled is passed over with a reason; a version is frozen.
    step(page, go, "Ouvrir la concertation")
    step(page, go, "Transmettre", "La charte sera complétée en janvier.")
    assert Version.objects.get(plan=plan).reason == VersionReason.SUBMITTED
    go("life:plan")
    prepare(page)
    visas = {visa.key: visa for visa in Visa.objects.filter(plan=plan)}
    assert {"gad-prefet", "prefet", "dasen", "caf", "collectivite"} <= set(visas)
    for visa in visas.values():
        if visa.stage == VisaStage.OPINION:
            give(page, go, visa, VisaOutcome.FAVOURABLE)
    step(page, go, "Valider", "La charte sera complétée en janvier.")

    # The signature is refused in words until nothing is missing.
    go("life:plan")
    expect(page.get_by_text("Avant de pouvoir le faire").first).to_be_visible()
    assert_accessible(page)
    go("life:deliberation")
    page.get_by_label("Référence de la délibération").fill("n° 2026-114")
    page.get_by_label("Date de la délibération").fill(today())
    page.get_by_role("button", name="Enregistrer").click()
    for visa in visas.values():
        if visa.stage == VisaStage.SIGNATURE:
            give(page, go, visa, VisaOutcome.SIGNED)
    step(page, go, "Signer", "La charte sera complétée en janvier.")
    plan.refresh_from_db()
    assert plan.status == PlanStatus.SIGNED
    signed = Version.objects.get(plan=plan, reason=VersionReason.SIGNED)
    assert signed.files.filter(name__endswith=".pdf").exists()

    # A change of substance asks for its reason, once.
    objective = plan.objectives.exclude(parent=None).order_by("lft")[0]
    go("plans:objective-edit", objective.pk)
    page.get_by_label("Intitulé").fill(f"Assurer une continuité éducative {CHANGED}")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_label("Motif du changement").fill("Demande du comité de pilotage")
    page.get_by_role("button", name="Enregistrer avec ce motif").click()
    page.wait_for_url("**/plans/pedt-2025-2028/**")
    objective.refresh_from_db()
    assert CHANGED in objective.title
    assert Revision.objects.about(objective).latest("pk").reason == "Demande du comité de pilotage"
    assert all(CHANGED not in one.title for theme in outline_of(signed).themes for one in theme.objectives)

    amend(page, go, plan)
    amended = Version.objects.get(plan=plan, reason=VersionReason.AMENDED)
    assert any(CHANGED in one.title for theme in outline_of(amended).themes for one in theme.objectives)

    # The two frozen versions are compared word by word.
    go("versions:compare")
    page.get_by_label("De", exact=True).select_option(str(signed.number))
    page.get_by_label("À", exact=True).select_option(str(amended.number))
    page.get_by_role("button", name="Comparer").click()
    expect(page.locator("ins").filter(has_text="crèche").first).to_be_visible()
    assert_accessible(page)

    # Renewal: a new draft that goes on with this plan.
    go("renewal:new")
    assert_accessible(page)
    page.get_by_role("button", name="Créer le nouveau plan").click()
    expect(page.get_by_text("Le nouveau plan est créé")).to_be_visible()
    new = Plan.objects.get(renewed_from=plan)
    assert (new.status, str(new.starts_on)) == (PlanStatus.DRAFT, "2028-09-01")
    assert [one.after for one in StatusChange.objects.filter(plan=plan).order_by("pk")] == [
        PlanStatus.CONSULTATION,
        PlanStatus.SUBMITTED,
        PlanStatus.APPROVED,
        PlanStatus.SIGNED,
    ]


def amend(page: Page, go: Go, plan: Plan) -> None:
    """Prepare an avenant of what changed since the signature, have it signed."""
    go("life:amendments")
    assert_accessible(page)
    page.get_by_role("link", name="Préparer un avenant").first.click()
    page.get_by_label("Objet").fill("De la crèche au collège")
    page.get_by_label("Exposé des motifs").fill("Le comité de pilotage élargit le projet.")
    page.get_by_label("Référence de la délibération").fill("n° 2026-131")
    page.get_by_label("Date de la délibération").fill(today())
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("ins").filter(has_text="crèche").first).to_be_visible()
    assert_accessible(page)
    amendment = Amendment.objects.get(plan=plan)
    page.get_by_role("link", name="Transmettre…").click()
    page.get_by_role("button", name="Transmettre").click()
    expect(page.get_by_text("Avant de pouvoir le faire").first).to_be_visible()
    prepare(page)
    for visa in Visa.objects.filter(amendment=amendment):
        give(page, go, visa, VisaOutcome.SIGNED if visa.stage == VisaStage.SIGNATURE else VisaOutcome.FAVOURABLE)
    go("life:amendment", amendment.pk)
    page.get_by_role("link", name="Signer…").click()
    page.get_by_role("button", name="Signer").click()
    expect(page.get_by_text("Signé le").first).to_be_visible()
    amendment.refresh_from_db()
    assert amendment.status == AmendmentStatus.SIGNED


def test_pre_from_diagnostic_to_validation(live_server: Any, coordinator: Page) -> None:
    page, plan = coordinator, Plan.objects.get(slug="pre-2027-2029")
    go = opener(page, live_server.url, plan)

    # The diagnostic: a table pasted from a sheet, checked before it is kept.
    go("file:figures")
    page.get_by_role("link", name="Coller depuis un tableur").click()
    assert_accessible(page)
    page.get_by_label("Cellules copiées").fill("Consultations\t2024\t2025\nOrthophonie\t210\t1 198")
    page.get_by_label("Titre du tableau").fill("Consultations du centre de santé")
    page.get_by_label("Unité").fill("consultations")
    page.get_by_label("Source").fill("Centre de santé des Tanneries")
    page.get_by_role("button", name="Lire et vérifier").click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", name="Consultations du centre de santé")).to_be_visible()
    assert {str(one.value) for one in plan.figures.filter(label="Orthophonie")} == {"210.000", "1198.000"}

    # What the programme lacks: the date of the charter of confidentiality, the budget.
    go("file:programme")
    expect(page.get_by_text("Le budget manque.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Modifier", exact=True).first.click()
    page.get_by_label("Charte de confidentialité signée le").fill("12/11/2026")
    for funder, amount in (("BOP 147, politique de la ville", "80000"), ("Val-de-Brume Agglomération", "40000")):
        page.get_by_role("button", name="Ajouter une ligne").click()
        line = page.get_by_role("group", name="Ligne du budget").last
        line.get_by_label("Année").fill("2027")
        line.get_by_label("Financeur").fill(funder)
        line.get_by_label("Prévu (€)").fill(amount)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Le budget manque.")).to_have_count(0)
    assert {str(one.planned) for one in plan.programme.budget.all()} == {"80000.00", "40000.00"}

    # The circuit: three opinions, then the plan is validated.
    step(page, go, "Ouvrir la concertation")
    step(page, go, "Transmettre", "Les sections qui restent seront écrites en décembre.")
    prepare(page)
    opinions = list(Visa.objects.filter(plan=plan, stage=VisaStage.OPINION).order_by("position"))
    assert [visa.key for visa in opinions] == ["ia-dasen", "prefet-avis", "prefecture-region"]
    expect(page.get_by_text("Avis attendu et pas encore rendu").first).to_be_visible()
    for visa in opinions:
        give(page, go, visa, VisaOutcome.FAVOURABLE)
    step(page, go, "Valider", "Les sections qui restent seront écrites en décembre.")
    plan.refresh_from_db()
    assert plan.status == PlanStatus.APPROVED
