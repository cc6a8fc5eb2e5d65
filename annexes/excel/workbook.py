"""The workbook of a plan. User text is written as text, never as a formula, a link or a number."""

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from annexes.columns import SHEET
from annexes.edition import Edition
from annexes.excel.annexe import write_annexe
from annexes.excel.rows import COLUMNS, Rows
from annexes.outline import PlanOutline
from annexes.vocabulary import Vocabulary

LISTS = "Listes"
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


def write_workbook(outline: PlanOutline, *, edition: Edition, vocabulary: Vocabulary) -> bytes:
    """The three sheets as bytes. Raise TooLongForExcel for a text of more than 32,767 characters."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties(
            {"title": f"{edition.plan_title} – annexe", "author": edition.territory, "comments": edition.kind_label}
        )
        workbook.set_custom_property("Langue", "fr", "text")
        write_annexe(workbook, outline, edition)
        ranges = _write_data(workbook, outline, vocabulary)
        _write_lists(workbook, vocabulary, ranges)
    return buffer.getvalue()


def _write_data(workbook: Any, outline: PlanOutline, vocabulary: Vocabulary) -> list[tuple[int, tuple[str, ...]]]:
    """Write « Données »; the columns that have a list of choices."""
    sheet = workbook.add_worksheet(SHEET)
    head = workbook.add_format(
        {"bold": True, "bg_color": "#17506b", "font_color": "#ffffff", "valign": "top", "text_wrap": True}
    )
    body = workbook.add_format({"valign": "top", "text_wrap": False})
    day = workbook.add_format({"valign": "top", "num_format": "dd/mm/yyyy", "align": "left"})
    for rank, column in enumerate(COLUMNS):
        sheet.set_column(rank, rank, column.width, body)
        sheet.write_string(0, rank, column.title, head)
    count = 0
    for count, row in enumerate(Rows(outline, vocabulary), 1):
        for rank, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if len(value) > LONGEST:
                    title = COLUMNS[rank].title
                    raise TooLongForExcel(f"« {title} », ligne {count + 1} : {len(value)} caractères, 32 767 au plus.")
                sheet.write_string(count, rank, value)
            elif isinstance(value, date):
                _write_date(sheet, count, rank, value, day)
            else:
                sheet.write_number(count, rank, value)
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(count, 1), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    choices = [(rank, column.choices) for rank, column in enumerate(COLUMNS) if column.choices]
    for place, (rank, values) in enumerate(choices):
        letter = xl_col_to_name(place)
        source = f"={LISTS}!${letter}$2:${letter}${len(values) + 1}"
        error = "Choisir une valeur de la feuille « Listes »."
        options = {"validate": "list", "source": source, "error_title": "Valeur inconnue", "error_message": error}
        sheet.data_validation(1, rank, count + 500, rank, {**options, "error_type": "warning"})
    return choices


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
