"""Fiches that stand for those that a document refers to."""

import pytest

from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.placeholders import filled, is_placeholder, placeholder_title
from plans.enums import Level

PATH = ("Jeunesse", "OO 1 : Ouvrir")
OTHER = ("Jeunesse", "OO 2 : Lire")


def placeholder(number: int, *served: tuple[str, ...]) -> ActionOutline:
    return ActionOutline(placeholder_title(number), number, also_serves=served)


def plan(
    first: tuple[ActionOutline, ...], second: tuple[ActionOutline, ...] = (), *loose: ActionOutline
) -> PlanOutline:
    objectives = (
        ObjectiveOutline(Level.OPERATIONAL, "Ouvrir", "OO 1", actions=first),
        ObjectiveOutline(Level.OPERATIONAL, "Lire", "OO 2", actions=second),
    )
    return PlanOutline(themes=(ThemeOutline("Jeunesse", objectives=objectives, unattached=loose),))


@pytest.mark.parametrize(
    ("action", "stands"),
    [
        (placeholder(3), True),
        (ActionOutline("Fiche n°3 (annexée, non fournie)", 3), True),
        (ActionOutline(placeholder_title("1.2.4"), code="1.2.4"), True),
        (ActionOutline(placeholder_title("8 bis"), 8, "bis"), True),
        (ActionOutline(placeholder_title(3), 4), False),
        (ActionOutline("Fiche n° 3", 3), False),
        (ActionOutline("Lire au parc", 3), False),
    ],
)
def test_title_of_its_own_number_makes_a_placeholder(action: ActionOutline, stands: bool) -> None:
    assert is_placeholder(action) is stands


def test_loose_fiche_takes_the_places_of_its_placeholder() -> None:
    real = ActionOutline("Lire au parc", 3)

    assert filled(plan((placeholder(3, OTHER),), (), real)) == plan(
        (ActionOutline("Lire au parc", 3, also_serves=(OTHER,)),)
    )


def test_placed_fiche_serves_the_places_of_its_placeholder_too() -> None:
    real = ActionOutline("Lire au parc", 3)

    assert filled(plan((placeholder(3),), (real,))) == plan(
        (), (ActionOutline("Lire au parc", 3, also_serves=(PATH,)),)
    )


def test_two_placeholders_of_one_number_become_one() -> None:
    assert filled(plan((placeholder(3),), (placeholder(3),))) == plan((placeholder(3, OTHER),))


def test_other_fiches_stay_as_they_are() -> None:
    outline = plan((placeholder(3), ActionOutline("Jouer", 4)), (ActionOutline("Lire", 4),))

    assert filled(outline) == outline
