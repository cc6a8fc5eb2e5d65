"""The dossier of a plan in Word: the parts of the PDF in the same order, under Word's own headings."""

from collections.abc import Callable, Iterator, Sequence

from lxml.etree import _Element as Element

from annexes.contents.calendar import calendar_of
from annexes.contents.calendar_grids import LEGEND, UNDATED, calendar_grid, undated_grid
from annexes.contents.dossier import (
    PARTNERS_TITLE,
    PARTNERS_WORDS,
    PRESENTATION_TITLE,
    SCHEMES_TITLE,
    SCHEMES_WORDS,
    Dossier,
    Section,
    ThemePart,
)
from annexes.contents.filetables import FilePart
from annexes.contents.funding import FundingPlan, funding_of
from annexes.contents.indexes import IndexEntry, Reference
from annexes.contents.indicators import IndicatorTable
from annexes.contents.model import Grid, GridRow, RowStyle, prose
from annexes.contents.wording import day_wording
from annexes.word import sommaire, styles
from annexes.word.article import add_article
from annexes.word.elements import element, paragraph, run
from annexes.word.fiche import add_fiche
from annexes.word.paper import Paper
from annexes.word.tableau import MOST_PORTRAIT, TableauWriter

Progress = Callable[[int, int], None]

CALENDAR_TITLE, FUNDING_TITLE, INDICATORS_TITLE = "Calendrier", "Plan de financement", "Indicateurs"
LOGO_WIDTH = 55.0  # millimetres
PICTURES = ("image/png", "image/jpeg")  # those that Word shows everywhere


def write_dossier_docx(dossier: Dossier, progress: Progress | None = None) -> bytes:
    """The whole document, its sommaire filled. `progress` is told fiches done and fiches in all, and may raise."""
    return _Writer(dossier, progress or (lambda done, total: None)).write()


