"""Several layouts in one file, with headings in between: what is open flows from part to part."""

from actions.enums import Role
from tests.readers.makers import HEADER, PLAIN, Rows, codes, read, tree, word, xlsx

FICHE: Rows = [
    ["Contexte", "Les familles sont loin des services"],
    ["Objectifs", "Accueillir mieux"],
    ["Pilote", "CCAS de Valmire"],
    ["Partenaires", "CAF ; MSA"],
    ["Calendrier", "2026-2027"],
]
TABLEAU: Rows = [
    HEADER,
    ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir", "Fiche 1 : Ouvrir une crèche"],
    ["", "", "", "Fiche 2 : Lire au parc"],
]
EFFECTS: Rows = [["Objectifs généraux", "Objectifs opérationnels", "Effets attendus"], ["Vivre", "Jouer", "Des rires"]]
ANNEXED: Rows = [
    ["Axe", "OI", "OO", "Actions", "Fiches annexées"],
    ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir", "Créer un lieu", "n° 3 et 4"],
]


def test_fiches_after_the_tableau_that_names_them_complete_them() -> None:
    data = word("# PGT JEUNESSE", TABLEAU, "FICHE 1 : Ouvrir une crèche", FICHE, "FICHE 2 : Lire au parc", FICHE)

    reading = read(data, "annexe.docx")

    assert reading.layout == "mixte"
    assert tree(reading.outline)[-2:] == [". . . * 1 Ouvrir une crèche", ". . . * 2 Lire au parc"]
    assert [action.people(Role.LEAD) for action in reading.outline.all_actions()] == [("CCAS de Valmire",)] * 2


def test_fiche_before_the_tableau_that_names_it_hangs_where_the_tableau_says() -> None:
    reading = read(word("FICHE 1 : Ouvrir une crèche", FICHE, "Priorisation", TABLEAU), "annexe.docx")

    first, second = reading.outline.all_actions()
    assert (first.title, first.also_serves, first.people(Role.LEAD)) == ("Ouvrir une crèche", (), ("CCAS de Valmire",))
    assert second.title == "Lire au parc"
    assert all(theme.unattached == () for theme in reading.outline.themes)
    assert "fiche-repeated" not in codes(reading)


def test_annexed_fiche_given_after_the_table_takes_its_place() -> None:
    reading = read(word("# PGT JEUNESSE", ANNEXED, "FICHE 3 : Ouvrir une crèche", FICHE), "annexe.docx")

    assert tree(reading.outline)[-3:] == [
        ". . . * Créer un lieu",
        ". . . * 3 Ouvrir une crèche",
        ". . . * 4 Fiche n° 4 (annexée, non fournie)",
    ]
    assert [action.people(Role.LEAD) for action in reading.outline.all_actions()][1] == ("CCAS de Valmire",)


def test_themes_of_one_document_may_each_have_their_layout() -> None:
    data = word(
        "# PGT JEUNESSE", "Axe 1 : Grandir", [HEADER[1:], ["OI 1 : A", "OO 1 : B", "Fiche 1 : C"]],
        "AXE 2 : Vivre", EFFECTS,
        "# PGT ENFANCE", ANNEXED,
        "# PGT PARENTALITÉ", "Actions en cours", "* Café des parents",
    )  # fmt: skip

    reading = read(data, "annexe.docx")

    assert reading.layout == "mixte"
    assert tree(reading.outline) == [
        "[Jeunesse]", "1 Grandir", ". OI 1 A", ". . OO 1 B", ". . . * 1 C", "2 Vivre", ". Vivre", ". . Jouer",
        "[Enfance]", "I Grandir", ". OI 1 Accueillir", ". . OO 1 Ouvrir", ". . . * Créer un lieu",
        ". . . * 3 Fiche n° 3 (annexée, non fournie)", ". . . * 4 Fiche n° 4 (annexée, non fournie)",
        "[Parentalité]", "~ Café des parents",
    ]  # fmt: skip


def test_sheets_of_one_workbook_may_go_on_with_one_theme() -> None:
    reading = read(xlsx(("Axe 1", [["PGT JEUNESSE"], *PLAIN[:5]]), ("Axe 2", [HEADER, *PLAIN[5:]])))

    assert [theme.title for theme in reading.outline.themes] == ["Jeunesse"]
    assert [part.where for part in reading.parts] == ["Feuille Axe 1", "Feuille Axe 2"]


def test_part_left_out_does_not_open_the_theme_of_its_sheet() -> None:
    reading = read(xlsx(("Enfance", TABLEAU), ("Jeunesse", TABLEAU)), layouts={"1": "ignorer"})

    assert [theme.title for theme in reading.outline.themes] == ["Jeunesse"]
