"""The commitments of a partner as a PDF: A4 portrait, plan by plan, then what it funds and the steps that name it."""

from collections.abc import Iterator

from annexes.contents.commitments import Commitments
from annexes.edition import Edition
from annexes.pdf.assemble import Bookmark, Part, assemble
from annexes.pdf.engine import Progress, render
from annexes.pdf.grids import Section, section_chunks
from annexes.pdf.imprint import imprint
from annexes.pdf.paper import PORTRAIT
from annexes.pdf.typography import printable

ANCHOR = "engagements"


def write_commitments_pdf(commitments: Commitments, edition: Edition, progress: Progress | None = None) -> bytes:
    """What a partner is committed to, tagged (PDF/UA-1). Raise PdfError when it cannot be made.

    `edition` is that of the territory: its title is that of the document.
    """
    sections = list(_sections(commitments, edition))
    margin = imprint(edition)
    rendered = render(section_chunks(sections, edition, title=edition.plan_title, paper=PORTRAIT), progress)
    children = tuple(Bookmark(one.title, one.anchor) for one in sections[1:])
    return assemble(
        [Part(one, margin) for one in rendered],
        title=printable(edition.plan_title),
        author=edition.territory,
        bookmarks=[Bookmark(commitments.partner.name, ANCHOR, children)],
        archival=edition.archival,
    )


def _sections(commitments: Commitments, edition: Edition) -> Iterator[Section]:
    title = edition.plan_title
    yield Section(title, words=commitments.words, level=1, anchor=ANCHOR, running="Engagements", look="title")
    for rank, grid in enumerate(commitments.grids()):
        yield Section(grid.caption, grid, anchor=f"{ANCHOR}-{rank}", running=grid.caption)
