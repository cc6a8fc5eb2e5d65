"""When a fiche happens, in words."""

from datetime import date

from actions.enums import ScheduleKind
from actions.wording import month, schedule_wording
from annexes.outline import ActionOutline


def schedule_words(action: ActionOutline) -> str:
    """In the fewest words: « année scolaire 2025-2026 », « septembre 2025 – juin 2027 », or nothing."""
    kind = ScheduleKind(action.schedule_kind)
    if kind in (ScheduleKind.SCHOOL_YEAR, ScheduleKind.CONTINUOUS, ScheduleKind.YEARLY):
        said = schedule_wording(kind, None, None, action.school_year)
        if said:
            return said
    return dates_words(action.starts_on, action.due_on) or action.schedule_note


def schedule_details(action: ActionOutline) -> tuple[str, ...]:
    """The dates and the words that `schedule_words` leaves out."""
    said = schedule_words(action).casefold()
    dates = dates_words(action.starts_on, action.due_on)
    return tuple(part for part in (dates, action.schedule_note) if part and part.casefold() != said)


def dates_words(starts_on: date | None, due_on: date | None) -> str:
    """« septembre 2025 – juin 2027 », « 02/09/2026 – juin 2027 », « à partir de septembre 2025 »."""
    begins = (month(starts_on) if starts_on.day == 1 else f"{starts_on:%d/%m/%Y}") if starts_on else ""
    ends = (month(due_on) if _is_last_day(due_on) else f"{due_on:%d/%m/%Y}") if due_on else ""
    if begins and ends:
        return f"{begins} – {ends}"
    return f"à partir de {begins}" if begins else ends


def _is_last_day(day: date) -> bool:
    return day.month != date.fromordinal(day.toordinal() + 1).month if day < date.max else True
