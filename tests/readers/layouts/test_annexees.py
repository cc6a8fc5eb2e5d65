"""The layout axe | OI | OO | actions | fiches annexées."""

import pytest

from annexes.outline import ActionOutline
from annexes.placeholders import is_placeholder
from annexes.reading import Reading
from tests.readers.makers import Rows, codes, issue, read, rows_of, tree, word

HEAD = ["Axe", "Objectif intermédiaire", "Objectif opérationnel", "Actions", "Fiches annexées"]
FIRST = ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir"]


def one_row(actions: str, references: str = "") -> Reading:
    return read(rows_of([HEAD, [*FIRST, actions, references]]))


def actions_of(reading: Reading) -> list[ActionOutline]:
    return list(reading.outline.all_actions())


def placeholders(reading: Reading) -> list[str]:
    return [action.reference for action in actions_of(reading) if is_placeholder(action)]


def test_actions_and_references_of_a_row_hang_on_its_objective() -> None:
    reading = one_row("• Créer un lieu\n• Lire au parc", "N° 3 – 13 - 10")

    assert reading.layout == "annexees"
    assert tree(reading.outline) == [
        "[Jeunesse]",
        "I Grandir",
        ". OI 1 Accueillir",
        ". . OO 1 Ouvrir",
        ". . . * Créer un lieu",
        ". . . * Lire au parc",
        ". . . * 3 Fiche n° 3 (annexée, non fournie)",
        ". . . * 13 Fiche n° 13 (annexée, non fournie)",
        ". . . * 10 Fiche n° 10 (annexée, non fournie)",
    ]
    assert codes(reading) == ["fiches-without-number", "annexed-fiche"]


@pytest.mark.parametrize(
    ("line", "note", "scales"),
    [
        ("À l’échelle de l’agglomération :", "À l’échelle de l’agglomération", ("epci",)),
        ("A L'ECHELLE DE LA COMMUNE :", "A L'ECHELLE DE LA COMMUNE", ("commune",)),
        ("Au sein des QPV", "Au sein des QPV", ("qpv",)),
        ("Dans les quartiers prioritaires :", "Dans les quartiers prioritaires", ("qpv",)),
        ("Au niveau du quartier :", "Au niveau du quartier", ("quartier",)),
        ("À l’échelle de la commune de Valmire :", "À l’échelle de la commune de Valmire", ("commune",)),
        ("À l’échelle de la vallée :", "À l’échelle de la vallée", ()),
        ("Agglomération :", "Agglomération", ("epci",)),
    ],
)
def test_line_above_actions_says_their_scale(line: str, note: str, scales: tuple[str, ...]) -> None:
    first, second = actions_of(one_row(f"{line}\n- Créer un lieu\n- Lire au parc"))

    assert (first.title, first.scale_note, first.scales) == ("Créer un lieu", note, scales)
    assert (second.title, second.scale_note, second.scales) == ("Lire au parc", note, scales)


def test_each_block_of_actions_has_its_own_scale() -> None:
    cell = "Accueillir partout\nÀ l’échelle de l’agglomération :\nCréer un lieu\nAu sein des QPV : lire au parc\nJouer"

    assert [(a.title, a.scales) for a in actions_of(one_row(cell))] == [
        ("Accueillir partout", ()),
        ("Créer un lieu", ("epci",)),
        ("lire au parc", ("qpv",)),
        ("Jouer", ("qpv",)),
    ]


def test_title_with_a_colon_is_no_scale() -> None:
    assert [a.title for a in actions_of(one_row("Lieu passerelle : ouvrir le samedi"))] == [
        "Lieu passerelle : ouvrir le samedi"
    ]


def test_fiche_referred_to_by_several_objectives_is_one_fiche() -> None:
    table = [HEAD, [*FIRST, "Créer", "n° 3, 13 et 10"], ["", "", "OO 2 : Lire", "", "n° 13"]]

    reading = read(rows_of([*table, ["", "OI 2 : Jouer", "OO 1 : Sortir", "", "fiche n° 13"]]))

    assert placeholders(reading) == ["3", "13", "10"]
    shared = next(action for action in actions_of(reading) if action.number == 13)
    assert shared.also_serves == (
        ("Jeunesse", "I : Grandir", "OI 1 : Accueillir", "OO 2 : Lire"),
        ("Jeunesse", "I : Grandir", "OI 2 : Jouer", "OO 1 : Sortir"),
    )
    assert "oo-without-fiche" not in codes(reading)
    assert "missing-number" not in codes(reading)


