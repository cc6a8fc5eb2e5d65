"""Calendars as iCalendar files (RFC 5545) that Outlook, Thunderbird and telephones read: lines cut at 75 octets and
ended by CRLF, a VTIMEZONE for the hours, an exclusive last day, no METHOD, so that they are read and never answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, vDate, vDatetime, vDuration, vText, vUri

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODID = "-//PEDT Planner//Agenda//FR"
REFRESH = timedelta(hours=6)  # how often a program is asked to read a feed again
PARIS = ZoneInfo("Europe/Paris")
# With rules, where the library lists days: classic Outlook knows nothing of the latter.
_PARIS = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event. `uid` is the same as long as the object is (« etape-12@valmire.example »).

    A `starts` without an hour makes a whole day, `ends` is then its last day; with one, both are aware datetimes.
    """

    uid: str
    summary: str
    starts: date | datetime
    changed_at: datetime
    ends: date | datetime | None = None
    description: str = ""
    location: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    is_cancelled: bool = False
    takes_time: bool = False  # whether the person is busy meanwhile
    sequence: int = 0  # of an event that is given in its own file: the greatest one stands


def calendar_bytes(name: str, events: Iterable[CalendarEvent], *, zone: ZoneInfo = PARIS, method: str = "") -> bytes:
    """A whole calendar called `name`, its hours told in `zone`.

    With a `method` (« PUBLISH »), a file that is sent: its events join a calendar that the person has already.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    else:
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", zone.key)
        calendar.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH))
    told = list(events)
    if hours := [event.starts for event in told if isinstance(event.starts, datetime)]:
        calendar.add_component(_timezone(zone, hours))
    for event in told:
        calendar.add_component(_event(event, zone))
    return bytes(calendar.to_ical())


def _timezone(zone: ZoneInfo, hours: list[datetime]) -> Component:
    if zone.key == PARIS.key:
        return Timezone.from_ical(_PARIS)
    return Timezone.from_tzid(
        zone.key, first_date=date(min(hours).year - 1, 1, 1), last_date=date(max(hours).year + 2, 1, 1)
    )


def _event(event: CalendarEvent, zone: ZoneInfo) -> Event:
    made = Event()
    made.add("uid", event.uid)
    made.add("dtstamp", vDatetime(event.changed_at.astimezone(ZoneInfo("UTC"))))
    made.add("last-modified", vDatetime(event.changed_at.astimezone(ZoneInfo("UTC"))))
    if event.sequence:
        made.add("sequence", event.sequence)
    made.add("summary", vText(event.summary))
    if isinstance(event.starts, datetime):
        ends = event.ends if isinstance(event.ends, datetime) else event.starts + timedelta(hours=1)
        made.add("dtstart", event.starts.astimezone(zone))
        made.add("dtend", ends.astimezone(zone))
    else:
        last = event.ends or event.starts
        made.add("dtstart", vDate(event.starts), parameters={"value": "DATE"})
        made.add("dtend", vDate(last + timedelta(days=1)), parameters={"value": "DATE"})
    for field, text in (("description", event.description), ("location", event.location)):
        if text:
            made.add(field, vText(text))
    if event.url:
        made.add("url", vUri(event.url))
    if event.categories:
        made.add("categories", list(event.categories))
    made.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    made.add("transp", "OPAQUE" if event.takes_time else "TRANSPARENT")
    return made
