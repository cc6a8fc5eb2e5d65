"""The workbook of a plan. User text is written as text, never as a formula, a link or a number."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from annexes.columns import NOTES, SHEET, Column
from annexes.edition import Edition
from annexes.excel.annexe import write_annexe
from annexes.excel.rows import COLUMNS, NOTE_SHEET, PUBLIC_COLUMNS, Row, Rows, note_rows
from annexes.outline import PlanOutline
from annexes.vocabulary import Vocabulary
from partners.enums import DirectoryList

LISTS = "Listes"
LIST_TITLES = {what.value: str(what.label) for what in DirectoryList}
LONGEST = 32_767  # characters that a cell holds
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}


class TooLongForExcel(ValueError):
    """A text passes what a cell holds; the message names the column, in French."""


def write_workbook(outline: PlanOutline, *, edition: Edition, vocabulary: Vocabulary, whole: bool = True) -> bytes:
    """The sheets as bytes; not `whole`, the roles come without the contacts and are not read back.

    Raise TooLongForExcel for a text of more than 32,767 characters.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties(
            {"title": f"{edition.plan_title} – annexe", "author": edition.territory, "comments": edition.kind_label}
        )
        workbook.set_custom_property("Langue", "fr", "text")
        write_annexe(workbook, outline, edition)
        ranges = _write_data(workbook, outline, vocabulary, COLUMNS if whole else PUBLIC_COLUMNS)
        _write_lists(workbook, vocabulary, ranges)
    return buffer.getvalue()


def _write_data(
    workbook: Any, outline: PlanOutline, vocabulary: Vocabulary, columns: Sequence[Column]
) -> list[tuple[int, tuple[str, ...]]]:
    """Write « Données » and « Bilans »; the columns of the former that have a list of choices."""
    rows = Rows(outline, vocabulary)
    sheet = write_sheet(workbook, SHEET, columns, rows)
    sheet.freeze_panes(1, 3)
    choices = [(rank, column.choices) for rank, column in enumerate(COLUMNS) if column.choices]
    for place, (rank, values) in enumerate(choices):
        letter = xl_col_to_name(place)
        source = f"={LISTS}!${letter}$2:${letter}${len(values) + 1}"
        error = "Choisir une valeur de la feuille « Listes »."
        options = {"validate": "list", "source": source, "error_title": "Valeur inconnue", "error_message": error}
        sheet.data_validation(1, rank, sheet.dim_rowmax + 500, rank, {**options, "error_type": "warning"})
    write_sheet(workbook, NOTES, NOTE_SHEET, note_rows(outline, rows.keys))
    for one in outline.directory:
        longest = [max(map(len, cells)) for cells in zip(one.header, *one.rows, strict=True)]
        columns = [Column(title, "", min(45, 2 + size)) for title, size in zip(one.header, longest, strict=True)]
        write_sheet(workbook, LIST_TITLES[one.what], columns, map(list, one.rows))
    return choices


def write_sheet(workbook: Any, name: str, columns: Sequence[Column], rows: Iterable[Row]) -> Any:
    """A sheet of titled columns, each cell as what it is; the sheet."""
    sheet = workbook.add_worksheet(name)
    head = workbook.add_format(
        {"bold": True, "bg_color": "#17506b", "font_color": "#ffffff", "valign": "top", "text_wrap": True}
    )
    body = workbook.add_format({"valign": "top", "text_wrap": False})
    day = workbook.add_format({"valign": "top", "num_format": "dd/mm/yyyy", "align": "left"})
    for rank, column in enumerate(columns):
        sheet.set_column(rank, rank, column.width, body)
        sheet.write_string(0, rank, column.title, head)
        if column.parts:
            note = f"Une ligne par élément (Alt+Entrée). Entre les barres, dans l’ordre : {column.parts}."
            sheet.write_comment(0, rank, note, {"author": "", "x_scale": 3, "y_scale": 1.5})
    count = 0
    for count, row in enumerate(rows, 1):
        for rank, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if len(value) > LONGEST:
                    title = columns[rank].title
                    raise TooLongForExcel(f"« {title} », ligne {count + 1} : {len(value)} caractères, 32 767 au plus.")
                sheet.write_string(count, rank, value)
            elif isinstance(value, date):
                _write_date(sheet, count, rank, value, day)
            else:
                sheet.write_number(count, rank, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    return sheet


def _write_date(sheet: Any, row: int, column: int, value: date, style: Any) -> None:
    """Excel knows no day before 1900: such a date is written as text."""
    if value.year >= 1901:
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
    else:
        sheet.write_string(row, column, value.isoformat())


def _write_lists(workbook: Any, vocabulary: Vocabulary, choices: list[tuple[int, tuple[str, ...]]]) -> None:
    sheet = workbook.add_worksheet(LISTS)
    head = workbook.add_format({"bold": True, "bg_color": "#17506b", "font_color": "#ffffff"})
    lists = [(COLUMNS[rank].title, values) for rank, values in choices]
    titles = {column.vocabulary: column.title for column in COLUMNS if column.vocabulary}
    lists += [(titles[name], tuple(pairs.values())) for name, pairs in vocabulary.labels.items() if name in titles]
    for rank, (title, values) in enumerate(lists):
        sheet.set_column(rank, rank, max(len(text) for text in (title, *values)) + 2)
        sheet.write_string(0, rank, title, head)
        for row, value in enumerate(values, 1):
            sheet.write_string(row, rank, value)
    sheet.freeze_panes(1, 0)
