"""The indicators of a plan as tables: a part a theme, a table an axe."""

from collections.abc import Iterator, Sequence
from itertools import chain

from django.utils.html import format_html
from django.utils.safestring import SafeString

from annexes.contents.indicators import IndicatorGroup, IndicatorTable, Owned
from annexes.contents.model import CellKind, GridColumn, Value
from annexes.contents.wording import value_wording
from annexes.pdf.blocks import BLANK, Block, Cell, Column, Part, plain
from annexes.pdf.paper import LANDSCAPE
from annexes.pdf.shortening import AXIS_SIZE, HEADING_LINES, in_cell, shortened
from annexes.pdf.typography import printable

ANCHOR, TITLE = "indicateurs", "Indicateurs"


def indicator_parts(table: IndicatorTable, level: int = 1) -> list[Part]:
    """One part, whose blocks are the groups; the heading of the part is of `level`. None when there is no indicator."""
    if not table.groups:
        return []
    columns = _columns(table.columns)
    kinds = [column.kind for column in table.columns[1:]]
    count = sum(len(owned.rows) for group in table.groups for owned in group.owned)
    said = f"{count} indicateurs" if count > 1 else "1 indicateur"
    heading = format_html('<h{0} class="theme">{1}</h{0}><p class="under">{2}</p>', level, TITLE, said)
    blocks = tuple(_block(group, rank, columns, kinds, level + 1) for rank, group in enumerate(table.groups))
    return [Part(TITLE, heading, blocks, BLANK, "", "", ANCHOR)]


def _columns(columns: Sequence[GridColumn]) -> tuple[Column, ...]:
    total = sum(column.share for column in columns)
    return tuple(
        Column(column.title, LANDSCAPE.width * column.share / total, "" if rank else "l2")
        for rank, column in enumerate(columns)
    )


def _block(
    group: IndicatorGroup, rank: int, columns: tuple[Column, ...], kinds: Sequence[CellKind], level: int
) -> Block:
    title = printable(shortened(group.name, HEADING_LINES, LANDSCAPE.width, AXIS_SIZE))
    anchor = f"{ANCHOR}-{rank}"
    running = " – ".join(filter(None, (TITLE, group.theme, group.running)))
    rows = (_rows(owned, (rank, place), columns, kinds) for place, owned in enumerate(group.owned))
    return Block(
        title=format_html('<h{0} class="axis" id="{1}">{2}</h{0}>', level, anchor, title),
        continued=format_html('<p class="continued">{} (suite)</p>', title),
        bookmark=plain(printable(group.name)),
        running=printable(running),
        anchor=anchor,
        columns=columns,
        rows=tuple(chain.from_iterable(rows)),
    )


def _rows(
    owned: Owned, key: tuple[int, int], columns: Sequence[Column], kinds: Sequence[CellKind]
) -> Iterator[tuple[Cell, ...]]:
    shown = name = printable(in_cell(owned.name, columns[0].width))
    if owned.anchor:
        shown = format_html('<a href="annexe:{}" title="{}">{}</a>', owned.anchor, plain(printable(owned.name)), name)
    first = Cell(format_html("<p>{}</p>", shown), key, format_html("<p>{} (suite)</p>", name))
    for row in owned.rows:
        cells = zip(row, columns[1:], kinds, strict=True)
        yield (first, *(Cell(_text(value, column, kind)) for value, column, kind in cells))


def _text(value: Value, column: Column, kind: CellKind) -> SafeString:
    """The first line, then the others in smaller letters."""
    first, _, more = in_cell(value_wording(value, kind), column.width).partition("\n")
    if not first and not more:
        return BLANK
    said = format_html("<p>{}</p>", printable(first))
    for line in filter(None, more.split("\n")):
        said += format_html('<p class="more">{}</p>', printable(line))
    return said
