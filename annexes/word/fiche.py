"""Fiches in Word: a fiche a page or two, its rubrics under real headings, readable again by our own reader."""

from collections.abc import Callable, Sequence

from annexes.contents.model import NO_FICHE, Fact, FicheSheet, FicheStyle
from annexes.edition import Edition
from annexes.word import styles
from annexes.word.paper import Paper


def write_fiches_docx(
    sheets: Sequence[FicheSheet], edition: Edition, progress: Callable[[int, int], None] | None = None
) -> bytes:
    """The fiches one after the other, each on a new page."""
    paper = Paper(edition, title=title_of(sheets, edition), anchors={sheet.anchor for sheet in sheets})
    if not sheets:
        paper.heading(edition.action_label_plural)
        paper.paragraph(NO_FICHE)
    for rank, sheet in enumerate(sheets):
        add_fiche(paper, sheet, new_page=rank > 0)
        if progress is not None:
            progress(rank + 1, len(sheets))
    return paper.to_bytes()


def title_of(sheets: Sequence[FicheSheet], edition: Edition) -> str:
    """« PGT 2025-2029 – Fiches actions », or the name of the only one."""
    if len(sheets) == 1:
        name = f"{sheets[0].name} – {sheets[0].title}" if sheets[0].title else sheets[0].name
        return f"{edition.plan_title} – {name}"
    return f"{edition.plan_title} – {edition.action_label_plural}"


def add_fiche(paper: Paper, sheet: FicheSheet, *, level: int = 1, new_page: bool = True) -> None:
    """One fiche at the end of a document; its heading is of `level`, its rubrics of the next one."""
    is_form = sheet.style is FicheStyle.FORM
    name = f"{sheet.label} n° ……………" if is_form else sheet.name
    paper.heading(sheet.title or "Intitulé :", level, above=name, anchor=sheet.anchor, new_page=new_page)
    if is_form:
        paper.dotted(1)
        for step in sheet.path:
            paper.dotted(1, f"{step.said} :")
    elif path := path_of(sheet):
        paper.paragraph(path, styles.SMALL)
    if sheet.remark:
        paper.paragraph(sheet.remark, styles.SMALL)
    version = (Fact("Version", sheet.version_label),) if sheet.version_label else ()
    paper.facts((*sheet.marks, *sheet.facts, *version), to_fill=sheet.to_fill)
    for rubric in sheet.rubrics:
        paper.rubric(rubric, level + 1, to_fill=sheet.to_fill)


def path_of(sheet: FicheSheet) -> str:
    """« Enfance › Axe III : … › OI 2 : … »."""
    return " › ".join(filter(None, (sheet.theme, *(step.said for step in sheet.path))))
