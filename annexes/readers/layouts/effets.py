"""objectifs généraux | objectifs opérationnels | effets attendus: the table of a PEDT, which has no fiche."""

from itertools import groupby

from annexes.outline import ExpectedEffects
from annexes.readers.columns_of_fiches import FieldCells
from annexes.readers.drafts import Builder, ObjectiveDraft, ThemeDraft
from annexes.readers.fields import bulleted
from annexes.readers.grid import Cell
from annexes.readers.headers import Column
from annexes.readers.layouts.layout import Context, Fit, Layout, Piece
from annexes.readers.layouts.tables import read_tables
from annexes.reading import Severity


def fits(piece: Piece) -> int:
    header = piece.header
    if header is None:
        return Fit.NO
    if not header.has(Column.EFFECTS):
        return Fit.ASKED
    return Fit.ASKED if header.has(Column.ACTION, Column.TITLE) else Fit.SURE


def read(piece: Piece, context: Context) -> None:
    read_tables(piece, context, EffectCells)


class EffectCells(FieldCells):
    """The effets attendus of a row belong to the objectives of that row, of all its rows when the cell is merged."""

    def give(self, builder: Builder, cell: Cell, column: Column, name: str) -> None:
        if column is not Column.EFFECTS:
            FieldCells.give(self, builder, cell, column, name)
            return
        objectives = self.objectives_of(cell)
        if not objectives or self.theme is None:
            builder.keep(cell, "effets attendus : aucun objectif sur cette ligne")
            return
        builder.attach(cell)
        for _, siblings in groupby(objectives, key=lambda objective: objective.parent):
            self._expect(builder, list(siblings), cell, self.theme)

    def _expect(self, builder: Builder, objectives: list[ObjectiveDraft], cell: Cell, theme: ThemeDraft) -> None:
        """Give effects to objectives of one parent: a new group, or more effects for the group that they are."""
        text = bulleted(cell.lines)
        parent = objectives[0].parent
        siblings = parent.children if parent else theme.objectives
        before = objectives[0].effects
        if before is not None:
            objectives = [sibling for sibling in siblings if sibling.effects == before]
            effects = ExpectedEffects(before.group, f"{before.text}\n{text}")
            builder.say(
                cell,
                Severity.INFO,
                "more-effects",
                "des effets attendus suivent ceux de la ligne au-dessus, pour les mêmes objectifs",
                f"ajoutés à ceux {objectives[0].of_it}",
            )
        else:
            group = 1 + max((sibling.effects.group for sibling in siblings if sibling.effects), default=0)
            effects = ExpectedEffects(group, text)
        for objective in objectives:
            objective.effects = effects
            objective.expects_actions = False


LAYOUT = Layout(
    key="effets",
    label="Objectifs et effets attendus",
    help="Un tableau de PEDT sans fiche : les effets attendus valent pour les objectifs de leur ligne.",
    fits=fits,
    read=read,
)
