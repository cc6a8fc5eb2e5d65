"""Sheets made into grids: xlsx, xls and ods by calamine, csv by hand.

calamine keeps a sheet as one dense rectangle: a single value in XFD1048576 would take the memory of the machine. The
rectangle is therefore measured in the XML before calamine sees it.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from docx.oxml.parser import parse_xml
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from accounts.text import clean
from annexes.readers.container import Archive, Opened, damaged, refusal
from annexes.readers.grid import Cell, Grid, Source, column_letters
from annexes.reading import Issue, Severity

MAX_AREA = 4_000_000  # cells of the rectangle that holds all values of a sheet
MAX_SHEETS = 200
_WORKBOOK_LIMIT = 8 * 1024 * 1024
_MERGE_EFFORT = 100_000  # rows of merged ranges that are looked at for hidden text

_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_CELLS = (b"<c ", b"<c>", b":c ", b":c>")
_FILLED = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)>(?!</)")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3}\d{1,7})[\"'][^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</"
)
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated=\"(\d+)\"")
_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})


@dataclass(slots=True)
class Scan:
    """What the XML of one sheet holds: its filled rectangle, and its formulas."""

    rows: int = 0
    columns: int = 0
    far: str = ""  # the filled cell that lies farthest
    formulas: int = 0
    without_result: list[str] = field(default_factory=list)


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
    """The workbook, after its sheets were measured. Raise `Unreadable`."""
    if opened.archive is not None and opened.format == "ods":
        _measure_ods(opened.archive)
    with _calamine_errors(opened.name):
        return CalamineWorkbook.from_filelike(BytesIO(opened.data))


def rows_of(workbook: CalamineWorkbook, title: str, name: str) -> Iterator[list[Any]]:
    """The rows of one sheet as calamine gives them, from row 1 and column A, empty cells as `""`."""
    with _calamine_errors(name):
        yield from workbook.get_sheet_by_name(title).iter_rows()


def scan_workbook(opened: Opened) -> dict[str, Scan]:
    """One `Scan` for each worksheet of an xlsx, by title. Raise `Unreadable` when a rectangle is too large."""
    archive = opened.archive
    if archive is None or opened.format != "xlsx":
        return {}
    scans = {}
    for title, entry in _parts(archive).items():
        scan = _scan(archive, entry)
        if scan.rows * scan.columns > MAX_AREA:
            scan = _scan_filled(archive, entry, scan)
        if scan.rows * scan.columns > MAX_AREA:
            raise refusal(
                archive.name,
                "sheet-too-large",
                f"la feuille {title} va jusqu’à la cellule {scan.far} : c’est trop grand pour être une annexe",
                "supprimez les cellules remplies loin du tableau (ou recopiez-le dans une feuille neuve), puis renvoyez le fichier",
            )
        scans[title] = scan
    return scans


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
    for meta in sheets:
        with _calamine_errors(opened.name):
            grid = _grid(workbook.get_sheet_by_name(meta.name))
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


def read_csv(opened: Opened) -> Source:
    """A csv of any usual encoding and delimiter, as one grid without a name."""
    text = _decoded(opened.data)
    sample = text[:20_000]
    delimiter = max(";\t,|", key=lambda sign: min(sample.count(sign), 10_000) * (1 if sign != "," else 0.5))
    csv.field_size_limit(1_000_000)
    try:
        rows = list(islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), 200_000))
    except csv.Error as error:
        raise damaged(opened.name) from error
    grid = make_grid("", rows, (), lambda row, col: (f"Ligne {row + 1}, colonne {col + 1}", f"L{row + 1} C{col + 1}"))
    return Source(opened.name, [grid])


def make_grid(
    title: str,
    rows: Iterable[list[Any]],
    merged: Iterable[tuple[tuple[int, int], tuple[int, int]]],
    address: Callable[[int, int], tuple[str, str]],
) -> Grid:
    """A grid from raw values; `address` gives the long and the short address of a cell."""
    starts, covered = _spans(merged)
    grid_rows = []
    for row, values in enumerate(rows):
        cells = []
        for col, value in enumerate(values):
            if value == "" or value is None:
                continue
            lines = tuple(line for line in (part.strip() for part in clean(as_text(value)).split("\n")) if line)
            if not lines:
                continue
            bottom, right = starts.get((row, col), (row, col))
            where, source = address(row, col)
            hidden = any(top <= row <= low and left <= col <= last for top, left, low, last in covered.get(row, ()))
            hidden = hidden and (row, col) not in starts
            cells.append(Cell(row, col, lines, where, source, bottom - row + 1, right - col + 1, hidden=hidden))
        if cells:
            grid_rows.append(tuple(cells))
    return Grid(tuple(grid_rows), title)


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


def _grid(sheet: CalamineSheet) -> Grid:
    title = clean(sheet.name)

    def address(row: int, col: int) -> tuple[str, str]:
        cell = f"{column_letters(col)}{row + 1}"
        return f"Feuille {title}, {cell}", f"{title}!{cell}"

    return make_grid(title, sheet.iter_rows(), sheet.merged_cell_ranges or (), address)


Area = tuple[int, int, int, int]


def _spans(
    merged: Iterable[tuple[tuple[int, int], tuple[int, int]]],
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
    for cell_ in grid.cells():
        if cell_.lines[0] in _ERRORS:
            yield cell_.issue(
                Severity.WARNING,
                "formula-error",
                f"la formule de cette cellule donne une erreur ({cell_.lines[0]})",
                "corrigez-la dans le classeur ou remplacez-la par un texte",
            )


def _parts(archive: Archive) -> dict[str, str]:
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
    scan = Scan()
    columns: set[bytes] = set()
    cells = references = 0
    for piece in _pieces(archive, entry):
        found = _REFERENCE.findall(piece)
        if found:
            columns.update({column for column, _ in found})
            scan.rows = max(scan.rows, max(int(row) for _, row in found))
        cells += sum(piece.count(start) for start in _CELLS)
        references += len(found)
        if b"<f" in piece or b":f" in piece:
            scan.formulas += len(_FORMULA.findall(piece))
            scan.without_result += [cell.decode() for cell in _NO_RESULT.findall(piece)]
    scan.columns = max((_column(column) for column in columns), default=0)
    if cells > references:  # cells without an address: they may stand anywhere in their row
        scan.rows, scan.columns = max(scan.rows, cells - references), max(scan.columns, cells - references)
    scan.far = f"{column_letters(max(scan.columns, 1) - 1)}{scan.rows}"
    return scan


def _scan_filled(archive: Archive, entry: str, scan: Scan) -> Scan:
    rows, columns = 0, 0
    for piece in _pieces(archive, entry):
        for column, row in _FILLED.findall(piece):
            rows, columns = max(rows, int(row)), max(columns, _column(column))
    scan.rows, scan.columns, scan.far = rows, columns, f"{column_letters(max(columns, 1) - 1)}{rows}"
    return scan


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _measure_ods(archive: Archive) -> None:
    """Refuse repeats that only an attacker writes: calamine would make every repeated cell."""
    area = 0
    for piece in _pieces(archive, "content.xml") if "content.xml" in archive else ():
        area += sum(n for n in (int(m) for m in _REPEATED.findall(piece)) if n < 16_384)
        if area > MAX_AREA:
            raise refusal(
                archive.name,
                "sheet-too-large",
                "une feuille du classeur est trop grande pour être une annexe",
                "recopiez le tableau dans une feuille neuve, puis renvoyez le fichier",
            )


def _decoded(data: bytes) -> str:
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
