"""The layout objectifs généraux | objectifs opérationnels | effets attendus."""

import pytest

from annexes.reading import Reading
from tests.readers.makers import codes, issue, plain, read, tree, word, xlsx

HEAD = ["Objectifs généraux", "Objectifs opérationnels", "Effets attendus"]


def effects(reading: Reading) -> dict[str, tuple[int, str]]:
    found = [o for theme in reading.outline.themes for o in theme.walk()]
    return {o.title: (o.effects.group, o.effects.text) for o in found if o.effects}


def pedt(*rows: list[str], merged: tuple[str, ...] = ()) -> Reading:
    reading = read(xlsx(("Objectifs", [HEAD, *rows]), merged=merged), "pedt.xlsx")
    assert reading.layout == "effets"
    assert not reading.has_errors
    return reading


def test_effects_belong_to_the_objectives_of_their_row() -> None:
    reading = pedt(
        ["Favoriser la réussite", "Aider aux devoirs\nOuvrir le soir", "• moins de retards\n• plus de confiance"],
        ["", "Lire ensemble", "goût de lire"],
        ["Vivre ensemble", "Jouer dehors", "moins de conflits"],
    )

    assert tree(reading.outline) == [
        "Favoriser la réussite",
        ". Aider aux devoirs",
        ". Ouvrir le soir",
        ". Lire ensemble",
        "Vivre ensemble",
        ". Jouer dehors",
    ]
    bullets = "- moins de retards\n- plus de confiance"
    assert effects(reading) == {
        "Aider aux devoirs": (1, bullets),
        "Ouvrir le soir": (1, bullets),
        "Lire ensemble": (2, "goût de lire"),
        "Jouer dehors": (1, "moins de conflits"),
    }
    assert "effects" in reading.outline.carries.objective
    assert codes(reading) == []


@pytest.mark.parametrize(
    "cell",
    [
        "Aider aux devoirs\nOuvrir le soir",
        "• Aider aux devoirs\n• Ouvrir le soir",
        "- Aider aux devoirs\n- Ouvrir le soir",
        "1. Aider aux devoirs\n2. Ouvrir le soir",
        "1.1 Aider aux devoirs\n1.2 Ouvrir le soir",
        "OO 1 : Aider aux devoirs\nOO 2 : Ouvrir le soir",
        "OO1 - Aider aux devoirs OO2 - Ouvrir le soir",
        "<p>Aider aux devoirs</p><p>Ouvrir le soir</p>",
    ],
)
def test_several_objectives_of_a_cell_share_the_effects_of_their_row(cell: str) -> None:
    given = effects(pedt(["OG 1 : Favoriser la réussite", cell, "Moins de retards."]))

    assert given == {"Aider aux devoirs": (1, "Moins de retards."), "Ouvrir le soir": (1, "Moins de retards.")}


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("OG 1 : Réussir", "OG 1"),
        ("OG1 – Réussir", "OG 1"),
        ("Objectif général n° 1 : Réussir", "OG 1"),
        ("1. Réussir", "OI 1"),
        ("1 - Réussir", "OI 1"),
        ("Objectif 1 : Réussir", "OI 1"),
        ("Réussir", ""),
    ],
)
def test_general_objective_may_bear_its_number(label: str, code: str) -> None:
    (general,) = pedt([label, "Aider aux devoirs", "Moins de retards."]).outline.themes[0].objectives

    assert (general.code, general.title) == (code, "Réussir")


def test_effects_merged_over_rows_belong_to_the_objectives_of_all_of_them() -> None:
    reading = pedt(
        ["Réussir", "Aider", "Moins de retards"],
        ["", "Ouvrir", ""],
        ["Vivre", "Jouer", ""],
        ["", "Chanter", "Plus de rires"],
        merged=("A2:A3", "C2:C4", "A4:A5"),
    )

    assert effects(reading) == {
        "Aider": (1, "Moins de retards"),
        "Ouvrir": (1, "Moins de retards"),
        "Jouer": (1, "Moins de retards"),
        "Chanter": (2, "Plus de rires"),
    }


def test_effects_on_several_rows_of_a_merged_objective_are_put_together() -> None:
    reading = pedt(
        ["Réussir", "Aider\nOuvrir", "Moins de retards"],
        ["", "", "Plus de confiance"],
        ["", "Lire", "Goût de lire"],
        merged=("A2:A4", "B2:B3"),
    )

    both = (1, "Moins de retards\nPlus de confiance")
    assert effects(reading) == {"Aider": both, "Ouvrir": both, "Lire": (2, "Goût de lire")}
    assert issue(reading, "more-effects").where == "Feuille Objectifs, C3"


