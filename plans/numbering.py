"""Codes of objectives (« II », « OG 2 », « 1.2 »): proposed when one is added, computed again on request only.

A code is data: what stands in a plan is never changed in silence (domain.md 1.4).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plans.enums import Level, Numbering
from plans.levels import Ladder, Rung

_ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LAST_ROMAN = re.compile(r"\b([IVXL]+)$")
_LAST_NUMBER = re.compile(r"(\d+(?:\.\d+)*)\.?$")


@dataclass(frozen=True, slots=True)
class Coded:
    """What numbering reads of an objective; a sequence of these is depth first, in the order of print."""

    pk: int
    parent: int | None
    level: Level
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class NewCode:
    """One line of a preview: what an objective is called, and will be."""

    pk: int
    title: str
    old: str
    new: str


def roman(number: int) -> str:
    """« XIV » for 14; up to 89."""
    said = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        said += letters * times
    return said


def rank_in(code: str) -> int:
    """The last number of a code: 2 for « II », « OI 2 » and « 1.2 »; 0 without one."""
    if found := _LAST_NUMBER.search(code.strip()):
        return int(found[1].rsplit(".", 1)[-1])
    if found := _LAST_ROMAN.search(code.strip().upper()):
        return _roman_value(found[1])
    return 0


def code_at(rung: Rung, rank: int, parent_code: str = "") -> str:
    """The code of the objective of that rank among its siblings of the level; `""` where the kind does not number.

    A prefix in capitals belongs to the code (« OG 2 »); another one is only shown before it (« Axe II »).
    """
    if rung.numbering == Numbering.NONE:
        return ""
    if rung.numbering == Numbering.ROMAN:
        number = roman(rank)
    else:
        above = _LAST_NUMBER.search(parent_code.strip()) if rung.numbering == Numbering.DECIMAL else None
        number = f"{above[1]}.{rank}" if above else str(rank)
    return f"{rung.prefix} {number}" if len(rung.prefix) > 1 and rung.prefix.isupper() else number


def proposed(rung: Rung, siblings: Iterable[str], parent_code: str = "") -> str:
    """The code of a new objective beside others of its level, whose codes are `siblings`: the next free one."""
    return code_at(rung, max(map(rank_in, siblings), default=0) + 1, parent_code)


def renumbered(ladder: Ladder, nodes: Sequence[Coded], under: int | None = None) -> list[NewCode]:
    """The codes that would change if each level was numbered from 1 among its siblings, in the order of print.

    `under` limits this to what stands below one objective. Levels without numbering keep the codes that they have.
    """
    code_of: dict[int, str] = {}
    ranks: dict[tuple[int | None, Level], int] = {}
    inside: set[int] = set()
    changes = []
    for node in nodes:
        code_of[node.pk] = node.code
        if node.parent is not None and (node.parent == under or node.parent in inside):
            inside.add(node.pk)
        place = (node.parent, node.level)
        ranks[place] = ranks.get(place, 0) + 1
        if node.level is Level.ROOT or (under is not None and node.pk not in inside):
            continue
        parent_code = code_of.get(node.parent, "") if node.parent is not None else ""
        new = code_at(ladder.rung(node.level), ranks[place], parent_code)
        if new and new != node.code:
            code_of[node.pk] = new
            changes.append(NewCode(node.pk, node.title, node.code, new))
    return changes


def _roman_value(letters: str) -> int:
    values = {"I": 1, "V": 5, "X": 10, "L": 50}
    total = 0
    for letter, following in zip(letters, (*letters[1:], ""), strict=True):
        value = values[letter]
        total += -value if following and values[following] > value else value
    return total
