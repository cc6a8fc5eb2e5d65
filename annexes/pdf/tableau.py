"""The tableau annex as a PDF: blocks, pages, chunks rendered by child processes, one document."""

import hashlib
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as FuturesTimeout
from concurrent.futures.process import BrokenProcessPool
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from django.template.loader import render_to_string

from annexes.edition import Edition
from annexes.outline import PlanOutline, ThemeOutline
from annexes.pdf import render
from annexes.pdf.blocks import Column, Part, Tableau
from annexes.pdf.errors import PdfError
from annexes.pdf.merge import Bookmark, merge
from annexes.pdf.paginate import PAGE, SLACK, Page, Table, paginate, running
from annexes.pdf.typography import NARROW, NBSP, printable

PAGES_A_CHUNK = 20
TIMEOUT = 300.0  # seconds for one chunk, far more than it needs
TEXTS_A_CALL = 2000
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
TOO_LONG = (
    "La mise en page a dépassé le temps ou la mémoire permis. Cherchez une fiche au texte démesuré, "
    "ou exportez le plan en Excel."
)

Progress = Callable[[int, int], None]


def write_tableau_pdf(
    outline: PlanOutline,
    *,
    edition: Edition,
    progress: Progress | None = None,
    processes: int = 2,
    cache_dir: Path | None = None,
) -> bytes:
    """The tableau of a plan: A4 landscape, a part a theme, tagged (PDF/UA-1). Raise PdfError when it cannot be made.

    `progress` is told chunks done and chunks in all. With `cache_dir`, chunks already rendered are not rendered again.
    """
    tableau = Tableau(outline, edition)
    parts = list(tableau.parts()) or [_empty_part(edition)]
    shapes = _Shapes(parts)
    arguments = (_header(edition), shapes.css())
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max(1, processes), context, initializer=render.begin, initargs=arguments) as pool:
        try:
            chunks, pages = _chunks(pool, parts, shapes, edition, progress, _Cache(cache_dir, arguments))
        except (BrokenProcessPool, FuturesTimeout, MemoryError) as failure:
            _stop(pool)
            raise PdfError(TOO_LONG) from failure
    title = f"{edition.plan_title} – tableau de l’annexe"
    return merge(chunks, title=title, author=edition.territory, bookmarks=_bookmarks(pages))


def _chunks(
    pool: ProcessPoolExecutor,
    parts: Sequence[Part],
    shapes: "_Shapes",
    edition: Edition,
    progress: Progress | None,
    cache: "_Cache",
) -> tuple[list[bytes], list[Page]]:
    heights = _measure(pool, _texts(parts))
    available = PAGE - SLACK
    for _ in range(4):
        pages = [page for part in parts for page in paginate(part, lambda h, w: heights[(h, w)], available)]
        rendered = _render(pool, pages, shapes, edition, progress, cache)
        if all(count == size for _, count, size in rendered):
            return [pdf for pdf, _, _ in rendered], pages
        available -= 24  # a page overflowed: the heights were measured too small for it
    raise PdfError("La mise en page n’a pas pu être calculée : un texte du plan est trop haut pour une page.")


def _measure(pool: ProcessPoolExecutor, texts: list[tuple[str, float]]) -> dict[tuple[str, float], float]:
    calls = [texts[start : start + TEXTS_A_CALL] for start in range(0, len(texts), TEXTS_A_CALL)]
    results = pool.map(render.measure, calls, timeout=TIMEOUT * max(1, len(calls)))
    return dict(zip(texts, chain.from_iterable(results), strict=True))


def _texts(parts: Sequence[Part]) -> list[tuple[str, float]]:
    """Every distinct text with the width in which it stands."""
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


def _render(
    pool: ProcessPoolExecutor,
    pages: Sequence[Page],
    shapes: "_Shapes",
    edition: Edition,
    progress: Progress | None,
    cache: "_Cache",
) -> list[tuple[bytes, int, int]]:
    """Each chunk's PDF, how many pages it has, how many it should have."""
    htmls = list(_chunk_htmls(pages, shapes, edition))
    waiting = {}
    results: list[tuple[bytes, int, int]] = []
    for html, _ in htmls:
        if cache.get(html) is None:
            waiting[html] = pool.submit(render.render, html)
    for done, (html, size) in enumerate(htmls, 1):
        found = cache.get(html)
        if found is None:
            found = waiting[html].result(timeout=TIMEOUT)
            cache.put(html, found)
        results.append((found[0], found[1], size))
        if progress is not None:
            progress(done, len(htmls))
    return results


