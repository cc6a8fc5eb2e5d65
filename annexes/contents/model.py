"""The pieces that documents are made of: lines of prose, facts, grids of values, fiches."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum

Value = str | int | Decimal | date | None


class CellKind(Enum):
    """How the values of a column are printed and aligned."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # euros, all taxes included
    PERCENT = "percent"  # 25 for 25 %
    DATE = "date"


class RowStyle(StrEnum):
    PLAIN = "plain"
    GROUP = "group"  # a row that names the rows below it; its first cell alone is filled
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, or one bullet of a list."""

    text: str
    bullet: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class GridColumn:
    title: str
    kind: CellKind = CellKind.TEXT
    share: float = 1.0  # of the width, relative to the other columns


@dataclass(frozen=True, slots=True)
class GridRow:
    cells: tuple[Value, ...]
    style: RowStyle = RowStyle.PLAIN
    anchor: str = ""  # the fiche that the row speaks of: see `action_anchor`


@dataclass(frozen=True, slots=True)
class Grid:
    """A table without merged cells: one header row, then rows of as many cells as there are columns."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...] = ()
    caption: str = ""
    row_headers: bool = False  # the first cell of a row names it

    def values(self) -> Iterator[tuple[Value, ...]]:
        for row in self.rows:
            yield row.cells


@dataclass(frozen=True, slots=True)
class Rubric:
    """A titled block of a fiche. `dotted` is how many lines a fiche vierge leaves to be written by hand."""

    title: str
    lines: tuple[Line, ...] = ()
    grids: tuple[Grid, ...] = ()
    dotted: int = 2

    @property
    def is_empty(self) -> bool:
        return not self.lines and not any(grid.rows for grid in self.grids)


@dataclass(frozen=True, slots=True)
class PathStep:
    """One objective above a fiche: « Axe », « III », its title."""

    level: str
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class FicheSheet:
    """A fiche action as it is printed."""

    anchor: str
    label: str  # « Fiche action »
    reference: str  # « 72 », « 8 bis », « 1.2.4 », or nothing
    title: str
    theme: str
    path: tuple[PathStep, ...]
    marks: tuple[Fact, ...]  # status, priority, nature, schedule: printed under the title
    facts: tuple[Fact, ...]  # the short answers: audience, lead, places…
    rubrics: tuple[Rubric, ...]
    version_label: str = ""
    extra: tuple[Fact, ...] = field(default=())  # what only an internal copy says: contacts


def prose(text: str) -> tuple[Line, ...]:
    """The lines of a long text; one that begins with « - » is a bullet."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(Line(line.removeprefix("- ").strip(), line.startswith("- ")) for line in lines if line)


def action_anchor(key: int | str | None) -> str:
    """The name of a fiche inside a document, for links: « f12 »."""
    return f"f{key}"


def objective_anchor(key: int | str | None) -> str:
    return f"o{key}"
