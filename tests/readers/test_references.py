"""How annexes refer to fiches that stand elsewhere."""

import pytest

from annexes.readers.references import read_references


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("N° 3 – 13 - 10", ("3", "13", "10")),
        ("n° 3, 13 et 10", ("3", "13", "10")),
        ("fiches 3 à 6", ("3", "4", "5", "6")),
        ("Fiches n° 3 à 6 et 9", ("3", "4", "5", "6", "9")),
        ("de 3 à 5", ("3", "4", "5")),
        ("Fiche 03", ("3",)),
        ("13", ("13",)),
        ("Fiche n° 8 bis ; fiche n° 9", ("8 bis", "9")),
        ("cf. fiches-actions n°1.2.4 et 1.2.5", ("1.2.4", "1.2.5")),
        ("N° 3\nN° 13\nN° 3", ("3", "13")),
        ("• Fiche n°3\n• Fiche n°13", ("3", "13")),
        ("(fiches 3, 4)", ("3", "4")),
        ("6 à 3", ("6", "3")),
        ("1 à 900", ("1", "900")),
    ],
)
def test_references_are_read_in_their_order(text: str, numbers: tuple[str, ...]) -> None:
    found = read_references(text.split("\n"))

    assert found is not None
    assert (found.numbers, found.doubt) == (numbers, "")


@pytest.mark.parametrize(("text", "doubtful"), [("3 – 6", True), ("3-4", False), ("n° 6-3", False), ("3-6-9", False)])
def test_two_numbers_that_could_be_a_range_are_a_doubt(text: str, doubtful: bool) -> None:
    found = read_references([text])

    assert found is not None
    assert bool(found.doubt) is doubtful


@pytest.mark.parametrize("text", ["", "—", "Fiches du volet jeunesse", "3 et le CLAS", "en 2026, 3 fiches", "Ouvrir"])
def test_anything_else_is_no_reference(text: str) -> None:
    assert read_references([text]) is None
