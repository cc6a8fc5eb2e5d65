"""The layout axe | OI | OO | fiches: its shape, its merged and missing cells."""

from itertools import permutations

import pytest

from actions.enums import Role
from tests.readers.makers import HEADER, PLAIN, PLAIN_TREE, codes, issue, read, rows_of, tree, word, xlsx


def test_plain_tableau_gives_its_tree() -> None:
    reading = read(rows_of(PLAIN))

    assert tree(reading.outline) == PLAIN_TREE
    assert codes(reading) == []
    assert reading.layout == "tableau"
    assert reading.outline.carries.action == {"title", "number", "suffix"}
    assert reading.outline.carries.objective == {"title", "code"}
    assert reading.outline.carries.theme == {"title"}


def test_same_tableau_in_word_gives_the_same_tree() -> None:
    merged = [[cell or None for cell in row] for row in PLAIN]

    reading = read(word("# JEUNESSE", merged), "annexe.docx")

    assert tree(reading.outline) == PLAIN_TREE
    assert codes(reading) == []


@pytest.mark.parametrize("order", list(permutations(range(4)))[1::3])
def test_order_of_columns_changes_nothing(order: tuple[int, ...]) -> None:
    reading = read(rows_of([[row[i] for i in order] for row in PLAIN]))

    assert tree(reading.outline) == PLAIN_TREE
    assert codes(reading) == []


def test_labels_repeated_on_every_row_make_one_objective() -> None:
    table, above = [PLAIN[0]], PLAIN[1]
    for row in PLAIN[1:]:
        above = [cell or before for cell, before in zip(row, above, strict=True)]
        table.append(list(above))

    reading = read(rows_of(table))

    assert tree(reading.outline) == PLAIN_TREE
    assert codes(reading) == []


def test_blank_separator_and_header_rows_in_mid_table_change_nothing() -> None:
    table = [*PLAIN[:3], ["", "", "", ""], ["---", "---", "---", "---"], HEADER, *PLAIN[3:]]

    assert tree(read(rows_of(table)).outline) == PLAIN_TREE


def test_table_without_header_is_read_by_its_labels() -> None:
    assert tree(read(rows_of(PLAIN[1:])).outline) == PLAIN_TREE


def test_vertically_merged_cells_speak_for_their_rows() -> None:
    merged = ["A2:A5", "B2:B4", "C2:C3"]

    reading = read(xlsx(("Jeunesse", PLAIN), merged=merged))

    assert tree(reading.outline) == PLAIN_TREE
    assert codes(reading) == []


def test_row_after_a_merged_cell_goes_on_and_it_is_said() -> None:
    table = [*PLAIN[:4], ["", "", "", "Fiche 4 : Recruter"]]

    reading = read(xlsx(("Jeunesse", table), merged=["C2:C3"]))
    assert "after-merge" not in codes(reading)

    table = [HEADER, PLAIN[1], PLAIN[2], ["", "", "", "Fiche 3 : Recruter"]]
    reading = read(xlsx(("Jeunesse", table), merged=["C2:C3"]))

    assert tree(reading.outline)[-1] == ". . . * 3 Recruter"
    assert issue(reading, "after-merge").where == "Feuille Jeunesse, D4"


def test_merged_objective_takes_its_rows_back_after_a_slipped_one() -> None:
    table = [
        HEADER,
        ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir", "Fiche 1 : Bâtir"],
        ["OI 2 : Informer", "", "OO 1 : Dire", "Fiche 2 : Écrire"],
        ["", "", "OO 2 : Montrer", "Fiche 3 : Exposer"],
        ["", "", "OO 2 : Tenir", "Fiche 4 : Garder"],
    ]

    reading = read(xlsx(("Jeunesse", table), merged=["B2:B5", "A3:A4"]))

    assert tree(reading.outline)[2:] == [
        ". OI 1 Accueillir",
        ". . OO 1 Ouvrir",
        ". . . * 1 Bâtir",
        ". . OO 2 Tenir",
        ". . . * 4 Garder",
        ". OI 2 Informer",
        ". . OO 1 Dire",
        ". . . * 2 Écrire",
        ". . OO 2 Montrer",
        ". . . * 3 Exposer",
    ]


def test_objective_without_fiche_is_said_and_never_filled() -> None:
    table = [*PLAIN[:2], ["", "", "OO 2 : Former", ""], ["", "", "OO 3 : Lier", "Fiche 2 : Se voir"]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[3:] == [
        ". . OO 1 Ouvrir des places",
        ". . . * 1 Ouvrir une crèche",
        ". . OO 2 Former",
        ". . OO 3 Lier",
        ". . . * 2 Se voir",
    ]
    found = issue(reading, "oo-without-fiche")
    assert found.where == "Feuille Jeunesse, C3"
    assert "fiche 1, seule au-dessus, couvre peut-être" in found.proposal


def test_fiche_merged_over_two_objectives_belongs_to_the_first_and_it_is_said() -> None:
    table = [*PLAIN[:2], ["", "", "OO 2 : Former", ""]]

    reading = read(xlsx(("Jeunesse", table), merged=["D2:D3"]))

    assert tree(reading.outline)[3:] == [". . OO 1 Ouvrir des places", ". . . * 1 Ouvrir une crèche", ". . OO 2 Former"]
    assert "fusionnée jusqu’ici" in issue(reading, "oo-without-fiche").proposal


def test_titles_in_small_letters_are_titles_where_nothing_is_numbered() -> None:
    table = [["Objectif", "Actions"], ["Aider", "ouvrir un lieu"], ["", "créer un club"], ["", "tenir un stand"]]

    assert [a.title for a in read(rows_of(table)).outline.all_actions()] == [
        "ouvrir un lieu",
        "créer un club",
        "tenir un stand",
    ]


def test_plan_without_intermediate_objectives_is_read() -> None:
    table = [["Axe", "Objectif opérationnel", "Fiche action"], ["Axe 1 : Grandir", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[1:] == ["1 Grandir", ". OO 1 Dire", ". . * 1 Ouvrir"]
    assert codes(reading) == []


def test_codes_of_a_contrat_de_ville_stay_codes() -> None:
    table = [
        ["Axe", "Enjeu", "Fiche orientation opérationnelle", "Fiches actions"],
        ["Axe 2 : Éduquer", "Enjeu 1 : Donner accès", "", "Fiche 1.2.4 : Coordonner"],
        ["", "", "", "1.2.5 Animer"],
    ]

    reading = read(rows_of(table))

    assert [(a.number, a.code, a.title) for a in reading.outline.all_actions()] == [
        (None, "1.2.4", "Coordonner"),
        (None, "1.2.5", "Animer"),
    ]
    assert "code" in reading.outline.carries.action


def test_actions_in_a_table_without_objectives_are_unattached() -> None:
    table = [["Actions", "Pilote"], ["Ouvrir un café des parents", "Centre social"], ["Lire le soir", "Médiathèque"]]

    reading = read(rows_of(table))

    assert tree(reading.outline) == ["[Jeunesse]", "~ Ouvrir un café des parents", "~ Lire le soir"]
    assert next(reading.outline.all_actions()).people(Role.LEAD) == ("Centre social",)
