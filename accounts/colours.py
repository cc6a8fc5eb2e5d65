"""Colours that can be read: contrast as WCAG 2.1 measures it (success criterion 1.4.3)."""

import re

from django.core.exceptions import ValidationError

LEAST_CONTRAST = 4.5  # of ordinary text
WHITE = "#ffffff"


def contrast(one: str, other: str) -> float:
    """The ratio of two colours written « #rrggbb », from 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, share: float, base: str = WHITE) -> str:
    """`share` of a colour (0 to 1) on `base`: the tints of a document."""
    pairs = zip(_channels(colour), _channels(base), strict=True)
    return "#" + "".join(f"{round(over * share + under * (1 - share)):02x}" for over, under in pairs)


def validate_ink(value: str) -> None:
    """A colour of titles and of white text: « #rrggbb », dark enough to be read on white and under white."""
    if not re.fullmatch(r"#[0-9a-f]{6}", value):
        raise ValidationError("Une couleur s’écrit « # » puis six chiffres ou lettres de a à f.", code="colour")
    if (found := contrast(value, WHITE)) < LEAST_CONTRAST:
        raise ValidationError(
            f"Cette couleur est trop claire : son contraste avec le blanc est de {found:.1f}".replace(".", ",")
            + " pour 1, il en faut 4,5 au moins. Choisissez-la plus foncée.",
            code="contrast",
        )


def _channels(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
