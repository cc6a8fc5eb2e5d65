"""Sheets made into grids: xlsx, xls and ods by calamine, once `rectangles` has found them small enough."""

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from io import BytesIO
from itertools import chain, islice
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from accounts.text import clean
from annexes.readers.cell_comments import comment_issues
from annexes.readers.container import Opened, damaged, refusal
from annexes.readers.grid import Cell, Grid, Source, our_list
from annexes.readers.ods import Range
from annexes.readers.positions import SheetCell, TextCell
from annexes.readers.rectangles import Scan
from annexes.reading import Issue, Severity
from annexes.values.numbers import said

MAX_SHEETS = 200
MAX_CELLS = 300_000  # filled cells of one annexe
_LARGEST_SHARE = 1e6  # past it, and for what is no finite number, no percentage is read
_MERGE_EFFORT = 100_000  # rows of merged ranges that are looked at for hidden text

Area = tuple[int, int, int, int]  # a merged range: its first row and column, its last

_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})


@contextmanager
def _calamine_errors(name: str) -> Iterator[None]:
    """calamine's errors, and the panics of its Rust code (a `BaseException`), as the refusal of a damaged file."""
    try:
        yield
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise damaged(name) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(name) from error


def open_workbook(opened: Opened) -> CalamineWorkbook:
    """The workbook, once `scan_workbook` has measured its sheets. Raise `Unreadable`."""
    with _calamine_errors(opened.name):
        return CalamineWorkbook.from_filelike(BytesIO(opened.data))


def rows_of(workbook: CalamineWorkbook, title: str, name: str) -> Iterator[list[Any]]:
    """The rows of one sheet as calamine gives them, from row 1 and column A, empty cells as `""`."""
    with _calamine_errors(name):
        yield from _all_rows(workbook.get_sheet_by_name(title))


