"""What an instance and a meeting hold, for edits, history and restoration."""

from accounts.aggregates import Aggregate, Children, register
from plans.models import AgendaItem, Attendance, Committee, CommitteeSeat, Meeting

COMMITTEE = ("plan", "kind", "name", "purpose", "frequency", "position")
MEETING = (
    "committee", "starts_at", "ends_at", "place", "link", "state", "state_reason", "invitation", "convened_on",
    "minutes", "next_on",
)  # fmt: skip
SEATS = Children("seats", CommitteeSeat, ("partner", "organisation", "function", "quality", "contact"), "membres")
AGENDA = Children("agenda", AgendaItem, ("title", "presenter", "note"), "ordre du jour")
ATTENDANCES = Children("attendances", Attendance, ("seat", "label", "presence"), "présences")


def register_committees() -> None:
    register(Aggregate(Committee, COMMITTEE, (), (SEATS,)))
    register(Aggregate(Meeting, MEETING, (), (AGENDA, ATTENDANCES)))
