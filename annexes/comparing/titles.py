"""Whether two titles may name one thing: a number that two fiches share says it only if their titles do not deny it."""

from difflib import SequenceMatcher

from accounts.text import fold, search_text
from annexes.placeholders import is_placeholder_title

CLOSE = 0.6  # how alike titles without a word in common must be written
_VAGUE = frozenset(search_text("action actions fiche fiches projet numéro sans titre intitulé").split())


def are_unrelated(one: str, other: str) -> bool:
    """Whether both titles say something, and nothing of what the other says: « Phare » and « Café des parents ».

    One word of meaning in common, or nearly the same letters, make a rename; « Action 1 » says nothing.
    """
    if is_placeholder_title(one) or is_placeholder_title(other):
        return False
    words, others = _meaning(one), _meaning(other)
    if not words or not others or words & others:
        return False
    matcher = SequenceMatcher(None, fold(one), fold(other), autojunk=False)
    return matcher.quick_ratio() < CLOSE or matcher.ratio() < CLOSE


def _meaning(title: str) -> set[str]:
    """The stems of a title that say what it is about."""
    return {stem for stem in search_text(title).split() if len(stem) > 2 and not stem.isdecimal()} - _VAGUE
