"""The dossiers of the demonstration (`fixtures/demo/files/*.toml`): what they keep as data.

A source has the names of the outline; figures stand there as tables: a label, then a value for each year.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from annexes.fileoutline import PlanFile
from annexes.jsonform import field_from_json
from pedt_planner.demo.sources import typeset

LONG = ("minutes", "note", "purpose", "text", "structure_note", "label", "frequency", "function", "moments", "title")


def plan_file(path: Path) -> PlanFile:
    """The dossier of a source, or an empty one where there is none."""
    if not path.exists():
        return PlanFile()
    source = tomllib.loads(path.read_text("utf-8"))
    figures = list(_figures(source.pop("tables", [])))
    held = {**_plain(source), "figures": figures}
    return PlanFile(**{name: field_from_json(PlanFile, name, value) for name, value in held.items()})


def _figures(tables: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for table in tables:
        for label, *values in table["rows"]:
            for year, value in zip(table["years"], values, strict=True):
                shared = {name: typeset(table[name]) for name in ("group", "unit", "source")}
                yield {**shared, "label": typeset(label), "year": year, "value": str(value)}


def _plain(value: Any, name: str = "") -> Any:
    """Dates as JSON writes them, texts with French spaces."""
    if isinstance(value, dict):
        return {key: _plain(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, name) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return typeset(value) if isinstance(value, str) and name in LONG else value
