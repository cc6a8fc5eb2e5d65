"""What the documents of a meeting say: its convocation, its relevé de décisions, the parts of its dossier de séance.

Organisations and functions only: no contact is named here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from annexes.contents.model import CellKind, Fact, FicheSheet, Grid, GridColumn, GridRow, Line, Rubric, prose
from annexes.contents.synthesis import Mention, Synthesis
from annexes.contents.wording import day_wording
from annexes.edition import Edition

CONVOCATION, MINUTES, PACK = "Convocation", "Relevé de décisions", "Dossier de séance"
ANCHOR = "reunion"
TO_DECIDE = "Décision prise"  # a column to be filled by hand


@dataclass(frozen=True, slots=True)
class Point:
    title: str
    presenter: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision as documents say it; `change` is what it asks of its fiche, `state` where it stands, in words."""

    text: str
    fiche: str = ""
    anchor: str = ""
    change: str = ""
    who: str = ""
    due_on: date | None = None
    state: str = ""
    meeting: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting as documents say it."""

    committee: str
    kind: str
    day: date
    when: str  # « jeudi 1er octobre 2026 »
    hours: str  # « de 14 h à 16 h »
    place: str = ""
    link: str = ""
    invitation: str = ""
    cancelled: str = ""  # why it was
    agenda: tuple[Point, ...] = ()
    presences: tuple[tuple[str, tuple[str, ...]], ...] = ()  # « Présent », who
    minutes: str = ""
    decisions: tuple[Settled, ...] = ()
    next_on: date | None = None

    @property
    def said(self) -> str:
        """« COPIL du 1er octobre 2026 »."""
        return f"{self.committee} du {day_wording(self.day)}"


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that the alerts of the plan say, with how many objects it is said of."""

    title: str
    why: str
    count: int


def convocation_sheet(sitting: Sitting, edition: Edition) -> FicheSheet:
    """The convocation: when, where, the words, the agenda."""
    agenda = tuple(
        Line(f"{point.title} ({point.presenter})" if point.presenter else point.title, True, f"{rank}.")
        for rank, point in enumerate(sitting.agenda, 1)
    )
    rubrics = [Rubric("Invitation", prose(sitting.invitation))]
    if sitting.cancelled:
        rubrics.insert(0, Rubric("Réunion annulée", prose(sitting.cancelled)))
    if agenda:
        rubrics.append(Rubric("Ordre du jour", agenda))
    return _sheet(CONVOCATION, sitting, edition, rubrics)


def minutes_sheet(sitting: Sitting, edition: Edition) -> FicheSheet:
    """The relevé de décisions: who was there, what was said, what was decided."""
    came = tuple(
        Line(" ; ".join(names), lead=f"{label}{'s' if len(names) > 1 else ''} ({len(names)})")
        for label, names in sitting.presences
    )
    rubrics = [Rubric("Présences", came or (Line("Aucune présence n’est notée."),))]
    rubrics.append(
        Rubric("Décisions", grids=(decisions_grid(sitting.decisions),))
        if sitting.decisions
        else Rubric("Décisions", (Line("Aucune décision n’a été prise."),))
    )
    if said := tuple(_exchanges(sitting.agenda)):
        rubrics.append(Rubric("Échanges", said))
    if sitting.minutes:
        rubrics.append(Rubric("Compte rendu", prose(sitting.minutes)))
    if sitting.next_on:
        rubrics.append(Rubric("Prochaine réunion", (Line(day_wording(sitting.next_on)),)))
    return _sheet(MINUTES, sitting, edition, rubrics)


def decisions_grid(decisions: Iterable[Settled], *, dated: bool = False) -> Grid:
    """Decisions as a table; `dated` says the meeting of each."""
    first = (GridColumn("Réunion", share=2.2),) if dated else (GridColumn("N°", CellKind.NUMBER, 0.6),)
    columns = (
        *first,
        GridColumn("Décision", share=4.4),
        GridColumn("Fiche", share=3),
        GridColumn("Qui", share=2.1),
        GridColumn("Pour le", CellKind.DATE, 2),
        GridColumn("Suite", share=2.1),
    )
    rows = tuple(
        GridRow(
            (
                one.meeting if dated else rank,
                one.text,
                "\n".join(filter(None, (one.fiche, one.change))),
                one.who,
                one.due_on,
                one.state,
            )
        )
        for rank, one in enumerate(decisions, 1)
    )
    return Grid(columns, rows)


def agenda_grid(agenda: Sequence[Point]) -> Grid:
    columns = (
        GridColumn("N°", CellKind.NUMBER, 0.5),
        GridColumn("Point", share=6),
        GridColumn("Présenté par", share=3),
    )
    return Grid(columns, tuple(GridRow((rank, one.title, one.presenter)) for rank, one in enumerate(agenda, 1)))


def asked_grids(synthesis: Synthesis) -> list[tuple[str, Grid]]:
    """What the plan itself asks of those who decide: a table a question, its last column to be filled in the meeting.

    A title for each: « 3 fiches sans pilote : qui désigner ? ».
    """
    asked = [(f"{one.title} : {one.question}", fiches_grid(one.fiches, to_decide=True)) for one in synthesis.decisions]
    if synthesis.late:
        number = len(synthesis.late)
        noun = synthesis.fiches if number > 1 else synthesis.fiche
        title = f"{number} {noun} dont l’échéance est passée : quelle nouvelle échéance ?"
        asked.insert(0, (title, fiches_grid(synthesis.late, to_decide=True)))
    return asked


def fiches_grid(fiches: Iterable[Mention], *, to_decide: bool = False) -> Grid:
    columns = [
        GridColumn("Fiche", share=5),
        GridColumn("Pilote", share=2.6),
        GridColumn("Échéance", CellKind.DATE, 1.5),
        GridColumn("Statut", share=1.7),
    ]
    if to_decide:
        columns.append(GridColumn(TO_DECIDE, share=3.4))
    rows = []
    for one in fiches:
        named = f"{one.name}\n{one.theme}" if one.theme else one.name
        cells = (named, one.lead or "à désigner", one.due_on, one.status)
        rows.append(GridRow((*cells, "") if to_decide else cells, anchor=f"f{one.pk}" if one.pk else ""))
    return Grid(tuple(columns), tuple(rows), row_headers=True)


def watched_grid(watched: Iterable[Watched]) -> Grid:
    columns = (
        GridColumn("Alerte", share=3),
        GridColumn("Nombre", CellKind.NUMBER, 1),
        GridColumn("Pourquoi", share=6),
    )
    return Grid(columns, tuple(GridRow((one.title, one.count, one.why)) for one in watched), row_headers=True)


def _sheet(label: str, sitting: Sitting, edition: Edition, rubrics: Sequence[Rubric]) -> FicheSheet:
    marks = (Fact("Date", sitting.when), Fact("Horaire", sitting.hours))
    facts = [Fact("Lieu", sitting.place), Fact("Visioconférence", sitting.link)]
    kind = "" if sitting.kind == sitting.committee else sitting.kind
    return FicheSheet(
        anchor=ANCHOR,
        label=label,
        reference="",
        title=sitting.committee,
        theme=edition.plan_title,
        path=(),
        marks=marks,
        facts=tuple(fact for fact in (Fact("Instance", kind), *facts) if fact.value),
        rubrics=tuple(rubrics),
        running=label,
    )


def _exchanges(agenda: Sequence[Point]) -> Iterable[Line]:
    for rank, point in enumerate(agenda, 1):
        first, *others = prose(point.note) or (Line("sans observation"),)
        yield Line(first.text, lead=f"{rank}. {point.title}")
        yield from others
