"""Where a text stands in a file: the addresses that are shown to people, written here and read back here alone.

Each position has two forms: `where`, in words (« Feuille Enfance, B13 »), and `source`, short (« Enfance!B13 »).
`position_of` reads both. Rows and columns count from 0 in a position and from 1 in its words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from annexes.readers.grid import column_letters

IN_FILE = " · "  # between the name of a file and an address in it, when several files are read together


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a named sheet: « Feuille Enfance, B13 », « Enfance!B13 »."""

    sheet: str
    row: int
    col: int

    @property
    def cell(self) -> str:
        return f"{column_letters(self.col)}{self.row + 1}"

    @property
    def where(self) -> str:
        return f"Feuille {self.sheet}, {self.cell}"

    @property
    def source(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class WholeSheet:
    """A sheet: « Feuille Enfance »."""

    sheet: str

    @property
    def where(self) -> str:
        return f"Feuille {self.sheet}"

    @property
    def source(self) -> str:
        return self.where


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a named sheet: « Feuille Données, ligne 7 »."""

    sheet: str
    row: int

    @property
    def where(self) -> str:
        return f"Feuille {self.sheet}, ligne {self.row + 1}"

    @property
    def source(self) -> str:
        return self.where


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table of a document; tables are numbered from 1: « Tableau 2, ligne 5, colonne 3 », « T2 L5 C3 »."""

    table: int
    row: int
    col: int

    @property
    def where(self) -> str:
        return f"Tableau {self.table}, ligne {self.row + 1}, colonne {self.col + 1}"

    @property
    def source(self) -> str:
        return f"T{self.table} L{self.row + 1} C{self.col + 1}"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph outside the tables, numbered from 1: « Paragraphe 12 », « § 12 »."""

    number: int

    @property
    def where(self) -> str:
        return f"Paragraphe {self.number}"

    @property
    def source(self) -> str:
        return f"§ {self.number}"


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell of a table in text, which has no name: « Ligne 3, colonne 2 », « L3 C2 »."""

    row: int
    col: int

    @property
    def where(self) -> str:
        return f"Ligne {self.row + 1}, colonne {self.col + 1}"

    @property
    def source(self) -> str:
        return f"L{self.row + 1} C{self.col + 1}"


class Margin(StrEnum):
    """What stands around the text of a document."""

    HEADER = "En-tête de page"
    FOOTER = "Pied de page"
    FOOTNOTE = "Note de bas de page"
    ENDNOTE = "Note de fin"
    COMMENT = "Commentaire"


@dataclass(frozen=True, slots=True)
class MarginLine:
    """A line of the headers, the footers or the notes, numbered from 1: « En-tête de page, ligne 2 »."""

    margin: Margin
    number: int

    @property
    def where(self) -> str:
        return f"{self.margin}, ligne {self.number}"

    @property
    def source(self) -> str:
        return self.where


Position = SheetCell | SheetRow | WholeSheet | TableCell | Paragraph | TextCell | MarginLine

_NUMBER = r"(\d{1,9})"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Position]], ...] = (
    (
        re.compile(rf"(?:Tableau {_NUMBER}, ligne {_NUMBER}, colonne {_NUMBER}|T{_NUMBER} L{_NUMBER} C{_NUMBER})"),
        lambda found: _table_cell(*(int(number) for number in found.groups() if number)),
    ),
    (re.compile(rf"(?:Paragraphe|§) {_NUMBER}"), lambda found: Paragraph(int(found[1]))),
    (
        re.compile(rf"(?:Ligne {_NUMBER}, colonne {_NUMBER}|L{_NUMBER} C{_NUMBER})"),
        lambda found: _text_cell(*(int(number) for number in found.groups() if number)),
    ),
    (
        re.compile(rf"({'|'.join(Margin)}), ligne {_NUMBER}"),
        lambda found: MarginLine(Margin(found[1]), int(found[2])),
    ),
    (re.compile(r"Feuille (.+), ([A-Z]{1,3})(\d{1,7})", re.DOTALL), lambda found: _sheet_cell(*found.groups())),
    (re.compile(r"(.+)!([A-Z]{1,3})(\d{1,7})", re.DOTALL), lambda found: _sheet_cell(*found.groups())),
    (
        re.compile(rf"Feuille (.+), ligne {_NUMBER}", re.DOTALL),
        lambda found: SheetRow(found[1], int(found[2]) - 1),
    ),
    (re.compile(r"Feuille (.+)", re.DOTALL), lambda found: WholeSheet(found[1])),
)
_FILE = re.compile(rf"(.+?\.\w{{1,5}}){IN_FILE}(.+)", re.DOTALL)


def position_of(address: str) -> Position | None:
    """The position that either of its forms names; None for anything else (« Fichier annexe.xlsx », « Document »)."""
    for pattern, made in _FORMS:
        if found := pattern.fullmatch(address):
            return made(found)
    return None


def in_file(name: str, address: str) -> str:
    """The address with the name of its file before it: « fiche-3.docx · Paragraphe 2 »."""
    return f"{name}{IN_FILE}{address}"


def split_file(address: str) -> tuple[str, str]:
    """The name of the file that `in_file` wrote, or nothing, and the address without it."""
    found = _FILE.fullmatch(address)
    return (found[1], found[2]) if found else ("", address)


def column_rank(letters: str) -> int:
    """The rank from 0 of a column by its letters: « A » is 0, « AA » is 26."""
    rank = 0
    for letter in letters:
        rank = rank * 26 + ord(letter) - 64
    return rank - 1


def _sheet_cell(sheet: str, letters: str, row: str) -> SheetCell:
    return SheetCell(sheet, int(row) - 1, column_rank(letters))


def _table_cell(table: int, row: int, col: int) -> TableCell:
    return TableCell(table, row - 1, col - 1)


def _text_cell(row: int, col: int) -> TextCell:
    return TextCell(row - 1, col - 1)
