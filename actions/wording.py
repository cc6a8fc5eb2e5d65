"""How the state of a fiche is said: words and a symbol, never a colour alone."""

from calendar import monthrange
from datetime import date

from actions.enums import ScheduleKind, Status, Weather

STATUS_SYMBOLS = {
    Status.PROPOSED: "○",
    Status.APPROVED: "◇",
    Status.TO_START: "◇",
    Status.ONGOING: "●",
    Status.DONE: "✓",
    Status.PERMANENT: "↻",
    Status.POSTPONED: "→",
    Status.SUSPENDED: "–",
    Status.DROPPED: "×",
    Status.MERGED: "+",
}
WEATHER_SYMBOLS = {Weather.GOOD: "☀", Weather.WATCH: "△", Weather.ALERT: "▲"}
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905


def status_wording(status: Status) -> str:
    """« ● En cours »."""
    return f"{STATUS_SYMBOLS[status]} {status.label}"


def weather_wording(weather: Weather) -> str:
    """« ▲ Alerte »."""
    return f"{WEATHER_SYMBOLS[weather]} {weather.label}"


def month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def dated(day: date) -> str:
    """« en septembre 2026 » for a month, kept as its last day; « le 12/11/2026 » for a day."""
    is_month = day.day == monthrange(day.year, day.month)[1]
    return f"en {month(day)}" if is_month else f"le {day:%d/%m/%Y}"


def school_year_wording(year: int) -> str:
    return f"{year}-{year + 1}"


def schedule_wording(
    kind: ScheduleKind, starts_on: date | None, due_on: date | None, school_year: int | None, note: str = ""
) -> str:
    """When a fiche happens, in a few words: « septembre 2026 », « 2025-2026 », « en continu ». Empty when unknown."""
    said = ""
    if kind == ScheduleKind.SCHOOL_YEAR and school_year:
        said = f"année scolaire {school_year_wording(school_year)}"
    elif kind == ScheduleKind.CONTINUOUS:
        said = "en continu"
    elif kind == ScheduleKind.YEARLY:
        said = "chaque année"
    elif starts_on and due_on:
        said = f"{month(starts_on)} – {month(due_on)}"
    elif due_on:
        said = month(due_on)
    elif starts_on:
        said = f"à partir de {month(starts_on)}"
    return said or note


def ages_wording(age_min: int | None, age_max: int | None) -> str:
    """« 3-11 ans », « à partir de 16 ans », « jusqu’à 3 ans », or nothing."""
    if age_min is not None and age_max is not None:
        return f"{age_min}-{age_max} ans"
    if age_min is not None:
        return f"à partir de {age_min} ans"
    return f"jusqu’à {age_max} ans" if age_max is not None else ""


def fiche_label(number: int | None, suffix: str, code: str, title: str, plan: str) -> str:
    """« 8 bis – Aider aux devoirs (PEDT 2025-2028) »."""
    reference = f"{number} {suffix}".strip() if number is not None else code
    said = title if len(title) <= 120 else f"{title[:119].rstrip()}…"
    return f"{reference} – {said} ({plan})" if reference else f"{said} ({plan})"
