"""What does not follow a schema of ours, said in French with its place: the keywords that `exchange.schema` writes."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from annexes.exchange.schema import Schema

_TYPES: dict[str, tuple[type, str]] = {
    "object": (dict, "un objet { … } est attendu"),
    "array": (list, "une liste [ … ] est attendue"),
    "string": (str, "un texte est attendu"),
    "integer": (int, "un nombre entier est attendu"),
    "boolean": (bool, "« true » ou « false » est attendu"),
    "null": (type(None), "« null » est attendu"),
}
MOST_WORDS = 12  # of an enumeration, said in a sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """`where` is the path of a value: « themes[0].objectives[2].title », nothing for the whole."""

    where: str
    said: str
    value: str = ""


def faults(value: Any, schema: Schema) -> Iterator[Fault]:
    """Each value that is not what the schema asks for. Raise RecursionError for what is nested beyond reason."""
    return _faults(value, schema, schema.get("$defs", {}), "")


def _faults(value: Any, schema: Schema, known: dict[str, Schema], where: str) -> Iterator[Fault]:
    if (reference := schema.get("$ref")) is not None:
        schema = known[reference.rpartition("/")[2]]
    if (several := schema.get("anyOf")) is not None:
        if value is None:
            return
        schema = several[0]  # something, or null
        yield from _faults(value, schema, known, where)
        return
    if said := _refused(value, schema):
        yield Fault(where, said, "" if isinstance(value, dict | list) else str(value)[:120])
    elif isinstance(value, dict) and "properties" in schema:
        yield from _of_object(value, schema, known, where)
    elif isinstance(value, list):
        for rank, item in enumerate(value):
            yield from _faults(item, schema["items"], known, f"{where}[{rank}]")


def _of_object(value: dict[str, Any], schema: Schema, known: dict[str, Schema], where: str) -> Iterator[Fault]:
    properties = schema["properties"]
    for name in schema["required"]:
        if name not in value:
            yield Fault(where, f"la propriété « {name} » manque")
    for name, item in value.items():
        inside = f"{where}.{name}" if where else name
        if name in properties:
            yield from _faults(item, properties[name], known, inside)
        else:
            yield Fault(inside[:200], f"la propriété « {name[:60]} » n’est pas connue")


def _refused(value: Any, schema: Schema) -> str:
    """Why a value by itself is not what is asked for, or nothing."""
    words = [schema["const"]] if "const" in schema else schema.get("enum")
    if words is not None:
        is_one = any(value == word and type(value) is type(word) for word in words)
        return "" if is_one else f"valeurs permises : {', '.join(map(_said, words[:MOST_WORDS]))}"
    kind, expected = _TYPES[schema["type"]]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        return expected
    return _refused_text(str(value), schema) if "pattern" in schema else ""


_FORMATS: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "date": ("une date est attendue, comme 2026-09-01", date.fromisoformat),
    "date-time": ("une date et une heure sont attendues, comme 2026-03-05T18:00+01:00", datetime.fromisoformat),
}


def _refused_text(text: str, schema: Schema) -> str:
    expected, read = _FORMATS.get(schema.get("format", ""), ("un nombre est attendu, comme « 12.50 »", str))
    if not re.match(schema["pattern"], text):
        return expected
    try:
        read(text)
    except ValueError:
        return "ce jour n’est pas dans le calendrier"
    return ""


def _said(word: Any) -> str:
    return "null" if word is None else f"« {word} »"
