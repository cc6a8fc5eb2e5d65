"""What is to be said of a file, beside the line that it concerns, and filtered by gravity, by kind and by part."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from accounts.text import fold
from annexes.preview.asked import ISSUES, Asked
from annexes.preview.looks import Filter, anchor
from annexes.readers.positions import (
    Paragraph,
    Position,
    SheetCell,
    SheetRow,
    TableCell,
    WholeSheet,
    position_of,
    split_file,
)
from annexes.reading import Issue, Severity

SHOWN = 25  # issues listed before « afficher les autres »
BLOCKING = 5  # errors said at the top
SEVERITIES = {"erreur": Severity.ERROR, "alerte": Severity.WARNING, "information": Severity.INFO}
SYMBOLS = {Severity.ERROR: "✕", Severity.WARNING: "!", Severity.INFO: "i"}
_ORDER = list(Severity)

# The kind of an issue, told by the words of its code; the first that fits.
_KINDS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("decisions", "Décisions impossibles", frozenset({"decision"})),
    ("numeros", "Numéros", frozenset({"number", "numbers"})),
    (
        "places",
        "Rattachement",
        frozenset({"shifted", "objective", "objectives", "place", "level", "continuation", "oo", "sentence", "theme"}),
    ),
    ("titres", "Intitulés et doublons", frozenset({"title", "duplicate", "repeated", "cut", "same", "axis"})),
    ("noms", "Partenaires et listes", frozenset({"partner", "word", "leads", "holders", "linked", "merged"})),
    (
        "valeurs",
        "Valeurs",
        frozenset(
            {"value", "year", "dates", "age", "ages", "amount", "figure", "progress", "priority", "frequency", "url"}
            | {"note", "target", "targets", "measurement", "indicator", "reason"}
        ),
    ),
)
_OTHER = ("lecture", "Lecture du fichier")


class Placed(Protocol):
    """A line of the tree."""

    ref: str
    title: str
    source: str
    is_fiche: bool
    issues: "list[Told]"


@dataclass(slots=True)
class Told:
    """An issue, with the line that it concerns and what it is filtered by."""

    issue: Issue
    kind: str
    kind_label: str
    part: str
    ref: str = ""

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.issue.severity]

    @property
    def anchor(self) -> str:
        return anchor(self.ref)


@dataclass(frozen=True, slots=True)
class IssueList:
    """The issues that were asked for, the gravest first, and the filters that lead to others."""

    told: list[Told]
    hidden: int
    severities: list[Filter]
    kinds: list[Filter]
    parts: list[Filter]
    total: int
    errors: int
    blocking: list[Told]  # the first errors


def placed(issues: Iterable[Issue], lines: Iterable[Placed]) -> list[Told]:
    """Every issue, and in `line.issues` those of each line.

    They are those of its cell, by its title when it shares the cell; those of another cell of its row go to the fiche
    that stands there alone.
    """
    told = [Told(issue, *_kind(issue.code), _part(issue.where)) for issue in issues]
    if told:
        at: dict[tuple[str, Position | str], list[Placed]] = {}
        fiches: dict[tuple[str, str, int], list[Placed]] = {}
        for line in lines:
            if line.source:
                address = _address(line.source)
                at.setdefault(address, []).append(line)
                if line.is_fiche and (row := _row(address)) is not None:
                    fiches.setdefault(row, []).append(line)
        for one in told:
            address = _address(one.issue.where)
            row = _row(address)
            alone = fiches.get(row, []) if row is not None else []
            if here := at.get(address) or (alone if len(alone) == 1 else []):
                line = _of_issue(here, one.issue)
                line.issues.append(one)
                one.ref = line.ref
    return told


def issue_list(told: Sequence[Told], asked: Asked) -> IssueList:
    """The issues that a person asked for; each filter counts what it would show beside the others."""
    severity = SEVERITIES.get(asked.severity)
    by_severity = [one for one in told if severity is None or one.issue.severity is severity]
    by_kind = [one for one in by_severity if not asked.kind or one.kind == asked.kind]
    shown = [one for one in by_kind if not asked.part or one.part == asked.part]
    shown.sort(key=lambda one: _ORDER.index(one.issue.severity))
    limit = len(shown) if asked.whole(ISSUES) else SHOWN
    numbers = Counter(one.issue.severity for one in told)
    gravities = [
        Filter("", "Tous", len(told), severity is None, asked.query(gravite="")),
        *(
            Filter(key, f"{s.label}s", numbers[s], severity is s, asked.query(gravite=key))
            for key, s in SEVERITIES.items()
        ),
    ]
    kinds = Counter((one.kind, one.kind_label) for one in by_severity)
    parts = Counter((one.part, one.part) for one in by_kind)
    return IssueList(
        shown[:limit],
        max(0, len(shown) - limit),
        gravities,
        _choices(kinds, asked.kind),
        _choices(parts, asked.part),
        len(told),
        numbers[Severity.ERROR],
        [one for one in told if one.issue.severity is Severity.ERROR][:BLOCKING],
    )


def _choices(numbers: Counter[tuple[str, str]], chosen: str) -> list[Filter]:
    return [Filter(key, label, number, key == chosen) for (key, label), number in numbers.items()]


def _kind(code: str) -> tuple[str, str]:
    words = set(code.split("-"))
    found = next(((key, label) for key, label, signs in _KINDS if words & signs), None)
    return found or _OTHER


def _part(where: str) -> str:
    """The file of an address when there are several, else its sheet or table."""
    file, address = split_file(where)
    if file:
        return file
    position = position_of(address)
    if isinstance(position, SheetCell | SheetRow | WholeSheet):
        return f"Feuille {position.sheet}"
    if isinstance(position, TableCell):
        return f"Tableau {position.table}"
    return "Paragraphes" if isinstance(position, Paragraph) else "Ensemble du fichier"


def _address(text: str) -> tuple[str, Position | str]:
    file, address = split_file(text)
    return file, position_of(address) or address


def _row(address: tuple[str, Position | str]) -> tuple[str, str, int] | None:
    """The file, the sheet or table and the row of an address; None for what has no row."""
    file, position = address
    if isinstance(position, SheetCell | SheetRow):
        return file, position.sheet, position.row
    if isinstance(position, TableCell):
        return file, f"T{position.table}", position.row
    return None


def _of_issue(lines: Sequence[Placed], issue: Issue) -> Placed:
    if len(lines) > 1:
        said = fold(f"{issue.excerpt} {issue.message}")
        for line in lines:
            title = fold(line.title)
            if title and title in said:
                return line
    return lines[0]
