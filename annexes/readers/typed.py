"""What somebody typed in a cell of « Données » in words of their own: read with its doubt, or not at all."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from annexes import codecs
from annexes.columns import Column
from annexes.columns.foreign import COLUMN_OF
from annexes.readers.mapping.cells import BAR, read_cell
from annexes.values.dates import moment_of
from annexes.values.lists import split_list
from annexes.values.numbers import read_whole
from annexes.values.value import doubts, reading


@dataclass(frozen=True, slots=True)
class Typed:
    """A value that its column takes, and the sentence that says how it was read."""

    value: Any
    said: str


def read_typed(column: Column, text: str) -> Typed | None:
    """A text that is not written as « Données » writes it; None when it is not understood in full."""
    for parse, read in _PLAIN:
        if column.parse is parse:
            return read(text, column)
    if COLUMN_OF.get(column.title) != column or (column.parts and BAR in text):
        return None
    told = read_cell(column.title, text.split("\n"))
    if told.note or column.name not in told.fields:
        return None
    value = told.fields[column.name]
    return Typed(value, told.doubt or reading(text, _shown(column, value)))


def split_words(words: Sequence[str], known: Container[str]) -> Typed | None:
    """Words of which some hold several (« CLAS ; REAAP », « • Enfants »); None when each is one.

    `known` holds the words of the lists in lower case: what is one of them is never cut.
    """
    found: list[str] = []
    said: list[str] = []
    for word in words:
        items = (word,) if word.lower() in known else split_list(word).value or (word,)
        if len(items) > 1:
            said.append(reading(word, f"{len(items)} valeurs : {' | '.join(items)}"))
        elif items != (word,):
            said.append(reading(word, f"« {items[0]} »"))
        found.extend(items)
    return Typed(tuple(dict.fromkeys(found)), doubts(*said)) if said else None


def _day(text: str, column: Column) -> Typed | None:
    """The first day of a stretch of time for a beginning, otherwise its last."""
    moment = moment_of(text)
    if moment is None:
        return None
    day = moment.first if column.name == "starts_on" else moment.last
    return Typed(day, reading(text, f"le {day:%d/%m/%Y}"))


def _whole(text: str, column: Column) -> Typed | None:
    found = read_whole(text)
    if found.value is None or found.note:
        return None
    return Typed(found.value, found.doubt or reading(text, str(found.value)))


def _shown(column: Column, value: Any) -> str:
    cell = column.to_cell(value)
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else f"« {cell} »".replace("\n", " ; ")


_PLAIN: tuple[tuple[Callable[[Any], Any], Callable[[str, Column], Typed | None]], ...] = (
    (codecs.date_of, _day),
    (codecs.int_of, _whole),
)
