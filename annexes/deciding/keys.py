"""The keys of proposals: each says what its proposal does, so that it holds from one preview to the next.

A key is a JSON list, its kind first. What was accepted is applied from its key alone, even when the plan has become
such that nobody would propose it again: importing the same file twice does the same thing.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from zlib import crc32

from annexes.outline import Hint

HINT, PLACE, SAME, JOIN, PARTNER, NAME, AGED = "hint", "place", "same", "join", "partner", "name", "aged"


def hint_key(ref: str, hint: Hint) -> str:
    """Of a hint that the reader left on a node."""
    return _key(HINT, ref, hint.field, crc32(json.dumps(hint.value, sort_keys=True, default=str).encode()))


def place_key(ref: str, place: str) -> str:
    """To put a node somewhere else: a ref, or « pk:412 »."""
    return _key(PLACE, ref, place)


def same_key(ref: str, pk: int) -> str:
    """To take a node for one of the plan."""
    return _key(SAME, ref, pk)


def join_key(ref: str, into: str) -> str:
    """To take a fiche of one file for a fiche of another one."""
    return _key(JOIN, ref, into)


def partner_key(name: str, pk: int) -> str:
    """To take a name, wherever the file writes it, for a partner of the directory."""
    return _key(PARTNER, name, pk)


def name_change_key(what: str, old: str, new: str) -> str:
    """To write the name of a partner or of a scheme (`what`) otherwise, wherever the file writes it."""
    return _key(NAME, what, old, new)


def aged_key(ref: str, field: str, old: str, new: str) -> str:
    """To put today's name in place of a replaced one, in one text of a node."""
    return _key(AGED, ref, field, old, new)


def parts_of(keys: Iterable[str], kind: str, *types: type) -> Iterator[tuple[Any, ...]]:
    """What the keys of one kind hold, those alone that hold values of these types, in a stable order."""
    head = json.dumps(kind)
    for key in sorted(keys):
        if not key.startswith(f"[{head}"):
            continue
        try:
            parts = json.loads(key)
        except ValueError:
            continue
        values = tuple(parts[1:])
        if len(values) == len(types) and all(type(one) is kind for one, kind in zip(values, types, strict=True)):
            yield values


def accepted_places(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from parts_of(keys, PLACE, str, str)


def accepted_same(keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    yield from parts_of(keys, SAME, str, int)


def accepted_joins(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from parts_of(keys, JOIN, str, str)


def accepted_partners(keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    yield from parts_of(keys, PARTNER, str, int)


def accepted_names(keys: Iterable[str], what: str) -> Iterator[tuple[str, str]]:
    for of, old, new in parts_of(keys, NAME, str, str, str):
        if of == what:
            yield old, new


def accepted_aged(keys: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    yield from parts_of(keys, AGED, str, str, str, str)


def _key(*parts: str | int) -> str:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
