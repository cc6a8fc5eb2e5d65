"""« Mes fiches »: who leads what, and the page where she says how far it has gone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import Revision, Territory, User
from actions.enums import Role
from actions.models import Action, ActionNote, Participation, Step
from actions.perms import can_report, leads, led_by
from actions.services import delete_action
from partners.models import Contact, Partner
from plans.models import Plan
from tests.annexes.journey import words
from tests.conftest import ClientOf
from tests.factories import PASSWORD, ActionFactory, MembershipFactory, PartnerFactory, PlanFactory, UserFactory

THIS_YEAR = timezone.localdate().year


@pytest.fixture
def plan(territory: Territory) -> Plan:
    return PlanFactory(territory=territory)


@pytest.fixture
def partner(territory: Territory) -> Partner:
    return PartnerFactory(territory=territory)


@pytest.fixture
def pilote(member: Callable[[MemberRole], User], partner: Partner) -> User:
    user = member(MemberRole.CONTRIBUTOR)
    Contact.objects.create(partner=partner, full_name=str(user), user=user)
    return user


@pytest.fixture
def client(pilote: User) -> Client:
    browser = Client()
    browser.force_login(pilote)
    return browser


@pytest.fixture
def fiche(plan: Plan, partner: Partner) -> Action:
    return led(plan, partner, title="Ludothèque du quai")


def led(plan: Plan, partner: Partner, **fields: Any) -> Action:
    fiche = ActionFactory(plan=plan, **fields)
    Participation.objects.create(action=fiche, partner=partner, role=Role.LEAD)
    return fiche


def url(name: str, territory: Territory, *keys: int) -> str:
    return reverse(f"people:{name}", args=[territory.slug, *keys])


def typed(response: Any, *fiches: Action, **changed: Any) -> dict[str, Any]:
    """What a browser would send of the forms of a page, with some fields changed (`f12_status="DONE"`)."""
    reports = response.context["reports"] if "reports" in response.context else [response.context["report"]]
    data: dict[str, Any] = {"fiches": [report.action.pk for report in reports]}
    for report in reports:
        data[f"{report.prefix}-seen"] = report.seen
        forms = [report.main, *report.steps.forms, *report.notes.forms]
        forms += [report.steps.management_form, report.notes.management_form]
        for form in forms:
            for field in form:
                value = field.value()
                data[field.html_name] = "" if value is None else value
    assert set(changed) <= {name.replace("-", "_") for name in data}, changed
    return {name: changed.get(name.replace("-", "_"), value) for name, value in data.items()}


def test_fiches_are_led_through_the_pilote_or_by_name(plan: Plan, partner: Partner, pilote: User) -> None:
    through = led(plan, partner)
    other = PartnerFactory(territory=plan.territory)
    own = Contact.objects.create(partner=other, full_name="À son nom", user=pilote, is_active=False)
    retired = ActionFactory(plan=plan)
    Participation.objects.create(action=retired, partner=other, role=Role.LEAD, contact=own)
    helped = ActionFactory(plan=plan)
    Participation.objects.create(action=helped, partner=partner, role=Role.PARTNER)
    assert list(led_by(pilote)) == [through]
    own.is_active = True
    own.save()
    assert set(led_by(pilote)) == {through, retired}
    assert leads(pilote, through)
    assert not leads(pilote, helped)
    assert not can_report(pilote, MemberRole.READER, through)
    assert can_report(pilote, MemberRole.CONTRIBUTOR, through)
    assert can_report(pilote, MemberRole.COORDINATOR, helped)
    assert not can_report(pilote, None, through)


def test_pilote_updates_all_that_is_hers_to_update(client: Client, fiche: Action, territory: Territory) -> None:
    step = Step.objects.create(action=fiche, title="Trouver un local", who="La ville")
    old = ActionNote.objects.create(action=fiche, year=2019, text="Il y a longtemps")
    page = client.get(url("mine", territory))
    assert "Ludothèque du quai" in words(page)
    key = f"f{fiche.pk}"
    data = typed(page)
    data |= {
        f"{key}-status": "ONGOING",
        f"{key}-progress": "50",
        f"{key}-weather": "WATCH",
        f"{key}-steps-0-done_on": "12/03/2026",
        f"{key}-steps-TOTAL_FORMS": "2",
        f"{key}-steps-1-title": "Ouvrir",
        f"{key}-steps-1-due_on": "09/2026",
        f"{key}-notes-0-text": "Le local est trouvé.",
    }
    answer = client.post(url("mine", territory), data, follow=True)
    assert "Enregistrée : « Ludothèque du quai »" in words(answer)
    fiche.refresh_from_db()
    assert (fiche.status, fiche.progress, fiche.weather) == ("ONGOING", 50, "WATCH")
    done, fresh = fiche.steps.all()
    assert (done.pk, done.who, done.done_on) == (step.pk, "La ville", date(2026, 3, 12))
    assert (fresh.title, fresh.due_on) == ("Ouvrir", date(2026, 9, 30))
    assert [(note.year, note.text) for note in fiche.notes.all()] == [
        (THIS_YEAR, "Le local est trouvé."),
        (old.year, old.text),
    ]
    (line,) = Revision.objects.about(fiche)
    assert set(line.after) == {"status", "progress", "weather", "steps", "notes"}


def test_what_is_not_changed_is_not_written(client: Client, fiche: Action, territory: Territory) -> None:
    Step.objects.create(action=fiche, title="Trouver un local", due_on=date(2026, 9, 15))
    ActionNote.objects.create(action=fiche, year=THIS_YEAR, text="En cours")
    answer = client.post(url("mine", territory), typed(client.get(url("mine", territory))), follow=True)
    assert "Rien n’avait changé" in words(answer)
    assert not Revision.objects.exists()


def test_one_mistake_keeps_what_was_typed_and_saves_the_others(
    client: Client, fiche: Action, plan: Plan, partner: Partner, territory: Territory
) -> None:
    other = led(plan, partner, title="Contes du soir")
    data = typed(client.get(url("mine", territory)))
    data |= {f"f{fiche.pk}-status": "SUSPENDED", f"f{fiche.pk}-notes-0-text": "Une phrase à garder"}
    data |= {f"f{other.pk}-progress": "75"}
    answer = client.post(url("mine", territory), data)
    assert answer.status_code == 422
    page = words(answer)
    for text in ("demande un motif", "Une phrase à garder", "Enregistrée : « Contes du soir »"):
        assert text in page
    other.refresh_from_db()
    fiche.refresh_from_db()
    assert (other.progress, fiche.status) == (75, "PROPOSED")


def test_htmx_saves_one_fiche_and_sends_it_back(client: Client, fiche: Action, territory: Territory) -> None:
    data = typed(client.get(url("mine", territory))) | {f"f{fiche.pk}-progress": "25"}
    answer = client.post(url("mine-one", territory, fiche.pk), data, headers={"HX-Request": "true"})
    assert "Enregistré à" in words(answer)
    assert "<html" not in words(answer)
    fiche.refresh_from_db()
    assert fiche.progress == 25


def test_what_somebody_else_changed_is_put_to_her(
    client: Client, fiche: Action, territory: Territory, member: Callable[..., User]
) -> None:
    data = typed(client.get(url("mine", territory))) | {f"f{fiche.pk}-progress": "25"}
    Action.objects.filter(pk=fiche.pk).update(progress=75, weather="GOOD")
    refused = client.post(url("mine", territory), data)
    assert refused.status_code == 409
    assert "Voir les deux textes" in words(refused)
    quietly = client.post(url("mine-one", territory, fiche.pk), data, headers={"HX-Request": "true"})
    assert "Voir les deux textes" in words(quietly)
    conflict = client.post(url("mine-one", territory, fiche.pk), data)
    assert conflict.status_code == 409
    page = words(conflict)
    assert "25 %" in page
    assert "75 %" in page
    judged = conflict.context["conflict"].judged
    answer = client.post(url("mine-one", territory, fiche.pk), {**data, "judged": judged, "keep-progress": "mine"})
    assert answer.status_code == 302
    fiche.refresh_from_db()
    assert (fiche.progress, fiche.weather) == (25, "GOOD")


def test_fiche_deleted_meanwhile_gives_the_text_back(client: Client, fiche: Action, territory: Territory) -> None:
    data = typed(client.get(url("mine", territory))) | {f"f{fiche.pk}-notes-0-text": "Une phrase à garder"}
    delete_action(action=fiche, by=User.objects.get())
    answer = client.post(url("mine-one", territory, data["fiches"][0]), data)
    assert answer.status_code == 410
    assert "Une phrase à garder" in words(answer)


def test_pilote_of_one_territory_comes_first_to_her_fiches(pilote: User, territory: Territory) -> None:
    def landing(user: User) -> str:
        data = {"username": user.email, "password": PASSWORD}
        return str(Client().post(reverse("accounts:login"), data)["Location"])

    assert landing(pilote) == url("mine", territory)
    MembershipFactory(user=pilote)
    assert landing(pilote) == reverse("home")
    assert landing(UserFactory(memberships={territory: MemberRole.READER})) == reverse("home")


def test_home_says_how_many_fiches_wait_for_her(client: Client, fiche: Action, territory: Territory) -> None:
    page = words(client.get(reverse("home")))
    assert "Tenir à jour votre fiche" in page
    assert url("mine", territory) in page


def test_contributor_is_refused_another_fiche_in_words(
    client: Client, plan: Plan, fiche: Action, territory: Territory
) -> None:
    foreign = ActionFactory(plan=plan, title="Pas à elle")
    for response in (
        client.get(url("mine-one", territory, foreign.pk)),
        client.post(url("mine-one", territory, foreign.pk), {f"f{foreign.pk}-progress": "100"}),
        client.post(url("mine", territory), {"fiches": [foreign.pk]}),
    ):
        assert response.status_code == 403
        assert "Seules les personnes qui pilotent cette fiche" in words(response)
    assert "Pas à elle" not in words(client.get(url("mine", territory)))


def test_reader_who_is_a_contact_still_changes_nothing(
    client_of: ClientOf, member: Callable[..., User], partner: Partner, fiche: Action, territory: Territory
) -> None:
    reader = member(MemberRole.READER)
    Contact.objects.create(partner=partner, full_name=str(reader), user=reader)
    browser = Client()
    browser.force_login(reader)
    for response in (
        browser.get(url("mine", territory)),
        browser.post(url("mine", territory), {"fiches": [fiche.pk], f"f{fiche.pk}-status": "DONE"}),
        browser.post(url("mine-one", territory, fiche.pk), {f"f{fiche.pk}-status": "DONE"}),
    ):
        assert response.status_code == 403
    assert "Vous ne pilotez aucune fiche" in words(client_of(MemberRole.CONTRIBUTOR).get(url("mine", territory)))


def test_coordinator_updates_any(client_of: ClientOf, fiche: Action, territory: Territory) -> None:
    coordinator = client_of(MemberRole.COORDINATOR)
    data = typed(coordinator.get(url("mine-one", territory, fiche.pk))) | {f"f{fiche.pk}-status": "DONE"}
    del data["fiches"]
    answer = coordinator.post(url("mine-one", territory, fiche.pk), data)
    assert answer["Location"] == fiche.get_absolute_url()
    fiche.refresh_from_db()
    assert fiche.status == "DONE"


def test_page_costs_the_same_for_one_and_for_five_hundred(
    client: Client, plan: Plan, partner: Partner, fiche: Action, territory: Territory
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url("mine", territory)).status_code == 200
        return len(captured)

    few = queries()
    Step.objects.bulk_create([Step(action=fiche, title=f"Étape {n}") for n in range(5)])
    fiches = Action.objects.bulk_create([Action(plan=plan, title=f"Fiche {n}").prepare() for n in range(500)])
    Participation.objects.bulk_create([Participation(action=one, partner=partner, role=Role.LEAD) for one in fiches])
    assert queries() <= few + 1  # the names of what steps refer to
    assert few <= 30
