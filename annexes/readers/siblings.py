"""The objectives that stand under one parent, found again by their number and their title without walking them all."""

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from accounts.text import fold
from annexes.labels import roman_value

SUFFIXES = ("bis", "ter", "quater", "quinquies")


class Numbered(Protocol):
    number: str
    title: str

    @property
    def code(self) -> str: ...


Child = TypeVar("Child", bound=Numbered)


class Siblings(Generic[Child]):
    """The children of one level under one parent, in the order of print."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._by_number = _Index[Child](lambda child: number_key(child.number))
        self._by_title = _Index[Child](lambda child: _title_key(child.title))
        self._by_both = _Index[Child](lambda child: (number_key(child.number), _title_key(child.title)))
        self._codes: Counter[str] = Counter()

    def add(self, child: Child) -> None:
        self._places[id(child)] = len(self._places)
        self._codes[child.code] += 1
        self._enter(child)

    def renamed(self, child: Child, code: str) -> None:
        """A child has another number or title than it had; `code` was its own."""
        self._codes[code] -= 1
        if not self._codes[code]:
            del self._codes[code]
        self._codes[child.code] += 1
        self._enter(child)

    def called(self, code: str) -> None:
        """A code that is proposed for one of them is taken too."""
        self._codes[code] += 1

    def has_number(self, number: str) -> bool:
        return bool(number) and self._by_number.last(number_key(number)) is not None

    def like(self, number: str, title: str, current: Child | None) -> Iterator[Child]:
        """Those that a label may name again, the last one first: five at most, with the `current` one."""
        one, other = number_key(number), _title_key(title)
        if not number:
            found = [self._by_title.last(other)]
        elif not title:
            found = [self._by_number.last(one)]
        else:
            found = [self._by_both.last(key) for key in ((one, other), (one, None), ("", other))]
        if current is not None and id(current) in self._places:
            found.append((self._places[id(current)], current))
        yield from (child for _, child in sorted(filter(None, found), key=_place, reverse=True))

    def free_code(self, code: str) -> str:
        """« OO 1 bis », « OO 1 ter »: the first that none of them has."""
        free = (f"{code} {suffix}" for suffix in SUFFIXES if f"{code} {suffix}" not in self._codes)
        return next(free, f"{code} n° {len(self._codes) + 1}")

    def _enter(self, child: Child) -> None:
        for index in (self._by_number, self._by_title, self._by_both):
            index.enter(self._places[id(child)], child)


class _Index(Generic[Child]):
    """Children by a key; one that has changed since stays under its old key until it is met there."""

    def __init__(self, key: Callable[[Child], Hashable]) -> None:
        self._key = key
        self._found: dict[Hashable, list[tuple[int, Child]]] = defaultdict(list)

    def enter(self, place: int, child: Child) -> None:
        insort(self._found[self._key(child)], (place, child), key=_place)

    def last(self, key: Hashable) -> tuple[int, Child] | None:
        bucket = self._found.get(key, [])
        while bucket and self._key(bucket[-1][1]) != key:
            bucket.pop()
        return bucket[-1] if bucket else None


def same_number(one: str, other: str) -> bool:
    """« 2 », « II » and « 02 » are one; nothing is not."""
    return bool(one) and bool(other) and number_key(one) == number_key(other)


@lru_cache(maxsize=16_384)
def number_key(number: str) -> int | str:
    """What makes two numbers equal: their rank, or the words of one that has none (« 1.2 »)."""
    rank = int(number) if number.isdecimal() else roman_value(number)
    return number if rank is None else rank


def _title_key(title: str) -> str | None:
    return fold(title) if title else None


def _place(found: tuple[int, Numbered]) -> int:
    return found[0]
