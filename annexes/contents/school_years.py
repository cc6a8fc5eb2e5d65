"""School years, from 1 September to 31 August, and the ones that a calendar shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

RENTREE = 9  # the month in which a school year begins
MOST_YEARS = 12  # of one calendar: a date typed wrong does not make a hundred columns


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    first: int  # 2025 for 2025-2026

    @classmethod
    def of(cls, day: date) -> "SchoolYear":
        return cls(day.year if day.month >= RENTREE else day.year - 1)

    @property
    def starts_on(self) -> date:
        return date(self.first, RENTREE, 1)

    @property
    def ends_on(self) -> date:
        return date(self.first + 1, RENTREE - 1, 31)

    @property
    def label(self) -> str:
        return f"{self.first}-{self.first + 1}"

    def share(self, day: date) -> Fraction:
        """How much of it is over when the day begins: 0 before it, 1 after it."""
        days = (self.ends_on - self.starts_on).days + 1
        return min(Fraction(1), max(Fraction(0), Fraction((day - self.starts_on).days, days)))


def years_between(first: date, last: date) -> tuple[SchoolYear, ...]:
    return tuple(map(SchoolYear, range(SchoolYear.of(first).first, SchoolYear.of(last).first + 1)))


def years_of(starts_on: date | None, ends_on: date | None, days: Sequence[date]) -> tuple[SchoolYear, ...]:
    """Those of the period of a plan; what it does not say comes from the days; nothing when neither says anything.

    Beyond twelve, the twelve that hold most of the days, the first ones when several do.
    """
    known = sorted(days)
    first = starts_on or (min(known[0], ends_on or known[0]) if known else ends_on)
    last = ends_on or (max(known[-1], starts_on or known[-1]) if known else starts_on)
    if first is None or last is None:
        return ()
    years = years_between(first, last)
    held = [SchoolYear.of(day) for day in known]

    def holds(start: int) -> int:
        return sum(years[start] <= year <= years[start + MOST_YEARS - 1] for year in held)

    if len(years) <= MOST_YEARS:
        return years
    start = max(range(len(years) - MOST_YEARS + 1), key=holds)
    return years[start : start + MOST_YEARS]