def read_sheets(opened: Opened, workbook: CalamineWorkbook, scans: dict[str, Scan]) -> Source:
    """Every worksheet as a grid; hidden sheets too, and it is said."""
    source = Source(opened.name)
    sheets = [meta for meta in workbook.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
    if len(sheets) > MAX_SHEETS:
        raise refusal(
            opened.name,
            "too-many-sheets",
            f"le classeur compte {len(sheets)} feuilles : {MAX_SHEETS} au plus sont lues",
            "gardez les feuilles de l’annexe dans un classeur à part",
        )
    filled = 0
    for meta in sheets:
        with _calamine_errors(opened.name):
            scan = scans.get(meta.name, Scan())
            grid = _grid(workbook.get_sheet_by_name(meta.name), opened.name, filled, scan)
        filled += sum(len(row) for row in grid.rows)
        if grid.rows and meta.visible is not SheetVisibleEnum.Visible:
            source.issues.append(
                Issue(
                    f"Feuille {meta.name}",
                    Severity.INFO,
                    "hidden-sheet",
                    "cette feuille est masquée : elle a été lue aussi",
                )
            )
        source.issues.extend(_formula_issues(meta.name, scans.get(meta.name), grid))
        source.grids.append(grid)
    source.issues.extend(comment_issues(opened))
    return source


def make_grid(
    title: str,
    rows: Iterable[list[Any]],
    merged: Iterable[Range],
    position: Callable[[int, int], SheetCell | TextCell],
    shares: Container[tuple[int, int]] = (),
) -> Grid:
    """A grid from raw values; `position` makes the address of the cell of a row and a column.

    `shares` are the cells that show a number as a percentage: 0.5 is read as « 50 % ».
    """
    starts, covered = _spans(merged)
    grid_rows = []
    for row, values in enumerate(rows):
        cells = []
        areas = covered.get(row, ())
        for col, value in enumerate(values):
            if shares and isinstance(value, float) and abs(value) < _LARGEST_SHARE and (row, col) in shares:
                value = said(round(Decimal(repr(value)) * 100, 4), "%")
            if value == "" or value is None or not (lines := _lines(value)):
                continue
            bottom, right = starts.get((row, col), (row, col))
            place = position(row, col)
            spans = bottom - row + 1, right - col + 1
            hidden = bool(areas) and (row, col) not in starts and _is_under(areas, row, col)
            cells.append(Cell(row, col, lines, place.where, place.source, *spans, hidden=hidden))
        if cells:
            grid_rows.append(tuple(cells))
    filled_rows = tuple(grid_rows)
    return Grid(filled_rows, title, ignored=our_list(filled_rows))


def _lines(value: object) -> tuple[str, ...]:
    """The lines of a value that are not empty."""
    text = clean(as_text(value))
    if "\n" in text:
        return tuple(line for part in text.split("\n") if (line := part.strip()))
    text = text.strip()
    return (text,) if text else ()


def _is_under(areas: Iterable[Area], row: int, col: int) -> bool:
    """Whether one of the merged ranges covers that cell."""
    return any(top <= row <= low and left <= col <= last for top, left, low, last in areas)


def counted_rows(rows: Iterable[list[Any]], name: str, filled: int = 0) -> Iterator[list[Any]]:
    """The rows, until they hold more than `MAX_CELLS` filled cells with the `filled` ones before: refused then."""
    for row in rows:
        filled += len(row) - row.count("")
        if filled > MAX_CELLS:
            raise refusal(
                name,
                "too-many-cells",
                f"le fichier compte plus de {MAX_CELLS} cellules remplies",
                "découpez-le en plusieurs fichiers, par exemple un par thème",
            )
        yield row


def as_text(value: object) -> str:
    """A calamine value as a person would write it: « 12 », « 12,5 », « 01/09/2025 », « vrai »."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y" if value.time() == time() else "%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _all_rows(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """The rows from row 1 and column A: calamine leaves out the first columns when they are empty."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield left + row if left else row


def _grid(sheet: CalamineSheet, name: str, filled: int, scan: Scan) -> Grid:
    title = clean(sheet.name)
    rows = counted_rows(_all_rows(sheet), name, filled)
    merged = sheet.merged_cell_ranges or scan.merged
    return make_grid(title, rows, merged, partial(SheetCell, title), scan.shares)


def _spans(
    merged: Iterable[Range],
) -> tuple[dict[tuple[int, int], tuple[int, int]], dict[int, list[Area]]]:
    """The end of each merged range by its start; and by row, the ranges that cover it, up to a bounded effort."""
    starts: dict[tuple[int, int], tuple[int, int]] = {}
    covered: dict[int, list[Area]] = {}
    effort = _MERGE_EFFORT
    for (top, left), (bottom, right) in islice(merged, _MERGE_EFFORT):
        starts[top, left] = (bottom, right)
        for row in range(top, min(bottom, top + effort) + 1):
            covered.setdefault(row, []).append((top, left, bottom, right))
        effort = max(effort - (bottom - top + 1), 0)
    return starts, covered


def _formula_issues(title: str, scan: Scan | None, grid: Grid) -> Iterator[Issue]:
    if scan is None:
        return
    if scan.formulas:
        yield Issue(
            f"Feuille {title}",
            Severity.INFO,
            "formulas",
            f"{scan.formulas} cellule(s) calculée(s) par une formule : la dernière valeur enregistrée a été lue",
        )
    for cell in scan.without_result[:50]:
        yield Issue(
            f"Feuille {title}, {cell}",
            Severity.WARNING,
            "formula-without-value",
            "cette cellule contient une formule dont le résultat n’est pas enregistré : elle a été lue comme vide",
            "ouvrez le classeur dans Excel ou LibreOffice et enregistrez-le, ou remplacez la formule par son résultat",
        )
    typed = (cell.where for cell in grid.cells() if cell.lines[0] in _ERRORS)
    for where in islice(chain((f"Feuille {title}, {cell}" for cell in scan.errors), typed), 50):
        yield Issue(
            where,
            Severity.WARNING,
            "formula-error",
            "la formule de cette cellule donne une erreur : elle a été lue comme vide",
            "corrigez-la dans le classeur, ou remplacez-la par un texte",
        )
