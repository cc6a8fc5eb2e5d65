"""Rows that explain a table and are no part of it: « NB : … », « Source : … », « Légende : vert = réalisé »."""

import re
from collections.abc import Sequence

from annexes.labels import flat
from annexes.readers.grid import Cell

_WORDS = re.compile(
    r"(?:n\.?b\.?|nota(?: bene)?|sources?|legendes?|lecture|remarques?|notes?|precisions?|avertissement)\s*(?:[:=-]|$)"
)
_CALL = re.compile(r"(?:\*+|\(\d{1,2}\)|\(\*+\)|[\u00b9\u00b2\u00b3])\s*\S")


def is_note(cells: Sequence[Cell], *, under_objectives: bool) -> bool:
    """Whether a row begins like a note; a call for one (« * », « (1) ») says so alone, where no fiche is expected."""
    text = flat(cells[0].lines[0])
    if _WORDS.match(text):
        return len(cells) == 1 or text.startswith("legende")
    return under_objectives and len(cells) == 1 and _CALL.match(text) is not None
