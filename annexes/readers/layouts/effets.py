"""objectifs généraux | objectifs opérationnels | effets attendus: the table of a PEDT, which has no fiche."""

from itertools import groupby

from accounts.text import fold
from annexes.readers.columns_of_fiches import FieldCells
from annexes.readers.drafts import Builder
from annexes.readers.effects import expect
from annexes.readers.fields import bulleted
from annexes.readers.grid import Cell
from annexes.readers.headers import Column, Header
from annexes.readers.layouts.layout import Context, Fit, Layout, Piece
from annexes.readers.layouts.tables import LEVEL_COLUMNS, by_place, read_tables
from annexes.readers.mapping.table import flat_table
from annexes.wordings import NO_FICHE


def fits(piece: Piece) -> int:
    header = piece.header
    if header is None:
        return Fit.ASKED if flat_table(piece) is not None else Fit.NO  # its columns may be told by their order
    if not header.has(Column.EFFECTS) or _holds_fiches(piece, header):
        return Fit.ASKED
    return Fit.SURE + 1  # also where further columns announce fiches that nobody wrote


def _holds_fiches(piece: Piece, header: Header) -> bool:
    """Whether something stands in the columns of the fiches."""
    cols = [col for col, column in header.columns.items() if column in (Column.ACTION, Column.TITLE)]
    below = (row for row in piece.rows() if not piece.header_of(row)) if cols else ()
    return any(cell.col in cols and fold(cell.text) != NO_FICHE for row in below for cell in row)


def read(piece: Piece, context: Context) -> None:
    read_tables(by_place(piece, (*LEVEL_COLUMNS, Column.EFFECTS), context), context, EffectCells)


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
            expect(builder, self.theme, list(siblings), bulleted(cell.lines), cell, say=True)


LAYOUT = Layout(
    key="effets",
    label="Objectifs et effets attendus",
    help="Un tableau de PEDT sans fiche : les effets attendus valent pour les objectifs de leur ligne.",
    fits=fits,
    read=read,
)
