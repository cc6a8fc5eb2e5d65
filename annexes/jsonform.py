"""Outlines as JSON: without loss to be kept (imports, versions), and in the public form of the commands."""

import json
from collections.abc import Iterable
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from annexes.fileoutline import FILE_FIELDS
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.reading import Issue

FORMAT = "pedt-planner/outline"
VERSION = 1
PUBLIC_FORMAT = "pedt-planner/plan"  # what is published: docs/schema/plan.schema.json
PUBLIC_VERSION = 1

T = TypeVar("T")


class UnknownFormat(ValueError):
    """The JSON is no outline, or of a version that this software does not know."""


def outline_to_json(outline: PlanOutline) -> dict[str, Any]:
    """All of an outline; fields at their default are left out."""
    return {"format": FORMAT, "version": VERSION, "plan": _dump(outline)}


def outline_from_json(data: dict[str, Any]) -> PlanOutline:
    """The outline that `outline_to_json` was given, where it was read (`source`, `carries`) included."""
    if data.get("format") != FORMAT or data.get("version") != VERSION:
        raise UnknownFormat("Ce fichier JSON n’est pas un plan de cette version de PEDT Planner.")
    return _load(PlanOutline, data["plan"])


def field_from_json(kind: type, name: str, value: Any) -> Any:
    """The value of one field of an outline, from its JSON. Raise KeyError, TypeError, ValueError or AttributeError."""
    return _builders(kind)[name](value)


def canonical_bytes(outline: PlanOutline) -> bytes:
    """The content of an outline as bytes: the same for equal outlines."""
    return json.dumps(_dump(outline, compared_only=True), sort_keys=True, ensure_ascii=False).encode()


def public_json(outline: PlanOutline, issues: Iterable[Issue] = (), *, contacts: bool = True) -> dict[str, Any]:
    """The form that `import_annexe --json` and `export_annexe --format json` print.

    Without `contacts`, some may have been left out: it says so, and the roles are not read back.
    """
    return {
        "format": PUBLIC_FORMAT,
        "version": PUBLIC_VERSION,
        "contacts": contacts,
        "title": outline.title,
        "kind": outline.kind,
        "starts_on": _dump(outline.starts_on),
        "ends_on": _dump(outline.ends_on),
        "has_wednesday_charter": outline.has_wednesday_charter,
        "renewed_from": outline.renewed_from,
        "sections": _dump(outline.sections),
        "file": _dump(outline.file),
        "directory": _dump(outline.directory),
        "themes": [_public_theme(theme) for theme in outline.themes],
        "issues": [
            {"where": i.where, "severity": i.severity.value, "message": i.message, "proposal": i.proposal}
            for i in issues
        ],
    }


def outline_from_public(data: dict[str, Any]) -> PlanOutline:
    """The outline that `public_json` was given; `data` must follow the published schema. Raise ValueError for a day
    that is not in the calendar.
    """
    plan = {name: value for name, value in data.items() if name in _public_fields()}
    outline = _load(PlanOutline, plan)
    carried = outline.carries
    if "file" not in data:  # of a software that knew no dossier
        carried = replace(carried, plan=carried.plan - FILE_FIELDS)
    if not data.get("contacts", True):
        carried = replace(carried, action=carried.action - {"participations"}, contacts=False)
    return replace(outline, carries=carried)


@cache
def _public_fields() -> frozenset[str]:
    return frozenset(f.name for f in fields(PlanOutline) if f.compare)


def _public_theme(theme: ThemeOutline) -> dict[str, Any]:
    own = _dump(theme, compared_only=True)
    own.pop("objectives", None)
    own.pop("unattached", None)
    return {
        **own,
        "title": theme.title,
        "version_label": theme.version_label,
        "objectives": [_public_objective(objective) for objective in theme.objectives],
        "unattached": [_public_action(action) for action in theme.unattached],
    }


def _public_objective(objective: ObjectiveOutline) -> dict[str, Any]:
    own = _dump(objective, compared_only=True)
    return {
        **own,
        "level": objective.level.value,
        "code": objective.code,
        "title": objective.title,
        "children": [_public_objective(child) for child in objective.children],
        "actions": [_public_action(action) for action in objective.actions],
    }


def _public_action(action: ActionOutline) -> dict[str, Any]:
    return {"number": action.number, "title": action.title, **_dump(action, compared_only=True)}


def _dump(value: Any, compared_only: bool = False) -> Any:
    """A value of the outline as JSON; in a dataclass, fields at their default are left out."""
    if isinstance(value, tuple):
        return [_dump(item, compared_only) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (date, Decimal)):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(value)
    if (names := _fields_of(type(value))) is None:  # type: ignore[arg-type]
        return value
    dumped = {}
    for name, default, compared in names:
        item = getattr(value, name)
        if (compared or not compared_only) and (default is MISSING or item != default):
            dumped[name] = item if type(item) in (str, int) else _dump(item, compared_only)
    return dumped


@cache
def _fields_of(kind: type) -> list[tuple[str, Any, bool]] | None:
    if not hasattr(kind, "__dataclass_fields__"):
        return None
    return [(f.name, f.default, f.compare) for f in fields(kind)]


def _load(kind: type[T], data: dict[str, Any]) -> T:
    builders = _builders(kind)  # type: ignore[arg-type]
    return kind(**{name: builders[name](value) for name, value in data.items()})


@cache
def _builders(kind: type) -> dict[str, Any]:
    return {name: _builder(hint) for name, hint in get_type_hints(kind).items()}


def _builder(hint: Any) -> Any:
    """How a value of that type comes back from JSON."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is UnionType:
        inner = _builder(next(argument for argument in arguments if argument is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _builder(arguments[0])
        return lambda values: tuple(item(value) for value in values)
    if origin is frozenset:
        return frozenset
    if hint in (date, datetime):
        return hint.fromisoformat
    if hint in (str, int, bool, Any):
        return lambda value: value
    if isinstance(hint, type) and (issubclass(hint, Enum) or hint is Decimal):
        return hint
    return lambda value: _load(hint, value)
