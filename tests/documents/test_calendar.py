"""The calendar of a plan: which school years, which part of each, exact at the edges."""

import itertools
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.enums import ScheduleKind
from annexes.contents.calendar import BarKind, Calendar, Period, Row, calendar_of, period_of, span_in
from annexes.contents.calendar_grids import calendar_grid, said, step_grid, undated_grid
from annexes.contents.school_years import MOST_YEARS, SchoolYear, years_of
from annexes.outline import PlanOutline, StepOutline
from tests.annexes.samples import axis, fiche, oo, plan, theme
from tests.documents.samples import EDITION, busy_plan

DAYS = st.dates(date(2018, 1, 1), date(2034, 12, 31))
PLAN_DATES = {"starts_on": date(2025, 1, 1), "ends_on": date(2029, 12, 31)}


def calendar_with(dates: dict[str, Any] | None = None, **schedule: Any) -> Calendar:
    """The calendar of one fiche with that schedule, in a plan of these dates."""
    outline = plan(theme("Enfance", axis("Un axe", oo("But", fiche("Crèche", 1, **schedule)))), **(dates or {}))
    return calendar_of(outline, EDITION)


def only(calendar: Calendar) -> Row:
    (row,) = calendar.rows
    return row


def drawn(row: Row, calendar: Calendar) -> dict[str, str]:
    """What stands in each year where something does."""
    return {
        year.label: said(cell, row) for year, cell in zip(calendar.years, row.cells, strict=True) if not cell.is_empty
    }


def test_school_year_begins_on_1_september_and_ends_on_31_august() -> None:
    assert SchoolYear.of(date(2026, 8, 31)) == SchoolYear(2025)
    assert SchoolYear.of(date(2026, 9, 1)) == SchoolYear(2026)
    year = SchoolYear(2027)  # with 29 February 2028
    assert year.share(date(2027, 9, 1)) == 0
    assert year.share(date(2028, 8, 31)) == Fraction(365, 366)
    assert year.share(date(2028, 9, 1)) == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "days", "first", "last"),
    [
        (date(2025, 9, 1), date(2028, 8, 31), [date(2019, 5, 1)], 2025, 2027),
        (date(2025, 1, 1), date(2029, 12, 31), [], 2024, 2029),
        (None, None, [date(2026, 8, 31), date(2026, 9, 1)], 2025, 2026),
        (date(2025, 9, 1), None, [date(2027, 1, 1), date(2024, 1, 1)], 2025, 2026),
        (None, date(2027, 8, 31), [date(2025, 9, 1), date(2030, 1, 1)], 2025, 2026),
        (date(2025, 9, 1), None, [], 2025, 2025),
        (date(2025, 9, 1), None, [date(2019, 1, 1)], 2025, 2025),
        (None, date(2027, 8, 31), [date(2030, 1, 1)], 2026, 2026),
    ],
)
def test_years_are_those_of_the_plan_else_of_the_dates(
    starts_on: date | None, ends_on: date | None, days: list[date], first: int, last: int
) -> None:
    years = years_of(starts_on, ends_on, days)
    assert (years[0].first, years[-1].first) == (first, last)


def test_one_date_typed_wrong_does_not_make_a_hundred_columns() -> None:
    years = years_of(None, None, [date(2001, 1, 1), date(2026, 1, 1), date(2027, 1, 1)])
    assert len(years) == MOST_YEARS
    assert SchoolYear(2025) in years
    assert SchoolYear(2026) in years


def test_period_over_several_school_years_is_cut_at_each_rentree() -> None:
    calendar = calendar_with(PLAN_DATES, starts_on=date(2025, 3, 1), due_on=date(2027, 9, 1))
    row = only(calendar)
    assert drawn(row, calendar) == {
        "2024-2025": "■ 01/03 – 31/08",
        "2025-2026": "■",
        "2026-2027": "■",
        "2027-2028": "■ 01/09",
    }
    first, second, _, last = [cell.span for cell in row.cells if cell.span]
    assert first.end == 1
    assert (second.start, second.end) == (0, 1)
    assert (last.start, last.end) == (0, Fraction(1, 366))


@pytest.mark.parametrize(
    ("starts_on", "due_on", "cells", "words"),
    [
        (date(2019, 1, 1), date(2024, 8, 31), 0, ("avant ce calendrier",)),
        (date(2019, 1, 1), date(2024, 9, 1), 1, ("commence avant ce calendrier",)),
        (date(2030, 9, 1), date(2031, 1, 1), 0, ("après ce calendrier",)),
        (date(2030, 8, 31), date(2031, 1, 1), 1, ("finit après ce calendrier",)),
        (date(2019, 1, 1), date(2035, 1, 1), 6, ("commence avant ce calendrier", "finit après ce calendrier")),
        (date(2024, 9, 1), date(2030, 8, 31), 6, ()),
    ],
)
def test_what_is_before_or_after_the_plan_is_said(
    starts_on: date, due_on: date, cells: int, words: tuple[str, ...]
) -> None:
    row = only(calendar_with(PLAN_DATES, starts_on=starts_on, due_on=due_on))
    assert sum(cell.span is not None for cell in row.cells) == cells
    assert row.details == words


@given(DAYS, DAYS)
def test_every_day_of_a_period_is_drawn_once(one: date, other: date) -> None:
    first, last = sorted((one, other))
    years = [SchoolYear(year) for year in range(2017, 2036)]
    spans = [span for year in years if (span := span_in(Period(BarKind.DATED, first, last), year))]
    assert sum((span.last - span.first).days + 1 for span in spans) == (last - first).days + 1
    assert all(0 <= span.start < span.end <= 1 for span in spans)
    assert all(before.last + timedelta(days=1) == after.first for before, after in itertools.pairwise(spans))


