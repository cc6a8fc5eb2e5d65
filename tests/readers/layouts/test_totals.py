"""Rows that count the others stay out of the plan, and it is said."""

import pytest

from annexes.reading import Fate
from tests.readers.makers import HEADER, PLAIN, PLAIN_TREE, Rows, codes, issue, read, rows_of, tree, word

TOTALS = [
    ["TOTAL", "", "", "5 fiches"],
    ["Total", "", "", 5],
    ["Total général", "2 axes", "", "5 fiches actions"],
    ["Sous-total", "", "", "5"],
    ["Sous total axe II :", "", "", "1 fiche"],
    ["Nombre total de fiches", "", "", "5"],
    ["Nombre de fiches actions : 5", "", "", ""],
    ["", "", "TOTAL DES FICHES", "5"],
    ["TOTAL", "", "", ""],
]


@pytest.mark.parametrize("row", TOTALS, ids=lambda row: " ".join(map(str, filter(None, row))))
def test_total_makes_no_object_and_is_said_at_its_cell(row: list[object]) -> None:
    reading = read(rows_of([*PLAIN, row]))

    assert tree(reading.outline) == PLAIN_TREE
    first = next(rank for rank, text in enumerate(row) if text != "")
    assert issue(reading, "total-row").where == f"Feuille Jeunesse, {'ABCD'[first]}{len(PLAIN) + 1}"
    fates = [fate for fate in reading.fates if fate.reason == "ligne de total"]
    assert [fate.fate for fate in fates] == [Fate.IGNORED] * sum(1 for text in row if text != "")


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "OO 2 : Lutter contre l’échec", "Total des mercredis : ouvrir un lieu"],
        ["", "", "", "Totalement dehors : camper"],
        ["", "", "", "Nombre et lettres : jouer"],
    ],
)
def test_title_that_begins_like_a_total_is_a_fiche(row: list[str]) -> None:
    reading = read(rows_of([*PLAIN, row]))

    assert "total-row" not in codes(reading)
    assert row[3] in [action.title for action in reading.outline.all_actions()]


FLAT: Rows = [
    ["Axe", "Titre de la fiche", "Pilote", "Statut", "Public"],
    ["Grandir", "Ouvrir un lieu", "CAF", "En cours", "Familles"],
    ["TOTAL", "1 fiche", "", "", ""],
]


def test_total_of_a_flat_sheet_is_left_out() -> None:
    reading = read(rows_of(FLAT), layouts={"1": "colonnes"})

    assert [action.title for action in reading.outline.all_actions()] == ["Ouvrir un lieu"]
    assert "total-row" in codes(reading)


def test_total_under_a_table_of_a_document_is_left_out() -> None:
    reading = read(word("# Jeunesse", [HEADER, *PLAIN[1:]], "Nombre total de fiches : 5"), "annexe.docx")

    assert tree(reading.outline) == PLAIN_TREE
    assert issue(reading, "total-row").where == "Paragraphe 2"
