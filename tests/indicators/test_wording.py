from datetime import date
from decimal import Decimal

import pytest

from indicators.wording import aim_wording, figure, read_figure, when


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("120", "120"),
        ("1 250,5", "1250.5"),
        ("1\u202f250", "1250"),
        ("35 %", "35"),
        ("1.250,50 €", "1250.50"),
        ("12.5", "12.5"),
        ("−3", "-3"),
    ],
)
def test_figure_is_read_as_it_is_written_in_french(text: str, value: str) -> None:
    assert read_figure(text) == Decimal(value)


@pytest.mark.parametrize("text", ["beaucoup", "1,2,3", "12 familles", "1e9", "NaN", "1.250", "3,1415", "9" * 13, "%"])
def test_what_is_no_clear_figure_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"nombre|décimales"):
        read_figure(text)


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("1250.50", "", "1\u00a0250,5"),
        ("1250.00", "familles", "1\u00a0250\u00a0familles"),
        ("35", "%", "35\u00a0%"),
        ("0.00", "", "0"),
        ("100.00", "", "100"),
    ],
)
def test_figure_is_said_in_french(value: str, unit: str, said: str) -> None:
    assert figure(Decimal(value), unit) == said


def test_day_is_said_by_its_month_when_the_month_is_what_was_given() -> None:
    assert when(date(2027, 6, 30)) == when(date(2027, 6, 1)) == "juin 2027"
    assert when(date(2027, 6, 15)) == "15 juin 2027"
    assert when(None) == ""


def test_aim_says_its_figure_its_words_and_its_date() -> None:
    assert aim_wording(Decimal(150), "dont 40 en QPV", date(2027, 6, 30), "familles") == (
        "150\u00a0familles, dont 40 en QPV (juin 2027)"
    )
    assert aim_wording(None, "", date(2027, 6, 30)) == ""
