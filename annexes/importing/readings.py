"""A reading as JSON, the way imports keep it."""

from collections.abc import Sequence
from typing import Any

from annexes.jsonform import outline_from_json, outline_to_json
from annexes.outline import PlanOutline
from annexes.reading import CellFate, Fate, Issue, Part, Reading, Severity

SHOWN_TEXT = 500  # characters kept of a cell that became no object


def reading_to_json(reading: Reading) -> dict[str, Any]:
    return {
        "outline": outline_to_json(reading.outline),
        "issues": [[i.where, i.severity, i.code, i.message, i.proposal, i.excerpt] for i in reading.issues],
        "fates": _fates_to_json(reading.fates),
        "theme_cells": _fates_to_json(reading.theme_cells),
        "cells": reading.cells,
        "attached": reading.attached,
        "layout": reading.layout,
        "parts": [[p.key, p.where, p.layout, p.choices, p.header, p.samples, p.mapping] for p in reading.parts],
    }


def reading_from_json(data: dict[str, Any]) -> Reading:
    return Reading(
        outline=outline_from_json(data["outline"]) if data else PlanOutline(),
        issues=tuple(Issue(w, Severity(s), c, m, p, e) for w, s, c, m, p, e in data.get("issues", ())),
        fates=_fates_from_json(data.get("fates", ())),
        theme_cells=_fates_from_json(data.get("theme_cells", ())),
        cells=data.get("cells", 0),
        attached=data.get("attached", 0),
        layout=data.get("layout", ""),
        parts=tuple(_part(values) for values in data.get("parts", ())),
    )


def _fates_to_json(fates: Sequence[CellFate]) -> list[list[str]]:
    return [[f.where, f.fate, f.reason, f.text[:SHOWN_TEXT]] for f in fates]


def _fates_from_json(values: Sequence[Sequence[str]]) -> tuple[CellFate, ...]:
    return tuple(CellFate(where, Fate(fate), reason, text) for where, fate, reason, text in values)


def _part(values: list[Any]) -> Part:
    key, where, layout, choices, header, samples, mapping = values
    return Part(key, where, layout, tuple(choices), tuple(header), tuple(map(tuple, samples)), tuple(mapping))
