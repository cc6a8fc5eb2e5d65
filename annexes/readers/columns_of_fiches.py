"""What the further columns of a table give to the fiches, or to the objectives, that stand on their rows."""

from dataclasses import dataclass, field

from annexes.outline import ExpectedEffects
from annexes.readers.drafts import ActionDraft, Builder, ObjectiveDraft
from annexes.readers.fields import bulleted, read_field
from annexes.readers.grid import Cell, Grid
from annexes.readers.headers import Column, Header
from annexes.reading import Severity
from plans.enums import Level

_WITHOUT_FIELD = frozenset({Column.OTHER, Column.REFERENCES})


@dataclass(slots=True)
class FieldCells:
    """The further cells and the fiches of a table, until the table ends: a merged cell serves rows to come."""

    cells: list[tuple[Cell, Column]] = field(default_factory=list)
    held: set[int] = field(default_factory=set)
    fiches: dict[int, list[ActionDraft]] = field(default_factory=dict)  # by row
    said: set[Column] = field(default_factory=set)

    def add(self, cell: Cell, column: Column) -> None:
        self.cells.append((cell, column))
        self.held.add(id(cell))

    def holds(self, cell: Cell) -> bool:
        return id(cell) in self.held

    def fiche(self, action: ActionDraft, cell: Cell) -> None:
        for row in range(cell.row, min(cell.last_row, cell.row + 1000) + 1):
            self.fiches.setdefault(row, []).append(action)

    def settle(self, builder: Builder, header: Header) -> None:
        """Give every cell to the fiches of its rows."""
        for cell, column in self.cells:
            self._give(builder, cell, column, header.names.get(cell.col, column.value))
        self.cells, self.held, self.fiches = [], set(), {}

    def _give(self, builder: Builder, cell: Cell, column: Column, name: str) -> None:
        rows = range(cell.row, min(cell.last_row, cell.row + 1000) + 1)
        fiches = list(dict.fromkeys(action for row in rows for action in self.fiches.get(row, ())))
        if column in _WITHOUT_FIELD:
            builder.keep(cell, f"colonne « {name} » : aucun champ de la fiche ne lui correspond")
            self._once(
                builder, cell, column, f"la colonne « {name} » n’a pas de champ dans la fiche", "gardée en texte libre"
            )
            return
        if not fiches:
            builder.keep(cell, f"colonne « {name} » : aucune fiche sur cette ligne")
            return
        values = read_field(column, cell.lines)
        if values is None:
            builder.keep(cell, f"colonne « {name} » : valeur non reconnue")
            builder.say(
                cell,
                Severity.WARNING,
                "unclear-value",
                f"la valeur de la colonne « {name} » n’est pas reconnue",
                "gardée en texte libre : complétez la fiche à la main",
            )
            return
        if not values:
            builder.ignore(cell, f"colonne « {name} » : la cellule dit qu’il n’y a rien")
            return
        for action in fiches:
            _merge(action, values)
        builder.attach(cell)
        if len(fiches) > 1:
            message = f"la colonne « {name} » donne une seule valeur en face de plusieurs fiches"
            self._once(builder, cell, column, message, "appliquée à chacune d’elles")

    def _once(self, builder: Builder, cell: Cell, column: Column, message: str, proposal: str) -> None:
        if column not in self.said:
            self.said.add(column)
            builder.say(cell, Severity.INFO, "further-column", message, proposal)


class EffectCells(FieldCells):
    """The further cells of a table without fiches: its effets attendus belong to the objectives of their rows."""

    def _give(self, builder: Builder, cell: Cell, column: Column, name: str) -> None:
        if column is Column.EFFECTS:
            self._give_effects(builder, cell)
        else:
            super()._give(builder, cell, column, name)

    def _give_effects(self, builder: Builder, cell: Cell) -> None:
        objectives = _objectives_of_rows(builder, cell)
        if not objectives:
            builder.keep(cell, "effets attendus : aucun objectif sur cette ligne")
            return
        parent = objectives[0].parent
        siblings = parent.children if parent else builder.theme.objectives
        group = 1 + max((sibling.effects.group for sibling in siblings if sibling.effects), default=0)
        for objective in objectives:
            objective.effects = ExpectedEffects(group, bulleted(cell.lines))
            objective.expects_actions = False
        builder.attach(cell)


def _objectives_of_rows(builder: Builder, cell: Cell) -> list[ObjectiveDraft]:
    """The OO that stand on the rows of a cell and share one parent, else the OI."""
    for level in (Level.OPERATIONAL, Level.INTERMEDIATE):
        found = [
            o
            for o in _of_grid(builder, builder.grid, level)
            if o.cell.row <= cell.last_row and cell.row <= o.cell.last_row
        ]
        if found:
            return [objective for objective in found if objective.parent is found[0].parent]
    return []


def _of_grid(builder: Builder, grid: Grid | None, level: Level) -> list[ObjectiveDraft]:
    return [o for theme in builder.themes for o in theme.walk() if o.level is level and o.grid is grid]


def _merge(action: ActionDraft, values: dict[str, object]) -> None:
    for name, value in values.items():
        before = action.fields.get(name)
        if isinstance(before, tuple) and isinstance(value, tuple):
            action.fields[name] = tuple(dict.fromkeys((*before, *value)))
        elif isinstance(before, str) and isinstance(value, str) and before:
            action.fields[name] = f"{before}\n{value}"
        else:
            action.fields[name] = value
