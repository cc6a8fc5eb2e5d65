"""Vertically merged cells of a table: each speaks for its own rows."""

from collections.abc import Sequence

from annexes.readers.drafts import LEVELS, Builder, ObjectiveDraft
from annexes.readers.grid import Grid
from annexes.readers.headers import Header
from annexes.readers.items import COLUMN_OF_LEVEL, Item
from annexes.reading import Severity
from plans.enums import Level


def follow_merge(builder: Builder, grid: Grid, header: Header, level: Level, items: Sequence[Item], row: int) -> None:
    """Past the rows of the merged cell that is open at `level`, open the objective whose cell covers the row.

    Where no cell covers it, the last objective goes on, and it is said. `items` are those of the row.
    """
    current = builder.open.get(level)
    if current is None or current.grid is not grid or current.cell.rowspan < 2 or current.cell.covers(row):
        return
    if any(item.level is level or header.at(item.cell) is COLUMN_OF_LEVEL[level] for item in items):
        return  # its own cell is not empty
    siblings = current.parent.children if current.parent else builder.theme.objectives
    covering = [s for s in siblings if s.level is level and s.grid is grid and s.cell.covers(row)]
    if covering and covering[-1].cell.rowspan > 1:
        _reopen(builder, covering[-1])
    elif not current.warned and items:
        current.warned = True
        builder.say(
            items[-1].cell,
            Severity.WARNING,
            "after-merge",
            f"cette ligne vient après la cellule fusionnée {current.of_it}, et sa propre cellule est vide",
            f"rattachée {current.to_it}, le dernier objectif ouvert",
        )


def _reopen(builder: Builder, objective: ObjectiveDraft) -> None:
    builder.open[objective.level] = objective
    for lower in LEVELS[LEVELS.index(objective.level) + 1 :]:
        builder.open.pop(lower, None)
