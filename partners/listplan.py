"""What an import of a list would do, row by row, and what a person decided about it: values, without a query."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

from accounts.aggregates import Content, bare

Row = tuple[int, list[str]]  # number in the file, cells


REMARKS = "Signalements"  # the column that a returned file adds, and that nothing reads


class RowState(StrEnum):
    NEW = "nouveau"
    CHANGED = "change"
    UNCHANGED = "inchange"
    REFUSED = "refuse"
    LEFT_OUT = "laisse"

    @property
    def words(self) -> str:
        return {
            "nouveau": "Nouveau",
            "change": "Changé",
            "inchange": "Inchangé",
            "refuse": "Refusé",
            "laisse": "Laissé de côté",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is refused; `column` is the title that the list gives to the cell at fault, if there is one."""

    sentence: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.column} : {self.sentence}" if self.column else self.sentence


@dataclass(frozen=True, slots=True)
class Alike:
    """A known entry that a new row resembles, and why."""

    key: int
    name: str
    reason: str


@dataclass(slots=True)
class PlannedRow:
    """What becomes of one row: what it changes (field, before, after, in words), or why it is refused."""

    number: int
    label: str
    state: RowState
    key: int | None = None
    part: Content = field(default_factory=dict)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    alike: Alike | None = None  # for a new entry: the one that it resembles
    same: str = ""  # the name of the entry that a person said it is
    aged: str = ""  # its name in today's words, when it has aged
    renamed: bool = False  # and a person accepted it

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PlannedRow":
        alike = Alike(**data["alike"]) if data["alike"] else None
        refusals = [Refusal(**refusal) for refusal in data["refusals"]]
        changes = [(name, old, new) for name, old, new in data["changes"]]
        whole = {"state": RowState(data["state"]), "changes": changes, "refusals": refusals, "alike": alike}
        return cls(**{**data, **whole})

    def to_json(self) -> dict[str, Any]:
        """What is shown of it: without its `part`."""
        told = asdict(replace(self, part={}))
        del told["part"]
        return told


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file and what it is read as: the name of a column of the list, or nothing."""

    place: int
    title: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ListDecisions:
    """What a person decided in the preview; rows by their number in the file, columns by their place in it."""

    left_out: frozenset[int] = frozenset()
    same: Mapping[int, int] = field(default_factory=dict)  # the key of the entry that a row is
    renamed: frozenset[int] = frozenset()  # names to be put in today's words
    columns: Mapping[int, str] = field(default_factory=dict)  # the name of a column of the list, "" for none

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ListDecisions":
        return cls(
            frozenset(data.get("left_out", ())),
            {int(row): key for row, key in data.get("same", {}).items()},
            frozenset(data.get("renamed", ())),
            {int(place): name for place, name in data.get("columns", {}).items()},
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "left_out": sorted(self.left_out),
            "same": {str(row): key for row, key in sorted(self.same.items())},
            "renamed": sorted(self.renamed),
            "columns": {str(place): name for place, name in sorted(self.columns.items())},
        }


@dataclass(slots=True)
class ListPlan:
    rows: list[PlannedRow] = field(default_factory=list)
    columns: list[FileColumn] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # the name of each column of the list, by its title
    missing: str = ""  # the column without which nothing can be read

    @property
    def ignored(self) -> list[str]:
        """The titles that nothing reads."""
        return [column.title for column in self.columns if column.title and not column.name and column.title != REMARKS]

    @property
    def counts(self) -> Counter[RowState]:
        return Counter(row.state for row in self.rows)

    @property
    def to_write(self) -> int:
        return self.counts[RowState.NEW] + self.counts[RowState.CHANGED]

    def of(self, *states: RowState) -> Sequence[PlannedRow]:
        return [row for row in self.rows if row.state in states]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ListPlan":
        """What `to_json` told: enough to be shown, not to be written."""
        rows = [PlannedRow.from_json(row) for row in data["rows"]]
        return cls(rows, [FileColumn(**column) for column in data["columns"]], dict(data["names"]), data["missing"])

    def to_json(self) -> dict[str, Any]:
        columns = [asdict(column) for column in self.columns]
        rows = [row.to_json() for row in self.rows]
        return {"rows": rows, "columns": columns, "names": self.names, "missing": self.missing}

    def digest(self) -> str:
        """Equal for plans that would write the same."""
        said = [(row.number, row.state.value, row.key, bare(row.part)) for row in self.rows]
        return sha256(repr(said).encode()).hexdigest()
