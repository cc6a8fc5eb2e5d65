"""The tableau of a plan in Word: a table an axe, a row a fiche, objectives merged down their rows.

Texts stand as they are in the plan, each after its label (« OI 2 : … », « Fiche 12 : … »): what our reader, and a
person, tells objects by.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml.etree import _Element as Element

from annexes.contents.anchors import anchors_of
from annexes.contents.model import prose
from annexes.contents.tableau import (
    LOOSE,
    LOOSE_COLUMNS,
    NO_FICHE,
    Entry,
    column_titles,
    entries,
    follow_up_words,
    gaps_of,
    loose_words,
    number_of,
    said,
    shape_of,
    subtitle_of,
    title_of,
)
from annexes.edition import Edition
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.pdf.colours import palette
from annexes.word import styles
from annexes.word.elements import element, paragraph, run
from annexes.word.paper import Paper
from annexes.word.tables import after_table, in_table, keep_with_next, make_table, table_cell, table_row

Progress = Callable[[int, int], None]

# The parts of the width that objectives, effects, fiches and the columns of follow-up take.
_LEVEL_SHARES, _EFFECTS_SHARE, _FICHE_SHARE = (1.0, 1.4, 1.6), 2.0, 2.2
_FURTHER_SHARES = (1.1, 0.9, 0.7, 0.85)
_LOOSE_SHARES = (3.0, 1.6, 0.9)
_TINTS = ("tint-1", "tint-2", "tint-3")
KEPT = 2  # rows that begin a table, never alone at the foot of a page
MOST_PORTRAIT = 4  # columns that an upright page has room for


def write_tableau_docx(
    outline: PlanOutline, edition: Edition, progress: Progress | None = None, *, portrait: bool = False
) -> bytes:
    """A part a theme, each on a new page; `portrait` is kept where the columns have room on such a page."""
    writer = TableauWriter(outline, edition)
    upright = portrait and len(writer.titles) <= MOST_PORTRAIT
    paper = Paper(edition, title=f"{edition.plan_title} – Tableau de l’annexe", landscape=not upright)
    for rank, theme in enumerate(outline.themes):
        writer.add(paper, theme, new_page=rank > 0)
        if progress is not None:
            progress(rank + 1, len(outline.themes))
    return paper.to_bytes()


@dataclass(frozen=True, slots=True)
class _Cell:
    """Its paragraphs; equal keys one above the other are one cell. None never spans."""

    content: tuple[Element, ...] = ()
    key: object = None
    fill: str = ""


class TableauWriter:
    """Writes the tableaux of the themes of a plan, one after the other."""

    def __init__(self, outline: PlanOutline, edition: Edition) -> None:
        self.outline, self.edition = outline, edition
        self.shape = shape_of(outline, edition)
        self.titles = column_titles(self.shape, edition)
        self.anchors = anchors_of(outline)
        colours = palette(edition.brand.ink)
        self.fills = [colours[name] for name in _TINTS]

    def add(
        self, paper: Paper, theme: ThemeOutline, *, anchor: str = "", new_page: bool = False, captions: bool = False
    ) -> None:
        """The tableau of one theme at the end of a document: a heading, then a table an axe under its own.

        The names of axes are `captions` of their tables where the document has other headings for them.
        """
        paper.heading(title_of(theme, self.outline, self.edition), 1, anchor=anchor, new_page=new_page)
        if under := subtitle_of(theme, self.shape, self.edition):
            paper.paragraph(under, styles.SMALL)
        for top in theme.objectives:
            title = said(top, self.edition.labels(top.level).singular)
            self._name(paper, title, captions=captions)
            rows = [row for entry in entries(top, self.shape) for row in self._rows(entry, paper)]
            self._table(paper, self.titles, self._shares(), rows, title)
        if gaps := gaps_of(theme):
            paper.paragraph(gaps, styles.SMALL)
        if theme.unattached:
            self._name(paper, LOOSE, captions=captions)
            loose = [(self._fiche(one, paper), *map(_plain, loose_words(one))) for one in theme.unattached]
            self._table(paper, LOOSE_COLUMNS, _LOOSE_SHARES, loose, LOOSE)

    def _name(self, paper: Paper, title: str, *, captions: bool) -> None:
        paper.paragraph(title, "Caption") if captions else paper.heading(title, 2)

    def _shares(self) -> tuple[float, ...]:
        ends = [_EFFECTS_SHARE] * self.shape.has_effects + [_FICHE_SHARE] * self.shape.has_fiches
        further = _FURTHER_SHARES if self.shape.further else ()
        return (*_LEVEL_SHARES[: len(self.shape.levels)], *ends, *further)

    def _rows(self, entry: Entry, paper: Paper) -> Iterator[tuple[_Cell, ...]]:
        path = [self._objective(one, rank) for rank, one in enumerate(entry.path)]
        effects = [self._effects(entry)] if self.shape.has_effects else []
        for cells in self._fiches(entry, paper) if self.shape.has_fiches else [()]:
            yield (*path, *effects, *cells)

    def _objective(self, objective: ObjectiveOutline | None, rank: int) -> _Cell:
        if objective is None:
            return _Cell()
        code = [run(f"{objective.code} :", style=styles.LEAD), run(" ")] if objective.code else []
        text = run(objective.title, bold=rank == 0)
        return _Cell((paragraph(styles.CELL, *code, text),), id(objective), self.fills[min(rank, 2)])

    def _effects(self, entry: Entry) -> _Cell:
        """The effects, and the note where no fiche has a column."""
        lines = [f"– {line.text}" if line.bullet else line.text for line in prose(entry.effects)]
        lines += [line.text for line in prose(entry.note)] if not self.shape.has_fiches else []
        return _Cell(tuple(in_table(line) for line in lines), entry.group)

    def _fiches(self, entry: Entry, paper: Paper) -> Iterator[tuple[_Cell, ...]]:
        blanks = (_Cell(),) * len(self.shape.further)
        for action in entry.actions:
            further = follow_up_words(action) if self.shape.further else ()
            yield (self._fiche(action, paper), *map(_plain, further))
        if entry.note:
            yield (_Cell(tuple(in_table(line.text) for line in prose(entry.note))), *blanks)
        elif not entry.actions:
            yield (_Cell((paragraph(styles.SMALL, run(NO_FICHE)),) if entry.is_bare else ()), *blanks)

    def _fiche(self, action: ActionOutline, paper: Paper) -> _Cell:
        number, anchor = number_of(action, self.edition), self.anchors[id(action)]
        content = [run(f"{number} :", style=styles.LEAD), run(" ")] if number else []
        content.append(run(action.title))
        if anchor in paper.anchors:
            content = [element("hyperlink", *content, anchor=anchor, history=1)]
        return _Cell((paragraph(styles.CELL, *content),))

    def _table(
        self,
        paper: Paper,
        titles: Sequence[str],
        shares: Sequence[float],
        rows: Sequence[tuple[_Cell, ...]],
        caption: str,
    ) -> None:
        widths = [paper.width * share / sum(shares) for share in shares]
        heads = [in_table(title, style=styles.CELL_HEAD) for title in titles]
        made = [
            table_row([table_cell([head], width) for head, width in zip(heads, widths, strict=True)], head=True),
            *(table_row(_merged(rows, rank, widths)) for rank in range(len(rows))),
        ]
        keep_with_next(made[: min(KEPT, len(made) - 1)])
        paper.add(make_table(styles.TABLE, widths, made, caption, head=True, total=False), after_table())


def _merged(rows: Sequence[tuple[_Cell, ...]], rank: int, widths: Sequence[float]) -> list[Element]:
    """The cells of a row; those that go on from the row above, or on the next one, are parts of one."""
    cells = []
    for column, (one, width) in enumerate(zip(rows[rank], widths, strict=True)):
        goes_on = one.key is not None
        from_above = goes_on and rank > 0 and rows[rank - 1][column].key == one.key
        below = goes_on and rank + 1 < len(rows) and rows[rank + 1][column].key == one.key
        merge = "continue" if from_above else "restart" if below else ""
        content = one.content if one.content and not from_above else (in_table(""),)
        cells.append(table_cell([deepcopy(each) for each in content], width, merge=merge, fill=one.fill))
    return cells


def _plain(text: str) -> _Cell:
    return _Cell((in_table(text),))
