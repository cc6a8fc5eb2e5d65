"""Figures of indicators as French people write and read them, and their dates in words."""

import calendar
import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format

from actions.wording import month
from indicators.enums import Direction, Frequency

DIRECTION_SYMBOLS = {Direction.UP: "↗", Direction.DOWN: "↘", Direction.STEADY: "→", Direction.NONE: ""}
LARGEST = Decimal(10) ** 12
_FIGURE = re.compile(r"([+-]?)(\d[\d ]*)(?:([.,])(\d+))?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+")


def read_figure(text: str) -> Decimal:
    """« 1 250,5 », « 35 % », « 1.250,50 € » as a number. Raise ValueError, in French, for what is none."""
    bare = " ".join(text.replace("\u202f", " ").replace("−", "-").split()).rstrip("%€ ").strip()
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(".", "")
    if not (found := _FIGURE.fullmatch(bare)):
        raise ValueError("Écrivez un nombre, comme 120, 1 250,5 ou 35 %.")
    sign, whole, _, decimals = found.groups()
    if len(decimals or "") > 2:  # « 1.250 » may be a thousand as well as one and a quarter
        raise ValueError("Un nombre garde deux décimales au plus ; les milliers s’écrivent 1 250 ou 1250.")
    try:
        value = Decimal(f"{sign}{whole.replace(' ', '')}.{decimals or '0'}")
    except InvalidOperation as error:
        raise ValueError("Écrivez un nombre, comme 120, 1 250,5 ou 35 %.") from error
    if abs(value) >= LARGEST:
        raise ValueError("Ce nombre est trop grand.")
    return value


def figure(value: Decimal, unit: str = "") -> str:
    """« 1 250,5 familles », « 35 % »; the spaces do not break."""
    whole = value == value.to_integral_value()
    said = number_format(value.quantize(Decimal(1)) if whole else value.normalize(), force_grouping=True)
    said = said.replace("\u202f", "\u00a0")
    return f"{said}\u00a0{unit}" if unit else said


def aim_wording(value: Decimal | None, text: str, on: date | None, unit: str = "") -> str:
    """A target or a baseline: « 150 familles, dont 40 en QPV (juin 2027) »; nothing when it says nothing."""
    said = ", ".join(part for part in (figure(value, unit) if value is not None else "", text) if part)
    return f"{said} ({when(on)})" if said and on else said


def period(year: int, frequency: str) -> str:
    """The year of a measurement: « 2025-2026 » when the indicator is collected by school year, else « 2025 »."""
    return f"{year}-{year + 1}" if frequency == Frequency.SCHOOL_YEAR else str(year)


def read_period(text: str) -> int:
    """« 2026 », « 2025-2026 », « 2025/26 »: the year, the first one of two. Raise ValueError, in French."""
    bare = "".join(text.split()).removesuffix(".0").replace("/", "-").replace("–", "-")
    found = re.fullmatch(r"(\d{4})(?:-(\d{4}|\d{2}))?", bare)
    if found is None or (found[2] and not str(int(found[1]) + 1).endswith(found[2])):
        raise ValueError("Écrivez une année, comme 2026 ou 2025-2026.")
    return int(found[1])


def current_year(today: date, frequency: str) -> int:
    """The year that is being collected: a school year begins in September."""
    return today.year - (today.month < 9) if frequency == Frequency.SCHOOL_YEAR else today.year


def when(day: date | None) -> str:
    """« juin 2027 » for the first or the last day of a month, « 15 juin 2027 » for any other, "" for none."""
    if day is None:
        return ""
    return month(day) if _is_edge(day) else f"{'1er' if day.day == 1 else day.day} {month(day)}"


def _is_edge(day: date) -> bool:
    return day.day in (1, calendar.monthrange(day.year, day.month)[1])
