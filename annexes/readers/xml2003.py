"""« .xls » files that are XML: the SpreadsheetML of Excel 2003, which many programs still export."""

from collections.abc import Iterator
from functools import partial

from docx.oxml.parser import parse_xml
from lxml.etree import _Element as Element

from accounts.text import clean
from annexes.readers.container import DOCTYPE, Opened, damaged, refusal
from annexes.readers.grid import Source
from annexes.readers.positions import SheetCell
from annexes.readers.rectangles import MAX_AREA
from annexes.readers.sheets import MAX_SHEETS, counted_rows, make_grid
from annexes.reading import Unreadable

_NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MAX_BYTES = 64 * 1024 * 1024
_MAX_TAGS = 2_000_000
_MAX_COLUMNS = 16_384  # of a sheet of Excel

Range = tuple[tuple[int, int], tuple[int, int]]


def read_workbook_2003(opened: Opened) -> Source:
    """Every worksheet as a grid. Raise `Unreadable`."""
    data = opened.data
    if DOCTYPE.search(data):
        raise refusal(
            opened.name,
            "xml-declarations",
            "le fichier contient des déclarations (DOCTYPE) qu’aucun logiciel de bureautique n’écrit",
            "recopiez le tableau dans un nouveau document, puis importez celui-ci",
        )
    if len(data) > _MAX_BYTES or data.count(b"<") > _MAX_TAGS:
        raise _too_large(opened.name)
    source, filled = Source(opened.name), 0
    try:
        sheets = list(parse_xml(data).iterchildren(f"{_NAMESPACE}Worksheet"))
        if len(sheets) > MAX_SHEETS:
            raise _too_large(opened.name)
        for sheet in sheets:
            title = clean(sheet.get(f"{_NAMESPACE}Name") or "")
            rows, merged = _rows(sheet, opened.name)
            counted = counted_rows(rows, opened.name, filled)
            source.grids.append(make_grid(title, counted, merged, partial(SheetCell, title)))
            filled += sum(len(row) for row in source.grids[-1].rows)
    except (ValueError, SyntaxError, RecursionError) as error:
        raise damaged(opened.name) from error
    return source


def _rows(sheet: Element, name: str) -> tuple[list[list[str]], list[Range]]:
    """The values of a sheet from its first row and column, and its merged ranges."""
    rows: list[list[str]] = []
    merged: list[Range] = []
    area = 0
    for table in sheet.iterchildren(f"{_NAMESPACE}Table"):
        for element in table.iterchildren(f"{_NAMESPACE}Row"):
            index = _whole(element, "Index", len(rows) + 1) - 1
            values = list(_cells(element, index, merged, name))
            area += (max(index - len(rows), 0) + 1) * max(len(values), 1)
            if area > MAX_AREA:
                raise _too_large(name)
            rows.extend([] for _ in range(len(rows), index))
            rows.append(values)
    return rows, merged


def _cells(row: Element, index: int, merged: list[Range], name: str) -> Iterator[str]:
    col = 0
    for cell in row.iterchildren(f"{_NAMESPACE}Cell"):
        place = _whole(cell, "Index", col + 1) - 1
        across, down = _whole(cell, "MergeAcross", 0), _whole(cell, "MergeDown", 0)
        if place + across >= _MAX_COLUMNS:
            raise _too_large(name)
        yield from [""] * (place - col)
        if across or down:
            merged.append(((index, place), (index + down, place + across)))
        data = cell.find(f"{_NAMESPACE}Data")
        yield _text(data) if data is not None else ""
        yield from [""] * across
        col = place + 1 + across


def _text(data: Element) -> str:
    text = "".join(str(piece) for piece in data.itertext())
    if data.get(f"{_NAMESPACE}Type") == "DateTime" and len(text) >= 10:
        year, month, day = text[:10].split("-") if text[:10].count("-") == 2 else ("", "", "")
        return f"{day}/{month}/{year}" if year else text
    return text


def _whole(element: Element, name: str, default: int) -> int:
    value = element.get(f"{_NAMESPACE}{name}") or ""
    return int(value) if value.isdecimal() and len(value) < 8 else default


def _too_large(name: str) -> Unreadable:
    return refusal(
        name,
        "sheet-too-large",
        "le classeur est trop grand pour être une annexe",
        "recopiez le tableau dans un classeur neuf, puis renvoyez le fichier",
    )
