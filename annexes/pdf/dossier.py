"""The dossier of a plan as one PDF: cover, sommaire, texts, themes with their fiches, annexes, indexes.

Everything but the sommaire and the indexes is laid out first; what they say of pages is computed then, so that an edit
lays out again its fiche and the pages that print a number which moved.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from annexes.contents.calendar import calendar_of
from annexes.contents.dossier import (
    PARTNERS_TITLE,
    PARTNERS_WORDS,
    PRESENTATION_TITLE,
    SCHEMES_TITLE,
    SCHEMES_WORDS,
    Dossier,
    FicheGroup,
    Section,
    ThemePart,
)
from annexes.contents.filetables import FilePart
from annexes.contents.funding import funding_of
from annexes.contents.indexes import IndexEntry
from annexes.contents.model import FicheSheet
from annexes.pdf.assemble import Bookmark, Part, assemble, page_numbers
from annexes.pdf.calendar import calendar_bookmark, calendar_chunks
from annexes.pdf.chunk import Chunk
from annexes.pdf.cover import (
    PRESENTATION,
    cover_chunk,
    dossier_style,
    opening_anchor,
    opening_chunk,
    presentation_chunks,
    section_anchor,
)
from annexes.pdf.engine import Progress, measure, render
from annexes.pdf.errors import PdfError
from annexes.pdf.fiches import render_fiches
from annexes.pdf.filetables import file_chunks, file_entry
from annexes.pdf.flow import SLACK, Flow, Page, chunks_of, fill
from annexes.pdf.funding import funding_bookmark, funding_chunks
from annexes.pdf.imprint import imprint
from annexes.pdf.index import index
from annexes.pdf.indicators import indicator_parts
from annexes.pdf.margins import Margin
from annexes.pdf.paper import PORTRAIT
from annexes.pdf.printing import Printed, print_parts
from annexes.pdf.sommaire import ANCHOR, TITLE, Entry, bookmarks_of, sommaire
from annexes.pdf.tableau import print_themes

PARTNERS, SCHEMES = "index-partenaires", "index-dispositifs"
TRIES = 4
# How far each stage leads, in hundredths; the last one is what prints page numbers.
STAGES = {"tableaux": (0, 8), "indicators": (8, 12), "fiches": (12, 88), "texts": (88, 93), "numbers": (93, 100)}


@dataclass(frozen=True, slots=True)
class Leading:
    """What stands before the parts of a dossier: an entry of its sommaire, and what it leads to."""

    entry: Entry
    chunks: Sequence[Chunk] = ()
    sheets: Sequence[FicheSheet] = ()


def write_dossier_pdf(
    dossier: Dossier,
    progress: Progress | None = None,
    *,
    leading: Sequence[Leading] = (),
    cover: Chunk | None = None,
    title: str = "dossier complet",
) -> bytes:
    """The whole document, tagged (PDF/UA-1). Raise PdfError when it cannot be made.

    `progress` is told hundredths of the work, and may raise to stop. `leading` stands first, under another `cover` and
    another `title` if they are given.
    """
    printer = _Printer(dossier, progress or (lambda done, total: None), leading, cover)
    return printer.write(title)


@dataclass(slots=True)
class _Slot:
    """Chunks or fiches to be laid out, or pages that are, with their margins."""

    chunks: Sequence[Chunk] = ()
    margin: Margin = field(default_factory=Margin)
    sheets: Sequence[FicheSheet] = ()
    parts: Sequence[Part] = ()


class _Printer:
    def __init__(self, dossier: Dossier, progress: Progress, leading: Sequence[Leading], cover: Chunk | None) -> None:
        self.leading, self.cover = leading, cover
        self.dossier, self.edition, self.progress = dossier, dossier.edition, progress
        self.style = dossier_style(dossier.edition)
        self.margin = imprint(dossier.edition)
        self.entries: list[Entry] = []
        self.slots: list[_Slot] = []

    def write(self, title: str) -> bytes:
        self._gather()
        cover, body = self._lay_out()
        contents, indexes = self._number([*cover, *body])
        marks = [Bookmark(TITLE, ANCHOR)] if contents else []
        return assemble(
            [*cover, *contents, *body, *indexes],
            title=f"{self.edition.plan_title} – {title}",
            author=self.edition.territory,
            bookmarks=[*marks, *bookmarks_of(self.entries)],
            archival=self.edition.archival,
        )

    # What stands in the document

    def _gather(self) -> None:
        """The entries of the sommaire and the slots of the body, in the order of print."""
        for first in self.leading:
            self._add(first.entry, _Slot(first.chunks, self.margin, first.sheets))
        if texts := self.dossier.texts:
            titles = [Entry(one.title, section_anchor(rank)) for rank, one in enumerate(texts)]
            self._add(
                Entry(PRESENTATION_TITLE, PRESENTATION, tuple(titles)),
                _Slot(presentation_chunks(texts, self.edition), self.margin),
            )
        for data in self.dossier.data:
            self._add_data(data)
        for part, tableau in zip(self.dossier.themes, self._tableaux(), strict=True):
            self._add_theme(part, tableau)
        self._add_calendar()
        self._add_funding()
        self._add_indicators()
        if self.dossier.visas is not None:
            self._add_data(self.dossier.visas)
        for anchor, title, *_ in self._indexes():
            self.entries.append(Entry(title, anchor))

    def _indexes(self) -> Iterator[tuple[str, str, str, Sequence[IndexEntry]]]:
        """Those that have entries: anchor, title, words under it, entries."""
        if self.dossier.partners:
            yield PARTNERS, PARTNERS_TITLE, PARTNERS_WORDS, self.dossier.partners
        if self.dossier.schemes:
            yield SCHEMES, SCHEMES_TITLE, SCHEMES_WORDS, self.dossier.schemes

    def _tableaux(self) -> Sequence[Printed | None]:
        if not self.dossier.has(Section.TABLEAUX) or not self.dossier.themes:
            return [None] * len(self.dossier.themes)
        told = self._stage("tableaux")
        return print_themes(self.dossier.outline, self.edition, told, portrait=self.dossier.portrait)

    def _add_theme(self, part: ThemePart, tableau: Printed | None) -> None:
        sheets = part.sheets
        if not tableau and not sheets:
            return
        theme = part.theme
        children = _axes(tableau.bookmark, told=not sheets) if tableau else []
        slots = [_Slot(parts=tableau.parts)] if tableau else []
        margin = imprint(self.edition, annexe=theme.annexe_number, version=theme.version_label)
        title = part.title if theme.title or tableau else self.edition.action_label_plural
        anchor = tableau.bookmark.anchor if tableau else opening_anchor(part.rank)
        if not tableau or part.texts:
            said = part.texts_title if tableau else title
            slots.append(_Slot([opening_chunk(said, part, self.edition, 2 if tableau else 1)], margin))
            children += [Entry(part.texts_title, opening_anchor(part.rank))] if tableau else []
        slots.append(_Slot(margin=margin, sheets=sheets))
        children += [self._group(group) for group in part.groups]
        self._add(Entry(title, anchor, tuple(children)), *slots)

    def _group(self, group: FicheGroup) -> Entry:
        fiches = [
            Entry(sheet.title or sheet.label, sheet.anchor, number=sheet.reference, name=self.dossier.name_of(sheet))
            for sheet in group.sheets
        ]
        return Entry(group.title, fiches[0].anchor, tuple(fiches))

    def _add_data(self, part: FilePart) -> None:
        self._add(file_entry(part), _Slot(file_chunks(part, self.edition, portrait=self.dossier.portrait), self.margin))

    def _add_calendar(self) -> None:
        outline = self.dossier.outline
        calendar = calendar_of(outline, self.edition) if self.dossier.has(Section.CALENDAR) else None
        if calendar is not None and (calendar.themes or calendar.undated):
            chunks = calendar_chunks(outline, self.edition, portrait=self.dossier.portrait)
            self._add(_entry(calendar_bookmark(outline, self.edition)), _Slot(chunks, self.margin))

    def _add_funding(self) -> None:
        outline = self.dossier.outline
        plan = funding_of(outline, self.edition) if self.dossier.has(Section.FUNDING) else None
        if plan is not None and (plan.lines or plan.noted.rows):
            chunks = funding_chunks(outline, self.edition)
            self._add(_entry(funding_bookmark(outline, self.edition)), _Slot(chunks, self.margin))

    def _add_indicators(self) -> None:
        parts = indicator_parts(self.dossier.indicators)
        for printed in print_parts(parts, self.edition, self._stage("indicators")) if parts else ():
            self._add(_entry(printed.bookmark), _Slot(parts=printed.parts))

    def _add(self, entry: Entry, *slots: _Slot) -> None:
        self.entries.append(entry)
        self.slots += slots

    # Pages

    def _lay_out(self) -> tuple[list[Part], list[Part]]:
        """The cover, and the body: all that prints no page number. A dossier of nothing has its cover."""
        covers = [self.cover or cover_chunk(self.edition)] if self.dossier.has(Section.COVER) or not self.slots else []
        chunks = [chunk for slot in self.slots for chunk in slot.chunks]
        sheets = [sheet for slot in self.slots for sheet in slot.sheets]
        fiches = iter(render_fiches(sheets, self.edition, self._stage("fiches"), level=2))
        others = iter(render([*covers, *chunks], self._stage("texts")))
        cover = [Part(next(others)) for _ in covers]
        body: list[Part] = []
        for slot in self.slots:
            body += slot.parts
            body += [Part(next(others), slot.margin) for _ in slot.chunks]
            body += [Part(next(fiches), slot.margin) for _ in slot.sheets]
        return cover, body

    def _number(self, parts: Sequence[Part]) -> tuple[list[Part], list[Part]]:
        """The sommaire and the indexes, with the page of everything; `parts` are those of the cover and the body."""
        room = PORTRAIT.room - SLACK
        for _ in range(TRIES):
            flows = self._flows(parts, room)
            chunks = [chunks_of(flow, pages, self.style) for flow, pages in flows]
            rendered = render([chunk for group in chunks for chunk in group], self._stage("numbers"))
            if all(one.pages == 1 for one in rendered):
                laid = [Part(one, self.margin) for one in rendered]
                first = len(chunks[0]) if self._has_sommaire else 0
                return laid[:first], laid[first:]
            room -= 24  # a page overflowed: the heights were measured too small for it
        raise PdfError("La mise en page du sommaire n’a pas pu être calculée : un titre du plan est trop haut.")

    def _flows(self, parts: Sequence[Part], room: float) -> list[tuple[Flow, list[Page]]]:
        """The sommaire, when it is asked for and has something to tell, then the indexes, each with its pages."""
        told = fill(sommaire(self.entries, {}), self._heights, room) if self._has_sommaire else []
        numbers = {anchor: page + len(told) for anchor, page in page_numbers(parts).items()}
        next_page = sum(part.rendered.pages for part in parts) + len(told) + 1
        flows = []
        for found in self._indexes():
            flow, shaped = index(*found, numbers), index(*found, {name: _round(page) for name, page in numbers.items()})
            flows.append((flow, fill(flow, self._heights, room, shaped=shaped)))
            numbers[found[0]] = next_page
            next_page += len(flows[-1][1])
        if not self._has_sommaire:
            return flows
        contents = sommaire(self.entries, numbers)
        return [(contents, fill(contents, self._heights, room, shaped=sommaire(self.entries, {}))), *flows]

    @property
    def _has_sommaire(self) -> bool:
        return self.dossier.has(Section.CONTENTS) and bool(self.entries)

    def _heights(self, texts: Sequence[tuple[str, float]]) -> Sequence[float]:
        return measure(self.style, texts)

    def _stage(self, name: str) -> Progress:
        begins, ends = STAGES[name]
        return partial(self._tell, begins, ends)

    def _tell(self, begins: int, ends: int, done: int, total: int) -> None:
        self.progress(begins + (ends - begins) * done // max(total, 1), 100)


def _round(page: int) -> int:
    """A number of as many figures: they all have the same width."""
    return int(10 ** (len(str(page)) - 1))


def _entry(bookmark: Bookmark) -> Entry:
    """One line of the sommaire, whose bookmark has others below."""
    return Entry(bookmark.title, bookmark.anchor, tuple(_axes(bookmark, told=False)))


def _axes(bookmark: Bookmark, *, told: bool) -> list[Entry]:
    """The tables of a part, each under its title."""
    return [Entry(child.title, child.anchor, told=told) for child in bookmark.children]
