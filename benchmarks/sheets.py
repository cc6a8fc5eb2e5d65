"""Invented plans of any size, and their sheets: the 25 usual columns of « Données », or every field of a fiche."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import xlsxwriter

from actions.enums import FundingNature, Horizon, Nature, PlaceKind, Role, ScheduleKind, Status, Weather
from annexes.applying.directory import map_actions
from annexes.columns import SHEET
from annexes.excel.rows import COLUMNS, Rows
from annexes.outline import (
    ActionOutline,
    DocumentOutline,
    FundingOutline,
    IndicatorOutline,
    LinkOutline,
    NoteOutline,
    ObjectiveOutline,
    ParticipationOutline,
    PlaceOutline,
    PlanOutline,
    StepOutline,
    TargetOutline,
    ThemeOutline,
)
from annexes.vocabulary import Vocabulary
from plans.enums import Level

FICHES_AN_OBJECTIVE = 3
TITLES = (
    "Fiche – clé",
    "Rattachement",
    "Thème",
    "Axe stratégique – code",
    "Axe stratégique",
    "Objectif intermédiaire – code",
    "Objectif intermédiaire",
    "Objectif opérationnel – code",
    "Objectif opérationnel",
    "N°",
    "Intitulé de la fiche",
    "Statut",
    "Nature",
    "Priorité",
    "Contexte et constats",
    "Description",
    "Réalisations attendues",
    "Publics",
    "Âge minimum",
    "Âge maximum",
    "Calendrier",
    "Échéance",
    "Partenaires et rôles",
    "Dispositifs",
    "Indicateurs",
)


def outline_of(size: int) -> PlanOutline:
    """A plan of `size` fiches: themes of a thousand, axes of ninety, three fiches an operational objective."""
    numbers = iter(range(1, size + 1))
    themes = []
    remaining = size
    while remaining > 0:
        count = min(1000, remaining)
        remaining -= count
        title = f"Thème {len(themes) + 1}"
        themes.append(ThemeOutline(title, objectives=tuple(_axes(count, numbers))))
    return PlanOutline("Plan d’essai", "PGT", themes=tuple(themes))


def whole_outline_of(size: int) -> PlanOutline:
    """The same plan, every field of its fiches filled."""
    return map_actions(outline_of(size), _filled)


def _filled(action: ActionOutline) -> ActionOutline:
    number = action.number or 1
    note = f"Précision numéro {number % 30} donnée par les services"
    targets = (TargetOutline(date(2027, 6, 30), Decimal(number % 90)), TargetOutline(date(2028, 6, 30), Decimal(99)))
    figures = {"unit": "séances", "source": "Bilan du service", "baseline": Decimal(5), "targets": targets}
    return replace(
        action,
        version_label="septembre 2026",
        horizon=list(Horizon)[number % len(Horizon)].value,
        progress=25 * (number % 5),
        weather=list(Weather)[number % len(Weather)].value,
        challenge=f"Enjeu {number % 40} du territoire",
        objectives=f"- Accueillir mieux\n- Rejoindre {number % 60} familles",
        expected_effects="- Les familles viennent plus souvent",
        domains=("petite_enfance", "parentalite"),
        audience_note=note,
        scales=("commune", "qpv"),
        scale_note=note,
        child_times=("mercredi",),
        places=(PlaceOutline(f"Commune {number % 20}"), PlaceOutline(f"Quartier {number % 9}", PlaceKind.DISTRICT)),
        charter_axes=("articulation",),
        schedule_note=note,
        elected_lead="Adjointe à l’éducation",
        funding_note=note,
        fundings=(
            FundingOutline("CAF", "CLAS", 2027, nature=FundingNature.ORDINARY, planned=Decimal(1500)),
            FundingOutline(f"Service {number % 40}", year=2027, planned=Decimal(700), granted=Decimal(650)),
        ),
        steps=(StepOutline("Réunir les partenaires", date(2026, 10, 1)), StepOutline("Ouvrir", date(2027, 1, 15))),
        indicators=tuple(replace(one, **figures) for one in action.indicators),
        links=(LinkOutline(f"Projet d’école {number % 12}", "Axe transversal jeunesse"),),
        notes=(NoteOutline(2025, f"Bilan de l’action {number} : {note}"),),
        documents=(DocumentOutline("Convention", f"https://valmire.example/{number}"),),
    )


def sheet_of(outline: PlanOutline) -> bytes:
    """The « Données » sheet of these columns alone."""
    ranks = [next(rank for rank, column in enumerate(COLUMNS) if column.title == title) for title in TITLES]
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(SHEET)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for place, title in enumerate(TITLES):
            sheet.write_string(0, place, title)
        for row, values in enumerate(Rows(outline, Vocabulary()), 1):
            for place, rank in enumerate(ranks):
                value = values[rank]
                if isinstance(value, date):
                    sheet.write_datetime(row, place, value, day)
                elif value not in ("", None):
                    sheet.write(row, place, value)
    return buffer.getvalue()


def _axes(count: int, numbers: Iterator[int]) -> Iterator[ObjectiveOutline]:
    rank = 0
    while count > 0:
        rank += 1
        here = min(90, count)
        count -= here
        middles = []
        while here > 0:
            some = min(15, here)
            here -= some
            code = len(middles) + 1
            lows = tuple(_objectives(some, numbers, rank, code))
            title = f"Objectif intermédiaire {rank}.{code} d’un axe d’essai"
            middles.append(ObjectiveOutline(Level.INTERMEDIATE, title, f"OI {code}", children=lows))
        yield ObjectiveOutline(Level.AXIS, f"Axe d’essai numéro {rank}", str(rank), children=tuple(middles))


def _objectives(count: int, numbers: Iterator[int], axis: int, middle: int) -> Iterator[ObjectiveOutline]:
    rank = 0
    while count > 0:
        rank += 1
        some = min(FICHES_AN_OBJECTIVE, count)
        count -= some
        fiches = tuple(_fiche(next(numbers)) for _ in range(some))
        title = f"Développer l’accueil numéro {axis}.{middle}.{rank}"
        yield ObjectiveOutline(Level.OPERATIONAL, title, f"OO {rank}", actions=fiches)


def _fiche(number: int) -> ActionOutline:
    return ActionOutline(
        title=f"Organiser l’action numéro {number} avec les familles et les équipes du territoire",
        number=number,
        status=list(Status)[number % 6],
        nature=list(Nature)[number % 5].value,
        priority=number % 4,
        context=f"- Constat {number} partagé en comité\n- Besoin repéré par les équipes",
        description=f"L’action {number} réunit les partenaires deux fois par an et propose un atelier par trimestre.",
        outputs=f"- {number % 9 + 1} ateliers par an\n- Un bilan partagé",
        audiences=("enfants", "parents_familles"),
        age_min=3,
        age_max=11,
        schedule_kind=ScheduleKind.DATE,
        due_on=date(2027 + number % 3, number % 12 + 1, 28),
        participations=(
            ParticipationOutline(Role.LEAD, f"Service {number % 40}"),
            ParticipationOutline(Role.PARTNER, f"Association {number % 150}"),
            ParticipationOutline(Role.FUNDER, "CAF"),
        ),
        schemes=("CLAS", "Cité éducative"),
        indicators=(IndicatorOutline("Nombre de séances tenues"), IndicatorOutline("Part des familles présentes")),
    )
