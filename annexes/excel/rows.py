"""The rows of « Données »: one a fiche and objective, the parents repeated, nothing merged."""

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import replace
from typing import Any

from annexes.columns import (
    ACTION_COLUMNS,
    ALSO,
    HOMONYM,
    KEY,
    LEVELS,
    LOOSE,
    MAIN,
    NOTE_COLUMNS,
    NOTE_HINTS,
    OBJECTIVE_COLUMNS,
    PLACE,
    PLAN_COLUMNS,
    THEME_COLUMNS,
    TITLE_COLUMN,
    Column,
)
from annexes.outline import ActionOutline, ObjectiveOutline, ObjectivePath, PlanOutline, ThemeOutline
from annexes.planfields import plan_value
from annexes.vocabulary import Vocabulary
from plans.enums import Level

Row = list[Any]

IDENTITY = ("number", "suffix", "code", "title")  # what a « sert aussi » row says of its fiche

COLUMNS: tuple[Column, ...] = (
    KEY,
    PLACE,
    HOMONYM,
    *PLAN_COLUMNS,
    *THEME_COLUMNS,
    *(column for level in LEVELS for column in OBJECTIVE_COLUMNS[level]),
    *ACTION_COLUMNS,
)

_NAMES = frozenset({THEME_COLUMNS[0], *(column for level in LEVELS for column in OBJECTIVE_COLUMNS[level][:2])})

# Without the contacts, the roles bear another title: a reader's workbook, read back, takes no contact away.
PUBLIC_COLUMNS = tuple(
    replace(column, title=f"{column.title} (sans les contacts)") if column.name == "participations" else column
    for column in COLUMNS
)
NOTE_SHEET: tuple[Column, ...] = (
    KEY,
    *(Column(title, "", 30 if title == TITLE_COLUMN else 9) for title in NOTE_HINTS),
    *NOTE_COLUMNS,
)


def shown_ranks(outline: PlanOutline, levels: Container[Level]) -> list[int]:
    """The ranks in `COLUMNS` of what the sheet shows, in its order: what names a fiche, the fiche, then the details.

    The columns of a level that the plan neither has nor uses are left out.
    """
    used = {objective.level for theme in outline.themes for objective in theme.walk()}
    if any(theme != _without_fields(theme) for theme in outline.themes):
        used.add(Level.THEME)
    kept = {level for level in (Level.THEME, *LEVELS) if level in levels or level in used}
    owners = [(Level.THEME, THEME_COLUMNS), *((level, OBJECTIVE_COLUMNS[level]) for level in LEVELS)]
    places = [column for level, columns in owners if level in kept for column in columns]
    names = [column for column in places if column in _NAMES]
    details = [column for column in places if column not in _NAMES]
    rank = {id(column): rank for rank, column in enumerate(COLUMNS)}
    shown = (KEY, PLACE, *names, *ACTION_COLUMNS, *details, HOMONYM, *PLAN_COLUMNS)
    return [rank[id(column)] for column in shown]


