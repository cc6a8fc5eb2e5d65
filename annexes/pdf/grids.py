"""Grids as tables of a PDF: no merged cell, so that a table may break between two rows, its header repeated."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from django.template.loader import render_to_string

from annexes.contents.cells import FIGURES, cells_of
from annexes.contents.model import Grid, GridColumn, GridRow, RowStyle
from annexes.edition import Edition
from annexes.pdf.chunk import Chunk
from annexes.pdf.paper import LANDSCAPE, Paper
from annexes.pdf.shortening import in_cell
from annexes.pdf.style import Style
from annexes.pdf.typography import printable

SHORT = 16  # rows of a table that stays on one page
SHORT_BODY = 7  # rows under the row that names them, that stay on its page
HELD = 3  # rows of a table that is cut, at its ends
ROWS_A_CHUNK = 250


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, some words, a table. `running` is for the running header of its pages."""

    title: str
    grid: Grid | None = None
    words: tuple[str, ...] = ()
    level: int = 2
    anchor: str = ""
    running: str = ""
    look: str = "part"  # or « title », for the title of a document or of a part of it
    short: int = SHORT  # rows of a table that stays on one page
    begins: bool = True  # whether a longer one, whose rows are grouped, begins a page

    @property
    def rows(self) -> int:
        return len(self.grid.rows) if self.grid else 0


def section_chunks(
    sections: Iterable[Section], edition: Edition, *, title: str, paper: Paper = LANDSCAPE
) -> list[Chunk]:
    """The sections one under the other; a chunk, and a page, begins when the one before is long enough.

    A title without a table goes with the one that follows it.
    """
    groups: list[list[Section]] = []
    rows = ROWS_A_CHUNK
    for section in (piece for whole in sections for piece in _pieces(whole)):
        if not groups or rows + section.rows > ROWS_A_CHUNK:
            groups.append(_leading(groups[-1]) if groups else [])
            rows = 0
        groups[-1].append(section)
        rows += section.rows
    return [_chunk(group, edition, title, paper) for group in groups]


def _leading(group: list[Section]) -> list[Section]:
    """The titles without a table that end a group, taken from it; none when it has nothing else."""
    end = max((rank for rank, section in enumerate(group, 1) if section.rows), default=len(group))
    led = group[end:]
    del group[end:]
    return led


def _pieces(section: Section) -> Iterator[Section]:
    """A long table cut between two groups of rows."""
    if section.grid is None or section.rows <= ROWS_A_CHUNK:
        yield section
        return
    grid, start = section.grid, 0
    while start < len(grid.rows):
        end = _cut(grid.rows, start)
        part = replace(section, grid=replace(grid, rows=grid.rows[start:end]))
        yield part if not start else replace(part, title=f"{section.title} (suite)", words=(), anchor="")
        start = end


def _cut(rows: Sequence[GridRow], start: int) -> int:
    """Where the rows from `start` are cut: before a row that names the next ones, when there is one."""
    if len(rows) - start <= ROWS_A_CHUNK:
        return len(rows)
    end = start + ROWS_A_CHUNK
    named = [rank for rank in range(start + 1, end + 1) if rows[rank].style is RowStyle.GROUP]
    return named[-1] if named else end


def _chunk(sections: Sequence[Section], edition: Edition, title: str, paper: Paper) -> Chunk:
    before = [None, *sections]
    described = [describe(section, paper, above) for above, section in zip(before, sections, strict=False)]
    html = render_to_string("annexes/pdf/sections.html", {"title": printable(title), "sections": described})
    return Chunk(html, Style(("base", "grid"), edition.brand.ink, rules_of(sections, paper)), label=title)


def rules_of(sections: Iterable[Section], paper: Paper) -> str:
    """The paper, and a class for each width of a column."""
    widths = {width for section in sections if section.grid for width in _widths(section.grid.columns, paper)}
    rules = "".join(f".{shape_of(width)} {{ width: {width:.2f}mm }}\n" for width in sorted(widths))
    return f".sheet {{ page: {paper.name} }}\ntable {{ width: {paper.width:g}mm }}\n{rules}"


def shape_of(width: float) -> str:
    """The class of a column of that width in millimetres."""
    return f"w{width * 100:.0f}"


def _widths(columns: Sequence[GridColumn], paper: Paper) -> list[float]:
    whole = sum(column.share for column in columns)
    return [round(paper.width * column.share / whole, 2) for column in columns]


def describe(section: Section, paper: Paper, above: Section | None = None) -> dict[str, Any]:
    """What `annexes/pdf/_section.html` prints of it."""
    return {
        "title": printable(section.title),
        "words": [printable(text) for text in section.words],
        "level": section.level,
        "look": section.look,
        "anchor": section.anchor,
        "running": printable(section.running),
        "style": _style(section, above),
        "grid": _grid(section.grid, paper) if section.grid and section.grid.rows else None,
    }


def _style(section: Section, above: Section | None) -> str:
    """A short table stays on one page; a long one whose rows are grouped begins a page: no name is left alone.

    Under a title without a table, it stays with this title, which leads to it.
    """
    if not section.rows:
        return "kept leads"
    if section.rows <= section.short:
        return "kept"
    if not section.begins or (above is not None and above.grid is None):
        return ""
    grouped = section.grid is not None and any(row.style is RowStyle.GROUP for row in section.grid.rows)
    return "begins" if grouped else ""


def _grid(grid: Grid, paper: Paper) -> dict[str, Any]:
    columns = [
        {"title": printable(column.title), "style": f"{shape_of(width)}{' number' if column.kind in FIGURES else ''}"}
        for column, width in zip(grid.columns, _widths(grid.columns, paper), strict=True)
    ]
    bodies = [
        {
            "kept": len(rows) <= SHORT_BODY,
            "rows": [_row(row, grid, _hold(rank, len(rows)), paper) for rank, row in enumerate(rows)],
        }
        for rows in _bodies(grid.rows)
    ]
    return {"columns": columns, "bodies": bodies, "size": len(columns)}


def _bodies(rows: Sequence[GridRow]) -> Iterator[Sequence[GridRow]]:
    """The rows that a row names, with it; all of them when no row names others."""
    starts = [rank for rank, row in enumerate(rows) if row.style is RowStyle.GROUP]
    for start, end in pairwise(dict.fromkeys([0, *starts, len(rows)])):
        yield rows[start:end]


def _hold(rank: int, count: int) -> str:
    """No row is left alone at the foot of a page, nor at the head of the next one; none is tied to what surrounds."""
    if rank < min(HELD, count) - 1:
        return "early"
    return "late" if rank > max(0, count - HELD) else ""


def _row(row: GridRow, grid: Grid, hold: str, paper: Paper) -> dict[str, Any]:
    is_wide = row.style is RowStyle.GROUP  # its first cell takes the whole row, in at most half the lines
    widths = [paper.width / 2] if is_wide else _widths(grid.columns, paper)
    cells = [
        {
            "first": printable(in_cell(cell.first, width)),
            "more": [printable(line) for line in cell.more],
            "style": "number" if cell.is_figure else "",
            "names": cell.names,
            "href": f"annexe:{cell.anchor}" if cell.anchor else "",
        }
        for cell, width in zip(cells_of(row, grid), widths, strict=False)
    ]
    style = row.style.value if row.style is not RowStyle.PLAIN else ""
    return {"style": style, "classes": " ".join(filter(None, (style, hold))), "cells": cells}
