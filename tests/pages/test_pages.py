import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import MemberRole
from actions.models import Action
from annexes.applying.apply import import_outline
from annexes.outline import ActionOutline, ExpectedEffects, ObjectiveOutline, PlanOutline, ThemeOutline
from plans.enums import Level
from plans.models import Plan, PlanKind
from tests.annexes.journey import client_of, person
from tests.conftest import ClientOf
from tests.factories import PlanFactory, UserFactory


def outline(fiches: int) -> PlanOutline:
    full = ObjectiveOutline(
        Level.OPERATIONAL,
        "Accompagner la scolarité",
        "OO 1",
        actions=tuple(ActionOutline(f"Tenir l’atelier {n}", number=n) for n in range(1, fiches + 1)),
    )
    empty = ObjectiveOutline(Level.OPERATIONAL, "Soutenir les parents", "OO 2")
    middle = ObjectiveOutline(Level.INTERMEDIATE, "Réussir ensemble", "OI 1", children=(full, empty))
    axis = ObjectiveOutline(Level.AXIS, "Grandir", "I", children=(middle,))
    loose = (ActionOutline("Fête des voisins"),)
    return PlanOutline("Plan", "PGT", themes=(ThemeOutline("Enfance", objectives=(axis,), unattached=loose),))


@pytest.fixture
def plan(kinds: dict[str, PlanKind]) -> Plan:
    found = PlanFactory(kind=kinds["PGT"])
    import_outline(plan=found, incoming=outline(3), by=None)
    return found


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_plan_page_shows_the_tree_the_empty_objective_and_the_loose_action(plan: Plan) -> None:
    page = client_of(person(plan, MemberRole.READER)).get(plan.get_absolute_url()).content.decode()
    for text in ("Enfance", "Grandir", "Réussir ensemble", "Accompagner la scolarité", "Tenir l’atelier 2"):
        assert text in page
    assert page.count("Aucune fiche à ce jour") == 1
    assert "rattacher" in page
    assert "Fête des voisins" in page


@pytest.mark.parametrize("query", ["scolarites", "SCOLARITÉ", "accompagner scol"])
def test_search_ignores_accents_case_and_plural(plan: Plan, query: str) -> None:
    page = client_of(person(plan, MemberRole.READER)).get(plan.get_absolute_url(), {"q": query}).content.decode()
    assert "Tenir l’atelier 1" in page
    assert "Fête des voisins" not in page


def test_search_that_finds_nothing_says_so(plan: Plan) -> None:
    page = client_of(person(plan, MemberRole.READER)).get(plan.get_absolute_url(), {"q": "zébulon"}).content.decode()
    assert "zébulon" in page
    assert "Tenir l’atelier" not in page


def test_plan_page_costs_the_same_for_three_and_for_two_hundred_fiches(plan: Plan) -> None:
    client = client_of(person(plan, MemberRole.READER))
    few = queries(lambda: client.get(plan.get_absolute_url()))
    import_outline(plan=plan, incoming=outline(200), by=None)
    assert Action.objects.filter(plan=plan).count() == 201
    assert queries(lambda: client.get(plan.get_absolute_url())) == few
    assert few <= 15


def test_fiche_page_shows_its_path_and_its_bullets(plan: Plan) -> None:
    action = Action.objects.get(plan=plan, number=2)
    action.context = "- Un constat\n- Un besoin"
    action.save()
    client = client_of(person(plan, MemberRole.READER))
    page = client.get(action.get_absolute_url()).content.decode()
    for text in ("Grandir", "Réussir ensemble", "Accompagner la scolarité", "Un constat"):
        assert text in page
    assert "- Un constat" not in page
    assert queries(lambda: client.get(action.get_absolute_url())) <= 30


def test_incoming_text_is_shown_escaped(plan: Plan) -> None:
    action = Action.objects.get(plan=plan, number=1)
    action.title = action.context = "<script>alert(1)</script>"
    action.save()
    client = client_of(person(plan, MemberRole.READER))
    for url in (plan.get_absolute_url(), action.get_absolute_url()):
        assert "<script>alert" not in client.get(url).content.decode()


