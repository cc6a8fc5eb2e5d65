"""What reading an annexe gives: the outline, what is to be said about it, and the fate of every source cell."""

from dataclasses import dataclass, field
from enum import StrEnum

from annexes.outline import PlanOutline


class Severity(StrEnum):
    ERROR = "error"  # blocks the import
    WARNING = "warning"  # read, with a doubt that a person should look at
    INFO = "info"  # said for the record

    @property
    def label(self) -> str:
        return {"error": "Erreur", "warning": "Alerte", "info": "Information"}[self.value]


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing to say about a source, in French, with its address and what was or could be done.

    `where` is written for a person: « Feuille Enfance, B13 », « Tableau 2, ligne 5, colonne 3 », « Paragraphe 12 ».
    """

    where: str
    severity: Severity
    code: str  # stable identifier of the rule: « shifted-cell »
    message: str
    proposal: str = ""
    excerpt: str = ""  # the beginning of the source text, at most 120 characters


class Fate(StrEnum):
    KEPT = "kept"  # kept as free text
    IGNORED = "ignored"  # left out, for a reason

    @property
    def label(self) -> str:
        return {"kept": "Conservé en texte libre", "ignored": "Ignoré"}[self.value]


@dataclass(frozen=True, slots=True)
class CellFate:
    """A non-empty source cell (or paragraph) that became no object of the plan, and why."""

    where: str
    fate: Fate
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file that one layout reads: a sheet, a table, a run of paragraphs, a whole fiche.

    `key` names it in the file and stays the same from one reading to the next, whatever layout is chosen. `header` and
    `samples` are there for a table whose columns can be matched to fields: `mapping` gives the field of each column.
    """

    key: str
    where: str  # « Feuille Enfance », « Tableau 2 »
    layout: str  # the key of the layout that read it
    choices: tuple[str, ...] = ()  # the layouts that could read it, the likeliest first
    header: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()  # for each column, its first values
    mapping: tuple[str, ...] = ()  # for each column, the title of the field in `annexes.columns`, or ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`cells` is the number of non-empty source cells; `attached` of them became objects, the others are in `fates`."""

    outline: PlanOutline = field(default_factory=PlanOutline)
    issues: tuple[Issue, ...] = ()
    fates: tuple[CellFate, ...] = ()
    cells: int = 0
    attached: int = 0
    layout: str = ""  # identifier of the layout that was recognised
    parts: tuple[Part, ...] = ()
    theme_cells: tuple[CellFate, ...] = ()  # attached cells that only name a theme: their fate in a plan without themes

    @property
    def has_errors(self) -> bool:
        return any(issue.severity is Severity.ERROR for issue in self.issues)


class Unreadable(Exception):
    """A file that cannot be read at all: `issue` says why and what to do, in French."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message)
        self.issue = issue
