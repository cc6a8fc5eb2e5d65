"""Rows as the CSV that Excel opens in France: « ; », UTF-8 with its mark, decimal comma, dates in full."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would compute (domain.md V38)


def write_csv(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The file as bytes. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([cell(title) for title in titles])
    writer.writerows([cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def cell(value: Any) -> str:
    """One value as it stands in the file."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float | Decimal):
        return f"{value:.2f}".replace(".", ",")
    text = str(value)
    return f"'{text}" if _looks_like_a_formula(text) else text


def text_of_cell(cell: str) -> str:
    """The text that `cell` wrote, without the apostrophe that it may have put before it."""
    return cell[1:] if cell.startswith("'") and _looks_like_a_formula(cell) else cell


def _looks_like_a_formula(text: str) -> bool:
    """Apostrophes of its own count too, so that the one put before them can be told from them."""
    return text.lstrip("'").startswith(FORMULA_STARTS)
