"""The plans that the documents of the corpus hold: a fictional territory, the shapes of real annexes."""

from dataclasses import replace
from datetime import date

from actions.enums import Priority, Role, ScheduleKind, Status
from annexes.outline import (
    ActionOutline,
    ExpectedEffects,
    IndicatorOutline,
    LinkOutline,
    ObjectiveOutline,
    ParticipationOutline,
    PlanOutline,
    ThemeOutline,
)
from indicators.enums import IndicatorKind
from plans.enums import Level


def fiche(number: int | None, title: str, **fields: object) -> ActionOutline:
    return ActionOutline(title=title, number=number, **fields)  # type: ignore[arg-type]


def oo(rank: int | str, title: str, *actions: ActionOutline, **fields: object) -> ObjectiveOutline:
    code = f"OO {rank}" if rank else ""
    return ObjectiveOutline(Level.OPERATIONAL, title, code, actions=actions, **fields)  # type: ignore[arg-type]


def oi(rank: int | str, title: str, *children: ObjectiveOutline, **fields: object) -> ObjectiveOutline:
    code = f"OI {rank}" if rank else ""
    return ObjectiveOutline(Level.INTERMEDIATE, title, code, children=children, **fields)  # type: ignore[arg-type]


def axis(code: str, title: str, *children: ObjectiveOutline) -> ObjectiveOutline:
    return ObjectiveOutline(Level.AXIS, title, code, children=children)


def plan(*themes: ThemeOutline) -> PlanOutline:
    return PlanOutline(themes=themes)


EARLY = ThemeOutline(
    "Petite enfance",
    objectives=(
        axis(
            "I",
            "Offrir à chaque enfant un accueil de qualité",
            oi(
                1,
                "Diversifier les modes d’accueil du jeune enfant",
                oo(
                    1,
                    "Ouvrir des places dans les communes rurales",
                    fiche(1, "Créer une micro-crèche à Brumeval"),
                    fiche(2, "Aménager un accueil itinérant (bus des tout-petits)"),
                ),
                oo(2, "Proposer des horaires élargis", fiche(3, "Expérimenter l’accueil en soirée")),
            ),
            oi(
                2,
                "Accompagner les professionnels",
                oo(1, "Former ensemble les équipes", fiche(4, "Organiser des journées communes de formation")),
                oo(2, "Soutenir les assistantes maternelles", fiche(5, "Renforcer le relais de Sombreval")),
            ),
        ),
        axis(
            "II",
            "Soutenir les familles au quotidien",
            oi(
                1,
                "Informer les parents",
                oo(
                    1,
                    "Tenir un guichet unique",
                    fiche(6, "Ouvrir le guichet « Premiers pas »"),
                    fiche(7, "Éditer un livret d’accueil illustré"),
                    fiche(8, "Former les agents d’accueil des mairies"),
                ),
            ),
        ),
    ),
)

YOUTH = ThemeOutline(
    "Jeunesse",
    objectives=(
        axis(
            "I",
            "Favoriser l’autonomie des jeunes",
            oi(
                1,
                "Faciliter la mobilité",
                oo(1, "Aider au permis de conduire", fiche(1, "Verser une bourse au permis")),
                oo(2, "Développer le covoiturage", fiche(2, "Lancer une plateforme de covoiturage entre lycéens")),
            ),
        ),
    ),
)

PEDT = ThemeOutline(
    "",
    objectives=(
        oi(
            "",
            "Favoriser la réussite de tous les enfants",
            oo("", "Aider aux devoirs après la classe", effects=ExpectedEffects(1, "Des enfants plus sereins.")),
            oo("", "Ouvrir la bibliothèque le mercredi", effects=ExpectedEffects(1, "Des enfants plus sereins.")),
            oo(
                "",
                "Former les animateurs au jeu de lecture",
                effects=ExpectedEffects(2, "- Le goût de lire progresse\n- Les familles viennent plus souvent"),
            ),
        ),
        oi(
            "",
            "Apprendre à vivre ensemble",
            oo("", "Organiser des olympiades", effects=ExpectedEffects(1, "Les écoles se rencontrent.")),
            oo("", "Créer un conseil des enfants", effects=ExpectedEffects(1, "Les écoles se rencontrent.")),
        ),
    ),
)

LISTED = ThemeOutline(
    "Parentalité",
    note="à rattacher à des axes et objectifs",
    unattached=(
        fiche(None, "Café des parents du quai Vert", status=Status.ONGOING),
        fiche(None, "Ateliers parents-enfants de la ludothèque", status=Status.ONGOING),
        fiche(None, "Permanence de médiation familiale", status=Status.ONGOING),
    ),
)

FULL_FICHE = ActionOutline(
    title="Ouvrir une maison des devoirs",
    number=12,
    context="- Beaucoup d’enfants n’ont pas de lieu calme\n- Les études du soir sont complètes",
    objectives="- Offrir un lieu\n- Accompagner les familles",
    description="Deux soirs par semaine, une équipe d’étudiants accueille les enfants.",
    outputs="- Un lieu ouvert trente semaines\n- Une charte signée",
    expected_effects="Des enfants plus confiants.",
    participations=(
        ParticipationOutline(Role.LEAD, "Ville de Brumeval"),
        ParticipationOutline(Role.PARTNER, "Amicale laïque"),
        ParticipationOutline(Role.PARTNER, "Collège des Tilleuls"),
    ),
    schemes=("CLAS", "Cité éducative"),
    schedule_kind=ScheduleKind.SCHOOL_YEAR,
    school_year=2026,
    indicators=(
        IndicatorOutline("Nombre d’enfants accueillis", IndicatorKind.OUTPUT),
        IndicatorOutline("Confiance des enfants", IndicatorKind.OUTCOME),
    ),
    links=(LinkOutline("Fiche 3 du PEDT", "AT jeunesse"),),
)

FOLLOWED = ThemeOutline(
    "Jeunesse",
    objectives=(
        axis(
            "I",
            "Favoriser l’autonomie des jeunes",
            oi(
                1,
                "Faciliter la mobilité",
                oo(
                    1,
                    "Aider au permis de conduire",
                    fiche(
                        1,
                        "Verser une bourse au permis",
                        status=Status.ONGOING,
                        priority=Priority.HIGH,
                        participations=(
                            ParticipationOutline(Role.LEAD, "Mission locale de la Brume"),
                            ParticipationOutline(Role.PARTNER, "Auto-école du Pont"),
                            ParticipationOutline(Role.PARTNER, "Ville de Brumeval"),
                        ),
                        schedule_kind=ScheduleKind.SCHOOL_YEAR,
                        school_year=2026,
                    ),
                    fiche(
                        2,
                        "Lancer un garage solidaire",
                        status=Status.TO_START,
                        priority=Priority.LOW,
                        participations=(ParticipationOutline(Role.LEAD, "Ville de Brumeval"),),
                        schedule_kind=ScheduleKind.DATE,
                        due_on=date(2027, 3, 15),
                    ),
                ),
            ),
        ),
    ),
)


def without_codes(theme: ThemeOutline) -> ThemeOutline:
    """The same, nobody having numbered anything."""

    def bare(objective: ObjectiveOutline) -> ObjectiveOutline:
        return replace(
            objective,
            code="",
            children=tuple(map(bare, objective.children)),
            actions=tuple(replace(action, number=None) for action in objective.actions),
        )

    return replace(theme, objectives=tuple(map(bare, theme.objectives)))
