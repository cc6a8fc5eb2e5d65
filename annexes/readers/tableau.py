"""The layout axe | OI | OO | fiches, its columns in any order, and whatever happened to its rows.

A cell is what its label says; its column is a hint: it names the level of a cell without a label, and tells that a
cell has slipped (« une fiche dans la colonne des objectifs intermédiaires »).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annexes.labels import STRONG, Kind, Label, classify, read_labels
from annexes.readers.columns_of_fiches import FieldCells
from annexes.readers.drafts import LEVELS, ActionDraft, Builder, ObjectiveDraft
from annexes.readers.grid import Cell, Grid
from annexes.readers.headers import COLUMN_NAMES, Column, Header, merge_headers, names_columns
from annexes.readers.hints import hint_also
from annexes.readers.items import COLUMN_OF_LEVEL, NOUNS, Item, Items, labelled_levels
from annexes.readers.loose_list import Paragraphs
from annexes.readers.merges import follow_merge
from annexes.readers.notes import REASON, is_note
from annexes.readers.placing import LEVEL_OF, note_objective, place_action, place_objective
from annexes.readers.scales import scale_fields
from annexes.readers.split_cells import is_unlabelled, join_numbers_and_titles, with_title
from annexes.readers.titles import EXPLICIT, POSSIBLE, theme_title
from annexes.readers.totals import is_total, leave_out
from annexes.reading import Severity
from plans.enums import Level

TICK = 250  # rows
_OBJECTIVES = frozenset({Column.AXIS, Column.INTERMEDIATE, Column.OPERATIONAL, Column.NUMBER})
_APART = Column.REFERENCES
_PARAGRAPH_KINDS = frozenset(
    {Kind.RUBRIC, Kind.THEME, Kind.VERSION, Kind.ANNEXE, Kind.INSTRUCTION, Kind.ACTIONS_HEADING}
)


@dataclass(slots=True)
class Tableau:
    """The reader of one grid; `paragraphs` reads the rows that are lines and not rows of the table."""

    grid: Grid
    builder: Builder
    paragraphs: Paragraphs
    tick: Callable[[int], None] = lambda rows: None  # told how many rows are read, now and then
    headers: Mapping[int, Header] = field(default_factory=dict)  # of the rows that are one, by their first cell
    fields: FieldCells = field(default_factory=FieldCells)
    header: Header = field(default_factory=Header)
    header_row: int = -9
    labels: dict[int, list[Label]] = field(default_factory=dict)  # of each cell, by its identity
    items: Items = field(init=False)
    before_rows: bool = True  # since the last line, no row of the table
    placed: list[ObjectiveDraft] = field(default_factory=list)  # the objectives of the row at hand
    waiting: tuple[Cell, Label] | None = None  # « Fiche 3 » alone: its title may stand in the row below

    def read(self) -> None:
        """Read every row of the grid, then the further columns."""
        self.builder.grid = self.grid
        self.labels = {id(cell): read_labels(cell.lines) for cell in self.grid.cells()}
        labelled = labelled_levels(self._labels_of_the_tree())
        self.items = Items(self.builder, labelled if self.fields.numbered_fiches else labelled - {None})
        rows = self.grid.rows
        for index, row in enumerate(rows):
            if index % TICK == 0:
                self.tick(index)
            cells = self._visible(row)
            ahead = rows[index + 1][0] if index + 1 < len(rows) else None
            if not cells:
                continue
            if all(label.kind is Kind.SEPARATOR for cell in cells for label in self.labels[id(cell)]):
                for cell in cells:
                    self.builder.ignore(cell, "ligne de séparation")
            elif is_total(cells):
                leave_out(self.builder, cells)
            elif self._is_a_note(cells):
                for cell in cells:
                    self.builder.keep(cell, REASON)
            elif self._titles_waiting(cells):
                continue
            elif header := self.headers.get(id(cells[0])):
                self._begin(header, cells)
            elif len(cells) == 1 and self._is_a_line(cells[0], introduces=self._introduces(rows, index)):
                self.paragraphs.read(cells[0], ahead)
                self.before_rows = True
            elif not index and not self.headers and names_columns(cells):
                for cell in cells:
                    self.builder.ignore(cell, "en-tête de colonne")
            elif not self.header.columns and self.paragraphs.takes_row([self.labels[id(cell)] for cell in cells]):
                self.paragraphs.read_row(cells)
            else:
                self._row(cells)
                self.before_rows = False
        self._titles_waiting([])
        self.fields.settle(self.builder, self.header)

    def _labels_of_the_tree(self) -> Iterator[list[Label]]:
        """The labels of the cells that are not references to fiches."""
        apart = {col for header in self.headers.values() for col, column in header.columns.items() if column is _APART}
        for cell in self.grid.cells():
            if cell.col not in apart:
                yield self.labels[id(cell)]

    def _visible(self, row: tuple[Cell, ...]) -> list[Cell]:
        for cell in row:
            if cell.hidden:
                self.builder.keep(cell, "texte caché sous une cellule fusionnée")
                self.builder.say(
                    cell,
                    Severity.WARNING,
                    "hidden-text",
                    "ce texte est caché sous une cellule fusionnée : il n’a pas été lu comme un objet du plan",
                    "défusionnez la cellule dans le fichier si ce texte compte",
                )
        return [cell for cell in row if not cell.hidden]

    def _begin(self, header: Header, cells: list[Cell]) -> None:
        follows = cells[0].row == self.header_row + 1
        if not follows:
            self.fields.settle(self.builder, self.header)
        self.header = merge_headers(self.header, header) if follows else header
        self.header_row = cells[0].row
        self.paragraphs.table_begins()
        self.paragraphs.loose = False
        for cell in cells:
            if header.axis_title and header.at(cell) is Column.AXIS:
                label = Label(Kind.AXIS, header.axis_title, header.axis_number)
                place_objective(self.builder, Level.AXIS, label, cell)
            else:
                self.builder.ignore(cell, "en-tête de colonne")
        self.before_rows = False

    def _is_a_note(self, cells: list[Cell]) -> bool:
        column = self.header.at(cells[0])
        fiches = self.paragraphs.listing or column in (Column.ACTION, Column.TITLE)
        return not fiches and is_note(cells, among_objectives=column in _OBJECTIVES)

    def _introduces(self, rows: Sequence[Sequence[Cell]], index: int) -> bool:
        """Whether a lone line stands right above a header row, or one line higher: a title of what follows."""
        for row in rows[index + 1 : index + 3]:
            if id(row[0]) in self.headers:
                return True
            if len(row) > 1:
                return False
        return False

    def _is_a_line(self, cell: Cell, *, introduces: bool) -> bool:
        """Whether the only cell of a row is a line of text across the table, and not a cell of a column."""
        text = " ".join(cell.lines)
        kind = classify(text).kind
        if not self.header.columns and kind not in LEVEL_OF and kind is not Kind.ACTION:
            return True
        if kind in _PARAGRAPH_KINDS or cell.colspan > 2 or cell.colspan >= max(self.header.width, 2):
            return True
        if (introduces or self.paragraphs.listing) and not cell.col and kind not in STRONG:
            return True
        if cell.col or not self.before_rows:
            found = theme_title(text, heading=text.isupper())
            return not cell.col and found is not None and found.strength >= EXPLICIT
        if self.paragraphs.expects_axis or self.paragraphs.preamble is not None or not self.header.columns:
            return True
        found = theme_title(text, heading=text.isupper())
        return found is not None and found.strength > POSSIBLE

    # Rows

    def _titles_waiting(self, cells: list[Cell]) -> bool:
        """Place the fiche that waits for its title: with the lone text below, which uses up its row, or without."""
        if self.waiting is None:
            return False
        (cell, label), self.waiting = self.waiting, None
        below = cells[0] if len(cells) == 1 and cells[0].col == cell.col else None
        if below is not None and is_unlabelled(self.labels[id(below)]):
            label = with_title(label, below)
            self.builder.attach(below)
        else:
            below = None
        item = Item(None, label, cell)
        self._place(item, [item])
        return below is not None

    def _row(self, cells: list[Cell]) -> None:
        self.paragraphs.table_begins()
        lone = len(cells) == 1
        items: list[Item] = []
        self.placed = []
        row = [(cell, self.labels[id(cell)]) for cell in cells]
        for cell, labels in join_numbers_and_titles(row, self.header, self.builder):
            column = self.header.at(cell)
            if column is Column.THEME and labels[0].kind not in LEVEL_OF:
                self._theme_cell(cell)
            elif column is not None and self.fields.takes(column, labels):
                self.fields.add(cell, column)
            else:
                items.extend(self.items.read(cell, labels, column, self.header, lone=lone))
        items = [item for item in items if not self._waits(item, items)]
        self._open_pending_axis(items)
        for item in sorted(items, key=lambda item: (min(i.rank for i in items if i.cell is item.cell), item.cell.col)):
            self._place(item, items)
        self.fields.row_ends(self.builder, cells[0].row, self.placed)
        for cell in cells:
            if not self.builder.is_settled(cell) and not self.fields.holds(cell):
                self.builder.keep(cell, "texte que rien ne rattache à un objectif ou à une fiche")

    def _waits(self, item: Item, items: list[Item]) -> bool:
        if item.level is not None or item.label.kind is not Kind.ACTION or not item.label.bare or self.waiting:
            return False
        if any(other.cell is item.cell for other in items if other is not item):
            return False
        self.waiting = (item.cell, item.label)
        self.builder.attach(item.cell)
        return True

    def _theme_cell(self, cell: Cell) -> None:
        text = " ".join(cell.lines)
        found = theme_title(text, heading=True)
        if found is None:
            self.builder.keep(cell, "thème non reconnu")
        else:
            theme = self.builder.name_theme(replace(found, strength=EXPLICIT), cell)
            theme.code = theme.code or (label.number if (label := classify(text)).kind is Kind.THEME else "")
            self.builder.attach(cell)

    # Placing

    def _open_pending_axis(self, items: list[Item]) -> None:
        """« AXE STRATEGIQUE II » in the header and no cell for the axis: the header is all that says it."""
        number = self.header.axis_number
        if not number or not items or any(item.level is Level.AXIS for item in items):
            return
        current = self.builder.open.get(Level.AXIS)
        if current is not None and (current.number == number or self.header_row < current.cell.row):
            return
        if current is not None and current.grid is not self.grid:
            return
        self.builder.open_objective(Level.AXIS, Label(Kind.AXIS, "", number), items[0].cell)

    def _place(self, item: Item, items: list[Item]) -> None:
        if item.level is None:
            self._place_action(item, items)
            return
        if item.level is not Level.AXIS:
            follow_merge(
                self.builder, self.grid, self.header, LEVELS[LEVELS.index(item.level) - 1], items, item.cell.row
            )
        shifted = self._shifted(item, items)
        objective = place_objective(self.builder, item.level, item.label, item.cell)
        self.placed.append(objective)
        if item.level is Level.OPERATIONAL:
            self._say_shared(
                item, items, Level.INTERMEDIATE, f"rattaché {objective.parent.to_it}" if objective.parent else ""
            )
        objective.expects_actions = self.header.has(Column.ACTION, Column.TITLE) or not self.header.columns
        if shifted:
            parent = objective.parent
            self._say_shifted(item, shifted, f"rattaché {parent.to_it}" if parent else "placé au premier niveau")

    def _place_action(self, item: Item, items: list[Item]) -> None:
        builder = self.builder
        follow_merge(self.builder, self.grid, self.header, Level.OPERATIONAL, items, item.cell.row)
        parent = builder.deepest()
        if item.label.kind is Kind.REFERENCE:
            if parent is None:
                builder.keep(item.cell, "renvoi qui ne se rattache à aucun objectif")
            else:
                note_objective(builder, parent, item.label.title, item.cell)
            return
        shifted = self._shifted(item, items)
        action = place_action(builder, item.label, item.cell, parent, doubtful=bool(shifted))
        if item.scale:
            action.fields |= scale_fields(item.scale)
        self.fields.fiche(action, item.cell)
        place = f"rattachée {parent.to_it}" if parent else "laissée sans rattachement"
        if shifted:
            self._say_shifted(item, shifted, place)
        elif (parent is None and not self.paragraphs.loose) or (
            parent is not None and parent.level is not Level.OPERATIONAL and self.header.has(Column.OPERATIONAL)
        ):
            builder.say(
                item.cell,
                Severity.WARNING,
                "fiche-without-objective",
                f"la {action.name} n’a pas d’objectif opérationnel au-dessus d’elle",
                place,
            )
        self._say_shared(item, items, Level.OPERATIONAL, place, action)

    def _say_shared(
        self, item: Item, items: list[Item], level: Level, place: str, placed: ActionDraft | None = None
    ) -> None:
        """Several objectives of `level` in one cell, and what hangs under them in the cell beside: under which?"""
        first = next(i for i in items if i.level is item.level and i.cell is item.cell)
        cells = [i.cell for i in items if i.level is level and i.cell is not item.cell]
        if len(cells) < 2 or cells[0] is not cells[1]:
            return
        if placed is not None:
            hint_also(placed, [one for one in self.placed if one.level is level], item.cell)
        if first is not item:
            return
        self.builder.say(
            item.cell,
            Severity.WARNING,
            "several-objectives",
            f"cette cellule est en face de {len(cells)} objectifs écrits dans la même cellule",
            f"{place}, le dernier d’entre eux : à vérifier",
        )

    def _shifted(self, item: Item, items: list[Item]) -> Column | None:
        """The column that the cell stands in, when its label says another."""
        column = self.header.at(item.cell)
        if column is None or not item.labelled:
            return None
        wanted = COLUMN_OF_LEVEL[item.level] if item.level else Column.ACTION
        if column is wanted or self.header.spans(item.cell, wanted):
            return None
        if item.level is None and column in (Column.NUMBER, Column.TITLE):
            return None
        beside = [other for other in items if other.cell is item.cell and other is not item]
        if any((COLUMN_OF_LEVEL[o.level] if o.level else Column.ACTION) is column for o in beside):
            return None  # the cell also holds what its column announces: nothing slipped
        if not self.header.has(wanted) and not (item.level is None and self.header.has(Column.TITLE)):
            return None  # the table has no column for this level
        return column

    def _say_shifted(self, item: Item, column: Column, proposal: str) -> None:
        where = COLUMN_NAMES.get(column) or f"« {self.header.names.get(item.cell.col, '')[:40]} »"
        self.builder.say(
            item.cell, Severity.WARNING, "shifted-cell", f"{NOUNS[item.level]} dans la colonne {where}", proposal
        )
