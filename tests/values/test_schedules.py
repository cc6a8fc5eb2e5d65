from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.enums import ScheduleKind
from actions.wording import schedule_wording
from annexes import codecs
from annexes.values.dates import in_words, last_of, read_day, read_due_day
from annexes.values.schedules import Schedule, read_bound, read_schedule

DATE, PERIOD, YEAR = ScheduleKind.DATE, ScheduleKind.PERIOD, ScheduleKind.SCHOOL_YEAR
CONTINUOUS, YEARLY = ScheduleKind.CONTINUOUS, ScheduleKind.YEARLY


def on(day: date, note: str = "") -> dict[str, Any]:
    return {"schedule_kind": DATE, "due_on": day, **({"schedule_note": note} if note else {})}


def between(first: date | None, last: date | None, note: str = "") -> dict[str, Any]:
    fields = {"schedule_kind": PERIOD, "starts_on": first, "due_on": last, "schedule_note": note}
    return {name: value for name, value in fields.items() if value}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("03/04/2024", on(date(2024, 4, 3))),
        ("2024-04-03", on(date(2024, 4, 3))),
        ("01/09/2025 00:00", on(date(2025, 9, 1))),
        ("3 avril 2024", on(date(2024, 4, 3))),
        ("Vendredi 3 avril 2026", on(date(2026, 4, 3))),
        ("1er avril 2024.", on(date(2024, 4, 1))),
        ("avril 2024", on(date(2024, 4, 30), "avril 2024")),
        ("Sept. 2026", on(date(2026, 9, 30), "Sept. 2026")),
        ("01/2026", on(date(2026, 1, 31), "01/2026")),
        ("Échéance : décembre 2026", on(date(2026, 12, 31), "décembre 2026")),
        ("06/09/26", on(date(2026, 9, 6))),
        ("3 avril 24", on(date(2024, 4, 3))),
        ("fin mars 2026", on(date(2026, 3, 31), "fin mars 2026")),
        ("jusqu’au 30/06/26", on(date(2026, 6, 30))),
        ("2025-2026", {"schedule_kind": YEAR, "school_year": 2025}),
        ("2025/26", {"schedule_kind": YEAR, "school_year": 2025}),
        ("Année scolaire 2025 – 2026", {"schedule_kind": YEAR, "school_year": 2025}),
        ("2026", between(date(2026, 1, 1), date(2026, 12, 31))),
        ("de mars à juin 2026", between(date(2026, 3, 1), date(2026, 6, 30))),
        ("d’octobre à mars 2027", between(date(2026, 10, 1), date(2027, 3, 31))),
        ("du 3 au 12 avril 2026", between(date(2026, 4, 3), date(2026, 4, 12))),
        ("mars-juin 2026", between(date(2026, 3, 1), date(2026, 6, 30))),
        ("2025 à 2027", between(date(2025, 1, 1), date(2027, 12, 31))),
        ("Début : sept. 2026 ; fin : juin 2027", between(date(2026, 9, 1), date(2027, 6, 30))),
        ("à partir de septembre 2026", between(date(2026, 9, 1), None)),
        ("à partir de 2026", between(date(2026, 1, 1), None, "à partir de 2026")),
        ("jusqu’en 2027", on(date(2027, 12, 31), "jusqu’en 2027")),
        ("d’ici juin 2027", on(date(2027, 6, 30), "d’ici juin 2027")),
        ("En continu", {"schedule_kind": CONTINUOUS}),
        ("toute l’année", {"schedule_kind": CONTINUOUS}),
        (
            "En continu à partir de septembre 2026",
            {
                "schedule_kind": CONTINUOUS,
                "starts_on": date(2026, 9, 1),
                "schedule_note": "En continu à partir de septembre 2026",
            },
        ),
        ("Annuel", {"schedule_kind": YEARLY}),
        ("tous les ans", {"schedule_kind": YEARLY}),
        ("tous les ans (avril)", {"schedule_kind": YEARLY, "schedule_note": "tous les ans (avril)"}),
        ("non défini", {}),
        ("ponctuel", {"schedule_note": "ponctuel"}),
        ("2 fois par an", {"schedule_note": "2 fois par an"}),
        ("En continuité du projet", {"schedule_note": "En continuité du projet"}),
        ("Après\nles travaux", {"schedule_note": "Après ; les travaux"}),
    ],
)
def test_schedule_is_read_without_a_doubt(text: str, fields: dict[str, Any]) -> None:
    found = read_schedule(text)

    assert found.value is not None
    assert (found.value.fields(), found.doubt) == (fields, "")


