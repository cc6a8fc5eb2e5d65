"""A fiche as it is written: its number, its place, its labels and what stands under each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from annexes.labels import Label
from annexes.readers.grid import Cell, Grid
from annexes.readers.layouts.fiche_place import Place
from annexes.readers.layouts.fiche_tables import Record
from annexes.readers.rubrics import Labelled, Rubric, read_label

Line = tuple[Cell, str]


@dataclass(slots=True, eq=False)
class Block:
    """A label and what stands under it; `rubric` is `None` for a label that is not known.

    `chosen` is the field that a person gave to such a label, `None` when nobody did.
    """

    rubric: Rubric | None
    words: str
    cell: Cell
    others: tuple[Rubric, ...] = ()
    lines: list[Line] = field(default_factory=list)
    records: list[tuple[Cell, Record]] = field(default_factory=list)
    chosen: str | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.lines)


@dataclass(frozen=True, slots=True)
class Aside:
    """A plain line that stands under a rubric, and whose beginning looks like the label of another one."""

    cell: Cell
    label: str
    rubric: str  # the words of the label above it


@dataclass(slots=True, eq=False)
class FicheText:
    """One fiche as it is written: its mark (« FICHE 12 »), the lines above its first label, its blocks."""

    mark: Label | None = None
    cells: list[Cell] = field(default_factory=list)  # those of the mark, of the parents, of headers of inner tables
    head: list[Line] = field(default_factory=list)
    place: Place = field(default_factory=Place)
    section: Place = field(default_factory=Place)
    blocks: list[Block] = field(default_factory=list)
    helps: list[Line] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return not (self.mark or self.head or self.blocks or self.place.parents)

    def has(self, rubric: Rubric) -> bool:
        return any(block.rubric is rubric for block in self.blocks)


def label_of(cell: Cell) -> Labelled | None:
    """The label that a whole cell is: on one line, or with its help or its second half under it."""
    first = read_label(cell.lines[0])
    if len(cell.lines) == 1:
        return first if first is not None and first.is_whole else None
    if first is None:
        both = read_label(" ".join(cell.lines)) if len(cell.lines) <= 3 else None
        return both if both is not None and both.is_whole else None
    others = " ".join(cell.lines[1:])
    if not first.is_whole:
        return None
    if others.startswith(("(", "[")) or others.rstrip().endswith(("?", "?)", "…", "…)")):
        return replace(first, help=f"{first.help} {others}".strip())
    return _label_in_two(cell, first)


def _label_in_two(cell: Cell, first: Labelled) -> Labelled | None:
    """« Partenaires mobilisables » over « Dispositifs mobilisables »: one label for both."""
    others = [read_label(line) for line in cell.lines[1:]]
    if len(cell.lines) > 3 or any(label is None or not label.is_whole for label in others):
        return None
    rubrics = tuple(label.rubric for label in others if label is not None and label.rubric is not first.rubric)
    return replace(first, words=" / ".join(cell.lines), others=rubrics)


def label_rows(grids: Sequence[Grid]) -> Iterator[Rubric]:
    """The rubrics that stand at the beginning of rows or lines, each as often as it does."""
    for grid in grids:
        for row in grid.rows:
            for cell in row[:3:2]:
                label = label_of(cell) or read_label(cell.lines[0])
                if label is not None and (
                    grid.is_table or cell.style or cell.bold or label.is_whole or {":", "?"} & {*cell.lines[0]}
                ):
                    yield label.rubric
