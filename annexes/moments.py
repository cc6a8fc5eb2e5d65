"""A day and an hour as they stand in a cell, and back: « 05/03/2026 18:00 », in the time of the place."""

import re
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from annexes.codecs import date_of

_MOMENT = re.compile(
    r"(?P<day>\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})"
    r"(?:\s*(?:,|à|T|\s)\s*(?P<hour>\d{1,2})\s*[:hH]\s*(?P<minute>\d{2})?(?::(?P<second>\d{2})(?:[,.](?P<part>\d{1,6}))?)?)?"
)


def moment_to_cell(value: datetime | None) -> str:
    """Seconds are told when there are any."""
    if value is None:
        return ""
    here = timezone.localtime(value) if timezone.is_aware(value) else value
    seconds = f":{here:%S,%f}" if here.microsecond else f":{here:%S}" if here.second else ""
    return f"{here:%d/%m}/{here.year:04} {here:%H:%M}{seconds}"


def moment_of(value: Any) -> datetime:
    """Raise ValueError, with the remedy."""
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, date):
        found = datetime(value.year, value.month, value.day)  # noqa: DTZ001
    else:
        found = _of_text(str(value).strip())
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _of_text(text: str) -> datetime:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError("une date et une heure sont attendues, comme 05/03/2026 18:00")
    day = date_of(match["day"])
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second, int((match["part"] or "0").ljust(6, "0")))  # noqa: DTZ001
    except ValueError as error:
        raise ValueError(f"« {text[:40]} » n’est pas une heure du jour") from error
