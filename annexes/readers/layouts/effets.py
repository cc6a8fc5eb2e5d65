"""objectifs généraux | objectifs opérationnels | effets attendus: the table of a PEDT, which has no fiche."""

from annexes.readers.columns_of_fiches import EffectCells
from annexes.readers.headers import Column
from annexes.readers.layouts.layout import Context, Fit, Layout, Piece
from annexes.readers.layouts.tables import read_tables


def fits(piece: Piece) -> int:
    header = piece.header
    if header is None:
        return Fit.NO
    if not header.has(Column.EFFECTS):
        return Fit.ASKED
    return Fit.ASKED if header.has(Column.ACTION, Column.TITLE) else Fit.SURE


def read(piece: Piece, context: Context) -> None:
    read_tables(piece, context, EffectCells)


LAYOUT = Layout(
    key="effets",
    label="Objectifs et effets attendus",
    help="Un tableau de PEDT sans fiche : les effets attendus valent pour les objectifs de leur ligne.",
    fits=fits,
    read=read,
)
