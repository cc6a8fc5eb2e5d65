"""The bars of a calendar: where they begin, how long they are, which lane each mark takes. Lengths in millimetres."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from annexes.contents.calendar import BarKind, Cell, Mark, Row
from annexes.contents.calendar_grids import undated_steps
from annexes.pdf.paper import Paper
from annexes.pdf.typography import printable

MOST_LANES = 4
MARK = 4.8  # the width of « ◆1 »
TRACK, LANE = 5.4, 3.2  # heights, as in calendar.css
_SHARES = {"landscape": (104.0, 49.0), "portrait": (70.0, 35.0)}  # the fiche, when it happens
RULES = "".join(f".x{n} {{ left: {n}% }} .b{n} {{ margin-left: {n}% }} .n{n} {{ width: {n}% }}\n" for n in range(101))


@dataclass(frozen=True, slots=True)
class Columns:
    """The widths of the columns on a paper."""

    name: float
    when: float
    year: float

    @classmethod
    def of(cls, paper: Paper, years: int) -> "Columns":
        name, when = _SHARES[paper.name]
        return cls(name, when, (paper.width - name - when) / years)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table, with the height of its tracks."""

    name: SafeString
    when: SafeString
    years: tuple[SafeString, ...]
    track: float


def line_of(row: Row, columns: Columns) -> Line:
    """The cells of a fiche."""
    lanes = [_lanes(cell.marks, columns.year) for cell in row.cells]
    tallest = max((max(lane, default=0) for lane in lanes), default=0)
    said = {
        "name": printable(row.name),
        "href": f"annexe:{row.anchor}" if row.anchor else "",
        "steps": [printable(text) for text in (*(mark.said for mark in row.marks), *undated_steps(row))],
    }
    return Line(
        name=render_to_string("annexes/pdf/_calendar_name.html", {"row": said}),
        when=render_to_string("annexes/pdf/_cell.html", {"cell": _when(row)}),
        years=tuple(_year(cell, row, lane, columns) for cell, lane in zip(row.cells, lanes, strict=True)),
        track=TRACK + LANE * tallest,
    )


def _when(row: Row) -> dict[str, Any]:
    return {"first": printable(row.words), "more": [printable(text) for text in (*row.details, row.status)]}


def _year(cell: Cell, row: Row, lanes: Sequence[int], columns: Columns) -> SafeString:
    if cell.is_empty:
        return SafeString("")
    marks = [
        {"style": f"{_left(float(mark.share), columns)} lane{lane}", "text": mark.sign}
        for mark, lane in zip(cell.marks, lanes, strict=True)
    ]
    bar = None
    if cell.span is not None and row.kind is BarKind.DEADLINE:
        marks.insert(0, {"style": f"{_left(float(cell.span.start), columns)} deadline", "text": row.kind.sign})
    elif cell.span is not None:
        start = min(99, round(100 * cell.span.start))
        end = max(start + 1, round(100 * cell.span.end))
        sign = row.kind.sign if row.kind is BarKind.YEARLY and end - start > 20 else ""
        bar = {"style": f"{row.kind.name.lower()} b{start} n{end - start}", "sign": sign}
    return render_to_string(
        "annexes/pdf/_calendar_year.html", {"bar": bar, "marks": marks, "lanes": max(lanes, default=0)}
    )


def _left(share: float, columns: Columns) -> str:
    """A mark never passes the right edge of its year."""
    return f"x{round(100 * min(share, max(0.0, 1 - MARK / columns.year)))}"


def _lanes(marks: Sequence[Mark], width: float) -> list[int]:
    """The lane of each mark, from 1: the first where it covers no other; the last one takes what is left."""
    ends = [-1.0] * MOST_LANES
    lanes = []
    for mark in marks:
        left = min(float(mark.share) * width, max(0.0, width - MARK))
        free = next((lane for lane in range(MOST_LANES) if ends[lane] <= left), MOST_LANES - 1)
        ends[free] = left + MARK
        lanes.append(free + 1)
    return lanes
