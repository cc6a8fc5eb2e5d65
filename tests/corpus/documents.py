"""A document before it has a format: sheets of lines and tables, and the files that they make."""

import csv
from dataclasses import dataclass, replace
from html import escape
from io import BytesIO, StringIO

import docx
from docx.document import Document as WordDocument
from docx.table import Table as WordTable
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; `heading` is its level, from 1."""

    text: str
    heading: int = 0
    bullet: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its paragraphs, and how many rows and columns it covers."""

    lines: tuple[str, ...] = ()
    rows: int = 1
    cols: int = 1

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


Row = tuple[Box | None, ...]  # None: covered by a cell above or on the left


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        return max(len(row) for row in self.rows)


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    blocks: tuple[Block, ...]


def table(*rows: tuple[str, ...] | list[str]) -> Table:
    """A table without merged cells; the lines of a text are paragraphs."""
    return Table(tuple(tuple(box(text) for text in row) for row in rows))


def box(text: str) -> Box:
    return Box(tuple(text.split("\n")) if text else ())


def with_rows(found: Table, rows: list[Row]) -> Table:
    return replace(found, rows=tuple(rows))


# Files


def to_xlsx(sheets: tuple[Sheet, ...], *, left: int = 0, top: int = 0) -> bytes:
    """A workbook; `left` columns and `top` rows are left empty before what it holds."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in sheets:
        _fill(workbook.create_sheet(sheet.title), sheet.blocks, left, top)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, blocks: tuple[Block, ...], left: int, top: int) -> None:
    row = top + 1
    for block in blocks:
        if isinstance(block, Line):
            sheet.cell(row, left + 1, f"• {block.text}" if block.bullet else block.text)
            row += 1
            continue
        for i, cells in enumerate(block.rows):
            for j, cell in enumerate(cells):
                if cell is None or not (cell.lines or cell.rows * cell.cols > 1):
                    continue
                written = sheet.cell(row + i, left + 1 + j, cell.text or None)
                written.alignment = Alignment(wrap_text=True, vertical="top")
                if cell.rows * cell.cols > 1:
                    sheet.merge_cells(
                        start_row=row + i,
                        start_column=left + 1 + j,
                        end_row=row + i + cell.rows - 1,
                        end_column=left + j + cell.cols,
                    )
        row += len(block.rows)


def to_docx(blocks: tuple[Block, ...]) -> bytes:
    document = docx.Document()
    for block in blocks:
        if isinstance(block, Table):
            _word_table(document, block)
        elif block.heading:
            document.add_heading(block.text, block.heading)
        elif block.bullet:
            document.add_paragraph(block.text, style="List Bullet")
        else:
            document.add_paragraph().add_run(block.text).bold = block.bold or None
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _word_table(document: WordDocument, block: Table) -> None:
    made: WordTable = document.add_table(rows=len(block.rows), cols=block.width)
    for i, cells in enumerate(block.rows):
        for j, cell in enumerate(cells):
            if cell is None:
                continue
            word = made.cell(i, j)
            if cell.rows * cell.cols > 1:
                word = word.merge(made.cell(i + cell.rows - 1, j + cell.cols - 1))
            for rank, line in enumerate(cell.lines):
                (word.paragraphs[0] if rank == 0 else word.add_paragraph()).text = line


def to_csv(sheet: Sheet, *, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """A csv: spans become empty cells."""
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for block in sheet.blocks:
        if isinstance(block, Line):
            writer.writerow([block.text])
        else:
            writer.writerows([[cell.text if cell else "" for cell in row] for row in block.rows])
    return out.getvalue().encode(encoding)


def to_html(blocks: tuple[Block, ...]) -> bytes:
    """What a word processor puts in the clipboard."""
    body = "\n".join(_html(block) for block in blocks)
    return f'<html><head><meta charset="utf-8"></head><body>\n{body}\n</body></html>'.encode()


def _html(block: Block) -> str:
    if isinstance(block, Line):
        tag = f"h{block.heading}" if block.heading else "li" if block.bullet else "p"
        return f"<{tag}>{escape(block.text)}</{tag}>"
    rows = []
    for row in block.rows:
        cells = []
        for cell in row:
            if cell is not None:
                inside = "".join(f"<p class=MsoNormal>{escape(line)}</p>" for line in cell.lines)
                cells.append(f'<td rowspan="{cell.rows}" colspan="{cell.cols}">{inside}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"