class _Writer:
    def __init__(self, dossier: Dossier, progress: Progress) -> None:
        self.dossier, self.edition, self.progress = dossier, dossier.edition, progress
        self.sheets = [sheet for part in dossier.themes for sheet in part.sheets]
        title = f"{self.edition.plan_title} – Dossier complet"
        self.paper = Paper(self.edition, title=title, anchors={sheet.anchor for sheet in self.sheets})
        self.tableau = TableauWriter(dossier.outline, self.edition)
        self.upright = dossier.portrait and len(self.tableau.titles) <= MOST_PORTRAIT
        self.is_landscape = False
        self.done = 0

    def write(self) -> bytes:
        dossier, paper = self.dossier, self.paper
        if dossier.has(Section.COVER):
            self._cover()
        width = paper.width
        place = sommaire.reserve(paper) if dossier.has(Section.CONTENTS) else None
        if dossier.texts:
            paper.heading(PRESENTATION_TITLE, 1, new_page=True)
            for section in dossier.texts:
                add_article(paper, section, level=2)
        for data in dossier.data:
            self._data(data)
        for part in dossier.themes:
            self._theme(part)
        self._calendar()
        self._funding()
        self._indicators(dossier.indicators)
        if dossier.visas is not None:
            self._data(dossier.visas)
        self._index(PARTNERS_TITLE, PARTNERS_WORDS, dossier.partners)
        self._index(SCHEMES_TITLE, SCHEMES_WORDS, dossier.schemes)
        if place is not None:
            sommaire.fill(place, width)
        return paper.to_bytes()

    def _cover(self) -> None:
        """What the cover of the PDF says; no header nor foot stands on it."""
        edition, paper = self.edition, self.paper
        paper.document.sections[0].different_first_page_header_footer = True
        if edition.brand.logo and edition.brand.logo_type in PICTURES:
            paper.picture(edition.brand.logo, width=LOGO_WIDTH, text=edition.brand.logo_text)
        if edition.draft:
            paper.add(paragraph("Subtitle", run("PROJET", bold=True)))
        kind = edition.kind_label if edition.kind_label not in edition.plan_title else ""
        period = edition.period if edition.period not in edition.plan_title else ""
        paper.add(_spaced("Subtitle", edition.territory, 3_000))
        for style, text in (("Subtitle", kind), ("Title", edition.plan_title), ("Subtitle", period)):
            if text:
                paper.paragraph(text, style)
        paper.add(_spaced("Subtitle", edition.perimeter or "Dossier complet", 400))
        annexe = f"Annexe n° {edition.annexe_number}" if edition.annexe_number else ""
        version = edition.version_label[:1].upper() + edition.version_label[1:]
        facts = [annexe, edition.deliberation, version, f"Édition du {day_wording(edition.edited_on)}"]
        paper.add(*(_spaced("Normal", fact, 0 if rank else 3_000) for rank, fact in enumerate(filter(None, facts))))

    def _theme(self, part: ThemePart) -> None:
        has_tableau = self.dossier.has(Section.TABLEAUX)
        if not has_tableau and not part.sheets:
            return
        paper = self.paper
        turned = self._turn(landscape=has_tableau and not self.upright)
        if has_tableau:
            self.tableau.add(paper, part.theme, new_page=not turned, captions=bool(part.sheets))
        else:
            title = part.title if part.theme.title else self.edition.action_label_plural
            paper.heading(title, 1, new_page=not turned)
        turned = self._turn(landscape=False) if part.sheets or part.texts else False
        if part.texts and has_tableau:
            paper.heading(part.texts_title, 2, new_page=not turned)
        for name, text in part.texts:
            if name:
                paper.heading(name, 3)
            paper.lines(prose(text))
        follows = bool(part.texts) or (has_tableau and not turned)
        for rank, group in enumerate(part.groups):
            paper.heading(group.title, 2, new_page=rank > 0 or follows)
            for place, sheet in enumerate(group.sheets):
                add_fiche(paper, sheet, level=3, new_page=place > 0)
                self.done += 1
                self.progress(self.done, len(self.sheets))

    def _data(self, part: FilePart) -> None:
        """The tables of a part of the dossier, each under its title."""
        self._annexe(part.title, landscape=not (part.portrait or self.dossier.portrait))
        for words in part.words:
            self.paper.paragraph(words)
        for table in part.tables:
            if not part.is_lone:
                self.paper.heading(table.title, 2)
            for words in table.words:
                self.paper.paragraph(words)
            if table.grid.rows:
                self.paper.grid(table.grid)

    def _calendar(self) -> None:
        calendar = calendar_of(self.dossier.outline, self.edition) if self.dossier.has(Section.CALENDAR) else None
        if calendar is None or not (calendar.themes or calendar.undated):
            return
        self._annexe(CALENDAR_TITLE, landscape=not self.dossier.portrait)
        if calendar.themes:
            self.paper.paragraph(LEGEND, styles.SMALL)
            self.paper.grid(calendar_grid(calendar, self.edition))
        if calendar.undated:
            self.paper.heading(UNDATED, 2)
            self.paper.grid(undated_grid(calendar, self.edition))

    def _funding(self) -> None:
        plan = funding_of(self.dossier.outline, self.edition) if self.dossier.has(Section.FUNDING) else None
        if plan is None or not (plan.lines or plan.noted.rows):
            return
        self._annexe(FUNDING_TITLE, landscape=True)
        for words in plan.words:
            self.paper.paragraph(words)
        for grid in _funding_grids(plan):
            self.paper.heading(grid.caption, 2)
            self.paper.grid(grid)

    def _indicators(self, table: IndicatorTable) -> None:
        if not table.groups:
            return
        self._annexe(INDICATORS_TITLE, landscape=True)
        self.paper.grid(Grid(table.columns, tuple(_indicator_rows(table)), INDICATORS_TITLE))

    def _index(self, title: str, words: str, entries: Sequence[IndexEntry]) -> None:
        if not entries:
            return
        self._annexe(title, landscape=False)
        self.paper.paragraph(words, styles.SMALL)
        self.paper.add(*map(self._entry, entries))

    def _entry(self, entry: IndexEntry) -> Element:
        """A name, then a line a role, whose fiches are links."""
        content = [run(entry.name, bold=True)]
        for mention in entry.mentions:
            content.append(run(f"\n{mention.role} : " if mention.role else "\n"))
            for rank, (theme, fiches) in enumerate(mention.by_theme()):
                content.append(run(f"{' ; ' if rank else ''}{theme} ".lstrip() if theme else ""))
                for place, one in enumerate(fiches):
                    content += [run(", ")] if place else []
                    content.append(self._link(one))
        return paragraph("Normal", *content)

    def _link(self, one: Reference) -> Element:
        if one.anchor not in self.paper.anchors:
            return run(one.short)
        return element("hyperlink", run(one.short, style="Hyperlink"), anchor=one.anchor, tooltip=one.name[:250])

    def _annexe(self, title: str, *, landscape: bool) -> None:
        """A part after the themes, on a new page."""
        turned = self._turn(landscape=landscape)
        self.paper.heading(title, 1, new_page=not turned)

    def _turn(self, *, landscape: bool) -> bool:
        """Go on on pages of that orientation: whether that took a new page."""
        if landscape == self.is_landscape:
            return False
        self.paper.turn(landscape=landscape)
        self.paper.document.sections[-1].different_first_page_header_footer = False
        self.is_landscape = landscape
        return True


def _funding_grids(plan: FundingPlan) -> Iterator[Grid]:
    """Those of the PDF, in its order."""
    if plan.lines:
        yield from filter(None, (*plan.by_kind, plan.by_theme, plan.by_year, plan.by_funder, *plan.funders_by_year))
        yield from (theme.grid for theme in plan.fiches)
        if plan.refused.rows:
            yield plan.refused
    if plan.noted.rows:
        yield plan.noted


def _indicator_rows(table: IndicatorTable) -> Iterator[GridRow]:
    blanks = ("",) * (len(table.columns) - 1)
    for group in table.groups:
        yield GridRow((group.name, *blanks), RowStyle.GROUP)
        for owned in group.owned:
            yield from (GridRow((owned.name, *row), anchor=owned.anchor) for row in owned.rows)


def _spaced(style: str, text: str, before: int) -> Element:
    """A paragraph with so much space above it, in twentieths of a point."""
    return paragraph(style, run(text), properties=[element("spacing", before=before)])
