"""The final evaluation in Word, to be completed by those who conclude."""

from collections.abc import Callable

from annexes.contents.evaluation import TITLE, evaluation_of
from annexes.edition import Edition
from annexes.outline import PlanOutline
from annexes.word.paper import Paper

Progress = Callable[[int, int], None]


def write_evaluation_docx(outline: PlanOutline, edition: Edition, progress: Progress | None = None) -> bytes:
    """The same parts as the PDF, in the same order; an empty « Conclusions » is left to be written."""
    evaluation = evaluation_of(outline, edition)
    paper = Paper(edition, title=f"{edition.plan_title} – {TITLE[0].lower()}{TITLE[1:]}")
    paper.heading(TITLE, 1, above=edition.plan_title)
    for words in filter(None, (edition.perimeter, *evaluation.words)):
        paper.paragraph(words)
    if evaluation.summary.rows:
        paper.heading("En bref", 2)
        paper.grid(evaluation.summary)
    for rank, theme in enumerate(evaluation.themes):
        if theme.title:
            paper.heading(theme.title, 2)
        for one in theme.objectives:
            paper.heading(one.name, 3 if theme.title else 2)
            for words in one.words:
                paper.paragraph(words)
            for grid in (one.done, one.changed):
                if grid.rows:
                    paper.heading(grid.caption, 4 if theme.title else 3)
                    paper.grid(grid)
        if progress is not None:
            progress(rank + 1, len(evaluation.themes))
    if evaluation.stopped.rows:
        paper.heading(evaluation.stopped.caption, 2)
        paper.grid(evaluation.stopped)
    if evaluation.gaps:
        paper.heading("Ce qui manque", 2)
        for words in evaluation.gaps:
            paper.paragraph(words)
    paper.heading("Conclusions et perspectives", 2)
    paper.dotted(8)
    return paper.to_bytes()
