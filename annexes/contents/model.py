"""The pieces that documents are made of: lines of prose, facts, grids of values, fiches."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum

NO_FICHE = "Aucune fiche à ce jour."

Value = str | int | Decimal | date | None


class CellKind(Enum):
    """How the values of a column are printed and aligned."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # euros, all taxes included
    PERCENT = "percent"  # 25 for 25 %
    DATE = "date"


class FicheStyle(StrEnum):
    """How much of a fiche is printed."""

    COMPLETE = "complete"  # every rubric, an empty one says so
    ELECTED = "elus"  # without empty rubrics
    BLANK = "vierge"  # dotted lines where nothing is known, to be written by hand in a meeting
    FORM = "formulaire"  # the same without any fiche: what the kind of plan asks for, and nothing else

    @property
    def label(self) -> str:
        return {
            "complete": "Complète",
            "elus": "Version élus",
            "vierge": "Fiche vierge (à compléter)",
            "formulaire": "Formulaire vierge",
        }[self.value]


class RowStyle(StrEnum):
    PLAIN = "plain"
    GROUP = "group"  # a row that names the rows below it; its first cell alone is filled
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph, or one item of a list.

    `mark` hangs before an item instead of the dash of a bullet (« 1. »); `lead` is the words that it begins with and
    that stand out (« 2026 », before a colon). `anchor` is the fiche that it leads to (see `action_anchor`), `url` an
    address outside.
    """

    text: str
    bullet: bool = False
    mark: str = ""
    lead: str = ""
    anchor: str = ""
    url: str = ""

    @property
    def said(self) -> str:
        """The line as plain text."""
        return f"{self.lead} : {self.text}".rstrip() if self.lead else self.text


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
    """A table without merged cells: one header row, then rows of as many cells as there are columns.

    The lines of a text after its first one say more about it, in smaller letters.
    """

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

    @property
    def name(self) -> str:
        """« Axe III », « OI 2 »: the code, after the name of its level when it is a bare number."""
        if not self.code:
            return self.level
        return self.code if " " in self.code else f"{self.level} {self.code}"

    @property
    def said(self) -> str:
        return f"{self.name} : {self.title}" if self.title else self.name


@dataclass(frozen=True, slots=True)
class FicheSheet:
    """A fiche action as it is printed. What is empty is there too, unless the style leaves it out."""

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
    remark: str = ""  # what is to be known before reading it: « Rattachement à vérifier »
    style: FicheStyle = FicheStyle.COMPLETE
    progress: int | None = None  # per cent, for the bar beside « Avancement »
    running: str = ""  # for the running header, when it is no fiche

    @property
    def name(self) -> str:
        """« Fiche action n° 72 », or « Fiche action »."""
        return f"{self.label} n° {self.reference}" if self.reference else self.label

    @property
    def to_fill(self) -> bool:
        """Whether dotted lines stand where nothing is known."""
        return self.style in (FicheStyle.BLANK, FicheStyle.FORM)

    @property
    def missing(self) -> tuple[str, ...]:
        """What nothing is known of, in the order of print."""
        facts = (fact.label for fact in (*self.marks, *self.facts) if not fact.value)
        return (*facts, *(rubric.title for rubric in self.rubrics if rubric.is_empty))


def prose(text: str) -> tuple[Line, ...]:
    """The lines of a long text; one that begins with « - » is a bullet."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(Line(line.removeprefix("- ").strip(), line.startswith("- ")) for line in lines if line)


def action_anchor(key: int | str | None) -> str:
    """The name of a fiche inside a document, for links: « f12 »."""
    return f"f{key}"


def objective_anchor(key: int | str | None) -> str:
    return f"o{key}"
