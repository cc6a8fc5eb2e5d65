"""A calendar file, read back."""

from typing import Any

from icalendar import Calendar


def read_back(data: bytes) -> Any:
    return Calendar.from_ical(data)
