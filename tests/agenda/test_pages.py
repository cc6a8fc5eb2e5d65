"""The page of the agenda: a month or a school year, its filters in the address, the words of what is late or done."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import Membership, Revision, Territory, User
from actions.models import Step
from annexes.agenda import page as pages
from annexes.agenda.page import Period, agenda_page
from annexes.contents.school_years import SchoolYear
from annexes.models import CalendarFeed
from plans.models import Committee, Meeting, Plan
from tests.agenda.reading import read_back
from tests.annexes.journey import client_of, person
from tests.factories import ActionFactory

TODAY = date(2026, 11, 21)


def period(query: str) -> Period:
    return Period.read(QueryDict(query), TODAY)


def agenda(territory: Territory, query: str = "", name: str = "agenda") -> str:
    return f"{reverse(f'agenda:{name}', args=[territory.slug])}?{query}"


@pytest.mark.parametrize(
    ("query", "title", "before", "after"),
    [
        ("", "novembre 2026", "octobre 2026", "décembre 2026"),
        ("vue=mois&mois=2027-01", "janvier 2027", "décembre 2026", "février 2027"),
        ("mois=2026-12", "décembre 2026", "novembre 2026", "janvier 2027"),
        ("vue=annee", "année scolaire 2026-2027", "année scolaire 2025-2026", "année scolaire 2027-2028"),
        ("vue=annee&annee=2030", "année scolaire 2030-2031", "année scolaire 2029-2030", "année scolaire 2031-2032"),
    ],
)
def test_a_period_is_read_from_the_address_and_written_back(query: str, title: str, before: str, after: str) -> None:
    found = period(query)
    assert [one.title for one in (found, found.moved(-1), found.moved(1))] == [title, before, after]
    assert period(found.written) == found


@pytest.mark.parametrize("query", ["mois=13", "mois=2026-13", "mois=0001-01", "mois=9999-12", "mois=è", "mois=-"])
def test_a_month_that_is_none_is_this_one(query: str) -> None:
    assert period(query).title == "novembre 2026"


@pytest.mark.parametrize("query", ["annee=0", "annee=99999999999999999999", "annee=²", "annee=x", "annee="])
def test_a_year_that_is_none_is_this_one(query: str) -> None:
    assert period(f"vue=annee&{query}").year == SchoolYear(2026)


def test_a_month_has_its_days_and_its_year(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *args: TODAY)
    fiche = ActionFactory(plan=plan, title="Lire le soir", due_on=date(2026, 11, 3))
    Step.objects.create(action=fiche, title="Inviter", due_on=date(2026, 11, 4), done_on=date(2026, 11, 2))
    Step.objects.create(action=fiche, title="Fêter", due_on=date(2027, 6, 4))
    client = client_of(person(plan, MemberRole.READER))
    text = client.get(agenda(plan.territory)).content.decode()
    assert "Mardi 3 novembre" in text
    assert "en retard de 18 jours" in text
    assert "<s><a" in text.partition("Inviter")[0][-120:]
    assert "faite le 02/11/2026" in text
    assert "Fêter" not in text
    assert "2 dates, dont <strong>1 en retard</strong>" in text
    assert 'href="#j-2026-11-03"' in text
    assert "Juin 2027" not in text
    year = client.get(agenda(plan.territory, "vue=annee")).content.decode()
    assert "Fêter" in year
    assert "Juin 2027" in year


def test_filters_stay_in_the_links(plan: Plan) -> None:
    client = client_of(person(plan, MemberRole.CONTRIBUTOR))
    text = client.get(agenda(plan.territory, f"plan={plan.slug}&sorte=etape&miennes=oui")).content.decode()
    assert text.count(f"plan={plan.slug}&amp;sorte=etape&amp;miennes=oui") >= 15
    assert "Projet du pont, étapes des fiches, vos fiches seulement" in text


def test_readers_have_no_fiches_of_their_own(plan: Plan) -> None:
    of = {role: client_of(person(plan, role)).get(agenda(plan.territory)).content.decode() for role in MemberRole}
    assert {role for role, text in of.items() if "les miennes seulement" in text} == {*MemberRole} - {MemberRole.READER}


def test_a_page_is_never_without_end(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST", 2)
    for day in (3, 4, 5):
        ActionFactory(plan=plan, due_on=date(2026, 12, day))
    client = client_of(person(plan, MemberRole.READER))
    text = client.get(agenda(plan.territory, "mois=2026-12")).content.decode()
    assert "1 autre suit" in text
    assert "3 dates" in text


def test_a_month_begins_on_monday() -> None:
    found = agenda_page(period("mois=2026-11"), [], TODAY)
    assert [day.number for day in found.weeks[0]] == [0, 0, 0, 0, 0, 0, 1]
    assert [day.number for week in found.weeks for day in week if day.is_today] == [21]
    assert [month.name for month in found.months][:2] == ["septembre", "octobre"]


def test_as_many_queries_for_many_dates(plan: Plan) -> None:
    client, costs = client_of(person(plan, MemberRole.READER)), []
    for number in (1, 40):
        for rank in range(number):
            fiche = ActionFactory(plan=plan, due_on=date(2026, 11, 3))
            Step.objects.create(action=fiche, title="Inviter", due_on=date(2026, 11, 4))
            Committee.objects.create(plan=plan, name=f"Groupe {number}-{rank}")
        with CaptureQueriesContext(connection) as queries:
            client.get(agenda(plan.territory, "vue=mois&mois=2026-11"))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 20


# The private feed


def subscribed(user: User, territory: Territory, query: str = "") -> tuple[Client, str]:
    """Her browser, and the address that the page shows once."""
    client = client_of(user)
    client.post(agenda(territory, name="renew"), QueryDict(query).dict())
    text = client.get(agenda(territory)).content.decode()
    start = text.index("http://testserver/agenda/")
    return client, text[start : text.index('"', start)]


def read(address: str, **headers: str) -> Any:
    return Client().get(address, **headers)  # type: ignore[arg-type]


def test_a_feed_is_read_without_an_account(plan: Plan, committee: Committee) -> None:
    starts = timezone.now() + timedelta(days=3)
    meeting = Meeting.objects.create(committee=committee, starts_at=starts, place="Mairie")
    ActionFactory(plan=plan, number=7, title="Lire", due_on=timezone.localdate() + timedelta(days=1))
    _, address = subscribed(person(plan, MemberRole.READER), plan.territory)
    answer = read(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    found = read_back(answer.content)
    assert found["x-wr-calname"] == f"Agenda {plan.territory}"
    events = {str(event["uid"]): event for event in found.walk("VEVENT")}
    held = events[f"reunion-{meeting.pk}@testserver"]
    assert held["dtstart"].dt == starts.replace(microsecond=0)
    assert held["location"] == "Mairie"
    assert held["url"].startswith(f"http://testserver/t/{plan.territory.slug}/")
    assert {str(event["summary"]).replace("\u00a0", " ") for event in events.values()} >= {
        "COPIL du pont",
        "Échéance : 7. Lire",
    }
    assert CalendarFeed.objects.get().read_at is not None


def test_the_address_is_shown_once_and_only_its_fingerprint_is_kept(plan: Plan) -> None:
    client, address = subscribed(person(plan, MemberRole.READER), plan.territory)
    assert "/agenda/" in address
    assert address not in client.get(agenda(plan.territory)).content.decode()
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert len(secret) == 43
    assert secret not in str(CalendarFeed.objects.values().get())


def test_a_feed_has_the_filters_of_the_page_that_made_it(plan: Plan) -> None:
    fiche = ActionFactory(plan=plan, title="Lire", due_on=timezone.localdate())
    Step.objects.create(action=fiche, title="Inviter", due_on=timezone.localdate())
    client, address = subscribed(person(plan, MemberRole.READER), plan.territory, "sorte=etape&vue=annee")
    (event,) = read_back(read(address).content).walk("VEVENT")
    assert "Inviter" in event["summary"]
    answer = client.post(agenda(plan.territory, name="refilter"), {"sorte": "echeance", "mois": "2026-12"})
    assert "mois=2026-12&sorte=echeance" in answer["Location"]
    (event,) = read_back(read(address).content).walk("VEVENT")
    assert "Lire" in event["summary"]


def test_a_new_address_closes_the_former_one(plan: Plan) -> None:
    user = person(plan, MemberRole.READER)
    _, former = subscribed(user, plan.territory)
    client, address = subscribed(user, plan.territory)
    assert read(former).status_code == 404
    assert read(address).status_code == 200
    client.post(agenda(plan.territory, name="close"))
    assert read(address).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_a_feed_closes_with_what_its_person_may_read(plan: Plan) -> None:
    user = person(plan, MemberRole.READER)
    _, address = subscribed(user, plan.territory)
    Membership.objects.filter(user=user).update(is_active=False)
    assert read(address).status_code == 404
    Membership.objects.filter(user=user).update(is_active=True)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert read(address).status_code == 404
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert read(address).status_code == 200
    Membership.objects.filter(user=user).delete()
    assert read(address).status_code == 404


def test_a_feed_holds_nothing_of_another_territory(plan: Plan) -> None:
    other = ActionFactory(due_on=timezone.localdate())
    _, address = subscribed(person(plan, MemberRole.READER), plan.territory)
    assert other.title not in read(address).content.decode()


def test_a_feed_that_did_not_change_is_not_sent_again(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    ActionFactory(plan=plan, title="Lire", due_on=timezone.localdate())
    _, address = subscribed(person(plan, MemberRole.READER), plan.territory)
    first = read(address)
    assert read(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    assert read(address, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"]).status_code == 304
    assert read(address).content == first.content
    ActionFactory(plan=plan, title="Nager", due_on=timezone.localdate())
    assert read(address, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200
    later = timezone.now() + timedelta(minutes=5)
    Revision.objects.create(
        territory=plan.territory, model="x.y", object_key=1, object_label="x", change="EDITED", at=later
    )
    assert read(address, HTTP_IF_MODIFIED_SINCE=first["Last-Modified"]).status_code == 200


def test_a_feed_says_the_same_tomorrow(plan: Plan) -> None:
    """« en retard de 3 jours » would change it every night."""
    ActionFactory(plan=plan, title="Lire", due_on=timezone.localdate() - timedelta(days=3))
    _, address = subscribed(person(plan, MemberRole.READER), plan.territory)
    assert "en retard" not in read(address).content.decode().replace("\r\n ", "")


def test_reading_again_and_again_is_not_written_each_time(plan: Plan) -> None:
    _, address = subscribed(person(plan, MemberRole.READER), plan.territory)
    Client().head(address)
    assert CalendarFeed.objects.get().read_at is None
    read(address)
    at = CalendarFeed.objects.get().read_at
    read(address)
    assert CalendarFeed.objects.get().read_at == at


def test_the_dates_of_a_page_are_taken_away_once(plan: Plan) -> None:
    ActionFactory(plan=plan, title="Lire", due_on=date(2026, 11, 3))
    ActionFactory(plan=plan, title="Nager", due_on=date(2026, 12, 3))
    client = client_of(person(plan, MemberRole.READER))
    answer = client.get(agenda(plan.territory, "mois=2026-11", name="download"))
    assert answer["Content-Disposition"] == f'attachment; filename="agenda-{plan.territory.slug}-2026-11.ics"'
    (event,) = read_back(answer.content).walk("VEVENT")
    assert "Lire" in event["summary"]
    assert event["dtstart"].dt == date(2026, 11, 3)
    year = client.get(agenda(plan.territory, "vue=annee&annee=2026", name="download"))
    assert len(read_back(year.content).walk("VEVENT")) == 2


def test_an_unknown_address_is_not_found(db: None) -> None:
    assert read(reverse("public:feed", args=["x" * 43])).status_code == 404


def test_a_meeting_of_the_evening_keeps_its_hour(plan: Plan, committee: Committee) -> None:
    Meeting.objects.create(committee=committee, starts_at=datetime(2026, 11, 30, 17, 30, tzinfo=UTC))
    client = client_of(person(plan, MemberRole.READER))
    data = client.get(agenda(plan.territory, "mois=2026-11", name="download")).content
    assert b"DTSTART;TZID=Europe/Paris:20261130T183000" in data
    assert b"DTEND;TZID=Europe/Paris:20261130T203000" in data  # as long as its convocation says
    assert b"BEGIN:VTIMEZONE" in data
    assert "18h30" in client.get(agenda(plan.territory, "mois=2026-11")).content.decode()
