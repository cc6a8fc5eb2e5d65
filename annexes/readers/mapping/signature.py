"""What a header is known by, so that the fields chosen for its columns serve again."""

import hashlib
from collections.abc import Sequence

from accounts.text import fold


def signature(header: Sequence[str]) -> str:
    """The same for headers that differ by case, accents and signs alone; 40 characters."""
    words = "\x1f".join(fold(title) for title in header)
    return hashlib.sha256(words.encode()).hexdigest()[:40]
