"""What is odd in a tableau: said, proposed, never corrected."""

import pytest

from annexes.reading import Severity
from tests.readers.makers import HEADER, PLAIN, codes, issue, read, rows_of, tree


def test_fiche_in_the_column_of_objectives_is_attached_and_said() -> None:
    table = [*PLAIN[:4], ["", "Fiche 9 : Recruter", "", ""]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[-1] == ". . . * 9 Recruter"
    found = issue(reading, "shifted-cell")
    assert found.where == "Feuille Jeunesse, B5"
    assert found.message == "une fiche dans la colonne des objectifs intermédiaires"
    assert found.proposal == "rattachée à OO 2"
    assert list(reading.outline.all_actions())[-1].doubtful
    assert "doubtful" not in reading.outline.carries.action


def test_row_shifted_to_the_left_is_read_by_its_labels() -> None:
    table = [*PLAIN[:4], ["OI 2 : Informer", "OO 1 : Tenir un guichet", "Fiche 4 : Créer un guichet", ""]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[-3:] == [". OI 2 Informer", ". . OO 1 Tenir un guichet", ". . . * 4 Créer un guichet"]
    shifted = [(i.where[-2:], i.proposal) for i in reading.issues if i.code == "shifted-cell"]
    assert shifted == [("A5", "rattaché à l’axe I"), ("B5", "rattaché à OI 2"), ("C5", "rattachée à OO 1")]


def test_row_shifted_to_the_right_is_read_by_its_labels() -> None:
    table = [[*row, ""] for row in PLAIN[:4]]
    table.append(["", "", "OI 2 : Informer", "OO 1 : Tenir un guichet", "Fiche 4 : Créer un guichet"])

    reading = read(rows_of(table))

    assert tree(reading.outline)[-3:] == [". OI 2 Informer", ". . OO 1 Tenir un guichet", ". . . * 4 Créer un guichet"]
    assert codes(reading) == ["shifted-cell", "shifted-cell"]


def test_fiche_without_number_among_numbered_ones_is_said() -> None:
    reading = read(rows_of([*PLAIN, ["", "", "OO 2 : Bouger", "Organiser une course"]]))

    assert tree(reading.outline)[-1] == ". . . * Organiser une course"
    assert issue(reading, "fiche-without-number").severity is Severity.WARNING


def test_table_without_any_fiche_number_gives_one_information() -> None:
    table = [[cell.partition(" : ")[2] or cell if i == 3 else cell for i, cell in enumerate(row)] for row in PLAIN]

    reading = read(rows_of([HEADER, *table[1:]]))

    assert [action.title for action in reading.outline.all_actions()] == [row[3] for row in table[1:]]
    assert codes(reading) == ["fiches-without-number"]


def test_objective_with_a_number_and_no_title_is_said() -> None:
    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]))

    assert tree(reading.outline)[2] == ". OI 1"
    assert issue(reading, "objective-without-title").where == "Feuille Jeunesse, B2"


def test_duplicate_objective_number_keeps_both_and_warns() -> None:
    reading = read(rows_of([*PLAIN[:2], ["", "", "OO 1 : Autre chose", "Fiche 2 : Faire"]]))

    assert tree(reading.outline)[3:] == [
        ". . OO 1 Ouvrir des places",
        ". . . * 1 Ouvrir une crèche",
        ". . OO 1 Autre chose",
        ". . . * 2 Faire",
    ]
    assert issue(reading, "duplicate-number").where == "Feuille Jeunesse, C3"


def test_duplicate_fiche_number_keeps_both_and_warns() -> None:
    reading = read(rows_of([*PLAIN[:2], ["", "", "", "Fiche 1 : Une autre"]]))

    assert [action.reference for action in reading.outline.all_actions()] == ["1", "1 bis"]
    found = issue(reading, "duplicate-fiche")
    assert found.where == "Feuille Jeunesse, D3"
    assert found.message == (
        "la fiche 1 « Une autre » porte le même numéro que « Ouvrir une crèche » (Feuille Jeunesse, D2)"
    )
    assert found.proposal == (
        "gardée sous le numéro 1 bis : changez-le dans le fichier avant l’import, ou dans la fiche après (premier "
        "numéro libre à la suite : 2)"
    )


def test_same_fiche_under_two_objectives_serves_both() -> None:
    reading = read(rows_of([*PLAIN[:2], ["", "", "OO 2 : Former", "Fiche 1 : Ouvrir une crèche"]]))

    (action,) = reading.outline.all_actions()
    assert action.also_serves == (("Jeunesse", "I : Grandir", "OI 1 : Accueillir", "OO 2 : Former"),)
    assert issue(reading, "fiche-repeated").proposal == "rattachée aussi à OO 2"


def test_missing_numbers_are_told_once() -> None:
    reading = read(rows_of([*PLAIN, ["", "", "", "Fiche 8 : Nager"]]))

    found = issue(reading, "missing-number")
    assert found.severity is Severity.INFO
    assert found.message.startswith("les numéros 6, 7 ne sont donnés à aucune fiche")


def test_word_cut_by_a_page_break_is_kept_and_proposed() -> None:
    table = [
        HEADER,
        ["I – Grandir", "OI 1 : Aider", "OO 1 : Ouvrir des accueils extra-", "Fiche 1 : Ouvrir"],
        ["", "", "scolaires", ""],
        ["", "", "OO 2 : Faire", "Fiche 2 : Fermer"],
    ]

    reading = read(rows_of(table))

    assert tree(reading.outline)[3:5] == [". . OO 1 Ouvrir des accueils extra-", ". . . * 1 Ouvrir"]
    found = issue(reading, "lone-continuation")
    assert found.where == "Feuille Jeunesse, C3"
    assert "extrascolaires" in found.proposal
    assert [fate.text for fate in reading.fates if fate.fate == "kept"] == ["scolaires"]


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("Accueillir les les enfants", "mot répété (« les les »)"),
        ("Accueillir (le soir", "parenthèse qui n’est pas fermée, ou pas ouverte"),
        ("Accueillir avec la MJC? et le centre", "point d’interrogation au milieu du titre"),
        ("Accueillir [bookmark: a1] les enfants", "reste de mise en forme (« [bookmark: a1] »)"),
        ("Accueil péri- scolaire", "mot qui semble coupé (« péri- scolaire »)"),
    ],
)
def test_residue_is_said_and_the_title_stays(title: str, what: str) -> None:
    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", f"Fiche 1 : {title}"]]))

    assert next(reading.outline.all_actions()).title == title
    found = issue(reading, "residue")
    assert what in found.message
    assert found.severity is Severity.INFO


def test_title_too_long_for_the_plan_is_an_error_with_a_remedy() -> None:
    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", f"Fiche 1 : {'long ' * 300}"]]))

    found = issue(reading, "too-long")
    assert found.severity is Severity.ERROR
    assert found.where == "Feuille Jeunesse, D2"
    assert found.proposal


def test_title_of_three_hundred_characters_is_nothing_special() -> None:
    title = "Ouvrir des lieux pour chacun et chacune " * 8

    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", f"Fiche 1 : {title}"]]))

    assert next(reading.outline.all_actions()).title == title.strip()
    assert codes(reading) == []
