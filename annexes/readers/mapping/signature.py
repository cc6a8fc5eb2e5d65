"""What a header, or the rubric of a document, is known by, so that the fields chosen for it serve again."""

import hashlib
from collections.abc import Sequence

from accounts.text import fold


def signature(header: Sequence[str]) -> str:
    """The same for headers that differ by case, accents and signs alone; 40 characters."""
    return _digest("\x1f".join(fold(title) for title in header))


def rubric_signature(label: str) -> str:
    """That of a rubric of fiche documents; no header of a sheet has the same."""
    return _digest(f"\x1e{fold(label)}")


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:40]
