"""The style of a chunk: which sheets, in which colours of the territory."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from annexes.pdf.colours import INK, palette

FOLDER = Path(__file__).parent

_SHEET = re.compile(r"[a-z][a-z0-9-]*")
_VARIABLE = re.compile(r"var\(--([a-z0-9-]+)\)")


@dataclass(frozen=True, slots=True)
class Style:
    """Sheets are files of `annexes/pdf/`, in order: `Style(("base", "fiche"), ink="#7a1f3d")`.

    `rules` are a few more that the document computes, such as widths of columns.
    """

    sheets: tuple[str, ...]
    ink: str = INK
    rules: str = ""

    def css(self) -> str:
        """The whole sheet, with each `var(--name)` replaced by its colour. Raise ValueError for a name unknown."""
        return _css(self.sheets, self.ink) + self.rules


@lru_cache(maxsize=64)
def _css(sheets: tuple[str, ...], ink: str) -> str:
    colours = palette(ink)
    text = "".join(_sheet(name) for name in sheets)
    unknown = set(_VARIABLE.findall(text)) - colours.keys()
    if unknown:
        raise ValueError(f"colours unknown: {', '.join(sorted(unknown))}")
    return _VARIABLE.sub(lambda match: colours[match[1]], text)


@lru_cache(maxsize=64)
def _sheet(name: str) -> str:
    if not _SHEET.fullmatch(name):
        raise ValueError(f"not the name of a sheet: {name!r}")
    return (FOLDER / f"{name}.css").read_text("utf-8")
