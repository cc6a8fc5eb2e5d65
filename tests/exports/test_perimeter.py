from dataclasses import replace

import pytest

from annexes.contents.perimeter import first_fiches, narrow
from annexes.outline import PlanOutline
from tests.annexes.samples import axis, fiche, oi, oo, plan, theme


@pytest.fixture
def whole() -> PlanOutline:
    def at(key: int, node):  # type: ignore[no-untyped-def]
        return replace(node, pk=key)

    grow = at(
        11,
        axis(
            "Grandir",
            at(12, oi("Lire", at(13, oo("Dire", at(1, fiche("Contes", 1)), at(2, fiche("Radio", 2)))))),
            at(14, oi("Jouer", at(15, oo("Dehors", at(3, fiche("Cabanes", 3)))))),
        ),
    )
    return plan(
        at(10, theme("Enfance", grow, unattached=(at(4, fiche("Fête", 4)),))),
        at(20, theme("Jeunesse", at(21, axis("Sortir")), unattached=(at(5, fiche("Permis", 5)),))),
    )


def fiches(outline: PlanOutline) -> list[int | None]:
    return [action.pk for action in outline.all_actions()]


def objectives(outline: PlanOutline) -> list[int | None]:
    return [one.pk for each in outline.themes for one in each.walk()]


def test_nothing_asked_is_the_same_plan(whole: PlanOutline) -> None:
    assert narrow(whole) == whole
    assert first_fiches(whole, 5) == whole


def test_theme_alone_keeps_all_that_it_holds(whole: PlanOutline) -> None:
    assert narrow(whole, theme=10).themes == whole.themes[:1]
    assert fiches(narrow(whole, theme=20)) == [5]


def test_objective_comes_whole_under_what_leads_to_it(whole: PlanOutline) -> None:
    found = narrow(whole, objective=12)
    assert fiches(found) == [1, 2]
    assert objectives(found) == [11, 12, 13]
    assert found.themes[0].title == "Enfance"


def test_fiches_keep_their_place_and_their_order(whole: PlanOutline) -> None:
    found = narrow(whole, actions={5, 3, 1})
    assert fiches(found) == [1, 3, 5]
    assert objectives(found) == [11, 12, 13, 14, 15]
    assert [one.title for one in found.themes] == ["Enfance", "Jeunesse"]


def test_what_is_asked_together_holds_together(whole: PlanOutline) -> None:
    assert fiches(narrow(whole, theme=10, actions={2, 5})) == [2]
    assert narrow(whole, theme=20, objective=12).themes == ()
    assert narrow(whole, actions=()).themes == ()
    assert narrow(whole, theme=99).themes == ()


def test_first_fiches_are_the_first_of_the_print(whole: PlanOutline) -> None:
    assert fiches(first_fiches(whole, 2)) == [1, 2]
