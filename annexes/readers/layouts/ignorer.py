"""A part that a person leaves out."""

from annexes.readers.layouts.layout import Context, Fit, Layout, Piece


def fits(piece: Piece) -> int:
    return Fit.ASKED


def read(piece: Piece, context: Context) -> None:
    for cell in piece.cells():
        context.builder.ignore(cell, "partie du document laissée de côté à votre demande")


LAYOUT = Layout(
    key="ignorer",
    label="Ne pas lire cette partie",
    help="Rien n’en est repris ; ses textes restent dans la liste de ce qui n’est pas importé.",
    fits=fits,
    read=read,
    names_theme=False,
)