@pytest.mark.parametrize("role", [MemberRole.READER, MemberRole.CONTRIBUTOR])
def test_reader_and_contributor_change_no_plan(plan: Plan, role: MemberRole) -> None:
    client = client_of(person(plan, role))
    where = [plan.territory.slug, plan.slug]
    for url in (reverse("plans:new", args=where[:1]), reverse("plans:edit", args=where)):
        for response in (client.get(url), client.post(url, {"title": "Autre"})):
            assert response.status_code == 403
            assert "réservé" in response.content.decode()
    page = client.get(plan.get_absolute_url()).content.decode()
    assert reverse("plans:edit", args=where) not in page
    assert reverse("annexes:import-new", args=where) not in page
    assert reverse("annexes:export", args=where) in page


def test_coordinator_creates_a_plan_and_the_law_limits_its_length(
    client_of: ClientOf, territory: object, kinds: dict[str, PlanKind]
) -> None:
    client = client_of(MemberRole.COORDINATOR)
    url = reverse("plans:new", args=[territory.slug])  # type: ignore[attr-defined]
    fields = {"kind": kinds["PEDT"].pk, "title": "PEDT 2026", "starts_on": "2026-09-01", "ends_on": "2031-08-31"}
    refused = client.post(url, fields)
    assert refused.status_code == 422
    assert "3 ans au plus" in refused.content.decode()
    assert client.post(url, {**fields, "ends_on": "2029-08-31"}).status_code == 302
    plan = Plan.objects.get(territory=territory)
    assert (plan.slug, plan.kind.code) == ("pedt-2026", "PEDT")


def test_person_signs_in_with_her_address_and_signs_out(db: None) -> None:
    user = UserFactory()
    user.set_password("Marée-haute-2026")
    user.save()
    client = Client()
    url = reverse("accounts:login")
    assert "inconnu" in client.post(url, {"username": user.email, "password": "non"}).content.decode()
    assert client.post(url, {"username": user.email.upper(), "password": "Marée-haute-2026"}).status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 200
    client.post(reverse("accounts:logout"))
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_forgotten_password_is_chosen_anew_by_mail(db: None) -> None:
    user = UserFactory()
    user.set_password("Marée-haute-2026")
    user.save()
    client = Client()
    client.post(reverse("accounts:password-forgotten"), {"email": user.email})
    (message,) = mail.outbox
    link = re.search(r"https?://[^/]+(/\S+)", message.body)
    assert link
    page = client.get(link[1], follow=True)
    new = {"new_password1": "Marée-basse-2027", "new_password2": "Marée-basse-2027"}
    assert client.post(page.redirect_chain[-1][0], new).status_code == 302
    user.refresh_from_db()
    assert user.check_password("Marée-basse-2027")


def test_health_says_that_no_worker_lives(db: None) -> None:
    answer = Client().get("/sante").json()
    assert answer == {"base": "en ligne", "executant": "absent"}


def test_expected_effects_of_a_group_are_shown_once(kinds: dict[str, PlanKind]) -> None:
    effects = ExpectedEffects(1, "- Les enfants choisissent")
    twins = tuple(ObjectiveOutline(Level.OPERATIONAL, f"Objectif {n}", f"OO {n}", effects=effects) for n in (1, 2))
    general = ObjectiveOutline(Level.INTERMEDIATE, "Donner la parole", "OG 1", children=twins)
    plan = PlanFactory(kind=kinds["PEDT"])
    import_outline(
        plan=plan, incoming=replace(PlanOutline(), themes=(ThemeOutline("", objectives=(general,)),)), by=None
    )
    page = client_of(person(plan, MemberRole.READER)).get(plan.get_absolute_url()).content.decode()
    assert page.count("Les enfants choisissent") == 1
