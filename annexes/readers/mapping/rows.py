"""The rows of a flat sheet, one after the other: the parents of each, then its fiche."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from accounts.text import fold, one_line
from annexes.columns import THEME, TITLE_COLUMN
from annexes.columns.foreign import CODE, DESCRIPTION, EFFECTS, LEVEL_OF, NOTE, NOTHING, THEME_FIELDS
from annexes.labels import Kind, Label, classify, read_labels, strip_bullet
from annexes.outline import ExpectedEffects
from annexes.readers.drafts import LEVELS, Builder, ObjectiveDraft
from annexes.readers.fields import bulleted
from annexes.readers.grid import Cell
from annexes.readers.layouts.layout import Context, visible
from annexes.readers.mapping.fiches import Fiches
from annexes.readers.mapping.table import FlatTable
from annexes.readers.notes import REASON, is_note
from annexes.readers.placing import LEVEL_OF as LEVEL_OF_KIND
from annexes.readers.placing import place_objective
from annexes.readers.titles import EXPLICIT, ThemeTitle, humanised
from annexes.readers.totals import is_total, leave_out
from annexes.reading import Severity
from annexes.values.blanks import says_nothing
from plans.enums import Level

TITLE_OF = {level: title for title, level in LEVEL_OF.items()}
LEVELS_AND_CODES = frozenset(f"{title}{suffix}" for title in LEVEL_OF for suffix in ("", CODE))
_KIND_OF = {level: kind for kind, level in LEVEL_OF_KIND.items()}
_ANY_NUMBER = frozenset({Kind.OBJECTIVE, Kind.ROMAN, Kind.NUMBERED})
_PREFIX = re.compile(r"(?:axe|oi|oo|og|objectif|n)\s*(?=\d|[ivx]+$)")
_TICK = 200  # rows


@dataclass(slots=True)
class Line:
    """One row: its own cells by column, and those above whose merged area covers it."""

    row: int
    own: dict[int, Cell]
    over: dict[int, Cell] = field(default_factory=dict)

    def at(self, col: int | None) -> Cell | None:
        return None if col is None else self.own.get(col) or self.over.get(col)


class FlatRows:
    """Reads one flat sheet into the builder of `context`, each column as the field that `mapping` gives it."""

    def __init__(self, table: FlatTable, mapping: Sequence[str], context: Context) -> None:
        self.table, self.context, self.builder = table, context, context.builder
        self.titles = dict(zip(table.cols, table.header, strict=True))
        self.fields = dict(zip(table.cols, mapping, strict=True))
        self.col_of = {key: col for col, key in reversed(self.fields.items())}
        self.fiches = Fiches(self.builder, self.fields, self.titles)
        self.said: set[str] = set()
        self.untitled: set[int] = set()
        self._level_cols = [col for col, key in self.fields.items() if key in LEVELS_AND_CODES]
        self._parents_before: tuple[str, ...] = ()
        self._others: list[ObjectiveDraft] = []

    def read(self) -> None:
        lines = list(self._lines())
        for done, line in enumerate(self._by_theme(lines)):
            if done % _TICK == 0:
                self.context.tick(self.table.rank + done)
            self._line(line)

    def _lines(self) -> Iterator[Line]:
        """The rows that are neither a title repeated nor a separation, with the merged cells that cover them."""
        open_cells: dict[int, Cell] = {}
        for row in self.table.body:
            if self.table.repeats_header(row):
                for cell in row:
                    self.builder.ignore(cell, "en-tête de colonne répété")
                continue
            if is_total(visible(row)):
                leave_out(self.builder, row)
                continue
            if self._is_a_note(row):
                self.builder.keep(row[0], REASON)
                continue
            own = {}
            for cell in row:
                if cell.hidden:
                    self.builder.keep(cell, "texte caché sous une cellule fusionnée")
                elif not any(char.isalnum() for char in cell.text):
                    self.builder.ignore(cell, "ligne de séparation")
                elif self.fields.get(cell.col, NOTHING) == NOTHING:
                    self._leave_out(cell)
                else:
                    own[cell.col] = cell
            number = row[0].row
            over = {col: cell for col, cell in open_cells.items() if cell.covers(number) and col not in own}
            open_cells.update({col: cell for col, cell in own.items() if cell.rowspan > 1})
            if own or over:
                yield Line(number, own, over)

    def _is_a_note(self, row: Sequence[Cell]) -> bool:
        field = self.fields.get(row[0].col, NOTHING)
        return len(row) == 1 and field != TITLE_COLUMN and is_note(row, among_objectives=field in LEVELS_AND_CODES)

    def _leave_out(self, cell: Cell) -> None:
        title = self.titles.get(cell.col, "")
        self.builder.ignore(cell, f"colonne « {title} » laissée de côté" if title else "colonne laissée de côté")

    # Themes

    def _by_theme(self, lines: Sequence[Line]) -> Iterator[Line]:
        """The rows, those of one theme together: a sheet sorted otherwise gives each theme once."""
        col = self.col_of.get(THEME)
        if col is None:
            yield from lines
            return
        groups: dict[str, list[Line]] = {}
        loose: list[Line] = []
        key = ""
        for line in lines:
            cell = line.own.get(col)
            if cell is not None and not says_nothing(cell.text):
                key = fold(_theme_label(cell).title)
            (groups.setdefault(key, []) if key else loose).append(line)
        yield from loose
        for group in groups.values():
            first = group[0].own[col]
            self._open_theme(_theme_label(first), first, group)
            yield from group

    def _open_theme(self, label: Label, cell: Cell, group: Sequence[Line]) -> None:
        theme = self.builder.name_theme(ThemeTitle(humanised(label.title), EXPLICIT), cell)
        theme.code = theme.code or label.number
        self.builder.open = {}
        self._parents_before = ()
        for line in group:
            if THEME in self.col_of and (again := line.own.get(self.col_of[THEME])) is not None:
                self.builder.attach_to_theme(again)
            for key, name in THEME_FIELDS.items():
                told = line.own.get(self.col_of.get(key, -1))
                if told is None:
                    continue
                value = one_line(told.text)
                if getattr(theme, name) not in ("", value):
                    self.builder.keep(told, f"autre valeur de « {key} » pour le même thème")
                    continue
                setattr(theme, name, value)
                self.builder.attach(told)

    # Rows

    def _line(self, line: Line) -> None:
        if self._is_a_band(line):
            return
        others = self._others if self._repeats_parents(line) else self._parents(line)
        self._others = others
        self._about_objectives(line)
        self.fiches.read(line.own, line.over, self.builder.deepest(), others)

    def _is_a_band(self, line: Line) -> bool:
        """A lone label across the table (« AXE II – … »): it opens its level for the rows below it."""
        if len(line.own) != 1 or line.over:
            return False
        (cell,) = line.own.values()
        label = classify(one_line(cell.text))
        level = LEVEL_OF_KIND.get(label.kind)
        if level is None or self.fields[cell.col] in (TITLE_OF[level], TITLE_COLUMN):
            return False
        place_objective(self.builder, level, label, cell)
        self._parents_before = ()
        return True

    def _repeats_parents(self, line: Line) -> bool:
        """Whether a row names the objectives of the row before in the same words: they are open."""
        cells = [line.own.get(col) for col in self._level_cols]
        texts = tuple(cell.text if cell is not None else "" for cell in cells)
        same = any(texts) and texts == self._parents_before
        self._parents_before = texts
        if same:
            for cell in cells:
                if cell is not None:
                    self.builder.attach(cell)
        return same

    def _parents(self, line: Line) -> list[ObjectiveDraft]:
        """Open the objectives that a row names; those that it serves besides the first of its lowest level."""
        others: list[ObjectiveDraft] = []
        named: list[Level] = []
        for level in LEVELS:
            title, code = (self.col_of.get(f"{TITLE_OF[level]}{suffix}") for suffix in ("", CODE))
            cells = [cell for col in (title, code) if col is not None and (cell := line.own.get(col)) is not None]
            filled = [cell for cell in cells if not says_nothing(cell.text)]
            for cell in cells:
                if cell not in filled:
                    self.builder.ignore(cell, "la cellule dit qu’il n’y a rien")
            if filled:
                named.append(level)
                others = self._open(level, line, title, code, filled[0])
            elif any(line.over.get(col) for col in (title, code) if col is not None):
                named.append(level)
            elif named and (title is not None or code is not None) and level in self.builder.open:
                self._close(level, line)
                others = []
        return others

    def _open(self, level: Level, line: Line, title: int | None, code: int | None, at: Cell) -> list[ObjectiveDraft]:
        title_cell = line.own.get(title) if title is not None else None
        code_cell = line.own.get(code) if code is not None else None
        number = _number(code_cell) if code_cell is not None else ""
        labels = _labels(level, title_cell) if title_cell is not None else [Label(_KIND_OF[level])]
        first, *more = labels
        if number:
            first = replace(first, number=number)
        place = LEVEL_OF_KIND.get(first.kind, level)
        if place is not level:
            self._say_shifted(title_cell or at, place, level)
        opened = place_objective(self.builder, place, first, title_cell or at)
        self._say_untitled(opened, at)
        for cell in (title_cell, code_cell):
            if cell is not None:
                self.builder.attach(cell)
        others = [place_objective(self.builder, place, label, title_cell or at) for label in more]
        if others:  # the fiche hangs on the first and serves the others
            self.builder.open[place] = opened
        return others

    def _close(self, level: Level, line: Line) -> None:
        """A row that repeats its upper objectives and leaves this one empty hangs on the upper one."""
        for lower in LEVELS[LEVELS.index(level) :]:
            self.builder.open.pop(lower, None)
        parent = self.builder.deepest()
        if parent is not None and "empty-level" not in self.said and line.own:
            self.said.add("empty-level")
            cell = next(iter(line.own.values()))
            self.builder.say(
                cell,
                Severity.WARNING,
                "empty-level",
                f"la colonne « {TITLE_OF[level]} » est vide sur une ligne qui répète l’objectif du dessus",
                "les fiches de telles lignes sont rattachées à l’objectif du dessus",
            )

    def _say_untitled(self, objective: ObjectiveDraft, cell: Cell) -> None:
        if objective.title or id(objective) in self.untitled:
            return
        self.untitled.add(id(objective))
        self.builder.say(
            cell,
            Severity.WARNING,
            "objective-without-title",
            f"« {one_line(cell.text)[:60]} » n’a pas d’intitulé",
            "complétez-le avant ou après l’import",
        )

    def _say_shifted(self, cell: Cell, place: Level, column: Level) -> None:
        self.builder.say(
            cell,
            Severity.WARNING,
            "shifted-cell",
            f"cette cellule de la colonne « {TITLE_OF[column]} » porte une autre étiquette",
            f"lue comme : {str(place.label).lower()}",
        )

    def _about_objectives(self, line: Line) -> None:
        """The further columns of each level: its description, its note, its expected effects."""
        for level in LEVELS:
            objective = self.builder.open.get(level)
            for suffix in (DESCRIPTION, NOTE, EFFECTS):
                cell = line.own.get(self.col_of.get(f"{TITLE_OF[level]}{suffix}", -1))
                if cell is None:
                    continue
                if objective is None:
                    self.builder.keep(cell, "aucun objectif de ce niveau sur cette ligne")
                    continue
                _say_of(objective, suffix, bulleted(cell.lines), self.builder)
                self.builder.attach(cell)


def _theme_label(cell: Cell) -> Label:
    label = classify(one_line(cell.text))
    return label if label.kind is Kind.THEME and label.title else Label(Kind.THEME, title=one_line(cell.text))


def _labels(level: Level, cell: Cell) -> list[Label]:
    """The objectives that a cell names: by their labels, else one a bullet, else the whole text as one."""
    labels = read_labels(cell.lines)
    strong = [label for label in labels if label.kind in LEVEL_OF_KIND or label.kind in _ANY_NUMBER]
    if strong and strong[0] is labels[0]:
        kinds = {label.kind for label in strong}
        if kinds <= _ANY_NUMBER or kinds == {_KIND_OF[level]}:
            return [replace(label, kind=_KIND_OF[level]) for label in strong]
        return strong[:1]
    bullets = [strip_bullet(line) for line in cell.lines]
    if len(bullets) > 1 and all(bullet for _, bullet in bullets):
        return [Label(_KIND_OF[level], title=text) for text, _ in bullets]
    return [Label(_KIND_OF[level], title=" ".join(cell.lines))]


def _number(cell: Cell) -> str:
    """« OI 2 », « Axe II », « 2 » are « 2 » and « II »; anything else as written."""
    text = one_line(cell.text).strip(" .:")
    key = fold(text)
    match = _PREFIX.match(key)
    bare = key[match.end() :].strip() if match else ""
    if match and re.fullmatch(r"\d+(?: \d+)*|[ivx]+", bare):
        return bare.upper() if bare.isalpha() else text[len(text) - len(bare) :]
    return text


def _say_of(objective: ObjectiveDraft, suffix: str, text: str, builder: Builder) -> None:
    if suffix == EFFECTS:
        siblings = objective.parent.children if objective.parent else builder.theme.objectives
        shared = next((o.effects for o in siblings if o.effects and o.effects.text == text), None)
        group = 1 + max((o.effects.group for o in siblings if o.effects), default=0)
        objective.effects = shared or ExpectedEffects(group, text)
        objective.expects_actions = False
        return
    name = "description" if suffix == DESCRIPTION else "note"
    before = getattr(objective, name)
    if text not in before.split("\n\n"):
        setattr(objective, name, f"{before}\n\n{text}" if before else text)
