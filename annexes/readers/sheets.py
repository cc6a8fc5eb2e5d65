"""Sheets made into grids: xlsx, xls and ods by calamine.

calamine keeps a sheet as one dense rectangle: a single value in XFD1048576 would take the memory of the machine. The
rectangle is therefore measured in the XML before calamine sees it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from io import BytesIO
from itertools import chain, islice
from typing import Any

from docx.oxml.parser import parse_xml
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from accounts.text import clean
from annexes.readers.container import Archive, Opened, damaged, refusal
from annexes.readers.grid import Cell, Grid, Source, column_letters, our_list
from annexes.readers.ods import Range, extents
from annexes.readers.positions import SheetCell, TextCell
from annexes.readers.probe import largest_sheet
from annexes.reading import Issue, Severity, Unreadable

MAX_AREA = 4_000_000  # cells of the rectangle that holds all values of a sheet
MAX_SHEETS = 200
MAX_CELLS = 300_000  # filled cells of one annexe
_WORKBOOK_LIMIT = 8 * 1024 * 1024
_MERGE_EFFORT = 100_000  # rows of merged ranges that are looked at for hidden text

_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
# A cell, however it is written; and as all office software writes it. The measures below hold for the latter alone.
_ANY_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c(?=[\s/>])")
_PLAIN_CELL = re.compile(rb"<(?:\w+:)?c r=\"[A-Z]{1,3}[0-9]{1,7}\"")
_CELLS = (b"<c ", b"<c>", b":c ", b":c>")
_LETTERS = {n: re.compile(rb"r=[\"'][A-Z]{%d}" % (n + 1)) for n in (1, 2)}
_DIGITS = {n: re.compile(rb"r=[\"'][A-Z]{1,3}\d{%d}" % (n + 1)) for n in range(1, 7)}
_VALUES = (b"<v", b"<is", b"<f", b":v", b":is", b":f")
_FILLED = re.compile(rb"<(?:\w+:)?c\b[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*(?<!/)>(?!</)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?c\b[^<>]*?\br=[\"']([A-Z]{1,3}\d{1,7})[\"'][^<>]*>\s*<(?:\w+:)?f\b(?:[^<>]*/>|[^<>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</"
)
_ERROR = re.compile(rb"<(?:\w+:)?c\b(?=[^<>]*\bt=[\"']e[\"'])[^<>]*?\br=[\"']([A-Z]{1,3}\d{1,7})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b")
# LibreOffice ends each row with the empty cells up to the last column: calamine leaves these.
Area = tuple[int, int, int, int]  # a merged range: its first row and column, its last

_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})


@dataclass(slots=True)
class Scan:
    """What the XML of one sheet holds: a rectangle that contains its filled cells, and its formulas."""

    rows: int = 0
    columns: int = 0
    far: str = ""  # the filled cell that lies farthest
    formulas: int = 0
    without_result: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    unaddressed: int = 0  # cells that do not say where they stand
    is_odd: bool = False  # some cells are written as no office software does
    merged: list[Range] = field(default_factory=list)  # of an ods: calamine gives none


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


def scan_workbook(opened: Opened) -> dict[str, Scan]:
    """One `Scan` for each worksheet of an xlsx or ods, by title. Raise `Unreadable` when a rectangle is too large.

    An old xls is only measured.
    """
    archive = opened.archive
    if archive is None:
        _measure_apart(opened)
        return {}
    if opened.format == "ods":
        return _scan_ods(archive)
    scans = {}
    for title, entry in worksheet_parts(archive).items():
        scan = _scan(archive, entry)
        if scan.rows * scan.columns > MAX_AREA and not scan.unaddressed:
            _scan_filled(archive, entry, scan)
        if scan.rows * scan.columns > MAX_AREA:
            raise _too_large(archive.name, title, scan)
        scans[title] = scan
    if any(scan.is_odd for scan in scans.values()):
        _measure_apart(opened)
    return scans


def _scan_ods(archive: Archive) -> dict[str, Scan]:
    scans, area = {}, 0
    for title, extent in extents(archive).items():
        far = f"{column_letters(max(extent.columns, 1) - 1)}{extent.rows}"
        scans[title] = Scan(extent.rows, extent.columns, far, merged=extent.merged)
        area += extent.rows * extent.columns
        if area > MAX_AREA:
            raise _too_large(archive.name, title, scans[title])
    return scans


def _measure_apart(opened: Opened) -> None:
    area, title = largest_sheet(opened)
    if area > MAX_AREA:
        raise _too_large(opened.name, title, Scan())


def _too_large(name: str, title: str, scan: Scan) -> Unreadable:
    return refusal(
        name,
        "sheet-too-large",
        f"la feuille {title} va {f'jusqu’à la cellule {scan.far}' if scan.far else 'trop loin'} : "
        "c’est trop grand pour être une annexe",
        "supprimez les cellules remplies loin du tableau, ou recopiez-le dans une feuille neuve",
    )


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
            merged = scans[meta.name].merged if meta.name in scans else ()
            grid = _grid(workbook.get_sheet_by_name(meta.name), opened.name, filled, merged)
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
    return source


def make_grid(
    title: str,
    rows: Iterable[list[Any]],
    merged: Iterable[Range],
    position: Callable[[int, int], SheetCell | TextCell],
) -> Grid:
    """A grid from raw values; `position` makes the address of the cell of a row and a column."""
    starts, covered = _spans(merged)
    grid_rows = []
    for row, values in enumerate(rows):
        cells = []
        areas = covered.get(row, ())
        for col, value in enumerate(values):
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


def _grid(sheet: CalamineSheet, name: str, filled: int, merged: Iterable[Range]) -> Grid:
    title = clean(sheet.name)
    rows = counted_rows(_all_rows(sheet), name, filled)
    return make_grid(title, rows, sheet.merged_cell_ranges or merged, partial(SheetCell, title))


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


def worksheet_parts(archive: Archive) -> dict[str, str]:
    """The XML part of each worksheet by its title; all worksheets by their part when the workbook does not say."""
    entries = [e for e in archive.entries if e.startswith("xl/worksheets/") and e.endswith(".xml")]
    fallback = {entry: entry for entry in entries}
    try:
        relations = parse_xml(archive.read("xl/_rels/workbook.xml.rels", _WORKBOOK_LIMIT))
        workbook = parse_xml(archive.read("xl/workbook.xml", _WORKBOOK_LIMIT))
    except (KeyError, SyntaxError, ValueError):
        return fallback
    targets = {str(r.get("Id")): str(r.get("Target") or "") for r in relations.iterchildren("{*}Relationship")}
    for sheet in workbook.iter("{*}sheet"):
        identifier = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        target = targets.get(str(identifier), "")
        entry = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if entry in fallback:
            fallback[entry] = str(sheet.get("name") or entry)
    return {title: entry for entry, title in fallback.items()}


def _pieces(archive: Archive, entry: str) -> Iterator[bytes]:
    """The part by pieces that never cut a cell in two."""
    rest = b""
    for chunk in archive.chunks(entry):
        buffer = rest + chunk
        end = max(buffer.rfind(b"<c "), buffer.rfind(b"<row"), buffer.rfind(b":c "))
        end = end if end > 0 else len(buffer) if len(buffer) > 8 * len(chunk) else 0
        rest = buffer[end:]
        if end:
            yield buffer[:end]
    yield rest


def _scan(archive: Archive, entry: str) -> Scan:
    """A first measure, from above: by the numbers of letters and digits of the addresses. It costs next to nothing."""
    scan = Scan()
    letters = digits = 1
    for piece in _pieces(archive, entry):
        if not any(sign in piece for sign in _VALUES):
            continue  # formats without a value: calamine leaves them too
        if not scan.is_odd:
            scan.is_odd = b"\x00" in piece or len(_ANY_CELL.findall(piece)) != len(_PLAIN_CELL.findall(piece))
        cells = sum(piece.count(start) for start in _CELLS)
        addressed = piece.count(b'<c r="')
        if addressed != cells:
            scan.unaddressed += max(cells - len(_REFERENCE.findall(piece)), 0)
        while letters < 3 and _LETTERS[letters].search(piece):
            letters += 1
        while digits < 7 and _DIGITS[digits].search(piece):
            digits += 1
        if b"<f" in piece or b":f" in piece:
            scan.formulas += len(_FORMULA.findall(piece))
            scan.without_result += [cell.decode() for cell in _NO_RESULT.findall(piece)]
        if b't="e"' in piece or b"t='e'" in piece:
            scan.errors += [cell.decode() for cell in _ERROR.findall(piece)]
    scan.rows, scan.columns = 10**digits - 1, (26, 702, 16_384)[letters - 1]
    if scan.unaddressed:
        rows, columns = _count_rows(archive, entry)
        scan.rows, scan.columns = scan.rows + rows, scan.columns + columns
    scan.far = f"{column_letters(scan.columns - 1)}{scan.rows}"
    return scan


def _count_rows(archive: Archive, entry: str) -> tuple[int, int]:
    """The number of rows, and of cells in the fullest: where cells without an address can stand at most."""
    rows = widest = width = 0
    for piece in _pieces(archive, entry):
        for index, part in enumerate(_ROW.split(piece)):
            if index:
                rows, width = rows + 1, 0
            width += sum(part.count(start) for start in _CELLS)
            widest = max(widest, width)
    return rows, widest


def _scan_filled(archive: Archive, entry: str, scan: Scan) -> None:
    """Measure again without the cells that hold a format and no value."""
    rows, columns = 0, 0
    for piece in _pieces(archive, entry):
        if not any(sign in piece for sign in _VALUES):
            continue
        for column, row in _FILLED.findall(piece):
            rows, columns = max(rows, int(row)), max(columns, _column(column))
    scan.rows, scan.columns, scan.far = rows, columns, f"{column_letters(max(columns, 1) - 1)}{rows}"


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
