"""What indicators are worth: typed by those who lead a fiche, read by all, kept in its history."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.enums import MemberRole
from accounts.models import Revision, User
from actions.enums import Role
from actions.models import Action, Participation
from actions.services import duplicate_action
from indicators.models import Indicator, Measurement, Target
from indicators.rules import small_number
from indicators.wording import current_year, period, read_period
from partners.models import Contact
from plans.models import Objective, Plan
from tests.annexes.journey import client_of, person
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory, PlanFactory
from tests.indicators.test_pages import seen, url
from tests.indicators.typing import typed


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def action(plan: Plan) -> Action:
    theme = ObjectiveFactory(plan=plan, title="Parentalité")
    return ActionFactory(
        plan=plan, objective=ObjectiveFactory(parent=theme, title="Soutenir"), title="Café des parents"
    )


@pytest.fixture
def visits(action: Action) -> Indicator:
    return Indicator.objects.create(action=action, label="Familles reçues", unit="familles", frequency="SCHOOL_YEAR")


@pytest.fixture
def coordinator(plan: Plan) -> User:
    return person(plan, MemberRole.COORDINATOR)


@pytest.fixture
def editor(coordinator: User) -> Client:
    return client_of(coordinator)


def sent(indicator: Indicator, *rows: dict[str, Any], known: int = 0) -> dict[str, str]:
    """What a browser sends of the rows of one indicator."""
    prefix = f"releves-{indicator.pk}"
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": str(known)}
    return data | {
        f"{prefix}-{rank}-{name}": str(value) for rank, row in enumerate(rows) for name, value in row.items()
    }


def save(client: Client, page: str, *parts: dict[str, str]) -> Any:
    data = {"seen": seen(client, page)}
    for part in parts:
        data |= part
    return client.post(page, data, follow=True)


def told(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_values_are_typed_year_by_year_signed_and_kept_in_the_history(
    plan: Plan, action: Action, visits: Indicator, editor: Client, coordinator: User
) -> None:
    page = url("measures-of-action", plan, action.pk)
    rows = [
        {"year": "2025-2026", "value": "1 250,5", "source": "Centre social", "measured_on": "06/2026"},
        {"year": "2025", "breakdown": "QPV", "value": "40"},
        {"year": "2026-2027"},
    ]
    response = save(editor, page, sent(visits, *rows))
    assert told(response) == ["Les valeurs relevées sont enregistrées."]
    values = visits.measurements.values_list("year", "breakdown", "value", "measured_on", "entered_by")
    assert list(values) == [
        (2025, "", Decimal("1250.50"), date(2026, 6, 1), coordinator.pk),
        (2025, "QPV", Decimal("40"), None, coordinator.pk),
    ]
    line = Revision.objects.filter(object_key=action.pk).latest("pk")
    assert line.after["indicators"][0]["measurements"][0]["value"] == "1250.50"


def test_value_that_did_not_change_keeps_who_typed_it(
    plan: Plan, action: Action, visits: Indicator, editor: Client, coordinator: User
) -> None:
    other = person(plan, MemberRole.COORDINATOR)
    old = visits.measurements.create(year=2024, value=Decimal("12.00"), entered_by=other)
    rows = [{"pk": old.pk, "year": "2024-2025", "value": "12"}, {"year": "2025", "value": "15"}]
    save(editor, url("measures-of-action", plan, action.pk), sent(visits, *rows, known=1))
    assert dict(visits.measurements.values_list("year", "entered_by")) == {2024: other.pk, 2025: coordinator.pk}


def test_value_is_removed(plan: Plan, action: Action, visits: Indicator, editor: Client) -> None:
    old = visits.measurements.create(year=2024, value=12)
    row = {"pk": old.pk, "year": "2024", "value": "12", "DELETE": "on"}
    save(editor, url("measures-of-action", plan, action.pk), sent(visits, row, known=1))
    assert not visits.measurements.exists()


@pytest.mark.parametrize(
    ("nature", "unit", "rows", "sentence"),
    [
        ("QUANTITATIVE", "%", [{"year": "2026", "value": "120"}], "de 0 à 100"),
        ("QUANTITATIVE", "", [{"year": "2026", "value": "beaucoup"}], "Écrivez un nombre"),
        ("QUANTITATIVE", "", [{"year": "2026", "text": "beaucoup"}], "demande un nombre"),
        ("QUANTITATIVE", "", [{"year": "2026", "breakdown": "QPV"}], "Écrivez une valeur"),
        ("QUANTITATIVE", "", [{"year": "20266", "value": "1"}], "Écrivez une année"),
        ("QUANTITATIVE", "", [{"year": "2025-2027", "value": "1"}], "Écrivez une année"),
        ("QUANTITATIVE", "", [{"year": "1815", "value": "1"}], "de 1990 à 2100"),
        ("QUANTITATIVE", "", [{"year": "", "value": "1"}], "obligatoire"),
        ("SCALE_1_4", "", [{"year": "2026", "value": "5"}], "1, 2, 3 ou 4"),
        ("YES_NO", "", [{"year": "2026", "text": "peut-être"}], "par oui ou par non"),
        ("QUALITATIVE", "", [{"year": "2026", "value": "3"}], "se dit en mots"),
        (
            "QUANTITATIVE",
            "",
            [
                {"year": "2026", "value": "1", "breakdown": "Q.P.V."},
                {"year": "2026", "value": "2", "breakdown": "q p v"},
            ],
            "a déjà une valeur",
        ),
    ],
)
def test_wrong_value_is_given_back_with_what_to_do(
    plan: Plan, action: Action, editor: Client, nature: str, unit: str, rows: list[dict[str, str]], sentence: str
) -> None:
    indicator = Indicator.objects.create(action=action, label="Essai", nature=nature, unit=unit)
    response = save(editor, url("measures-of-action", plan, action.pk), sent(indicator, *rows))
    assert response.status_code == 422
    assert any(sentence in said for _, _, said in response.context["faults"]), response.context["faults"]
    assert not Measurement.objects.exists()


def test_number_so_small_that_it_may_point_to_somebody_is_said_and_kept(
    plan: Plan, action: Action, visits: Indicator, editor: Client
) -> None:
    page = url("measures-of-action", plan, action.pk)
    response = save(editor, page, sent(visits, {"year": "2026", "breakdown": "QPV", "value": "3"}))
    assert any("Moins de 5 personnes" in said and "QPV" in said for said in told(response))
    assert visits.measurements.get().value == 3


def test_small_counts_of_people_alone_are_told() -> None:
    assert small_number("Nombre d’enfants", "", Decimal(4))
    assert small_number("Présence", "familles", Decimal(1))
    assert not small_number("Nombre d’enfants", "%", Decimal(4))
    assert not small_number("Nombre d’ateliers pour les enfants", "séances", Decimal(4))
    assert not small_number("Nombre d’enfants", "", Decimal(5))
    assert not small_number("Nombre d’enfants", "", Decimal(0))


def test_pilote_types_the_values_of_her_fiche_alone(plan: Plan, action: Action, visits: Indicator) -> None:
    pilote = person(plan, MemberRole.CONTRIBUTOR)
    partner = PartnerFactory(territory=plan.territory)
    Contact.objects.create(partner=partner, full_name="Camille", user=pilote)
    page = url("measures-of-action", plan, action.pk)
    client = client_of(pilote)
    assert client.get(page).templates[0].name == "indicators/measures_read.html"
    assert client.post(page, sent(visits, {"year": "2026", "value": "9"})).status_code == 403
    Participation.objects.create(action=action, partner=partner, role=Role.LEAD)
    save(client, page, sent(visits, {"year": "2026", "value": "9"}))
    assert visits.measurements.get().entered_by == pilote


def test_values_of_an_objective_are_typed_by_the_coordination(plan: Plan, action: Action, editor: Client) -> None:
    objective = Objective.objects.get(title="Soutenir")
    indicator = Indicator.objects.create(objective=objective, label="Parents satisfaits", nature="SCALE_1_4")
    page = url("measures-of-objective", plan, objective.pk)
    assert client_of(person(plan, MemberRole.CONTRIBUTOR)).post(page, {}).status_code == 403
    save(editor, page, sent(indicator, {"year": "2026", "value": "3", "text": "surtout le soir"}))
    assert indicator.measurements.get().wording == "3, surtout le soir"


def test_reader_reads_values_beside_the_targets_of_their_year(
    plan: Plan, action: Action, visits: Indicator, editor: Client
) -> None:
    Target.objects.create(indicator=visits, due_on=date(2026, 6, 30), value=150)
    visits.measurements.create(year=2025, value=120)
    reader = client_of(person(plan, MemberRole.READER))
    for page in (url("measures-of-action", plan, action.pk), action.get_absolute_url()):
        said = reader.get(page).content.decode().replace("\u00a0", " ")
        row = said[said.index("2025-2026") :]
        assert row.index("120 familles") < row.index("150 familles (juin 2026)")


def test_editing_indicators_keeps_their_values(plan: Plan, action: Action, visits: Indicator, editor: Client) -> None:
    visits.measurements.create(year=2025, value=120)
    page = url("of-action", plan, action.pk)
    editor.post(
        page, {**typed({"pk": visits.pk, "label": "Familles accueillies"}, initial=1), "seen": seen(editor, page)}
    )
    visits.refresh_from_db()
    assert visits.label == "Familles accueillies"
    assert visits.measurements.get().value == 120


def test_copy_of_a_fiche_takes_no_value_with_it(plan: Plan, action: Action, visits: Indicator) -> None:
    visits.measurements.create(year=2025, value=120)
    copy = duplicate_action(action=action, plan=plan, linked=False, by=person(plan, MemberRole.ADMIN))
    assert copy.indicators.get().label == "Familles reçues"
    assert not Measurement.objects.filter(indicator__action=copy).exists()
    assert visits.measurements.count() == 1


def test_list_tells_the_last_value_and_what_was_never_measured(
    plan: Plan, action: Action, visits: Indicator, editor: Client
) -> None:
    visits.measurements.create(year=2024, value=100)
    visits.measurements.create(year=2025, value=120)
    visits.measurements.create(year=2026, breakdown="QPV", value=8)
    Indicator.objects.create(action=action, label="Jamais relevé")
    said = editor.get(url("list", plan)).content.decode().replace("\u00a0", " ")
    assert "120 familles" in said
    assert "Sans valeur relevée : 1" in said
    alone = editor.get(url("list", plan), {"sans": "mesure"}).content.decode()
    assert "Jamais relevé" in alone
    assert "Familles reçues" not in alone


def test_database_refuses_what_the_forms_refuse(visits: Indicator) -> None:
    visits.measurements.create(year=2025, breakdown="QPV", value=1)
    for values in (
        {"year": 2025, "breakdown": "qpv", "value": 2},
        {"year": 2025},
        {"year": 1815, "value": 2},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            visits.measurements.create(**values)


def test_years_are_read_and_said_as_people_write_them() -> None:
    assert [read_period(text) for text in ("2026", "2025-2026", "2025/26", "2025 – 2026")] == [2026, 2025, 2025, 2025]
    assert period(2025, "SCHOOL_YEAR") == "2025-2026"
    assert period(2025, "YEARLY") == "2025"
    assert [current_year(date(2026, 8, 31), "SCHOOL_YEAR"), current_year(date(2026, 9, 1), "SCHOOL_YEAR")] == [
        2025,
        2026,
    ]
    assert current_year(date(2026, 1, 2), "YEARLY") == 2026
