"""The « Données » sheet that this software exports, read back: columns by their title, objects by their names.

A column may be missing (its field is then left as it is in the plan), moved or added. A row names its parents; rows
that name the same parents hang under the same objectives, in the order of the rows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from annexes.columns import (
    ACTION_COLUMNS,
    ALSO,
    HOMONYM_COLUMN,
    KEY_COLUMN,
    LEVELS,
    OBJECTIVE_COLUMNS,
    PLACE_COLUMN,
    PLAN_COLUMNS,
    SHEET,
    THEME_COLUMNS,
    Column,
)
from annexes.outline import (
    OBJECTIVE_FIELDS,
    ActionOutline,
    Carried,
    ExpectedEffects,
    ObjectiveOutline,
    ObjectivePath,
    PlanOutline,
    ThemeOutline,
)
from annexes.reading import CellFate, Fate, Issue, Reading, Severity
from plans.enums import Level

LAYOUT = "donnees"
Progress = Callable[[int, int], None]
Cells = list[tuple[int, Column]]  # the columns of one kind of object that the sheet has, with their rank


def is_donnees(sheet_names: list[str], first_row: list[str]) -> bool:
    """Whether a workbook with these sheets, whose « Données » sheet begins with `first_row`, is one of ours."""
    titles = {str(title).strip() for title in first_row}
    return SHEET in sheet_names and (KEY_COLUMN in titles or {"Intitulé de la fiche", "Thème"} <= titles)


def read_donnees(rows: Iterable[list[Any]], *, sheet: str, progress: Progress | None = None) -> Reading:
    """The plan of a « Données » sheet; `rows` are calamine's, the header row first."""
    lines = iter(rows)
    header = [str(title).strip() for title in next(lines, [])]
    return _Reader(header, sheet).read(lines, progress)


@dataclass(slots=True)
class _Objective:
    level: Level
    fields: dict[str, Any]
    source: str
    children: dict[tuple[Any, ...], "_Objective"] = field(default_factory=dict)
    actions: list["_Action"] = field(default_factory=list)

    def freeze(self) -> ObjectiveOutline:
        values = dict(self.fields)
        group, text = values.pop("effects_group", None), values.pop("effects_text", "")
        effects = ExpectedEffects(group or 1, text) if text or group else None
        return ObjectiveOutline(
            level=self.level,
            effects=effects,
            children=tuple(child.freeze() for child in self.children.values()),
            actions=tuple(action.freeze() for action in self.actions),
            source=self.source,
            **values,
        )


@dataclass(slots=True)
class _Action:
    fields: dict[str, Any]
    source: str
    serves: list[tuple[int, ObjectivePath]] = field(default_factory=list)

    def freeze(self) -> ActionOutline:
        serves = tuple(path for _, path in sorted(self.serves, key=lambda item: item[0]))
        return ActionOutline(also_serves=serves, source=self.source, **self.fields)


@dataclass(slots=True)
class _Theme:
    fields: dict[str, Any]
    source: str
    children: dict[tuple[Any, ...], _Objective] = field(default_factory=dict)
    unattached: list[_Action] = field(default_factory=list)


