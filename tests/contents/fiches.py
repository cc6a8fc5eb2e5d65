"""Fiches of the demonstration as they are printed, and one that says something in each of its fields."""

import json
from datetime import date
from decimal import Decimal
from functools import cache

from actions.enums import FundingKind, FundingNature, FundingStatus, PlaceKind, Role, ScheduleKind, Status
from annexes.contents.fiche import fiche_sheets
from annexes.contents.model import FicheSheet, FicheStyle
from annexes.edition import Edition, LevelLabels
from annexes.outline import (
    ActionOutline,
    DocumentOutline,
    FicheAddress,
    FundingOutline,
    IndicatorOutline,
    LinkOutline,
    MeasurementOutline,
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
from indicators.enums import Direction, IndicatorKind
from pedt_planner.demo.outlines import PGT, demo_outlines
from pedt_planner.reference import fixture_path
from plans.enums import Level

EDITION = Edition(
    "Val-Fictif",
    "PGT 2025-2029",
    "Projet global de territoire",
    date(2026, 11, 21),
    level_labels={
        Level.THEME: LevelLabels("Thème", "Thèmes"),
        Level.AXIS: LevelLabels("Axe", "Axes"),
        Level.INTERMEDIATE: LevelLabels("Objectif intermédiaire", "Objectifs intermédiaires", "OI"),
        Level.OPERATIONAL: LevelLabels("Objectif opérationnel", "Objectifs opérationnels", "OO"),
    },
)
FULL = ActionOutline(
    title="Ouvrir la maison des parents",
    number=8,
    suffix="bis",
    version_label="révision de mars",
    status=Status.MERGED,
    status_reason="Deux lieux pour un même public",
    merged_into=FicheAddress("14", "Enfance"),
    renewed_from=FicheAddress("3", "Enfance", "pedt-2022-2025"),
    nature="EXTENDED",
    priority=2,
    horizon="LONG",
    progress=75,
    weather="WATCH",
    challenge="Rompre l’isolement",
    context="- Un constat\n- Un besoin",
    objectives="Faire se rencontrer",
    description="Un lieu ouvert chaque jour",
    outputs="- Douze ateliers",
    expected_effects="Des parents confiants",
    domains=("parentalite",),
    audiences=("parents_familles",),
    audience_note="parents isolés d’abord",
    age_min=2,
    age_max=13,
    scales=("quartier",),
    scale_note="les deux rives",
    child_times=("mercredi",),
    places=(PlaceOutline("Les Tilleuls", PlaceKind.SCHOOL),),
    charter_axes=("qualite",),
    schedule_kind=ScheduleKind.SCHOOL_YEAR,
    starts_on=date(2026, 9, 14),
    due_on=date(2027, 6, 30),
    school_year=2026,
    schedule_note="hors vacances",
    elected_lead="Adjointe à la famille",
    participations=(
        ParticipationOutline(Role.LEAD, "Service famille", "Ada Martin"),
        *(ParticipationOutline(role, f"Structure {role.value}") for role in Role if role is not Role.LEAD),
    ),
    schemes=("CLAS", "LAEP"),
    funding_note="Selon l’appel à projets",
    fundings=(
        FundingOutline(
            "CAF", "PS LAEP", 2026, FundingKind.INVESTMENT, FundingNature.SPECIFIC, FundingStatus.NOTIFIED,
            Decimal("12000"), Decimal("11000.50"), Decimal("10000"), Decimal("9000"),
        ),
        FundingOutline("Ville", year=2027, planned=Decimal("3000")),
    ),
    steps=(StepOutline("Réunir les parents", date(2026, 10, 15), date(2026, 10, 12), "Centre social"),),
    indicators=(
        IndicatorOutline(
            "Familles accueillies", IndicatorKind.RESULT, unit="familles", direction=Direction.UP,
            source="Registre", frequency="YEARLY", breakdown="par quartier", baseline=Decimal("40"),
            baseline_text="sans le mercredi", baseline_on=date(2025, 1, 1),
            targets=(TargetOutline(date(2027, 12, 31), Decimal("90"), "au moins"),),
            measurements=(
                MeasurementOutline(2023, "", Decimal("31"), "à la main"),
                MeasurementOutline(2025, "", Decimal("52"), "", date(2026, 1, 20), "rapport annuel"),
                MeasurementOutline(2026, "QPV", Decimal("17")),
            ),
        ),
    ),
    links=(LinkOutline("Même public que la ludothèque", "AT Jeunesse", FicheAddress("9", "Enfance")),),
    notes=(NoteOutline(2025, "- Ouverture réussie\nSuites : élargir", date(2026, 2, 3)),),
    documents=(DocumentOutline("Charte d’accueil", "https://www.val-fictif.example/charte.pdf"),),
    also_serves=(("Enfance", "II : Vivre", "OI 3 : Jouer ensemble"),),
    doubtful=True,
    pk=12,
)  # fmt: skip
OTHER = ActionOutline("Prêter des jeux", number=9, pk=13)


def plan_of(*actions: ActionOutline) -> PlanOutline:
    """Fiches under the only operational objective of the only axis of « Enfance »."""
    operational = ObjectiveOutline(Level.OPERATIONAL, "Ouvrir des lieux", "OO 1", actions=actions)
    intermediate = ObjectiveOutline(Level.INTERMEDIATE, "Accueillir les familles", "OI 2", children=(operational,))
    axis = ObjectiveOutline(Level.AXIS, "Soutenir les parents", "III", children=(intermediate,))
    return PlanOutline("PGT 2025-2029", "PGT", themes=(ThemeOutline("Enfance", objectives=(axis,)),))


@cache
def vocabulary() -> Vocabulary:
    lists = ("domains", "audiences", "scales", "child_times", "charter_axes")
    fields = {name: [row["fields"] for row in json.loads(fixture_path(name).read_text("utf-8"))] for name in lists}
    return Vocabulary({name: {one["code"]: one["label"] for one in found} for name, found in fields.items()})


def sheets_of(
    outline: PlanOutline, style: FicheStyle = FicheStyle.COMPLETE, *, contacts: bool = False
) -> list[FicheSheet]:
    return list(fiche_sheets(outline, EDITION, style=style, vocabulary=vocabulary(), contacts=contacts))


def sheet_of(action: ActionOutline, style: FicheStyle = FicheStyle.COMPLETE, *, contacts: bool = False) -> FicheSheet:
    return sheets_of(plan_of(action, OTHER), style, contacts=contacts)[0]


def complete_demo_fiches() -> list[FicheSheet]:
    """The thirty fiches of the demonstration that say all that a fiche may say."""
    return [sheet for sheet in sheets_of(demo_outlines()[PGT]) if sheet.version_label]
