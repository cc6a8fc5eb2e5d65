"""Small outlines, and a strategy of outlines that a plan of the database can hold."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from actions.enums import (
    STATUSES_OWING_A_REASON,
    FundingKind,
    FundingNature,
    FundingStatus,
    Horizon,
    Nature,
    PlaceKind,
    Priority,
    Role,
    ScheduleKind,
    Status,
    Weather,
)
from actions.models import PROGRESS_STEPS
from annexes.applying.directory import map_actions
from annexes.comparing.addresses import addressed
from annexes.outline import (
    ActionOutline,
    DocumentOutline,
    ExpectedEffects,
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
from indicators.enums import Direction, Frequency, IndicatorKind, IndicatorNature
from plans.enums import Level

WORDS = ["accueil", "été", "œuvre", "L’école", "familles", "n° 2", "co-construire", "=SOMME(A1)", "<b>", "nuit"]
CODES = {
    "domains": ["sport", "enfance", "culture"],
    "audiences": ["parents", "jeunes"],
    "scales": ["ville", "quartier"],
    "child_times": ["mercredi", "matin"],
    "charter_axes": ["complementarite", "accessibilite"],
}


def fiche(title: str, number: int | None = None, **values: Any) -> ActionOutline:
    return ActionOutline(title=title, number=number, **values)


def oo(title: str, *actions: ActionOutline, code: str = "", **values: Any) -> ObjectiveOutline:
    return ObjectiveOutline(Level.OPERATIONAL, title, code, actions=actions, **values)


def oi(title: str, *children: ObjectiveOutline, code: str = "", **values: Any) -> ObjectiveOutline:
    return ObjectiveOutline(Level.INTERMEDIATE, title, code, children=children, **values)


def axis(title: str, *children: ObjectiveOutline, code: str = "", **values: Any) -> ObjectiveOutline:
    return ObjectiveOutline(Level.AXIS, title, code, children=children, **values)


def theme(title: str, *objectives: ObjectiveOutline, **values: Any) -> ThemeOutline:
    return ThemeOutline(title, objectives=objectives, **values)


def plan(*themes: ThemeOutline, **values: Any) -> PlanOutline:
    return PlanOutline(themes=themes, **values)


def small_plan() -> PlanOutline:
    """Two themes, three fiches under objectives and one apart."""
    return plan(
        theme(
            "Enfance",
            axis(
                "Bien grandir",
                oi(
                    "Accueillir",
                    oo("Ouvrir des places", fiche("Crèche du port", 1), fiche("Relais", 2), code="OO 1"),
                    oo("Informer", code="OO 2"),
                    code="OI 1",
                ),
                code="I",
            ),
        ),
        theme("Jeunesse", axis("Sortir", oo("Bouger", fiche("Navette", 1)), code="I"), unattached=(fiche("Radio"),)),
    )


def full_indicator() -> IndicatorOutline:
    """An indicator with a value in every field."""
    return IndicatorOutline(
        "Sorties",
        IndicatorKind.RESULT,
        IndicatorNature.YES_NO,
        "sorties",
        Direction.UP,
        "carnet de bord",
        Frequency.YEARLY.value,
        "par commune",
        Decimal("12.50"),
        "Peu de sorties | le soir",
        date(2024, 12, 31),
        (
            TargetOutline(date(2026, 12, 31), Decimal("40")),
            TargetOutline(None, None, "Toutes les communes"),
            TargetOutline(date(2028, 12, 31), Decimal("-3.25"), "ou presque"),
        ),
        (
            MeasurementOutline(2025, "", Decimal("14"), "", date(2025, 12, 31), "carnet de bord"),
            MeasurementOutline(2025, "Le Port", Decimal("3.50"), "dont un soir | tard"),
            MeasurementOutline(2026, "", None, "oui"),
        ),
    )


def full_fiche() -> ActionOutline:
    """A fiche with a value in every field."""
    return ActionOutline(
        title="Ludothèque itinérante",
        number=7,
        suffix="bis",
        code="1.2.4",
        version_label="version 2024",
        status=Status.POSTPONED,
        status_reason="Local indisponible",
        nature=Nature.EXTENDED,
        priority=Priority.HIGH,
        horizon=Horizon.SHORT,
        progress=25,
        weather=Weather.WATCH,
        challenge="Jouer ensemble",
        context="- peu de lieux\n- peu de temps",
        objectives="Aller vers",
        description="Un camion",
        outputs="Quarante sorties",
        expected_effects="Des liens",
        domains=("enfance", "culture"),
        audiences=("parents",),
        audience_note="et grands-parents",
        age_min=3,
        age_max=11,
        scales=("ville", "quartier"),
        scale_note="Ville et quartier",
        child_times=("mercredi",),
        places=(PlaceOutline("Valmire"), PlaceOutline("École | des Prés", PlaceKind.SCHOOL)),
        charter_axes=("complementarite",),
        schedule_kind=ScheduleKind.PERIOD,
        starts_on=date(2025, 9, 1),
        due_on=date(2026, 8, 31),
        school_year=2025,
        schedule_note="Hors juillet",
        elected_lead="Adjointe à l’éducation",
        participations=(
            ParticipationOutline(Role.LEAD, "Association Trois Ponts", "Dominique Essai"),
            ParticipationOutline(Role.PARTNER, "CAF de Brume"),
        ),
        schemes=("Plan des jeux",),
        funding_note="cf. dispositifs",
        fundings=(
            FundingOutline(
                "CAF de Brume",
                "Plan des jeux",
                2025,
                FundingKind.INVESTMENT,
                FundingNature.SPECIFIC,
                FundingStatus.NOTIFIED,
                Decimal("1200.50"),
                Decimal("1000.00"),
                Decimal("900.00"),
                Decimal("0.00"),
            ),
            FundingOutline("Familles", planned=Decimal("300.00")),
        ),
        steps=(StepOutline("Acheter le camion", date(2025, 10, 1), date(2025, 10, 12), "Services techniques"),),
        indicators=(full_indicator(), IndicatorOutline("Enfants")),
        notes=(
            NoteOutline(2026, "Trente sorties\n- dont dix le soir", date(2026, 12, 1)),
            NoteOutline(2025, "Le camion est acheté"),
        ),
        documents=(DocumentOutline("Charte des jeux", "https://www.valmire.example/charte.pdf"),),
        links=(LinkOutline("Fiche 3", "AT jeunesse", FicheAddress("7 bis", "Enfance")),),
        also_serves=(("Enfance", "I : Bien grandir", "OI 1 : Accueillir", "OO 2 : Informer"),),
        doubtful=True,
    )


_titles = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
_texts = st.one_of(st.just(""), st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("\n".join))
_days = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
_amounts = st.one_of(st.none(), st.decimals(0, 99999, places=2))
_partners = st.sampled_from(["CAF de Brume", "Ville de Valmire", "Association Trois Ponts", "École"])
_schemes = st.sampled_from(["Plan des jeux", "Contrat du fleuve"])


def _unique(items: list[Any], key: Any) -> tuple[Any, ...]:
    return tuple({key(item): item for item in reversed(items)}.values())


_participations = st.lists(
    st.builds(
        ParticipationOutline,
        role=st.sampled_from([role for role in Role if role is not Role.LEAD]),
        partner=_partners,
        contact=st.sampled_from(["", "Dominique Essai"]),
    ),
    max_size=3,
).map(lambda items: _unique(items, lambda p: (p.role, p.partner)))

_fundings = st.lists(
    st.builds(
        FundingOutline,
        funder=st.one_of(_partners, st.just("Familles")),
        scheme=st.one_of(st.just(""), _schemes),
        year=st.one_of(st.none(), st.integers(2020, 2030)),
        kind=st.sampled_from(FundingKind),
        nature=st.one_of(st.none(), st.sampled_from(FundingNature)),
        status=st.sampled_from(FundingStatus),
        planned=_amounts,
        spent=_amounts,
    ),
    max_size=2,
).map(tuple)

_some_indicators = [
    IndicatorOutline(label, kind, unit=unit, baseline=figure, baseline_text=text, targets=targets)
    for label, kind, unit, figure, text, targets in (
        ("Places | ouvertes", IndicatorKind.OUTPUT, "", None, "", ()),
        ("Familles", IndicatorKind.OUTCOME, "%", Decimal("0"), "deux\nlignes", (TargetOutline(value=Decimal("1.5")),)),
        (
            "=SOMME(A1)",
            IndicatorKind.MEANS,
            "ETP",
            Decimal("-2.25"),
            "",
            (TargetOutline(date(2027, 1, 1), None, "oui"),),
        ),
    )
]
_indicators = st.lists(
    st.sampled_from([*_some_indicators, full_indicator()]), max_size=2, unique_by=lambda one: one.label
).map(tuple)
_places = st.sampled_from(
    [
        (),
        (PlaceOutline("Valmire"),),
        (PlaceOutline("École des Prés"), PlaceOutline("Valmire"), PlaceOutline("Valmire", PlaceKind.DISTRICT)),
    ]
)
_notes = st.sampled_from(
    [(), (NoteOutline(2026, "Bilan\n- un | deux"), NoteOutline(2025, "a"), NoteOutline(2025, "b", date(2025, 7, 1)))]
)
_documents = st.sampled_from([(), (DocumentOutline("Charte | un", "https://www.valmire.example/a|b.pdf"),)])


def _codes(name: str) -> st.SearchStrategy[tuple[str, ...]]:
    order = CODES[name]
    return st.sets(st.sampled_from(order)).map(lambda some: tuple(code for code in order if code in some))


@st.composite
def _actions(draw: st.DrawFn, number: int | None) -> ActionOutline:
    status = draw(st.sampled_from(Status))
    starts_on, due_on = draw(_days), draw(_days)
    if starts_on and due_on and due_on < starts_on:
        starts_on, due_on = due_on, starts_on
    ages = sorted(draw(st.tuples(st.integers(0, 99), st.integers(0, 99))))
    return ActionOutline(
        title=draw(_titles),
        number=number,
        suffix=draw(st.sampled_from(["", "", "bis"])) if number is not None else "",
        code="" if number is not None else draw(st.sampled_from(["", "1.2.4"])),
        status=status,
        status_reason="Faute de local" if status in STATUSES_OWING_A_REASON else "",
        nature=draw(st.sampled_from(["", *Nature])),
        priority=draw(st.sampled_from(Priority)),
        progress=draw(st.sampled_from([None, *PROGRESS_STEPS])),
        description=draw(_texts),
        domains=draw(_codes("domains")),
        audiences=draw(_codes("audiences")),
        scales=draw(_codes("scales")),
        charter_axes=draw(_codes("charter_axes")),
        places=draw(_places),
        notes=draw(_notes),
        documents=draw(_documents),
        age_min=draw(st.sampled_from([None, ages[0]])),
        age_max=draw(st.sampled_from([None, ages[1]])),
        schedule_kind=draw(st.sampled_from(ScheduleKind)),
        starts_on=starts_on,
        due_on=due_on,
        participations=draw(_participations),
        schemes=draw(st.lists(_schemes, unique=True, max_size=2).map(tuple)),
        fundings=draw(_fundings),
        steps=draw(st.lists(st.builds(StepOutline, title=_titles, due_on=_days), max_size=2).map(tuple)),
        indicators=draw(_indicators),
        links=draw(st.lists(st.builds(LinkOutline, text=_titles), max_size=1).map(tuple)),
        doubtful=draw(st.booleans()),
    )


@st.composite
def plan_outlines(draw: st.DrawFn) -> PlanOutline:
    """Any plan that the database can hold, numbers unique in each theme, effects numbered in their order."""
    titles = draw(st.lists(st.sampled_from(["Enfance", "Jeunesse", "Sport"]), unique=True, max_size=3))
    return _naming_each_other(draw, PlanOutline(themes=tuple(draw(_themes(title)) for title in titles)))


def _naming_each_other(draw: st.DrawFn, outline: PlanOutline) -> PlanOutline:
    """Links lead to fiches of the plan, and each merged fiche is merged into another one."""
    addresses = [address for address, _ in addressed(outline)]
    own = {id(action): address for address, action in addressed(outline)}

    def named(action: ActionOutline) -> ActionOutline:
        others = [address for address in addresses if address != own[id(action)]]
        if action.status is Status.MERGED and not others:
            return replace(action, status=Status.DROPPED)
        merged_into = draw(st.sampled_from(others)) if action.status is Status.MERGED else None
        targets = st.sampled_from([None, *addresses])
        links = tuple(replace(link, target=draw(targets)) for link in action.links)
        return replace(action, merged_into=merged_into, links=links)

    return map_actions(outline, named)


@st.composite
def _themes(draw: st.DrawFn, title: str) -> ThemeOutline:
    numbers = iter(range(1, 100))

    def actions() -> tuple[ActionOutline, ...]:
        return tuple(
            draw(_actions(next(numbers) if draw(st.booleans()) else None)) for _ in range(draw(st.integers(0, 2)))
        )

    def objectives(levels: list[Level]) -> tuple[ObjectiveOutline, ...]:
        if not levels:
            return ()
        count = draw(st.integers(0, 2))
        text = draw(st.sampled_from(["", "Mieux vivre"]))
        return tuple(
            ObjectiveOutline(
                level=levels[0],
                title=f"{draw(_titles)} {rank}",
                code=draw(st.sampled_from(["", f"OI {rank}"])),
                note=draw(_texts),
                effects=ExpectedEffects(1, text) if text else None,
                children=objectives(levels[1:]),
                actions=actions(),
                indicators=draw(_indicators),
            )
            for rank in range(count)
        )

    return ThemeOutline(
        title=title,
        version_label=draw(st.sampled_from(["", "réactualisé en décembre 2021"])),
        description=draw(_texts),
        indicators=draw(_indicators),
        objectives=objectives([Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL]),
        unattached=actions(),
    )


def without_keys(outline: PlanOutline) -> PlanOutline:
    """The same content, as a file would give it: no key of the database."""

    def objective(node: ObjectiveOutline) -> ObjectiveOutline:
        return replace(node, pk=None, children=tuple(map(objective, node.children)))

    bare = map_actions(outline, lambda action: replace(action, pk=None))
    return replace(
        bare, themes=tuple(replace(t, pk=None, objectives=tuple(map(objective, t.objectives))) for t in bare.themes)
    )
