"""The calendar of a plan: its fiches as bars by school year, their steps as marks, in the order of print."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import Enum
from fractions import Fraction
from itertools import groupby

from actions.enums import ScheduleKind, Status
from actions.wording import status_wording
from annexes.contents.model import PathStep, action_anchor
from annexes.contents.order import Place, placed
from annexes.contents.schedule import schedule_details, schedule_words
from annexes.contents.school_years import SchoolYear, years_of
from annexes.edition import Edition
from annexes.outline import ActionOutline, PlanOutline, StepOutline

LOOSE = "Actions à rattacher"
ONLY_STEPS = "étapes datées"
ONE_DAY = timedelta(days=1)


class BarKind(Enum):
    """How the time of a fiche is known, with the sign and the words of its bars."""

    DATED = ("■", "période")
    YEARLY = ("↻", "chaque année")
    CONTINUOUS = ("…", "en continu")
    DEADLINE = ("◆", "échéance")

    def __init__(self, sign: str, words: str) -> None:
        self.sign = sign
        self.words = words


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a bar in one school year: its days, and as shares of it, 0 on 1 September and 1 after 31 August."""

    first: date
    last: date
    start: Fraction
    end: Fraction


@dataclass(frozen=True, slots=True)
class Mark:
    """A step with a date: `rank` is its number among the steps of the fiche, `share` where it stands in its year."""

    rank: int
    title: str
    on: date
    who: str = ""
    due_on: date | None = None
    done_on: date | None = None
    share: Fraction = Fraction(0)

    @property
    def sign(self) -> str:
        """« ◆1 », « ✓1 » once it is done."""
        return f"{'✓' if self.done_on else '◆'}{self.rank}"

    @property
    def said(self) -> str:
        """« 1. Chantier : 30/06/2027 », « 2. Ouverture : 01/09/2026, fait le 05/10/2026 »."""
        due = f"{self.due_on:%d/%m/%Y}" if self.due_on else ""
        done = f"fait le {self.done_on:%d/%m/%Y}" if self.done_on else ""
        return f"{self.rank}. {self.title} : {', '.join(filter(None, (due, done)))}"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a fiche has in one school year."""

    span: Span | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.span is None and not self.marks


@dataclass(frozen=True, slots=True)
class Row:
    """One fiche: `cells` has one for each year of the calendar."""

    anchor: str
    reference: str
    title: str
    status: str
    words: str  # when, in the fewest words
    details: tuple[str, ...]
    kind: BarKind
    cells: tuple[Cell, ...]
    marks: tuple[Mark, ...]
    undated: tuple[str, ...] = ()  # steps without date

    @property
    def name(self) -> str:
        """« 72. Aider aux devoirs »."""
        return f"{self.reference}. {self.title}" if self.reference else self.title


@dataclass(frozen=True, slots=True)
class Undated:
    """A fiche without any date, with what its calendar says."""

    anchor: str
    reference: str
    title: str
    status: str
    words: str
    place: str  # « Enfance – Axe stratégique I »

    @property
    def name(self) -> str:
        return f"{self.reference}. {self.title}" if self.reference else self.title


@dataclass(frozen=True, slots=True)
class Group:
    """The fiches of one axe, or those of a theme that hang on nothing."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ThemeCalendar:
    title: str  # nothing in a plan without themes
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    years: tuple[SchoolYear, ...]
    themes: tuple[ThemeCalendar, ...]
    undated: tuple[Undated, ...]

    @property
    def rows(self) -> Iterator[Row]:
        for theme in self.themes:
            for group in theme.groups:
                yield from group.rows

    @property
    def is_empty(self) -> bool:
        return not self.themes and not self.undated

    @property
    def words(self) -> str:
        """How many fiches it shows, and how many it cannot."""
        if self.is_empty:
            return "Ce plan n’a pas encore de fiche."
        shown, others = sum(1 for _ in self.rows), len(self.undated)
        if not shown:
            return "Aucune fiche n’a de date : elles sont toutes ci-dessous."
        said = f"{shown} fiche{'s' if shown > 1 else ''}"
        return f"{said}, et {others} sans échéance à la fin." if others else f"{said}."


@dataclass(frozen=True, slots=True)
class Period:
    """When a fiche happens: nothing at an end that is not known."""

    kind: BarKind
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """What a calendar shows, and the period of the plan."""

    years: tuple[SchoolYear, ...]
    starts_on: date | None = None
    ends_on: date | None = None

    def fit(self, period: Period) -> Period:
        """With the ends of the plan where the period has none, unless it lies wholly out of the plan."""
        first, last = period.first or self.starts_on, period.last or self.ends_on
        return period if first and last and first > last else replace(period, first=first, last=last)


