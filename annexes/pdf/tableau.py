"""The tableau annex as a PDF: blocks of rows, pages computed from measured heights, chunks of pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.template.loader import render_to_string

from annexes.edition import Edition
from annexes.outline import PlanOutline, ThemeOutline
from annexes.pdf.assemble import Bookmark, Part, assemble
from annexes.pdf.blocks import Column, Tableau
from annexes.pdf.blocks import Part as Theme
from annexes.pdf.chunk import Chunk, Rendered
from annexes.pdf.engine import Progress, measure, render
from annexes.pdf.errors import PdfError
from annexes.pdf.imprint import imprint
from annexes.pdf.paginate import PAGE, SLACK, Page, Table, paginate, running
from annexes.pdf.style import Style

PAGES_A_CHUNK = 10
WIDTH = 267.0  # millimetres between the margins of a page
PADDING = 4 + 0.5 * 25.4 / 72  # of a cell, with its border
TRIES = 4


@dataclass(frozen=True, slots=True)
class PrintedTheme:
    """The pages of one theme, ready to stand in a document."""

    parts: tuple[Part, ...]
    bookmark: Bookmark


def write_tableau_pdf(outline: PlanOutline, *, edition: Edition, progress: Progress | None = None) -> bytes:
    """The tableau of a plan: A4 landscape, a part a theme, tagged (PDF/UA-1). Raise PdfError when it cannot be made.

    `progress` is told chunks done and chunks in all.
    """
    themes = print_themes(outline, edition, progress)
    return assemble(
        [part for theme in themes for part in theme.parts],
        title=f"{edition.plan_title} – tableau de l’annexe",
        author=edition.territory,
        bookmarks=[theme.bookmark for theme in themes],
    )


def print_themes(
    outline: PlanOutline, edition: Edition, progress: Progress | None = None, *, level: int = 1
) -> list[PrintedTheme]:
    """Each theme of the plan laid out; its heading is of that level."""
    themes = list(Tableau(outline, edition, level).parts()) or [_empty_theme(edition, level)]
    style = _style(themes, edition)
    texts = _texts(themes)
    inner = [(html, width - PADDING if width else WIDTH) for html, width in texts]
    heights = dict(zip(texts, measure(style, inner), strict=True))
    available = PAGE - SLACK
    for _ in range(TRIES):
        pages = [page for theme in themes for page in paginate(theme, lambda h, w: heights[(h, w)], available)]
        groups = list(_groups(pages))
        chunks = [_chunk(group, style, edition) for group in groups]
        rendered = render(chunks, progress)
        if all(one.pages == len(group) for one, group in zip(rendered, groups, strict=True)):
            return list(_printed(groups, rendered, edition))
        available -= 24  # a page overflowed: the heights were measured too small for it
    raise PdfError("La mise en page n’a pas pu être calculée : un texte du plan est trop haut pour une page.")


def _printed(
    groups: Sequence[Sequence[Page]], rendered: Sequence[Rendered], edition: Edition
) -> Iterator[PrintedTheme]:
    pairs = zip(groups, rendered, strict=True)
    for _, found in groupby(pairs, key=lambda pair: id(pair[0][0].part)):
        chunks = list(found)
        theme = chunks[0][0][0].part
        margin = imprint(edition, annexe=theme.annexe, version=theme.version)
        children = tuple(Bookmark(block.bookmark, block.anchor) for block in theme.blocks)
        yield PrintedTheme(tuple(Part(one, margin) for _, one in chunks), Bookmark(theme.title, theme.anchor, children))


def _texts(themes: Sequence[Theme]) -> list[tuple[str, float]]:
    """Every distinct text with the width in which it stands, 0 for the whole width."""
    texts: dict[tuple[str, float], None] = {}
    for theme in themes:
        texts.update({(theme.heading, 0): None, (theme.note, 0): None})
        for block in theme.blocks:
            texts.update({(block.title, 0): None, (block.continued, 0): None})
            texts.update({(f'<p class="th">{column.title}</p>', column.width): None for column in block.columns})
            for row in block.rows:
                for cell, column in zip(row, block.columns, strict=True):
                    texts[(f"{cell.html}", column.width)] = None
                    if cell.continued:
                        texts[(f"{cell.continued}", column.width)] = None
    return [(str(html), float(width)) for html, width in texts]


def _groups(pages: Sequence[Page]) -> Iterator[Sequence[Page]]:
    """Runs of pages of one theme."""
    for _, found in groupby(pages, key=lambda page: id(page.part)):
        theme = list(found)
        for start in range(0, len(theme), PAGES_A_CHUNK):
            yield theme[start : start + PAGES_A_CHUNK]


def _chunk(pages: Sequence[Page], style: Style, edition: Edition) -> Chunk:
    theme = pages[0].part
    described = [
        {
            "anchor": theme.anchor if page.first_of_part else "",
            "heading": theme.heading if page.first_of_part else "",
            "note": theme.note if page.note else "",
            "running": head,
            "tables": [_described(table) for table in page.tables],
        }
        for page, head in zip(pages, running(pages), strict=True)
    ]
    html = render_to_string("annexes/pdf/pages.html", {"title": edition.plan_title, "pages": described})
    return Chunk(html, style, label=theme.title)


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


def _style(themes: Sequence[Theme], edition: Edition) -> Style:
    """The sheet of the tableau, with a class for each width of a column."""
    columns = {_shape(column): column for theme in themes for block in theme.blocks for column in block.columns}
    rules = "".join(f".{shape} {{ width: {column.width:.2f}mm }}\n" for shape, column in sorted(columns.items()))
    return Style(("base", "tableau"), edition.brand.ink, rules)


def _shape(column: Column) -> str:
    return f"w{column.width * 100:.0f}"


def _empty_theme(edition: Edition, level: int) -> Theme:
    return next(Tableau(PlanOutline(themes=(ThemeOutline(""),)), edition, level).parts())
