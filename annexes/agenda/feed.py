"""The agenda as a calendar that other programs read: a file of the page, and the private feed of a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Revision, Territory, User
from annexes.agenda.dates import dates_of
from annexes.agenda.entries import DateKind, Entry, Filters, Standing
from annexes.agenda.ics import CalendarEvent, calendar_bytes
from annexes.agenda.meetings import USUAL_LENGTH
from annexes.contents.school_years import SchoolYear
from annexes.models import CalendarFeed
from annexes.sharing.links import fingerprint, new_secret

SIGNS = {Standing.DONE: "✓ ", Standing.CANCELLED: "Annulée\u00a0: "}
YEARS_AHEAD = 10
READ_EVERY = timedelta(minutes=15)  # how often it is written that a feed was read


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages are: « https://plans.valmire.example », « plans.valmire.example »."""

    address: str
    host: str


def calendar_of(name: str, entries: Iterable[Entry], site: Site, changed_at: datetime) -> bytes:
    """The dates as an iCalendar file. It is the same as long as they are."""
    events = (event_of(entry, site, changed_at) for entry in entries)
    return calendar_bytes(name, events, zone=ZoneInfo(settings.TIME_ZONE))


def event_of(entry: Entry, site: Site, changed_at: datetime) -> CalendarEvent:
    """Nothing that depends on the day it is read: « en retard de 3 jours » would change the file every night."""
    said = "" if entry.standing is Standing.LATE else entry.said
    told = (entry.plan, entry.about, entry.note, said)
    title = (
        entry.title if entry.kind in (DateKind.MEETING, DateKind.LIFE) else f"{entry.kind.label}\u00a0: {entry.title}"
    )
    return CalendarEvent(
        uid=f"{entry.uid}@{site.host}",
        summary=f"{SIGNS.get(entry.standing, '')}{title}",
        starts=entry.starts_at or entry.on,
        ends=entry.ends_at or (entry.starts_at + USUAL_LENGTH if entry.starts_at else None),
        changed_at=changed_at,
        description="\n".join(filter(None, told)),
        location=entry.place,
        url=f"{site.address}{entry.url}",
        categories=(entry.kind.label, entry.plan),
        is_cancelled=entry.standing is Standing.CANCELLED,
        takes_time=entry.starts_at is not None and entry.standing is Standing.COMING,
    )


def changed_at(territory: Territory) -> datetime:
    """When something of the territory last changed, by its history. One query."""
    last = Revision.objects.filter(territory=territory).order_by("-at").values_list("at", flat=True).first()
    return last or timezone.make_aware(datetime.combine(date(2000, 1, 1), time.min))


def start_of_day() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def window(today: date) -> tuple[date, date]:
    """The days of a feed: from the former school year on."""
    year = SchoolYear.of(today)
    return SchoolYear(year.first - 1).starts_on, SchoolYear(year.first + YEARS_AHEAD).ends_on


def entries_of(feed: CalendarFeed, today: date) -> list[Entry]:
    filters = Filters.read(QueryDict(feed.filters))
    first, last = window(today)
    return dates_of(feed.territory, first, last, filters, today=today, user=feed.user)


def open_feed(secret: str) -> CalendarFeed | None:
    """The feed of an address, as long as its person may read the territory. One query."""
    feeds = CalendarFeed.objects.filter(
        token_sha256=fingerprint(secret),
        user__is_active=True,
        user__memberships__territory=F("territory"),
        user__memberships__is_active=True,
    )
    return feeds.select_related("user", "territory").first()


def note_read(feed: CalendarFeed) -> None:
    """Programs ask again and again: it is not written each time."""
    now = timezone.now()
    if feed.read_at is None or now - feed.read_at > READ_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)


@transaction.atomic
def renew_feed(user: User, territory: Territory, filters: Filters) -> str:
    """A new address for the agenda of a person, and the end of the former one. The secret cannot be had again."""
    secret = new_secret()
    CalendarFeed.objects.update_or_create(
        user=user,
        territory=territory,
        defaults={
            "token_sha256": fingerprint(secret),
            "filters": filters.written(),
            "created_at": timezone.now(),
            "read_at": None,
        },
    )
    return secret


def filter_feed(user: User, territory: Territory, filters: Filters) -> bool:
    """The same address, with other dates; False when there is none."""
    return bool(CalendarFeed.objects.filter(user=user, territory=territory).update(filters=filters.written()))


def close_feed(user: User, territory: Territory) -> bool:
    deleted, _ = CalendarFeed.objects.filter(user=user, territory=territory).delete()
    return bool(deleted)
