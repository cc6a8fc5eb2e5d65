"""The gauge of a dossier: what each section that is asked holds, what is missing, and why it is asked."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from actions.models import Action, CharterAxis
from indicators.models import Indicator
from plans.completeness import Answer, Completeness, State, completeness_of
from plans.enums import CommitteeKind, SectionCondition, SectionNeed, VisaOutcome, VisaStage
from plans.models import (
    Activity,
    BoardSeat,
    BudgetLine,
    Childcare,
    Committee,
    CommitteeSeat,
    Figure,
    KindSection,
    KindVisa,
    PerimeterPlace,
    Plan,
    PlanDocument,
    PlanSection,
    Programme,
    TeamSeat,
    Visa,
)
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


def ask(plan: Plan, need: SectionNeed = SectionNeed.TEXT, key: str = "demandee", **fields: Any) -> KindSection:
    return KindSection.objects.create(kind=plan.kind, key=key, title="Section demandée", need=need, **fields)


def write(plan: Plan, text: str = "Un texte.", key: str = "demandee", **fields: Any) -> PlanSection:
    return PlanSection.objects.create(plan=plan, key=key, title="Section demandée", text=text, **fields)


def judged(plan: Plan) -> Completeness:
    return completeness_of(Plan.objects.get(pk=plan.pk))


def only(plan: Plan) -> Answer:
    (answer,) = judged(plan).answers
    return answer


def test_a_section_is_missing_then_written(plan: Plan) -> None:
    ask(plan, why="Le préfet la lit en premier.")

    before = only(plan)
    write(plan)
    after = only(plan)

    assert before.state is State.MISSING
    assert before.sentence == "Le texte n’est pas écrit. Le préfet la lit en premier."
    assert (after.state, after.sentence) == (State.COMPLETE, "")


def test_a_section_of_spaces_is_missing(plan: Plan) -> None:
    ask(plan)
    write(plan, text=" \n ")

    assert only(plan).state is State.MISSING


def test_an_attached_document_starts_a_text_and_completes_what_asks_for_one(plan: Plan) -> None:
    ask(plan)
    ask(plan, SectionNeed.DOCUMENTS, key="deliberation")
    for key in ("demandee", "deliberation"):
        PlanDocument.objects.create(plan=plan, section=key, title="Une pièce", url="https://exemple.example/piece")

    text, document = judged(plan).answers

    assert (text.state, text.documents) == (State.STARTED, 1)
    assert (document.state, document.documents) == (State.COMPLETE, 1)


def test_what_does_not_concern_the_plan_is_settled(plan: Plan) -> None:
    ask(plan)
    write(plan, text="Aucune école privée.", is_not_concerned=True)

    found = judged(plan)

    assert found.answers[0].state is State.NOT_CONCERNED
    assert (found.percent, found.owed) == (100, ())


def test_what_a_wednesday_plan_is_asked_for(plan: Plan) -> None:
    ask(plan, condition=SectionCondition.WEDNESDAY)

    assert judged(plan).answers == ()
    Plan.objects.update(has_wednesday_charter=True)
    assert len(judged(plan).answers) == 1


def test_the_percentage_counts_what_is_required(plan: Plan) -> None:
    for rank in range(3):
        ask(plan, key=f"section-{rank}")
    ask(plan, key="facultative", is_required=False)
    write(plan, key="section-0")

    found = judged(plan)

    assert (found.percent, found.settled, len(found.required), len(found.owed)) == (33, 1, 3, 2)


def test_a_type_that_asks_for_nothing_is_complete(plan: Plan) -> None:
    assert judged(plan).percent == 100


def test_what_the_territory_added_is_its_own(plan: Plan) -> None:
    ask(plan)
    write(plan)
    mine = write(plan, key="")
    dropped = write(plan, key="plus-demandee")

    assert judged(plan).own == (mine, dropped)


def _programme(plan: Plan) -> Programme:
    return Programme.objects.get_or_create(plan=plan)[0]


def _committee(plan: Plan) -> Committee:
    return Committee.objects.create(plan=plan, kind=CommitteeKind.COPIL, name="Comité de pilotage")


def _period(plan: Plan, **dates: str) -> None:
    Plan.objects.filter(pk=plan.pk).update(**dates)


def _opinion(plan: Plan, outcome: VisaOutcome) -> None:
    Visa.objects.create(plan=plan, stage=VisaStage.OPINION, label="Préfet", outcome=outcome)


def _effects(plan: Plan) -> None:
    plan.effect_groups.create(text="Moins d’écarts entre écoles.")


def _partner(plan: Plan) -> None:
    action = ActionFactory(plan=plan)
    action.participations.create(partner=PartnerFactory(territory=plan.territory))


DATA: dict[SectionNeed, Any] = {
    SectionNeed.OBJECTIVES: lambda plan: lowest(plan),
    SectionNeed.EFFECTS: _effects,
    SectionNeed.ACTIONS: lambda plan: ActionFactory(plan=plan),
    SectionNeed.INDICATORS: lambda plan: Indicator.objects.create(action=ActionFactory(plan=plan), label="Places"),
    SectionNeed.BUDGET: lambda plan: ActionFactory(plan=plan).fundings.create(funder_label="Familles", planned=10),
    SectionNeed.PARTNERS: _partner,
    SectionNeed.CHILDCARES: lambda plan: Childcare.objects.create(plan=plan, name="Accueil des Saules"),
    SectionNeed.ACTIVITIES: lambda plan: Activity.objects.create(plan=plan, title="Jardin partagé"),
    SectionNeed.COMMITTEES: lambda plan: CommitteeSeat.objects.create(
        committee=_committee(plan), organisation="Commune"
    ),
    SectionNeed.PERIOD: lambda plan: _period(plan, starts_on="2025-09-01", ends_on="2028-08-31"),
    SectionNeed.STRUCTURE: lambda plan: Programme.objects.create(
        plan=plan, structure_kind="SCHOOL_FUND", structure_label="Caisse des écoles", elected_lead="Adjointe"
    ),
    SectionNeed.BOARD: lambda plan: BoardSeat.objects.create(programme=_programme(plan), organisation="Commune"),
    SectionNeed.TEAM: lambda plan: TeamSeat.objects.create(programme=_programme(plan), profession="Éducatrice"),
    SectionNeed.PERIMETER: lambda plan: PerimeterPlace.objects.create(programme=_programme(plan), name="Les Saules"),
    SectionNeed.PROGRAMME_BUDGET: lambda plan: BudgetLine.objects.create(
        programme=_programme(plan), year=2026, funder="État", planned=100
    ),
    SectionNeed.OPINIONS: lambda plan: _opinion(plan, VisaOutcome.FAVOURABLE),
}
TEXT_IS_ENOUGH = {
    SectionNeed.EFFECTS,
    SectionNeed.INDICATORS,
    SectionNeed.BUDGET,
    SectionNeed.PARTNERS,
    SectionNeed.COMMITTEES,
}


def lowest(plan: Plan) -> None:
    theme = ObjectiveFactory(plan=plan)
    ObjectiveFactory(parent=ObjectiveFactory(parent=ObjectiveFactory(parent=theme)))


@pytest.mark.parametrize("need", DATA)
def test_data_fill_a_section(plan: Plan, need: SectionNeed) -> None:
    ask(plan, need)

    before = only(plan)
    DATA[need](plan)
    after = only(plan)

    assert before.state is State.MISSING
    assert before.missing
    assert after.state is State.COMPLETE, after
    assert after.said
    assert not after.missing


@pytest.mark.parametrize("need", DATA)
def test_a_text_alone_is_complete_where_no_data_are_owed(plan: Plan, need: SectionNeed) -> None:
    ask(plan, need)
    write(plan)

    assert only(plan).state is (State.COMPLETE if need in TEXT_IS_ENOUGH else State.STARTED)


def test_figures_need_a_text_that_reads_them(plan: Plan) -> None:
    ask(plan, SectionNeed.FIGURES)
    Figure.objects.create(plan=plan, group="Effectifs", label="École des Saules", value=120)

    before = only(plan)
    write(plan)

    assert (before.state, before.said) == (State.STARTED, "1 chiffre")
    assert before.missing == "Les données sont là, le texte qui les explique manque."
    assert only(plan).state is State.COMPLETE


def test_every_axis_of_the_charter_asks_for_a_fiche(plan: Plan) -> None:
    axes = [CharterAxis.objects.create(code=str(rank), label=f"Axe {rank}", position=rank) for rank in (1, 2)]
    ask(plan, SectionNeed.CHARTER)
    action: Action = ActionFactory(plan=plan)
    action.charter_axes.add(axes[0])

    before = only(plan)
    action.charter_axes.add(axes[1])

    assert (before.state, before.said) == (State.STARTED, "1 axe sur 2")
    assert before.missing == "Aucune fiche ne porte « Axe 2 »."
    assert only(plan).state is State.COMPLETE


def test_an_instance_says_who_sits_in_it(plan: Plan) -> None:
    ask(plan, SectionNeed.COMMITTEES)
    _committee(plan)

    assert only(plan).state is State.STARTED
    assert only(plan).missing == "Il manque la composition de « Comité de pilotage »."


def test_a_period_that_the_law_refuses_is_not_complete(plan: Plan) -> None:
    plan.kind.max_years = 3
    plan.kind.save()
    ask(plan, SectionNeed.PERIOD)
    _period(plan, starts_on="2025-09-01", ends_on="2030-08-31")

    assert (only(plan).state, only(plan).missing) == (State.STARTED, "Un plan de ce type dure 3 ans au plus.")


def test_an_opinion_that_the_type_requires_is_awaited_before_it_is_asked(plan: Plan) -> None:
    ask(plan, SectionNeed.OPINIONS)
    KindVisa.objects.create(kind=plan.kind, key="dasen", stage=VisaStage.OPINION, label="IA-DASEN")
    _opinion(plan, VisaOutcome.FAVOURABLE)

    assert (only(plan).state, only(plan).missing) == (State.STARTED, "Avis attendu : IA-DASEN.")


def test_queries_do_not_grow_with_the_dossier(
    plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for need in SectionNeed:
        ask(plan, need, key=need.value.lower())
    for rank in range(3):
        for fill in DATA.values():
            if fill not in (DATA[SectionNeed.STRUCTURE], DATA[SectionNeed.BOARD]):
                fill(plan)
        write(plan, key=f"propre-{rank}")
    fresh = Plan.objects.select_related("kind").get(pk=plan.pk)

    with django_assert_max_num_queries(26):
        completeness_of(fresh)
