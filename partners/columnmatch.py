"""Which column of a list a title of a foreign sheet most likely means: proposed, never taken by itself."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from accounts.text import fold
from partners.cells import Column

LIKELY = 0.75


def likely_columns(titles: Mapping[int, str], columns: Sequence[Column]) -> dict[int, str]:
    """The name of the likeliest column for each title, by its place; each column at most once."""
    scores = sorted(
        ((_likeness(fold(title), key), place, column.name)
         for place, title in titles.items() for column in columns for key in column.keys),
        reverse=True,
    )  # fmt: skip
    found: dict[int, str] = {}
    for score, place, name in scores:
        if score >= LIKELY and place not in found and name not in found.values():
            found[place] = name
    return found


def _likeness(title: str, key: str) -> float:
    """1.0 for the same words; a title that holds the key as whole words counts nearly as much."""
    if f" {key} " in f" {title} ":
        return 0.9
    return SequenceMatcher(None, title, key).ratio()
