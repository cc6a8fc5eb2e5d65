"""The plan in the making: themes, objectives and fiches that a reader opens one after the other.

A `Builder` holds what is open (theme, axis, OI, OO), keeps the account of every source cell, and gathers the issues.
Layouts call it; it knows no layout.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from accounts.text import fold
from annexes.labels import Label, flat
from annexes.outline import ExpectedEffects, Hint, HintKind
from annexes.readers.grid import Cell, Grid
from annexes.readers.siblings import Siblings, same_number
from annexes.readers.titles import SHEET, ThemeTitle
from annexes.reading import CellFate, Fate, Issue, Severity
from plans.enums import Level

LEVELS = (Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL)
_PREFIXES = {Level.AXIS: "", Level.INTERMEDIATE: "OI ", Level.OPERATIONAL: "OO "}
_WRITTEN = (
    ("OG ", re.compile(r"o\.?\s?g(?![a-z])|obj(?:ectifs?|\.)?\s+gen(?:era(?:l|ux)|\.)")),
    ("OS ", re.compile(r"o\.?\s?s(?![a-z])|obj(?:ectifs?|\.)?\s+(?:specifique|strat(?:egique|\.))")),
    ("OP ", re.compile(r"o\.?\s?p(?![a-z])")),
)
_SAME_TITLE = 0.9


@dataclass(slots=True, eq=False)
class ActionDraft:
    title: str
    cell: Cell
    number: int | None = None
    suffix: str = ""
    code: str = ""
    doubtful: bool = False
    parent: "ObjectiveDraft | None" = None
    fields: dict[str, Any] = field(default_factory=dict)
    also_serves: "list[ObjectiveDraft]" = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)

    @property
    def reference(self) -> str:
        """« 72 », « 8 bis », « 1.2.4 », or nothing."""
        return f"{self.number} {self.suffix}".strip() if self.number is not None else self.code

    @property
    def name(self) -> str:
        return f"fiche {self.reference}" if self.reference else f"fiche « {self.title[:60]} »"


@dataclass(slots=True, eq=False)
class ObjectiveDraft:
    level: Level
    title: str
    cell: Cell
    number: str = ""
    parent: "ObjectiveDraft | None" = None
    prefix: str = ""  # « OG », « OS », « OP » where the document says so, instead of « OI » or « OO »
    children: "list[ObjectiveDraft]" = field(default_factory=list)
    below: "dict[Level, Siblings[ObjectiveDraft]]" = field(default_factory=lambda: defaultdict(Siblings))
    actions: list[ActionDraft] = field(default_factory=list)
    description: str = ""
    note: str = ""
    effects: ExpectedEffects | None = None
    last_effects: ExpectedEffects | None = None  # of its children: their groups count up
    grid: Grid | None = None  # where it was opened: the span of its cell holds in that grid only
    expects_actions: bool = True
    hints: list[Hint] = field(default_factory=list)
    pointed: bool = False  # only fiches name it, as their place
    warned: bool = False  # that it goes on after the end of its merged cell

    @property
    def code(self) -> str:
        if not self.number:
            return ""
        if self.level is Level.AXIS:
            return self.number
        return f"{self.prefix or _PREFIXES[self.level]}{self.number}"

    @property
    def name(self) -> str:
        """« axe II », « OI 2 », « OO 1 », or the title of one without a number."""
        if self.level is Level.AXIS and self.number:
            return f"axe {self.number}"
        return self.code or f"« {self.title[:60]} »"

    @property
    def of_it(self) -> str:
        """« de l’axe II », « de OI 2 »."""
        return f"de l’{self.name}" if self.name.startswith("axe ") else f"de {self.name}"

    @property
    def to_it(self) -> str:
        """« à l’axe II », « à OO 4 »."""
        return f"à l’{self.name}" if self.name.startswith("axe ") else f"à {self.name}"

    def walk(self) -> "Iterator[ObjectiveDraft]":
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True, eq=False)
class ThemeDraft:
    title: str = ""
    strength: int = 0
    cell: Cell | None = None
    code: str = ""
    version_label: str = ""
    version_date: date | None = None
    annexe_number: str = ""
    annexe_cell: Cell | None = None
    ages: tuple[int, int] | None = None
    note: str = ""
    last_effects: ExpectedEffects | None = None  # of its first objectives
    objectives: list[ObjectiveDraft] = field(default_factory=list)
    below: dict[Level, Siblings[ObjectiveDraft]] = field(default_factory=lambda: defaultdict(Siblings))
    unattached: list[ActionDraft] = field(default_factory=list)
    by_number: dict[tuple[str, str], list[ActionDraft]] = field(default_factory=dict)
    placeholders: dict[str, ActionDraft] = field(default_factory=dict)  # by number: see readers.references

    @property
    def is_empty(self) -> bool:
        return not self.objectives and not self.unattached

    def walk(self) -> Iterator[ObjectiveDraft]:
        for objective in self.objectives:
            yield from objective.walk()

    def all_actions(self) -> Iterator[ActionDraft]:
        for objective in self.walk():
            yield from objective.actions
        yield from self.unattached


@dataclass(slots=True)
class Builder:
    name: str
    themes: list[ThemeDraft] = field(default_factory=list)
    open: dict[Level, ObjectiveDraft] = field(default_factory=dict)
    last_action: ActionDraft | None = None
    issues: list[Issue] = field(default_factory=list)
    fates: dict[int, CellFate] = field(default_factory=dict)
    attached: set[int] = field(default_factory=set)
    of_themes: dict[int, Cell] = field(default_factory=dict)  # cells that name a theme
    pending: ThemeDraft = field(default_factory=ThemeDraft)  # what was read of a theme before its title
    grid: Grid | None = None
    made: int = 0  # fiches that were opened so far

    # The account of cells

    def attach(self, cell: Cell) -> None:
        self.attached.add(id(cell))
        self.fates.pop(id(cell), None)

    def keep(self, cell: Cell, reason: str) -> None:
        self._settle(cell, Fate.KEPT, reason)

    def attach_to_theme(self, cell: Cell) -> None:
        self.attach(cell)
        self.of_themes[id(cell)] = cell

    def ignore(self, cell: Cell, reason: str) -> None:
        self._settle(cell, Fate.IGNORED, reason)

    def is_settled(self, cell: Cell) -> bool:
        return id(cell) in self.attached or id(cell) in self.fates

    def say(self, cell: Cell, severity: Severity, code: str, message: str, proposal: str = "") -> None:
        self.issues.append(cell.issue(severity, code, message, proposal))

    def theme_cells(self) -> Iterator[Cell]:
        """The attached cells that name a theme, and neither an objective nor a fiche beside it."""
        others = {id(node.cell) for theme in self.themes for node in theme.walk()}
        others |= {id(node.cell) for theme in self.themes for node in theme.all_actions()}
        yield from (cell for key, cell in self.of_themes.items() if key in self.attached and key not in others)

    # Themes

    @property
    def theme(self) -> ThemeDraft:
        """The open theme; one without a title is opened when there is none."""
        if not self.themes:
            self._open_theme(self.pending)
            self.pending = ThemeDraft()
        return self.themes[-1]

    @property
    def has_theme(self) -> bool:
        return bool(self.themes)

    def start_section(self, found: ThemeTitle | None) -> None:
        """A new sheet begins: its name may be a theme, unless a line of the sheet gives a better title."""
        if found is None:
            return
        current = self.themes[-1] if self.themes else None
        if current is None or fold(current.title) != fold(found.title):
            self._open_theme(ThemeDraft(found.title, min(found.strength, SHEET), ages=found.ages))

    def name_theme(self, found: ThemeTitle, cell: Cell) -> ThemeDraft:
        """The theme that a line names: the open one if the line speaks of it, or a new one."""
        current = self.themes[-1] if self.themes else None
        if current is not None and self._same_theme(current, found):
            if found.strength > current.strength and not (current.title and fold(current.title) == fold(found.title)):
                current.title = found.title
            current.strength = max(current.strength, found.strength)
        else:
            current = self.pending
            current.title, current.strength = found.title, found.strength
            self.pending = ThemeDraft()
            self._open_theme(current)
        self.of_themes[id(cell)] = cell
        current.cell = current.cell or cell
        current.ages = current.ages or found.ages
        return current

    def _same_theme(self, current: ThemeDraft, found: ThemeTitle) -> bool:
        if fold(current.title) == fold(found.title):
            return True
        return current.is_empty and (not current.title or found.strength > current.strength)

    def _open_theme(self, theme: ThemeDraft) -> None:
        self.themes.append(theme)
        self.open = {}
        self.last_action = None

    # Objectives

    def deepest(self) -> ObjectiveDraft | None:
        return next((self.open[level] for level in reversed(LEVELS) if level in self.open), None)

    def above(self, level: Level) -> ObjectiveDraft | None:
        return next(
            (self.open[higher] for higher in reversed(LEVELS[: LEVELS.index(level)]) if higher in self.open), None
        )

    def open_objective(self, level: Level, label: Label, cell: Cell, *, pointed: bool = False) -> ObjectiveDraft:
        """Open an objective, or again the one that the label repeats. What lies below it closes when it changes."""
        parent = self.above(level)
        siblings = (parent or self.theme).below[level]
        found = self._repeated(level, label, siblings, cell)
        if found is None:
            found = ObjectiveDraft(level, label.title, cell, label.number, parent, _prefix(label), grid=self.grid)
            (parent.children if parent else self.theme.objectives).append(found)
            self._warn_new(found, label, siblings, cell)
            found.pointed = pointed
            siblings.add(found)
        elif not found.title and label.title:
            found.title = label.title
            siblings.renamed(found, found.code)
        found.pointed = found.pointed and pointed
        if self.open.get(level) is not found:
            for lower in LEVELS[LEVELS.index(level) + 1 :]:
                self.open.pop(lower, None)
            self.last_action = None
        if found.cell is not cell and cell.rowspan > 1:
            found.cell, found.grid = cell, self.grid  # repeated in a merged cell: its rows are what counts
        self.open[level] = found
        if not self.is_settled(cell):
            self.attach(cell)
        return found

    def _repeated(
        self, level: Level, label: Label, siblings: Siblings[ObjectiveDraft], cell: Cell
    ) -> ObjectiveDraft | None:
        title = without_continued(label.title)
        current = self.open.get(level)
        for sibling in siblings.like(label.number, title, current):
            is_numbered = same_number(sibling.number, label.number)
            is_titled = bool(title and sibling.title) and fold(sibling.title) == fold(title)
            if is_numbered and (is_titled or not (title and sibling.title)):
                if level is Level.AXIS and title and sibling.title and sibling.title != title:
                    self._axis_worded_otherwise(sibling, title, cell)
                return sibling
            if is_titled and not (sibling.number and label.number):
                if not sibling.number and label.number:
                    code, sibling.number = sibling.code, label.number
                    siblings.renamed(sibling, code)
                return sibling
            if level is Level.AXIS and is_numbered and sibling is current:
                return self._axis_worded_otherwise(sibling, title, cell)
        return None

    def _axis_worded_otherwise(self, axis: ObjectiveDraft, title: str, cell: Cell) -> ObjectiveDraft:
        """The same axis with another title: the first wording stays."""
        close = SequenceMatcher(None, fold(axis.title)[:500], fold(title)[:500], autojunk=False).ratio() >= _SAME_TITLE
        self.say(
            cell,
            Severity.INFO if close else Severity.WARNING,
            "axis-title-differs",
            f"le titre de l’axe {axis.number} n’est pas écrit partout de la même façon",
            f"titre retenu : « {axis.title[:120]} »",
        )
        if not close:
            self.keep(cell, f"autre intitulé {axis.of_it}")
        return axis

    def _warn_new(self, new: ObjectiveDraft, label: Label, siblings: Siblings[ObjectiveDraft], cell: Cell) -> None:
        if siblings.has_number(label.number):
            inside = f" sous {new.parent.name}" if new.parent else ""
            free = siblings.free_code(new.code)
            siblings.called(free)
            new.hints.append(Hint(HintKind.NUMBER, "code", free, new.code, free, cell.where))
            self.say(
                cell,
                Severity.WARNING,
                "duplicate-number",
                f"{new.name} existe déjà{inside} avec un autre titre : les deux ont été gardés",
                "renumérotez l’un des deux s’il s’agit d’une erreur de frappe",
            )

    # Fiches

    def add_action(
        self, label: Label, cell: Cell, parent: ObjectiveDraft | None, *, doubtful: bool = False
    ) -> ActionDraft:
        """A fiche under `parent`, or unattached. A fiche met again word for word serves this objective too."""
        self.attach(cell)
        again = self._met_before(label)
        if again is not None:
            self._serve_too(again, cell, parent)
            return again
        action = ActionDraft(label.title, cell, label.integer, label.suffix, doubtful=doubtful, parent=parent)
        if label.number and action.number is None:
            action.code = label.number
        (parent.actions if parent else self.theme.unattached).append(action)
        self.made += 1
        if label.number:
            self.theme.by_number.setdefault((label.number, label.suffix), []).append(action)
        self.last_action = action
        return action

    def _met_before(self, label: Label) -> ActionDraft | None:
        if not label.number:
            return None
        title = fold(without_continued(label.title))
        same = self.theme.by_number.get((label.number, label.suffix), ())
        return next((action for action in reversed(same) if not title or fold(action.title) == title), None)

    def _serve_too(self, action: ActionDraft, cell: Cell, parent: ObjectiveDraft | None) -> None:
        if parent is None or action in parent.actions or parent in action.also_serves:
            return
        if action.parent is None and action in self.theme.unattached:
            self.theme.unattached.remove(action)
            parent.actions.append(action)
            action.parent = parent
            return
        action.also_serves.append(parent)
        self.say(
            cell,
            Severity.WARNING,
            "fiche-repeated",
            f"la {action.name} est déjà rattachée à un autre objectif, avec le même titre",
            f"rattachée aussi {parent.to_it}",
        )

    def _settle(self, cell: Cell, fate: Fate, reason: str) -> None:
        if id(cell) not in self.attached and id(cell) not in self.fates:
            self.fates[id(cell)] = CellFate(cell.where, fate, reason, cell.text)


def without_continued(title: str) -> str:
    """`title` without the « (suite) » that a table split over two pages adds."""
    bare = title.strip()
    for ending in ("(suite)", "(Suite)", "(SUITE)", "(suite et fin)"):
        bare = bare.removesuffix(ending)
    return bare.strip(" :–-") if bare != title.strip() else title


def _prefix(label: Label) -> str:
    """The abbreviation that the document itself uses, when it is not ours."""
    key = flat(label.raw)
    return next((prefix for prefix, pattern in _WRITTEN if pattern.match(key)), "")