def _chunk_htmls(pages: Sequence[Page], shapes: "_Shapes", edition: Edition) -> Iterator[tuple[str, int]]:
    """The HTML of each run of pages of one part, and its number of pages."""
    heads, total = running(pages), len(pages)
    start = 0
    while start < total:
        end = start + 1
        while end < total and end - start < PAGES_A_CHUNK and pages[end].part is pages[start].part:
            end += 1
        described = [
            {
                "first_of_part": page.first_of_part,
                "heading": page.part.heading,
                "note": page.part.note if page.note else "",
                "running": heads[start + rank],
                "number": f"Page{NBSP}{start + rank + 1}{NARROW}/{NARROW}{total}",
                "foot": _foot(edition, page.part),
                "tables": [_described(table, shapes) for table in page.tables],
            }
            for rank, page in enumerate(pages[start:end])
        ]
        yield render_to_string("annexes/pdf/pages.html", {"title": edition.plan_title, "pages": described}), end - start
        start = end


def _described(table: Table, shapes: "_Shapes") -> dict[str, object]:
    columns = table.block.columns
    rows = []
    for row, line in zip(range(table.start, table.end), table.spans(), strict=True):
        styles = {id(cell): column.style for cell, column in zip(table.block.rows[row], columns, strict=True)}
        cells = []
        for cell, span, again in line:
            html = cell.continued if again and cell.continued else cell.html
            cells.append({"html": html, "span": span, "style": styles[id(cell)]})
        rows.append(cells)
    return {"block": table.block, "begins": table.begins, "rows": rows, "shape": shapes.of(columns)}


class _Shapes:
    """The sets of columns of a document, each with the classes that give its widths."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._ranks: dict[tuple[float, ...], int] = {}
        for part in parts:
            for block in part.blocks:
                self._ranks.setdefault(_widths(block.columns), len(self._ranks))

    def of(self, columns: tuple[Column, ...]) -> int:
        return self._ranks[_widths(columns)]

    def css(self) -> str:
        return "".join(
            f".w{rank}-{shape} {{ width: {width:.3f}mm }}\n"
            for widths, shape in self._ranks.items()
            for rank, width in enumerate(widths)
        )


def _widths(columns: Sequence[Column]) -> tuple[float, ...]:
    return tuple(column.width for column in columns)


class _Cache:
    """Rendered chunks kept as files, by the hash of all that they depend on."""

    def __init__(self, folder: Path | None, arguments: tuple[str, str]) -> None:
        self.folder = folder
        self.salt = repr((version("weasyprint"), render.CSS, *arguments))
        self.memory: dict[str, tuple[bytes, int]] = {}

    def get(self, html: str) -> tuple[bytes, int] | None:
        key = self._key(html)
        if key not in self.memory and self.folder is not None and (path := self.folder / key).is_file():
            count, _, pdf = path.read_bytes().partition(b"\n")
            self.memory[key] = (pdf, int(count))
        return self.memory.get(key)

    def put(self, html: str, found: tuple[bytes, int]) -> None:
        key = self._key(html)
        self.memory[key] = found
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
            file.write(b"%d\n" % found[1] + found[0])
        os.replace(file.name, self.folder / key)

    def _key(self, html: str) -> str:
        return hashlib.sha256(f"{self.salt}{html}".encode()).hexdigest()


def _header(edition: Edition) -> str:
    draft = f"{NBSP}· PROJET" if edition.draft else ""
    return printable(f"{edition.territory} · {edition.plan_title}") + draft


def _foot(edition: Edition, part: Part) -> str:
    day = edition.edited_on
    date = f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
    facts = [part.annexe, edition.kind_label, edition.period, part.version, f"Édition du {date}"]
    return printable(" · ".join(fact[0].upper() + fact[1:] for fact in facts if fact))


def _bookmarks(pages: Sequence[Page]) -> list[Bookmark]:
    bookmarks: list[tuple[Page, int, list[Bookmark]]] = []
    for number, page in enumerate(pages):
        if page.first_of_part:
            bookmarks.append((page, number, []))
        bookmarks[-1][2].extend(Bookmark(table.block.bookmark, number) for table in page.tables if table.begins)
    return [Bookmark(page.part.title, number, tuple(children)) for page, number, children in bookmarks]


def _empty_part(edition: Edition) -> Part:
    return next(Tableau(PlanOutline(themes=(ThemeOutline(""),)), edition).parts())


def _stop(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()
