"""Plans where every field of every dataclass says something, and each of their fields changed in turn."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from annexes.edition import Edition
from annexes.outline import PlanOutline
from annexes.vocabulary import Vocabulary

EDITION = Edition("Val-de-Brume", "PEDT 2025-2028", "PEDT", date(2026, 11, 21))
VOCABULARY = Vocabulary(
    {
        name: {"un-code": "Premier mot", "autre-code": "Second mot"}
        for name in ("domains", "audiences", "scales", "child_times", "charter_axes")
    }
)
CODES = {"domains", "audiences", "scales", "child_times", "charter_axes"}
# Texts that keep the code of an enumeration: two of its values.
CODED = {
    "frequency": ("YEARLY", "MONTHLY"),
    "structure_kind": ("GIP", "SCHOOL_FUND"),
    "horizon": ("SHORT", "LONG"),
    "weather": ("GOOD", "ALERT"),
}


def filled(kind: Any = PlanOutline, name: str = "", depth: int = 0) -> Any:
    """A value of that type where every field says something else than its default."""
    kind = _plain(kind)
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        if depth and name == "children":
            return ()
        return (filled(inner, name, depth),)
    if hasattr(kind, "__dataclass_fields__"):
        hints = get_type_hints(kind)
        values = {
            one.name: filled(hints[one.name], one.name, depth + 1 if one.name == "children" else depth)
            for one in fields(kind)
            if one.compare
        }
        return kind(**values)
    return _value(kind, name, rank=0)


def each_change(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The same value with one field changed, for each field of it and of all that it holds."""
    hints = get_type_hints(type(value))
    for one in fields(value):
        if not one.compare:
            continue
        held = getattr(value, one.name)
        several = held if isinstance(held, tuple) else (held,)
        if several and hasattr(several[0], "__dataclass_fields__"):
            for where, changed in each_change(several[0], (*path, type(value).__name__, one.name)):
                yield where, replace(value, **{one.name: (changed,) if isinstance(held, tuple) else changed})
        else:
            changed = other(hints[one.name], one.name)
            if changed is not None:
                yield (*path, type(value).__name__, one.name), replace(value, **{one.name: changed})


def other(hint: Any, name: str) -> Any:
    """Another value of that type."""
    kind = _plain(hint)
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        if hasattr(inner, "__dataclass_fields__"):
            return None
        return (("Thème", "Axe"),) if get_origin(inner) is tuple else (_value(inner, name, rank=1),)
    return _value(kind, name, rank=1)


def _plain(hint: Any) -> Any:
    if get_origin(hint) is UnionType:
        return next(one for one in get_args(hint) if one is not type(None))
    return hint


def _value(kind: Any, name: str, rank: int) -> Any:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[-1 - rank]
    if name in CODED:
        return CODED[name][rank]
    if name in CODES:
        return ("un-code", "autre-code")[rank]
    if name == "priority":
        return 3 - rank
    if name == "progress":
        return (25, 75)[rank]
    plain: dict[Any, Any] = {
        str: (f"{name} d’abord", f"{name} ensuite"),
        bool: (name != "is_required", name == "is_required"),
        int: (2026, 2027),
        Decimal: (Decimal("12.5"), Decimal(40)),
        date: (date(2026, 3, 1), date(2027, 9, 1)),
        datetime: (datetime(2026, 3, 1, 18, 0), datetime(2026, 4, 2, 9, 30)),  # noqa: DTZ001
    }
    return plain[kind][rank]
