"""Rows that explain a table and are no part of it: « NB : … », « Source : … », « Légende : vert = réalisé »."""

import re
from collections.abc import Sequence

from annexes.labels import flat
from annexes.readers.grid import Cell

REASON = "note ou légende du tableau"
_PLAIN = re.compile(r"(?:n\.?b\.?|nota(?: bene)?|sources?|legendes?)\s*(?:[:=-]|$)")
_DOUBTFUL = re.compile(
    r"(?:lecture|remarques?|notes?|precisions?|avertissement)\s*(?:[:=-]|$)|"
    r"(?:\*+|\(\d{1,2}\)|\(\*+\)|[\u00b9\u00b2\u00b3])\s*\S"
)


def is_note(cells: Sequence[Cell], *, among_objectives: bool) -> bool:
    """Whether a row, none of whose cells is a fiche, is a note.

    « Lecture : … » and what begins with « * » or « (1) » may also be fiches of a list: they are notes under the columns
    of objectives alone.
    """
    text = flat(cells[0].lines[0])
    if _PLAIN.match(text):
        return len(cells) == 1 or text.startswith("legende")
    return among_objectives and len(cells) == 1 and _DOUBTFUL.match(text) is not None
