"""How a meeting is said: when, where, the text of its convocation."""

from datetime import datetime

from django.utils import timezone

from actions.wording import MONTHS
from plans.models import CommitteeSeat, Meeting

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
NBSP = "\u00a0"


def day_said(at: datetime) -> str:
    """« jeudi 1er octobre 2026 », in the time of the territory."""
    day = timezone.localtime(at)
    return f"{DAYS[day.weekday()]} {'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def hour_said(at: datetime) -> str:
    """« 9 h », « 14 h 30 »."""
    local = timezone.localtime(at)
    return f"{local.hour}{NBSP}h" + (f"{NBSP}{local.minute:02d}" if local.minute else "")


def hours_said(meeting: Meeting) -> str:
    """« de 14 h à 16 h 30 », « à 14 h »."""
    if meeting.ends_at:
        return f"de {hour_said(meeting.starts_at)} à {hour_said(meeting.ends_at)}"
    return f"à {hour_said(meeting.starts_at)}"


def when_said(meeting: Meeting) -> str:
    """« jeudi 1er octobre 2026, de 14 h à 16 h 30 »."""
    return f"{day_said(meeting.starts_at)}, {hours_said(meeting)}"


def seat_said(seat: CommitteeSeat) -> str:
    """« Caf – directrice (présidence) », as the attendance of a meeting keeps it; never a name."""
    said = " – ".join(filter(None, (seat.body, seat.function)))
    quality = "" if seat.quality == seat._meta.get_field("quality").default else seat.get_quality_display()
    return f"{said} ({quality.lower()})" if quality else said


def usual_invitation(meeting: Meeting) -> str:
    """What a convocation says when nobody wrote it otherwise."""
    committee = meeting.committee
    return (
        "Madame, Monsieur,\n"
        f"Vous êtes invité(e) à la réunion suivante{NBSP}: {committee.name}, {committee.plan.title}."
        "\nSi vous ne pouvez pas être présent(e), merci de nous indiquer qui vous représentera."
    )


def convocation_text(meeting: Meeting) -> str:
    """The whole convocation as plain text, ready to be pasted in a mail."""
    agenda = [
        f"{rank}. {item.title}" + (f" ({item.presenter})" if item.presenter else "")
        for rank, item in enumerate(meeting.agenda.all(), 1)
    ]
    lines = [meeting.invitation or usual_invitation(meeting), "", f"Date{NBSP}: {when_said(meeting)}"]
    lines += [f"Lieu{NBSP}: {meeting.place}"] if meeting.place else []
    lines += [f"Visioconférence{NBSP}: {meeting.link}"] if meeting.link else []
    lines += ["", f"Ordre du jour{NBSP}:", *agenda] if agenda else []
    return "\n".join(lines)
