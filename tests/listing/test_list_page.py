"""The page of the list: what it shows, to whom, at what cost."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import Territory
from actions.enums import Priority, Role, Status
from actions.listing.page import PER_PAGE
from actions.models import Action, Funding, Participation
from plans.alerts import alerts_of, count_by_object
from plans.enums import Level
from plans.models import Plan
from tests.conftest import ClientOf
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory
from tests.listing.conftest import text

QUERIES = 18  # of a list, the session and the membership included
ALERTS = 14  # more on the list of a plan, for those who edit


def list_url(plan: Plan) -> str:
    return reverse("actions:list", args=[plan.territory.slug, plan.slug])


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def many(plan: Plan, count: int) -> None:
    """That many fiches, each led and funded."""
    objective = ObjectiveFactory(plan=plan)
    partner = PartnerFactory(territory=plan.territory)
    first = Action.objects.filter(plan=plan).count()
    made = Action.objects.bulk_create(
        Action(plan=plan, objective=objective, title=f"Atelier {rank}", number=rank).prepare()
        for rank in range(first, first + count)
    )
    Participation.objects.bulk_create(Participation(action=one, partner=partner, role=Role.LEAD) for one in made)
    Funding.objects.bulk_create(Funding(action=one, planned=rank) for rank, one in enumerate(made))


def test_themes_are_named_where_there_are_several_and_the_way_to_the_objective(plan: Plan, coordinator: Client) -> None:
    first = ObjectiveFactory(plan=plan, level=Level.THEME, title="Petite enfance")
    axis = ObjectiveFactory(plan=plan, parent=first, level=Level.AXIS, code="IV", title="Accueillir")
    low = ObjectiveFactory(plan=plan, parent=axis, level=Level.INTERMEDIATE, code="OI 2", title="Jouer dehors")
    ActionFactory(objective=low, theme=first, number=1, title="Ludothèque")
    page = text(coordinator.get(list_url(plan)))
    assert "IV › OI 2 : Jouer dehors" in page
    assert 'data-label="Thème"' not in coordinator.get(list_url(plan)).content.decode()
    ObjectiveFactory(plan=plan, level=Level.THEME, title="Jeunesse")
    found = coordinator.get(list_url(plan), {"tri": "theme"}).content.decode()
    assert 'data-label="Thème"' in found
    assert "Petite enfance" in found
    assert 'id="tri-theme"' in found


def test_row_shows_what_a_coordinator_follows(plan: Plan, coordinator: Client) -> None:
    objective = ObjectiveFactory(plan=plan, code="OO 1", title="Jouer dehors")
    action = ActionFactory(
        objective=objective, number=8, number_suffix="bis", title="Ludothèque du quai", status=Status.ONGOING,
        priority=Priority.HIGH, progress=50, due_on=timezone.localdate() - timedelta(days=40),
    )  # fmt: skip
    Participation.objects.create(
        action=action, partner=PartnerFactory(territory=plan.territory, name="Service enfance"), role=Role.LEAD
    )
    Funding.objects.create(action=action, planned=Decimal("12500"))
    page = text(coordinator.get(list_url(plan)))
    for words in (
        "8 bis", "Ludothèque du quai", "OO 1 : Jouer dehors", "● En cours", "Haute", "Service enfance", "en retard",
        "50 %", "12 500 €", "1 fiche ",
    ):  # fmt: skip
        assert words in page, words
    assert action.get_absolute_url() in page


@pytest.mark.parametrize("sort", ["", "?tri=-pilote", "?statut=PROPOSED&q=atelier"])
def test_list_costs_the_same_for_one_and_for_five_hundred(sort: str, plan: Plan, coordinator: Client) -> None:
    many(plan, 1)
    few = queries(lambda: coordinator.get(list_url(plan) + sort))
    many(plan, 499)
    assert queries(lambda: coordinator.get(list_url(plan) + sort)) == few
    assert few <= QUERIES + ALERTS + 1


def test_territory_list_costs_the_same_for_one_and_for_many_plans(territory: Territory, coordinator: Client) -> None:
    url = reverse("all-actions", args=[territory.slug])
    many(PlanFactory(territory=territory), 1)
    few = queries(lambda: coordinator.get(url))
    for _ in range(3):
        many(PlanFactory(territory=territory), 60)
    assert queries(lambda: coordinator.get(url)) == few
    assert few <= QUERIES


def test_list_is_paged_and_a_page_past_the_end_is_the_last(plan: Plan, coordinator: Client) -> None:
    many(plan, PER_PAGE + 3)
    first = text(coordinator.get(list_url(plan)))
    assert first.count('role="rowheader"') == PER_PAGE
    assert f"1 à {PER_PAGE} sur {PER_PAGE + 3}" in first
    for number in ("2", "99"):
        assert text(coordinator.get(list_url(plan), {"page": number})).count('role="rowheader"') == 3
    assert "page=2" in first


def test_links_of_the_pages_keep_filters_and_sort(plan: Plan, coordinator: Client) -> None:
    many(plan, PER_PAGE + 1)
    page = text(coordinator.get(list_url(plan), {"statut": "PROPOSED", "tri": "-numero"}))
    assert "?statut=PROPOSED&amp;tri=-numero&amp;page=2" in page
    assert 'aria-sort="descending"' in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"starts_on": date(2025, 9, 1), "due_on": date(2027, 6, 30)}, "09/2025 – 06/2027"),
        ({"due_on": date(2027, 6, 30)}, "06/2027"),
        ({"starts_on": date(2027, 6, 1)}, "dès 06/2027"),
        ({"schedule_kind": "SCHOOL_YEAR", "school_year": 2026}, "2026-2027"),
        ({"schedule_kind": "CONTINUOUS"}, "en continu"),
        ({"schedule_note": "Selon la météo"}, "Selon la météo"),
    ],
)
def test_schedule_is_short(fields: dict[str, object], said: str, plan: Plan, coordinator: Client) -> None:
    ActionFactory(plan=plan, **fields)
    assert f'data-label="Échéance"> <span title="{said}">{said}</span>' in text(coordinator.get(list_url(plan)))


def test_htmx_gets_the_rows_alone_and_the_clean_address(plan: Plan, coordinator: Client) -> None:
    ActionFactory(plan=plan, title="Ludothèque", status=Status.DONE)
    response = coordinator.get(
        list_url(plan), {"statut": "DONE", "q": "", "du": ""}, headers={"HX-Request": "true", "HX-Target": "liste"}
    )
    page = response.content.decode()
    assert "<html" not in page
    assert "Ludothèque" in page
    assert "HX-Target" in response["Vary"]
    assert response["HX-Push-Url"] == f"{list_url(plan)}?statut=DONE"


def test_empty_list_says_why(plan: Plan, coordinator: Client) -> None:
    assert "Aucune fiche pour le moment" in text(coordinator.get(list_url(plan)))
    ActionFactory(plan=plan)
    page = text(coordinator.get(list_url(plan), {"statut": "DONE"}))
    assert "Aucune fiche ne répond à ces filtres" in page
    assert "Tout effacer" in page


def test_list_of_the_territory_shows_every_plan_and_no_other_territory(
    plan: Plan, territory: Territory, coordinator: Client, stranger: Client
) -> None:
    ActionFactory(plan=plan, title="Ludothèque")
    ActionFactory(plan=PlanFactory(territory=territory, title="Contrat de ville"), title="Médiation")
    ActionFactory(title="D’un autre territoire")
    url = reverse("all-actions", args=[territory.slug])
    page = text(coordinator.get(url))
    for words in ("Ludothèque", "PEDT du quai", "Médiation", "Contrat de ville"):
        assert words in page
    assert "autre territoire" not in page
    assert stranger.get(url).status_code == 404
    assert "Médiation" not in text(coordinator.get(url, {"plan": plan.slug}))


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (MemberRole.READER, False),
        (MemberRole.CONTRIBUTOR, False),
        (MemberRole.COORDINATOR, True),
        (MemberRole.ADMIN, True),
    ],
)
def test_only_who_may_edit_is_offered_to_edit_many(
    role: MemberRole, may: bool, plan: Plan, client_of: ClientOf
) -> None:
    ActionFactory(plan=plan)
    page = text(client_of(role).get(list_url(plan)))
    assert ("Modifier la fiche de la liste" in page) is may
    assert ('name="fiche"' in page) is may


def test_title_is_escaped(plan: Plan, coordinator: Client) -> None:
    ActionFactory(plan=plan, title="<script>alert(1)</script>", due_on=date(2026, 1, 1))
    assert "<script>alert" not in coordinator.get(list_url(plan), {"q": "<script>"}).content.decode()


@pytest.mark.parametrize("role", MemberRole)
def test_rows_of_a_plan_say_what_is_to_be_corrected_to_those_who_edit(
    role: MemberRole, plan: Plan, client_of: ClientOf
) -> None:
    objective = ObjectiveFactory(plan=plan)
    late = ActionFactory(plan=plan, title="Tardive", due_on=timezone.localdate() - timedelta(days=40))
    ActionFactory(objective=objective, title="Sans reproche")
    count = count_by_object(alerts_of(plan))["actions.action", late.pk]
    assert count >= 2
    client = client_of(role)
    badge = (
        f'href="{plan.get_absolute_url()}alertes/?objet=actions.action:{late.pk}" title="{count} alertes">▲ {count}<'
    )
    page = text(client.get(list_url(plan)))
    edits = role in (MemberRole.COORDINATOR, MemberRole.ADMIN)
    assert (badge in page) == edits
    assert page.count("alert-count") == edits
    assert "alert-count" not in text(client.get(reverse("all-actions", args=[plan.territory.slug])))
