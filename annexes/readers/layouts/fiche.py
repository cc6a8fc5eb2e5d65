"""A fiche action as a document: labels and what stands under them, in tables, headings or bold lines."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, takewhile

from annexes.readers.grid import Grid
from annexes.readers.headers import Column, read_header
from annexes.readers.layouts.fiche_blocks import FicheReader
from annexes.readers.layouts.fiche_place import read_mark
from annexes.readers.layouts.fiche_text import label_rows
from annexes.readers.layouts.fiche_writing import write_fiche
from annexes.readers.layouts.layout import Context, Fit, Layout, Piece
from annexes.readers.layouts.tables import LEVEL_COLUMNS
from annexes.readers.mapping.rubrics import RubricFields
from annexes.readers.rubrics import Rubric

_LOOKED_AT = 200  # rows
_FIRST_GRIDS = 40  # that tell whether a fiche begins: what follows is not looked at again for each of them
_ENOUGH = 3  # different labels, that make a fiche with its mark; one more without it
_BOTH = frozenset({Rubric.AXIS, Rubric.INTERMEDIATE, Rubric.OPERATIONAL, Rubric.THEME, Rubric.CODE, Rubric.TITLE})


def fits(piece: Piece) -> int:
    if _is_fiche(piece.grids, _labels(piece.grids)):
        return Fit.SURE + 5  # the mark of a fiche is also what tells a tableau
    return Fit.ASKED - 5  # after all others


def extent(grids: Sequence[Grid]) -> int:
    """A fiche and those that follow it: lines and tables up to a table of another layout, or one sheet."""
    first = grids[0]
    if first.title:
        return 1 if _is_fiche((first,), _labels((first,))) else 0
    begin = tuple(takewhile(_may_belong, grids[:_FIRST_GRIDS]))
    if not _is_fiche(begin, _labels(begin)):
        return 0
    taken = sum(1 for _ in takewhile(_may_belong, grids))
    last = grids[taken - 1]
    titles_what_follows = 1 < taken < len(grids) and not last.is_table and not _labels((last,))
    return taken - 1 if titles_what_follows else taken


def read(piece: Piece, context: Context) -> None:
    reader = FicheReader()
    done = 0
    for grid in piece.grids:
        reader.read(grid)
        done += len(grid.rows)
        context.tick(done)
    builder = context.builder
    for cell in reader.hidden:
        builder.ignore(cell, "texte caché sous une cellule fusionnée")
    for cell in reader.contents:
        builder.ignore(cell, "table des matières")
    fiches = [fiche for fiche in reader.fiches if not fiche.is_blank]
    sheet = piece.grids[0].title if len(fiches) == 1 else ""
    pages = context.page_texts if len(fiches) == 1 else ()
    rubrics = RubricFields(context.rubrics, context.remembered)
    for fiche in fiches:
        write_fiche(fiche, builder, rubrics, sheet=sheet, pages=pages)
    context.columns = rubrics.columns()


def _may_belong(grid: Grid) -> bool:
    return not grid.title and not (grid.is_table and _is_tableau(grid))


def _labels(grids: Sequence[Grid]) -> set[Rubric]:
    """The different labels that its first rows and lines begin with, those of the levels of a plan left out."""
    left, first = _LOOKED_AT, []
    for grid in grids:
        first.append(replace(grid, rows=grid.rows[: max(left, 0)]))
        left -= len(grid.rows)
    return {rubric for rubric in label_rows(first) if rubric not in _BOTH}


def _is_fiche(grids: Sequence[Grid], labels: set[Rubric]) -> bool:
    if any(grid.is_table and _is_tableau(grid) for grid in grids):
        return False
    return len(labels) > _ENOUGH or (len(labels) == _ENOUGH and _has_mark(grids)) or (bool(labels) and _is_short(grids))


def _has_mark(grids: Sequence[Grid]) -> bool:
    lines = (line for grid in grids for row in grid.rows[:6] for cell in row for line in cell.lines[:1])
    return any(read_mark(line) is not None for line in islice(lines, 20))


def _is_short(grids: Sequence[Grid]) -> bool:
    """A fiche with little in it: its mark, then labels and nothing else."""
    rows = [row for grid in grids for row in grid.rows]
    return len(rows) <= 8 and _has_mark(grids) and any(grid.is_table for grid in grids)


def _is_tableau(grid: Grid) -> bool:
    """Whether one of its first rows is the header of a table of objectives and fiches."""
    first = grid.rows[:10]
    wide = any(len(row) > 2 for row in first)  # a header may leave the title of a column empty
    for row in first:
        header = read_header(row) if wide and len(row) > 1 else None
        if header is not None and header.has(*LEVEL_COLUMNS) and header.has(Column.ACTION, Column.TITLE, Column.NUMBER):
            return True
    return False


LAYOUT = Layout(
    key="fiche",
    label="Fiche action",
    help="Une fiche (ou plusieurs à la suite) : des étiquettes (« Contexte », « Pilote »…) et leur contenu.",
    fits=fits,
    read=read,
    extent=extent,
    names_theme=False,
)
