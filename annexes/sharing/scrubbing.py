"""A plan without the people in it, before it is published (code des relations entre le public et l’administration,
art. L312-1-2): functions and organisations stay, names of contacts, addresses and telephone numbers go.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from annexes.fileoutline import CommitteeOutline, SeatOutline, VisaOutline
from annexes.outline import ParticipationOutline, PlanOutline

NAME_REMOVED = "[nom retiré]"
ADDRESS_REMOVED = "[adresse retirée]"
NUMBER_REMOVED = "[numéro retiré]"
# What an outline says of a person and of nothing else, with what stands there instead.
PERSONAL: Mapping[type, Mapping[str, Any]] = {
    ParticipationOutline: {"contact": ""},
    SeatOutline: {"contact": ""},
    VisaOutline: {"signer": "", "file": ""},
    CommitteeOutline: {"meetings": ()},
    PlanOutline: {"directory": ()},
}
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)33[\s.\u00a0\u202f-]?(?:\(0\))?|0)[1-9](?:[\s.\u00a0\u202f-]?\d{2}){4}(?!\d)"
)

Change = Callable[[str], str]


def without_people(outline: PlanOutline, names: Iterable[str] = ()) -> PlanOutline:
    """The outline without its contacts, who signed, the meetings of its instances and the lists of its directory.

    In every text, the names of its contacts and those of `names` are taken out, and so are e-mail addresses and
    telephone numbers. A name of one word alone is left in texts: it may be a word like another.
    """
    bare: PlanOutline = _walk(outline, _text_changer({*names, *contact_names(outline)} - set(_partners(outline))))
    return bare


def contact_names(outline: PlanOutline) -> Iterator[str]:
    """The full names of the contacts that the outline names."""
    for one in _values(outline, (ParticipationOutline, SeatOutline)):
        if one.contact:
            yield one.contact


def _partners(outline: PlanOutline) -> Iterator[str]:
    return (one.partner for one in _values(outline, (ParticipationOutline,)))


def _values(value: Any, kinds: tuple[type, ...]) -> Iterator[Any]:
    """Every value of these kinds inside another."""
    if isinstance(value, kinds):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _values(item, kinds)
    elif is_dataclass(kind := type(value)):
        for name in _names(kind):
            yield from _values(getattr(value, name), kinds)


def _text_changer(names: Iterable[str]) -> Change:
    known = sorted({form for name in names for form in _forms(name)}, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(known)})(?!\w)", re.IGNORECASE) if known else None

    @cache
    def changed(text: str) -> str:
        if pattern is not None:
            text = pattern.sub(NAME_REMOVED, text)
        if "@" in text:
            text = _EMAIL.sub(ADDRESS_REMOVED, text)
        return _PHONE.sub(NUMBER_REMOVED, text)

    return changed


def _forms(name: str) -> Iterator[str]:
    """« Camille Pont » and « Pont Camille », whatever the spaces between, as patterns."""
    words = name.split()
    if len(words) < 2:
        return
    for order in (words, [*words[1:], words[0]]):
        yield r"\s+".join(map(re.escape, order))


def _walk(value: Any, changed: Change) -> Any:
    """The value with `PERSONAL` emptied and its texts changed; what does not change is not copied."""
    if type(value) is str:
        return changed(value)
    if isinstance(value, tuple):
        items = tuple(_walk(item, changed) for item in value)
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    kind: type = type(value)
    if not is_dataclass(kind):
        return value
    emptied = PERSONAL.get(kind, {})
    given = {}
    for name in _names(kind):
        old = getattr(value, name)
        new = emptied[name] if name in emptied else _walk(old, changed)
        if new is not old and new != old:
            given[name] = new
    return replace(value, **given) if given else value


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields that are content, and not where it was read."""
    return tuple(f.name for f in fields(kind) if f.compare and f.init)
