"""« À l’échelle de l’agglomération : », « Au sein des QPV »: above some actions of a cell, where they take place."""

from typing import Any

from accounts.text import fold
from annexes.values.terms import read_scales


def scale_fields(words: str) -> dict[str, Any]:
    """The fields of a fiche that such a line gives: the words, and the codes of the scales that they name."""
    codes = _codes(words)
    return {"scale_note": words, "scales": codes} if codes else {"scale_note": words}


def _codes(words: str) -> tuple[str, ...]:
    """The scales that the line names before a proper name: « commune de Valmire » is a commune."""
    told = fold(words).split()
    for length in range(len(told), 0, -1):
        found = read_scales(" ".join(told[:length]))
        if found.value and not found.note:
            return found.value
    return ()
