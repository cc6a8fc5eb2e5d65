"""The dossier de séance as a PDF: cover, sommaire, agenda, synthesis, what changed, what is to be decided, annexes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annexes.contents.dossier import Dossier
from annexes.contents.meeting import (
    PACK,
    Settled,
    Sitting,
    Watched,
    agenda_grid,
    asked_grids,
    decisions_grid,
    fiches_grid,
    watched_grid,
)
from annexes.contents.model import FicheSheet, Grid
from annexes.contents.synthesis import synthesis_of
from annexes.pdf.chunk import Chunk
from annexes.pdf.cover import cover_chunk
from annexes.pdf.dossier import Leading, write_dossier_pdf
from annexes.pdf.engine import Progress
from annexes.pdf.grids import Section, section_chunks
from annexes.pdf.paper import LANDSCAPE, PORTRAIT, Paper
from annexes.pdf.sommaire import Entry
from annexes.pdf.synthesis import ANCHOR as SYNTHESIS
from annexes.pdf.synthesis import TITLE as SYNTHESIS_TITLE
from annexes.pdf.synthesis import synthesis_chunk

AGENDA, CHANGES, TO_SETTLE, HIGH = "ordre-du-jour", "changements", "arbitrage", "priorites"


@dataclass(frozen=True, slots=True)
class Pack:
    """What a dossier de séance says, beside the dossier whose parts are its annexes.

    `changes` is the table of what changed, `since` says since when; `last` is the day of the last meeting, whose
    decisions come again; `high` are the fiches that are joined.
    """

    sitting: Sitting
    since: str
    changes: Grid
    last: str = ""
    last_decisions: tuple[Settled, ...] = ()
    open_decisions: tuple[Settled, ...] = ()
    watched: tuple[Watched, ...] = ()
    has_synthesis: bool = True
    high: tuple[FicheSheet, ...] = ()


def write_pack_pdf(pack: Pack, dossier: Dossier, progress: Progress | None = None) -> bytes:
    """The whole document, tagged (PDF/UA-1). Raise PdfError when it cannot be made."""
    sitting = pack.sitting
    facts = (f"{sitting.when[0].upper()}{sitting.when[1:]}, {sitting.hours}", sitting.place)
    return write_dossier_pdf(
        dossier,
        progress,
        leading=_Leads(pack, dossier).all(),
        cover=cover_chunk(dossier.edition, f"{PACK} – {sitting.committee}", facts),
        title=f"{PACK.lower()}, {sitting.said}",
    )


class _Leads:
    def __init__(self, pack: Pack, dossier: Dossier) -> None:
        self.pack, self.outline, self.edition = pack, dossier.outline, dossier.edition
        self.synthesis = synthesis_of(self.outline, self.edition)

    def all(self) -> list[Leading]:
        return [self._agenda(), *self._page(), self._changes(), self._to_settle(), *self._high()]

    def _agenda(self) -> Leading:
        pack = self.pack
        words = (pack.sitting.said, f"{pack.sitting.hours}, {pack.sitting.place}".rstrip(", "))
        grid = agenda_grid(pack.sitting.agenda)
        sections = [Section("Ordre du jour", grid, words, anchor=AGENDA, level=1, look="title")]
        if pack.last_decisions:
            title = f"Décisions de la réunion du {pack.last}"
            sections.append(Section(title, decisions_grid(pack.last_decisions)))
        return Leading(Entry("Ordre du jour", AGENDA), self._chunks(sections, "Ordre du jour", PORTRAIT))

    def _page(self) -> list[Leading]:
        if not self.pack.has_synthesis:
            return []
        return [Leading(Entry(SYNTHESIS_TITLE, SYNTHESIS), [synthesis_chunk(self.outline, self.edition)])]

    def _changes(self) -> Leading:
        title = f"Ce qui a changé {self.pack.since}"
        words = () if self.pack.changes.rows else ("Rien n’a changé dans le plan.",)
        section = Section(title, self.pack.changes, words, anchor=CHANGES, level=1, look="title")
        return Leading(Entry(title, CHANGES), self._chunks([section], title))

    def _to_settle(self) -> Leading:
        title = "Points d’arbitrage"
        asked = [Section(words, grid) for words, grid in asked_grids(self.synthesis)]
        if self.pack.open_decisions:
            grid = decisions_grid(self.pack.open_decisions, dated=True)
            asked.append(Section("Décisions prises qui ne sont pas faites", grid))
        if self.pack.watched:
            asked.append(Section("Ce que le logiciel signale", watched_grid(self.pack.watched)))
        words = () if asked else ("Rien dans le plan ne demande de décision à ce jour.",)
        first = Section(title, None, words, anchor=TO_SETTLE, level=1, look="title")
        return Leading(Entry(title, TO_SETTLE), self._chunks([first, *asked], title))

    def _high(self) -> list[Leading]:
        if not self.pack.high:
            return []
        title = "Fiches de priorité haute"
        section = Section(title, fiches_grid(self.synthesis.high), anchor=HIGH, level=1, look="title")
        below = tuple(Entry(sheet.title, sheet.anchor, number=sheet.reference) for sheet in self.pack.high)
        return [Leading(Entry(title, HIGH, below), self._chunks([section], title), self.pack.high)]

    def _chunks(self, sections: Sequence[Section], title: str, paper: Paper = LANDSCAPE) -> list[Chunk]:
        running = [replace(section, running=title) for section in sections]
        return section_chunks(running, self.edition, title=title, paper=paper)
