"""References to fiches that stand elsewhere: « N° 3 – 13 - 10 », « fiches 3 à 6 », « n° 3, 13 et 10 ».

Each number becomes one fiche of its theme, « annexée, non fournie », which serves all objectives that refer to it,
until a fiche of that number is read (`annexes.placeholders`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from annexes.labels import flat
from annexes.placeholders import placeholder_title
from annexes.readers.drafts import ActionDraft, Builder, ObjectiveDraft, ThemeDraft
from annexes.readers.grid import Cell
from annexes.reading import Severity

_LONGEST_RANGE = 50  # fiches
_NUMBER = r"\d{1,4}(?:\.\d{1,3})*(?:\s?(?:bis|ter|quater)\b)?"
_WORDS = re.compile(
    r"\b(?:cf|voir|voir aussi|fiches?(?:[\s-]*actions?)?|fiches?\s+annexe\w*|annexe\w*|numeros?|no?s?(?=\s?\d))\b\.?|"
    r"n\s?[°º]s?|[()]|[:.]+(?=\s|$)"
)
_AGAIN = re.compile(r"(?<=\d)\s*(?=n\s?[°º]|fiche)")  # « n° 3 n° 13 »
_SEPARATOR = re.compile(r"\s*(?:[,;/&+|•·]|\bet\b|\bainsi que\b)\s*")
_RANGE = re.compile(rf"(?:de\s+|du\s+)?({_NUMBER})\s*(?:a|au|jusqu'a)\s+({_NUMBER})")
_DASHES = re.compile(rf"{_NUMBER}(?:\s*-+\s*{_NUMBER})*")


@dataclass(frozen=True, slots=True)
class References:
    """The fiches that a cell refers to, in its order; `doubt` is another way to read it, in French."""

    numbers: tuple[str, ...]
    doubt: str = ""


def read_references(lines: Sequence[str]) -> References | None:
    """The references that a cell holds, `None` when it says anything else."""
    text = _AGAIN.sub(";", ";".join(map(flat, lines)))
    numbers: list[str] = []
    doubt = ""
    for segment in _SEPARATOR.split(_WORDS.sub(" ", text)):
        part = segment.strip(" -")
        if not part:
            continue
        if match := _RANGE.fullmatch(part):
            numbers.extend(_between(match[1], match[2]) or (_plain(match[1]), _plain(match[2])))
        elif _DASHES.fullmatch(part):
            joined = [_plain(number) for number in re.split(r"\s*-+\s*", part)]
            numbers.extend(joined)
            between = _between(*joined) if len(joined) == 2 else ()
            if len(between) > 2:
                doubt = f"« {joined[0]} - {joined[1]} » lu comme deux fiches, et non comme les fiches {_span(joined)}"
        else:
            return None
    return References(tuple(dict.fromkeys(numbers)), doubt) if numbers else None


def refer(theme: ThemeDraft, reference: str, cell: Cell, objectives: Sequence[ObjectiveDraft]) -> ActionDraft:
    """The fiche that stands for `reference` in a theme: it serves `objectives`, the first as its principal if new."""
    action = theme.placeholders.get(reference)
    if action is None:
        action = theme.placeholders[reference] = _placeholder(reference, cell, objectives[0])
    for objective in objectives:
        serve_too(action, objective)
    return action


def _placeholder(reference: str, cell: Cell, parent: ObjectiveDraft) -> ActionDraft:
    number, _, suffix = reference.partition(" ")
    action = ActionDraft(placeholder_title(reference), cell, parent=parent)
    if number.isdecimal():
        action.number, action.suffix = int(number), suffix
    else:
        action.code = reference
    parent.actions.append(action)
    return action


def serve_too(action: ActionDraft, objective: ObjectiveDraft) -> None:
    if objective is not action.parent and objective not in action.also_serves:
        action.also_serves.append(objective)


def settle_references(builder: Builder) -> None:
    """Give the places of the placeholders to the fiches that the same file holds under their numbers."""
    for theme in builder.themes:
        if not theme.placeholders:
            continue
        standing = {id(action) for action in theme.placeholders.values()}
        real: dict[str, ActionDraft] = {}
        for action in theme.all_actions():
            if action.reference and id(action) not in standing:
                real.setdefault(action.reference, action)
        for reference, placeholder in list(theme.placeholders.items()):
            if (found := real.get(reference)) is not None:
                _take_places(builder, theme, found, placeholder)
                del theme.placeholders[reference]


def _take_places(builder: Builder, theme: ThemeDraft, action: ActionDraft, placeholder: ActionDraft) -> None:
    parent = placeholder.parent
    if parent is None:
        return
    rank = parent.actions.index(placeholder)
    if action.parent is None and action in theme.unattached:
        theme.unattached.remove(action)
        parent.actions[rank] = action
        action.parent = parent
    else:
        del parent.actions[rank]
        serve_too(action, parent)
    for objective in placeholder.also_serves:
        serve_too(action, objective)
    builder.say(
        placeholder.cell,
        Severity.INFO,
        "reference-found",
        f"la {action.name} à laquelle cette cellule renvoie est dans ce document",
        f"rattachée {parent.to_it}" if action.parent is parent else f"rattachée aussi {parent.to_it}",
    )


def _plain(number: str) -> str:
    """« 03 » as « 3 », « 8bis » as « 8 bis »."""
    match = re.fullmatch(r"([\d.]+)\s?([a-z]*)", number.strip())
    digits, suffix = (match[1], match[2]) if match else (number, "")
    digits = digits.lstrip("0") or "0" if digits.isdecimal() else digits
    return f"{digits} {suffix}".strip()


def _between(first: str, last: str) -> tuple[str, ...]:
    """The numbers from one to the other, nothing when they make no range."""
    if not (first.isdecimal() and last.isdecimal()) or not 0 < int(last) - int(first) <= _LONGEST_RANGE:
        return ()
    return tuple(str(number) for number in range(int(first), int(last) + 1))


def _span(ends: Sequence[str]) -> str:
    return f"{ends[0]} à {ends[1]}"
