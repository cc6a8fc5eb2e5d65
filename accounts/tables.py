"""A table as a csv file that Excel opens well and that no cell of it can turn against the reader."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CALLS = frozenset("=|!(@")  # what a formula needs to do anything


def harmless(value: object) -> str:
    """The text of a cell; one that a spreadsheet would take for a formula is preceded by an apostrophe (rule V38).

    A plain bullet (« - Un constat ») and a number stay as they are.
    """
    text = "" if value is None else str(value)
    if not text.startswith(_FORMULA_STARTS) or _is_number(text) or (text.startswith("- ") and not _CALLS & {*text}):
        return text
    return f"'{text}"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Semicolons and a byte order mark: what a French Excel opens with a double click."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return f"\ufeff{out.getvalue()}"


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The file `name`.csv, to be downloaded."""
    response = HttpResponse(csv_text(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
    except ValueError:
        return False
    return True