class Rows:
    """Writes the rows of an outline; `homonyms` tells apart siblings that bear the same code and title."""

    def __init__(self, outline: PlanOutline, vocabulary: Vocabulary) -> None:
        self.outline = outline
        self.vocabulary = vocabulary
        self.plan = [column.to_cell(plan_value(outline, column.name)) for column in PLAN_COLUMNS]
        self.keys: dict[int, str] = {}
        self.cells: dict[int, Row] = {}
        self.served: dict[ObjectivePath, list[tuple[str, ActionOutline, int]]] = {}

    def __iter__(self) -> Iterator[Row]:
        actions = list(self.outline.all_actions())
        for rank, action in enumerate(actions, 1):
            self.keys[id(action)] = f"F{rank}"
            for order, path in enumerate(action.also_serves, 1):
                self.served.setdefault(path, []).append((self.keys[id(action)], action, order))
        for theme in self.outline.themes:
            yield from self._theme(theme)

    def _theme(self, theme: ThemeOutline) -> Iterator[Row]:
        own = [column.to_cell(getattr(theme, column.name)) for column in THEME_COLUMNS]
        written = False
        for row in self._objectives(theme.objectives, own, (), (theme.title,)):
            written = True
            yield row
        for action in theme.unattached:
            written = True
            yield [self.keys[id(action)], LOOSE, "", *self.plan, *own, *_blank_objectives(), *self._action(action)]
        if not written:
            yield ["", "", "", *self.plan, *own, *_blank_objectives(), *_BLANK_ACTION]

    def _objectives(
        self,
        objectives: tuple[ObjectiveOutline, ...],
        theme: Row,
        above: tuple[tuple[ObjectiveOutline, int], ...],
        path: ObjectivePath,
    ) -> Iterator[Row]:
        seen: Counter[tuple[str, str, str]] = Counter()
        for objective in objectives:
            name = (objective.level, objective.code, objective.title)
            place = (*above, (objective, seen[name]))
            seen[name] += 1
            own = (*path, objective.label)
            head = [*self.plan, *theme, *self._path(place)]
            twin = ".".join(str(rank) for _, rank in place) if any(rank for _, rank in place) else ""
            rows = [
                *((self.keys[id(action)], MAIN, self._action(action)) for action in objective.actions),
                *(
                    (key, f"{ALSO} {order}" if order > 1 else ALSO, _identity(action))
                    for key, action, order in (() if seen[name] > 1 else self.served.get(own, ()))
                ),
            ]
            if not rows and not objective.children:
                rows = [("", "", _BLANK_ACTION)]
            for key, where, cells in rows:
                yield [key, where, twin, *head, *cells]
            yield from self._objectives(objective.children, theme, place, own)

    def _path(self, place: tuple[tuple[ObjectiveOutline, int], ...]) -> Row:
        by_level = {objective.level: objective for objective, _ in place}
        row: Row = []
        for level in LEVELS:
            objective = by_level.get(level)
            row += _BLANK_OBJECTIVE if objective is None else self._objective(objective)
        return row

    def _objective(self, objective: ObjectiveOutline) -> Row:
        if (cells := self.cells.get(id(objective))) is None:
            effects = objective.effects
            values = {
                "effects_group": effects.group if effects else "",
                "effects_text": effects.text if effects else "",
            }
            cells = self.cells[id(objective)] = [
                values[column.name] if column.name in values else column.to_cell(getattr(objective, column.name))
                for column in OBJECTIVE_COLUMNS[objective.level]
            ]
        return cells

    def _action(self, action: ActionOutline) -> Row:
        row = []
        for column in ACTION_COLUMNS:
            value = getattr(action, column.name)
            if column.vocabulary and value:
                value = tuple(self.vocabulary.label(column.vocabulary, code) for code in value)
            row.append(column.to_cell(value))
        return row


def note_rows(outline: PlanOutline, keys: dict[int, str]) -> Iterator[Row]:
    """The rows of « Bilans »: the key, the number and the title of a fiche, then each of its notes."""
    for action in outline.all_actions():
        for note in action.notes:
            own = [column.to_cell(getattr(note, column.name)) for column in NOTE_COLUMNS]
            yield [keys[id(action)], action.reference, action.title, *own]


def _identity(action: ActionOutline) -> Row:
    return [
        column.to_cell(getattr(action, column.name)) if column.name in IDENTITY else "" for column in ACTION_COLUMNS
    ]


def _without_fields(theme: ThemeOutline) -> ThemeOutline:
    """What the plans without themes have in place of one."""
    return ThemeOutline("", objectives=theme.objectives, unattached=theme.unattached)


_BLANK_OBJECTIVE: Row = [""] * len(OBJECTIVE_COLUMNS[LEVELS[0]])
_BLANK_ACTION: Row = [""] * len(ACTION_COLUMNS)


def _blank_objectives() -> Row:
    return _BLANK_OBJECTIVE * len(LEVELS)
