"""A rectangle copied from a sheet, or a CSV, as rows of cells. No database here."""

import csv
from collections.abc import Sequence
from io import StringIO

from accounts.text import clean, one_line


def read_rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold something, with their number; cells on one line, empty columns at the end left out."""
    text = clean(text).replace("\ufeff", "")
    first = next((line for line in text.split("\n") if line.strip()), "")
    separator = "\t" if "\t" in text else ";" if ";" in text else "," if "," in first else "\t"
    try:
        read = list(csv.reader(StringIO(text), delimiter=separator))
    except csv.Error:
        read = [line.split(separator) for line in text.split("\n")]
    rows = [(number, [one_line(cell) for cell in row]) for number, row in enumerate(read, 1)]
    rows = [(number, row) for number, row in rows if any(row)]
    width = max((len(row) for _, row in rows), default=0)
    while width and not any(cell_at(row, width - 1) for _, row in rows):
        width -= 1
    return [(number, [cell_at(row, rank) for rank in range(width)]) for number, row in rows]


def cell_at(cells: Sequence[str], rank: int) -> str:
    return cells[rank] if rank < len(cells) else ""
