"""The orders of the list are stable, French, and put what is empty last whichever way they go."""

from datetime import date
from decimal import Decimal

import pytest

from actions.enums import Priority, Role, Status
from actions.listing.sorts import SORTS, natural
from actions.models import Funding, Participation
from plans.models import Plan
from tests.factories import ActionFactory, ObjectiveFactory, PartnerFactory
from tests.listing.conftest import Titles


def test_order_of_print_is_the_default(plan: Plan, titles: Titles) -> None:
    first, second = ObjectiveFactory(plan=plan), ObjectiveFactory(plan=plan)
    ActionFactory(plan=plan, title="sans thème")
    ActionFactory(objective=second, theme=second, title="second")
    ActionFactory(plan=plan, theme=first, title="premier, à rattacher")
    ActionFactory(objective=first, theme=first, title="premier, 2", position=2)
    ActionFactory(objective=first, theme=first, title="premier, 1", position=1)
    assert titles("") == ["premier, 1", "premier, 2", "premier, à rattacher", "second", "sans thème"]
    assert titles("tri=inconnu") == titles("")


def test_numbers_then_codes_in_natural_order(plan: Plan, titles: Titles) -> None:
    for number, suffix, code in [(10, "", ""), (2, "bis", ""), (2, "", ""), (None, "", "1.10"), (None, "", "1.9")]:
        ActionFactory(plan=plan, number=number, number_suffix=suffix, code=code, title=f"{number} {suffix}{code}")
    ActionFactory(plan=plan, title="rien")
    assert titles("tri=numero") == ["2 ", "2 bis", "10 ", "None 1.9", "None 1.10", "rien"]
    assert titles("tri=-numero") == ["None 1.10", "None 1.9", "10 ", "2 bis", "2 ", "rien"]
    assert natural("1.2.10") > natural("1.2.9")


def test_titles_in_french_order(plan: Plan, titles: Titles) -> None:
    for title in ("Zoo", "école", "Eau", "Œuvre", "étude"):
        ActionFactory(plan=plan, title=title)
    assert titles("tri=titre") == ["Eau", "école", "étude", "Œuvre", "Zoo"]


def test_statuses_and_priorities_in_the_order_of_their_lists(plan: Plan, titles: Titles) -> None:
    ActionFactory(plan=plan, title="faite", status=Status.DONE, priority=Priority.LOW)
    ActionFactory(plan=plan, title="proposée", status=Status.PROPOSED)
    ActionFactory(plan=plan, title="en cours", status=Status.ONGOING, priority=Priority.HIGH)
    assert titles("tri=statut") == ["proposée", "en cours", "faite"]
    assert titles("tri=priorite") == ["en cours", "faite", "proposée"]
    assert titles("tri=-priorite") == ["faite", "en cours", "proposée"]


def test_leads_dates_progress_and_budgets_with_the_empty_last(plan: Plan, titles: Titles) -> None:
    full = ActionFactory(plan=plan, title="b", due_on=date(2027, 1, 1), progress=0)
    year = ActionFactory(plan=plan, title="a", school_year=2025, progress=75)
    ActionFactory(plan=plan, title="vide")
    for action, name, amounts in ((full, "Éveil", (100, 50)), (year, "Zoo", (120,))):
        partner = PartnerFactory(territory=plan.territory, name=name)
        Participation.objects.create(action=action, partner=partner, role=Role.LEAD)
        for amount in amounts:
            Funding.objects.create(action=action, planned=Decimal(amount))
    assert titles("tri=pilote") == ["b", "a", "vide"]
    assert titles("tri=echeance") == ["a", "b", "vide"]
    assert titles("tri=-echeance") == ["b", "a", "vide"]
    assert titles("tri=avancement") == ["b", "a", "vide"]
    assert titles("tri=budget") == ["a", "b", "vide"]
    assert titles("tri=-budget") == ["b", "a", "vide"]


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{name}" for name in SORTS)])
def test_sort_is_stable_and_keeps_every_fiche_once(sort: str, plan: Plan, titles: Titles) -> None:
    for rank in range(6):
        ActionFactory(plan=plan, title="pareille", position=rank)
    same = titles(f"tri={sort}")
    assert same == titles(f"tri={sort}")
    assert len(same) == 6
