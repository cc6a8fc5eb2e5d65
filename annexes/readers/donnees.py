"""The « Données » sheet that this software exports, read back: columns by their title, objects by their names.

A column may be missing (its field is then left as it is in the plan), moved or added. A row names its parents; rows
that name the same parents hang under the same objectives, in the order of the rows.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from annexes.codecs import text_of
from annexes.columns import (
    ACTION_COLUMNS,
    ALSO,
    HOMONYM_COLUMN,
    KEY_COLUMN,
    LEVELS,
    LISTS,
    NOTE_COLUMNS,
    NOTE_HINTS,
    NOTES,
    OBJECTIVE_COLUMNS,
    PLACE_COLUMN,
    PLAN_COLUMNS,
    PRESENTATION,
    SECTION_COLUMNS,
    SHEET,
    THEME_COLUMNS,
    TITLE_COLUMN,
)
from annexes.columns.measurements import MEASUREMENTS
from annexes.outline import (
    OBJECTIVE_FIELDS,
    PLAN_FIELDS,
    ActionOutline,
    Carried,
    ExpectedEffects,
    ListOutline,
    NoteOutline,
    ObjectiveOutline,
    ObjectivePath,
    PlanOutline,
    SectionOutline,
    ThemeOutline,
)
from annexes.planfields import with_plan_values
from annexes.readers.dossier import TITLES, read_file
from annexes.readers.measures import Place, place_of, read_measures
from annexes.readers.titled import TitledSheet
from annexes.reading import Issue, Reading, Severity
from partners.enums import DirectoryList
from plans.enums import Level

LAYOUT = "donnees"
LIST_SHEETS = {str(what.label): what.value for what in DirectoryList}
SIDE_SHEETS = (NOTES, MEASUREMENTS, PRESENTATION, *TITLES, *LIST_SHEETS, LISTS)
Progress = Callable[[int, int], None]
SideSheets = Mapping[str, Iterable[list[Any]]]  # the other sheets of the workbook that we know, by their name


def is_donnees(sheet_names: list[str], first_row: list[str]) -> bool:
    """Whether a workbook with these sheets, whose « Données » sheet begins with `first_row`, is one of ours."""
    titles = {str(title).strip() for title in first_row}
    return SHEET in sheet_names and (KEY_COLUMN in titles or {TITLE_COLUMN, "Thème"} <= titles)


def read_donnees(
    rows: Iterable[list[Any]],
    *,
    sheet: str,
    progress: Progress | None = None,
    others: SideSheets | None = None,
    words: Container[str] | None = None,
) -> Reading:
    """The plan of a « Données » sheet and of those beside it; `rows` are calamine's, the header row first.

    `words` are those that are one word whatever signs they hold, in lower case: by default those of « Listes ».
    """
    lines = iter(rows)
    others = others or {}
    known = _words(others.get(LISTS, ())) if words is None else words
    reader = _Reader(TitledSheet(sheet, next(lines, []), known))
    return reader.read(lines, others, progress)


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
    notes: list[NoteOutline] = field(default_factory=list)

    def freeze(self) -> ActionOutline:
        serves = tuple(path for _, path in sorted(self.serves, key=lambda item: item[0]))
        notes = tuple(sorted(self.notes, key=lambda note: -note.year))
        return ActionOutline(also_serves=serves, notes=notes, source=self.source, **self.fields)


@dataclass(slots=True)
class _Theme:
    fields: dict[str, Any]
    source: str
    children: dict[tuple[Any, ...], _Objective] = field(default_factory=dict)
    unattached: list[_Action] = field(default_factory=list)


class _Reader:
    def __init__(self, sheet: TitledSheet) -> None:
        self.sheet = sheet
        self.plan_cells = sheet.columns(PLAN_COLUMNS)
        self.theme_cells = sheet.columns(THEME_COLUMNS)
        self.objective_cells = {level: sheet.columns(OBJECTIVE_COLUMNS[level]) for level in LEVELS}
        self.action_cells = sheet.columns(ACTION_COLUMNS)
        sheet.also_knows(KEY_COLUMN, PLACE_COLUMN, HOMONYM_COLUMN)
        self.title_rank = sheet.rank.get(TITLE_COLUMN, -1)
        self.themes: dict[str, _Theme] = {}
        self.actions: dict[str, _Action] = {}
        self.places: dict[Place, _Theme | _Objective] = {}
        self.waiting: list[tuple[str, int, ObjectivePath, str]] = []
        self.heads: dict[tuple[Any, ...], tuple[_Theme, _Objective | None, ObjectivePath]] = {}

    def read(self, rows: Iterable[list[Any]], others: SideSheets, progress: Progress | None) -> Reading:
        plan: dict[str, Any] = {}
        self._check_header()
        head_ranks = [rank for cells in (self.theme_cells, *self.objective_cells.values()) for rank, _ in cells]
        head_ranks += [self.sheet.rank[HOMONYM_COLUMN]] if HOMONYM_COLUMN in self.sheet.rank else []
        for line in self.sheet.lines(rows):
            if not plan:
                plan = self.sheet.values(self.plan_cells, line)
            key = tuple(line[rank] for rank in head_ranks)
            head = self.heads.get(key)
            if head is None:
                head = self.heads[key] = self._head(line)
            self._place(line, *head)
            if progress is not None and self.sheet.row % 500 == 0:
                progress(self.sheet.row, 0)
        self._settle_served()
        sheets = [self.sheet]
        if NOTES in others:
            sheets.append(self._read_notes(others[NOTES]))
        if MEASUREMENTS in others:
            sheets.append(read_measures(others[MEASUREMENTS], self._owner))
        if PRESENTATION in others:
            sheet, plan["sections"] = _read_sections(others[PRESENTATION])
            sheets.append(sheet)
        file = read_file(others)
        sheets += file.sheets
        lists = tuple(one for title in LIST_SHEETS if title in others and (one := _read_list(title, others[title])))
        themes = tuple(self._freeze(theme) for theme in self.themes.values())
        carries = self._carries({*plan, *file.values}, others, contacts=file.contacts)
        whole = PlanOutline(themes=themes, directory=lists, carries=carries)
        outline = with_plan_values(whole, {**plan, **file.values})
        cells = sum(sheet.cells for sheet in sheets)
        cells += sum(1 for one in lists for row in one.rows for cell in row if cell)
        fates = tuple(fate for sheet in sheets for fate in sheet.fates)
        issues = tuple(issue for sheet in sheets for issue in sheet.issues)
        return Reading(outline, issues, fates, cells, cells - len(fates), LAYOUT)

    def _check_header(self) -> None:
        if self.title_rank < 0:
            message = "La feuille n’a pas de colonne « Intitulé de la fiche » : ses fiches ne peuvent pas être lues."
            proposal = "Remettre cette colonne, ou exporter de nouveau le plan."
            where = f"Feuille {self.sheet.name}, ligne 1"
            self.sheet.issues.append(Issue(where, Severity.ERROR, "no-title-column", message, proposal))
        self.sheet.check_titles()

    def _head(self, line: list[Any]) -> tuple[_Theme, _Objective | None, ObjectivePath]:
        """The theme and the lowest objective that a row names, made when they are new."""
        fields = self.sheet.values(self.theme_cells, line)
        title = fields.setdefault("title", "")
        theme = self.themes.get(title)
        if theme is None:
            theme = self.themes[title] = _Theme(fields, self.sheet.source())
            self.places[place_of(title, ())] = theme
        twins = self.sheet.text(line, HOMONYM_COLUMN).split(".")
        path: ObjectivePath = (title,)
        owner: _Theme | _Objective = theme
        found: _Objective | None = None
        depth = 0
        for level, cells in self.objective_cells.items():
            fields = self.sheet.values(cells, line)
            if not (fields.get("title") or fields.get("code")):
                continue
            fields.setdefault("title", "")
            twin = twins[depth] if depth < len(twins) and twins[depth] else "0"
            depth += 1
            key = (level, fields.get("code", ""), fields["title"], twin)
            found = owner.children.get(key)
            if found is None:
                found = owner.children[key] = _Objective(level, fields, self.sheet.source())
            owner = found
            path = (*path, f"{fields['code']} : {fields['title']}" if fields.get("code") else fields["title"])
            self.places.setdefault(place_of(title, path[1:], twins[:depth]), found)
        return theme, found, path

    def _place(self, line: list[Any], theme: _Theme, objective: _Objective | None, path: ObjectivePath) -> None:
        title = line[self.title_rank] if self.title_rank >= 0 else ""
        if title in ("", None):
            self._check_untitled(line)
            return
        place = self.sheet.text(line, PLACE_COLUMN)
        key = self.sheet.text(line, KEY_COLUMN)
        if place.startswith(ALSO) and objective is not None:
            order = place.removeprefix(ALSO).strip()
            where = self.sheet.where(self.title_rank)
            self.waiting.append((key or str(title), int(order) if order.isdigit() else 1, path, where))
            return
        action = _Action(self.sheet.values(self.action_cells, line), self.sheet.source())
        (objective.actions if objective is not None else theme.unattached).append(action)
        for reference in (key, str(title)):
            if reference:
                self.actions.setdefault(reference, action)

    def _check_untitled(self, line: list[Any]) -> None:
        for rank, column in self.action_cells:
            if line[rank] not in ("", None):
                message = "Cette ligne décrit une fiche sans intitulé : elle n’est pas reprise."
                proposal = "Écrire l’intitulé de la fiche dans sa colonne."
                where = self.sheet.where(rank)
                self.sheet.issues.append(Issue(where, Severity.ERROR, "no-title", message, proposal, column.title))
                return

    def _settle_served(self) -> None:
        for reference, order, path, where in self.waiting:
            action = self.actions.get(reference)
            if action is not None:
                action.serves.append((order, path))
                continue
            message = f"La fiche « {reference} » qui sert aussi cet objectif n’est pas dans la feuille."
            proposal = "Ajouter sa ligne principale, ou retirer celle-ci."
            self.sheet.issues.append(Issue(where, Severity.WARNING, "unknown-fiche", message, proposal))

    def _read_notes(self, rows: Iterable[list[Any]]) -> TitledSheet:
        """« Bilans »: each row goes to the fiche of its key, else of its title."""
        lines = iter(rows)
        sheet = TitledSheet(NOTES, next(lines, []))
        cells = sheet.columns(NOTE_COLUMNS)
        sheet.also_knows(KEY_COLUMN, *NOTE_HINTS)
        sheet.check_titles()
        for line in sheet.lines(lines):
            values = sheet.values(cells, line)
            references = [sheet.text(line, title) for title in (KEY_COLUMN, TITLE_COLUMN)]
            action = next((self.actions[r] for r in references if r in self.actions), None)
            if action is not None and values.keys() >= {"year", "text"}:
                action.notes.append(NoteOutline(**values))
                continue
            if action is None:
                message = "La fiche de ce bilan n’est pas dans la feuille « Données »."
                proposal = "Recopier la clé ou l’intitulé de sa fiche."
            else:
                message, proposal = "Un bilan demande une année et un texte.", "Remplir les deux cellules."
            text = str(values.get("text", ""))[:120]
            sheet.issues.append(Issue(sheet.source(), Severity.ERROR, "bad-note", message, proposal, text))
        return sheet

    def _owner(self, reference: str, place: Place | None) -> dict[str, Any] | None:
        """The fields of the fiche of that key or title, or of the theme or objective of that place."""
        found = self.places.get(place) if place is not None else self.actions.get(reference)
        return found.fields if found is not None else None

    def _freeze(self, theme: _Theme) -> ThemeOutline:
        return ThemeOutline(
            objectives=tuple(objective.freeze() for objective in theme.children.values()),
            unattached=tuple(action.freeze() for action in theme.unattached),
            source=theme.source,
            **theme.fields,
        )

    def _carries(self, told: set[str], others: SideSheets, *, contacts: bool) -> Carried:
        names = {column.name for cells in self.objective_cells.values() for _, column in cells}
        if "effects_text" in names:
            names.add("effects")
        actions = {column.name for _, column in self.action_cells}
        if PLACE_COLUMN in self.sheet.rank:
            actions.add("also_serves")
        if NOTES in others:
            actions.add("notes")
        plan = {column.name for _, column in self.plan_cells} | told
        return Carried(
            theme=frozenset(column.name for _, column in self.theme_cells),
            objective=frozenset(names) & OBJECTIVE_FIELDS,
            action=frozenset(actions),
            plan=frozenset(plan) & PLAN_FIELDS,
            measurements=MEASUREMENTS in others,
            contacts=contacts,
        )


def _read_sections(rows: Iterable[list[Any]]) -> tuple[TitledSheet, tuple[SectionOutline, ...]]:
    """« Présentation »: the texts in their order; one without a title is refused."""
    lines = iter(rows)
    sheet = TitledSheet(PRESENTATION, next(lines, []))
    cells = sheet.columns(SECTION_COLUMNS)
    sheet.check_titles()
    found = []
    for line in sheet.lines(lines):
        values = sheet.values(cells, line)
        if more := values.pop("more", ""):
            values["text"] = values.get("text", "") + more
        if values.get("title"):
            found.append(SectionOutline(**values))
        elif values:
            message, proposal = "Un texte de présentation demande un titre.", "Remplir la cellule de son titre."
            text = str(values.get("text", ""))[:120]
            sheet.issues.append(Issue(sheet.source(), Severity.ERROR, "no-title", message, proposal, text))
    return sheet, tuple(found)


def _words(rows: Iterable[list[Any]]) -> frozenset[str]:
    """The words of « Listes », under its titles, in lower case."""
    return frozenset(
        value.lower() for row in islice(rows, 1, None) for value in row if isinstance(value, str) and value
    )


def _read_list(title: str, rows: Iterable[list[Any]]) -> ListOutline | None:
    """A list of the directory as the table that it is; its rows are judged against the directory, not here."""
    lines = [[text_of(value).strip() if value not in ("", None) else "" for value in row] for row in rows]
    while lines and not any(lines[-1]):
        lines.pop()
    width = max((rank + 1 for line in lines for rank, cell in enumerate(line) if cell), default=0)
    header, *body = (tuple([*line, *[""] * width][:width]) for line in lines or [[]])
    return ListOutline(LIST_SHEETS[title], header, tuple(body)) if body else None
