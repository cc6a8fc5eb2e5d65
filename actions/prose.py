"""Long texts as people type them, ready to be shown: paragraphs and lists, and the words that a search found."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.markup import Block, blocks
from accounts.text import search_text

_BULLET = re.compile(r"[-–•·]\s+")
_LOOSE_SPACE = re.compile(r" (?=[»:;?!%€])|(?<=«) ")
_WORD = re.compile(r"(\w+)")


def spaced(text: str) -> str:
    """`text` with the spaces of French punctuation made non-breaking: no line begins with « » », « : » or « % »."""
    return _LOOSE_SPACE.sub("\u00a0", text)


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, or the items of one list."""

    text: str = ""
    items: tuple[str, ...] = ()


def passages(text: str) -> list[Passage]:
    """A text cut at its lines; the lines that begin with a dash or a bullet follow each other in one list."""
    found: list[Passage] = []
    for line in filter(None, (line.strip() for line in spaced(text).splitlines())):
        if not (bullet := _BULLET.match(line)):
            found.append(Passage(text=line))
        elif found and found[-1].items:
            found[-1] = Passage(items=(*found[-1].items, line[bullet.end() :]))
        else:
            found.append(Passage(items=(line[bullet.end() :],)))
    return found


def article(text: str) -> list[Block]:
    """A long text with its headings, lists and tables (`accounts.markup`)."""
    return list(blocks(spaced(text)))


def marked(text: str, tokens: Iterable[str]) -> list[tuple[bool, str]]:
    """`text` in pieces, each with whether it is a word that one of the search tokens finds."""
    tokens = list(tokens)
    pieces = ((_is_hit(piece, tokens), piece) for piece in _WORD.split(text) if piece)
    return list(pieces)


def _is_hit(piece: str, tokens: list[str]) -> bool:
    return any(token in search_text(piece) for token in tokens)
