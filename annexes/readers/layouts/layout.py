"""What a layout is: how well it fits a part of a file, and how it reads it. See docs/layouts.md."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from annexes.readers.drafts import Builder
from annexes.readers.grid import Cell, Grid
from annexes.readers.headers import Header
from annexes.readers.loose_list import Paragraphs


class Fit(IntEnum):
    """How well a layout fits; among equals, the first of `layouts.LAYOUTS` is taken."""

    NO = 0  # cannot read it at all: not even offered
    ASKED = 10  # only when a person asks for it
    POSSIBLE = 30  # nothing speaks for it, nothing against it
    LIKELY = 60  # some of what makes the layout is there
    SURE = 90  # all of it is there


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: one sheet or a piece of it, one table, a run of paragraphs, or several grids taken together.

    `headers` holds the header rows of its tables, by the identity of their first visible cell, in their order;
    `ahead` is the first cell after the part.
    """

    key: str
    where: str
    grids: tuple[Grid, ...]
    headers: Mapping[int, Header] = field(default_factory=dict)
    ahead: Cell | None = None

    @property
    def is_table(self) -> bool:
        """Whether it holds at least one table or sheet, and not lines alone."""
        return any(grid.is_table for grid in self.grids)

    @property
    def header(self) -> Header | None:
        """Its first header row."""
        return next(iter(self.headers.values()), None)

    def header_of(self, row: Sequence[Cell]) -> Header | None:
        """The header that a row makes, if it makes one."""
        cells = visible(row)
        return self.headers.get(id(cells[0])) if cells else None

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        for grid in self.grids:
            yield from grid.rows

    def cells(self) -> Iterator[Cell]:
        for row in self.rows():
            yield from row


def visible(row: Sequence[Cell]) -> list[Cell]:
    """The cells of a row that a person sees: not those under a merged cell."""
    return [cell for cell in row if not cell.hidden]


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a part and the fields that they would fill: what the mapping screen shows (see `Part`)."""

    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    mapping: tuple[str, ...]


@dataclass(slots=True)
class Context:
    """What a layout works with: the plan in the making and its account of cells, shared by all parts of the file."""

    builder: Builder
    paragraphs: Paragraphs  # reads lines (titles of themes, axes, lists of actions); what they open stays open
    tick: Callable[[int], None] = lambda rows: None  # told how many rows of the part are read, now and then
    asked: bool = False  # a person chose this layout for the part
    page_texts: Sequence[Cell] = ()  # the headers and footers of the pages of a document
    mapping: Sequence[str] | None = None  # the field of each column, as a person chose it for this part
    remembered: Mapping[str, Sequence[str]] = field(default_factory=dict)  # the mappings of the territory
    rubrics: Mapping[str, str] = field(default_factory=dict)  # folded label → field, as a person chose for this import
    columns: Columns | None = None  # set by a layout that has its own to show, whatever other layouts would show


def _no_extent(grids: Sequence[Grid]) -> int:
    return 0


def _knows_nothing(piece: Piece, context: Context) -> bool:
    return False


def _no_columns(piece: Piece, context: Context) -> Columns | None:
    return None


@dataclass(frozen=True, slots=True)
class Layout:
    """One way in which annexes are laid out.

    `read` opens what it finds through `context.builder` and settles every cell that it understands: `attach`, `keep`
    with a reason, or `ignore` with a reason; the cells that it leaves are kept as text. `extent` tells how many of the
    grids that follow one another belong together (a fiche: its heading lines and its table), 0 for none that it knows.
    `names_theme` says that the name of a sheet may be that of a theme; `knows`, that the territory has already said how
    such a part is read: the layout is then taken before any other.
    """

    key: str
    label: str  # in French, as a person chooses it
    help: str  # one sentence
    fits: Callable[[Piece], int]
    read: Callable[[Piece, Context], None]
    extent: Callable[[Sequence[Grid]], int] = _no_extent
    columns: Callable[[Piece, Context], Columns | None] = _no_columns
    names_theme: bool = True
    knows: Callable[[Piece, Context], bool] = _knows_nothing
