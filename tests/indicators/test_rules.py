from datetime import date
from decimal import Decimal

import pytest

from indicators.enums import Direction, IndicatorNature
from indicators.rules import Aim, faults, value_fault, warnings


def aim(value: int | None = None, text: str = "", on: date | None = None) -> Aim:
    return Aim(None if value is None else Decimal(value), text, on)


@pytest.mark.parametrize(
    ("nature", "unit", "one", "said"),
    [
        (IndicatorNature.QUANTITATIVE, "", aim(text="beaucoup"), "demande un nombre"),
        (IndicatorNature.QUANTITATIVE, "%", aim(120), "de 0 à 100"),
        (IndicatorNature.SCALE_1_4, "", aim(5), "1, 2, 3 ou 4"),
        (IndicatorNature.YES_NO, "", aim(1), "se dit en mots"),
        (IndicatorNature.QUALITATIVE, "", aim(1), "se dit en mots"),
    ],
)
def test_value_that_does_not_fit_is_refused(nature: IndicatorNature, unit: str, one: Aim, said: str) -> None:
    assert said in value_fault(nature, unit, one)


@pytest.mark.parametrize(
    ("nature", "unit", "one"),
    [
        (IndicatorNature.QUANTITATIVE, "familles", aim(120, "dont 40 en QPV")),
        (IndicatorNature.QUANTITATIVE, "%", aim(100)),
        (IndicatorNature.QUALITATIVE, "", aim(text="une charte signée")),
        (IndicatorNature.SCALE_1_4, "", aim(4)),
        (IndicatorNature.QUANTITATIVE, "", aim()),
    ],
)
def test_value_that_fits_passes(nature: IndicatorNature, unit: str, one: Aim) -> None:
    assert value_fault(nature, unit, one) == ""


def test_target_before_the_baseline_and_second_target_of_a_date_are_refused_on_their_field() -> None:
    start = aim(10, on=date(2026, 9, 1))
    early, june, again = aim(12, on=date(2026, 6, 30)), aim(15, on=date(2027, 6, 30)), aim(16, on=date(2027, 6, 30))
    found = list(faults(IndicatorNature.QUANTITATIVE, "", start, [early, june, again]))
    assert [(fault.target, fault.field) for fault in found] == [(0, "on"), (2, "on")]
    assert "précède" in found[0].sentence
    assert "déjà une cible" in found[1].sentence


def test_target_against_the_direction_is_told_and_refused_by_nothing() -> None:
    start, lower = aim(100, on=date(2026, 1, 1)), aim(80, on=date(2027, 6, 30))
    assert not list(faults(IndicatorNature.QUANTITATIVE, "", start, [lower]))
    assert "à la hausse" in next(warnings(Direction.UP, "familles", start, [lower]))
    assert "à la baisse" in next(warnings(Direction.DOWN, "", lower, [start]))
    assert "à maintenir" in next(warnings(Direction.STEADY, "", start, [lower]))
    assert not list(warnings(Direction.DOWN, "", start, [lower]))
    assert not list(warnings(Direction.NONE, "", start, [lower]))


def test_targets_are_compared_in_the_order_of_their_dates() -> None:
    later, sooner = aim(150, on=date(2028, 6, 30)), aim(120, on=date(2027, 6, 30))
    assert not list(warnings(Direction.UP, "", aim(100), [later, sooner]))


def test_indicator_without_target_is_told() -> None:
    assert list(warnings(Direction.UP, "", aim(100), [])) == ["aucune cible n’est donnée"]
