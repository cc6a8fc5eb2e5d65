"""The calendar as a PDF: a table whose cells hold bars, a closed table a page, the dates as text beside them."""

from annexes.contents.calendar import calendar_of
from annexes.contents.calendar_grids import UNDATED, undated_grid
from annexes.edition import Edition
from annexes.outline import PlanOutline
from annexes.pdf.assemble import Bookmark, Part, assemble
from annexes.pdf.calendar_pages import ANCHOR, TITLE, CalendarPages
from annexes.pdf.chunk import Chunk
from annexes.pdf.engine import Progress, render
from annexes.pdf.grids import ROWS_A_CHUNK, Section, section_chunks
from annexes.pdf.imprint import imprint
from annexes.pdf.paper import LANDSCAPE, PORTRAIT
from annexes.pdf.typography import printable

LAST = f"{ANCHOR}-sans"  # the fiches without any date


def write_calendar_pdf(
    outline: PlanOutline, edition: Edition, progress: Progress | None = None, *, portrait: bool = False
) -> bytes:
    """The calendar, tagged (PDF/UA-1). Raise PdfError when it cannot be made."""
    margin = imprint(edition)
    rendered = render(calendar_chunks(outline, edition, portrait=portrait), progress)
    return assemble(
        [Part(one, margin) for one in rendered],
        title=printable(f"{edition.plan_title} – calendrier"),
        author=edition.territory,
        bookmarks=[calendar_bookmark(outline, edition)],
        archival=edition.archival,
    )


def calendar_chunks(outline: PlanOutline, edition: Edition, *, portrait: bool = False, level: int = 1) -> list[Chunk]:
    """Its pages; `level` is that of its heading. The fiches without any date follow the bars."""
    calendar, paper = calendar_of(outline, edition), PORTRAIT if portrait else LANDSCAPE
    sections = []
    if calendar.undated:
        running = f"{TITLE} – {UNDATED.lower()}"
        grid = undated_grid(calendar, edition)
        sections.append(Section(UNDATED, grid, level=level + 1, anchor=LAST, running=running))
    if not calendar.themes:
        words = tuple(filter(None, (edition.perimeter, calendar.words)))
        title = Section(TITLE, words=words, level=level, anchor=ANCHOR, running=TITLE, look="title")
        return section_chunks([title, *sections], edition, title=TITLE, paper=paper)
    pages = CalendarPages(calendar, edition, paper, level)
    if len(calendar.undated) <= ROWS_A_CHUNK:
        return pages.chunks(sections)
    return [*pages.chunks(), *section_chunks(sections, edition, title=UNDATED, paper=paper)]


def calendar_bookmark(outline: PlanOutline, edition: Edition) -> Bookmark:
    calendar = calendar_of(outline, edition)
    themes = [
        Bookmark(printable(theme.title), f"{ANCHOR}-{rank}")
        for rank, theme in enumerate(calendar.themes)
        if theme.title
    ]
    return Bookmark(TITLE, ANCHOR, (*themes, *([Bookmark(UNDATED, LAST)] if calendar.undated else [])))
