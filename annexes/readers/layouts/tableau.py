"""axe | objectif intermédiaire | objectif opérationnel | fiches, in any order and with further columns."""

from annexes.readers.headers import Column
from annexes.readers.layouts.layout import Context, Fit, Layout, Piece
from annexes.readers.layouts.tables import LEVEL_COLUMNS, by_place, has_labels, read_tables


def fits(piece: Piece) -> int:
    if not piece.is_table:
        return Fit.NO
    header = piece.header
    headed = header is not None and header.has(*LEVEL_COLUMNS)
    if headed and has_labels(piece):
        return Fit.SURE
    return Fit.LIKELY if headed or has_labels(piece) else Fit.POSSIBLE


def read(piece: Piece, context: Context) -> None:
    read_tables(by_place(piece, (*LEVEL_COLUMNS, Column.ACTION), context), context)


LAYOUT = Layout(
    key="tableau",
    label="Tableau axe | objectifs | fiches",
    help="Un tableau dont les colonnes sont l’axe, l’objectif intermédiaire, l’objectif opérationnel et les fiches.",
    fits=fits,
    read=read,
)
