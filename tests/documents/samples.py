"""A plan whose fiches have every kind of schedule and of funding line."""

from datetime import date
from decimal import Decimal
from typing import Any

from actions.enums import FundingKind, FundingNature, FundingStatus, ScheduleKind, Status
from annexes.edition import Edition, LevelLabels
from annexes.outline import FundingOutline, PlanOutline, StepOutline
from plans.enums import Level
from tests.annexes.samples import axis, fiche, oo, plan, theme

TODAY = date(2026, 11, 21)
EDITION = Edition(
    "Val de Brume",
    "Plan d’essai",
    "Projet global de territoire",
    TODAY,
    level_labels={Level.THEME: LevelLabels("Thème", "Thèmes"), Level.AXIS: LevelLabels("Axe", "Axes")},
)


def line(funder: str, planned: str | None = None, granted: str | None = None, **more: Any) -> FundingOutline:
    amounts = {"planned": planned, "granted": granted}
    return FundingOutline(funder, **{name: Decimal(said) for name, said in amounts.items() if said}, **more)


def busy_plan() -> PlanOutline:
    """Two themes, seven fiches: a period, a year, a rhythm, a deadline, steps alone, words alone, nothing."""
    steps = (
        StepOutline("Choisir le lieu", date(2026, 3, 1), date(2026, 3, 9), "La mairie"),
        StepOutline("Ouvrir", date(2026, 9, 1)),
        StepOutline("Fêter"),
    )
    caf = line(
        "Caf",
        "1000.50",
        "800.25",
        year=2026,
        status=FundingStatus.PAID,
        nature=FundingNature.ORDINARY,
        spent=Decimal(9),
    )
    refused = line("Région", "300", "300", year=2027, status=FundingStatus.REFUSED, requested=Decimal(300))
    works = line("Ville", "20000", year=2027, kind=FundingKind.INVESTMENT, nature=FundingNature.SPECIFIC)
    help_given = line("Bénévoles", "500", kind=FundingKind.IN_KIND)
    period = {"schedule_kind": ScheduleKind.PERIOD, "starts_on": date(2025, 3, 1), "due_on": date(2027, 9, 1)}
    childhood = theme(
        "Enfance",
        axis(
            "Grandir",
            oo(
                "Ouvrir",
                fiche("Crèche du port", 1, steps=steps, fundings=(caf, refused, works), **period),
                fiche("Relais", 2, schedule_kind=ScheduleKind.SCHOOL_YEAR, school_year=2026, fundings=(help_given,)),
                fiche("Ludothèque", 3, schedule_kind=ScheduleKind.YEARLY, schedule_note="En mars"),
            ),
            code="I",
        ),
        axis("Jouer", oo("Dehors", fiche("Cabanes", 4, steps=steps[:1])), code="II"),
        unattached=(fiche("Radio", schedule_note="À voir", funding_note="Droit commun"),),
    )
    youth = theme(
        "Jeunesse",
        axis(
            "Sortir",
            oo("Bouger", fiche("Navette", 1, schedule_kind=ScheduleKind.DATE, due_on=date(2028, 8, 31))),
            oo("Aider", fiche("Bourse", 2, status=Status.DROPPED, status_reason="Sans suite", fundings=(caf,))),
            code="I",
        ),
    )
    return plan(childhood, youth, title="Plan d’essai", starts_on=date(2025, 1, 1), ends_on=date(2029, 12, 31))
