"""Invented sheets of any size: the 25 usual columns of « Données », all filled."""

import io
from collections.abc import Iterator
from datetime import date

import xlsxwriter

from actions.enums import Nature, Role, ScheduleKind, Status
from annexes.columns import SHEET
from annexes.excel.rows import COLUMNS, Rows
from annexes.outline import (
    ActionOutline,
    IndicatorOutline,
    ObjectiveOutline,
    ParticipationOutline,
    PlanOutline,
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
