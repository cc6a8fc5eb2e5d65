"""What the pages of instances show, at a number of queries that does not grow with them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q

from actions.models import Decision
from plans.enums import MeetingState
from plans.models import Committee, CommitteeSeat, Meeting, Plan

SEATS_SHOWN = 6


@dataclass(slots=True)
class Card:
    """An instance of the list: who sits in it, its next meeting and the last one that was held."""

    committee: Committee
    seats: list[CommitteeSeat] = field(default_factory=list)
    next: Meeting | None = None
    last: Meeting | None = None

    @property
    def shown(self) -> list[str]:
        """The organisations, each once, as many as a card has room for."""
        return list(dict.fromkeys(seat.body for seat in self.seats))[:SEATS_SHOWN]

    @property
    def more(self) -> int:
        return max(0, len({seat.body for seat in self.seats}) - SEATS_SHOWN)


def cards_of(plan: Plan, now: datetime) -> list[Card]:
    """Three queries."""
    cards = {one.pk: Card(one) for one in plan.committees.all()}
    for card in cards.values():
        card.committee.plan = plan
    for seat in CommitteeSeat.objects.filter(committee__plan=plan).select_related("partner"):
        cards[seat.committee_id].seats.append(seat)
    meetings = Meeting.objects.filter(committee__plan=plan).exclude(state=MeetingState.CANCELLED)
    for meeting in meetings.annotate(decision_count=Count("decisions")).order_by("starts_at", "pk"):
        card = cards[meeting.committee_id]
        meeting.committee = card.committee
        if meeting.state == MeetingState.HELD:
            card.last = meeting
        elif card.next is None and meeting.starts_at >= now:
            card.next = meeting
    return list(cards.values())


def last_held(committee: Committee, before: datetime | None = None) -> Meeting | None:
    """The last meeting that was held, before that moment if one is given. One query."""
    held = committee.meetings.filter(state=MeetingState.HELD)
    return (held.filter(starts_at__lt=before) if before else held).order_by("-starts_at", "-pk").first()


def decisions_of(plan: Plan) -> "Iterable[Decision]":
    """Those of the meetings of a plan, the last meeting first, each with its fiche."""
    return (
        Decision.objects.filter(meeting__committee__plan=plan)
        .select_related("meeting__committee", "action", "applied_by")
        .order_by("-meeting__starts_at", "-meeting_id", "position", "pk")
    )


def is_late(decision: Decision, today: date) -> bool:
    return decision.done_on is None and decision.due_on is not None and decision.due_on < today


def open_decisions(plan: Plan) -> "Iterable[Decision]":
    """Those that are not done, the first owed first; what has no date comes last."""
    found = Decision.objects.filter(meeting__committee__plan=plan, done_on=None)
    ordered = found.select_related("meeting__committee", "action").order_by("meeting__starts_at", "position", "pk")
    return sorted(ordered, key=lambda one: one.due_on or date.max)


def waits(decision: Decision) -> bool:
    """Whether it asks a change of a fiche that is not carried to it yet."""
    asks = bool(decision.new_status) or decision.new_priority is not None
    return asks and decision.action_id is not None and decision.applied_at is None


def next_planned(committee: Committee, day: date) -> bool:
    """Whether a meeting of an instance stands on that day already. One query."""
    return committee.meetings.filter(~Q(state=MeetingState.CANCELLED), starts_at__date=day).exists()
