"""axe | objectif intermédiaire | objectif opérationnel | actions | fiches annexées."""

from annexes.readers.headers import Column
from annexes.readers.layouts.layout import Context, Fit, Layout, Piece
from annexes.readers.layouts.tables import read_tables


def fits(piece: Piece) -> int:
    header = piece.header
    if header is None:
        return Fit.NO
    return Fit.SURE if header.has(Column.REFERENCES) and header.has(Column.ACTION) else Fit.ASKED


def read(piece: Piece, context: Context) -> None:
    read_tables(piece, context)


LAYOUT = Layout(
    key="annexees",
    label="Tableau axe | objectifs | actions | fiches annexées",
    help="Un tableau d’actions par échelle, dont la dernière colonne renvoie à des fiches données ailleurs.",
    fits=fits,
    read=read,
)
