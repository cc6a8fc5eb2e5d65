"""What a meeting gave: attendance, exchanges, decisions, and what becomes of these on the fiches."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Change
from accounts.history import undo_batch
from accounts.models import Revision
from actions.committees import hooks
from actions.committees.services import create_meeting
from actions.enums import Priority, Status
from actions.models import Action, Decision
from actions.services import delete_action
from annexes.models import Version, VersionReason
from plans.enums import MeetingState, Presence
from plans.models import Committee, Meeting, Plan
from tests.committees.conftest import Address, at, record_form
from tests.factories import ActionFactory, PlanFactory, UserFactory

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


def decided(fiche: Action, **more: object) -> dict[str, object]:
    return {"text": "Reporter la ludothèque", "action": fiche.pk, **more}


def test_everybody_present_in_one_click_then_adjusted(coordinator: Client, meeting: Meeting, url: Address) -> None:
    page = coordinator.get(url("record", meeting.pk))
    shown = [form.initial for form in page.context["record"].attendances.initial_forms]
    assert [row["label"] for row in shown] == ["Ville de Valmire – maire (présidence)", "Caf du Val – directrice"]
    rows = [{"seat": row["seat"], "label": row["label"], "presence": ""} for row in shown]
    rows[1]["presence"] = "EXCUSED"
    filled = coordinator.post(
        url("record", meeting.pk),
        record_form(coordinator, url, meeting, attendances=rows, minutes="Bonne séance", **{"all-present": "1"}),
    )
    assert filled.status_code == 200
    assert not meeting.attendances.exists()
    attendances = filled.context["record"].attendances
    assert [form["presence"].value() for form in attendances] == ["PRESENT", "EXCUSED"]
    assert filled.context["record"].main["minutes"].value() == "Bonne séance"

    rows[0]["presence"] = "REPRESENTED"
    coordinator.post(url("record", meeting.pk), record_form(coordinator, url, meeting, attendances=rows))
    kept = [(one.label, one.presence) for one in meeting.attendances.all()]
    assert kept == [
        ("Ville de Valmire – maire (présidence)", Presence.REPRESENTED),
        ("Caf du Val – directrice", Presence.EXCUSED),
    ]


def test_a_meeting_held_freezes_the_plan_of_that_day(
    coordinator: Client, plan: Plan, meeting: Meeting, fiche: Action, url: Address
) -> None:
    following = timezone.localdate(meeting.starts_at) + timedelta(days=90)
    form = record_form(
        coordinator, url, meeting, decisions=[decided(fiche, new_priority=1)], hold="1", next_on=f"{following:%d/%m/%Y}"
    )
    assert coordinator.post(url("record", meeting.pk), form).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    version = Version.objects.get()
    assert (version.meeting, version.reason) == (meeting, VersionReason.MEETING)
    assert version.documents == []
    page = coordinator.get(url("meeting", meeting.pk))
    assert page.context["proposed"] == following
    assert f"?le={following.isoformat()}" in page.content.decode()
    coordinator.post(url("record", meeting.pk), record_form(coordinator, url, meeting, minutes="Relu"))
    assert Version.objects.count() == 1


def test_the_next_meeting_comes_after(coordinator: Client, meeting: Meeting, url: Address) -> None:
    day = f"{timezone.localdate(meeting.starts_at):%d/%m/%Y}"
    answer = coordinator.post(url("record", meeting.pk), record_form(coordinator, url, meeting, next_on=day))
    assert answer.status_code == 422
    assert f"vient après celle-ci, le {day}" in answer.content.decode()


def test_nothing_is_written_when_what_follows_fails(
    coordinator: Client, meeting: Meeting, url: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(hooks, "on_held", [fail])
    form = record_form(coordinator, url, meeting, minutes="Perdu ?", hold="1")
    with pytest.raises(RuntimeError):
        coordinator.post(url("record", meeting.pk), form)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.minutes) == (MeetingState.PLANNED, "")


def test_a_meeting_to_come_is_not_held(coordinator: Client, meeting: Meeting, url: Address) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=at(3, 14), ends_at=at(3, 16))
    answer = coordinator.post(url("record", meeting.pk), record_form(coordinator, url, meeting, hold="1"))
    assert answer.status_code == 422
    assert "changez sa date" in answer.content.decode()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"text": "Reporter", "new_status": "POSTPONED"}, "Choisissez la fiche"),
        ({"text": "Reporter", "action-new": "12", "new_status": "POSTPONED"}, "demande un motif"),
        ({"text": "Fusionner", "action-new": "12", "new_status": "MERGED"}, "MERGED"),
        ({"text": "", "who": "Le service"}, "Écrivez la décision"),
    ],
)
def test_decisions_that_cannot_be_are_refused(
    coordinator: Client, meeting: Meeting, fiche: Action, url: Address, row: dict[str, str], said: str
) -> None:
    form = record_form(coordinator, url, meeting, decisions=[row])
    answer = coordinator.post(url("record", meeting.pk), form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Decision.objects.exists()


def test_a_fiche_of_another_plan_is_refused(coordinator: Client, plan: Plan, meeting: Meeting, url: Address) -> None:
    other = ActionFactory(plan=PlanFactory(territory=plan.territory, kind=plan.kind))
    answer = coordinator.post(
        url("record", meeting.pk), record_form(coordinator, url, meeting, decisions=[decided(other)])
    )
    assert "d’un autre plan" in answer.content.decode()


def test_a_decision_is_carried_to_its_fiche_once(
    coordinator: Client, plan: Plan, meeting: Meeting, fiche: Action, url: Address
) -> None:
    row = decided(fiche, new_status="POSTPONED", status_reason="Budget de 2027", new_priority="2")
    coordinator.post(url("record", meeting.pk), record_form(coordinator, url, meeting, decisions=[row]))
    decision = Decision.objects.get()
    assert decision.action == fiche
    fiche.refresh_from_db()
    assert fiche.status == Status.PROPOSED
    coordinator.post(url("decision-carry", meeting.pk, decision.pk))
    fiche.refresh_from_db()
    decision.refresh_from_db()
    assert (fiche.status, fiche.status_reason, fiche.priority) == (Status.POSTPONED, "Budget de 2027", Priority.MEDIUM)
    assert decision.applied_at is not None
    line = Revision.objects.about(fiche).latest("pk")
    assert line.source.startswith("Décision")
    assert line.reason.endswith("Reporter la ludothèque")
    again = coordinator.post(url("decision-carry", meeting.pk, decision.pk), follow=True)
    assert "déjà portée" in again.content.decode()
    page = coordinator.get(fiche.get_absolute_url()).content.decode()
    assert "Décisions des instances" in page
    assert "Reporter la ludothèque" in page

    assert undo_batch(line.batch, territory=plan.territory, by=None).refused == []
    fiche.refresh_from_db()
    assert fiche.status == Status.PROPOSED
    assert Decision.objects.get().applied_at is None


def test_what_was_carried_stays_so_until_the_decision_asks_otherwise(
    coordinator: Client, meeting: Meeting, fiche: Action, url: Address
) -> None:
    decision = meeting.decisions.create(text="Passer devant", action=fiche, new_priority=Priority.HIGH)
    coordinator.post(url("decision-carry", meeting.pk, decision.pk))
    same = decided(fiche, key=decision.pk, new_priority="1", text="Passer devant les autres", who="Le service")
    coordinator.post(url("record", meeting.pk), record_form(coordinator, url, meeting, decisions=[same]))
    assert Decision.objects.get().applied_at is not None
    other = same | {"new_priority": "0"}
    coordinator.post(url("record", meeting.pk), record_form(coordinator, url, meeting, decisions=[other]))
    assert Decision.objects.get().applied_at is None


def test_a_merge_is_not_carried_from_here(coordinator: Client, meeting: Meeting, fiche: Action, url: Address) -> None:
    decision = meeting.decisions.create(text="Fusionner", action=fiche, new_status=Status.MERGED)
    answer = coordinator.post(url("decision-carry", meeting.pk, decision.pk), follow=True)
    assert "Une fusion ne se porte pas d’ici" in answer.content.decode()
    fiche.refresh_from_db()
    assert fiche.status == Status.PROPOSED


def test_a_decision_outlives_its_fiche_and_finds_it_again(plan: Plan, meeting: Meeting, fiche: Action) -> None:
    decision = meeting.decisions.create(text="Reporter", action=fiche, new_status="SUSPENDED", status_reason="Budget")
    key = fiche.pk
    batch = delete_action(action=fiche, by=UserFactory())
    decision.refresh_from_db()
    assert (decision.action, decision.new_status) == (None, "SUSPENDED")
    assert undo_batch(batch, territory=plan.territory, by=None).refused == []
    assert Decision.objects.get().action_id == key


def test_decisions_are_followed_until_they_are_done(
    coordinator: Client, reader: Client, meeting: Meeting, fiche: Action, url: Address
) -> None:
    today = timezone.localdate()
    late = meeting.decisions.create(text="Écrire au recteur", due_on=today - timedelta(days=2))
    meeting.decisions.create(text="Louer la salle", due_on=today + timedelta(days=2))
    meeting.decisions.create(text="Passer devant", action=fiche, new_priority=1)
    meeting.decisions.create(text="Voter", done_on=today)

    def shown(state: str) -> list[str]:
        return [row[0].text for row in reader.get(url("decisions") + f"?etat={state}").context["rows"]]

    assert shown("") == ["Écrire au recteur", "Louer la salle", "Passer devant"]
    assert shown("retard") == ["Écrire au recteur"]
    assert shown("a-porter") == ["Passer devant"]
    assert shown("faites") == ["Voter"]
    assert len(shown("toutes")) == 4
    answer = coordinator.post(url("decision-done", meeting.pk, late.pk), {"etat": "retard"})
    assert answer.url == url("decisions") + "?etat=retard"
    assert shown("retard") == []
    coordinator.post(url("decision-done", meeting.pk, late.pk))
    assert shown("retard") == ["Écrire au recteur"]


def test_two_people_who_write_the_same_relevé_are_told(
    coordinator: Client, plan: Plan, meeting: Meeting, url: Address
) -> None:
    mine = record_form(coordinator, url, meeting, minutes="Mon compte rendu")
    theirs = record_form(coordinator, url, meeting, minutes="Un autre compte rendu")
    coordinator.post(url("record", meeting.pk), theirs)
    answer = coordinator.post(url("record", meeting.pk), mine)
    assert answer.status_code == 409
    assert "Un autre compte rendu" in answer.content.decode()


def test_the_history_tells_a_meeting(coordinator: Client, plan: Plan, meeting: Meeting, url: Address) -> None:
    coordinator.post(
        url("record", meeting.pk), record_form(coordinator, url, meeting, decisions=[{"text": "Ouvrir le samedi"}])
    )
    line = Revision.objects.about(meeting).get()
    assert line.change == Change.EDITED
    page = coordinator.get(reverse("history:object", args=[plan.territory.slug, "plans.meeting", meeting.pk]))
    assert "Ouvrir le samedi" in page.content.decode()


def test_the_history_tells_hours_of_the_territory(coordinator: Client, plan: Plan, copil: Committee) -> None:
    made = create_meeting(
        committee=copil, values={"starts_at": datetime(2027, 7, 12, 14, 30, tzinfo=PARIS)}, by=UserFactory()
    )
    line = Revision.objects.about(made).get()
    page = coordinator.get(reverse("history:revision", args=[plan.territory.slug, line.pk])).content.decode()
    assert "12/07/2027 14:30" in page
