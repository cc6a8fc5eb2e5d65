"""The workbook of a plan. User text is written as text, never as a formula, a link or a number."""

import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import xlsxwriter

from accounts.text import fold
from annexes import codecs
from annexes.columns import (
    HOMONYM_COLUMN,
    KEY_COLUMN,
    KIND_COLUMN,
    LEVEL_NAMES,
    NOTES,
    PRESENTATION,
    SECTION_COLUMNS,
    SHEET,
    Column,
)
from annexes.columns.measurements import MEASUREMENT_SHEET, MEASUREMENTS, OWNER_TITLES
from annexes.edition import Edition
from annexes.excel.annexe import write_annexe
from annexes.excel.dossier import file_tables
from annexes.excel.guide import write_guide
from annexes.excel.measurements import measurement_rows
from annexes.excel.offers import OfferedList, Offers, offered_lists, validation, write_lists
from annexes.excel.rows import COLUMNS, NOTE_SHEET, PUBLIC_COLUMNS, Row, Rows, note_rows, shown_ranks
from annexes.outline import PlanOutline, SectionOutline
from annexes.vocabulary import Vocabulary
from partners.enums import DirectoryList
from plans.enums import Level

LIST_TITLES = {what.value: str(what.label) for what in DirectoryList}
LONGEST = 32_767  # characters that a cell holds
KEY_ENDING = " – clé"
LOCKED = frozenset({KEY_COLUMN, HOMONYM_COLUMN, KIND_COLUMN})
NEW_ROWS = 2000  # below the data, with their drop-down lists
TEXT_FIELDS = frozenset({"code", "suffix", "annexe_number"})
PERMITTED = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "autofilter": True,
    "sort": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "objects": True,
}
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}


class TooLongForExcel(ValueError):
    """A text passes what a cell holds; the message names the column, in French."""


