"""Rows that count the others and are no part of the plan: « TOTAL | | | 5 fiches », « Nombre total de fiches : 12 »."""

import re
from collections.abc import Sequence

from annexes.labels import flat
from annexes.readers.drafts import Builder
from annexes.readers.grid import Cell
from annexes.reading import Severity

_COUNT = (
    r"(?:(?:env(?:iron)?\.? )?\d[\d .,]*(?:k?\u20ac|euros?|%)?"
    r"(?: (?:fiches?|actions?|objectifs?|axes?|lignes?|oo|oi|og)){0,2})"
)
_WORDS = (
    r"(?:(?:(?:sous|s)[ -]?)?tota(?:l|ux)(?: (?:general|generaux|partiel|global))?"
    r"|nombre(?: total)?(?= (?:de|d'|des) ?(?:fiche|action|objectif|axe)))"
    r"(?: (?:par|pour|de|des|du|d'|de l'|de la)? ?(?:[^:=\d]{1,60}?))?"
    r"(?: (?:axe|theme|oi|oo|og) ?(?:n ?[\u00b0o] ?)?(?:\d+|[ivx]+))?"
)
_TOTAL = re.compile(rf"{_WORDS}\s*(?:[:=-]\s*)?{_COUNT}?\s*[:.]?")
_BARE_COUNT = re.compile(rf"{_COUNT}\s*\.?")
_LONGEST = 120  # characters


def is_total(cells: Sequence[Cell]) -> bool:
    """Whether a row announces a total and holds nothing else than counts."""
    texts = [flat(" ".join(" ".join(cell.lines).split())) for cell in cells]
    if not texts or any(len(text) > _LONGEST for text in texts):
        return False
    announced = [_TOTAL.fullmatch(text) is not None for text in texts]
    counts = [_BARE_COUNT.fullmatch(text) is not None for text in texts]
    counted = any(counts) or any(char.isdigit() for text in texts for char in text)
    return announced[0] and all(map(any, zip(announced, counts, strict=True))) and (counted or _is_bare(texts))


def leave_out(builder: Builder, cells: Sequence[Cell]) -> None:
    """Keep a total out of the plan, and say so once, at its first cell."""
    for cell in cells:
        builder.ignore(cell, "ligne de total")
    builder.say(
        cells[0],
        Severity.INFO,
        "total-row",
        "cette ligne fait un total : elle n’est ni un objectif ni une fiche",
        "laissée de côté ; le logiciel compte lui-même les fiches",
    )


def _is_bare(texts: Sequence[str]) -> bool:
    """« TOTAL » alone on its row, its count left empty."""
    return len(texts) == 1 and re.fullmatch(r"(?:sous[ -]?)?total(?: general)?\s*:?", texts[0]) is not None
