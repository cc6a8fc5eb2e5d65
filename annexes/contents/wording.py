"""How the values of documents are written: « 1 234,50 € », « 25 % », « 01/09/2026 »."""

from datetime import date
from decimal import Decimal

from annexes.contents.model import CellKind, Value
from annexes.outline import FicheAddress

NARROW = "\u202f"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def value_wording(value: Value, kind: CellKind = CellKind.TEXT) -> str:
    """A value of a grid in words; nothing for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, str):
        return value
    if kind is CellKind.MONEY:
        return f"{amount_wording(Decimal(value))}{NARROW}€"
    number = number_wording(Decimal(value))
    return f"{number}{NARROW}%" if kind is CellKind.PERCENT else number


def number_wording(number: Decimal) -> str:
    """« 1 250 », « 12,5 »: without the zeros that say nothing."""
    plain = number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
    return _french(f"{plain:,f}")


def amount_wording(amount: Decimal) -> str:
    """« 1 250 », « 1 250,50 »: euros without their sign, and without cents when there are none."""
    return _french(f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}")


def counted(number: int, name: str, names: str = "") -> str:
    """« 1 fiche », « 3 fiches »; `names` where the plural is not that of the last letter: « cibles atteintes »."""
    return f"{number} {name if number < 2 else names or f'{name}s'}"


def day_wording(day: date) -> str:
    """« 1er septembre 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def address_wording(address: FicheAddress) -> str:
    """« fiche 27 (Jeunesse) », « « Aider aux devoirs » (pedt-2025-2028) »."""
    named = f"fiche {address.name}" if address.name[:1].isdigit() else f"« {address.name} »"
    where = ", ".join(part for part in (address.theme, address.plan) if part)
    return f"{named} ({where})" if where else named


def _french(number: str) -> str:
    return number.replace(",", NARROW).replace(".", ",").replace("-", "−")
