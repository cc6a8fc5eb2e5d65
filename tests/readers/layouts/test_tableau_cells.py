"""What one cell of a tableau may hold: several fiches, several objectives, a number without its title, a sentence."""

import pytest

from annexes.reading import Severity
from tests.readers.makers import HEADER, PLAIN, codes, issue, read, rows_of, tree


@pytest.mark.parametrize(
    "cell",
    [
        "Fiche 1 : Ouvrir\nFiche 2 : Fermer",
        "Fiche 1 : Ouvrir Fiche 2 : Fermer",
        "<p>Fiche 1 : Ouvrir</p><p>Fiche 2 : Fermer</p>",
        "• Fiche 1 : Ouvrir\n• Fiche 2 : Fermer",
        "FICHE N°1 – Ouvrir\n\nfiche n°2 – Fermer",
    ],
)
def test_several_fiches_in_one_cell_are_all_read(cell: str) -> None:
    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", cell]]))

    assert tree(reading.outline)[-2:] == [". . . * 1 Ouvrir", ". . . * 2 Fermer"]


def test_several_objectives_in_one_cell_are_read_and_the_doubt_is_said() -> None:
    table = [HEADER, ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire\nOO 2 : Faire", "Fiche 1 : Ouvrir\nFiche 2 : Fermer"]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[3:] == [". . OO 1 Dire", ". . OO 2 Faire", ". . . * 1 Ouvrir", ". . . * 2 Fermer"]
    assert issue(reading, "several-objectives").severity is Severity.WARNING


def test_objective_and_its_fiches_in_the_same_cell_stay_together() -> None:
    cell = "OO 1 : Dire\nFiche 1 : Ouvrir\nOO 2 : Faire\nFiche 2 : Fermer"

    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : Aider", cell, ""]]))

    assert tree(reading.outline)[3:] == [". . OO 1 Dire", ". . . * 1 Ouvrir", ". . OO 2 Faire", ". . . * 2 Fermer"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ces actions sont détaillées dans la thématique « culture » du projet",
        "Voir la thématique culture",
        "cf. fiche 12",
        "Fiches 3 – 13 - 10",
        "À définir avec les partenaires",
    ],
)
def test_sentence_in_place_of_a_fiche_becomes_a_note(sentence: str) -> None:
    reading = read(rows_of([*PLAIN, ["", "", "OO 2 : Renvoyer", sentence]]))

    operational = list(reading.outline.themes[0].walk())[-1]
    assert (operational.code, operational.note, operational.actions) == ("OO 2", sentence, ())
    assert issue(reading, "sentence-for-fiche").severity is Severity.INFO
    assert "oo-without-fiche" not in codes(reading)
    assert "note" in reading.outline.carries.objective


def test_number_and_title_in_two_cells_are_joined() -> None:
    header = ["Axe", "OI", "OO", "N°", "Intitulé de la fiche"]
    table = [
        header,
        ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1", "Ouvrir"],
        ["", "", "", 2, "Fermer"],
        ["", "", "OO 2 : Faire", "n° 3", "Tenir"],
    ]

    reading = read(rows_of(table))

    assert tree(reading.outline)[3:] == [
        ". . OO 1 Dire",
        ". . . * 1 Ouvrir",
        ". . . * 2 Fermer",
        ". . OO 2 Faire",
        ". . . * 3 Tenir",
    ]
    assert codes(reading) == []


@pytest.mark.parametrize("header", [[*HEADER, ""], [*HEADER, "Titre"], None])
def test_number_and_title_of_every_level_may_stand_in_two_cells(header: list[str] | None) -> None:
    table = [
        ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1", "Ouvrir"],
        ["", "", "", "Fiche 2", "Fermer"],
    ]

    reading = read(rows_of([header, *table] if header else table))

    assert tree(reading.outline)[-2:] == [". . . * 1 Ouvrir", ". . . * 2 Fermer"]
    assert codes(reading) == []


def test_split_numbers_of_objectives_are_joined() -> None:
    table = [
        ["Axe", "", "OI", "", "OO", "", "Fiche", ""],
        ["Axe 1", "Grandir", "OI 1", "Aider", "OO 1", "Dire", "Fiche 1", "Ouvrir"],
        ["", "", "", "", "OO 2", "Faire", "Fiche 2", "Fermer"],
    ]

    assert tree(read(rows_of(table)).outline) == [
        "[Jeunesse]",
        "1 Grandir",
        ". OI 1 Aider",
        ". . OO 1 Dire",
        ". . . * 1 Ouvrir",
        ". . OO 2 Faire",
        ". . . * 2 Fermer",
    ]


def test_title_of_a_fiche_may_stand_in_the_row_below_its_number() -> None:
    table = [
        *PLAIN[:2],
        ["", "", "", "Fiche 2"],
        ["", "", "", "Agrandir"],
        ["", "", "", "Fiche 3"],
        ["", "", "OO 2 : Former"],
    ]

    reading = read(rows_of(table))

    assert tree(reading.outline)[-3:] == [". . . * 2 Agrandir", ". . . * 3 Fiche 3 (sans intitulé)", ". . OO 2 Former"]
    assert issue(reading, "fiche-without-title").where == "Feuille Jeunesse, D5"


def test_several_intermediate_objectives_in_one_cell_are_a_doubt() -> None:
    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : Aider\nOI 2 : Dire", "OO 1 : Écrire", "Fiche 1 : Lire"]]))

    assert tree(reading.outline)[2:4] == [". OI 1 Aider", ". OI 2 Dire"]
    assert issue(reading, "several-objectives").proposal == "rattaché à OI 2, le dernier d’entre eux : à vérifier"


def test_scale_above_some_fiches_is_theirs() -> None:
    cell = "À l’échelle de l’agglomération :\nFiche 1 : Ouvrir\nAu sein des QPV :\nFiche 2 : Fermer\nFiche 3 : Tenir"

    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", cell]]))

    assert [(a.title, a.scale_note) for a in reading.outline.all_actions()] == [
        ("Ouvrir", "À l’échelle de l’agglomération"),
        ("Fermer", "Au sein des QPV"),
        ("Tenir", "Au sein des QPV"),
    ]


def test_text_before_the_first_label_of_a_cell_becomes_a_note() -> None:
    cell = "Avec les partenaires du territoire\nFiche 1 : Ouvrir"

    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", cell]]))

    assert tree(reading.outline)[-1] == ". . . * 1 Ouvrir"
    assert list(reading.outline.themes[0].walk())[-1].note == "Avec les partenaires du territoire"
    assert issue(reading, "text-beside-label").severity is Severity.WARNING
