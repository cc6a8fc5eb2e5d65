"""The sheets of the dossier beside « Données », read back: each row goes to the one that its key or its name tells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from accounts.text import fold
from annexes.columns.dossier import (
    AMENDMENT_SHEET,
    FILE_SHEETS,
    MEETING_SHEET,
    NAMED,
    OWNER_AMENDMENT,
    PROGRAMME_SHEET,
    FileSheet,
    group_of,
    head_columns,
    key_column,
    meeting_name,
    name_column,
)
from annexes.fileoutline import ProgrammeOutline
from annexes.readers.titled import TitledSheet
from annexes.reading import Issue, Severity

SheetRows = Mapping[str, Iterable[list[Any]]]
TITLES = tuple(sheet.title for sheet in FILE_SHEETS)


@dataclass(slots=True)
class _Node:
    """A row and those that hang on it, by the name of their field."""

    sheet: FileSheet
    values: dict[str, Any]
    below: dict[str, list["_Node"]] = field(default_factory=dict)

    def frozen(self) -> Any:
        lists = {name: tuple(node.frozen() for node in nodes) for name, nodes in self.below.items()}
        return self.sheet.kind(**self.values, **lists)


@dataclass(slots=True)
class FileReading:
    """`values` are the fields of the dossier that these sheets carry; `contacts`: whether members come with theirs."""

    values: dict[str, Any] = field(default_factory=dict)
    sheets: list[TitledSheet] = field(default_factory=list)
    contacts: bool = True


def read_file(others: SheetRows) -> FileReading:
    """What the sheets of the dossier say, each fault with its cell. A group without all its sheets is left out."""
    reader = _Reader()
    for _, group in groupby(FILE_SHEETS, group_of):
        sheets = list(group)
        present = [sheet for sheet in sheets if sheet.title in others]
        if len(present) == len(sheets):
            reader.read_group(sheets, others)
        elif present:
            reader.leave_out(present, sheets, others)
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found = FileReading()
        self.owners: dict[tuple[str, str], _Node] = {}

    def read_group(self, sheets: list[FileSheet], others: SheetRows) -> None:
        roots: dict[str, list[_Node]] = {sheet.name: [] for sheet in sheets if not sheet.of}
        if sheets[-1].of == AMENDMENT_SHEET:
            roots[sheets[-1].name] = []  # those of the plan itself
        for sheet in sheets:
            lines = iter(others[sheet.title])
            self._read(sheet, TitledSheet(sheet.title, next(lines, [])), lines, roots)
        values: dict[str, Any] = {name: tuple(node.frozen() for node in nodes) for name, nodes in roots.items()}
        if "programme" in values:
            values["programme"] = next(iter(values["programme"]), None)
        self.found.values |= values

    def leave_out(self, present: list[FileSheet], sheets: list[FileSheet], others: SheetRows) -> None:
        """Without all its sheets, a group would lose what the missing ones held."""
        missing = ", ".join(f"« {sheet.title} »" for sheet in sheets if sheet not in present)
        for one in present:
            lines = iter(others[one.title])
            sheet = TitledSheet(one.title, next(lines, []))
            message = f"La feuille « {one.title} » n’est pas reprise : il manque {missing}."
            proposal = "Exporter de nouveau le plan, et garder ces feuilles ensemble."
            sheet.issues.append(Issue(f"Feuille {one.title}", Severity.WARNING, "missing-sheet", message, proposal))
            for line in sheet.lines(lines):
                for rank, value in enumerate(line):
                    sheet.leave_out(rank, value, "feuille incomplète")
            self.found.sheets.append(sheet)

    def _read(
        self, sheet: FileSheet, titled: TitledSheet, lines: Iterable[list[Any]], roots: dict[str, list[_Node]]
    ) -> None:
        cells = titled.columns(sheet.columns)
        titled.also_knows(*(column.title for column in head_columns(sheet)))
        titled.check_titles()
        if any(column.name == "contact" for column in sheet.columns) and "Contact" not in titled.rank:
            self.found.contacts = False
        for line in titled.lines(lines):
            values = titled.values(cells, line)
            owner = self._owner(sheet, titled, line, roots)
            if owner is None:
                continue
            node = _Node(sheet, values)
            self._remember(sheet, titled, line, node)
            if self._is_whole(sheet, titled, line, node):
                owner.append(node)
        self.found.sheets.append(titled)

    def _is_whole(self, sheet: FileSheet, titled: TitledSheet, line: list[Any], node: _Node) -> bool:
        """Whether a row has all that it cannot do without; an empty cell is said, one that is not understood was."""
        for column in sheet.required:
            if node.values.get(column.name) not in (None, ""):
                continue
            rank = titled.rank.get(column.title)
            if rank is None or line[rank] in (None, ""):
                where = titled.source() if rank is None else titled.where(rank)
                message = f"« {column.title} » est à remplir : la ligne n’est pas reprise."
                titled.issues.append(Issue(where, Severity.ERROR, "empty-cell", message, "Remplir cette cellule."))
            return False
        return True

    def _owner(
        self, sheet: FileSheet, titled: TitledSheet, line: list[Any], roots: dict[str, list[_Node]]
    ) -> list[_Node] | None:
        """The list where a row goes; None, said, when what it hangs on is nowhere."""
        if not sheet.of:
            return roots[sheet.name]
        if sheet.of == PROGRAMME_SHEET:
            several = roots["programme"]
            if not several:
                several.append(_Node(next(one for one in FILE_SHEETS if one.kind is ProgrammeOutline), {}))
            return several[0].below.setdefault(sheet.name, [])
        titles = [OWNER_AMENDMENT.title]
        if sheet.of in NAMED:
            titles = [key_column(sheet.of).title, name_column(sheet.of).title]
        told = [titled.text(line, title) for title in titles]
        if sheet.of == AMENDMENT_SHEET and not told[0]:
            return roots[sheet.name]
        for word in told:
            if word and (found := self.owners.get((sheet.of, fold(word)))) is not None:
                return found.below.setdefault(sheet.name, [])
        said = next(filter(None, told), "")
        rank = titled.rank.get(titles[-1], titled.rank.get(titles[0], 0))
        message = f"« {said} » n’est pas dans la feuille « {sheet.of} » : la ligne n’est pas reprise."
        proposal = f"Recopier la clé ou le nom de la feuille « {sheet.of} »."
        titled.issues.append(Issue(titled.where(rank), Severity.ERROR, "unknown-owner", message, proposal, said[:120]))
        return None

    def _remember(self, sheet: FileSheet, titled: TitledSheet, line: list[Any], node: _Node) -> None:
        """What the rows of other sheets may call this one."""
        names = []
        if sheet.title == AMENDMENT_SHEET:
            names = [str(node.values.get("number", ""))]
        elif sheet.title == MEETING_SHEET:
            committee = titled.text(line, name_column(sheet.of).title)
            names = [
                titled.text(line, key_column(sheet.title).title),
                meeting_name(committee, node.values.get("starts_at")),
            ]
        elif sheet.title in NAMED:
            names = [titled.text(line, key_column(sheet.title).title), node.values.get("name", "")]
        for name in names:
            if name:
                self.owners.setdefault((sheet.title, fold(name)), node)
