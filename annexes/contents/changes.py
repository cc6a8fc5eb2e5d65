"""The « tableau des modifications »: what changed between two states of a plan, a row a field, before and after.

Without colour: what is gone is struck through before, what is new is underlined after.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from accounts.diffing import Piece, in_short
from annexes.contents.cells import CUT, LONGEST
from annexes.contents.model import Grid, GridColumn, GridRow, RowStyle
from annexes.edition import Edition
from annexes.outline import ActionOutline
from annexes.versions.comparison import Comparison, DifferenceKind
from annexes.versions.telling import Chapter, Told, ToldField, chapters_of, told
from annexes.vocabulary import Vocabulary

TITLE = "Tableau des modifications"
UNCHANGED = "Rien n’a changé."
PLACE = "Place"
PACKED = 700  # characters of the fields of an added or removed object told in one row
COLUMNS = (
    GridColumn("Ce qui change", share=3),
    GridColumn("Nature", share=1.3),
    GridColumn("Rubrique", share=1.7),
    GridColumn("Avant", share=4.2),
    GridColumn("Après", share=4.2),
)
_COUNTED = {
    DifferenceKind.ADDED: ("ajout", "ajouts"),
    DifferenceKind.REMOVED: ("suppression", "suppressions"),
    DifferenceKind.MOVED: ("déplacement", "déplacements"),
    DifferenceKind.CHANGED: ("modification", "modifications"),
}


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One field of one object, or all of it when `field` is empty. `details` say more of it, on its first row."""

    what: str
    kind: DifferenceKind
    field: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    details: tuple[str, ...] = ()
    is_first: bool = True

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as plain texts."""
        what = "\n".join((self.what, *self.details))
        return what, self.kind.label, self.field, text_of(self.before), text_of(self.after)


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The rows of one part of the plan, in the order of print."""

    theme: str
    axis: str
    rows: tuple[ChangeRow, ...]

    @property
    def name(self) -> str:
        return " – ".join(filter(None, (self.theme, self.axis)))


@dataclass(frozen=True, slots=True)
class Changes:
    """`words` say what is compared and how much changed."""

    words: tuple[str, ...]
    groups: tuple[ChangeGroup, ...]

    def grid(self) -> Grid:
        """All of it as one table of plain texts, each part under its name."""
        blanks = ("",) * (len(COLUMNS) - 1)
        rows: list[GridRow] = []
        for group in self.groups:
            rows.append(GridRow((group.name, *blanks), RowStyle.GROUP))
            rows += [GridRow(row.cells) for row in group.rows]
        return Grid(COLUMNS, tuple(rows), TITLE, row_headers=True)


def changes_of(
    comparison: Comparison, edition: Edition, vocabulary: Vocabulary, *, words: Sequence[str] = ()
) -> Changes:
    """The tableau of a comparison; `words` say what is compared (« De la version 1 à la version 2 »)."""
    groups = tuple(
        ChangeGroup(chapter.theme, chapter.title, tuple(_rows(chapter, edition, vocabulary)))
        for chapter in chapters_of(comparison)
    )
    return Changes((*words, count_words(comparison)), groups)


def count_words(comparison: Comparison) -> str:
    """« 3 ajouts, 1 suppression. »; that nothing changed."""
    counts = comparison.counts()
    said = [f"{counts[kind]} {_COUNTED[kind][counts[kind] > 1]}" for kind in DifferenceKind if counts[kind]]
    return f"{', '.join(said)}." if said else UNCHANGED


def text_of(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _rows(chapter: Chapter, edition: Edition, vocabulary: Vocabulary) -> Iterator[ChangeRow]:
    for difference in chapter.differences:
        yield from _rows_of(told(difference, edition, vocabulary))


def _rows_of(one: Told) -> Iterator[ChangeRow]:
    cells: list[tuple[str, tuple[Piece, ...], tuple[Piece, ...]]] = []
    if one.kind is DifferenceKind.MOVED:
        cells.append((PLACE, (Piece("gone", one.where_before),), (Piece("new", one.where),)))
    if one.kind in (DifferenceKind.ADDED, DifferenceKind.REMOVED):
        is_new = one.kind is DifferenceKind.ADDED
        for text in _packed(one.fields, is_new=is_new) or [one.label]:
            whole = (Piece("same", text),)
            cells.append(("", (), whole) if is_new else ("", whole, ()))
    else:
        cells += [_sides(field) for field in one.fields]
    details = _details(one)
    for rank, (field, before, after) in enumerate(cells):
        what = one.label if not rank else _short(one.label)
        yield ChangeRow(what, one.kind, field, _limited(before), _limited(after), () if rank else details, not rank)


def _details(one: Told) -> tuple[str, ...]:
    """What it is and where it stands, when its label and its group do not say it."""
    is_fiche = one.difference.of is ActionOutline and one.label.startswith("Fiche ")
    noun = "" if is_fiche or one.label == one.noun else one.noun
    return tuple(filter(None, (noun, one.under)))


def _packed(fields: Iterable[ToldField], *, is_new: bool) -> list[str]:
    """« Statut : En cours », a line a field, by rows of some hundreds of characters."""
    packs: list[str] = []
    for field in fields:
        said = field.after if is_new else field.before
        line = f"{field.name}\u00a0: {said}" if "\n" not in said else f"{field.name}\u00a0:\n{said}"
        if packs and len(packs[-1]) + len(line) <= PACKED:
            packs[-1] += f"\n{line}"
        else:
            packs.append(line)
    return packs


def _sides(field: ToldField) -> tuple[str, tuple[Piece, ...], tuple[Piece, ...]]:
    pieces = in_short(field.pieces)
    before = tuple(piece for piece in pieces if piece.kind != "new")
    return field.name, before, tuple(piece for piece in pieces if piece.kind != "gone")


def _limited(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """At most as many characters as a cell has room for."""
    kept: list[Piece] = []
    room = LONGEST
    for piece in pieces:
        if len(piece.text) > room:
            kept += [Piece(piece.kind, piece.text[:room].rstrip()), Piece("skipped", CUT)]
            break
        kept.append(piece)
        room -= len(piece.text)
    return tuple(piece for piece in kept if piece.text)


def _short(label: str) -> str:
    """What calls an object back on its next rows: « Fiche 12 (suite) »."""
    head, colon, _ = label.partition(" : ")
    short = head if colon and len(head) <= 30 else label if len(label) <= 40 else f"{label[:40].rstrip()}…"
    return f"{short} (suite)"
