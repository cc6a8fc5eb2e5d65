"""What the plan seems to have already, under another title or in another theme. Pure: no database."""

import pytest

from annexes.comparing.twins import namesakes, twin_fiches, twin_themes
from annexes.outline import ActionOutline
from tests.annexes.samples import fiche, theme

PORT = "Accueillir les enfants du port le mercredi"


def titles(pairs: object) -> list[tuple[str, str]]:
    return [(one.title, other.title) for one, other in pairs]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("new", "is_twin"),
    [
        ("Accueillir les enfants des ports le mercredi", True),
        ("ACCUEILLIR LES ENFANTS DU PORT LE MERCREDI", True),
        ("Accueillir les jeunes du port le samedi soir", False),
        ("Lire au bord de l’eau", False),
    ],
)
def test_titles_alike_at_nine_tenths_are_twins(new: str, is_twin: bool) -> None:
    assert bool(list(twin_fiches([fiche(new)], [fiche("Autre chose"), fiche(PORT)]))) is is_twin


def test_figures_tell_two_fiches_apart() -> None:
    assert not list(
        twin_fiches([fiche("Ouvrir le relais du port, étape 2")], [fiche("Ouvrir le relais du port, étape 1")])
    )


def test_fiche_of_the_plan_is_the_twin_of_one_alone() -> None:
    near = [fiche("Accueillir les enfants des ports le mercredi"), fiche("Accueillir les enfants du port, le mercredi")]
    assert len(list(twin_fiches(near, [fiche(PORT)]))) == 1


def test_many_fiches_that_share_every_word_cost_nothing() -> None:
    plan: list[ActionOutline] = [fiche(f"Atelier du soir {n}") for n in range(2000)]
    assert not list(twin_fiches([fiche("Atelier du soir")] * 2000, plan))


def test_namesakes_bear_a_title_that_nobody_else_has() -> None:
    assert titles(namesakes([fiche(PORT.upper())], [fiche(PORT), fiche("Lire")])) == [(PORT.upper(), PORT)]
    assert not list(namesakes([fiche(PORT)], [fiche(PORT), fiche(PORT)]))
    assert not list(namesakes([fiche("Lire")], [fiche("Lire")]))


def test_theme_is_known_by_its_annexe_number_then_by_its_code() -> None:
    old = [theme("Enfance", annexe_number="II-2"), theme("Jeunesse", code="3"), theme("Sport", code="4")]
    new = [theme("Petite enfance", annexe_number="ii-2"), theme("Les jeunes", code="3"), theme("Sports", code="")]
    assert titles(twin_themes(new, old)) == [("Petite enfance", "Enfance"), ("Les jeunes", "Jeunesse")]


def test_annexe_number_given_twice_says_nothing() -> None:
    old = [theme("Enfance", annexe_number="II-2"), theme("Jeunesse", annexe_number="II-2")]
    assert not list(twin_themes([theme("Petite enfance", annexe_number="II-2")], old))
