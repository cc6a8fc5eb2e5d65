"""Titles that say the same thing twice (rule V08): equal once folded, or alike at nine tenths."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from accounts.text import fold

ALIKE = 0.9
COMMON = 0.1  # a word that more than this share of the titles hold says nothing of one of them
SHORT = 12  # folded letters under which only equal titles are alike


def alike(titles: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pairs of ranks whose titles are alike, each pair once. Close to linear: only titles that share their
    rarest words are compared."""
    folded = [fold(title) for title in titles]
    words = [set(title.split()) for title in folded]
    holders: dict[str, list[int]] = defaultdict(list)
    for rank, several in enumerate(words):
        for word in several:
            holders[word].append(rank)
    limit = max(8, int(len(titles) * COMMON))
    compared: set[tuple[int, int]] = set()
    for rank, several in enumerate(words):
        for word in sorted(several, key=lambda one: (len(holders[one]), one))[:4]:
            if len(holders[word]) > limit:
                break
            compared.update((rank, other) for other in holders[word] if other > rank)
            compared.update((other, rank) for other in holders[word] if other < rank)
    same: dict[str, list[int]] = defaultdict(list)
    for rank, title in enumerate(folded):
        if title:
            same[title].append(rank)
    compared.update((several[0], other) for several in same.values() for other in several[1:])
    for one, other in sorted(compared):
        if _are_alike(folded[one], folded[other]):
            yield one, other


def _are_alike(one: str, other: str) -> bool:
    if one == other:
        return bool(one)
    if min(len(one), len(other)) < SHORT or _figures(one) != _figures(other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _figures(title: str) -> list[str]:
    """« Étape 1 » and « Étape 2 » are two things."""
    return [word for word in title.split() if word.isdecimal()]
