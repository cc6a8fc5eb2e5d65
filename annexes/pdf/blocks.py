"""The tableau as blocks of rows: one block an axis, cells that may span rows, nothing about pages yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annexes.contents.model import action_anchor
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
    name_of,
    number_of,
    said,
    shape_of,
    subtitle_of,
    title_of,
)
from annexes.edition import Edition
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.pdf.paper import LANDSCAPE, Paper
from annexes.pdf.shortening import AXIS_SIZE, HEADING_LINES, THEME_SIZE, in_cell, shortened
from annexes.pdf.typography import NBSP, ZERO_WIDTH, pieces, printable

BLANK = SafeString("")
LONG_EFFECTS, SHORT_EFFECTS = 1500, 500  # characters: of one row at most; of what is said again on the next page
# Millimetres of the objectives, on a landscape page; with the columns of follow-up, whose widths come next.
_LEVELS = {1: (60.0,), 2: (52.0, 72.0), 3: (44.0, 62.0, 70.0)}
_NARROW_LEVELS = {1: (50.0,), 2: (36.0, 46.0), 3: (31.0, 42.0, 46.0)}
_FURTHER = (30.0, 25.0, 17.0, 25.0)
_LOOSE = (150.0, 72.0, 45.0)


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: float  # millimetres
    style: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """`key` is what the cell spans rows for: equal keys one above the other are one cell. None never spans."""

    html: SafeString
    key: object = None
    continued: SafeString | None = None  # what is printed at the top of the next page


@dataclass(frozen=True, slots=True)
class Block:
    title: SafeString
    continued: SafeString
    bookmark: str
    running: str  # for the running header
    anchor: str  # the id of its title
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One theme: its heading, its blocks, the note printed under the last one."""

    title: str
    heading: SafeString
    blocks: tuple[Block, ...]
    note: SafeString
    version: str
    annexe: str  # its number
    anchor: str


