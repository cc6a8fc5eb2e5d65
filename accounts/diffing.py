"""What changed in a text, word by word, for people: no colour is needed to read it."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new", "skipped"]
# Passages, from the largest to the smallest: what is equal in one is not looked at in the next.
_LEVELS = (
    re.compile(r"[^\n]*\n|[^\n]+"),
    re.compile(r".+?(?:[.;:!?…]\s+|$)", re.DOTALL),
    re.compile(r"\s+|\w+|[^\w\s]"),
)
_ALIKE = 0.35  # below, two passages are one replaced by the other, not a confetti of common words
_AROUND = 90  # characters kept on each side of what changed
_LIMIT = 90_000  # pairs of passages compared; beyond, one text replaces the other


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: the same in both, gone, new, or « […] » in place of what did not change."""

    kind: Kind
    text: str


def word_diff(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in reading order: the `same` and `gone` ones make the old, `same` and `new` the new.

    At most some hundredths of a second, even for two long texts that repeat themselves.
    """
    return _merged(_compared(old, new, 0))


def in_short(pieces: list[Piece]) -> list[Piece]:
    """The same pieces, of what did not change only the surroundings."""
    last = len(pieces) - 1
    return [
        short
        for rank, piece in enumerate(pieces)
        for short in (_shortened(piece.text, rank > 0, rank < last) if piece.kind == "same" else [piece])
    ]


def _compared(old: str, new: str, level: int) -> list[Piece]:
    """The pieces of two passages, level by level; those of two words are one gone and one new."""
    if not old or not new or level >= len(_LEVELS):
        return [Piece("gone", old), Piece("new", new)]
    before, after = _LEVELS[level].findall(old), _LEVELS[level].findall(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    middle = _steps(before[head : len(before) - tail], after[head : len(after) - tail])
    steps = [("".join(before[:head]),) * 2, *middle, ("".join(before[len(before) - tail :]),) * 2]
    if level == len(_LEVELS) - 1 and sum(len(a) for a, b in steps if a == b) < _ALIKE * max(len(old), len(new)):
        steps = [(old, new)]
        level = len(_LEVELS)
    pieces: list[Piece] = []
    for a, b in steps:
        pieces += [Piece("same", a)] if a == b else _compared(a, b, level + 1)
    return pieces


def _common(before: list[str], after: list[str]) -> int:
    """How many passages both begin with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((rank for rank, (a, b) in pairs if a != b), min(len(before), len(after)))


def _steps(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """The passages of both, run by run: twice the same, or what became what."""
    if len(old) * len(new) > _LIMIT:
        return [("".join(old), "".join(new))]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [("".join(old[i1:i2]), "".join(new[j1:j2])) for _, i1, i2, j1, j2 in codes]


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one kind as one; a lone space between two changes belongs to both."""
    merged: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if merged and merged[-1].kind == piece.kind:
            merged[-1] = Piece(piece.kind, merged[-1].text + piece.text)
        else:
            merged.append(piece)
    return merged


def _shortened(text: str, after_change: bool, before_change: bool) -> list[Piece]:
    if len(text) <= 4 * _AROUND:
        return [Piece("same", text)]
    head = text[:_AROUND].rpartition(" ")[0] or text[:_AROUND]
    tail = text[-_AROUND:].partition(" ")[2] or text[-_AROUND:]
    kept = [Piece("same", f"{head} ")] if after_change else []
    kept.append(Piece("skipped", "[…]"))
    return [*kept, Piece("same", f" {tail}")] if before_change else kept
