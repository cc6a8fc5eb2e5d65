"""Meetings: prepared, convened, cancelled; a file for calendars that is read back."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import Revision
from plans.enums import MeetingState
from plans.models import Committee, Meeting, Plan
from tests.committees.conftest import Address, rows

pytestmark = pytest.mark.django_db


def test_a_meeting_begins_with_the_usual_agenda(coordinator: Client, copil: Committee, url: Address) -> None:
    page = coordinator.get(url("meeting-new", copil.pk) + "?le=2027-03-12")
    assert page.context["form"].initial["day"] == date(2027, 3, 12)
    titles = [form.initial["title"] for form in page.context["rows"].initial_forms]
    assert any("arbitrage" in title for title in titles)


def test_a_meeting_is_planned_in_the_time_of_the_territory(coordinator: Client, copil: Committee, url: Address) -> None:
    form = {"day": "12/07/2027", "begins": "14 h 30", "ends": "16h", "place": "Mairie"} | rows(
        "agenda", {"title": "Avancement"}, {"title": "Arbitrages", "presenter": "élue"}
    )
    answer = coordinator.post(url("meeting-new", copil.pk), form)
    made = Meeting.objects.get()
    assert answer.url == url("convocation", made.pk)
    local = timezone.localtime(made.starts_at)
    assert (local.date(), local.hour, local.minute) == (date(2027, 7, 12), 14, 30)
    assert timezone.localtime(made.ends_at).hour == 16
    assert [(one.title, one.presenter) for one in made.agenda.all()] == [("Avancement", ""), ("Arbitrages", "élue")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"day": "2027"}, "Indiquez un jour"),
        ({"begins": "25 h"}, "Écrivez une heure comme 14:30"),
        ({"ends": "13:00"}, "La fin de la réunion suit son début"),
        ({"link": "salle"}, "Écrivez une adresse complète"),
    ],
)
def test_what_is_wrong_is_said(
    coordinator: Client, copil: Committee, url: Address, wrong: dict[str, str], said: str
) -> None:
    form = {"day": "12/07/2027", "begins": "14:00"} | wrong | rows("agenda")
    answer = coordinator.post(url("meeting-new", copil.pk), form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Meeting.objects.exists()


def test_a_meeting_is_not_planned_twice(coordinator: Client, copil: Committee, url: Address) -> None:
    form = {"day": "12/07/2027", "begins": "14:00"} | rows("agenda")
    assert coordinator.post(url("meeting-new", copil.pk), form).status_code == 302
    answer = coordinator.post(url("meeting-new", copil.pk), form)
    assert answer.status_code == 422
    assert "a déjà une réunion prévue" in answer.content.decode()
    Meeting.objects.update(state=MeetingState.CANCELLED, state_reason="Grève")
    assert coordinator.post(url("meeting-new", copil.pk), form).status_code == 302


def test_changing_the_agenda_keeps_what_was_said_of_its_points(
    coordinator: Client, meeting: Meeting, url: Address
) -> None:
    first, second = meeting.agenda.all()
    first.note = "Tout avance."
    first.save()
    seen = coordinator.get(url("meeting-edit", meeting.pk)).context["seen"]
    form = {"day": "12/07/2027", "begins": "14:00", "seen": seen} | rows(
        "agenda", {"key": second.pk, "title": "Arbitrages"}, {"key": first.pk, "title": "Avancement du plan"}
    )
    assert coordinator.post(url("meeting-edit", meeting.pk), form).status_code == 302
    assert [(one.pk, one.title, one.note) for one in meeting.agenda.all()] == [
        (second.pk, "Arbitrages", ""),
        (first.pk, "Avancement du plan", "Tout avance."),
    ]


def test_the_convocation_is_ready_to_be_sent(coordinator: Client, meeting: Meeting, url: Address) -> None:
    page = coordinator.get(url("convocation", meeting.pk))
    text = page.context["text"]
    assert "Comité de pilotage" in text
    assert "Salle du conseil" in text
    assert "1. Avancement" in text
    assert page.context["addresses"] == ["dominique@caf.example"]
    assert [seat.body for seat in page.context["unreached"]] == ["Ville de Valmire"]
    coordinator.post(url("convene", meeting.pk))
    meeting.refresh_from_db()
    assert meeting.convened_on == timezone.localdate()


def test_a_cancelled_meeting_says_why_and_stays(coordinator: Client, meeting: Meeting, url: Address) -> None:
    assert coordinator.post(url("meeting-cancel", meeting.pk), {"reason": ""}).status_code == 422
    coordinator.post(url("meeting-cancel", meeting.pk), {"reason": "Neige sur le col"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.state_reason) == (MeetingState.CANCELLED, "Neige sur le col")
    assert "Neige sur le col" in coordinator.get(url("meeting", meeting.pk)).content.decode()
    assert coordinator.get(url("record", meeting.pk)).status_code == 302
    assert coordinator.post(url("convene", meeting.pk)).status_code == 302
    meeting.refresh_from_db()
    assert meeting.convened_on is None


def test_the_calendar_file_is_read_back(reader: Client, plan: Plan, meeting: Meeting) -> None:
    where = reverse("annexes:meeting-ics", args=[plan.territory.slug, plan.slug, meeting.pk])

    def event() -> tuple[Calendar, object]:
        read = Calendar.from_ical(reader.get(where).content)
        (one,) = read.walk("VEVENT")
        return read, one

    read, first = event()
    assert read["METHOD"] == "PUBLISH"
    assert [zone["TZID"] for zone in read.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert first["DTSTART"].params["TZID"] == "Europe/Paris"
    assert first["DTSTART"].dt == meeting.starts_at.astimezone(ZoneInfo("Europe/Paris"))
    assert first["DTEND"].dt - first["DTSTART"].dt == timedelta(hours=2)
    assert first["LOCATION"] == "Salle du conseil"
    assert "1. Avancement" in first["DESCRIPTION"]
    assert "dominique" not in reader.get(where).content.decode().lower()


def test_a_change_is_a_new_sequence_of_the_same_event(
    coordinator: Client, plan: Plan, meeting: Meeting, url: Address
) -> None:
    where = reverse("annexes:meeting-ics", args=[plan.territory.slug, plan.slug, meeting.pk])
    (first,) = Calendar.from_ical(coordinator.get(where).content).walk("VEVENT")
    coordinator.post(url("meeting-cancel", meeting.pk), {"reason": "Neige"})
    (second,) = Calendar.from_ical(coordinator.get(where).content).walk("VEVENT")
    assert first["UID"] == second["UID"]
    assert int(second["SEQUENCE"]) > int(first.get("SEQUENCE", 0))
    assert (first["STATUS"], second["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert Revision.objects.about(meeting).count() == int(second["SEQUENCE"])
