"""The objects of a dossier before and after: sections, accueils, figures, seats… whatever the dataclass. Pure, linear.

They bear no key: an object is the one that is equal, else the one that bears its name, else the one that was renamed
and kept all the rest.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from enum import Enum
from typing import Any

from annexes.fileoutline import (
    AmendmentOutline,
    AttendanceOutline,
    MeetingOutline,
    PlanDocumentOutline,
    PlanFile,
    ProgrammeOutline,
    TotalOutline,
    VisaOutline,
)

# What names an object, when it is not its fields without default and then the one that follows them.
NAMED_BY: Mapping[type, tuple[str, ...]] = {
    PlanFile: (),
    ProgrammeOutline: (),
    PlanDocumentOutline: ("title",),
    AmendmentOutline: ("number",),
    AttendanceOutline: ("label",),
    MeetingOutline: ("starts_at",),
    TotalOutline: ("year", "measure", "label"),
    VisaOutline: ("stage", "label", "key"),
}
# What people call it, when it is not all that names it.
CALLED_BY: Mapping[type, tuple[str, ...]] = {
    AmendmentOutline: ("number", "title"),
    VisaOutline: ("stage", "label"),
}
_ORDER = "order:"


class ItemKind(Enum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    ORDER = "order"  # the objects of a list stand in another order


@dataclass(frozen=True, slots=True)
class Item:
    """What happened to an object, or to the order of a list of them.

    `fields` are the name and both values of each field; `before` and `after` are labels in their order.
    """

    kind: ItemKind
    of: type
    label: str
    place: tuple[str, ...] = ()
    label_before: str = ""
    fields: tuple[tuple[str, Any, Any], ...] = ()
    field: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def order_of(name: str) -> str:
    """How a difference names the order of a list."""
    return f"{_ORDER}{name}"


def ordered_list(name: str) -> str:
    """The list whose order a difference tells; nothing for a plain field."""
    return name.removeprefix(_ORDER) if name.startswith(_ORDER) else ""


def compare_items(name: str, before: Any, after: Any, place: tuple[str, ...] = ()) -> Iterator[Item]:
    """What happened in one field: a tuple of objects, or an object that may be missing."""
    olds, news = _several(before), _several(after)
    if olds == news:
        return
    pairs = _pairs(olds, news)
    known = {id(old) for old, _ in pairs if old is not None}
    for old, new in pairs:
        yield from _added(new, place) if old is None else _changed(old, new, place)
    for old in olds:
        if id(old) not in known:
            yield Item(ItemKind.REMOVED, type(old), label_of_item(old), place, fields=tuple(_held(old, is_after=False)))
    if order := _order(name, olds, pairs, place):
        yield order


def label_of_item(item: Any) -> str:
    """What an object is called: its names in a few words; nothing for what a plan has once."""
    return " – ".join(filter(None, (_word(getattr(item, name)) for name in called_by(type(item)))))


def called_by(kind: type) -> tuple[str, ...]:
    return CALLED_BY.get(kind) or names_of(kind)


def _several(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _pairs(olds: Sequence[Any], news: Sequence[Any]) -> list[tuple[Any | None, Any]]:
    twins: dict[int, Any] = {}
    used: set[int] = set()
    for key in (lambda item: item, _strict_name, _name, _rest):
        _match(olds, news, key, twins, used)
    return [(twins.get(id(new)), new) for new in news]


def _match(
    olds: Sequence[Any], news: Sequence[Any], key: Callable[[Any], Hashable], twins: dict[int, Any], used: set[int]
) -> None:
    waiting: dict[Hashable, deque[Any]] = defaultdict(deque)
    for old in olds:
        if id(old) not in used and (value := key(old)) is not None:
            waiting[value].append(old)
    for new in news if waiting else ():
        if id(new) not in twins and (queue := waiting.get(key(new))):
            twins[id(new)] = old = queue.popleft()
            used.add(id(old))


def names_of(kind: type) -> tuple[str, ...]:
    if kind in NAMED_BY:
        return NAMED_BY[kind]
    return tuple(one.name for one in fields(kind) if one.default is MISSING) or (fields(kind)[0].name,)


def _name(item: Any) -> Hashable:
    return (type(item), *(_key(getattr(item, name)) for name in names_of(type(item))))


def _strict_name(item: Any) -> Hashable:
    """The name and the field that follows it: « Les Tilleuls », périscolaire."""
    names = names_of(type(item))
    more = next((one.name for one in fields(item) if one.name not in names), "") if names else ""
    return (_name(item), getattr(item, more)) if more else _name(item)


def _rest(item: Any) -> Hashable | None:
    """All that does not name it, if that says something."""
    names = names_of(type(item))
    own = [one for one in fields(item) if one.name not in names]
    values = tuple(getattr(item, one.name) for one in own)
    says = any(value != one.default for one, value in zip(own, values, strict=True))
    return (type(item), values) if says else None


def _key(value: Any) -> Hashable:
    return value.casefold().strip() if isinstance(value, str) and not isinstance(value, Enum) else value


def _added(new: Any, place: tuple[str, ...]) -> Iterator[Item]:
    yield Item(ItemKind.ADDED, type(new), label_of_item(new), place, fields=tuple(_held(new, is_after=True)))


def _held(item: Any, *, is_after: bool) -> Iterator[tuple[str, Any, Any]]:
    """The fields of an added or a removed object that say something."""
    for one in fields(item):
        value = getattr(item, one.name)
        nothing = None if one.default is MISSING else one.default
        if value != nothing:
            yield (one.name, nothing, value) if is_after else (one.name, value, nothing)


def _changed(old: Any, new: Any, place: tuple[str, ...]) -> Iterator[Item]:
    if old == new:
        return
    label, former = label_of_item(new), label_of_item(old)
    inside = (*place, label) if label else place
    plain: list[tuple[str, Any, Any]] = []
    below: list[Item] = []
    for one in fields(new):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if before == after:
            continue
        if _is_list_of_items(before) or _is_list_of_items(after):
            below += compare_items(one.name, before, after, inside)
        else:
            plain.append((one.name, before, after))
    if plain:
        renamed = former if former != label else ""
        yield Item(ItemKind.CHANGED, type(new), label, place, renamed, tuple(plain))
    yield from below


def _is_list_of_items(value: Any) -> bool:
    several = _several(value)
    return bool(several) and hasattr(several[0], "__dataclass_fields__") and _is_listed(value)


def _is_listed(value: Any) -> bool:
    """A list, or the object that a plan has once; not the address of a fiche, which is a value."""
    return isinstance(value, tuple) or type(value) in NAMED_BY


def _order(
    name: str, olds: Sequence[Any], pairs: Sequence[tuple[Any | None, Any]], place: tuple[str, ...]
) -> Item | None:
    """Equal objects are told apart by nothing: their order is that of the list."""
    ranks = {id(old): rank for rank, old in enumerate(olds)}
    kept = [(ranks[id(old)], new) for old, new in pairs if old is not None]
    if kept == sorted(kept, key=lambda one: one[0]):
        return None
    former = tuple(label_of_item(olds[rank]) for rank in sorted(rank for rank, _ in kept))
    today = tuple(label_of_item(new) for _, new in kept)
    of = type(pairs[0][1])
    return Item(ItemKind.ORDER, of, "", place, field=order_of(name), before=former, after=today)


def _word(value: Any) -> str:
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    if hasattr(value, "strftime"):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)
