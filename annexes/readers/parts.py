"""Each part of a file read by the layout that a person chose for it, or by the one that fits best."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from annexes.labels import STRONG, Kind, Label, read_labels
from annexes.readers.drafts import Builder
from annexes.readers.grid import Cell, Source
from annexes.readers.headers import Column
from annexes.readers.layouts import BY_KEY, DONNEES, LAYOUTS
from annexes.readers.layouts.layout import Context, Layout, Piece
from annexes.readers.loose_list import Paragraphs
from annexes.readers.pieces import ranked, split
from annexes.readers.placing import place_objective
from annexes.readers.positions import WholeSheet
from annexes.readers.titles import sheet_theme
from annexes.reading import Issue, Part, Severity
from plans.enums import Level

Progress = Callable[[int, int], None]
BY_COLUMNS = "colonnes"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants the parts of a file to be read, by their keys; `ours` is the part that is our own sheet.

    `rubrics` gives the field of rubrics of fiches, by their folded labels, in all parts.
    """

    layouts: Mapping[str, str] = field(default_factory=dict)
    mappings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    remembered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rubrics: Mapping[str, str] = field(default_factory=dict)
    ours: str = ""

    def layout_of(self, key: str) -> str:
        """The layout that was asked for a part, or nothing; a mapping asks for the layout that follows one."""
        return self.layouts.get(key) or (BY_COLUMNS if key in self.mappings else "")


@dataclass(frozen=True, slots=True)
class Told:
    """A part that was read, and whether it counts: it made fiches, or something was read of a table."""

    part: Part
    counts: bool


class Parts:
    """The parts of one file; they may be read more than once, each time into a plan of their own."""

    def __init__(self, source: Source, wishes: Wishes) -> None:
        self._source, self._wishes = source, wishes
        self._pieces = split(source.grids, LAYOUTS)
        self._choices = [ranked(piece, LAYOUTS) for piece in self._pieces]

    def read(self, progress: Progress | None = None, *, assume_list: bool = False) -> tuple[Builder, list[Told]]:
        """The plan that the parts give together. `assume_list`: every short line without a label is an action."""
        builder = Builder(self._source.name)
        context = Context(
            builder,
            Paragraphs(builder, assume_list=assume_list),
            page_texts=self._source.page_texts,
            remembered=self._wishes.remembered,
            rubrics=self._wishes.rubrics,
        )
        self._leave_out(builder)
        total = sum(len(grid.rows) for piece in self._pieces for grid in piece.grids)
        done, sheet, told = 0, "", []
        for piece, choices in zip(self._pieces, self._choices, strict=True):
            layout = self._layout(piece, choices, context)
            context.mapping, context.columns = self._wishes.mappings.get(piece.key), None
            context.tick = _ticking(progress, done, total)
            context.tick(0)
            title = piece.grids[0].title
            if layout.names_theme and title and title != sheet:
                sheet = title
                of_the_sheet = (one for one in self._pieces if one.grids[0].title == title)
                _begin_sheet(context, title, says_axes=any(map(_says_axes, of_the_sheet)))
            fiches, attached = builder.made, len(builder.attached)
            layout.read(piece, context)
            counts = builder.made > fiches or (piece.is_table and len(builder.attached) > attached)
            told.append(Told(self._part(piece, layout, choices, context), counts))
            done += sum(len(grid.rows) for grid in piece.grids)
        _ticking(progress, done, total)(0)
        return builder, told

    def _leave_out(self, builder: Builder) -> None:
        for grid in self._source.grids:
            for cell in grid.cells() if grid.ignored else ():
                builder.ignore(cell, grid.ignored)

    def _layout(self, piece: Piece, choices: Sequence[Layout], context: Context) -> Layout:
        wanted = self._wishes.layout_of(piece.key)
        context.asked = wanted in BY_KEY
        if context.asked:
            return BY_KEY[wanted]
        if wanted and wanted != DONNEES:
            message = f"la disposition « {wanted} » n’existe pas"
            proposal = f"lu comme « {choices[0].label} »"
            context.builder.issues.append(Issue(piece.where, Severity.WARNING, "unknown-layout", message, proposal))
        return next((choice for choice in choices if choice.knows(piece, context)), choices[0])

    def _part(self, piece: Piece, layout: Layout, choices: Sequence[Layout], context: Context) -> Part:
        keys = [choice.key for choice in choices]
        if layout.key not in keys:
            keys.insert(0, layout.key)
        if piece.key == self._wishes.ours:
            keys.append(DONNEES)
        columns = context.columns or next((found for one in choices if (found := one.columns(piece, context))), None)
        if columns is None:
            return Part(piece.key, piece.where, layout.key, tuple(keys))
        return Part(
            piece.key, piece.where, layout.key, tuple(keys), columns.header, columns.samples, columns.mapping
        )  # fmt: skip


def _ticking(progress: Progress | None, done: int, total: int) -> Callable[[int], None]:
    def tick(rows: int) -> None:
        if progress is not None:
            progress(done + rows, total)

    return tick


def _open_axis(builder: Builder, label: Label, title: str) -> None:
    """The axis that the name of a sheet gives, where nothing in the sheet does."""
    place = WholeSheet(title)
    cell = Cell(0, 0, (title,), place.where, place.source)
    place_objective(builder, Level.AXIS, label, cell)
    builder.attached.discard(id(cell))  # no cell of the file
    builder.say(
        cell,
        Severity.INFO,
        "axis-from-sheet",
        "aucune cellule de cette feuille ne nomme son axe",
        "axe pris dans le nom de la feuille",
    )


def _says_axes(piece: Piece) -> bool:
    if any(header.has(Column.AXIS) for header in piece.headers.values()):
        return True
    return any(label.kind is Kind.AXIS for cell in piece.cells() for label in read_labels(cell.lines[:1]))


def _begin_sheet(context: Context, title: str, *, says_axes: bool) -> None:
    """A sheet begins a theme when its name is one, an axis when it is one that the sheet does not say itself."""
    context.paragraphs.sheet_begins()
    label = read_labels([title])[0] if title.strip() else None
    if label is not None and label.kind in STRONG:
        if label.kind is Kind.AXIS and not says_axes:
            _open_axis(context.builder, label, title)
        return
    context.builder.start_section(sheet_theme(title))
