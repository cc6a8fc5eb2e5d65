"""Each rule of the alerts, with the object that breaks it and the one that does not."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.enums import Role, ScheduleKind, Status
from actions.models import Action, Audience, CharterAxis, Funding, Participation, SchemeUse
from indicators.enums import Direction, IndicatorKind
from indicators.models import Indicator, Target
from partners.models import Scheme
from plans.alerts import about, alerts_of, count_by_object, rules
from plans.enums import Level, PlanStatus
from plans.likeness import alike
from plans.models import Objective, Plan
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def plan() -> Plan:
    return PlanFactory(starts_on=date(2025, 9, 1), ends_on=date(2028, 8, 31))


@pytest.fixture
def theme(plan: Plan) -> Objective:
    return ObjectiveFactory(plan=plan, title="Petite enfance", level=Level.THEME, age_min=0, age_max=6)


@pytest.fixture
def lowest(theme: Objective) -> Objective:
    axis = ObjectiveFactory(parent=theme, title="Éveiller")
    middle = ObjectiveFactory(parent=axis, title="Ouvrir des lieux")
    return ObjectiveFactory(parent=middle, title="Une ludothèque par bourg", code="1.1.1")


def fiche(plan: Plan, **fields: Any) -> Action:
    return ActionFactory(plan=plan, **fields)


def said(plan: Plan, code: str) -> list[tuple[str, str]]:
    """What a rule says: the name of the object and the sentence."""
    return [(one.subject.name, one.sentence) for one in alerts_of(plan, TODAY) if one.rule.code == code]


def cures(plan: Plan, code: str) -> list[str]:
    return [one.url for one in alerts_of(plan, TODAY) if one.rule.code == code]


def test_same_code_among_siblings(plan: Plan, theme: Objective) -> None:
    for code in ("I", "i", "II"):
        ObjectiveFactory(parent=theme, code=code, title=f"Axe {code}")
    assert len(said(plan, "V02")) == 2
    assert all(url.endswith("#id_code") for url in cures(plan, "V02"))


def test_gap_in_numbers_by_theme(plan: Plan, theme: Objective) -> None:
    for number in (1, 2, 4, 8):
        fiche(plan, number=number, theme=theme)
    fiche(plan, number=5)
    assert said(plan, "V04") == [
        ("Petite enfance", "Pas de fiche numéros 3, 5 à 7 dans le thème « Petite enfance »."),
    ]


def test_objective_without_fiche(plan: Plan, lowest: Objective) -> None:
    assert said(plan, "V05") == [("1.1.1 : Une ludothèque par bourg", "Aucune fiche n’y répond.")]
    assert cures(plan, "V05")[0].endswith(f"fiches/nouvelle/?objectif={lowest.pk}")
    fiche(plan).also_serves.add(lowest)
    assert not said(plan, "V05")


def test_objective_with_a_reference_elsewhere_or_a_kind_without_fiches(plan: Plan, lowest: Objective) -> None:
    lowest.note = "Voir le contrat de ville"
    lowest.save()
    assert not said(plan, "V05")
    lowest.note = ""
    lowest.save()
    plan.kind.expects_actions = False
    plan.kind.save()
    assert not said(Plan.objects.get(pk=plan.pk), "V05")


def test_fiche_without_objective_or_doubtful(plan: Plan, lowest: Objective) -> None:
    fiche(plan, title="Perdue")
    fiche(plan, title="Devinée", objective=lowest, is_doubtful=True)
    fiche(plan, title="Placée", objective=lowest)
    assert [name for name, _ in said(plan, "V06")] == ["Perdue"]
    assert [name for name, _ in said(plan, "V06b")] == ["Devinée"]


def test_objective_without_title(plan: Plan, theme: Objective) -> None:
    ObjectiveFactory(parent=theme, code="II", title="")
    assert said(plan, "V07") == [("II sans intitulé", "Cet objectif n’a pas d’intitulé.")]


def test_titles_alike(plan: Plan) -> None:
    fiche(plan, title="Ouvrir une ludothèque à l’école", number=1)
    fiche(plan, title="Ouvrir une ludotheque à l'école.", number=2)
    fiche(plan, title="Former les animateurs", number=3)
    assert [name for name, _ in said(plan, "V08")] == ["Fiche 2 : Ouvrir une ludotheque à l'école."]


def test_likeness_counts_figures_and_stays_near_linear() -> None:
    assert list(alike(["Étape 1 du parcours culturel", "Étape 2 du parcours culturel"])) == []
    assert list(alike(["Ouvrir une ludothèque", "Ouvrir une ludothèques", ""])) == [(0, 1)]
    titles = [f"Projet commun des écoles {'abcdefghij'[n % 10] * (n // 10 + 1)}" for n in range(600)]
    assert list(alike([*titles, titles[0]])) == [(0, 600)]


def test_period_of_the_plan(plan: Plan) -> None:
    plan.kind.max_years = 2
    assert [name for name, _ in said(plan, "V12")] == [plan.title]
    assert cures(plan, "V12")[0].endswith("/modifier/#id_ends_on")


def test_dates_beyond_and_late(plan: Plan) -> None:
    fiche(plan, title="Après", due_on=date(2029, 1, 1))
    fiche(plan, title="Avant", due_on=date(2025, 1, 1), status=Status.DONE)
    fiche(plan, title="Tard", due_on=date(2026, 11, 20))
    fiche(plan, title="Aujourd’hui", due_on=TODAY)
    assert [name for name, _ in said(plan, "V13")] == ["Après", "Avant"]
    assert said(plan, "V14") == [("Tard", "L’échéance est passée (20/11/2026) et la fiche est « Proposée ».")]


def test_validated_fiche_is_complete(plan: Plan) -> None:
    bare = fiche(plan, title="Nue", status=Status.APPROVED)
    assert len(said(plan, "V16")) == 3
    assert len(said(plan, "V16b")) == 1
    Participation.objects.create(action=bare, partner=PartnerFactory(territory=plan.territory), role=Role.LEAD)
    bare.audiences.add(Audience.objects.create(code="ESSAI", label="Familles"))
    bare.schedule_kind = ScheduleKind.CONTINUOUS
    bare.save()
    Indicator.objects.create(action=bare, label="Familles reçues", kind=IndicatorKind.OUTPUT)
    assert not said(plan, "V16")
    assert not said(plan, "V16b")


def test_ages_outside_the_theme(plan: Plan, theme: Objective) -> None:
    fiche(plan, title="Ados", theme=theme, age_min=11, age_max=17)
    fiche(plan, title="Petits", theme=theme, age_min=0, age_max=3)
    assert said(plan, "V17") == [("Ados", "Ses âges (11-17 ans) sortent de ceux du thème (0-6 ans).")]


def test_more_spent_than_granted(plan: Plan) -> None:
    Funding.objects.create(action=fiche(plan, title="Chère"), funder_label="Mécénat", granted=1000, spent="1250.5")
    Funding.objects.create(action=fiche(plan), granted=1000, spent=1000)
    assert said(plan, "V18") == [("Chère", "Mécénat : réalisé 1\u202f250,50 €, accordé 1\u202f000,00 €.")]


def test_scheme_that_ended(plan: Plan) -> None:
    heir = Scheme.objects.create(slug="essai-neuf", name="Relais neuf")
    old = Scheme.objects.create(slug="essai-vieux", name="Relais ancien", is_active=False, replaced_by=heir)
    SchemeUse.objects.create(action=fiche(plan, title="Vieille"), scheme=old)
    assert said(plan, "V19") == [("Vieille", "« Relais ancien » n’est plus en vigueur : « Relais neuf » le remplace.")]


def test_indicator_without_target_or_against_its_direction(plan: Plan) -> None:
    action = fiche(plan)
    Indicator.objects.create(action=action, label="Sans cible")
    down = Indicator.objects.create(action=action, label="Recul", direction=Direction.UP, baseline=10)
    Target.objects.create(indicator=down, value=5)
    absurd = Indicator.objects.create(action=action, label="Absurde", unit="%")
    Target.objects.create(indicator=absurd, value=150)
    assert [name for name, _ in said(plan, "V22")] == ["Sans cible"]
    assert [name for name, _ in said(plan, "V24")] == ["Recul"]
    assert [name for name, _ in said(plan, "V21")] == ["Absurde"]


def test_charter_of_the_wednesday_plan(plan: Plan) -> None:
    axis = CharterAxis.objects.create(code="ESSAI", label="Accueil de tous")
    assert not said(plan, "V28")
    plan.has_wednesday_charter = True
    assert len(said(plan, "V28")) == CharterAxis.objects.count()
    fiche(plan).charter_axes.add(axis)
    assert len(said(plan, "V28")) == CharterAxis.objects.count() - 1


def test_annexe_numbers(plan: Plan, theme: Objective) -> None:
    theme.annexe_number = "II-2"
    theme.save()
    ObjectiveFactory(plan=plan, level=Level.THEME, title="Jeunesse", annexe_number="ii 2")
    assert [name for name, _ in said(plan, "V29")] == ["Petite enfance", "Jeunesse"]


def test_alerts_of_one_object_and_counts(plan: Plan) -> None:
    late = fiche(plan, title="Tard", due_on=date(2026, 1, 1))
    found = alerts_of(plan, TODAY)
    assert [one.rule.code for one in about(found, "actions.action", late.pk)] == ["V06", "V14"]
    assert count_by_object(found)["actions.action", late.pk] == 2
    Indicator.objects.create(action=late, label="Sans cible")
    assert count_by_object(alerts_of(plan, TODAY))["actions.action", late.pk] == 3


def test_every_rule_is_named_once_and_says_why() -> None:
    codes = [rule.code for rule in rules()]
    assert len(codes) == len(set(codes)) >= 20
    assert all(rule.why.endswith(".") and rule.cure for rule in rules())


def test_as_many_queries_for_a_hundred_fiches_as_for_one(plan: Plan, lowest: Objective) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            alerts_of(Plan.objects.select_related("kind", "territory").get(pk=plan.pk), TODAY)
        return len(asked)

    def fill(rank: int) -> None:
        action = fiche(plan, title=f"Fiche {rank}", number=rank * 2, status=Status.APPROVED, objective=lowest)
        Indicator.objects.create(action=action, label="Familles")
        ObjectiveFactory(parent=lowest.parent, title=f"Objectif {rank}")

    fill(1)
    few = queries()
    for rank in range(2, 60):
        fill(rank)
    assert queries() == few <= 19


def test_calendar_calls_for_a_step_of_the_life_of_the_plan(plan: Plan) -> None:
    assert not said(plan, "V42")
    Plan.objects.update(status=PlanStatus.SIGNED)
    plan.refresh_from_db()
    assert "01/09/2025" in said(plan, "V42")[0][1]
    assert cures(plan, "V42")[0].endswith("/vie/passer/en-vigueur/#id_happened_on")
    Plan.objects.update(status=PlanStatus.IN_FORCE, ends_on=date(2026, 8, 31))
    plan.refresh_from_db()
    assert "31/08/2026" in said(plan, "V42")[0][1]
    Plan.objects.update(ends_on=TODAY)
    plan.refresh_from_db()
    assert not said(plan, "V42")
