"""The dossier de séance of a meeting, gathered: what changed since the last one, what is to be decided, its annexes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from annexes.applying.directory import with_contacts_among
from annexes.contents.changes import changes_of
from annexes.contents.dossier import Dossier, Section
from annexes.contents.fiche import fiche_sheets
from annexes.contents.meeting import Settled
from annexes.contents.model import CellKind, FicheSheet, FicheStyle, Grid, GridColumn, GridRow
from annexes.contents.perimeter import narrow
from annexes.contents.synthesis import synthesis_of
from annexes.documents.meetings import Since, settled, since_of, sitting_of, still_open, told_since, watched
from annexes.edition import Edition
from annexes.outline import PlanOutline
from annexes.pdf.pack import Pack
from annexes.versions.comparison import compare
from annexes.versions.frozen import read_frozen
from annexes.vocabulary import Vocabulary
from plans.models import Meeting, Plan

# What may be joined, each named as a section of a dossier; the synthesis is one more.
SYNTHESIS = "synthese"
JOINED = (SYNTHESIS, Section.FICHES.value, Section.TABLEAUX.value, Section.CALENDAR.value, Section.FUNDING.value)
LONGEST = 300  # characters of what the history says of an object
MOST_OBJECTS = 60  # of the history
MOST_FICHES = 40  # of high priority


def pack_of(
    meeting: Meeting, outline: PlanOutline, edition: Edition, vocabulary: Vocabulary, joined: Sequence[str]
) -> tuple[Pack, Dossier]:
    """What the dossier de séance says, and the dossier whose parts are its annexes."""
    plan, since = meeting.committee.plan, since_of(meeting)
    former = since.meeting
    decisions = former.decisions.select_related("action") if former else ()
    pack = Pack(
        sitting=sitting_of(meeting),
        since=since.words,
        changes=_changes(plan, outline, edition, vocabulary, since),
        last=since.day,
        last_decisions=tuple(settled(one) for one in decisions),
        open_decisions=tuple(_open(plan, edition, former)),
        watched=tuple(watched(plan)),
        has_synthesis=SYNTHESIS in joined,
        high=_high(outline, edition, vocabulary) if Section.FICHES.value in joined else (),
    )
    wanted = {Section.TABLEAUX, Section.CALENDAR, Section.FUNDING}
    sections = {Section.COVER, Section.CONTENTS, *(one for one in wanted if one.value in joined)}
    return pack, Dossier(outline, edition, frozenset(sections), vocabulary=vocabulary, contacts=True)


def _open(plan: Plan, edition: Edition, former: Meeting | None) -> Iterator[Settled]:
    """Those of the last meeting stand with the agenda already."""
    shown = former.committee.name if former else ""
    last = f"{shown}, {former.starts_at.astimezone():%d/%m/%Y}" if former else ""
    yield from (one for one in still_open(plan, edition.edited_on) if one.meeting != last)


def _high(outline: PlanOutline, edition: Edition, vocabulary: Vocabulary) -> tuple[FicheSheet, ...]:
    keys = [one.pk for one in synthesis_of(outline, edition).high if one.pk][:MOST_FICHES]
    part = narrow(outline, actions=set(keys))
    sheets = fiche_sheets(part, edition, style=FicheStyle.ELECTED, vocabulary=vocabulary, contacts=True)
    return tuple(sheets) if keys else ()


def _changes(plan: Plan, outline: PlanOutline, edition: Edition, vocabulary: Vocabulary, since: Since) -> Grid:
    """From the version that was frozen at the last meeting; else from the history since its day."""
    if since.version is None:
        return _from_history(plan, since.meeting)
    frozen = read_frozen(since.version)
    comparison = compare(_bare(frozen.public), _bare(with_contacts_among(outline, frozenset())))
    return changes_of(comparison, edition, vocabulary).grid()


def _bare(outline: PlanOutline) -> PlanOutline:
    """Without the instances: their own relevés say what happened there."""
    return replace(outline, file=replace(outline.file, committees=()))


def _from_history(plan: Plan, meeting: Meeting | None) -> Grid:
    """A row an object, the last that changed first; what has no room is counted."""
    columns = (
        GridColumn("Objet", share=5),
        GridColumn("Ce qui a changé", share=6),
        GridColumn("Le", CellKind.DATE, 1.4),
    )
    told = told_since(plan, meeting)
    rows = [GridRow((what, _cut(change), day)) for what, change, day in told[:MOST_OBJECTS]]
    if more := len(told) - len(rows):
        rows.append(GridRow((f"et {more} autre{'s' if more > 1 else ''}", "", None)))
    return Grid(columns, tuple(rows), row_headers=True)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
