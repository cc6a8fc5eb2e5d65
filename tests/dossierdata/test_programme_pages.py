"""The programme de réussite éducative: aggregates alone, its budget, what its file owes."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Change, MemberRole
from accounts.models import Revision, Territory
from plans.models import BudgetLine, Plan, PlanKind, Programme
from plans.programmes import budget_years, is_small, is_state_line, owed_by
from tests.conftest import ClientOf
from tests.dossierdata.reading import at, shown
from tests.factories import PartnerFactory, PlanFactory
from tests.fiches.typing import untouched


@pytest.fixture
def pre(territory: Territory, kinds: dict[str, PlanKind]) -> Plan:
    return PlanFactory(territory=territory, kind=kinds["PRE"], title="PRE du quai")


TYPED = {
    "structure_kind": "GIP", "structure-new": "GIP du quai", "elected_lead": "Adjointe à l’éducation",
    "confidentiality_on": "12/01/2026",
    "board-0-organisation": "Ville", "board-0-function": "Maire",
    "team-0-profession": "Psychologue", "team-0-organisation": "Éducation nationale", "team-0-time_share": "0,5 ETP",
    "perimeter-0-kind": "PRIORITY_DISTRICT", "perimeter-0-name": "Le quai", "perimeter-0-code": "qp 040001",
    "budget-0-year": "2026", "budget-0-funder": "État – BOP 147", "budget-0-planned": "80 000",
    "budget-1-year": "2026", "budget-1-funder": "Ville", "budget-1-planned": "40 000,50",
    "totals-0-year": "2026", "totals-0-measure": "CHILDREN", "totals-0-value": "86",
}  # fmt: skip


def typed(pre: Plan, coordinator: Client, **more: str) -> dict[str, object]:
    return {**untouched(coordinator.get(at(pre, "programme-edit")).content.decode()), **TYPED, **more}


def test_a_programme_is_written_then_nothing_is_owed(pre: Plan, coordinator: Client) -> None:
    partner = PartnerFactory(territory=pre.territory, name="GIP du quai")
    assert "Rien n’est encore saisi" in shown(coordinator.get(at(pre, "programme")))
    assert coordinator.post(at(pre, "programme-edit"), typed(pre, coordinator)).status_code == 302
    programme = Programme.objects.get(plan=pre)
    assert (programme.partner, programme.structure_kind) == (partner, "GIP")
    assert programme.perimeter.get().code == "QP040001"
    assert owed_by(programme) == []
    page = shown(coordinator.get(at(pre, "programme")))
    assert "Le dossier du programme est complet" in page
    assert "BOP 147 : 67 % ; cofinancements : 33 %" in page
    assert "120 000,50 €" in page
    assert Revision.objects.about(programme).get().change == Change.CREATED


def test_a_programme_is_edited_row_by_row(pre: Plan, coordinator: Client) -> None:
    coordinator.post(at(pre, "programme-edit"), typed(pre, coordinator))
    programme = Programme.objects.get(plan=pre)
    seat = programme.team.get()
    form = untouched(coordinator.get(at(pre, "programme-edit")).content.decode())
    assert form["totals-0-value"] == ["86"]
    form |= {"team-0-time_share": "1 ETP", "team-1-profession": "Infirmière scolaire", "board-0-DELETE": "on"}
    assert coordinator.post(at(pre, "programme-edit"), form).status_code == 302
    assert list(programme.team.values_list("profession", "time_share")) == [
        ("Psychologue", "1 ETP"),
        ("Infirmière scolaire", ""),
    ]
    assert programme.team.filter(pk=seat.pk).exists()
    assert not programme.board.exists()
    assert programme.budget.count() == 2
    assert programme.structure_label == "GIP du quai"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"perimeter-0-code": "QP04"}, "Le code d’un QPV compte huit caractères"),
        ({"perimeter-0-kind": "REP", "perimeter-0-code": "0400123Z"}, "UAI"),
        ({"budget-0-planned": "-5"}, "négatif"),
        ({"budget-0-funder": ""}, "Indiquez le financeur"),
        ({"team-0-profession": ""}, "jamais un nom"),
        ({"totals-0-value": "beaucoup"}, "Écrivez un nombre"),
        ({"totals-1-year": "2026", "totals-1-measure": "CHILDREN", "totals-1-value": "9"}, "déjà donné"),
    ],
)
def test_a_programme_is_refused_with_its_remedy(
    pre: Plan, coordinator: Client, changed: dict[str, str], said: str
) -> None:
    answer = coordinator.post(at(pre, "programme-edit"), typed(pre, coordinator, **changed))
    assert answer.status_code == 422
    assert said in shown(answer)
    assert not Programme.objects.exists()


def test_a_small_number_of_people_is_confirmed_once(pre: Plan, coordinator: Client) -> None:
    small = {"totals-1-year": "2026", "totals-1-measure": "AGE_2_5", "totals-1-value": "3"}
    assert 'name="totals-1-confirmed" ' not in coordinator.get(at(pre, "programme-edit")).content.decode().replace(
        'type="hidden" name="totals-1-confirmed"', ""
    )
    refused = coordinator.post(at(pre, "programme-edit"), typed(pre, coordinator, **small))
    assert refused.status_code == 422
    assert "Moins de 5 personnes : dans un quartier ou une école, chacune peut être reconnue." in shown(refused)
    assert 'type="checkbox" name="totals-1-confirmed"' in refused.content.decode()
    confirmed = typed(pre, coordinator, **small, **{"totals-1-confirmed": "on"})
    assert coordinator.post(at(pre, "programme-edit"), confirmed).status_code == 302
    assert "3 (petit nombre)" in shown(coordinator.get(at(pre, "programme")))
    again = untouched(coordinator.get(at(pre, "programme-edit")).content.decode())
    assert coordinator.post(at(pre, "programme-edit"), again).status_code == 302
    assert coordinator.post(at(pre, "programme-edit"), {**again, "totals-1-value": "2"}).status_code == 422


@pytest.mark.parametrize(
    ("measure", "value", "small"),
    [
        ("CHILDREN", "4", True), ("CHILDREN", "5", False), ("CHILDREN", "0", False), ("DURATION", "3", False),
        ("PARTNERS", "2", False), ("OTHER", "1", True), ("CHILDREN", None, False),
    ],
)  # fmt: skip
def test_small_numbers(measure: str, value: str | None, small: bool) -> None:
    assert is_small(measure, Decimal(value) if value else None) is small


def test_share_of_the_state() -> None:
    lines = [
        BudgetLine(year=2026, funder="ANCT", planned=Decimal(200)),
        BudgetLine(year=2026, funder="CAF", label="BOP 1470", planned=Decimal(100)),
        BudgetLine(
            year=2025, funder="Politique de la ville", label="crédits politique de la ville", granted=Decimal(9)
        ),
        BudgetLine(year=2024, funder="Ville"),
    ]
    assert [is_state_line(line) for line in lines] == [True, False, True, False]
    years = budget_years(lines)
    assert [(one.year, one.share, one.cofinanced) for one in years] == [
        (2024, None, None),
        (2025, 100, 0),
        (2026, 67, 33),
    ]
    assert years[2].totals == [Decimal(300), None, None]


def test_a_deleted_programme_is_restored(pre: Plan, coordinator: Client) -> None:
    coordinator.post(at(pre, "programme-edit"), typed(pre, coordinator))
    assert coordinator.post(at(pre, "programme-delete")).status_code == 302
    assert not Programme.objects.exists()
    line = Revision.objects.get(change=Change.DELETED, model="plans.programme")
    coordinator.post(reverse("history:restore", args=[pre.territory.slug, line.pk]))
    programme = Programme.objects.get(plan=pre)
    assert [programme.board.count(), programme.budget.count(), programme.totals.count()] == [1, 2, 1]


def test_the_circuit_says_what_is_awaited(pre: Plan, coordinator: Client) -> None:
    page = shown(coordinator.get(at(pre, "programme")))
    assert "Circuit de validation" in page


def test_another_type_of_plan_says_how_to_have_one(plan: Plan, coordinator: Client, client_of: ClientOf) -> None:
    assert "ne porte pas de programme" in shown(coordinator.get(at(plan, "programme")))
    assert "Ouvrir les types de plan" in shown(client_of(MemberRole.ADMIN).get(at(plan, "programme")))


def test_no_field_receives_a_child(pre: Plan, coordinator: Client) -> None:
    page = shown(coordinator.get(at(pre, "programme-edit")))
    assert "Aucun champ ne reçoit le nom d’un enfant" in page
    assert page.count("Aucune donnée sur un enfant ou une famille.") == 2
    assert "jamais un enfant ni une famille" in page