def test_rhythms_fill_the_plan_and_say_what_they_are() -> None:
    yearly = calendar_with(PLAN_DATES, schedule_kind=ScheduleKind.YEARLY)
    assert only(yearly).kind is BarKind.YEARLY
    assert only(yearly).words == "chaque année"
    assert drawn(only(yearly), yearly)["2024-2025"] == "↻ 01/01 – 31/08"
    assert drawn(only(yearly), yearly)["2029-2030"] == "↻ 01/09 – 31/12"
    always = calendar_with(PLAN_DATES, schedule_kind=ScheduleKind.CONTINUOUS, schedule_note="En continu")
    assert len(drawn(only(always), always)) == 6
    assert only(always).details == ()
    until = calendar_with(PLAN_DATES, schedule_kind=ScheduleKind.CONTINUOUS, due_on=date(2026, 8, 31))
    assert list(drawn(only(until), until)) == ["2024-2025", "2025-2026"]
    undated_plan = calendar_with(schedule_kind=ScheduleKind.YEARLY)
    assert [year.label for year in undated_plan.years] == ["2026-2027"], "the year of the edition"


def test_open_period_goes_to_the_end_of_the_plan() -> None:
    calendar = calendar_with(PLAN_DATES, schedule_kind=ScheduleKind.PERIOD, starts_on=date(2028, 9, 1))
    assert drawn(only(calendar), calendar) == {"2028-2029": "■", "2029-2030": "■ 01/09 – 31/12"}


def test_deadline_is_a_day() -> None:
    calendar = calendar_with(PLAN_DATES, schedule_kind=ScheduleKind.DATE, due_on=date(2026, 8, 31))
    assert drawn(only(calendar), calendar) == {"2025-2026": "◆ 31/08"}


def test_school_year_is_narrowed_by_its_dates() -> None:
    year = {"schedule_kind": ScheduleKind.SCHOOL_YEAR, "school_year": 2026}
    whole = calendar_with(PLAN_DATES, **year)
    assert drawn(only(whole), whole) == {"2026-2027": "■"}
    narrowed = calendar_with(PLAN_DATES, **year, starts_on=date(2026, 10, 1))
    assert drawn(only(narrowed), narrowed) == {"2026-2027": "■ 01/10 – 31/08"}
    contrary = calendar_with(PLAN_DATES, **year, starts_on=date(2028, 1, 1))
    assert drawn(only(contrary), contrary)["2026-2027"] == "■ 31/08"
    impossible = fiche("Crèche", schedule_kind=ScheduleKind.SCHOOL_YEAR, school_year=20_000)
    assert period_of(impossible) is None


def test_steps_are_marks_where_they_were_due() -> None:
    steps = (
        StepOutline("Choisir", date(2026, 8, 31), date(2026, 9, 2)),
        StepOutline("Fêter"),
        StepOutline("Ouvrir", None, date(2026, 9, 1)),
    )
    calendar = calendar_with(PLAN_DATES, steps=steps)
    row = only(calendar)
    assert drawn(row, calendar) == {"2025-2026": "✓1 31/08", "2026-2027": "✓3 01/09"}
    assert [mark.said for mark in row.marks] == [
        "1. Choisir : 31/08/2026, fait le 02/09/2026",
        "3. Ouvrir : fait le 01/09/2026",
    ]
    assert row.undated == ("Fêter",)
    assert row.words == "étapes datées"


def test_fiches_stand_under_their_theme_and_axe_in_the_order_of_print() -> None:
    calendar = calendar_of(busy_plan(), EDITION)
    assert [(theme.title, [group.title for group in theme.groups]) for theme in calendar.themes] == [
        ("Enfance", ["Axe I : Grandir", "Axe II : Jouer"]),
        ("Jeunesse", ["Axe I : Sortir"]),
    ]
    assert [row.name for row in calendar.rows] == [
        "1. Crèche du port", "2. Relais", "3. Ludothèque", "4. Cabanes", "1. Navette",
    ]  # fmt: skip
    assert [(one.name, one.place, one.words) for one in calendar.undated] == [
        ("Radio", "Enfance – Actions à rattacher", "À voir"),
        ("2. Bourse", "Jeunesse – Axe I", ""),
    ]
    assert calendar.words == "5 fiches, et 2 sans échéance à la fin."


def test_two_axes_of_one_title_stay_two() -> None:
    outline = plan(
        theme(
            "",
            axis("Même", oo("A", fiche("Une", due_on=date(2026, 1, 1)))),
            axis("Même", oo("B", fiche("Deux", due_on=date(2026, 1, 1)))),
        )
    )
    assert len(calendar_of(outline, EDITION).themes[0].groups) == 2


def test_empty_plan_and_plan_without_any_date_say_so() -> None:
    assert calendar_of(PlanOutline("Plan"), EDITION).words == "Ce plan n’a pas encore de fiche."
    dateless = calendar_with()
    assert dateless.years == ()
    assert not dateless.themes
    assert dateless.words == "Aucune fiche n’a de date : elles sont toutes ci-dessous."


def test_grids_say_the_same_fiches() -> None:
    calendar = calendar_of(busy_plan(), EDITION)
    names = [str(row.cells[0]) for row in calendar_grid(calendar, EDITION).rows if row.cells[1]]
    assert names == [row.name for row in calendar.rows]
    assert [row.cells[1:4] for row in step_grid(calendar, EDITION).rows][:2] == [
        (1, "Choisir le lieu", "La mairie"), (2, "Ouvrir", ""),
    ]  # fmt: skip
    assert len(undated_grid(calendar, EDITION).columns) == 4
    wordless = replace(calendar, undated=calendar.undated[1:])
    assert len(undated_grid(wordless, EDITION).columns) == 3
