"""The colours of a document, from the one that the territory chose: always readable, in grey too."""

import re

INK = "#17506b"
DARKEST_TINT = 0.152
CONTRAST = 4.5  # of text on its background (WCAG 2.2, 1.4.3)

_HEX = re.compile(r"#[0-9a-fA-F]{6}")

Colour = tuple[int, int, int]


def palette(ink: str) -> dict[str, str]:
    """The colours of the sheets by name. An ink too light is darkened until white reads on it, and it on the tints.

    What is not « #rrggbb » gives the usual ink.
    """
    dark = _readable(_parse(ink))
    return {
        "ink": _hex(dark),
        "tint-1": _hex(_tint(dark, DARKEST_TINT)),
        "tint-2": _hex(_tint(dark, 0.096)),
        "tint-3": _hex(_tint(dark, 0.041)),
        "line": "#c5d3d9",
        "text": "#1b2a33",
        "grey": "#52656f",
    }


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(_parse(one)), _luminance(_parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _readable(colour: Colour) -> Colour:
    while contrast(_hex(colour), _hex(_tint(colour, DARKEST_TINT))) < CONTRAST:
        red, green, blue = colour
        colour = (red * 19 // 20, green * 19 // 20, blue * 19 // 20)
    return colour


def _parse(text: str) -> Colour:
    value = int((text if _HEX.fullmatch(text) else INK)[1:], 16)
    return value >> 16, value >> 8 & 255, value & 255


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _tint(colour: Colour, share: float) -> Colour:
    """So much of the colour on white, a little more vivid than when it is merely mixed."""
    red, green, blue = (255 - round(share * (255 - part) * ((255 - part) / 255) ** 0.5) for part in colour)
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
