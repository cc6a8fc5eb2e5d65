"""The JSON Schema (2020-12) of the JSON of a plan, made from the outline itself: it cannot say anything else."""

import json
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from annexes.exchange.words import OBJECTS, STEPS, WORDS, description, labels
from annexes.jsonform import PUBLIC_FORMAT, PUBLIC_VERSION
from annexes.outline import ObjectiveOutline, PlanOutline
from plans.enums import Level

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = r"^\d{4}-\d{2}-\d{2}$"
MOMENT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$"
DECIMAL = r"^-?\d{1,15}(\.\d{1,10})?(E\+?\d{1,2})?$"
OBJECTIVE_LEVELS = [Level.AXIS.value, Level.INTERMEDIATE.value, Level.OPERATIONAL.value]


@cache
def plan_schema() -> Schema:
    """The whole schema; the same object each time."""
    objects: dict[str, Schema] = {}
    plan = _object(PlanOutline, objects)
    own = {
        "$schema": {"type": "string", "description": "L’adresse du schéma, pour les outils qui la lisent."},
        "format": {"const": PUBLIC_FORMAT, "description": "Ce qui dit que ce fichier est un plan."},
        "version": {"const": PUBLIC_VERSION, "description": "La version du format."},
        "contacts": {
            "type": "boolean",
            "description": "Si tous les contacts sont nommés. À « false », les rôles des partenaires ne sont pas relus "
            "à l’import : aucun contact n’est perdu.",
        },
        "issues": {
            "type": "array",
            "description": "Ce que la lecture d’un fichier a signalé ; jamais relu.",
            "items": {"type": "object"},
        },
    }
    return {
        "$schema": DIALECT,
        "$id": f"urn:{PUBLIC_FORMAT.replace('/', ':')}:{PUBLIC_VERSION}",
        "title": "Plan éducatif territorial",
        **plan,
        "description": "Ce que PEDT Planner exporte en JSON et relit sans perte. Une propriété absente est vide. "
        f"Version {PUBLIC_VERSION} du format.",
        "properties": {**own, **plan["properties"]},
        "required": ["format", "version", "themes"],
        "$defs": dict(sorted(objects.items())),
    }


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(plan_schema(), ensure_ascii=False, indent=2) + "\n"


def _object(kind: type, objects: dict[str, Schema]) -> Schema:
    hints = get_type_hints(kind)
    public = [one for one in fields(kind) if one.compare]
    return {
        "type": "object",
        "description": OBJECTS[kind],
        "properties": {
            one.name: {**_value(kind, one, hints[one.name], objects), "description": _description(kind, one.name)}
            for one in public
        },
        "required": [one.name for one in public if one.default is MISSING],
        "additionalProperties": False,
    }


def _description(kind: type, name: str) -> str:
    said = description(kind, name)
    words = WORDS.get((kind, name)) or _enum(get_type_hints(kind)[name])
    return f"{said} {labels(words)}." if words else said


def _value(kind: type, one: "Field[Any]", hint: Any, objects: dict[str, Schema]) -> Schema:
    """The schema of a field, of what it holds when it holds something and of nothing when it may be nothing."""
    if kind is ObjectiveOutline and one.name == "level":
        return {"enum": OBJECTIVE_LEVELS}
    if steps := STEPS.get((kind, one.name)):
        return {"enum": [*steps, None]}
    if words := WORDS.get((kind, one.name)):
        values = [word.value for word in words]
        return {"enum": values if one.default in values else [one.default, *values]}
    return _of(hint, objects)


def _of(hint: Any, objects: dict[str, Schema]) -> Schema:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is UnionType:
        inner = _of(next(argument for argument in arguments if argument is not type(None)), objects)
        return {"anyOf": [inner, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0], objects)}
    if hint is datetime:
        return {"type": "string", "format": "date-time", "pattern": MOMENT}
    if hint is date:
        return {"type": "string", "format": "date", "pattern": DAY}
    if hint is Decimal:
        return {"type": "string", "pattern": DECIMAL}
    if plain := {str: "string", int: "integer", bool: "boolean"}.get(hint):
        return {"type": plain}
    if issubclass(hint, Enum):
        return {"enum": [word.value for word in hint]}
    name = hint.__name__.removesuffix("Outline")
    if name not in objects:
        objects[name] = {}  # objectives hold objectives
        objects[name] = _object(hint, objects)
    return {"$ref": f"#/$defs/{name}"}


def _enum(hint: Any) -> Any:
    """The enumeration that a field holds, whether or not it may be nothing."""
    for one in (hint, *get_args(hint)):
        if isinstance(one, type) and issubclass(one, Enum):
            return one
    return None
