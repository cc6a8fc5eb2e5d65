"""A flat sheet of another software or by hand: one row a fiche, each column a field, its titles worded in any way."""

from collections.abc import Sequence
from itertools import islice, pairwise

from annexes.columns import THEME, TITLE_COLUMN
from annexes.columns.foreign import BY_KEY, DESCRIBED, LEVEL_OF, NOTHING
from annexes.labels import Kind, classify
from annexes.readers.grid import Cell
from annexes.readers.layouts.layout import Columns, Context, Fit, Layout, Piece, visible
from annexes.readers.layouts.tables import has_labels
from annexes.readers.mapping.fiches import IDENTITY, PLACES
from annexes.readers.mapping.propose import CERTAIN, Proposed, propose
from annexes.readers.mapping.rows import FlatRows
from annexes.readers.mapping.signature import signature
from annexes.readers.mapping.table import FlatTable, flat_table
from annexes.reading import Severity

ENOUGH = 3  # columns that say something of a fiche, beside its title
BETTER_THAN_A_TABLE = Fit.POSSIBLE + 1  # some fields, and neither levels nor labels
LOOKED_AT = 30  # titles that may bear labels


def fits(piece: Piece) -> int:
    table = flat_table(piece) if piece.is_table else None
    if table is None:
        return Fit.NO
    proposed = propose(table.header, table.values())
    sure = [one.field for one in proposed if one.score >= CERTAIN]
    told = [field for field in sure if field not in PLACES | IDENTITY and field != DESCRIBED]
    if TITLE_COLUMN not in sure:
        return Fit.ASKED
    labelled = _share_of_labels(table, [one.field for one in proposed].index(TITLE_COLUMN))
    if not labelled and (len(told) >= ENOUGH or (THEME in sure and not has_labels(piece))):
        return Fit.SURE
    return BETTER_THAN_A_TABLE if told and not labelled else Fit.ASKED


def knows(piece: Piece, context: Context) -> bool:
    """Whether the territory has already said what the columns of this header hold."""
    table = flat_table(piece) if piece.is_table and context.remembered else None
    return table is not None and signature(table.header) in context.remembered


def columns(piece: Piece, context: Context) -> Columns | None:
    table = flat_table(piece) if piece.is_table else None
    if table is None:
        return None
    return Columns(table.header, table.samples(), _mapping(table, context)[0])


def read(piece: Piece, context: Context) -> None:
    table = flat_table(piece)
    if table is None:
        return
    mapping, proposed, remembered = _mapping(table, context)
    for row, ahead in pairwise([*table.above, table.head]):
        _read_above(row, ahead, context)
    context.builder.grid = table.grid
    for cell in visible(table.head):
        context.builder.ignore(cell, "en-tête de colonne")
    _say_columns(table, mapping, proposed, remembered, context)
    FlatRows(table, mapping, context).read()


def _mapping(table: FlatTable, context: Context) -> tuple[tuple[str, ...], tuple[Proposed, ...], bool]:
    """The field of each column, what is proposed when nobody chose, and whether the territory remembered it."""
    known = context.remembered.get(signature(table.header))
    for asked, remembered in ((context.mapping, False), (known, True)):
        if asked is not None and len(asked) == len(table.cols):
            return tuple(field if field in BY_KEY else DESCRIBED for field in asked), (), remembered
    proposed = propose(table.header, table.values())
    return tuple(one.field for one in proposed), proposed, False


def _read_above(row: Sequence[Cell], ahead: Sequence[Cell], context: Context) -> None:
    """The lines above the header: titles of the sheet, of its theme; the upper line of a header of two."""
    cells = visible(row)
    if len(cells) == 1:
        context.paragraphs.read(cells[0], ahead[0] if ahead else None)
        return
    for cell in cells:
        context.builder.ignore(cell, "au-dessus des titres de colonnes")


def _say_columns(
    table: FlatTable, mapping: Sequence[str], proposed: Sequence[Proposed], remembered: bool, context: Context
) -> None:
    """How the columns were understood, once, at the header."""
    builder, at = context.builder, visible(table.head)[0]
    if remembered:
        builder.say(
            at,
            Severity.INFO,
            "remembered-columns",
            "les colonnes ont été lues comme la dernière fois pour des titres identiques",
            "vérifiez-les, et changez-les si besoin, par « Associer les colonnes »",
        )
    if context.mapping is not None and len(context.mapping) != len(table.cols):
        builder.say(
            at,
            Severity.WARNING,
            "mapping-of-another-table",
            f"la correspondance demandée compte {len(context.mapping)} colonnes, le tableau {len(table.cols)}",
            "elle n’a pas été suivie : les colonnes ont été lues d’après leurs titres",
        )
    named = [(f"« {title or 'sans titre'} »", one) for title, one in zip(table.header, proposed, strict=False)]
    guessed = [(name, one) for name, one in named if 0 < one.score < CERTAIN]
    doubtful = [f"{name} → {one.field}" for name, one in guessed if one.field not in (NOTHING, DESCRIBED)]
    if doubtful:
        builder.say(
            at,
            Severity.WARNING,
            "doubtful-columns",
            f"colonnes lues sans certitude : {' ; '.join(doubtful)}",
            "confirmez-les ou changez-les par « Associer les colonnes »",
        )
    if unknown := [name for name, one in named if one.field == DESCRIBED and not one.score]:
        builder.say(
            at,
            Severity.INFO,
            "unknown-columns",
            f"colonnes qui ne correspondent à aucun champ : {' ; '.join(unknown)}",
            "leurs textes sont gardés dans la description des fiches",
        )
    if left := [name for name, one in named if one.field == NOTHING and name != "« sans titre »"]:
        builder.say(
            at,
            Severity.INFO,
            "left-out-columns",
            f"colonnes laissées de côté : {' ; '.join(left)}",
            "choisissez-leur un champ par « Associer les colonnes » si elles comptent",
        )
    if TITLE_COLUMN not in mapping and not any(field in LEVEL_OF for field in mapping):
        builder.say(
            at,
            Severity.WARNING,
            "no-title-column",
            "aucune colonne ne donne l’intitulé des fiches",
            "choisissez-la par « Associer les colonnes »",
        )


def _share_of_labels(table: FlatTable, rank: int) -> bool:
    """Whether titles bear the labels of a tableau (« Fiche 3 : … »)."""
    col = table.cols[rank]
    titles = [cell for row in islice(table.body, LOOKED_AT) for cell in row if cell.col == col]
    labels = [classify(cell.lines[0]) for cell in titles]
    return sum(1 for label in labels if label.kind is Kind.ACTION and label.title) * 2 > len(titles)


LAYOUT = Layout(
    key="colonnes",
    label="Feuille à plat, une colonne par champ",
    help="Une ligne par fiche : chaque colonne remplit un champ, que vous pouvez choisir.",
    fits=fits,
    read=read,
    columns=columns,
    knows=knows,
)
