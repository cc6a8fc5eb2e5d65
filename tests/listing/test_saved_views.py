"""A person keeps views of a list for herself: saved, renamed, replaced, deleted; nobody else sees nor touches them."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import User
from actions.models import SavedView
from plans.models import Plan
from tests.annexes.journey import client_of, person
from tests.factories import PlanFactory, UserFactory
from tests.listing.conftest import text


@pytest.fixture
def reader(plan: Plan) -> User:
    return person(plan, MemberRole.READER)


@pytest.fixture
def browser(reader: User) -> Client:
    return client_of(reader)


def url(plan: Plan, name: str = "save", *keys: int) -> str:
    return reverse(f"actions:view-{name}", args=[plan.territory.slug, plan.slug, *keys])


def list_url(plan: Plan) -> str:
    return reverse("actions:list", args=[plan.territory.slug, plan.slug])


def test_view_keeps_the_filters_in_their_canonical_form(plan: Plan, reader: User, browser: Client) -> None:
    response = browser.post(url(plan), {"name": "  En  retard ", "query": "tri=-maj&etat=retard&page=4&du=&utm=1"})
    view = SavedView.objects.get()
    assert (view.user, view.plan, view.name, view.query) == (reader, plan, "En retard", "etat=retard&tri=-maj")
    assert response["Location"] == f"{list_url(plan)}?etat=retard&tri=-maj"
    page = text(browser.get(response["Location"]))
    assert "La vue « En retard » est enregistrée." in page
    assert 'aria-current="page">En retard</a>' in page


def test_view_is_renamed_replaced_and_deleted(plan: Plan, reader: User, browser: Client) -> None:
    view = SavedView.objects.create(user=reader, plan=plan, name="Avant", query="statut=DONE")
    browser.post(url(plan, "change", view.pk), {"name": "Après", "query": "statut=ONGOING"})
    view.refresh_from_db()
    assert (view.name, view.query) == ("Après", "statut=DONE")
    browser.post(url(plan, "change", view.pk), {"name": "Après", "query": "statut=ONGOING", "replace": "1"})
    view.refresh_from_db()
    assert (view.name, view.query) == ("Après", "statut=ONGOING")
    browser.post(url(plan, "delete", view.pk))
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(("name", "said"), [("", "obligatoire"), ("x" * 81, "80"), ("Mienne", "déjà")])
def test_view_that_cannot_be_saved_says_why(name: str, said: str, plan: Plan, reader: User, browser: Client) -> None:
    SavedView.objects.create(user=reader, plan=plan, name="Mienne")
    assert said in text(browser.post(url(plan), {"name": name, "query": ""}, follow=True))
    assert SavedView.objects.count() == 1


def test_same_name_serves_two_people_and_two_plans(plan: Plan, reader: User, browser: Client) -> None:
    SavedView.objects.create(user=UserFactory(), plan=plan, name="Mienne")
    SavedView.objects.create(user=reader, plan=PlanFactory(territory=plan.territory), name="Mienne")
    browser.post(url(plan), {"name": "Mienne", "query": ""})
    assert SavedView.objects.filter(user=reader, plan=plan).count() == 1


def test_nobody_else_sees_nor_changes_a_view(plan: Plan, reader: User, stranger: Client) -> None:
    view = SavedView.objects.create(user=reader, plan=plan, name="La mienne seule")
    colleague = client_of(person(plan, MemberRole.ADMIN))
    assert "La mienne seule" not in text(colleague.get(list_url(plan)))
    for client in (colleague, stranger):
        for name in ("change", "delete"):
            assert client.post(url(plan, name, view.pk), {"name": "Volée"}).status_code == 404
    view.refresh_from_db()
    assert view.name == "La mienne seule"
    assert stranger.post(url(plan), {"name": "Intruse"}).status_code == 404
    assert SavedView.objects.count() == 1


def test_views_are_limited_and_posted_alone(plan: Plan, reader: User, browser: Client) -> None:
    SavedView.objects.bulk_create(SavedView(user=reader, plan=plan, name=f"Vue {rank}") for rank in range(50))
    assert "supprimez-en une" in text(browser.post(url(plan), {"name": "Une de trop"}, follow=True))
    assert browser.get(url(plan)).status_code == 405
