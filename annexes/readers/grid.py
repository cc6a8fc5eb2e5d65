"""The neutral form of a file: grids of cells with their text and their address, whatever the format was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from annexes.reading import Issue, Severity

EXCERPT_LENGTH = 120
_TO_A_PAGE = re.compile(r"\w.*?(?:(?:\.\s?){4,}|…{2,}|_{4,})\s*\d{1,3}$")
CONTENTS = -1  # `Cell.style` of a line of the table of contents
OUR_LIST = "Signalements relevés à la lecture de ce fichier"  # the first cell of the list that a returned file bears


@dataclass(frozen=True, slots=True)
class Cell:
    """A non-empty cell or paragraph. `row` and `col` count from 0; a merged cell stands at its first row and column.

    `lines` are its cleaned, non-empty paragraphs; `where` is written for people (« Feuille Enfance, B13 »),
    `source` is the short form (« Enfance!B13 »). `style` is the level of a heading (1 for the highest, 0 for none).
    `bold` is, for each line, the bold text that it begins with; it is empty when no line has any.
    """

    row: int
    col: int
    lines: tuple[str, ...]
    where: str
    source: str
    rowspan: int = 1
    colspan: int = 1
    style: int = 0
    bullet: bool = False
    hidden: bool = False  # stands under a merged cell: nobody sees it
    bold: tuple[str, ...] = ()

    @property
    def is_bold(self) -> bool:
        """Whether all its text is bold."""
        return self.bold == self.lines

    @property
    def is_contents(self) -> bool:
        """Whether it is a line of a table of contents, by its style or by its dots: « Jeunesse ........ 5 »."""
        return self.style == CONTENTS or all(_TO_A_PAGE.search(line) for line in self.lines)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def excerpt(self) -> str:
        text = " ".join(self.lines)
        return text if len(text) <= EXCERPT_LENGTH else text[: EXCERPT_LENGTH - 1] + "…"

    @property
    def last_row(self) -> int:
        return self.row + self.rowspan - 1

    def covers(self, row: int) -> bool:
        return self.row <= row <= self.last_row

    def issue(self, severity: Severity, code: str, message: str, proposal: str = "") -> Issue:
        return Issue(self.where, severity, code, message, proposal, self.excerpt)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet, one table, or a run of paragraphs (`is_table` false: one cell a row).

    `rows` holds the rows that have at least one non-empty cell, each as its cells from left to right.
    `title` is the name of the sheet, empty for a document. `ignored` says why the whole grid is left out, if it is.
    """

    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""
    is_table: bool = True
    ignored: str = ""

    def cells(self) -> Iterator[Cell]:
        for row in self.rows:
            yield from row


def our_list(rows: tuple[tuple[Cell, ...], ...]) -> str:
    """Why a grid is left out when it is the list of a returned file, or nothing."""
    ours = bool(rows) and " ".join(rows[0][0].text.split()) == OUR_LIST
    return "liste des signalements que le logiciel a ajoutée à ce fichier" if ours else ""


@dataclass(slots=True)
class Source:
    """A file as it was opened: its grids in order, and what opening it had to say.

    `page_texts` are the lines of the headers and footers of its pages: a layout may read them, most leave them.
    """

    name: str
    grids: list[Grid] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    page_texts: list[Cell] = field(default_factory=list)


@lru_cache(maxsize=1024)
def column_letters(col: int) -> str:
    """The name of a column that counts from 0: « A », « Z », « AA »."""
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
