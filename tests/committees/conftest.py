"""A plan with its fiches and a comité de pilotage that meets."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MemberRole
from actions.models import Action
from partners.models import Contact, Partner
from plans.enums import CommitteeKind, SeatQuality
from plans.models import Committee, CommitteeSeat, Meeting, Plan
from tests.annexes.journey import client_of, person
from tests.factories import ActionFactory, PartnerFactory, PlanFactory

Address = Callable[..., str]


@pytest.fixture
def plan(db: None) -> Plan:
    found: Plan = PlanFactory()
    return found


@pytest.fixture
def fiche(plan: Plan) -> Action:
    found: Action = ActionFactory(plan=plan, title="Ouvrir la ludothèque", number=12)
    return found


@pytest.fixture
def caf(plan: Plan) -> Partner:
    found: Partner = PartnerFactory(territory=plan.territory, name="Caf du Val")
    Contact.objects.create(partner=found, full_name="Dominique Vallon", email="dominique@caf.example")
    return found


@pytest.fixture
def copil(plan: Plan, caf: Partner) -> Committee:
    found = Committee.objects.create(plan=plan, kind=CommitteeKind.COPIL, name="Comité de pilotage")
    CommitteeSeat.objects.create(
        committee=found, organisation="Ville de Valmire", function="maire", quality=SeatQuality.CHAIR, position=0
    )
    CommitteeSeat.objects.create(
        committee=found, partner=caf, function="directrice", contact=caf.contacts.get(), position=1
    )
    return found


@pytest.fixture
def meeting(copil: Committee) -> Meeting:
    """In the afternoon of yesterday, with two points."""
    found = Meeting.objects.create(committee=copil, starts_at=at(-1, 14), ends_at=at(-1, 16), place="Salle du conseil")
    for rank, title in enumerate(("Avancement", "Arbitrages")):
        found.agenda.create(title=title, position=rank)
    return found


@pytest.fixture
def coordinator(plan: Plan) -> Client:
    return client_of(person(plan, MemberRole.COORDINATOR))


@pytest.fixture
def reader(plan: Plan) -> Client:
    return client_of(person(plan, MemberRole.READER))


@pytest.fixture
def url(plan: Plan) -> Address:
    """`url("meeting", pk)` is an address of the namespace."""
    return lambda name, *keys: reverse(f"committees:{name}", args=[plan.territory.slug, plan.slug, *keys])


def at(days: int, hour: int) -> datetime:
    """That hour, so many days from today, where the territory is."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour)))


def rows(prefix: str, *several: dict[str, Any]) -> dict[str, str]:
    """A formset as a browser sends it."""
    sent = {f"{prefix}-TOTAL_FORMS": str(len(several)), f"{prefix}-INITIAL_FORMS": "0"}
    for rank, row in enumerate(several):
        sent |= {f"{prefix}-{rank}-{name}": str(value) for name, value in row.items()}
        sent[f"{prefix}-{rank}-ORDER"] = str(rank + 1)
    return sent


def record_form(client: Client, url: Address, meeting: Meeting, **more: Any) -> dict[str, str]:
    """The form of the relevé of a meeting as the page gives it; `more` replaces some of it."""
    shown = client.get(url("record", meeting.pk)).context
    notes = [{"key": point.pk, "note": ""} for point in meeting.agenda.all()]
    form = {"seen": shown["seen"], "minutes": "", "next_on": ""}
    form |= rows("notes", *more.pop("notes", notes))
    form |= rows("attendances", *more.pop("attendances", ()))
    form |= rows("decisions", *more.pop("decisions", ()))
    return form | more
