"""The final evaluation as a PDF: A4 portrait, in brief, then objective by objective."""

from collections.abc import Iterator

from annexes.contents.evaluation import TITLE, EvaluatedObjective, Evaluation, evaluation_of
from annexes.edition import Edition
from annexes.outline import PlanOutline
from annexes.pdf.assemble import Bookmark, Part, assemble
from annexes.pdf.engine import Progress, render
from annexes.pdf.grids import Section, section_chunks
from annexes.pdf.imprint import imprint
from annexes.pdf.paper import PORTRAIT
from annexes.pdf.typography import printable

ANCHOR = "evaluation"
SHORT = 4  # rows of a table that stays on one page: these rows are tall


def write_evaluation_pdf(outline: PlanOutline, edition: Edition, progress: Progress | None = None) -> bytes:
    """The evaluation, tagged (PDF/UA-1). Raise PdfError when it cannot be made."""
    evaluation = evaluation_of(outline, edition)
    sections = list(_sections(evaluation, edition))
    margin = imprint(edition)
    rendered = render(section_chunks(sections, edition, title=TITLE, paper=PORTRAIT), progress)
    there = tuple(Bookmark(one.title, one.anchor) for one in sections[1:] if one.anchor)
    return assemble(
        [Part(one, margin) for one in rendered],
        title=printable(f"{edition.plan_title} – {TITLE[0].lower()}{TITLE[1:]}"),
        author=edition.territory,
        archival=edition.archival,
        bookmarks=[Bookmark(TITLE, ANCHOR, there)],
    )


def _sections(evaluation: Evaluation, edition: Edition) -> Iterator[Section]:
    words = tuple(filter(None, (edition.plan_title, edition.perimeter, *evaluation.words)))
    yield Section(TITLE, words=words, level=1, anchor=ANCHOR, running=TITLE, look="title")
    if evaluation.summary.rows:
        yield Section("En bref", evaluation.summary, anchor=f"{ANCHOR}-bref", running="En bref")
    for rank, theme in enumerate(evaluation.themes):
        if theme.title:
            yield Section(theme.title, anchor=f"{ANCHOR}-theme-{rank}", running=theme.title)
        for place, one in enumerate(theme.objectives):
            level = 3 if theme.title else 2
            yield from _objective(one, level, f"{ANCHOR}-{rank}-{place}", theme.title or TITLE)
    if evaluation.stopped.rows:
        caption = evaluation.stopped.caption
        yield Section(caption, evaluation.stopped, anchor=f"{ANCHOR}-arrets", running=caption)
    if evaluation.gaps:
        yield Section("Ce qui manque", words=evaluation.gaps, anchor=f"{ANCHOR}-manques", running="Ce qui manque")


def _objective(one: EvaluatedObjective, level: int, anchor: str, running: str) -> Iterator[Section]:
    yield Section(one.name, words=one.words, level=level, anchor=anchor, running=running)
    for grid in (one.done, one.changed):
        if grid.rows:
            yield Section(grid.caption, grid, level=level + 1, running=running, short=SHORT, begins=False)
