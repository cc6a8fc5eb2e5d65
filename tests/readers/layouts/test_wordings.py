"""The words of other plans: purposes and hoped results in the headers, « OS », « OP », « Obj. » before the numbers."""

import pytest

from annexes.labels import classify
from annexes.readers.headers import Column, column_of
from tests.readers.makers import codes, issue, read, rows_of, tree, word

PURPOSES = ["Bien grandir", "Ouvrir des lieux d’écoute", "Un enfant plus serein"]
TREE = ["[Jeunesse]", "Bien grandir", ". Ouvrir des lieux d’écoute"]


@pytest.mark.parametrize("purpose", ["Finalités éducatives", "Enjeux", "Ambitions du projet", "Enjeux éducatifs"])
@pytest.mark.parametrize("objective", ["Objectifs visés", "Objectifs poursuivis", "Objectifs", "Objectifs spécifiques"])
def test_purposes_and_objectives_with_effects_are_the_table_of_a_pedt(purpose: str, objective: str) -> None:
    reading = read(rows_of([[purpose, objective, "Résultats espérés pour l’enfant"], PURPOSES]))

    assert reading.parts[0].layout == "effets"
    assert tree(reading.outline)[-1].endswith("Ouvrir des lieux d’écoute")
    (effects,) = [one.effects for theme in reading.outline.themes for one in theme.walk() if one.effects]
    assert effects.text == "Un enfant plus serein"
    assert not list(reading.outline.all_actions())


@pytest.mark.parametrize(
    "wording",
    [
        "Résultats espérés pour l’enfant",
        "Résultats attendus",
        "Effets recherchés",
        "Effets sur les familles",
        "Retombées",
        "Retombées attendues pour le territoire",
        "Impacts",
        "Impact attendu",
        "Bénéfices pour l’enfant",
        "Changements attendus",
        "Changements souhaités chez les parents",
        "Ce qui va changer pour les enfants",
    ],
)
def test_hoped_results_are_effects(wording: str) -> None:
    assert column_of(wording) is Column.EFFECTS


@pytest.mark.parametrize(
    ("wording", "column"),
    [
        ("Résultats", Column.OUTPUTS),
        ("Indicateurs d’impact", Column.OUTCOME_INDICATORS),
        ("Bénéficiaires", Column.AUDIENCE),
        ("Orientations éducatives", Column.AXIS),
        ("Ouvrir un lieu de changements", None),
        ("Objectifs de l’année en cours pour tous", None),
    ],
)
def test_other_words_keep_their_meaning(wording: str, column: Column | None) -> None:
    assert column_of(wording) is column


def test_plain_results_are_effects_in_a_table_without_fiches() -> None:
    reading = read(rows_of([["Finalités", "Objectifs", "Résultats"], PURPOSES]))

    assert tree(reading.outline) == TREE
    assert reading.parts[0].layout == "effets"


def test_purposes_are_axes_where_fiches_hang_on_objectives() -> None:
    reading = read(rows_of([["Finalités", "Objectifs visés", "Actions"], ["Grandir", "Ouvrir", "Fiche 1 : Camper"]]))

    assert tree(reading.outline) == ["[Jeunesse]", "Grandir", ". Ouvrir", ". . * 1 Camper"]


LEVELS = ["Axe", "Objectifs stratégiques", "Objectifs opérationnels", "Fiches actions"]


@pytest.mark.parametrize(
    ("intermediate", "operational", "codes_of_both"),
    [
        ("OS 1.1 – Accueillir", "OP 1.1.1 – Ouvrir", ("OS 1.1", "OP 1.1.1")),
        ("OS1.1 : Accueillir", "OP1.1.1 : Ouvrir", ("OS 1.1", "OP 1.1.1")),
        ("OG 2 – Accueillir", "Obj. 1.2 – Ouvrir", ("OG 2", "OO 1.2")),
        ("Objectif stratégique n°2 – Accueillir", "Objectif spécifique n° 3 : Ouvrir", ("OS 2", "OS 3")),
        ("Obj. 2 : Accueillir", "Obj. opérationnel 1 : Ouvrir", ("OI 2", "OO 1")),
        ("O.S. 4 : Accueillir", "O.P. 4 : Ouvrir", ("OS 4", "OP 4")),
    ],
)
def test_objectives_bear_the_labels_of_other_plans(
    intermediate: str, operational: str, codes_of_both: tuple[str, str]
) -> None:
    reading = read(rows_of([LEVELS, ["Axe 1 – Grandir", intermediate, operational, "FA 1 – Camper"]]))

    one, two = codes_of_both
    assert tree(reading.outline) == [
        "[Jeunesse]", "1 Grandir", f". {one} Accueillir", f". . {two} Ouvrir", ". . . * 1 Camper"
    ]  # fmt: skip
    assert "objective-without-number" not in codes(reading)


def test_second_number_in_a_title_is_said_at_its_cell() -> None:
    reading = read(
        rows_of([LEVELS, ["Axe 1 – Grandir", "OS 1 – Ouvrir", "OP 1 – Aider", "FA 4. Tutorat (FA 5 abandonnée)"]])
    )

    found = issue(reading, "second-number")
    assert found.where == "Feuille Jeunesse, D2"
    assert found.message == "un second numéro (« FA 5 ») se trouve dans l’intitulé de la fiche 4"


@pytest.mark.parametrize(
    "title", ["Tutorat (voir la fiche 5)", "Tutorat, avec FA 5", "Fiche 5 ans après", "Tutorat (fiche 4)", "Agir en OO"]
)
def test_number_that_is_pointed_at_or_is_none_is_not_said(title: str) -> None:
    reading = read(
        word("# Jeunesse", [LEVELS, ["Axe 1 – Grandir", "OG 1 – Ouvrir", "OO 1 – Aider", f"Fiche 4 : {title}"]]),
        "a.docx",
    )

    assert "second-number" not in codes(reading)


def test_axes_may_bear_letters() -> None:
    rows = [["Axe A – Lire", "OG 1 – Aimer lire", "OO 1 – Ouvrir", "FA 1 – Conter"], ["Axe B : Bouger", "", "", ""]]

    assert tree(read(rows_of([LEVELS, *rows])).outline)[1::4] == ["A Lire", "B Bouger"]


def test_axe_a_followed_by_words_is_no_letter() -> None:
    assert classify("axe a développer").number == ""
    assert classify("Axe A développer").number == ""


def test_bands_of_ambitions_are_the_objectives_of_the_rows_below() -> None:
    header = ["Objectifs opérationnels", "Actions n°", "Intitulé"]
    table = [
        ["Ambition n°1 : Réussir", "", ""], header, ["Aider", "Action n°1", "Étude"],
        ["Ambition n°2 : Grandir", "", ""], header, ["Sortir", "Action n°2", "Forêt"],
    ]  # fmt: skip

    assert tree(read(word("# Jeunesse", table), "annexe.docx").outline) == [
        "[Jeunesse]", "OI 1 Réussir", ". Aider", ". . * 1 Étude", "OI 2 Grandir", ". Sortir", ". . * 2 Forêt"
    ]  # fmt: skip
