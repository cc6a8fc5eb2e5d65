"""axe | objectif intermédiaire | objectif opérationnel | actions | fiches annexées."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from annexes.labels import Kind, Label
from annexes.readers.columns_of_fiches import FieldCells
from annexes.readers.drafts import Builder
from annexes.readers.grid import Cell
from annexes.readers.headers import Column, Header
from annexes.readers.layouts.layout import Context, Fit, Layout, Piece
from annexes.readers.layouts.tables import LOOKED_AT, read_tables
from annexes.readers.placing import note_objective
from annexes.readers.references import read_references, refer
from annexes.reading import Severity

_MAY_REFER = frozenset({Column.ACTION, Column.NUMBER, Column.OTHER})


def fits(piece: Piece) -> int:
    header = piece.header
    if header is None:
        return Fit.NO
    if not header.has(Column.ACTION, Column.TITLE):
        return Fit.ASKED
    return Fit.SURE + 1 if header.has(Column.REFERENCES) or _referring(piece, header) is not None else Fit.ASKED


def read(piece: Piece, context: Context) -> None:
    read_tables(replace(piece, headers=dict(_with_references(piece))), context, ReferenceCells)


def _with_references(piece: Piece) -> Iterator[tuple[int, Header]]:
    """The headers, the column that holds references known as such by what stands in it."""
    for key, header in piece.headers.items():
        col = None if header.has(Column.REFERENCES) else _referring(piece, header)
        yield key, header if col is None else replace(header, columns={**header.columns, col: Column.REFERENCES})


def _referring(piece: Piece, header: Header) -> int | None:
    """The column, beside that of the actions, whose cells are nothing but references, several in some of them."""
    first = min((col for col, column in header.columns.items() if column in (Column.ACTION, Column.TITLE)), default=0)
    for col in sorted(col for col, column in header.columns.items() if column in _MAY_REFER and col > first):
        held = (cell for cell in islice(piece.cells(), LOOKED_AT) if cell.col == col)
        found = [read_references(cell.lines) for cell in held if cell.text != header.names.get(col)]
        if found and all(found) and any(one and len(one.numbers) > 1 for one in found):
            return col
    return None


class ReferenceCells(FieldCells):
    """The references of a row become fiches « annexées, non fournies » of the objectives of that row."""

    numbered_fiches = False

    def takes(self, column: Column | None, labels: Sequence[Label]) -> bool:
        if column is Column.REFERENCES:
            return not any(label.kind is Kind.ACTION and label.title for label in labels)
        return FieldCells.takes(self, column, labels)

    def give(self, builder: Builder, cell: Cell, column: Column, name: str) -> None:
        if column is not Column.REFERENCES:
            FieldCells.give(self, builder, cell, column, name)
            return
        if not any(character.isalnum() for character in cell.text):
            builder.ignore(cell, "signe qui tient lieu de cellule vide")
            return
        references = read_references(cell.lines)
        objectives = self.objectives_of(cell)
        if not objectives or self.theme is None:
            builder.keep(cell, "renvoi à des fiches : aucun objectif sur cette ligne")
            return
        if references is None:
            note_objective(builder, objectives[0], " ".join(cell.lines), cell)
            return
        for number in references.numbers:
            refer(self.theme, number, cell, objectives)
        builder.attach(cell)
        self._say(builder, cell, references.numbers, references.doubt)

    def _say(self, builder: Builder, cell: Cell, numbers: Sequence[str], doubt: str) -> None:
        some = len(numbers) > 1
        builder.say(
            cell,
            Severity.INFO,
            "annexed-fiche",
            f"cette cellule renvoie à {len(numbers)} fiches annexées"
            if some
            else "cette cellule renvoie à une fiche annexée",
            "notées « annexées, non fournies » tant que ces fiches ne sont pas importées"
            if some
            else "notée « annexée, non fournie » tant que cette fiche n’est pas importée",
        )
        if doubt:
            builder.say(
                cell,
                Severity.WARNING,
                "unclear-reference",
                doubt,
                "écrivez « 3 et 6 » ou « 3 à 6 » dans le fichier pour lever le doute",
            )


LAYOUT = Layout(
    key="annexees",
    label="Tableau axe | objectifs | actions | fiches annexées",
    help="Un tableau d’actions par échelle, dont la dernière colonne renvoie à des fiches données ailleurs.",
    fits=fits,
    read=read,
)
