"""A plan without the people in it, before it is published (code des relations entre le public et l’administration,
art. L312-1-2): functions and organisations stay, names of contacts, addresses and telephone numbers go.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
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
_WORD = re.compile(r"\w+")
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
    held = [(one.contact, getattr(one, "partner", "")) for one in _values(outline, (ParticipationOutline, SeatOutline))]
    known = {*names, *(contact for contact, _ in held)} - {partner for _, partner in held}
    bare: PlanOutline = _walk(outline, _text_changer(known))
    return bare


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
    by_word: dict[str, list[str]] = {}  # by the first word of the name: most texts have none of them
    for name in sorted(names, key=len, reverse=True):
        if len(name.split()) > 1 and (words := _words(name)):
            by_word.setdefault(words[0], []).append(name)

    @cache
    def changed(text: str) -> str:
        for word in dict.fromkeys(_words(text)):
            for name in by_word.get(word, ()):
                text = _pattern(name).sub(NAME_REMOVED, text)
        if "@" in text:
            text = _EMAIL.sub(ADDRESS_REMOVED, text)
        return _PHONE.sub(NUMBER_REMOVED, text)

    return changed


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


@lru_cache(maxsize=2000)
def _pattern(name: str) -> re.Pattern[str]:
    """« Camille Pont » and « Pont Camille », whatever the spaces between."""
    words = [re.escape(word) for word in name.split()]
    forms = (r"\s+".join(words), r"\s+".join([*words[1:], words[0]]))
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)


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
