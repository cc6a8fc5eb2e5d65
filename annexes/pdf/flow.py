"""Short items that flow over pages and columns by their measured heights: the sommaire, the indexes.

Each page is a chunk of its own, so that a page number that changes lays out again the pages that print it alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from annexes.pdf.chunk import Chunk
from annexes.pdf.paper import PORTRAIT
from annexes.pdf.style import Style

SLACK = 3.0  # CSS pixels, for the rounding of the layout engine

Heights = Callable[[Sequence[tuple[str, float]]], Sequence[float]]  # of each (html, width in millimetres)


@dataclass(frozen=True, slots=True)
class Item:
    """`leads` keeps it with the next one: a heading is never the last of a column."""

    html: SafeString
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """What flows: `heading` stands over the first page, `tag` holds the items of a column (« ul » or « div »)."""

    anchor: str
    title: str
    heading: SafeString
    items: tuple[Item, ...]
    tag: str = "div"
    columns: int = 1
    width: float = PORTRAIT.width  # of a column, millimetres


Column = tuple[Item, ...]
Page = tuple[Column, ...]


def fill(
    flow: Flow, heights: Heights, room: float = PORTRAIT.room - SLACK, *, shaped: Flow | None = None
) -> list[Page]:
    """The pages of a flow, in order; every item once.

    `shaped` has the heights of this flow, item for item, in texts that change less: it is measured instead.
    """
    measured = shaped or flow
    texts = [(str(flow.heading), PORTRAIT.width), *((str(item.html), flow.width) for item in measured.items)]
    head, *tall = heights(texts)
    columns: list[Column] = []
    start = 0
    while start < len(flow.items):
        first_page = len(columns) < flow.columns
        end = _end(flow.items, tall, start, room - head if first_page else room)
        columns.append(flow.items[start:end])
        start = end
    return [tuple(columns[rank : rank + flow.columns]) for rank in range(0, len(columns), flow.columns)]


def chunks_of(flow: Flow, pages: Sequence[Page], style: Style) -> list[Chunk]:
    """A chunk a page."""
    return [
        Chunk(
            render_to_string("annexes/pdf/flow.html", {"flow": flow, "columns": page, "is_first": rank == 0}),
            style,
            label=flow.title,
        )
        for rank, page in enumerate(pages)
    ]


def _end(items: Sequence[Item], tall: Sequence[float], start: int, room: float) -> int:
    """Where the column that begins at `start` ends: at least one item, and no heading left alone at its foot."""
    end, used = start, 0.0
    while end < len(items) and used + tall[end] <= room:
        used += tall[end]
        end += 1
    if end == len(items):
        return end
    last = end
    while last > start and items[last - 1].leads:
        last -= 1
    return last if last > start else max(end, start + 1)
