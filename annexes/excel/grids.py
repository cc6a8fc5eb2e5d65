"""Grids as sheets that print well: one header row, totals that are formulas, nothing merged."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from annexes.contents.model import CellKind, Grid, GridColumn, GridRow, RowStyle, Value
from annexes.edition import Edition
from annexes.excel.workbook import OPTIONS
from annexes.pdf.colours import palette

TOTAL = "Total"  # the title of a column that adds up the others
WIDTH = 10.5  # characters, of a column whose share is one
NARROWEST = 9.0
LINE_HEIGHT, TALLEST = 13.2, 400.0  # points
EUROS = '#,##0.00\u00a0"€"'
FIGURES = {
    CellKind.MONEY: EUROS,
    CellKind.NUMBER: "#,##0.##",
    CellKind.PERCENT: '0"\u00a0%"',
    CellKind.DATE: "dd/mm/yyyy",
}
A4 = 9

Look = Callable[[GridRow, int], Any]  # the format of a cell, or None for the usual one


class Formats:
    """The formats of a workbook, in the colours of the territory."""

    def __init__(self, workbook: Any, edition: Edition) -> None:
        self.workbook = workbook
        self.colours = palette(edition.brand.ink)
        base = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
        self.cell = {**base, "text_wrap": True, "border": 1, "border_color": self.colours["line"]}
        ink = self.colours["ink"]
        self.title = self._make({**base, "bold": True, "font_size": 18, "font_color": ink})
        self.caption = self._make({**base, "bold": True, "font_size": 12, "font_color": ink})
        self.words = self._make({**base, "font_color": self.colours["grey"]})
        self.head = self._make(
            {**self.cell, "bold": True, "bg_color": ink, "font_color": "#ffffff", "border_color": ink}
        )
        self.head_right = self._make(
            {**self.cell, "bold": True, "bg_color": ink, "font_color": "#ffffff", "border_color": ink, "align": "right"}
        )
        self.group = self._make(
            {**self.cell, "bold": True, "bg_color": self.colours["tint-2"], "font_color": ink, "text_wrap": False}
        )
        self._rows: dict[tuple[RowStyle, CellKind], Any] = {}

    def of(self, style: RowStyle, kind: CellKind) -> Any:
        if (style, kind) not in self._rows:
            look = dict(self.cell)
            if kind in FIGURES:
                look |= {"num_format": FIGURES[kind], "align": "right"}
            if style is RowStyle.TOTAL:
                look |= {"bold": True, "bg_color": self.colours["tint-3"], "top": 2, "top_color": self.colours["ink"]}
            self._rows[style, kind] = self._make(look)
        return self._rows[style, kind]

    def filled(self, **look: Any) -> Any:
        """A cell of its own look."""
        return self._make({**self.cell, **look})

    def _make(self, look: dict[str, Any]) -> Any:
        return self.workbook.add_format(look)


@contextmanager
def workbook_of(edition: Edition, title: str) -> Iterator[tuple[Any, io.BytesIO]]:
    """A workbook and where it is written once closed."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties(
            {"title": f"{edition.plan_title} – {title}", "author": edition.territory, "comments": edition.kind_label}
        )
        workbook.set_custom_property("Langue", "fr", "text")
        yield workbook, buffer


def add_sheet(workbook: Any, name: str, edition: Edition, *, portrait: bool = False) -> Any:
    """A sheet for A4, one page wide, with who, what and when in its margins."""
    sheet = workbook.add_worksheet(name)
    if not portrait:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.5, 0.5, 0.75, 0.65)
    sheet.hide_gridlines(2)
    draft = " · PROJET" if edition.draft else ""
    sheet.set_header(f"&L&8{_plain(edition.territory)}{draft}&R&8{_plain(edition.plan_title)}"[:250])
    sheet.set_footer(f"&L&8Édition du {edition.edited_on:%d/%m/%Y}&R&8Page &P / &N")
    return sheet


def set_widths(sheet: Any, grid: Grid, scale: float = WIDTH) -> list[float]:
    """The widths given to the columns, in characters."""
    widths = [max(NARROWEST, column.share * scale) for column in grid.columns]
    for rank, width in enumerate(widths):
        sheet.set_column(rank, rank, width)
    return widths


def write_grid(
    sheet: Any, row: int, grid: Grid, formats: Formats, widths: Sequence[float], look: Look | None = None
) -> int:
    """The grid from that row on; the row after it. A total adds up what is above it, in its group."""
    for rank, column in enumerate(grid.columns):
        is_figure = column.kind in FIGURES
        sheet.write_string(row, rank, column.title, formats.head_right if is_figure else formats.head)
    first = group = row + 1
    last = first + len(grid.rows) - 1
    for rank, line in enumerate(grid.rows, first):
        if line.style is RowStyle.GROUP:
            group = rank + 1
            _write_group(sheet, rank, line, formats)
            continue
        sheet.set_row(rank, _height(line, widths))
        for place, (value, column) in enumerate(zip(line.cells, grid.columns, strict=True)):
            style = (look and look(line, place)) or formats.of(line.style, column.kind)
            formula = _formula(line, column, rank, place, first if rank == last else group)
            if formula and isinstance(value, Decimal):
                sheet.write_formula(rank, place, formula, style, float(value))
            else:
                _write(sheet, rank, place, value, style)
    return last + 1


def _height(line: GridRow, widths: Sequence[float]) -> float:
    """For the cell of most lines: a sheet that another program opens does not fit its rows by itself."""
    texts = [value if isinstance(value, str) else "" for value in line.cells]
    lines = [
        sum(-(-len(part) // int(width * 1.05)) or 1 for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)
    ]
    return min(TALLEST, max(lines) * LINE_HEIGHT + 3)


def _formula(line: GridRow, column: GridColumn, row: int, place: int, start: int) -> str:
    """SUBTOTAL leaves out the totals that stand among what it adds up."""
    if column.kind is not CellKind.MONEY:
        return ""
    if line.style is RowStyle.TOTAL:
        return f"=SUBTOTAL(9,{xl_rowcol_to_cell(start, place)}:{xl_rowcol_to_cell(row - 1, place)})"
    if column.title == TOTAL:
        return f"=SUM({xl_rowcol_to_cell(row, 1)}:{xl_rowcol_to_cell(row, place - 1)})"
    return ""


def _write_group(sheet: Any, row: int, line: GridRow, formats: Formats) -> None:
    sheet.write_string(row, 0, str(line.cells[0]).replace("\n", " – "), formats.group)
    for place in range(1, len(line.cells)):
        sheet.write_blank(row, place, None, formats.group)


def _write(sheet: Any, row: int, place: int, value: Value, style: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, place, None, style)
    elif isinstance(value, date):
        # Excel knows no day before 1900.
        if value.year > 1900:
            sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
        else:
            sheet.write_string(row, place, f"{value:%d/%m/%Y}", style)
    elif isinstance(value, str):
        sheet.write_string(row, place, value, style)
    else:
        sheet.write_number(row, place, float(value), style)


def _plain(text: str) -> str:
    return text.replace("&", "&&")
