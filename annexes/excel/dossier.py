"""The rows of the sheets of the dossier, those alone whose group holds something."""

from collections.abc import Iterator, Sequence
from typing import Any

from annexes.columns import Column
from annexes.columns.dossier import (
    AMENDMENT_SHEET,
    COMMITTEE_SHEET,
    FILE_SHEETS,
    MEETING_SHEET,
    PROGRAMME_SHEET,
    group_of,
    head_columns,
    meeting_name,
)
from annexes.fileoutline import CommitteeOutline, PlanFile

Row = list[Any]
CONTACT = "contact"


def file_tables(file: PlanFile, *, contacts: bool) -> Iterator[tuple[str, Sequence[Column], list[Row]]]:
    """The title, the columns and the rows of each sheet, in their order; without `contacts`, no column of them."""
    tables = _Tables(file)
    filled = {group_of(sheet) for sheet in FILE_SHEETS if tables.rows[sheet.name]}
    for sheet in FILE_SHEETS:
        if group_of(sheet) not in filled:
            continue
        head = head_columns(sheet)
        shown = [column for column in sheet.columns if contacts or column.name != CONTACT]
        rows = [[*above, *(column.to_cell(getattr(one, column.name)) for column in shown)] for above, one in
                tables.rows[sheet.name]]  # fmt: skip
        yield sheet.title, (*head, *shown), rows


class _Tables:
    """What each sheet holds, by the name of its field: what stands before its columns, then the value."""

    def __init__(self, file: PlanFile) -> None:
        self.rows: dict[str, list[tuple[Row, Any]]] = {sheet.name: [] for sheet in FILE_SHEETS}
        self.meetings = 0
        for sheet in FILE_SHEETS:
            if not sheet.of and sheet.title not in (COMMITTEE_SHEET, PROGRAMME_SHEET, AMENDMENT_SHEET):
                self._add(sheet.name, getattr(file, sheet.name))
        if file.programme is not None:
            self._add("programme", [file.programme])
            self._below(PROGRAMME_SHEET, file.programme, [])
        for rank, committee in enumerate(file.committees, 1):
            self._committee(f"I{rank}", committee)
        self._add("visas", file.visas, "")
        for amendment in file.amendments:
            self._add("amendments", [amendment])
            self._add("visas", amendment.visas, amendment.number)

    def _committee(self, key: str, committee: CommitteeOutline) -> None:
        self._add("committees", [committee], key)
        self._add("seats", committee.seats, key, committee.name)
        for meeting in committee.meetings:
            self.meetings += 1
            own = f"R{self.meetings}"
            self._add("meetings", [meeting], own, key, committee.name)
            self._below(MEETING_SHEET, meeting, [own, meeting_name(committee.name, meeting.starts_at)])

    def _below(self, owner: str, value: Any, head: Row) -> None:
        for sheet in FILE_SHEETS:
            if sheet.of == owner:
                self._add(sheet.name, getattr(value, sheet.name), *head)

    def _add(self, name: str, values: Sequence[Any], *head: Any) -> None:
        self.rows[name] += [([*head], value) for value in values]
