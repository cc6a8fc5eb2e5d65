"""The funding plan as a PDF: A4 landscape, its views, then each fiche with its lines."""

from collections.abc import Iterator

from annexes.contents.funding import FundingPlan, funding_of
from annexes.contents.model import Grid
from annexes.edition import Edition
from annexes.outline import PlanOutline
from annexes.pdf.assemble import Bookmark, Part, assemble
from annexes.pdf.chunk import Chunk
from annexes.pdf.engine import Progress, render
from annexes.pdf.grids import Section, section_chunks
from annexes.pdf.imprint import imprint
from annexes.pdf.typography import printable

TITLE = "Plan de financement"
ANCHOR = "financement"
VIEWS, FUNDERS, FICHES, NOTED = (f"{ANCHOR}-{name}" for name in ("vues", "financeurs", "fiches", "textes"))


def write_funding_pdf(outline: PlanOutline, edition: Edition, progress: Progress | None = None) -> bytes:
    """The funding plan, tagged (PDF/UA-1). Raise PdfError when it cannot be made."""
    margin = imprint(edition)
    rendered = render(funding_chunks(outline, edition), progress)
    return assemble(
        [Part(one, margin) for one in rendered],
        title=printable(f"{edition.plan_title} – {TITLE[0].lower()}{TITLE[1:]}"),
        author=edition.territory,
        bookmarks=[funding_bookmark(outline, edition)],
        archival=edition.archival,
    )


def funding_chunks(outline: PlanOutline, edition: Edition, *, level: int = 1) -> list[Chunk]:
    """Its pages; `level` is that of its heading."""
    plan = funding_of(outline, edition)
    return section_chunks(_sections(plan, edition, level), edition, title=TITLE)


def funding_bookmark(outline: PlanOutline, edition: Edition) -> Bookmark:
    plan = funding_of(outline, edition)
    there = [
        Bookmark("Par financeur", FUNDERS) if plan.lines else None,
        Bookmark("Par fiche", FICHES) if plan.lines else None,
        Bookmark(plan.noted.caption, NOTED) if plan.noted.rows else None,
    ]
    return Bookmark(TITLE, ANCHOR, tuple(filter(None, there)))


def _sections(plan: FundingPlan, edition: Edition, level: int) -> Iterator[Section]:
    words = tuple(filter(None, (edition.perimeter, *plan.words)))
    yield Section(TITLE, words=words, level=level, anchor=ANCHOR, running=TITLE, look="title")
    if plan.lines:
        for grid in (*plan.by_kind, plan.by_theme, plan.by_year):
            if grid is not None:
                yield _part(grid, level)
        for rank, grid in enumerate((plan.by_funder, *plan.funders_by_year)):
            yield _part(grid, level, FUNDERS if rank == 0 else "", "Par financeur")
        for rank, theme in enumerate(plan.fiches):
            yield _part(theme.grid, level, FICHES if rank == 0 else "", theme.title or "Par fiche")
        if plan.refused.rows:
            yield _part(plan.refused, level, running=plan.refused.caption)
    if plan.noted.rows:
        yield _part(plan.noted, level, NOTED, plan.noted.caption)


def _part(grid: Grid, level: int, anchor: str = "", running: str = "") -> Section:
    said = " – ".join(filter(None, (TITLE, running)))
    return Section(grid.caption, grid, level=level + 1, anchor=anchor, running=said)
