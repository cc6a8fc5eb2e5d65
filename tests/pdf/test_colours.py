import pytest
from hypothesis import given
from hypothesis import strategies as st

from annexes.pdf.colours import CONTRAST, INK, contrast, palette


@given(st.integers(0, 0xFFFFFF))
def test_ink_is_readable_whatever_the_territory_chose(value: int) -> None:
    colours = palette(f"#{value:06x}")
    for fill in ("#ffffff", colours["tint-1"], colours["tint-2"], colours["tint-3"]):
        assert contrast(colours["ink"], fill) >= CONTRAST
        assert contrast(colours["text"], fill) >= CONTRAST


def test_readable_ink_is_kept() -> None:
    assert palette("#7a1f3d")["ink"] == "#7a1f3d"


@pytest.mark.parametrize("wrong", ["", "red", "#fff", "#17506b; } body { display: none"])
def test_what_is_no_colour_gives_the_usual_one(wrong: str) -> None:
    assert palette(wrong) == palette(INK)


def test_greys_are_readable_on_white_and_on_tints() -> None:
    colours = palette(INK)
    assert contrast(colours["grey"], "#ffffff") >= CONTRAST
    assert contrast(colours["grey"], colours["tint-1"]) >= CONTRAST