def write_workbook(
    outline: PlanOutline,
    *,
    edition: Edition,
    vocabulary: Vocabulary,
    offers: Offers | None = None,
    whole: bool = True,
) -> bytes:
    """The sheets as bytes; `offers` fills the drop-down lists; not `whole`, the roles come without the contacts and
    are not read back.

    Raise TooLongForExcel for a text of more than 32,767 characters.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties(
            {"title": f"{edition.plan_title} – annexe", "author": edition.territory, "comments": edition.kind_label}
        )
        workbook.set_custom_property("Langue", "fr", "text")
        write_annexe(workbook, outline, edition)
        ranks = shown_ranks(outline, edition.level_labels or frozenset(Level))
        columns = [_as_named((COLUMNS if whole else PUBLIC_COLUMNS)[rank], edition) for rank in ranks]
        write_guide(workbook, columns, edition)
        lists = offered_lists(outline, vocabulary, offers or Offers(), columns)
        _write_data(workbook, outline, vocabulary, ranks, columns, lists, edition, whole)
        write_lists(workbook, lists)
    return buffer.getvalue()


def _as_named(column: Column, edition: Edition) -> Column:
    """A column of a level says in its note how the kind of plan calls this level."""
    for level, name in LEVEL_NAMES.items():
        own = edition.labels(level).singular
        if column.title in (name, f"{name} – code") and fold(own) != fold(name):
            return replace(column, help=f"{column.help} Dans ce plan : « {own} ».")
    return column


def _write_data(
    workbook: Any,
    outline: PlanOutline,
    vocabulary: Vocabulary,
    ranks: Sequence[int],
    columns: Sequence[Column],
    lists: Sequence[OfferedList],
    edition: Edition,
    whole: bool,
) -> None:
    """Write « Données », the sheets beside it and the lists of the directory."""
    rows = Rows(outline, vocabulary)
    sheet = write_sheet(workbook, SHEET, columns, ([row[rank] for rank in ranks] for row in rows), locked=LOCKED)
    sheet.freeze_panes(1, 2)
    sheet.set_print_scale(60)
    sheet.set_header(f"&L{_plain(edition.plan_title)[:100]}&R{SHEET}")
    for rank, column in enumerate(columns):
        if options := validation(column, lists):
            sheet.data_validation(1, rank, sheet.dim_rowmax + NEW_ROWS, rank, options)
    write_sheet(workbook, NOTES, NOTE_SHEET, note_rows(outline, rows.keys), locked=LOCKED)
    if outline.sections:
        write_sheet(workbook, PRESENTATION, SECTION_COLUMNS, map(_section_row, outline.sections))
    for title, own, cells in file_tables(outline.file, contacts=whole):
        keys = {column.title for column in own if column.title.endswith(KEY_ENDING)}
        write_sheet(workbook, title, own, cells, locked=keys or None)
    write_sheet(workbook, MEASUREMENTS, MEASUREMENT_SHEET, measurement_rows(outline, rows.keys), locked=OWNER_TITLES)
    for one in outline.directory:
        longest = [max(map(len, cells)) for cells in zip(one.header, *one.rows, strict=True)]
        titles = [Column(title, "", min(45, 2 + size)) for title, size in zip(one.header, longest, strict=True)]
        write_sheet(workbook, LIST_TITLES[one.what], titles, map(list, one.rows))


def _section_row(section: SectionOutline) -> Row:
    """A text longer than a cell goes on in the next one."""
    text, cut = section.text, min(LONGEST, len(section.text))
    while LONGEST // 2 < cut < len(text) and (text[cut - 1].isspace() or text[cut].isspace()):
        cut -= 1  # cells lose the spaces at their ends
    values = {"text": text[:cut], "more": text[cut:]}
    return [
        column.to_cell(values[column.name] if column.name in values else getattr(section, column.name))
        for column in SECTION_COLUMNS
    ]


def write_sheet(
    workbook: Any, name: str, columns: Sequence[Column], rows: Iterable[Row], *, locked: Collection[str] | None = None
) -> Any:
    """A sheet of titled columns, each cell as what it is; the sheet.

    With `locked`, the sheet is protected without a password: its titles and the filled rows of the columns of these
    titles cannot be typed over, everything else can, and filters, sorting and widths are free.
    """
    sheet = workbook.add_worksheet(name)
    styles = _Styles(workbook)
    for rank, column in enumerate(columns):
        sheet.set_column(rank, rank, column.width, styles.of_column(column))
        sheet.write_string(0, rank, column.title, styles.head(column, locked))
        if column.note:
            lines = sum(1 + len(text) // 48 for text in column.note.split("\n"))
            sheet.write_comment(
                0, rank, column.note, {"author": "", "width": 330, "height": 24 + 15 * lines, "font_size": 9}
            )
    keys = [rank for rank, column in enumerate(columns) if locked is not None and column.title in locked]
    count = 0
    for count, row in enumerate(rows, 1):
        for rank, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if len(value) > LONGEST:
                    title = columns[rank].title
                    raise TooLongForExcel(f"« {title} », ligne {count + 1} : {len(value)} caractères, 32 767 au plus.")
                sheet.write_string(count, rank, value, styles.key if rank in keys else None)
            elif isinstance(value, date):
                _write_date(sheet, count, rank, value, styles.day)
            else:
                sheet.write_number(count, rank, value)
        for rank in keys:
            if row[rank] in ("", None):
                sheet.write_blank(count, rank, None, styles.key)
    sheet.set_row(0, 46 if any(len(column.title) > 2 * column.width for column in columns) else 32)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.set_margins(0.4, 0.4, 0.6, 0.5)
    sheet.set_footer("&L&A&RPage &P / &N")
    sheet.repeat_rows(0)
    if locked is not None:
        sheet.protect("", PERMITTED)
    return sheet


class _Styles:
    """The formats of a sheet of titled columns. What is unlocked may be typed once the sheet is protected."""

    def __init__(self, workbook: Any) -> None:
        make, body = workbook.add_format, {"valign": "top", "locked": False}
        self.body = make(body)
        self.day = make({**body, "num_format": "dd/mm/yyyy", "align": "left"})
        self.text = make({**body, "num_format": "@"})  # « 1.2 » stays « 1.2 »
        self.key = make({"valign": "top", "font_color": "#52656f", "bg_color": "#eef2f4"})
        title = {"bold": True, "font_color": "#ffffff", "valign": "top", "text_wrap": True, "border": 1}
        self.title = make({**title, "bg_color": "#17506b", "border_color": "#c5d3d9"})
        self.of_key = make({**title, "bg_color": "#52656f", "border_color": "#c5d3d9"})

    def of_column(self, column: Column) -> Any:
        if column.parse is codecs.date_of:
            return self.day
        return self.text if column.name in TEXT_FIELDS else self.body

    def head(self, column: Column, locked: Collection[str] | None) -> Any:
        return self.of_key if locked and column.title in locked else self.title


def _write_date(sheet: Any, row: int, column: int, value: date, style: Any) -> None:
    """Excel knows no day before 1900: such a date is written as text."""
    if value.year >= 1901:
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
    else:
        sheet.write_string(row, column, value.isoformat())


def _plain(text: str) -> str:
    return text.replace("&", "&&")
