"""Actions listed line by line, with or without a heading that announces them."""

from dataclasses import replace

from annexes.readers.layouts.layout import Context, Fit, Layout, Piece, visible
from annexes.readers.layouts.tables import announces_a_list, has_labels, read_tables


def fits(piece: Piece) -> int:
    if not piece.is_table:
        return Fit.LIKELY
    if piece.headers or has_labels(piece):
        return Fit.ASKED
    return Fit.LIKELY if announces_a_list(piece) else Fit.ASKED


def read(piece: Piece, context: Context) -> None:
    if not context.asked:
        read_tables(piece, context)
        return
    before, context.paragraphs.assume_list = context.paragraphs.assume_list, True
    read_tables(_without_headers(piece, context), context)
    context.paragraphs.assume_list = before


def _without_headers(piece: Piece, context: Context) -> Piece:
    """The part without the rows that name its columns: what is a list has none."""
    grids = []
    for grid in piece.grids:
        rows = []
        for row in grid.rows:
            if not piece.header_of(row):
                rows.append(row)
                continue
            for cell in visible(row):
                context.builder.ignore(cell, "en-tête de colonne")
        grids.append(replace(grid, rows=tuple(rows)))
    return replace(piece, grids=tuple(grid for grid in grids if grid.rows), headers={})


LAYOUT = Layout(
    key="liste",
    label="Liste d’actions",
    help="Des lignes de texte : titres de thèmes et d’axes, puis une action par ligne, sans tableau.",
    fits=fits,
    read=read,
)
