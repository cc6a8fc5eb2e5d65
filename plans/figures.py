"""The figures of a diagnostic, as tables: a line for each label, a column for each year. No database here.

Figures are those of the database or of an outline: `group`, `label`, `year`, `value`, `text`, `unit`, `source`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from accounts.text import fold, one_line

YEARS = range(1990, 2101)
DECIMALS = Decimal("0.001")
LARGEST = Decimal(10) ** 11
WORDS_LENGTH = 300
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009’']+")
_NUMBER = re.compile(r"[+-]?\d+(?:,\d+)?")
_WRITTEN = re.compile(r"[+-]?[\d\s\u00a0\u202f\u2009’'.,]+")
_UNITS = {"%": "%", "‰": "‰", "€": "€", "euros": "€", "euro": "€"}
_SHEET_ERROR = re.compile(r"#(?:N/?A|REF!|DIV/0!|VALEUR!|VALUE!|NOM\s?\?|NAME\?|NOMBRE!|NUM!|NUL!|NULL!|#+)", re.I)


@dataclass(slots=True)
class FigureRow:
    """What one line of a table says, year by year."""

    label: str
    unit: str
    cells: dict[int | None, Any] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """« Insee », or « Insee (2022) ; commune (2024) » when it depends on the year."""
        years: dict[str, list[int]] = {}
        for year, one in self.cells.items():
            if one.source:
                years.setdefault(one.source, []).extend([year] if year else [])
        if len(years) < 2:
            return next(iter(years), "")
        said = {source: ", ".join(map(str, sorted(known))) for source, known in years.items()}
        return " ; ".join(f"{source} ({known})" if known else source for source, known in said.items())


@dataclass(slots=True)
class FigureTable:
    """A table of the diagnostic; `years` in order, None (no year said) last."""

    title: str
    years: list[int | None]
    rows: list[FigureRow]

    def lines(self) -> list[tuple[FigureRow, list[str]]]:
        """Each line with its cells in words, in the order of `years`."""
        return [(row, [cell_wording(row.cells.get(year)) for year in self.years]) for row in self.rows]

    @property
    def has_units(self) -> bool:
        return any(row.unit for row in self.rows)

    @property
    def source(self) -> str:
        """The source that all the lines share, or nothing."""
        sources = {row.source for row in self.rows}
        return sources.pop() if len(sources) == 1 else ""


def tables_of(figures: Iterable[Any], *, by_source: bool = False) -> list[FigureTable]:
    """The figures of a plan as tables, in the order in which they come.

    A line is a label with its unit; `by_source` makes another of each source. The same year twice makes another line.
    """
    groups: dict[str, list[Any]] = {}
    for one in figures:
        groups.setdefault(one.group, []).append(one)
    return [_table(title, several, by_source) for title, several in groups.items()]


def _table(title: str, figures: list[Any], by_source: bool) -> FigureTable:
    rows: dict[tuple[str, str, str], list[FigureRow]] = {}
    ordered: list[FigureRow] = []
    for one in figures:
        several = rows.setdefault((fold(one.label) or one.label, one.unit, one.source if by_source else ""), [])
        row = next((row for row in several if one.year not in row.cells), None)
        if row is None:
            row = FigureRow(one.label, one.unit)
            several.append(row)
            ordered.append(row)
        row.cells[one.year] = one
    known: set[int | None] = {one.year for one in figures}
    return FigureTable(title, sorted(known, key=lambda year: year or 9999), ordered)


def cell_wording(figure: Any) -> str:
    """« 1 234,5 », the words that stand for a value, or nothing. The unit is said apart."""
    if figure is None:
        return ""
    return number_wording(figure.value) if figure.value is not None else figure.text


def number_wording(number: Decimal) -> str:
    """« 1 234,5 »: no zero in vain, thousands apart."""
    text = f"{number:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(",", "\u202f").replace(".", ",")


@dataclass(frozen=True, slots=True)
class Read:
    """A cell that was read: a number with the unit that follows it, or words. `note`: what was changed in it."""

    value: Decimal | None = None
    text: str = ""
    unit: str = ""
    note: str = ""


def read_cell(given: str) -> Read:
    """A cell as people write it: « 1 234,5 », « 12,5 % », « n.c. ». Raise ValueError, with the remedy."""
    text = one_line(given)
    if not text:
        return Read()
    if _SHEET_ERROR.match(text):
        raise ValueError(f"« {text[:20]} » est une erreur du tableur\u00a0: écrivez la valeur, ou « n.c. ».")
    number, unit = _without_unit(text.replace("−", "-"))
    if "." in number or number.count(",") > 1:
        number = _with_a_comma(number, text)
    if not _NUMBER.fullmatch(number):
        if len(text) > WORDS_LENGTH:
            raise ValueError(f"{WORDS_LENGTH} caractères au plus\u00a0: gardez l’essentiel.")
        return Read(text=text)
    value = Decimal(number.replace(",", "."))
    if abs(value) >= LARGEST:
        raise ValueError("Ce nombre est trop grand\u00a0: il va jusqu’à cent milliards. Changez d’unité.")
    kept = value.quantize(DECIMALS, ROUND_HALF_UP)
    note = f"« {text} » arrondi à {number_wording(kept)}" if kept != value else ""
    return Read(value=kept, unit=unit, note=note)


def _without_unit(text: str) -> tuple[str, str]:
    match = re.fullmatch(r"(.*?\d)\s*(%|‰|€|euros?)", text, re.I)
    number, unit = (match[1], _UNITS[match[2].casefold()]) if match else (text, "")
    return (
        (_SPACES.sub("", number), unit) if re.fullmatch(r"[+-]?[\d\s\u00a0\u202f\u2009’'.,]+", number) else (text, "")
    )


def _with_a_comma(number: str, written: str) -> str:
    """A number with dots, as France writes it. Raise ValueError when the dot may mean either."""
    if not re.fullmatch(r"[+-]?[\d.,]*\d[\d.,]*", number):
        return number
    if re.fullmatch(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?", number) and ("," in number or number.count(".") > 1):
        return number.replace(".", "")
    if re.fullmatch(r"[+-]?\d+\.\d+", number) and not re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", number):
        return number.replace(".", ",")
    digits = re.sub(r"[.,]", "", number)
    if re.fullmatch(r"[+-]?\d{1,3}\.\d{3}", number):
        whole, decimal = number_wording(Decimal(digits)), number_wording(Decimal(number))
        raise ValueError(f"« {written} » peut se lire de deux façons\u00a0: écrivez {whole} ou {decimal}.")
    raise ValueError(f"« {written} » n’est pas un nombre qui se lit\u00a0: écrivez par exemple 1\u202f234,5.")
