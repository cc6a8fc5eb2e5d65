"""A changed field in words: its French name, its former and its new value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annexes.changes import ACTION, Change, FieldChange
from annexes.codecs import indicators_to_cell
from annexes.columns import ACTION_COLUMNS, THEME_COLUMNS, Column
from annexes.outline import ExpectedEffects
from annexes.vocabulary import Vocabulary
from plans.enums import Level

LENGTH = 160  # characters shown of each value
EMPTY = "(vide)"

_OBJECTIVE_COLUMNS = (
    Column("Code", "code"),
    Column("Intitulé", "title"),
    Column("Description", "description"),
    Column("Remarque", "note"),
    Column("Effets attendus", "effects", to_cell=lambda effects: _effects(effects)),
    Column("Indicateurs", "indicators", to_cell=indicators_to_cell),
)
_ALSO = Column("Sert aussi", "also_serves", to_cell=lambda paths: "\n".join(" › ".join(path) for path in paths))
_ACTION: Mapping[str, Column] = {column.name: column for column in (*ACTION_COLUMNS, _ALSO)}
_THEME: Mapping[str, Column] = {column.name: column for column in THEME_COLUMNS}
_OBJECTIVE: Mapping[str, Column] = {column.name: column for column in _OBJECTIVE_COLUMNS}


@dataclass(frozen=True, slots=True)
class FieldWords:
    name: str
    old: str
    new: str


def field_words(change: Change, field: FieldChange, vocabulary: Vocabulary) -> FieldWords:
    """The name of a field as « Données » calls it, and its two values as they stand in a cell there, shortened."""
    columns = _ACTION if change.level == ACTION else _THEME if change.level == Level.THEME else _OBJECTIVE
    column = columns[field.name]
    name = column.title.removeprefix("Thème – ")
    return FieldWords(
        name[:1].upper() + name[1:], _value(column, field.old, vocabulary), _value(column, field.new, vocabulary)
    )


def _value(column: Column, value: Any, vocabulary: Vocabulary) -> str:
    if value is None or value == "":
        return EMPTY
    if column.vocabulary:
        value = [vocabulary.label(column.vocabulary, code) for code in value]
    cell = column.to_cell(value)
    words = f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else str(cell)
    line = " ; ".join(part for part in words.splitlines() if part.strip())
    return (line if len(line) <= LENGTH else f"{line[:LENGTH]}…") or EMPTY


def _effects(effects: ExpectedEffects | None) -> str:
    return effects.text if effects is not None else ""
