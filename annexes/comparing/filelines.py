"""The lists of a dossier in words, one line a row, as the preview of an import tells what changes in them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from annexes.codecs import day, figure_to_text
from annexes.columns import Column
from annexes.columns.dossier import FILE_SHEETS, FileSheet


def file_columns() -> Iterator[Column]:
    """A column for each list of the dossier: its name, and its rows as lines."""
    for sheet in FILE_SHEETS:
        if not sheet.of or sheet.name == "visas":
            yield Column(sheet.title, sheet.name, to_cell=_teller(sheet))


def _teller(sheet: FileSheet) -> Any:
    def told(value: Any) -> str:
        rows = value if isinstance(value, tuple) else (value,)
        return "\n".join(line for row in rows for line in _lines(sheet, row))

    return told


def _lines(sheet: FileSheet, row: Any, above: str = "") -> Iterator[str]:
    """The row, then those that hang on it, each after the name of what it hangs on."""
    told = [_word(column, getattr(row, column.name)) for column in sheet.columns]
    yield above + " ; ".join(word for word in told if word)
    name = f"{above}{told[0]} › "
    for below in FILE_SHEETS:
        if below.of == sheet.title:
            for one in getattr(row, below.name):
                yield from _lines(below, one, name)


def _word(column: Column, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, Decimal):
        return figure_to_text(value)
    cell = column.to_cell(value)
    words = day(cell) if isinstance(cell, date) else str(cell)
    return " ".join(words.replace("\\n", " ").split())