def calendar_of(outline: PlanOutline, edition: Edition) -> Calendar:
    """The fiches with a date, a rhythm or a dated step as rows, by theme and axe; the others apart."""
    places = list(placed(outline))
    days = [day for _, _, action in places for day in _days(action)]
    dated = [place for place in places if not _is_undated(place[2])]
    rhythms = [SchoolYear.of(edition.edited_on)] if dated else []
    years = years_of(outline.starts_on, outline.ends_on, days) or tuple(rhythms)
    frame = Frame(years, outline.starts_on, outline.ends_on)
    themes = []
    for _, found in groupby(dated, key=lambda place: id(place[0])):
        held = list(found)
        themes.append(ThemeCalendar(held[0][0].title, tuple(_groups(held, frame, edition))))
    return Calendar(years, tuple(themes), tuple(_undated(place, edition) for place in places if _is_undated(place[2])))


def period_of(action: ActionOutline) -> Period | None:
    """When the fiche happens; None when nothing says it. A school year is narrowed by the dates that fall in it."""
    kind = ScheduleKind(action.schedule_kind)
    first, last = action.starts_on, action.due_on
    if kind is ScheduleKind.YEARLY:
        return Period(BarKind.YEARLY, first, last)
    if kind is ScheduleKind.CONTINUOUS:
        return Period(BarKind.CONTINUOUS, first, last)
    if kind is ScheduleKind.SCHOOL_YEAR and MINYEAR <= (action.school_year or 0) < MAXYEAR:
        year = SchoolYear(action.school_year or 0)
        first, last = first or year.starts_on, last or year.ends_on
        return Period(BarKind.DATED, min(first, last), max(first, last))
    if first is None and last is None:
        return None
    return Period(BarKind.DATED if first else BarKind.DEADLINE, first or last, last)


def span_in(period: Period, year: SchoolYear) -> Span | None:
    """The part of a period in a school year. A deadline without a beginning has no length: it is its own day."""
    first, last = period.first or date.min, period.last or date.max
    if last < year.starts_on or first > year.ends_on:
        return None
    held = max(first, year.starts_on), min(last, year.ends_on)
    shares = year.share(held[0]), year.share(held[1] + ONE_DAY)
    return Span(*held, *shares)


def _groups(places: list[Place], frame: Frame, edition: Edition) -> Iterator[Group]:
    for _, found in groupby(places, key=lambda place: id(place[1][0]) if place[1] else None):
        held = list(found)
        yield Group(_branch(held[0], edition), tuple(_row(place[2], frame) for place in held))


def _row(action: ActionOutline, frame: Frame) -> Row:
    period = period_of(action)
    drawn = frame.fit(period) if period else None
    marks = tuple(_marks(action.steps))
    cells = tuple(
        Cell(
            span_in(drawn, year) if drawn else None,
            tuple(mark for mark in marks if SchoolYear.of(mark.on) == year),
        )
        for year in frame.years
    )
    days = [*_days(action, steps=False), *(mark.on for mark in marks)]
    return Row(
        anchor=action_anchor(action.pk) if action.pk else "",
        reference=action.reference,
        title=action.title,
        status=status_wording(Status(action.status)),
        words=schedule_words(action) or ONLY_STEPS,
        details=(*schedule_details(action), *_outside(days, frame.years)),
        kind=period.kind if period else BarKind.DATED,
        cells=cells,
        marks=marks,
        undated=tuple(step.title for step in action.steps if not (step.due_on or step.done_on)),
    )


def _marks(steps: tuple[StepOutline, ...]) -> Iterator[Mark]:
    """A step stands where it was due, or where it was done when it had no term."""
    for rank, step in enumerate(steps, 1):
        if on := step.due_on or step.done_on:
            yield Mark(rank, step.title, on, step.who, step.due_on, step.done_on, SchoolYear.of(on).share(on))


def _outside(days: list[date], years: tuple[SchoolYear, ...]) -> Iterator[str]:
    """Whether something of a fiche is out of the calendar."""
    before = sum(day < years[0].starts_on for day in days)
    after = sum(day > years[-1].ends_on for day in days)
    if before and before == len(days):
        yield "avant ce calendrier"
    elif before:
        yield "commence avant ce calendrier"
    if after and after == len(days):
        yield "après ce calendrier"
    elif after:
        yield "finit après ce calendrier"


def _undated(place: Place, edition: Edition) -> Undated:
    theme, _, action = place
    return Undated(
        anchor=action_anchor(action.pk) if action.pk else "",
        reference=action.reference,
        title=action.title,
        status=status_wording(Status(action.status)),
        words=action.schedule_note,
        place=" – ".join(filter(None, (theme.title, _branch(place, edition).split(" : ")[0]))),
    )


def _is_undated(action: ActionOutline) -> bool:
    return period_of(action) is None and not any(_marks(action.steps))


def _branch(place: Place, edition: Edition) -> str:
    """« Axe stratégique I : … »: the first objective above a fiche."""
    _, path, _ = place
    if not path:
        return LOOSE
    top = path[0]
    return PathStep(edition.labels(top.level).singular, top.code, top.title).said


def _days(action: ActionOutline, *, steps: bool = True) -> Iterator[date]:
    if period := period_of(action):
        yield from filter(None, (period.first, period.last))
    if steps:
        yield from (mark.on for mark in _marks(action.steps))
