"""Lists in one cell: by semicolons, line breaks and bullets, by commas where nothing else can be meant."""

import re
from collections.abc import Iterable, Iterator

from accounts.text import fold, one_line
from annexes.labels import strip_bullet
from annexes.values.blanks import says_nothing
from annexes.values.value import Value, doubts, reading

NAME_LENGTH = 60  # characters; a longer piece between commas belongs to a sentence
_INNER_BULLET = re.compile(r"\s*[•▪●■◦‣➢►\uf0b7\uf0a7\uf0d8]\s*|\s+·\s+")
_INNER_DASH = re.compile(r"\s+[-–—]\s+")
_AND_SO_ON = frozenset({"etc", "et cetera", "notamment"})
_OPENING, _CLOSING = "([«", ")]»"


def split_list(text: str | Iterable[str], *, commas: bool = True) -> Value[tuple[str, ...]]:
    """The items of a list, each once, in their order; a cell given as its lines or as one text.

    Parentheses, quotation marks and numbers are never cut; « et » never separates, and a text that could hold more
    items than were read says so. `commas=False` is for lists of sentences. `note` holds an « etc. ».
    """
    lines = text.split("\n") if isinstance(text, str) else list(text)
    if says_nothing("\n".join(lines)):
        return Value()
    items: list[str] = []
    said: list[str] = []
    note = ""
    for line in lines:
        for part in _parts(one_line(line)):
            pieces, doubt = _by_commas(part) if commas else ([part], "")
            said.append(doubt)
            for piece in pieces:
                if fold(piece) in _AND_SO_ON or piece in {"…", "..."}:
                    note = "etc."
                elif any(char.isalnum() for char in piece):
                    items.append(_without_full_stop(piece))
    found = tuple(dict.fromkeys(item for item in items if item))
    return Value(found or None, doubts(*said), note)


def split_outside(text: str, signs: str) -> list[str]:
    """`text` cut at each of `signs` that stands outside parentheses and quotation marks; blank pieces left out.

    A comma between two digits is a decimal sign. An unbalanced parenthesis protects nothing.
    """
    balanced = sum(text.count(sign) for sign in _OPENING) == sum(text.count(sign) for sign in _CLOSING)
    pieces: list[str] = []
    depth = start = 0
    for rank, char in enumerate(text):
        if balanced and char in _OPENING:
            depth += 1
        elif balanced and char in _CLOSING:
            depth = max(depth - 1, 0)
        elif char in signs and not depth and not (char == "," and _is_decimal(text, rank)):
            pieces.append(text[start:rank])
            start = rank + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _parts(line: str) -> Iterator[str]:
    """The parts of a line by its bullets and semicolons."""
    bare, bullet = strip_bullet(line)
    for chunk in _INNER_BULLET.split(bare):
        dashed = _INNER_DASH.split(chunk) if bullet and line[:1] in "-–—" else [chunk]
        for item in dashed if all(len(item) <= NAME_LENGTH for item in dashed) else [chunk]:
            yield from split_outside(item, ";")


def _by_commas(part: str) -> tuple[list[str], str]:
    """The names between the commas of `part`, or `part` itself with a doubt when it looks like a sentence."""
    pieces = split_outside(part, ",")
    if len(pieces) < 2:
        doubt = ""
        if " / " in part and len(part) <= NAME_LENGTH:
            doubt = reading(part, "un seul élément", "plusieurs")
        return [part] if part else [], doubt
    unbalanced = any(part.count(one) != part.count(other) for one, other in zip(_OPENING, _CLOSING, strict=True))
    if unbalanced or any(len(piece) > NAME_LENGTH for piece in pieces):
        return [part], reading(part, "un seul élément, ses virgules laissées", "une liste")
    last = pieces[-1]
    if fold(last).startswith("et "):
        pieces[-1] = last[2:].strip()
        return pieces, ""
    doubt = reading(last, "un seul élément", "deux") if re.search(r"\s(?:et|&)\s", last) else ""
    return pieces, doubt


def _without_full_stop(item: str) -> str:
    return item.rstrip(" .") if item.count(".") == 1 and not re.search(r"\b\w\.$", item) else item.strip()


def _is_decimal(text: str, rank: int) -> bool:
    return text[rank - 1 : rank].isdigit() and text[rank + 1 : rank + 2].isdigit()
