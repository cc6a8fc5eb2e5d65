"""The page of alerts: who sees it, and where each line leads."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import resolve, reverse

from accounts.enums import MemberRole
from accounts.models import Territory
from actions.enums import Status
from indicators.models import Indicator
from plans.alerts import alerts_of, count_by_object
from plans.enums import Level
from plans.models import Plan
from tests.conftest import ClientOf
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(territory: Territory) -> Plan:
    plan = PlanFactory(territory=territory, starts_on=date(2025, 9, 1), ends_on=date(2028, 8, 31))
    theme = ObjectiveFactory(plan=plan, level=Level.THEME, title="", annexe_number="II-1")
    for number in (1, 3):
        late = ActionFactory(plan=plan, number=number, theme=theme, due_on=date(2026, 1, 1), status=Status.APPROVED)
        Indicator.objects.create(action=late, label="Familles reçues")
    ObjectiveFactory(parent=ObjectiveFactory(parent=ObjectiveFactory(parent=theme)), title="Sans fiche")
    return plan


def address(plan: Plan) -> str:
    return reverse("plans:alerts", args=[plan.territory.slug, plan.slug])


@pytest.mark.parametrize("role", MemberRole)
def test_every_member_reads_it_and_those_who_edit_are_led_to_the_cure(
    plan: Plan, client_of: ClientOf, role: MemberRole
) -> None:
    page = client_of(role).get(address(plan))
    assert page.status_code == 200
    edits = role in (MemberRole.COORDINATOR, MemberRole.ADMIN)
    assert ('class="cure"' in page.content.decode()) == edits


def test_a_stranger_sees_nothing(plan: Plan, stranger: Client) -> None:
    assert stranger.get(address(plan)).status_code == 404


def test_each_line_leads_to_a_page(plan: Plan) -> None:
    for alert in alerts_of(plan):
        for url in (alert.url, alert.subject.url):
            resolve(url.partition("#")[0].partition("?")[0])


def test_one_rule_or_one_object(plan: Plan, client_of: ClientOf) -> None:
    reader = client_of(MemberRole.READER)
    late = reader.get(address(plan), {"regle": "V14"}).content.decode()
    assert late.count("L’échéance est passée (") == 2
    assert "Cet objectif n’a pas d’intitulé" not in late
    first = plan.actions.first()
    assert first
    one = reader.get(address(plan), {"objet": f"actions.action:{first.pk}"}).content.decode()
    assert one.count("L’échéance est passée (") == 1


def test_a_plan_without_alert_says_so(territory: Territory, client_of: ClientOf) -> None:
    page = client_of(MemberRole.COORDINATOR).get(address(PlanFactory(territory=territory))).content.decode()
    assert "Aucune alerte" in page


def test_the_page_of_a_fiche_names_what_lacks_a_target_and_says_it_once(plan: Plan, client_of: ClientOf) -> None:
    action = plan.actions.order_by("number").first()
    assert action
    second = Indicator.objects.create(action=action, label="Ateliers tenus")
    url = action.get_absolute_url()
    page = client_of(MemberRole.COORDINATOR).get(url).content.decode()
    box = re.sub(r"\s+", " ", page[page.index("watch-list") : page.index("actions-bar mt-3")])
    assert box.count("Aucune cible n’est donnée.") == 1
    first = action.indicators.exclude(pk=second.pk).get()
    assert f'<a href="{url}indicateurs/#cibles-{first.pk}">Familles reçues</a>,' in box
    assert f'<a href="{url}indicateurs/#cibles-{second.pk}">Ateliers tenus</a>' in box
    count = count_by_object(alerts_of(plan))["actions.action", action.pk]
    assert f"▲ {count} points à revoir" in box
    assert "watch-list" not in client_of(MemberRole.READER).get(url).content.decode()
