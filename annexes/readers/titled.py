"""Sheets whose first row holds the titles of `annexes.columns`: columns by their title, cells parsed, faults said."""

from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import Any

from annexes.codecs import words_of
from annexes.columns import Column
from annexes.readers.positions import SheetCell, SheetRow
from annexes.readers.typed import read_typed, split_words
from annexes.reading import CellFate, Fate, Issue, Severity

Cells = list[tuple[int, Column]]  # the columns of one kind of object that the sheet has, with their rank

_REMEMBERED = 2000  # parsed values of a column: the cells of many say the same


class TitledSheet:
    """One such sheet. `issues`, `fates` and `cells` (those that hold something) grow as its rows are read.

    `words` are those of the lists of its workbook, in lower case: each is one word, whatever signs it holds.
    """

    def __init__(self, name: str, header: list[Any], words: Container[str] = frozenset()) -> None:
        self.words = words
        self.name = name
        self.header = [str(title).strip() for title in header]
        self.rank = {title: rank for rank, title in reversed(list(enumerate(self.header))) if title}
        self.issues: list[Issue] = []
        self.fates: list[CellFate] = []
        self.cells = self.row = 0
        self._known: set[int] = set()
        self._seen: dict[int, dict[Any, Any]] = {}  # by column: what texts were parsed to, without a doubt

    def columns(self, columns: Iterable[Column]) -> Cells:
        found = [(self.rank[column.title], column) for column in columns if column.title in self.rank]
        self._known.update(rank for rank, _ in found)
        return found

    def also_knows(self, *titles: str) -> None:
        self._known.update(self.rank[title] for title in titles if title in self.rank)

    def check_titles(self) -> None:
        """Say the columns that nobody asked for."""
        for rank, title in enumerate(self.header):
            if title and rank not in self._known:
                message = f"La colonne « {title} » n’est pas connue : elle n’est pas reprise."
                self.issues.append(Issue(self.where(rank, 1), Severity.WARNING, "unknown-column", message))

    def lines(self, rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
        """The rows that hold something, as long as the header; `row` is the number of the one at hand."""
        extra = [rank for rank in range(len(self.header)) if rank not in self._known]
        for self.row, line in enumerate(rows, 2):
            filled = sum(1 for value in line if value not in ("", None))
            if not filled:
                continue
            self.cells += filled
            if len(line) < len(self.header):
                line = line + [""] * (len(self.header) - len(line))
            for rank in (*extra, *range(len(self.header), len(line))):
                self.leave_out(rank, line[rank], "colonne inconnue")
            yield line

    def values(self, cells: Cells, line: list[Any]) -> dict[str, Any]:
        """The non-empty cells of some columns, parsed; what cannot be is said and left out."""
        values: dict[str, Any] = {}
        for rank, column in cells:
            value = line[rank]
            if value == "" or value is None:
                continue
            seen = self._seen.setdefault(rank, {})
            if (known := seen.get(value)) is not None and type(value) is str:
                values[column.name] = known
                continue
            try:
                parsed = column.parse(value)
            except ValueError as fault:
                self._read_otherwise(values, rank, column, value, fault)
                continue
            if column.parse is words_of and (typed := split_words(parsed, self.words)):
                self._warn(rank, column, typed.said, str(value))
                parsed = typed.value
            elif len(seen) < _REMEMBERED:
                seen[value] = parsed
            values[column.name] = parsed
        return values

    def _read_otherwise(self, values: dict[str, Any], rank: int, column: Column, value: Any, fault: ValueError) -> None:
        """A value in words of its own is read with a warning; one that is not understood is an error."""
        text = value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
        if (typed := read_typed(column, text)) is not None:
            values[column.name] = typed.value
            self._warn(rank, column, typed.said, text)
            return
        message = f"« {column.title} » : la valeur « {text[:60]} » n’est pas comprise ; {fault}."
        proposal = "Corriger la cellule ; sans cela l’import est bloqué."
        self.issues.append(Issue(self.where(rank), Severity.ERROR, "bad-value", message, proposal, text[:120]))

    def _warn(self, rank: int, column: Column, said: str, text: str) -> None:
        message, proposal = f"« {column.title} » : {said}.", "Vérifier cette lecture, ou corriger la cellule."
        self.issues.append(Issue(self.where(rank), Severity.WARNING, "typed-value", message, proposal, text[:120]))

    def text(self, line: list[Any], title: str) -> str:
        rank = self.rank.get(title)
        value = line[rank] if rank is not None else ""
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value or "").strip()

    def leave_out(self, rank: int, value: Any, reason: str) -> None:
        if value not in ("", None):
            self.fates.append(CellFate(self.where(rank), Fate.IGNORED, reason, str(value)))

    def where(self, rank: int, row: int | None = None) -> str:
        return SheetCell(self.name, (self.row if row is None else row) - 1, rank).where

    def source(self) -> str:
        return SheetRow(self.name, self.row - 1).where