def test_merged_cells_of_a_document_are_read_alike() -> None:
    table = [HEAD, ["Réussir", "Aider\nOuvrir", "Moins de retards."], [None, "Lire", "Goût de lire.\nPlus de livres."]]

    reading = read(word("# Projet éducatif de territoire", table), "pedt.docx")

    assert effects(reading) == {
        "Aider": (1, "Moins de retards."),
        "Ouvrir": (1, "Moins de retards."),
        "Lire": (2, "Goût de lire.\nPlus de livres."),
    }


def test_axes_may_come_first_and_columns_in_any_order() -> None:
    rows = [
        ["Effets attendus", "Axe", "Objectifs opérationnels", "Objectifs généraux"],
        ["Moins de retards", "Axe 1 : Grandir", "Aider", "OG 1 : Réussir"],
        ["Plus de rires", "Axe 2 : Vivre", "Jouer", "OG 1 : Sortir"],
    ]

    reading = read(xlsx(("Objectifs", rows)))

    assert tree(reading.outline) == [
        "1 Grandir", ". OG 1 Réussir", ". . Aider", "2 Vivre", ". OG 1 Sortir", ". . Jouer",
    ]  # fmt: skip
    assert effects(reading) == {"Aider": (1, "Moins de retards"), "Jouer": (1, "Plus de rires")}


def test_general_objectives_without_operational_ones_bear_the_effects() -> None:
    assert effects(pedt(["Réussir", "", "Moins de retards"], ["Vivre", "", "Plus de rires"])) == {
        "Réussir": (1, "Moins de retards"),
        "Vivre": (2, "Plus de rires"),
    }


def test_objectives_without_effects_are_nothing_special() -> None:
    reading = pedt(["Réussir", "Aider", ""], ["", "Lire", "Goût de lire"])

    assert effects(reading) == {"Lire": (1, "Goût de lire")}
    assert codes(reading) == []


def test_effects_above_any_objective_are_kept_as_text() -> None:
    reading = pedt(["", "", "Un effet sans objectif"], ["Réussir", "Aider", "Moins de retards"])

    assert [plain(fate.reason) for fate in reading.fates if fate.text == "Un effet sans objectif"] == [
        "effets attendus : aucun objectif sur cette ligne"
    ]


def test_table_with_fiches_gives_its_effects_to_them() -> None:
    rows = [["Axe", "OO", "Fiches actions", "Effets attendus"], ["Axe 1 : A", "OO 1 : B", "Fiche 1 : C", "Des rires"]]

    reading = read(xlsx(("Jeunesse", rows)))

    assert reading.layout == "tableau"
    assert next(reading.outline.all_actions()).expected_effects == "Des rires"


def test_several_general_objectives_in_bullets_are_several_and_the_doubt_is_said() -> None:
    reading = pedt(["• Réussir\n• Vivre", "• Aider\n• Jouer", "Des rires"])

    assert tree(reading.outline) == ["Réussir", "Vivre", ". Aider", ". Jouer"]
    assert issue(reading, "several-objectives").where == "Feuille Objectifs, B2"


def test_second_line_of_a_general_objective_is_its_description() -> None:
    text = "Réussir\nPour que chaque enfant avance"

    reading = pedt([text, "Aider", "Des rires"], [text, "Jouer", "Des jeux"])

    (general,) = reading.outline.themes[0].objectives
    assert (general.title, general.description) == ("Réussir", "Pour que chaque enfant avance")


@pytest.mark.parametrize("heading", ["Effets attendus :", "EFFETS ATTENDUS", "Effets recherchés :"])
def test_effects_may_stand_in_lines_under_their_objective(heading: str) -> None:
    lines = ("Axe 1 : Grandir", "OG 1 : Réussir", "OO 1 : Lire", heading, "* Goût de lire", "* Livres prêtés")

    reading = read(word(*lines, "OO 2 : Jouer", "Effets attendus : des rires", "Actions :", "* Ouvrir"), "pedt.docx")

    assert tree(reading.outline)[1:] == [". OG 1 Réussir", ". . OO 1 Lire", ". . OO 2 Jouer", ". . . * Ouvrir"]
    assert effects(reading) == {"Lire": (1, "- Goût de lire\n- Livres prêtés"), "Jouer": (2, "des rires")}
