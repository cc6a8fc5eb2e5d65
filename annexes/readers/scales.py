"""« À l’échelle de l’agglomération : », « Au sein des QPV »: above some actions of a cell, where they take place."""

from typing import Any

from accounts.text import fold
from annexes.labels import Kind, Label
from annexes.values.terms import read_scales

_LONGEST = 80  # characters of a line that names a scale


def split_scale(label: Label) -> tuple[str, str] | None:
    """The scale that a line of a cell of actions names, and the action that it may say after it."""
    line = label.raw or label.title
    if label.kind is Kind.SCALE:
        return label.title, ""
    words, colon, action = line.partition(":")
    if label.kind is not Kind.TEXT or not colon or len(words) > _LONGEST or not scale_codes(words):
        return None
    return words.strip(), action.strip()


def scale_fields(words: str) -> dict[str, Any]:
    """The fields of a fiche that such a line gives: the words, and the codes of the scales that they name."""
    codes = scale_codes(words)
    return {"scale_note": words, "scales": codes} if codes else {"scale_note": words}


def scale_codes(words: str) -> tuple[str, ...]:
    """The scales that the line names before a proper name: « commune de Valmire » is a commune."""
    told = fold(words).split()
    for length in range(len(told), 0, -1):
        found = read_scales(" ".join(told[:length]))
        if found.value and not found.note:
            return found.value
    return ()
