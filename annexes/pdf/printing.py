"""Parts of tables laid out: pages computed from measured heights, chunks of pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.template.loader import render_to_string

from annexes.edition import Edition
from annexes.pdf.assemble import Bookmark
from annexes.pdf.assemble import Part as Laid
from annexes.pdf.blocks import Column, Part
from annexes.pdf.chunk import Chunk, Rendered
from annexes.pdf.engine import Progress, measure, render
from annexes.pdf.errors import PdfError
from annexes.pdf.imprint import imprint
from annexes.pdf.paginate import SLACK, Page, Table, paginate, running
from annexes.pdf.paper import LANDSCAPE, Paper
from annexes.pdf.style import Style

PAGES_A_CHUNK = 10
PADDING = 4 + 0.5 * 25.4 / 72  # of a cell, with its border
TRIES = 4


@dataclass(frozen=True, slots=True)
class Printed:
    """The pages of one part, ready to stand in a document."""

    parts: tuple[Laid, ...]
    bookmark: Bookmark


def print_parts(
    parts: Sequence[Part], edition: Edition, progress: Progress | None = None, *, paper: Paper = LANDSCAPE
) -> list[Printed]:
    """Each part laid out, on new pages. `progress` is told chunks done and chunks in all. Raise PdfError."""
    style = _style(parts, edition, paper)
    texts = _texts(parts)
    inner = [(html, width - PADDING if width else paper.width) for html, width in texts]
    heights = dict(zip(texts, measure(style, inner), strict=True))
    available = paper.room - SLACK
    for _ in range(TRIES):
        pages = [page for part in parts for page in paginate(part, lambda h, w: heights[(h, w)], available)]
        groups = list(_groups(pages))
        chunks = [_chunk(group, style, edition) for group in groups]
        rendered = render(chunks, progress)
        if all(one.pages == len(group) for one, group in zip(rendered, groups, strict=True)):
            return list(_printed(groups, rendered, edition))
        available -= 24  # a page overflowed: the heights were measured too small for it
    raise PdfError("La mise en page n’a pas pu être calculée : un texte du plan est trop haut pour une page.")


def _printed(groups: Sequence[Sequence[Page]], rendered: Sequence[Rendered], edition: Edition) -> Iterator[Printed]:
    pairs = zip(groups, rendered, strict=True)
    for _, found in groupby(pairs, key=lambda pair: id(pair[0][0].part)):
        chunks = list(found)
        part = chunks[0][0][0].part
        margin = imprint(edition, annexe=part.annexe, version=part.version)
        children = tuple(Bookmark(block.bookmark, block.anchor) for block in part.blocks)
        yield Printed(tuple(Laid(one, margin) for _, one in chunks), Bookmark(part.title, part.anchor, children))


def _texts(parts: Sequence[Part]) -> list[tuple[str, float]]:
    """Every distinct text with the width in which it stands, 0 for the whole width."""
    texts: dict[tuple[str, float], None] = {}
    for part in parts:
        texts.update({(part.heading, 0): None, (part.note, 0): None})
        for block in part.blocks:
            texts.update({(block.title, 0): None, (block.continued, 0): None})
            texts.update({(f'<p class="th">{column.title}</p>', column.width): None for column in block.columns})
            for row in block.rows:
                for cell, column in zip(row, block.columns, strict=True):
                    texts[(f"{cell.html}", column.width)] = None
                    if cell.continued:
                        texts[(f"{cell.continued}", column.width)] = None
    return [(str(html), float(width)) for html, width in texts]


def _groups(pages: Sequence[Page]) -> Iterator[Sequence[Page]]:
    """Runs of pages of one part."""
    for _, found in groupby(pages, key=lambda page: id(page.part)):
        part = list(found)
        for start in range(0, len(part), PAGES_A_CHUNK):
            yield part[start : start + PAGES_A_CHUNK]


def _chunk(pages: Sequence[Page], style: Style, edition: Edition) -> Chunk:
    part = pages[0].part
    described = [
        {
            "anchor": part.anchor if page.first_of_part else "",
            "heading": part.heading if page.first_of_part else "",
            "note": part.note if page.note else "",
            "running": head,
            "tables": [_described(table) for table in page.tables],
        }
        for page, head in zip(pages, running(pages), strict=True)
    ]
    html = render_to_string("annexes/pdf/pages.html", {"title": edition.plan_title, "pages": described})
    return Chunk(html, style, label=part.title)


def _described(table: Table) -> dict[str, object]:
    columns = table.block.columns
    rows = []
    for row, line in zip(range(table.start, table.end), table.spans(), strict=True):
        styles = {id(cell): column.style for cell, column in zip(table.block.rows[row], columns, strict=True)}
        cells = []
        for cell, span, again in line:
            html = cell.continued if again and cell.continued else cell.html
            cells.append({"html": html, "span": span, "style": styles[id(cell)]})
        rows.append(cells)
    return {"block": table.block, "begins": table.begins, "rows": rows, "columns": _columns(columns)}


def _columns(columns: Sequence[Column]) -> list[dict[str, str]]:
    return [{"title": column.title, "shape": _shape(column)} for column in columns]


def _style(parts: Sequence[Part], edition: Edition, paper: Paper) -> Style:
    """The sheet of tables, with the paper and a class for each width of a column."""
    columns = {_shape(column): column for part in parts for block in part.blocks for column in block.columns}
    rules = "".join(f".{shape} {{ width: {column.width:.2f}mm }}\n" for shape, column in sorted(columns.items()))
    page = f".page {{ page: {paper.name} }}\ntable {{ width: {paper.width:g}mm }}\n"
    return Style(("base", "tableau"), edition.brand.ink, page + rules)


def _shape(column: Column) -> str:
    return f"w{column.width * 100:.0f}"
