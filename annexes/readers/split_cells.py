"""A number in one cell and its title in another: « Fiche 3 » | « Titre », « OI 1 » | « Titre », « 3 » | « Titre »."""

import re
from dataclasses import replace

from annexes.labels import STRONG, Kind, Label, read_labels
from annexes.readers.drafts import Builder
from annexes.readers.grid import Cell
from annexes.readers.headers import STRUCTURE, Column, Header
from annexes.reading import Severity

_NUMBER = re.compile(r"(?:n\s?[°ºo.]*\s*)?(\d{1,5}(?:\.\d{1,3})*)\s*(bis|ter|quater)?\.?", re.IGNORECASE)
_COLUMN_OF = {
    Kind.AXIS: Column.AXIS,
    Kind.INTERMEDIATE: Column.INTERMEDIATE,
    Kind.OPERATIONAL: Column.OPERATIONAL,
    Kind.ACTION: Column.ACTION,
}
_UNLABELLED = frozenset({Kind.TEXT, Kind.NUMBERED, Kind.REFERENCE, Kind.ROMAN, Kind.ACTIONS_HEADING, Kind.VERSION})


def join_numbers_and_titles(
    row: list[tuple[Cell, list[Label]]], header: Header, builder: Builder
) -> list[tuple[Cell, list[Label]]]:
    """The labels of each cell of a row, a bare number having taken its title from the cell that holds it.

    A cell that gave its text as a title is attached and left out.
    """
    cells = [cell for cell, _ in row]
    read = {index: _labels(cell, labels, header) for index, (cell, labels) in enumerate(row)}
    taken: set[int] = set()
    for index, cell in enumerate(cells):
        labels = read[index]
        if index in taken or not labels or any(label.kind not in _COLUMN_OF or label.title for label in labels):
            continue
        giver = _giver(index, cells, read, taken, header)
        if giver is None:
            continue
        read[index] = _titled(labels, cells[giver], cell, builder)
        taken.add(giver)
        builder.attach(cells[giver])
    return [(cell, read[index]) for index, cell in enumerate(cells) if index not in taken and read[index]]


def with_title(label: Label, giver: Cell) -> Label:
    """The bare label with the text of a cell as its title: its lines join as they do inside one cell."""
    lines = [found.raw or found.title for found in read_labels(giver.lines)]
    more = read_labels([f"Fiche 1 : {lines[0]}", *lines[1:]])[0]
    return replace(label, title=more.title, more=more.more, cut=more.cut)


def is_unlabelled(labels: list[Label]) -> bool:
    """Whether a cell holds text and no label of the tree."""
    return bool(labels) and all(label.kind in _UNLABELLED and label.kind not in STRONG for label in labels)


def _labels(cell: Cell, labels: list[Label], header: Header) -> list[Label]:
    column = header.at(cell)
    if column in (Column.NUMBER, Column.ACTION) or (column is Column.OPERATIONAL and len(cell.lines) == 1):
        matches = [_NUMBER.fullmatch(line.strip()) for line in cell.lines]
        kind = Kind.OPERATIONAL if column is Column.OPERATIONAL else Kind.ACTION
        numbers = [Label(kind, number=_plain(m[1]), suffix=(m[2] or "").lower(), raw=m[0]) for m in matches if m]
        if len(numbers) == len(cell.lines):
            return numbers
    return labels or [Label(Kind.SEPARATOR, title=cell.text)]


def _plain(number: str) -> str:
    return (number.lstrip("0") or "0") if number.isdecimal() else number


def _giver(index: int, cells: list[Cell], read: dict[int, list[Label]], taken: set[int], header: Header) -> int | None:
    """The cell of the row whose text is the title of the bare label at `index`."""
    kind = read[index][0].kind
    if kind is Kind.ACTION:
        for other, cell in enumerate(cells):
            if other not in taken and other != index and header.at(cell) is Column.TITLE and is_unlabelled(read[other]):
                return other
    other = index + 1
    if other >= len(cells) or other in taken or not is_unlabelled(read[other]):
        return None
    column = header.at(cells[other])
    if column is not None and column is not _COLUMN_OF[kind]:
        wrong = column not in (Column.TITLE, Column.ACTION) or kind is not Kind.ACTION
        if column is Column.TITLE and not header.has(Column.ACTION, Column.NUMBER):
            wrong = False
        if wrong:
            return None
    gap = cells[other].col - (cells[index].col + cells[index].colspan)
    return other if gap == 0 or not header.columns or column in STRUCTURE else None


def _titled(labels: list[Label], giver: Cell, cell: Cell, builder: Builder) -> list[Label]:
    if len(labels) == 1:
        return [with_title(labels[0], giver)]
    lines = [label.raw or label.title for label in read_labels(giver.lines)]
    if len(labels) == len(lines):
        return [replace(label, title=line) for label, line in zip(labels, lines, strict=True)]
    builder.say(
        cell,
        Severity.WARNING,
        "numbers-and-titles",
        f"{len(labels)} numéros en face de {len(lines)} intitulés",
        "les intitulés ont été donnés dans l’ordre : à vérifier",
    )
    titles = [*lines[: len(labels) - 1], " ".join(lines[len(labels) - 1 :])]
    titles += [""] * (len(labels) - len(titles))
    return [replace(label, title=title) for label, title in zip(labels, titles, strict=True)]
