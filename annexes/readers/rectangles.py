"""How large the sheets of a workbook are, before calamine sees them.

calamine keeps a sheet as one dense rectangle: a single value in XFD1048576 would take the memory of the machine. The
rectangle is therefore measured in the XML; what cannot be measured is opened in a process apart (`probe`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from docx.oxml.parser import parse_xml

from annexes.readers.container import Archive, Opened, refusal
from annexes.readers.grid import column_letters
from annexes.readers.ods import Range, extents
from annexes.readers.probe import largest_sheet
from annexes.reading import Unreadable

MAX_AREA = 4_000_000  # cells of the rectangle that holds all values of a sheet
_WORKBOOK_LIMIT = 8 * 1024 * 1024

_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
# A cell with its address as nearly all software writes it, and one whose name bears a prefix.
_PLAIN_ADDRESS = re.compile(rb"<c r=\"([A-Z]{1,3})([0-9]{1,7})\"")
_PREFIXED = re.compile(rb":c[\s/>]")
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
    shares: set[tuple[int, int]] = field(default_factory=set)  # cells formatted as percentages, by row and column


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
    share = _share_cells(archive)
    for title, entry in worksheet_parts(archive).items():
        scan = _scan(archive, entry, share)
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
        scans[title] = Scan(extent.rows, extent.columns, far, merged=extent.merged, shares=extent.shares)
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


class _Corner(NamedTuple):
    """What addresses do not go beyond: how many letters and digits they have, and the first of each."""

    column: tuple[int, str] = (1, "A")
    row: tuple[int, str] = (1, "1")

    @property
    def columns(self) -> int:
        size, first = self.column
        return _column(first.encode() + b"Z" * (size - 1))

    @property
    def rows(self) -> int:
        size, first = self.row
        return int(first + "9" * (size - 1))

    def reaching(self, letters: str, digits: str) -> "_Corner":
        return _Corner(max(self.column, (len(letters), letters[0])), max(self.row, (len(digits), digits[0])))


@lru_cache(maxsize=512)
def _beyond(corner: _Corner) -> re.Pattern[bytes]:
    """A cell that lies beyond a corner, or that is not plainly written."""
    letters, digits = _up_to(*corner.column, "A-Z"), _up_to(*corner.row, "0-9")
    return re.compile(rf"<c(?=[\s/>])(?! r=\"{letters}{digits}\")".encode())


def _up_to(size: int, first: str, signs: str) -> str:
    shorter = f"[{signs}]{{1,{size - 1}}}|" if size > 1 else ""
    return f"(?:{shorter}[{signs[0]}-{first}][{signs}]{{{size - 1}}})"


def _corner_of(piece: bytes, corner: _Corner) -> _Corner | None:
    """A corner that the cells of a piece do not go beyond either; None when some are not plainly written."""
    if b"\x00" in piece or _PREFIXED.search(piece):
        return None
    start = 0
    while found := _beyond(corner).search(piece, start):
        start = found.start()
        address = _PLAIN_ADDRESS.match(piece, start)
        if address is None:
            return None
        corner = corner.reaching(address[1].decode(), address[2].decode())
    return corner


def _share_cells(archive: Archive) -> re.Pattern[bytes] | None:
    """A cell in one of the formats that show a percentage; None when the workbook has no such format."""
    try:
        styles = parse_xml(archive.read("xl/styles.xml", _WORKBOOK_LIMIT))
    except (KeyError, SyntaxError, ValueError):
        return None
    formats = {"9", "10"}  # 0 %, 0.00 %
    formats |= {str(one.get("numFmtId")) for one in styles.iter("{*}numFmt") if "%" in str(one.get("formatCode"))}
    cells = (one for all_ in styles.iterchildren("{*}cellXfs") for one in all_.iterchildren("{*}xf"))
    ranks = [str(rank) for rank, one in enumerate(cells) if one.get("numFmtId") in formats]
    named = rf"<c r=\"([A-Z]{{1,3}})([0-9]{{1,7}})\" s=\"(?:{'|'.join(ranks)})\"(?: t=\"n\")?>"
    return re.compile(named.encode()) if ranks else None


def _scan(archive: Archive, entry: str, share: re.Pattern[bytes] | None) -> Scan:
    """A first measure, from above: by the number and the first of the letters and digits of the addresses."""
    scan = Scan()
    corner = _Corner()
    letters = digits = 0
    for piece in _pieces(archive, entry):
        if not any(sign in piece for sign in _VALUES):
            continue  # formats without a value: calamine leaves them too
        if not scan.is_odd and (reached := _corner_of(piece, corner)) is not None:
            corner = reached
        else:
            letters, digits = _measure_roughly(piece, scan, max(letters, 1), max(digits, 1))
        if share is not None:
            scan.shares.update((int(row) - 1, _column(column) - 1) for column, row in share.findall(piece))
        if b"<f" in piece or b":f" in piece:
            scan.formulas += len(_FORMULA.findall(piece))
            scan.without_result += [cell.decode() for cell in _NO_RESULT.findall(piece)]
        if b't="e"' in piece or b"t='e'" in piece:
            scan.errors += [cell.decode() for cell in _ERROR.findall(piece)]
    scan.rows = max(corner.rows, 10**digits - 1)
    scan.columns = max(corner.columns, (1, 26, 702, 16_384)[letters])
    if scan.unaddressed:
        rows, columns = _count_rows(archive, entry)
        scan.rows, scan.columns = scan.rows + rows, scan.columns + columns
    scan.far = f"{column_letters(scan.columns - 1)}{scan.rows}"
    return scan


def _measure_roughly(piece: bytes, scan: Scan, letters: int, digits: int) -> tuple[int, int]:
    """The numbers of letters and digits of the addresses of a piece whose cells are written in other ways."""
    if not scan.is_odd:
        scan.is_odd = b"\x00" in piece or len(_ANY_CELL.findall(piece)) != len(_PLAIN_CELL.findall(piece))
    cells = sum(piece.count(start) for start in _CELLS)
    if piece.count(b'<c r="') != cells:
        scan.unaddressed += max(cells - len(_REFERENCE.findall(piece)), 0)
    while letters < 3 and _LETTERS[letters].search(piece):
        letters += 1
    while digits < 7 and _DIGITS[digits].search(piece):
        digits += 1
    return letters, digits


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
