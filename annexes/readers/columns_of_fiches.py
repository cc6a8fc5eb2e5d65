"""What the further columns of a table give to the fiches, or to the objectives, that stand on their rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from annexes.labels import Kind, Label
from annexes.readers.drafts import LEVELS, ActionDraft, Builder, ObjectiveDraft, ThemeDraft
from annexes.readers.fields import Fields, merge_fields, read_field
from annexes.readers.grid import Cell
from annexes.readers.headers import STRUCTURE, Column, Header
from annexes.readers.hints import hint_value
from annexes.readers.placing import LEVEL_OF
from annexes.reading import Severity
from annexes.values.value import Value

_WITHOUT_FIELD = frozenset({Column.OTHER, Column.REFERENCES})


_LONGEST = 1000  # rows that one merged cell is looked at for


@dataclass(slots=True)
class FieldCells:
    """The further cells, the fiches and the objectives of a table, until the table ends: a merged cell serves rows to
    come. The layouts that read a column otherwise override `takes` and `give`.
    """

    numbered_fiches: ClassVar[bool] = True  # where some fiches bear a number, one that bears none is to be said

    cells: list[tuple[Cell, Column]] = field(default_factory=list)
    held: set[int] = field(default_factory=set)
    fiches: dict[int, list[ActionDraft]] = field(default_factory=dict)  # by row
    objectives: dict[int, list[ObjectiveDraft]] = field(default_factory=dict)  # by row: the lowest that stand there
    theme: ThemeDraft | None = None
    latest: list[ObjectiveDraft] = field(default_factory=list)
    said: set[Column] = field(default_factory=set)
    read: dict[tuple[Column, tuple[str, ...]], Value[Fields]] = field(default_factory=dict)

    def takes(self, column: Column | None, labels: Sequence[Label]) -> bool:
        """Whether a cell with these labels is one of the further ones, and not an objective or a fiche."""
        return column is not None and column not in STRUCTURE and not _is_structural(labels)

    def add(self, cell: Cell, column: Column) -> None:
        self.cells.append((cell, column))
        self.held.add(id(cell))

    def holds(self, cell: Cell) -> bool:
        return id(cell) in self.held

    def fiche(self, action: ActionDraft, cell: Cell) -> None:
        for row in _rows(cell):
            self.fiches.setdefault(row, []).append(action)

    def row_ends(self, builder: Builder, row: int, placed: Sequence[ObjectiveDraft]) -> None:
        """Keep the lowest objectives that a row opened; a row that opens none goes on with those above it."""
        deepest = builder.deepest()
        if placed:
            lowest = max(LEVELS.index(objective.level) for objective in placed)
            self.latest = [objective for objective in placed if objective.level is LEVELS[lowest]]
        elif deepest is None or deepest not in self.latest:
            self.latest = [deepest] if deepest else []
        self.objectives[row] = self.latest
        if builder.themes:
            self.theme = builder.theme

    def settle(self, builder: Builder, header: Header) -> None:
        """Give every cell to the fiches or objectives of its rows."""
        for cell, column in self.cells:
            self.give(builder, cell, column, header.names.get(cell.col, column.value))
        self.cells, self.held, self.fiches, self.objectives = [], set(), {}, {}

    def objectives_of(self, cell: Cell) -> list[ObjectiveDraft]:
        """The objectives that stand on the rows of a cell, in their order."""
        return list(dict.fromkeys(one for row in _rows(cell) for one in self.objectives.get(row, ())))

    def _fiches_of(self, cell: Cell) -> Sequence[ActionDraft]:
        if cell.rowspan == 1:
            return self.fiches.get(cell.row, ())
        return list(dict.fromkeys(action for row in _rows(cell) for action in self.fiches.get(row, ())))

    def give(self, builder: Builder, cell: Cell, column: Column, name: str) -> None:
        """Give a cell of the column called `name` to the fiches of its rows, or keep it as text."""
        fiches = self._fiches_of(cell)
        if column in _WITHOUT_FIELD:
            builder.keep(cell, f"colonne « {name} » : aucun champ de la fiche ne lui correspond")
            self._once(
                builder, cell, column, f"la colonne « {name} » n’a pas de champ dans la fiche", "gardée en texte libre"
            )
            return
        if not fiches:
            builder.keep(cell, f"colonne « {name} » : aucune fiche sur cette ligne")
            return
        found = self._value(column, cell)
        if not found.value:
            self._leave(builder, cell, column, name, fiches if found.note else None)
            return
        values = found.value
        if found.note:
            values = {**values, "description": f"{name} : {found.note}"}
            message = f"une partie de la colonne « {name} » n’a pas de champ : « {found.note[:120]} »"
            builder.say(cell, Severity.INFO, "further-column", message, "gardée dans la description de la fiche")
        for action in fiches:
            merge_fields(action.fields, values)
        builder.attach(cell)
        if found.doubt:
            builder.say(cell, Severity.WARNING, "unclear-value", found.doubt, "à vérifier")
        if len(fiches) > 1:
            message = f"la colonne « {name} » donne une seule valeur en face de plusieurs fiches"
            self._once(builder, cell, column, message, "appliquée à chacune d’elles")

    def _value(self, column: Column, cell: Cell) -> Value[Fields]:
        """The reading of a cell; tables say the same few things over and over."""
        key = column, cell.lines
        if key not in self.read:
            self.read[key] = read_field(column, cell.lines)
        return self.read[key]

    def _leave(
        self, builder: Builder, cell: Cell, column: Column, name: str, fiches: Sequence[ActionDraft] | None
    ) -> None:
        """Keep a value that is not understood, with the closest one as a proposal; ignore a cell that says nothing."""
        if fiches is None:
            builder.ignore(cell, f"colonne « {name} » : la cellule dit qu’il n’y a rien")
            return
        likely = hint_value(fiches, column, cell)
        builder.keep(cell, f"colonne « {name} » : valeur non reconnue")
        builder.say(
            cell,
            Severity.WARNING,
            "unclear-value",
            f"la valeur de la colonne « {name} » n’est pas reconnue",
            f"lire « {likely} » ?" if likely else "gardée en texte libre : complétez la fiche à la main",
        )

    def _once(self, builder: Builder, cell: Cell, column: Column, message: str, proposal: str) -> None:
        if column not in self.said:
            self.said.add(column)
            builder.say(cell, Severity.INFO, "further-column", message, proposal)


def _rows(cell: Cell) -> Iterable[int]:
    return range(cell.row, min(cell.last_row, cell.row + _LONGEST) + 1)


def _is_structural(labels: Sequence[Label]) -> bool:
    return any(label.kind in LEVEL_OF or (label.kind is Kind.ACTION and label.number) for label in labels)
