"""The taux d’encadrement: which ratio applies, how many animateurs are owed, what the alerts say."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from plans.alerts import alerts_of
from plans.enums import ChildcarePeriod
from plans.models import Childcare, Plan, PlanKind, StaffRatio
from plans.staffing import bounds_fault, day_of, ratio_for, staffing_of, with_pedt
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def childcare(**fields: Any) -> Childcare:
    return Childcare(name="Accueil du soir", **fields)


@pytest.mark.parametrize(
    ("period", "pedt", "hours", "expected"),
    [
        (ChildcarePeriod.PERISCHOOL, True, "2.5", (14, 18)),
        (ChildcarePeriod.PERISCHOOL, True, "5", (14, 18)),
        (ChildcarePeriod.PERISCHOOL, True, "5.25", (10, 14)),
        (ChildcarePeriod.PERISCHOOL, False, "2", (10, 14)),
        (ChildcarePeriod.PERISCHOOL, False, "9", (8, 12)),
        (ChildcarePeriod.EXTRASCHOOL, True, "9", (8, 12)),
        (ChildcarePeriod.EXTRASCHOOL, False, None, (8, 12)),
    ],
)
def test_ratio_of_each_sort_of_accueil(
    period: str, pedt: bool, hours: str | None, expected: tuple[int, int], ratios: list[StaffRatio]
) -> None:
    one = childcare(period=period, longest_hours=Decimal(hours) if hours else None)
    found = ratio_for(one, ratios, with_pedt=pedt, on=TODAY)
    assert found
    assert (found.under_6, found.six_plus) == expected


def test_ratio_is_the_one_in_force_that_day(ratios: list[StaffRatio]) -> None:
    later = StaffRatio.objects.get(code="extrascolaire")
    later.pk, later.effective_from, later.under_6 = None, date(2027, 9, 1), 7
    later.save()
    one, rows = childcare(period=ChildcarePeriod.EXTRASCHOOL), list(StaffRatio.objects.all())
    found = {on: ratio_for(one, rows, with_pedt=False, on=on) for on in (date(2010, 1, 1), TODAY, date(2028, 1, 1))}
    assert found[date(2010, 1, 1)] is None
    assert [ratio.under_6 for ratio in found.values() if ratio] == [8, 7]


def test_missing_animateurs_are_counted_by_age(ratios: list[StaffRatio]) -> None:
    one = childcare(
        longest_hours=Decimal(2), capacity_under_6=32, staff_under_6=2, capacity_six_plus=36, staff_six_plus=2
    )
    staffing = staffing_of(one, ratios, with_pedt=True, on=TODAY)
    [(group, sentence)] = staffing.shortages
    assert (group.key, staffing.missing) == ("under_6", 1)
    assert sentence.replace("\u00a0", " ") == (
        "2 animateurs pour 32 enfants de moins de 6 ans : il en faut 3 "
        "(1 pour 14, périscolaire avec PEDT, 5 heures de suite ou moins, CASF R227-16)."
    )


def test_what_is_not_known_is_not_judged(ratios: list[StaffRatio]) -> None:
    one = childcare(capacity_under_6=20)
    staffing = staffing_of(one, ratios, with_pedt=True, on=TODAY)
    assert (staffing.shortages, staffing.missing, staffing.hours_unknown) == ([], 0, True)
    one.is_declared = False
    assert staffing_of(one, ratios, with_pedt=True, on=TODAY).ratio is None


@pytest.mark.parametrize(
    ("places", "said"),
    [((6, 0), "au moins 7"), ((7, 0), ""), ((100, 200), ""), ((101, 200), "300 mineurs au plus"), ((None, None), "")],
)
def test_bounds_of_a_declared_accueil(places: tuple[int | None, int | None], said: str) -> None:
    one = childcare(capacity_under_6=places[0], capacity_six_plus=places[1])
    assert said in bounds_fault(one)
    assert bool(said) == bool(bounds_fault(one))
    one.is_declared = False
    assert not bounds_fault(one)


def test_a_pedt_or_a_plan_mercredi_opens_its_ratios(kinds: dict[str, PlanKind]) -> None:
    assert with_pedt(PlanFactory(kind=kinds["PEDT"]))
    plan = PlanFactory(kind=kinds["PGT"])
    assert not with_pedt(plan)
    plan.has_wednesday_charter = True
    assert with_pedt(plan)


def test_day_is_within_the_plan() -> None:
    plan = Plan(starts_on=date(2027, 9, 1), ends_on=date(2030, 8, 31))
    assert day_of(plan, TODAY) == date(2027, 9, 1)
    assert day_of(plan, date(2031, 1, 1)) == date(2030, 8, 31)
    assert day_of(Plan(), TODAY) == TODAY


def test_alerts_lead_to_the_field_that_cures(kinds: dict[str, PlanKind], ratios: list[StaffRatio]) -> None:
    plan = PlanFactory(kind=kinds["PEDT"])
    one = Childcare.objects.create(
        plan=plan, name="Accueil du soir", longest_hours=2, capacity_six_plus=310, staff_six_plus=17
    )
    found = {alert.rule.code: alert for alert in alerts_of(plan, TODAY) if alert.rule.code in ("V40", "V41")}
    assert found["V40"].subject.name == "Accueil du soir"
    assert found["V40"].url.endswith(f"dossier/accueils/{one.pk}/modifier/#id_staff_six_plus")
    assert "17 animateurs pour 310 enfants" in found["V40"].sentence
    assert "310 places" in found["V41"].sentence
    one.capacity_six_plus = 300
    one.save()
    assert not [alert for alert in alerts_of(plan, TODAY) if alert.rule.code in ("V40", "V41")]
