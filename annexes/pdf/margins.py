"""What is printed in the margins of a page, over its chunk: header, foot, « Page x / y », as pagination artifacts.

A chunk knows neither its place in the document nor the day of the edition: they never make it stale.
"""

from dataclasses import dataclass
from functools import lru_cache

from annexes.pdf.embedding import Embedding
from annexes.pdf.faces import face
from annexes.pdf.typography import NBSP

SIZE = 7.5  # points
MILLIMETRE = 72 / 25.4
PADDING = 2.2 * MILLIMETRE  # between the text and the edge of the content
ABOVE, BELOW = 2.4, 7.8  # from the padding to the baseline, above the line of the header and below the content
GAP = 5 * MILLIMETRE  # between the two texts of one line
GREY, LINE = ".322 .396 .435 rg", ".773 .827 .851 RG"
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Margin:
    """The texts of the margins of some pages. The running header, at the top right, comes from the page itself."""

    head: str = ""  # top left
    foot: str = ""  # bottom left
    mark: str = ""  # after the head, in semi-bold: « PROJET »
    numbered: bool = True


@dataclass(frozen=True, slots=True)
class Box:
    """Where the content of a page stands, in points: the margins of `base.css`."""

    left: float
    right: float
    top: float
    bottom: float


def box(width: float, height: float) -> Box:
    top, side, bottom = (17, 15, 15) if width > height else (19, 17, 18)
    return Box(side * MILLIMETRE, width - side * MILLIMETRE, height - top * MILLIMETRE, bottom * MILLIMETRE)


def stamp(
    width: float, height: float, margin: Margin, running: str, where: tuple[str, str], embedding: Embedding
) -> str:
    """The operators that print the margins of one page; `where` is its number and how many there are."""
    area = box(width, height)
    mark = f"{NBSP}{NBSP}·{NBSP}{NBSP}{margin.mark}" if margin.mark else ""
    right = _fitted(running, (area.right - area.left) * 0.6)
    head = _fitted(margin.head, area.right - area.left - _width(right) - _width(mark, "SemiBold") - GAP)
    number = f"Page{NBSP}{where[0]}{NBSP}/{NBSP}{where[1]}" if margin.numbered else ""
    foot = _fitted(margin.foot, area.right - area.left - _width(number) - GAP)
    above, below = area.top + PADDING + ABOVE, area.bottom - PADDING - BELOW
    top = [
        _shown(embedding, head, area.left, above),
        _shown(embedding, mark, area.left + _width(head), above, "SemiBold"),
        _shown(embedding, right, area.right - _width(right), above),
        f"{LINE} .4 w {area.left:.2f} {area.top:.2f} m {area.right:.2f} {area.top:.2f} l S ",
    ]
    bottom = [
        _shown(embedding, foot, area.left, below),
        _shown(embedding, number, area.right - _width(number), below),
    ]
    return _artifact("Header", "".join(top)) + _artifact("Footer", "".join(bottom))


def _artifact(kind: str, operators: str) -> str:
    return f"/Artifact <</Type/Pagination/Subtype/{kind}>> BDC q {GREY} {operators}Q EMC\n" if operators else ""


def _shown(embedding: Embedding, text: str, x: float, y: float, weight: str = "Regular") -> str:
    """The operators that show a line from this point."""
    if not text:
        return ""
    name = embedding.set_line(weight, text)
    return f"BT /{name} {SIZE} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm {_glyphs(text, weight)} TJ ET "


@lru_cache(maxsize=4096)
def _glyphs(text: str, weight: str) -> str:
    """The glyphs of a line as TJ wants them, with the kerning between them."""
    parts, run = [], ""
    for glyph, kern in face(weight).line(text)[0]:
        run += f"{glyph:04x}"
        if kern:
            parts.append(f"<{run}>{-kern:.0f}")
            run = ""
    return f"[{''.join(parts)}<{run}>]"


@lru_cache(maxsize=4096)
def _width(text: str, weight: str = "Regular") -> float:
    return face(weight).line(text)[1] * SIZE / 1000


@lru_cache(maxsize=4096)
def _fitted(text: str, room: float) -> str:
    """The text, cut at a word and ended by « … » when it is wider than the room."""
    if _width(text) <= room:
        return text
    words = text.split(" ")
    while len(words) > 1 and _width(" ".join(words) + ELLIPSIS) > room:
        words.pop()
    text = " ".join(words)
    while text and _width(text + ELLIPSIS) > room:
        text = text[:-1]
    return text.rstrip(" ·–,;:") + ELLIPSIS
