"""Tables of other makes: headers in unknown words, axes in the names of sheets, notes and legends around the rows."""

import pytest

from annexes.reading import Fate, Severity
from tests.readers.makers import HEADER, PLAIN, PLAIN_TREE, codes, issue, read, rows_of, tree, xlsx

UNKNOWN = [
    ["Ce que nous voulons", "Comment", "Pour quoi"],
    ["Bien grandir", "Ouvrir un lieu", "Des enfants sereins"],
    ["Bien vivre", "Sortir en famille", "Des parents présents"],
]


def test_header_in_unknown_words_is_no_fiche() -> None:
    reading = read(rows_of(UNKNOWN))

    assert "Ce que nous voulons" not in [action.title for action in reading.outline.all_actions()]
    assert {"effets", "tableau", "colonnes", "liste"} <= set(reading.parts[0].choices)


def test_row_of_titles_is_no_header() -> None:
    reading = read(rows_of([["Ouvrir un lieu", "CAF"], ["Sortir en famille", "Mairie"]]))

    assert [action.title for action in reading.outline.all_actions()] == ["Ouvrir un lieu", "Sortir en famille"]


def test_effects_that_a_person_asks_for_are_read_by_the_place_of_their_columns() -> None:
    reading = read(rows_of(UNKNOWN), layouts={"1": "effets"})

    assert tree(reading.outline) == [
        "[Jeunesse]", "Bien grandir", ". Ouvrir un lieu", "Bien vivre", ". Sortir en famille"
    ]  # fmt: skip
    effects = [one.effects.text for theme in reading.outline.themes for one in theme.walk() if one.effects]
    assert effects == ["Des enfants sereins", "Des parents présents"]
    found = issue(reading, "columns-by-place")
    assert (found.where, found.severity) == ("Feuille Jeunesse, A1", Severity.WARNING)
    assert "Comment : colonne des objectifs opérationnels" in found.proposal


def test_tableau_that_a_person_asks_for_is_read_by_the_place_of_its_columns() -> None:
    reading = read(rows_of(UNKNOWN), layouts={"1": "tableau"})

    assert tree(reading.outline)[1:4] == ["Bien grandir", ". Ouvrir un lieu", ". . * Des enfants sereins"]


SHEET = [["N°", "Objectif opérationnel", "Intitulé de la fiche"], ["OI 1 : Accueillir", "", ""]]


def test_axis_in_the_name_of_a_sheet_is_the_axis_of_its_rows() -> None:
    data = xlsx(
        ("Axe 1 - Grandir", [*SHEET, ["Fiche n°1", "Ouvrir", "Créer une crèche"]]),
        ("Axe 2 - Vivre", [*SHEET, ["Fiche n°2", "Visiter", "Aller au musée"]]),
        merged=["A2:C2"],
    )

    reading = read(data)

    assert tree(reading.outline) == [
        "1 Grandir", ". OI 1 Accueillir", ". . Ouvrir", ". . . * 1 Créer une crèche",
        "2 Vivre", ". OI 1 Accueillir", ". . Visiter", ". . . * 2 Aller au musée",
    ]  # fmt: skip
    found = [one.where for one in reading.issues if one.code == "axis-from-sheet"]
    assert found == ["Feuille Axe 1 - Grandir", "Feuille Axe 2 - Vivre"]


def test_axis_that_the_rows_name_is_theirs_whatever_the_sheet_is_called() -> None:
    reading = read(xlsx(("Axe 1 - Grandir dans le terri", PLAIN)))

    assert tree(reading.outline) == PLAIN_TREE[1:]
    assert "axis-from-sheet" not in codes(reading)


@pytest.mark.parametrize(
    "note",
    [
        "NB : les actions en vert sont terminées",
        "N.B. : en attente du comité",
        "Source : service éducation, 2026",
        "Légende : vert = réalisé",
        "* Fiches en cours de rédaction",
        "(1) Sous réserve de financement",
    ],
)
def test_note_under_the_rows_is_kept_and_makes_no_object(note: str) -> None:
    reading = read(rows_of([*PLAIN, [note, "", "", ""]]))

    assert tree(reading.outline) == PLAIN_TREE
    (fate,) = [fate for fate in reading.fates if fate.text == note]
    assert (fate.fate, fate.reason) == (Fate.KEPT, "note ou légende du tableau")


def test_legend_of_several_cells_is_kept_and_makes_no_object() -> None:
    reading = read(rows_of([["Légende", "Vert : réalisé", "Orange : en cours", ""], *PLAIN]))

    assert tree(reading.outline) == PLAIN_TREE
    assert sum(1 for fate in reading.fates if fate.reason == "note ou légende du tableau") == 3


def test_bullet_in_the_column_of_fiches_is_a_fiche() -> None:
    reading = read(rows_of([HEADER, PLAIN[1], ["", "", "", "* Camper"]]))

    assert "Camper" in [action.title for action in reading.outline.all_actions()]


def test_column_without_a_field_is_told_as_kept_in_the_description() -> None:
    header = ["Axe", "Titre de la fiche", "Pilote", "Bidule", "Statut", "Public"]
    reading = read(rows_of([header, ["Grandir", "Ouvrir un lieu", "CAF", "rouge", "En cours", "Familles"]]))

    (action,) = reading.outline.all_actions()
    assert action.description == "Bidule : rouge"
    (fate,) = [fate for fate in reading.fates if fate.text == "rouge"]
    assert fate.fate is Fate.KEPT
    assert fate.reason.replace("\u00a0", " ") == "colonne « Bidule » : gardée dans la description de la fiche"


def test_texts_of_a_column_without_a_title_are_said_once() -> None:
    header = ["", "Objectifs opérationnels", "Fiches"]
    reading = read(rows_of([header, ["Grandir", "Ouvrir", "Fiche 1 : Crèche"], ["Vivre", "Sortir", "Fiche 2 : Forêt"]]))

    found = issue(reading, "untitled-column")
    assert (found.where, found.severity) == ("Feuille Jeunesse, A2", Severity.WARNING)
    assert {fate.text for fate in reading.fates if fate.fate is Fate.KEPT} == {"Grandir", "Vivre"}


def test_note_under_a_flat_sheet_is_kept_and_makes_no_object() -> None:
    header = ["Axe", "Titre de la fiche", "Pilote", "Statut", "Public"]
    row = ["Grandir", "Ouvrir un lieu", "CAF", "En cours", "Familles"]
    reading = read(rows_of([header, row, ["NB : à compléter", "", "", "", ""], ["Légende : vert", "", "", "", ""]]))

    assert reading.parts[0].layout == "colonnes"
    assert tree(reading.outline) == ["[Jeunesse]", "Grandir", ". * Ouvrir un lieu"]


@pytest.mark.parametrize(
    "title", ["Lecture : ouvrir la bibliothèque", "Notes de musique : éveil", "Sources : le moulin"]
)
def test_fiche_whose_title_begins_like_a_note_is_a_fiche(title: str) -> None:
    reading = read(rows_of([HEADER, PLAIN[1], ["", "", "", title]]))

    assert title in [action.title for action in reading.outline.all_actions()]
