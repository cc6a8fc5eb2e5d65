"""Two people on the same fiche lose nothing; a deleted fiche comes back whole; what the page costs."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.aggregates import content
from accounts.enums import Change, MemberRole
from accounts.history import restore
from accounts.models import Revision, Territory
from actions.models import Action, ActionLink, ActionNote, Participation, Step
from partners.models import Partner
from plans.models import Objective, Plan
from tests.conftest import ClientOf
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory
from tests.fiches.conftest import Address
from tests.fiches.typing import fill


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_two_people_who_change_different_fields_both_keep_theirs(
    plan: Plan, client_of: ClientOf, address: Address
) -> None:
    action = ActionFactory(plan=plan, title="Ouvrir")
    url = address("action-edit", action.pk)
    first, second = client_of(MemberRole.COORDINATOR), client_of(MemberRole.ADMIN)
    mine = fill(first, url, context="Un constat", steps=[{"title": "Réunir les écoles"}])
    theirs = fill(second, url, outputs="Un atelier", notes=[{"year": "2026", "text": "Douze séances"}])
    assert second.post(url, theirs).status_code == 302
    response = first.post(url, mine)
    assert response.status_code == 302
    action.refresh_from_db()
    assert (action.context, action.outputs) == ("Un constat", "Un atelier")
    assert action.steps.get().title == "Réunir les écoles"
    assert action.notes.get().text == "Douze séances"
    assert "gardé : " in first.get(response["Location"]).content.decode()


def test_two_people_who_change_the_same_field_are_asked(plan: Plan, client_of: ClientOf, address: Address) -> None:
    action = ActionFactory(plan=plan, title="Ouvrir")
    url = address("action-edit", action.pk)
    first, second = client_of(MemberRole.COORDINATOR), client_of(MemberRole.ADMIN)
    rows = [{"role": "PARTNER", "partner-new": "Radio du Gué"}]
    mine = fill(first, url, context="Mon constat", title="Ouvrir le soir", participations=rows)
    theirs = fill(second, url, context="Leur constat", weather="ALERT")
    second.post(url, theirs)
    response = first.post(url, mine)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Mon constat" in page
    assert "Leur constat" in page
    action.refresh_from_db()
    assert (action.title, action.context) == ("Ouvrir", "Leur constat")
    assert not Partner.objects.exists()
    judged = page.partition('name="judged" value="')[2].partition('"')[0]
    response = first.post(url, {**mine, "judged": judged, "keep-context": "mine"})
    assert response.status_code == 302
    action.refresh_from_db()
    assert (action.title, action.context, action.weather) == ("Ouvrir le soir", "Mon constat", "ALERT")
    assert action.participations.get().partner.name == "Radio du Gué"


def test_fiche_deleted_meanwhile_gives_back_what_was_typed(plan: Plan, coordinator: Client, address: Address) -> None:
    action = ActionFactory(plan=plan)
    url = address("action-edit", action.pk)
    typed = fill(coordinator, url, description="Un texte que personne ne retapera")
    coordinator.post(address("action-delete", action.pk))
    response = coordinator.post(url, typed)
    assert response.status_code == 410
    assert "Un texte que personne ne retapera" in response.content.decode()
    assert coordinator.get(url).status_code == 404


def test_deleted_fiche_names_what_goes_and_comes_back_whole(plan: Plan, coordinator: Client, address: Address) -> None:
    action, other = ActionFactory(plan=plan, title="Ouvrir", number=8), ActionFactory(plan=plan)
    Participation.objects.create(action=action, partner=PartnerFactory(territory=plan.territory), role="LEAD")
    Step.objects.create(action=action, title="Réunir")
    ActionNote.objects.create(action=action, year=2026, text="Douze séances")
    ActionLink.objects.create(action=other, target=action, text="Voir la fiche 8")
    url = address("action-delete", action.pk)
    page = coordinator.get(url).content.decode()
    for said in ("1 partenaire", "1 étape", "1 note de bilan", "1 lien d’autres fiches"):
        assert said in page
    before = content(action)
    response = coordinator.post(url)
    assert not Action.objects.filter(pk=action.pk).exists()
    line = Revision.objects.get(change=Change.DELETED)
    told = coordinator.get(response["Location"]).content.decode()
    assert reverse("history:restore", args=[plan.territory.slug, line.pk]) in told
    back = restore(line, by=None).instance
    assert back.pk == action.pk
    assert content(back) == before


def test_fiche_that_others_were_merged_into_stays(plan: Plan, coordinator: Client, address: Address) -> None:
    action = ActionFactory(plan=plan)
    merged = ActionFactory(plan=plan, status="MERGED", status_reason="Doublon", merged_into=action, title="Le doublon")
    url = address("action-delete", action.pk)
    assert "Le doublon" in coordinator.get(url).content.decode()
    assert coordinator.post(url).status_code == 409
    assert Action.objects.filter(pk__in=[action.pk, merged.pk]).count() == 2


def test_copy_is_to_be_adapted(plan: Plan, objective: Objective, coordinator: Client, address: Address) -> None:
    action = ActionFactory(objective=objective, title="Ouvrir", number=8, context="- Un constat", progress=50)
    Step.objects.create(action=action, title="Réunir", done_on="2026-11-02")
    ActionNote.objects.create(action=action, year=2026, text="Douze séances")
    coordinator.post(address("action-duplicate", action.pk), {"plan": str(plan.pk)})
    copy = Action.objects.exclude(pk=action.pk).get()
    assert (copy.title, copy.number, copy.objective, copy.context) == (
        "Ouvrir (copie)",
        None,
        objective,
        "- Un constat",
    )
    assert (copy.progress, copy.notes.count(), copy.steps.get().done_on) == (None, 0, None)
    assert Revision.objects.about(copy).get().change == Change.CREATED


def test_copy_in_another_plan_is_tied_and_waits_for_its_place(
    plan: Plan, objective: Objective, coordinator: Client, address: Address
) -> None:
    action, city = ActionFactory(objective=objective, title="Ouvrir"), PlanFactory(territory=plan.territory)
    url = address("action-duplicate", action.pk)
    response = coordinator.post(url, {"plan": str(city.pk), "linked": "on"})
    copy = Action.objects.get(plan=city)
    assert city.slug in response["Location"]
    assert (copy.title, copy.objective) == ("Ouvrir", None)
    assert copy.links.get().target == action
    assert action.links.get().target == copy
    foreign = coordinator.post(url, {"plan": str(PlanFactory().pk)})
    assert foreign.status_code == 422


def test_form_costs_the_same_for_one_and_for_five_hundred(
    territory: Territory, plan: Plan, objective: Objective, coordinator: Client, address: Address
) -> None:
    action = ActionFactory(objective=objective)
    partner = PartnerFactory(territory=territory)
    _hang(action, [partner])
    urls = (address("action-edit", action.pk), action.get_absolute_url(), address("new"))
    few = [queries(lambda url=url: coordinator.get(url)) for url in urls]
    partners = [Partner(territory=territory, name=f"Association {n}").prepare() for n in range(500)]
    Partner.objects.bulk_create(partners)
    Action.objects.bulk_create([Action(plan=plan, objective=objective, title=f"Action {n}") for n in range(500)])
    for _ in range(20):
        ObjectiveFactory(parent=objective.parent)
    _hang(action, partners[:100])
    assert [queries(lambda url=url: coordinator.get(url)) for url in urls] == few
    assert all(cost <= limit for cost, limit in zip(few, (60, 36, 25), strict=True)), few


def _hang(action: Action, partners: list[Any]) -> None:
    others = list(Action.objects.filter(plan=action.plan).order_by("pk"))
    for partner in partners:
        Participation.objects.create(action=action, partner=partner)
        action.fundings.create(partner=partner)
        action.links.create(target=others[0], text="Voir")
        action.steps.create(title="Réunir")
        action.notes.create(year=2026, text="Fait")
        action.documents.create(title="Affiche", url="https://valmire.example/")
        ActionLink.objects.create(action=others[-1], target=action, text="Voir")