def test_same_number_in_two_themes_is_two_fiches() -> None:
    rows: Rows = [HEAD, [*FIRST, "Créer", "n° 3"]]

    reading = read(word("# PGT JEUNESSE", rows, "# PGT ENFANCE", rows), "annexe.docx")

    assert [[a.reference for a in theme.all_actions()] for theme in reading.outline.themes] == [["", "3"], ["", "3"]]


def test_fiche_that_the_file_holds_takes_the_place_of_the_reference() -> None:
    table = [
        HEAD,
        [*FIRST, "Créer", "n° 3 et 4"],
        ["", "", "OO 2 : Lire", "Fiche 3 : Lire au parc", ""],
    ]

    reading = read(rows_of(table))

    assert placeholders(reading) == ["4"]
    real = next(action for action in actions_of(reading) if action.number == 3)
    assert (real.title, real.also_serves) == (
        "Lire au parc", (("Jeunesse", "I : Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir"),),
    )  # fmt: skip
    assert issue(reading, "reference-found").proposal == "rattachée aussi à OO 1"


def test_fiche_listed_elsewhere_hangs_where_it_is_referred_to() -> None:
    table = [HEAD, [*FIRST, "Créer", "n° 3 et 4"]]

    reading = read(word("# PGT JEUNESSE", "Liste des actions", "* Fiche 3 : Lire au parc", table), "annexe.docx")

    assert tree(reading.outline)[-3:] == [
        ". . . * Créer",
        ". . . * 3 Lire au parc",
        ". . . * 4 Fiche n° 4 (annexée, non fournie)",
    ]
    assert reading.outline.themes[0].unattached == ()


def test_title_given_with_its_number_is_a_real_fiche() -> None:
    reading = one_row("Créer", "Fiche 3 : Lire au parc")

    assert placeholders(reading) == []
    assert tree(reading.outline)[-1] == ". . . * 3 Lire au parc"


def test_references_of_a_merged_cell_serve_each_objective_of_its_rows() -> None:
    table = [HEAD, [*FIRST, "Créer", "n° 3"], ["", "", "OO 2 : Lire", "Jouer", None]]

    third = actions_of(read(word("# JEUNESSE", table), "annexe.docx"))[1]

    assert (third.reference, [path[-1] for path in third.also_serves]) == ("3", ["OO 2 : Lire"])


def test_references_beside_several_objectives_serve_all_of_them() -> None:
    table = [HEAD, ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir\nOO 2 : Lire", "", "n° 3"]]

    (third,) = actions_of(read(rows_of(table)))

    assert [path[-1] for path in third.also_serves] == ["OO 2 : Lire"]


def test_two_numbers_and_a_dash_are_a_list_and_the_doubt_is_said() -> None:
    reading = one_row("Créer", "Fiches n°2-5")

    assert placeholders(reading) == ["2", "5"]
    assert (
        issue(reading, "unclear-reference").message == "« 2 - 5 » lu comme deux fiches, et non comme les fiches 2 à 5"
    )


def test_sentence_in_the_column_of_references_is_a_note() -> None:
    reading = one_row("Créer", "voir la convention avec le collège")

    assert placeholders(reading) == []
    objective = list(reading.outline.themes[0].walk())[-1]
    assert objective.note == "voir la convention avec le collège"


def test_dash_in_the_column_of_references_is_nothing() -> None:
    reading = one_row("Créer", "—")

    assert placeholders(reading) == []
    assert [fate.fate.value for fate in reading.fates][-1] == "ignored"


@pytest.mark.parametrize("title", ["Fiches actions", "N° de fiche", "Observations"])
def test_column_of_numbers_is_known_by_what_stands_in_it(title: str) -> None:
    table = [[*HEAD[:4], title], [*FIRST, "Créer un lieu", "3 – 13 – 10"], ["", "", "OO 2 : Lire", "Lire", "13"]]

    reading = read(rows_of(table))

    assert reading.layout == "annexees"
    assert placeholders(reading) == ["3", "13", "10"]


def test_tableau_with_one_number_a_row_stays_a_tableau() -> None:
    table = [[*HEAD[:3], "N° de fiche", "Fiches"], [*FIRST, 1, "Créer"], ["", "", "", 2, "Lire"]]

    reading = read(rows_of(table))

    assert reading.layout == "tableau"
    assert tree(reading.outline)[-2:] == [". . . * 1 Créer", ". . . * 2 Lire"]


@pytest.mark.parametrize("order", [(4, 3, 2, 1, 0), (2, 0, 4, 1, 3)])
def test_order_of_columns_changes_nothing(order: tuple[int, ...]) -> None:
    table = [HEAD, [*FIRST, "Créer", "n° 3 et 13"], ["", "", "OO 2 : Lire", "Jouer", "n° 3"]]

    reading = read(rows_of([[row[i] for i in order] for row in table]))

    assert reading.outline == read(rows_of(table)).outline
