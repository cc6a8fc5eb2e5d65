"""Flat lists as files: a table read from a workbook or a csv, whatever the file hides; a workbook written."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import xlsxwriter

from annexes.excel.workbook import LONGEST, OPTIONS
from annexes.readers.container import MIB, Format, open_file, refusal
from annexes.readers.grid import Cell, Grid, Source
from annexes.readers.sources import read_source
from partners.listplan import REMARKS, ListPlan, Row

MAX_BYTES = 10 * MIB
MAX_COLUMNS = 60
MAX_ROWS = 10_000


@dataclass(slots=True)
class Table:
    """The first table of a file: its titles, its rows with their number in the file, what there is to say."""

    header: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_table(file: BinaryIO, name: str) -> Table:
    """The first sheet that holds something; its first filled row is its titles. Raise `Unreadable`."""
    opened = open_file(file, name=name, max_bytes=MAX_BYTES)
    if opened.format in (Format.DOCX, Format.ODT):
        raise refusal(name, "not-a-sheet", "le fichier est un document Word", "importez un tableau .xlsx, .ods ou .csv")
    source = read_source(opened)
    grid = next((one for one in source.grids if one.rows), None)
    if grid is None:
        raise refusal(name, "empty-file", "le fichier ne contient aucune ligne", "vérifiez que c’est le bon fichier")
    return _table(name, grid, [issue.message for issue in opened.issues], source)


def write_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet; every cell is a text, never a formula nor a link."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties({"title": title})
        sheet = workbook.add_worksheet(title[:31])
        head = workbook.add_format({"bold": True, "bg_color": "#17506b", "font_color": "#ffffff"})
        for place, text in enumerate(header):
            widest = max((len(row[place]) for row in rows[:500]), default=0)
            sheet.set_column(place, place, min(60, max(len(text), widest) + 2))
            sheet.write_string(0, place, text, head)
        for number, row in enumerate(rows, 1):
            for place, text in enumerate(row):
                if text:
                    sheet.write_string(number, place, text[:LONGEST])
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
    return buffer.getvalue()


def write_returned(title: str, header: Sequence[str], rows: Sequence[Row], plan: ListPlan) -> bytes:
    """The rows that were handed in, each fault in a comment on its cell and in a last column."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties({"title": f"{title} – signalements"})
        sheet = workbook.add_worksheet(title[:31])
        head = workbook.add_format({"bold": True, "bg_color": "#17506b", "font_color": "#ffffff"})
        bad = workbook.add_format({"bg_color": "#fbe0dc"})
        doubt = workbook.add_format({"bg_color": "#fdf0d2"})
        titles = {column.name: column.place for column in plan.columns if column.name}
        places = {said: titles.get(name) for said, name in plan.names.items()}
        faults = {row.number: row for row in plan.rows}
        sheet.set_column(0, len(header) - 1, 22)
        sheet.set_column(len(header), len(header), 70)
        for place, text in enumerate([*header, REMARKS]):
            sheet.write_string(0, place, text, head)
        for line, (number, cells) in enumerate(rows, 1):
            row = faults.get(number)
            at = {places.get(refusal.column): str(refusal.sentence) for refusal in (row.refusals if row else [])}
            for place, text in enumerate(cells):
                if text or place in at:
                    sheet.write_string(line, place, text[:LONGEST], bad if place in at else None)
                if place in at:
                    sheet.write_comment(line, place, at[place], {"author": "", "x_scale": 2})
            said = [*map(str, row.refusals), *row.warnings] if row else []
            if row is not None and row.alike is not None:
                said.append(f"Ressemble à « {row.alike.name} » ({row.alike.reason}).")
            if said:
                sheet.write_string(line, len(header), " ".join(said)[:LONGEST], bad if row and row.refusals else doubt)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), len(header))
    return buffer.getvalue()


def _table(name: str, grid: Grid, remarks: list[str], source: Source) -> Table:
    remarks += [f"{issue.where} : {issue.message}" for issue in source.issues[:5]]
    others = [one.title for one in source.grids if one.rows and one is not grid]
    if others:
        remarks.append(f"Seule la feuille « {grid.title} » a été lue ; laissées de côté : {', '.join(others)[:200]}.")
    if len(grid.rows) - 1 > MAX_ROWS:
        raise refusal(
            name,
            "too-many-rows",
            f"le fichier compte {len(grid.rows) - 1} lignes, la limite est de {MAX_ROWS}",
            "découpez-le en plusieurs fichiers",
        )
    width = min(MAX_COLUMNS, max(cell.col for cell in grid.cells()) + 1)
    lines: list[tuple[int, list[str]]] = []
    merged: dict[int, Cell] = {}  # by column, the last one that goes on below: it is said of each row that it covers
    for row in grid.rows:
        cells = [""] * width
        for cell in [*merged.values(), *row]:
            if cell.col < width and cell.covers(row[0].row):
                cells[cell.col] = _unguarded(cell.text)
        if lines:  # a title is no value
            merged.update((cell.col, cell) for cell in row if cell.rowspan > 1)
        lines.append((row[0].row + 1, cells))
    return Table(lines[0][1], lines[1:], remarks)


def _unguarded(text: str) -> str:
    """Without the apostrophe that an exported csv puts before what looks like a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