class _Reader:
    def __init__(self, header: list[str], sheet: str) -> None:
        self.sheet = sheet
        self.header = header
        self.rank = {title: rank for rank, title in reversed(list(enumerate(header))) if title}
        self.plan_cells = self._cells(PLAN_COLUMNS)
        self.theme_cells = self._cells(THEME_COLUMNS)
        self.objective_cells = {level: self._cells(OBJECTIVE_COLUMNS[level]) for level in LEVELS}
        self.action_cells = self._cells(ACTION_COLUMNS)
        self.title_rank = self.rank.get("Intitulé de la fiche", -1)
        self.known = {
            rank
            for cells in (self.plan_cells, self.theme_cells, self.action_cells, *self.objective_cells.values())
            for rank, _ in cells
        } | {self.rank[title] for title in (KEY_COLUMN, PLACE_COLUMN, HOMONYM_COLUMN) if title in self.rank}
        self.issues: list[Issue] = []
        self.fates: list[CellFate] = []
        self.themes: dict[str, _Theme] = {}
        self.actions: dict[str, _Action] = {}
        self.waiting: list[tuple[str, int, ObjectivePath, str]] = []
        self.heads: dict[tuple[Any, ...], tuple[_Theme, _Objective | None, ObjectivePath]] = {}
        self.cells = self.row = 0

    def read(self, lines: Iterable[list[Any]], progress: Progress | None) -> Reading:
        plan: dict[str, Any] = {}
        self._check_header()
        head_ranks = [rank for cells in (self.theme_cells, *self.objective_cells.values()) for rank, _ in cells]
        head_ranks += [self.rank[HOMONYM_COLUMN]] if HOMONYM_COLUMN in self.rank else []
        extra = [rank for rank, title in enumerate(self.header) if rank not in self.known]
        for self.row, line in enumerate(lines, 2):
            filled = sum(1 for value in line if value not in ("", None))
            if not filled:
                continue
            self.cells += filled
            if len(line) < len(self.header):
                line = line + [""] * (len(self.header) - len(line))
            if not plan:
                plan = self._values(self.plan_cells, line)
            for rank in (*extra, *range(len(self.header), len(line))):
                self._leave_out(rank, line[rank])
            key = tuple(line[rank] for rank in head_ranks)
            head = self.heads.get(key)
            if head is None:
                head = self.heads[key] = self._head(line)
            self._place(line, *head)
            if progress is not None and self.row % 500 == 0:
                progress(self.row, 0)
        self._settle_served()
        outline = PlanOutline(
            themes=tuple(self._freeze(t) for t in self.themes.values()), carries=self._carries(), **plan
        )
        attached = self.cells - len(self.fates)
        return Reading(outline, tuple(self.issues), tuple(self.fates), self.cells, attached, LAYOUT)

    def _cells(self, columns: tuple[Column, ...]) -> Cells:
        return [(self.rank[column.title], column) for column in columns if column.title in self.rank]

    def _check_header(self) -> None:
        if self.title_rank < 0:
            message = "La feuille n’a pas de colonne « Intitulé de la fiche » : ses fiches ne peuvent pas être lues."
            proposal = "Remettre cette colonne, ou exporter de nouveau le plan."
            self.issues.append(
                Issue(f"Feuille {self.sheet}, ligne 1", Severity.ERROR, "no-title-column", message, proposal)
            )
        for rank, title in enumerate(self.header):
            if title and rank not in self.known:
                message = f"La colonne « {title} » n’est pas connue : elle n’est pas reprise."
                self.issues.append(Issue(self._where(rank, 1), Severity.WARNING, "unknown-column", message))

    def _head(self, line: list[Any]) -> tuple[_Theme, _Objective | None, ObjectivePath]:
        """The theme and the lowest objective that a row names, made when they are new."""
        fields = self._values(self.theme_cells, line)
        title = fields.setdefault("title", "")
        theme = self.themes.get(title)
        if theme is None:
            theme = self.themes[title] = _Theme(fields, self._source())
        twins = self._text(line, HOMONYM_COLUMN).split(".")
        path: ObjectivePath = (title,)
        owner: _Theme | _Objective = theme
        found: _Objective | None = None
        depth = 0
        for level, cells in self.objective_cells.items():
            fields = self._values(cells, line)
            if not (fields.get("title") or fields.get("code")):
                continue
            fields.setdefault("title", "")
            twin = twins[depth] if depth < len(twins) and twins[depth] else "0"
            depth += 1
            key = (level, fields.get("code", ""), fields["title"], twin)
            found = owner.children.get(key)
            if found is None:
                found = owner.children[key] = _Objective(level, fields, self._source())
            owner = found
            path = (*path, f"{fields['code']} : {fields['title']}" if fields.get("code") else fields["title"])
        return theme, found, path

    def _place(self, line: list[Any], theme: _Theme, objective: _Objective | None, path: ObjectivePath) -> None:
        title = line[self.title_rank] if self.title_rank >= 0 else ""
        if title in ("", None):
            self._check_untitled(line)
            return
        place = self._text(line, PLACE_COLUMN)
        if place.startswith(ALSO) and objective is not None:
            order = place.removeprefix(ALSO).strip()
            reference = self._text(line, KEY_COLUMN) or str(title)
            self.waiting.append((reference, int(order) if order.isdigit() else 1, path, self._where(self.title_rank)))
            return
        fields = self._values(self.action_cells, line)
        action = _Action(fields, self._source())
        (objective.actions if objective is not None else theme.unattached).append(action)
        for reference in (self._text(line, KEY_COLUMN), str(title)):
            if reference:
                self.actions.setdefault(reference, action)

    def _check_untitled(self, line: list[Any]) -> None:
        for rank, column in self.action_cells:
            if line[rank] not in ("", None):
                message = "Cette ligne décrit une fiche sans intitulé : elle n’est pas reprise."
                proposal = "Écrire l’intitulé de la fiche dans sa colonne."
                where = self._where(rank)
                self.issues.append(Issue(where, Severity.ERROR, "no-title", message, proposal, column.title))
                return

    def _settle_served(self) -> None:
        for reference, order, path, where in self.waiting:
            action = self.actions.get(reference)
            if action is not None:
                action.serves.append((order, path))
                continue
            message = f"La fiche « {reference} » qui sert aussi cet objectif n’est pas dans la feuille."
            proposal = "Ajouter sa ligne principale, ou retirer celle-ci."
            self.issues.append(Issue(where, Severity.WARNING, "unknown-fiche", message, proposal))

    def _values(self, cells: Cells, line: list[Any]) -> dict[str, Any]:
        """The non-empty cells of some columns, parsed; what cannot be is said and left out."""
        values: dict[str, Any] = {}
        for rank, column in cells:
            value = line[rank]
            if value == "" or value is None:
                continue
            try:
                values[column.name] = column.parse(value)
            except ValueError as fault:
                text = value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
                message = f"« {column.title} » : la valeur « {text[:60]} » n’est pas comprise ; {fault}."
                proposal = "Corriger la cellule ; sans cela l’import est bloqué."
                where = self._where(rank)
                self.issues.append(Issue(where, Severity.ERROR, "bad-value", message, proposal, text[:120]))
        return values

    def _leave_out(self, rank: int, value: Any) -> None:
        if value not in ("", None):
            self.fates.append(CellFate(self._where(rank), Fate.IGNORED, "colonne inconnue", str(value)))

    def _text(self, line: list[Any], title: str) -> str:
        rank = self.rank.get(title)
        value = line[rank] if rank is not None else ""
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value or "").strip()

    def _freeze(self, theme: _Theme) -> ThemeOutline:
        return ThemeOutline(
            objectives=tuple(objective.freeze() for objective in theme.children.values()),
            unattached=tuple(action.freeze() for action in theme.unattached),
            source=theme.source,
            **theme.fields,
        )

    def _carries(self) -> Carried:
        names = {column.name for cells in self.objective_cells.values() for _, column in cells}
        if "effects_text" in names:
            names.add("effects")
        actions = {column.name for _, column in self.action_cells}
        if PLACE_COLUMN in self.rank:
            actions.add("also_serves")
        return Carried(
            theme=frozenset(column.name for _, column in self.theme_cells),
            objective=frozenset(names) & OBJECTIVE_FIELDS,
            action=frozenset(actions),
        )

    def _where(self, rank: int, row: int | None = None) -> str:
        return f"Feuille {self.sheet}, {_letters(rank)}{self.row if row is None else row}"

    def _source(self) -> str:
        return f"Feuille {self.sheet}, ligne {self.row}"


def _letters(rank: int) -> str:
    """The letters of a column: « A », « AB »."""
    letters = ""
    rank += 1
    while rank:
        rank, rest = divmod(rank - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
