"""One page of the agenda: a month or a school year, what surrounds it, its dates by day or by month."""

from calendar import Calendar, monthrange
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

from accounts.templatetags.french import date_in_french
from actions.wording import MONTHS
from annexes.agenda.entries import Entry, Query, Standing
from annexes.contents.school_years import SchoolYear

MONTH, YEAR = "mois", "annee"
EARLIEST, LATEST = max(MINYEAR, 1990), min(MAXYEAR, 2100)
MOST = 1500  # dates of one page


@dataclass(frozen=True, slots=True)
class Period:
    """What a page shows: a month, or a whole school year when `month` is None."""

    year: SchoolYear
    month: date | None = None  # its first day

    @classmethod
    def read(cls, query: Query, today: date) -> "Period":
        """`vue=annee&annee=2026` or `vue=mois&mois=2026-11`; what is not understood is of today."""
        if query.get("vue") == YEAR:
            asked = query.get("annee") or ""
            known = asked.isdecimal() and EARLIEST <= int(asked[:5]) <= LATEST
            return cls(SchoolYear(int(asked)) if known else SchoolYear.of(today))
        try:
            month = date.fromisoformat(f"{(query.get('mois') or '')[:7]}-01")
        except ValueError:
            month = today.replace(day=1)
        if not EARLIEST <= month.year <= LATEST:
            month = today.replace(day=1)
        return cls(SchoolYear.of(month), month)

    @property
    def first(self) -> date:
        return self.month or self.year.starts_on

    @property
    def last(self) -> date:
        if self.month is None:
            return self.year.ends_on
        return self.month.replace(day=monthrange(self.month.year, self.month.month)[1])

    @property
    def title(self) -> str:
        """« novembre 2026 », « année scolaire 2026-2027 »."""
        return month_words(self.month) if self.month else f"année scolaire {self.year.label}"

    def moved(self, by: int) -> "Period":
        """The same length of time later or before."""
        if self.month is None:
            return Period(SchoolYear(self.year.first + by))
        year, month = divmod(self.month.year * 12 + self.month.month - 1 + by, 12)
        first = date(year, month + 1, 1)
        return Period(SchoolYear.of(first), first)

    @property
    def written(self) -> str:
        """Its part of the address."""
        if self.month is None:
            return f"vue={YEAR}&annee={self.year.first}"
        return f"vue={MONTH}&mois={self.month:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Group:
    """The dates of a day, or of a month on the page of a year."""

    title: str
    anchor: str
    entries: Sequence[Entry]
    period: Period | None = None  # the month, to be opened
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """A month in the ribbon of the school year."""

    period: Period
    name: str
    count: int
    late: int
    is_shown: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the little calendar of a month; `number` is 0 outside the month."""

    number: int
    anchor: str = ""
    count: int = 0
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class AgendaPage:
    period: Period
    groups: Sequence[Group]
    months: Sequence[MonthOfYear]
    weeks: Sequence[Sequence[Day]]
    count: int
    late: int
    left_out: int

    @property
    def before(self) -> Period:
        return self.period.moved(-1)

    @property
    def after(self) -> Period:
        return self.period.moved(1)


def agenda_page(period: Period, entries: Sequence[Entry], today: date) -> AgendaPage:
    """`entries` are those of the whole school year, in their order."""
    within = [entry for entry in entries if period.first <= entry.on <= period.last]
    shown = within[:MOST]
    return AgendaPage(
        period=period,
        groups=_by_day(shown, today) if period.month else _by_month(shown),
        months=_months(period, entries, today),
        weeks=_weeks(period.month, shown, today) if period.month else (),
        count=len(within),
        late=sum(entry.standing is Standing.LATE for entry in within),
        left_out=len(within) - len(shown),
    )


def month_words(month: date) -> str:
    return f"{MONTHS[month.month - 1]} {month.year}"


def day_anchor(day: date) -> str:
    return f"j-{day.isoformat()}"


def _by_day(entries: Sequence[Entry], today: date) -> list[Group]:
    days: dict[date, list[Entry]] = {}
    for entry in entries:
        days.setdefault(entry.on, []).append(entry)
    return [
        Group(str(date_in_french(day, "l j F")), day_anchor(day), several, is_today=day == today)
        for day, several in days.items()
    ]


def _by_month(entries: Sequence[Entry]) -> list[Group]:
    months: dict[date, list[Entry]] = {}
    for entry in entries:
        months.setdefault(entry.on.replace(day=1), []).append(entry)
    return [
        Group(month_words(month), f"m-{month:%Y-%m}", several, Period(SchoolYear.of(month), month))
        for month, several in months.items()
    ]


def _months(period: Period, entries: Sequence[Entry], today: date) -> list[MonthOfYear]:
    counts = Counter(entry.on.replace(day=1) for entry in entries)
    late = Counter(entry.on.replace(day=1) for entry in entries if entry.standing is Standing.LATE)
    found, one = [], Period(period.year, period.year.starts_on)
    for _ in range(12):
        month = one.first
        found.append(
            MonthOfYear(
                one,
                MONTHS[month.month - 1],
                counts[month],
                late[month],
                is_shown=month == period.month,
                is_now=month == today.replace(day=1),
            )
        )
        one = one.moved(1)
    return found


def _weeks(month: date, entries: Sequence[Entry], today: date) -> list[list[Day]]:
    counts = Counter(entry.on for entry in entries)
    weeks = Calendar().monthdatescalendar(month.year, month.month)
    return [
        [
            Day(day.day, day_anchor(day), counts[day], is_today=day == today) if day.month == month.month else Day(0)
            for day in week
        ]
        for week in weeks
    ]
