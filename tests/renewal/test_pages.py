"""Renewing a plan on its page, and following an action from plan to plan."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.enums import MemberRole
from actions.enums import Status
from actions.models import Action, ActionNote
from annexes.applying.apply import import_outline
from annexes.load import load
from indicators.models import Indicator, Measurement
from plans.enums import PlanStatus
from plans.models import Plan
from tests.annexes.journey import client_of, person
from tests.annexes.samples import small_plan
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def old() -> Plan:
    found: Plan = PlanFactory(
        title="PEDT 2022-2025", starts_on=date(2022, 9, 1), ends_on=date(2025, 8, 31), status=PlanStatus.EXPIRED
    )
    import_outline(plan=found, incoming=small_plan(), by=None)
    return found


def address(plan: Plan, name: str = "renewal:new", *more: object) -> str:
    return reverse(name, args=[plan.territory.slug, plan.slug, *more])


def posted(plan: Plan, **fates: str) -> dict[str, object]:
    taken = ("sections", "figures", "childcares", "committees", "indicators", "fundings", "empty_objectives")
    return {
        "kind": plan.kind_id,
        "title": "PEDT 2025-2028",
        "starts_on": "2025-09-01",
        "ends_on": "2028-08-31",
        **dict.fromkeys(taken, "on"),
        **fates,
    }


def test_page_proposes_the_next_period_and_a_fate_for_each_fiche(old: Plan) -> None:
    Action.objects.filter(plan=old).update(status=Status.ONGOING)
    page = client_of(person(old, MemberRole.COORDINATOR)).get(address(old)).content.decode()
    assert 'value="PEDT 2025-2028"' in page
    assert 'value="2025-09-01"' in page
    assert 'value="2028-08-31"' in page
    assert page.count('<option value="ONGOING" selected>') == Action.objects.filter(plan=old).count()


def test_new_plan_goes_on_with_the_chosen_fiches_and_keeps_the_thread(old: Plan) -> None:
    actions = list(Action.objects.filter(plan=old).order_by("pk"))
    before, going = load(old), actions[0]
    fates = {f"fiche-{one.pk}": "" for one in actions} | {f"fiche-{going.pk}": Status.PERMANENT.value}
    answer = client_of(person(old, MemberRole.COORDINATOR)).post(address(old), posted(old, **fates), follow=True)
    new = Plan.objects.get(title="PEDT 2025-2028")
    assert new.renewed_from == old
    assert (new.status, new.starts_on) == (PlanStatus.DRAFT, date(2025, 9, 1))
    (taken,) = Action.objects.filter(plan=new)
    assert (taken.title, taken.status, taken.renewed_from) == (going.title, Status.PERMANENT, going)
    assert load(old) == before
    assert new.objectives.count() == old.objectives.count()
    assert f"1 fiche de « {old.title} » continue, {len(actions) - 1} s’arrêtent" in answer.content.decode()


def test_nothing_is_created_from_a_form_that_is_wrong(old: Plan) -> None:
    data = posted(old) | {"ends_on": "2024-08-31"}
    answer = client_of(person(old, MemberRole.COORDINATOR)).post(address(old), data)
    assert answer.status_code == 422
    assert "La fin du plan doit suivre son début." in answer.content.decode()
    assert Plan.objects.count() == 1


def test_fate_that_was_never_offered_stops_the_fiche(old: Plan) -> None:
    action = Action.objects.filter(plan=old).order_by("pk")[0]
    fates = {f"fiche-{action.pk}": Status.MERGED.value}
    client_of(person(old, MemberRole.COORDINATOR)).post(address(old), posted(old, **fates))
    assert not Action.objects.filter(plan__title="PEDT 2025-2028").exists()


def test_page_says_that_a_plan_goes_on_with_this_one_already(old: Plan) -> None:
    client = client_of(person(old, MemberRole.COORDINATOR))
    client.post(address(old), posted(old))
    assert "Un plan reprend déjà celui-ci" in client.get(address(old)).content.decode()


def test_action_is_followed_across_three_plans(old: Plan) -> None:
    client = client_of(person(old, MemberRole.COORDINATOR))
    first = Action.objects.filter(plan=old).order_by("pk")[0]
    ActionNote.objects.create(action=first, year=2024, text="Deux cents familles.")
    indicator = Indicator.objects.create(action=first, label="Familles venues", unit="familles")
    Measurement.objects.create(indicator=indicator, year=2024, value=200)
    last, plan = first, old
    for title in ("PEDT 2025-2028", "PEDT 2028-2031"):
        data = posted(plan, **{f"fiche-{last.pk}": "ONGOING"}) | {"title": title}
        client.post(address(plan), data)
        plan = Plan.objects.get(title=title)
        last = Action.objects.get(plan=plan)
    page = client.get(address(plan, "renewal:thread", last.pk)).content.decode()
    assert "3 fiches" in page
    assert page.index("PEDT 2022-2025") < page.index("PEDT 2025-2028") < page.index("la fiche d’où vous venez")
    assert "Deux cents familles." in page
    assert "2024 : 200" in page.replace("\u00a0", " ")
    assert "départ : 200" in page.replace("\u00a0", " ")
    fiche = client.get(last.get_absolute_url()).content.decode()
    assert address(plan, "renewal:thread", last.pk) in fiche
    assert "PEDT 2025-2028" in fiche


def test_evaluation_page_says_what_was_done(old: Plan) -> None:
    action = Action.objects.filter(plan=old).order_by("pk")[0]
    ActionNote.objects.create(action=action, year=2024, text="Deux cents familles.")
    page = client_of(person(old, MemberRole.READER)).get(address(old, "annexes:evaluation")).content.decode()
    assert "2024 : Deux cents familles." in page
    assert "Aucun bilan écrit." in page
