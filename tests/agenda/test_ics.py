"""Calendars are files that other programs take: what RFC 5545 asks, and what Outlook and Thunderbird stumble on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from annexes.agenda.ics import PARIS, CalendarEvent, calendar_bytes
from tests.agenda.reading import read_back

CHANGED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def day(**given: Any) -> CalendarEvent:
    told = {"uid": "etape-1@valmire.example", "summary": "Étape : inviter", "starts": date(2026, 11, 30)}
    return CalendarEvent(**{"changed_at": CHANGED, **told, **given})


def hour(**given: Any) -> CalendarEvent:
    told = {"uid": "reunion-1@valmire.example", "summary": "COPIL", "starts": datetime(2026, 7, 30, 12, tzinfo=UTC)}
    return CalendarEvent(**{"changed_at": CHANGED, **told, **given})


def events(*given: CalendarEvent, zone: ZoneInfo = PARIS) -> list[Any]:
    return list(read_back(calendar_bytes("Agenda", given, zone=zone)).walk("VEVENT"))


def test_a_day_is_a_whole_day_whose_end_is_the_next_one() -> None:
    (event,) = events(day())
    assert event["dtstart"].dt == date(2026, 11, 30)
    assert event["dtend"].dt == date(2026, 12, 1)
    assert event["dtstart"].params["value"] == event["dtend"].params["value"] == "DATE"
    assert event["transp"] == "TRANSPARENT"
    (several,) = events(day(ends=date(2026, 12, 31)))
    assert several["dtend"].dt == date(2027, 1, 1)


def test_an_hour_is_told_in_the_zone_that_the_file_explains() -> None:
    data = calendar_bytes("Agenda", [hour(ends=datetime(2026, 7, 30, 13, 30, tzinfo=UTC), takes_time=True)])
    assert b"DTSTART;TZID=Europe/Paris:20260730T140000\r\n" in data
    assert b"DTEND;TZID=Europe/Paris:20260730T153000\r\n" in data
    zone = read_back(data).walk("VTIMEZONE")[0]
    explained = zone.to_tz()
    for moment in (hour().starts, datetime(2026, 12, 24, 14, tzinfo=UTC), datetime(2031, 6, 1, 8, tzinfo=UTC)):
        assert moment.astimezone(explained).utcoffset() == moment.astimezone(PARIS).utcoffset()


def test_an_hour_without_an_end_lasts_one() -> None:
    (event,) = events(hour())
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(hours=1)


@pytest.mark.parametrize("name", ["America/Martinique", "Indian/Reunion", "Europe/Brussels"])
def test_other_zones_are_explained_too(name: str) -> None:
    zone = ZoneInfo(name)
    data = calendar_bytes("Agenda", [hour()], zone=zone)
    found = read_back(data)
    assert found.walk("VTIMEZONE")[0]["tzid"] == name
    assert found.walk("VEVENT")[0]["dtstart"].dt == datetime(2026, 7, 30, 12, tzinfo=UTC)


def test_days_alone_ask_for_no_zone() -> None:
    assert b"VTIMEZONE" not in calendar_bytes("Agenda", [day()])


def test_a_file_keeps_the_rules_of_its_form() -> None:
    long = "Ouvrir l’accueil du mercredi ; écoles, centres et familles \\ suite " * 6
    data = calendar_bytes("Agenda de Valmire", [day(summary=long, description="Ligne 1\nLigne 2"), hour()])
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    found = read_back(data)
    assert found["version"] == "2.0"
    assert found["prodid"]
    assert found["x-wr-calname"] == "Agenda de Valmire"
    assert "method" not in found
    first = found.walk("VEVENT")[0]
    assert first["summary"] == long
    assert first["description"] == "Ligne 1\nLigne 2"
    assert first["dtstamp"].dt == CHANGED
    assert data.count(b"UID:") == data.count(b"DTSTAMP:") == 2


def test_an_event_says_where_it_is_and_what_it_is() -> None:
    (event,) = events(
        hour(location="Salle du pont", url="https://valmire.example/r/1", categories=("Réunion", "PEDT, PGT"))
    )
    assert event["location"] == "Salle du pont"
    assert event["url"] == "https://valmire.example/r/1"
    assert event["categories"].cats == ["Réunion", "PEDT, PGT"]
    assert event["status"] == "CONFIRMED"
    (cancelled,) = events(hour(is_cancelled=True))
    assert cancelled["status"] == "CANCELLED"


def test_the_same_events_make_the_same_bytes() -> None:
    assert calendar_bytes("Agenda", [day(), hour()]) == calendar_bytes("Agenda", [day(), hour()])
