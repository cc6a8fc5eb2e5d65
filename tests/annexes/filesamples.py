"""The dossier of a plan with a value in every field, and a strategy of those that a plan of the database can hold."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from actions.enums import Priority, Status
from annexes.fileoutline import (
    ActivityOutline,
    AgendaItemOutline,
    AmendmentOutline,
    AttendanceOutline,
    BoardSeatOutline,
    BudgetLineOutline,
    ChildcareOutline,
    CommitteeOutline,
    DecisionOutline,
    FigureOutline,
    MeetingOutline,
    PerimeterOutline,
    PlanDocumentOutline,
    PlanFile,
    ProgrammeOutline,
    SeatOutline,
    TeamSeatOutline,
    TotalOutline,
    VisaOutline,
)
from annexes.outline import FicheAddress, SectionOutline
from plans.enums import (
    AmendmentStatus,
    ChildcarePeriod,
    CommitteeKind,
    MeetingState,
    PerimeterKind,
    Presence,
    ProgrammeMeasure,
    SeatQuality,
    StructureKind,
    VisaOutcome,
    VisaStage,
)

NOON = datetime(2026, 3, 5, 17, 0, tzinfo=UTC)


def full_visa(stage: VisaStage = VisaStage.OPINION, key: str = "prefet") -> VisaOutline:
    return VisaOutline(
        stage,
        "Préfecture",
        key,
        "CAF de Brume",
        "Le préfet",
        False,
        VisaOutcome.RESERVED,
        date(2026, 1, 2),
        date(2026, 2, 3),
        "2026-PREF-7",
        "Préciser\nles horaires",
    )


def full_file(decided: FicheAddress | None = None) -> PlanFile:
    """A value in every field; `decided` is the fiche of its decision."""
    decisions = (
        DecisionOutline(
            "Reporter la fiche\nd’un an", decided, Status.POSTPONED, "Faute de local", Priority.HIGH, "La commune",
            date(2026, 6, 1), date(2026, 7, 1), NOON + timedelta(seconds=3, microseconds=120),
        ),
        DecisionOutline("Remercier les partenaires"),
    )  # fmt: skip
    meeting = MeetingOutline(
        NOON,
        NOON + timedelta(hours=2),
        "Mairie",
        "https://visio.example/copil",
        MeetingState.CANCELLED,
        "Grève",
        "Vous êtes conviés",
        date(2026, 2, 1),
        "Il fut dit | que",
        date(2026, 9, 1),
        (AgendaItemOutline("Bilan", "La coordinatrice", "Échanges\nnourris"), AgendaItemOutline("Divers")),
        (AttendanceOutline("CAF de Brume – Conseillère", Presence.EXCUSED), AttendanceOutline("Parents élus")),
        decisions,
    )
    return PlanFile(
        deliberation="2026-12",
        deliberated_on=date(2026, 1, 15),
        signed_on=date(2026, 2, 20),
        documents=(PlanDocumentOutline("Délibération", "public", "https://www.valmire.example/deliberation.pdf"),),
        figures=(
            FigureOutline("Effectifs", "École des Prés", 2026, Decimal("128.125"), "", "enfants", "Insee"),
            FigureOutline("Effectifs", "École du Port", None, None, "n.c."),
        ),
        childcares=(
            ChildcareOutline(
                "Accueil du soir", ChildcarePeriod.EXTRASCHOOL, "École des Prés", "CAF de Brume", False, "040ABC",
                "le soir", Decimal("2.50"), 28, 54, 2, 3, 4, "BAFA", "Une remarque",
            ),
            ChildcareOutline("Accueil du matin", manager="Une autre maison"),
        ),
        activities=(
            ActivityOutline(
                "Échecs", "Accueil du soir", "Gymnase", "le mardi", "CE2", 8, 11, "Club d’échecs", 14, "un animateur"
            ),
            ActivityOutline("Chant", operator="CAF de Brume"),
        ),
        programme=ProgrammeOutline(
            StructureKind.SCHOOL_FUND.value,
            "Caisse des écoles",
            "Depuis 2020",
            "Adjointe",
            "Coordinatrice",
            date(2026, 1, 5),
            "Relue chaque année",
            (BoardSeatOutline("Ville", "Adjointe"),),
            (TeamSeatOutline("Psychologue", "CMP", "un jour"),),
            (PerimeterOutline("Les Forges", PerimeterKind.REP_PLUS, "QP040001"),),
            (BudgetLineOutline(2026, "État", "Parcours", Decimal("100.50"), Decimal("90.00"), Decimal("0.00")),),
            (TotalOutline(2026, ProgrammeMeasure.DURATION, Decimal("7.5"), "en moyenne"),),
        ),
        committees=(
            CommitteeOutline(
                "Comité de pilotage",
                CommitteeKind.COTECH,
                "Piloter",
                "deux fois par an",
                (
                    SeatOutline("CAF de Brume", "Conseillère", SeatQuality.CO_CHAIR, "Dominique Essai"),
                    SeatOutline("Parents élus"),
                ),
                (meeting, MeetingOutline(NOON + timedelta(days=200))),
            ),
        ),
        visas=(full_visa(), full_visa(VisaStage.SIGNATURE, "maire")),
        amendments=(
            AmendmentOutline(
                1, "Ouvrir le mercredi", "Parce que", AmendmentStatus.DROPPED, "Faute d’accord", "2027-3",
                date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1), (full_visa(),),
            ),
        ),
    )  # fmt: skip


def full_sections() -> tuple[SectionOutline, ...]:
    return SectionOutline("Le territoire", "Un port.\n- Deux quais", "perimetre", True), SectionOutline("Les enjeux")


WORDS = ["accueil", "été", "œuvre", "L’école", "n° 2", "=SOMME(A1)", "<b>", "un | deux"]
_names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
_texts = st.one_of(st.just(""), st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("\n".join))
_words = st.one_of(st.just(""), _names)
_days = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
_numbers = st.one_of(st.none(), st.integers(0, 300))
_amounts = st.one_of(st.none(), st.decimals(0, 99999, places=2))
_bodies = st.sampled_from(["CAF de Brume", "Ville de Valmire", "Une autre maison"])


def _rows(made: type, /, unique_by: Any = None, **fields: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(st.builds(made, **fields), max_size=3, unique_by=unique_by).map(tuple)


def _in_order(visas: tuple[VisaOutline, ...]) -> tuple[VisaOutline, ...]:
    return tuple(sorted(visas, key=lambda one: one.stage))


_visas = _rows(
    VisaOutline,
    unique_by=lambda one: one.key or object(),
    stage=st.sampled_from(VisaStage),
    label=_names,
    key=st.sampled_from(["", "prefet", "maire"]),
    partner=st.sampled_from(["", "CAF de Brume"]),
    is_required=st.booleans(),
    outcome=st.sampled_from(VisaOutcome),
    given_on=_days,
    remarks=_texts,
    file=st.just(""),
).map(_in_order)
_meetings = st.builds(
    MeetingOutline,
    starts_at=st.integers(0, 400).map(lambda days: NOON + timedelta(days=days, minutes=days)),
    place=_words,
    link=st.just(""),
    state=st.sampled_from(MeetingState),
    minutes=_texts,
    agenda=_rows(AgendaItemOutline, title=_names, note=_texts),
    attendances=_rows(AttendanceOutline, label=_names, presence=st.sampled_from(Presence)),
    decisions=_rows(
        DecisionOutline,
        text=_texts.filter(bool),
        action=st.none(),
        new_status=st.none(),
        new_priority=st.none(),
        due_on=_days,
        applied_at=st.none(),
    ),
)
_committees = _rows(
    CommitteeOutline,
    name=_names,
    kind=st.sampled_from(CommitteeKind),
    purpose=_texts,
    seats=_rows(
        SeatOutline,
        organisation=_bodies,
        function=_words,
        quality=st.sampled_from(SeatQuality),
        contact=st.just(""),
    ),
    meetings=st.lists(_meetings, max_size=2).map(lambda several: tuple(sorted(several, key=lambda one: one.starts_at))),
)
_programmes = st.builds(
    ProgrammeOutline,
    structure_kind=st.sampled_from(["", *StructureKind.values]),
    structure=st.one_of(st.just(""), _bodies),
    board=_rows(BoardSeatOutline, organisation=_names, function=_words),
    team=_rows(TeamSeatOutline, profession=_names, organisation=_words),
    perimeter=_rows(PerimeterOutline, name=_names, kind=st.sampled_from(PerimeterKind), code=st.just("")),
    budget=_rows(BudgetLineOutline, year=st.integers(2020, 2030), funder=_names, planned=_amounts, spent=_amounts),
    totals=_rows(
        TotalOutline,
        unique_by=lambda one: (one.year, one.measure, one.label),
        year=st.integers(2020, 2022),
        measure=st.sampled_from(ProgrammeMeasure),
        value=st.decimals(0, 999, places=1),
        label=_words,
    ),
)
_childcares = _rows(
    ChildcareOutline,
    unique_by=lambda one: one.name,
    name=_names,
    period=st.sampled_from(ChildcarePeriod),
    manager=st.one_of(st.just(""), _bodies),
    is_declared=st.booleans(),
    declaration=st.just(""),
    longest_hours=st.one_of(st.none(), st.decimals(0, 24, places=2)),
    capacity_under_6=_numbers,
    staff_six_plus=_numbers,
    note=_texts,
)


@st.composite
def plan_files(draw: st.DrawFn) -> PlanFile:
    childcares = draw(_childcares)
    held = st.sampled_from(["", *(one.name for one in childcares)])
    activities = _rows(
        ActivityOutline,
        title=_names,
        childcare=held,
        operator=st.one_of(st.just(""), _bodies),
        age_min=st.one_of(st.none(), st.integers(3, 6)),
        age_max=st.one_of(st.none(), st.integers(6, 17)),
    )
    figures = _rows(
        FigureOutline,
        group=_names,
        label=_names,
        year=st.one_of(st.none(), st.integers(1990, 2100)),
        value=st.one_of(st.none(), st.decimals(-1000, 99999, places=3)),
        unit=st.sampled_from(["", "enfants", "%"]),
    )
    numbers = draw(st.integers(0, 2))
    return PlanFile(
        deliberation=draw(st.sampled_from(["", "2026-12"])),
        deliberated_on=draw(_days),
        figures=draw(figures),
        childcares=childcares,
        activities=draw(activities),
        programme=draw(st.one_of(st.none(), _programmes)),
        committees=draw(_committees),
        visas=draw(_visas),
        amendments=tuple(
            AmendmentOutline(rank, draw(_names), draw(_texts), draw(st.sampled_from(AmendmentStatus)),
                             visas=draw(_visas))
            for rank in range(1, numbers + 1)
        ),
    )  # fmt: skip
