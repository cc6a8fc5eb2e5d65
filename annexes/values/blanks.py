"""Texts that say nothing: dashes, dotted lines to be filled, « néant », « à compléter »."""

import re

from accounts.text import fold

_EMPTY = frozenset(
    fold(text)
    for text in (
        "néant", "sans objet", "so", "s.o.", "nc", "n.c.", "nr", "n.r.", "non renseigné", "à définir", "à préciser",
        "à compléter", "à déterminer", "à renseigner", "non défini", "non précisé", "non déterminé", "indéterminé",
        "aucun", "aucune", "rien", "vide", "xx", "xxx", "xxxx", "ras", "non concerné",
        "cliquez ici pour entrer du texte", "cliquez ou appuyez ici pour entrer du texte", "texte à saisir",
    )
)  # fmt: skip
_DOTTED = re.compile(r"[.…_·‥⋅](?: ?[.…_·‥⋅]){4,}|…(?: ?…)+|[-–—=_]{5,}")


def says_nothing(text: str) -> bool:
    """Whether a cell with this text holds no information: nobody misses it when it is left out."""
    if len(text) <= 60 and fold(text) in _EMPTY:
        return True
    return not any(char.isalnum() for char in text)


def without_dotted_lines(text: str) -> str:
    """A line without the dots and underscores that show where to write in an empty form."""
    return " ".join(_DOTTED.sub(" ", text).split()) if _DOTTED.search(text) else text