@pytest.mark.parametrize(
    ("text", "fields", "doubt"),
    [
        (
            "03/26",
            on(date(2026, 3, 31), "03/26"),
            "« 03/26 » lu comme mars 2026 (et non le 26 mars)",
        ),
        ("02/30", on(date(2030, 2, 28), "02/30"), "« 02/30 » lu comme février 2030"),
        (
            "courant 2026",
            between(date(2026, 1, 1), date(2026, 12, 31)),
            "« courant 2026 » lu comme toute l’année 2026",
        ),
        ("fin 2026", on(date(2026, 12, 31), "fin 2026"), "« fin 2026 » lu comme le 31 décembre 2026"),
        (
            "d’ici 2027",
            on(date(2027, 12, 31), "d’ici 2027"),
            "« d’ici 2027 » lu comme au plus tard le 31 décembre 2027 (et non le 1er janvier 2027)",
        ),
        (
            "mi-mars 2026",
            on(date(2026, 3, 20), "mi-mars 2026"),
            "« mi-mars 2026 » lu comme la période du 10 mars au 20 mars 2026",
        ),
        (
            "1er trimestre 2026",
            between(date(2026, 1, 1), date(2026, 3, 31), "1er trimestre 2026"),
            "« 1er trimestre 2026 » lu comme la période du 1er janvier au 31 mars 2026"
            " (et non celui de l’année scolaire)",
        ),
        (
            "T4 2026",
            between(date(2026, 10, 1), date(2026, 12, 31), "T4 2026"),
            "« T4 2026 » lu comme la période du 1er octobre au 31 décembre 2026 (et non celui de l’année scolaire)",
        ),
        (
            "S1 2026",
            between(date(2026, 1, 1), date(2026, 6, 30), "S1 2026"),
            "« S1 2026 » lu comme la période du 1er janvier au 30 juin 2026 (et non celui de l’année scolaire)",
        ),
        (
            "mars et octobre 2026",
            {"schedule_note": "mars et octobre 2026"},
            "« mars et octobre 2026 » n’est pas lu comme une date ou une période : gardé en mots",
        ),
        (
            "T5 2026",
            {"schedule_note": "T5 2026"},
            "« T5 2026 » n’est pas lu comme une date ou une période : gardé en mots",
        ),
        (
            "à la rentrée",
            {"schedule_note": "à la rentrée"},
            "« à la rentrée » n’est pas lu comme une date ou une période : gardé en mots",
        ),
        (
            "sept. 26",
            on(date(2026, 9, 30), "sept. 26"),
            "« sept. 26 » lu comme septembre 2026 (et non le 26 du mois)",
        ),
        ("25-26", {"schedule_kind": YEAR, "school_year": 2025}, "« 25-26 » lu comme l’année scolaire 2025-2026"),
        (
            "Rentrée 2026",
            on(date(2026, 9, 1), "Rentrée 2026"),
            "« Rentrée 2026 » lu comme le 1er septembre 2026",
        ),
        (
            "été 2026",
            between(date(2026, 7, 1), date(2026, 8, 31), "été 2026"),
            "« été 2026 » lu comme la période du 1er juillet au 31 août 2026",
        ),
        (
            "avant juin 2026",
            on(date(2026, 5, 31), "avant juin 2026"),
            "« avant juin 2026 » lu comme au plus tard le 31 mai 2026",
        ),
        (
            "2025-2028",
            {"schedule_note": "2025-2028"},
            "« 2025-2028 » peut se lire en années civiles ou scolaires : gardé en mots",
        ),
        ("31/02/2026", {"schedule_note": "31/02/2026"}, "« 31/02/2026 » n’est pas un jour du calendrier"),
    ],
)
def test_ambiguous_schedule_says_its_reading(text: str, fields: dict[str, Any], doubt: str) -> None:
    found = read_schedule(text)

    assert found.value is not None
    assert (found.value.fields(), found.doubt) == (fields, doubt)


