"""The four amounts of a funding plan, and their sums: exact, and nothing where nothing is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

AMOUNTS = {"planned": "Prévu", "requested": "Demandé", "granted": "Accordé", "spent": "Réalisé"}


@dataclass(frozen=True, slots=True)
class Amounts:
    """Euros, all taxes included; None where no line gives anything."""

    planned: Decimal | None = None
    requested: Decimal | None = None
    granted: Decimal | None = None
    spent: Decimal | None = None

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(*(_sum(getattr(self, name), getattr(other, name)) for name in AMOUNTS))

    def named(self, names: Iterable[str]) -> tuple[Decimal | None, ...]:
        return tuple(getattr(self, name) for name in names)


def total(several: Iterable[Amounts]) -> Amounts:
    return sum(several, Amounts())


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return other if one is None else one if other is None else one + other
