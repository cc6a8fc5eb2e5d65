"""A changed field in words: its French name, its former and its new value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annexes.applying.directorylists import SHEETS
from annexes.applying.measurements import indicators_in_words
from annexes.codecs import notes_to_cell
from annexes.columns import ACTION_COLUMNS, NOTES, PLAN_COLUMNS, PRESENTATION, THEME_COLUMNS, Column
from annexes.comparing.changes import ACTION, PLAN, Change, ChangeKind, FieldChange
from annexes.comparing.filelines import file_columns
from annexes.outline import ExpectedEffects, SectionOutline
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
    Column("Indicateurs", "indicators", to_cell=indicators_in_words),
)
_ALSO = Column("Sert aussi", "also_serves", to_cell=lambda paths: "\n".join(" › ".join(path) for path in paths))
_NOTES = Column(NOTES, "notes", to_cell=notes_to_cell)
_INDICATORS = Column("Indicateurs", "indicators", to_cell=indicators_in_words)
_ACTION: Mapping[str, Column] = {column.name: column for column in (*ACTION_COLUMNS, _ALSO, _NOTES, _INDICATORS)}
_SECTIONS = Column(PRESENTATION, "sections", to_cell=lambda texts: "\n".join(map(_section, texts)))
_PLAN: Mapping[str, Column] = {column.name: column for column in (*PLAN_COLUMNS, _SECTIONS, *file_columns())}
_THEME: Mapping[str, Column] = {column.name: column for column in (*THEME_COLUMNS, _INDICATORS)}
_OBJECTIVE: Mapping[str, Column] = {column.name: column for column in _OBJECTIVE_COLUMNS}


_COLUMNS = {ACTION: _ACTION, PLAN: _PLAN, Level.THEME.value: _THEME}


@dataclass(frozen=True, slots=True)
class FieldWords:
    name: str
    old: str
    new: str


def is_told(change: Change) -> bool:
    """Whether a change is told by itself: what the tree does not show."""
    if change.kind is ChangeKind.CREATED:
        return change.level in SHEETS
    return change.kind in (ChangeKind.CHANGED, ChangeKind.MOVED)


def field_words(change: Change, field: FieldChange, vocabulary: Vocabulary) -> FieldWords:
    """The name of a field as « Données » calls it, and its two values as they stand in a cell there, shortened."""
    if change.level in SHEETS:  # the lists of the directory are compared in words
        return FieldWords(field.name, _short(field.old) or EMPTY, _short(field.new) or EMPTY)
    column = _COLUMNS.get(change.level, _OBJECTIVE)[field.name]
    name = column.title.removeprefix("Thème – ")
    old, new = _lines(column, field.old, vocabulary), _lines(column, field.new, vocabulary)
    return FieldWords(name[:1].upper() + name[1:], _said(old, new), _said(new, old))


def field_texts(change: Change, field: FieldChange, vocabulary: Vocabulary) -> tuple[str, str]:
    """The two values of a field in words and whole, line by line."""
    if change.level in SHEETS:
        return str(field.old), str(field.new)
    column = _COLUMNS.get(change.level, _OBJECTIVE)[field.name]
    return "\n".join(_lines(column, field.old, vocabulary)), "\n".join(_lines(column, field.new, vocabulary))


def _lines(column: Column, value: Any, vocabulary: Vocabulary) -> list[str]:
    """What stands in the cell, line by line."""
    if value is None or value == "":
        return []
    if column.vocabulary:
        value = [vocabulary.label(column.vocabulary, code) for code in value]
    cell = column.to_cell(value)
    words = f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else str(cell)
    return [line for line in words.replace("\\n", " ").splitlines() if line.strip()]


def _said(lines: Sequence[str], others: Sequence[str]) -> str:
    """The lines of one side; those that both sides have give way to « … » when something else differs."""
    own = [line for line in lines if line not in others]
    if own == list(lines) or not (own or any(line not in lines for line in others)):
        return _short(" ; ".join(lines)) or EMPTY
    return _short(" ; ".join(["…", *own]))


def _short(line: str) -> str:
    return line if len(line) <= LENGTH else f"{line[:LENGTH]}…"


def _section(one: SectionOutline) -> str:
    return f"{one.title}{' (sans objet)' if one.is_not_concerned else ''}\n{one.text}"


def _effects(effects: ExpectedEffects | None) -> str:
    return effects.text if effects is not None else ""
