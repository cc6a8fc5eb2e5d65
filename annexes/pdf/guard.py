"""Limits of a chunk, held whatever the template: what would cost minutes or break the document is not laid out.

A text without spaces is laid out in a time that grows with its square; a character without glyph breaks PDF/UA.
"""

import re
from typing import Any

from annexes.pdf.typography import known_characters, printable

LONGEST_TEXT = 600_000  # characters of a chunk; a page holds about 4,000
MOST_ELEMENTS = 40_000
DEEPEST = 60

_UNBROKEN = re.compile(r"[^\s\u200b-]{60}")


class TooMuch(ValueError):
    """The chunk is beyond the limits."""


def guard(root: Any) -> None:
    """Make the texts of an HTML tree printable. Raise TooMuch when the tree is too long or too deep."""
    known = known_characters() | set(map(ord, "\n\t\r\f\u200b\u00ad"))
    length = elements = 0
    for element, depth in _walk(root):
        elements += 1
        if elements > MOST_ELEMENTS or depth > DEEPEST or length > LONGEST_TEXT:
            raise TooMuch
        for part in ("text", "tail"):
            text = getattr(element, part)
            if not text:
                continue
            length += len(text)
            if not known.issuperset(map(ord, set(text))) or _UNBROKEN.search(text):
                setattr(element, part, printable(text))


def _walk(root: Any) -> Any:
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        if isinstance(element.tag, str) and element.tag != "style":
            yield element, depth
            stack.extend((child, depth + 1) for child in element)