class Tableau:
    """Turns an outline into parts, for one edition."""

    def __init__(self, outline: PlanOutline, edition: Edition, level: int = 1, paper: Paper = LANDSCAPE) -> None:
        self.edition = edition
        self.level = level  # of the headings of themes
        self.paper = paper
        self.outline = outline
        self.shape = shape_of(outline, edition)
        self.columns = self._columns()

    def parts(self) -> Iterator[Part]:
        for rank, theme in enumerate(self.outline.themes):
            anchor = tableau_anchor(rank)
            blocks = [
                self._block(objective, theme, f"{anchor}-{place}") for place, objective in enumerate(theme.objectives)
            ]
            if theme.unattached:
                blocks.append(self._loose_block(theme, f"{anchor}-{len(blocks)}"))
            title = title_of(theme, self.outline, self.edition)
            gaps = gaps_of(theme)
            yield Part(
                title=title,
                heading=format_html(
                    '<h{0} class="theme">{1}</h{0}><p class="under">{2}</p>',
                    self.level,
                    printable(shortened(title, HEADING_LINES, self.paper.width, THEME_SIZE)),
                    printable(subtitle_of(theme, self.shape, self.edition)),
                ),
                blocks=tuple(blocks),
                note=format_html('<p class="gaps">{}</p>', printable(gaps)) if gaps else BLANK,
                version=theme.version_label,
                annexe=theme.annexe_number,
                anchor=anchor,
            )

    def _columns(self) -> tuple[Column, ...]:
        further = _FURTHER if self.shape.further else ()
        depth = len(self.shape.levels)
        levels = (_NARROW_LEVELS if further else _LEVELS).get(depth, ())
        ends = self.shape.has_effects + self.shape.has_fiches
        rest = LANDSCAPE.width - sum(levels) - sum(further)
        widths = [*levels, *[rest / ends] * ends, *further]
        titles = column_titles(self.shape, self.edition)
        return tuple(
            Column(title, self.paper.scaled(width), f"l{rank}" if rank < depth else "")
            for rank, (title, width) in enumerate(zip(titles, widths, strict=True))
        )

    def _block(self, top: ObjectiveOutline, theme: ThemeOutline, anchor: str) -> Block:
        name = self.edition.labels(top.level).singular
        whole = said(top, name)
        title = printable(shortened(whole, HEADING_LINES, self.paper.width, AXIS_SIZE))
        return Block(
            title=self._heading(title, anchor),
            continued=format_html('<p class="continued">{} (suite)</p>', title),
            bookmark=plain(printable(whole)),
            running=printable(" – ".join(filter(None, (theme.title, name_of(top, name))))),
            anchor=anchor,
            columns=self.columns,
            rows=tuple(row for entry in entries(top, self.shape) for row in self._rows(entry)),
        )

    def _rows(self, entry: Entry) -> Iterator[tuple[Cell, ...]]:
        path = tuple(self._path_cells(entry))
        effects, cells = self._effects(entry), self._fiches(entry)
        blank = (Cell(BLANK),) * (len(self.columns) - len(path) - self.shape.has_effects)
        for rank in range(max(len(cells), len(effects), 1)):
            beside = (effects[min(rank, len(effects) - 1)],) if effects else ()
            yield (*path, *beside, *(cells[rank] if rank < len(cells) else blank))

    def _path_cells(self, entry: Entry) -> Iterator[Cell]:
        for level, objective, column in zip(self.shape.levels, entry.path, self.columns, strict=False):
            if objective is None:
                yield Cell(BLANK)
                continue
            code = name_of(objective, self.edition.labels(level).prefix or str(level.label))
            title = in_cell(objective.title, column.width)
            yield Cell(_labelled(code, title), id(objective), _labelled(f"{code} (suite)", title))

    def _effects(self, entry: Entry) -> list[Cell]:
        """The cells of the effects, a row each; where no fiche has a column, a note stands under them."""
        if not self.shape.has_effects:
            return []
        cells = []
        if entry.group is not None:
            parts = enumerate(pieces(entry.effects, LONG_EFFECTS))
            cells = [Cell(_prose(part), (*entry.group, rank), _prose_again(part)) for rank, part in parts]
        if entry.note and not self.shape.has_fiches:
            cells += [Cell(_note(text)) for text in pieces(entry.note)]
        return cells or [Cell(BLANK)]

    def _fiches(self, entry: Entry) -> list[tuple[Cell, ...]]:
        """The cells of the fiches and of the note, a row each, or of what says that there is none."""
        if not self.shape.has_fiches:
            return []
        blanks = (Cell(BLANK),) * len(self.shape.further)
        rows = [self._fiche(action) for action in entry.actions]
        rows += [(Cell(_note(text)), *blanks) for text in pieces(entry.note)] if entry.note else []
        if entry.is_bare:
            rows = [(Cell(format_html('<p class="none">{}</p>', NO_FICHE)), *blanks)]
        return rows

    def _fiche(self, action: ActionOutline) -> tuple[Cell, ...]:
        further = follow_up_words(action) if self.shape.further else ()
        column = self.columns[len(self.columns) - len(further) - 1]
        return (self._title(action, column), *map(_words, further))

    def _title(self, action: ActionOutline, column: Column) -> Cell:
        number, title = number_of(action, self.edition).replace(" ", NBSP), printable(action.title)
        lead = format_html('<span class="number">{}</span> – ', number) if number else ""
        text = format_html("{}{}", lead, printable(in_cell(action.title, column.width)))
        if action.pk is not None:  # in a dossier, the fiche is some pages further
            told = f"{number} – {title}" if number else title
            text = format_html('<a href="annexe:{}" title="{}">{}</a>', action_anchor(action.pk), told, text)
        return Cell(format_html("<p>{}</p>", text))

    def _loose_block(self, theme: ThemeOutline, anchor: str) -> Block:
        titles = zip(LOOSE_COLUMNS, _LOOSE, strict=True)
        columns = tuple(Column(title, self.paper.scaled(width)) for title, width in titles)
        return Block(
            title=self._heading(LOOSE, anchor),
            continued=format_html('<p class="continued">{} (suite)</p>', LOOSE),
            bookmark=LOOSE,
            running=printable(" – ".join(filter(None, (theme.title, LOOSE)))),
            anchor=anchor,
            columns=columns,
            rows=tuple(
                (self._title(action, columns[0]), *map(_words, loose_words(action))) for action in theme.unattached
            ),
        )

    def _heading(self, title: str, anchor: str) -> SafeString:
        return format_html('<h{0} class="axis" id="{1}">{2}</h{0}>', self.level + 1, anchor, title)


def tableau_anchor(rank: int) -> str:
    """The name, inside a document, of the tableau of a theme by its rank in the plan."""
    return f"tableau-{rank}"


def plain(title: str) -> str:
    """A printable title as bookmarks show it."""
    return title.replace(ZERO_WIDTH, "")


def _words(text: str) -> Cell:
    return Cell(format_html("<p>{}</p>", printable(text or "—")))


def _labelled(code: str, title: str) -> SafeString:
    return format_html('<p class="code">{}</p><p>{}</p>', code.replace(" ", NBSP), printable(title))


def _note(text: str) -> SafeString:
    return format_html('<p class="note">{}</p>', printable(text))


def _prose_again(text: str) -> SafeString:
    """Effects at the top of the next page: said again when they are short."""
    return _prose(f"(suite)\n{text}" if len(text) <= SHORT_EFFECTS else "(suite)")


def _prose(text: str) -> SafeString:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return format_html_join(
        "",
        "<p>{}</p>",
        ((printable(line.replace("- ", "– ", 1) if line.startswith("- ") else line),) for line in lines),
    )