@pytest.mark.parametrize("text", ["", "—", "……………", "___"])
def test_blank_schedule_is_nothing(text: str) -> None:
    assert read_schedule(text).value is None


@given(st.text(max_size=80))
def test_any_text_is_read_and_none_is_lost(text: str) -> None:
    found = read_schedule(text)

    assert found.value is not None or not any(char.isalnum() for char in text)


days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(days)
def test_day_of_a_sheet_is_read_back(day: date) -> None:
    found = read_day(codecs.day(day))

    assert (found.value, found.doubt, found.note) == (day, "", "")


@given(st.integers(2000, 2090), st.integers(1, 12), st.integers(0, 30))
def test_period_of_an_export_is_read_back(year: int, month: int, more: int) -> None:
    begins = date(year, month, 1)
    ends = last_of(year + (month - 1 + more) // 12, (month - 1 + more) % 12 + 1)

    found = read_schedule(schedule_wording(PERIOD, begins, ends, None))

    assert found.value is not None
    assert (found.value.schedule_kind, found.value.starts_on, found.value.due_on) == (PERIOD, begins, ends)


@given(st.sampled_from([YEAR, CONTINUOUS, YEARLY]), st.integers(2000, 2098))
def test_other_schedule_of_an_export_is_read_back(kind: ScheduleKind, year: int) -> None:
    school_year = year if kind is YEAR else None

    found = read_schedule(schedule_wording(kind, None, None, school_year))

    assert found.value is not None
    assert (found.value.schedule_kind, found.value.school_year) == (kind, school_year)


def test_due_day_of_a_month_is_its_last() -> None:
    assert read_due_day("juin 2027").value == date(2027, 6, 30)
    assert read_due_day("juin 2027").doubt == ""
    assert read_due_day("2027").doubt == "« 2027 » lu comme le 31 décembre 2027"
    assert read_due_day("bientôt").note == "bientôt"


@pytest.mark.parametrize(
    ("text", "first", "last", "doubt"),
    [
        ("oct. 2026", date(2026, 10, 1), date(2026, 10, 31), ""),
        ("06/09/26", date(2026, 9, 6), date(2026, 9, 6), ""),
        ("S1 2026", date(2026, 1, 1), date(2026, 6, 30), "« S1 2026 » lu comme le {}"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "« 2026 » lu comme le {}"),
        ("courant 2026", date(2026, 1, 1), date(2026, 12, 31), "« courant 2026 » lu comme le {}"),
    ],
)
def test_bound_of_a_calendar_is_clear_down_to_a_month(text: str, first: date, last: date, doubt: str) -> None:
    begins, ends = read_bound(text, last=False), read_bound(text, last=True)

    assert begins.value is not None
    assert ends.value is not None
    assert (begins.value.starts_on, begins.doubt) == (first, doubt.format(in_words(first)))
    assert (ends.value.due_on, ends.doubt) == (last, doubt.format(in_words(last)))


def test_bound_that_is_no_date_is_said() -> None:
    found = read_bound("bientôt", last=True)

    assert (found.value, found.note) == (None, "bientôt")
    assert found.doubt == "« bientôt » n’est pas lu comme une date : gardé en mots"
    assert read_bound("en continu", last=True).value == Schedule(CONTINUOUS)
