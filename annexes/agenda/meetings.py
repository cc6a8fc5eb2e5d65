"""A meeting as an event of a calendar: the same UID in its own file and in the feed of its territory."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Revision
from actions.committees.words import convocation_text
from annexes.agenda.ics import CalendarEvent
from plans.enums import MeetingState
from plans.models import Meeting

USUAL_LENGTH = timedelta(hours=2)  # of a meeting whose end is not said


def meeting_uid(meeting: Meeting, host: str) -> str:
    """The same for the life of the meeting, in every calendar that shows it."""
    return f"reunion-{meeting.pk}@{host}"


def meeting_event(meeting: Meeting, *, url: str, host: str) -> CalendarEvent:
    """The event of one meeting, its convocation in it: nobody’s name stands there. Three queries.

    Each change that the history keeps of the meeting is a new SEQUENCE: a calendar takes the last one.
    """
    lines = Revision.objects.about(meeting)
    last = lines.order_by("-pk").values_list("at", flat=True).first()
    return CalendarEvent(
        uid=meeting_uid(meeting, host),
        summary=f"{meeting.committee.name} – {meeting.committee.plan.title}",
        starts=meeting.starts_at,
        ends=meeting.ends_at or meeting.starts_at + USUAL_LENGTH,
        changed_at=last or timezone.now(),
        description=convocation_text(meeting),
        location=meeting.place or meeting.link,
        url=url,
        is_cancelled=meeting.state == MeetingState.CANCELLED,
        takes_time=True,
        sequence=lines.count(),
    )
