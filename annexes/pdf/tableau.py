"""The tableau annex as a PDF: a part a theme, A4 landscape or portrait."""

from annexes.edition import Edition
from annexes.outline import PlanOutline, ThemeOutline
from annexes.pdf.assemble import assemble
from annexes.pdf.blocks import Tableau
from annexes.pdf.engine import Progress
from annexes.pdf.paper import LANDSCAPE, PORTRAIT
from annexes.pdf.printing import Printed, print_parts

MOST_PORTRAIT = 4  # columns that an upright page has room for


def write_tableau_pdf(
    outline: PlanOutline, *, edition: Edition, progress: Progress | None = None, portrait: bool = False
) -> bytes:
    """The tableau of a plan, tagged (PDF/UA-1). Raise PdfError when it cannot be made.

    `progress` is told chunks done and chunks in all; `portrait` is kept where the columns have room on such a page.
    """
    themes = print_themes(outline, edition, progress, portrait=portrait)
    return assemble(
        [part for theme in themes for part in theme.parts],
        title=f"{edition.plan_title} – tableau de l’annexe",
        author=edition.territory,
        bookmarks=[theme.bookmark for theme in themes],
        archival=edition.archival,
    )


def print_themes(
    outline: PlanOutline,
    edition: Edition,
    progress: Progress | None = None,
    *,
    level: int = 1,
    portrait: bool = False,
) -> list[Printed]:
    """The tableau of each theme of the plan, in order; its heading is of that level."""
    printed = outline if outline.themes else PlanOutline(themes=(ThemeOutline(""),))
    tableau = Tableau(printed, edition, level)
    upright = portrait and len(tableau.columns) <= MOST_PORTRAIT
    if upright:
        tableau = Tableau(printed, edition, level, PORTRAIT)
    return print_parts(list(tableau.parts()), edition, progress, paper=PORTRAIT if upright else LANDSCAPE)
