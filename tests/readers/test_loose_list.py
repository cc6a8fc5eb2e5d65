"""Lines outside tables: lists of actions, themes that follow one another, what is said of them."""

from datetime import date
from io import BytesIO

import docx
import pytest

from actions.enums import Role, Status
from annexes.reading import Severity
from tests.readers.makers import HEADER, PLAIN, codes, issue, read, tree, word, xlsx

TABLE = [HEADER, ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]
SECOND = [HEADER, ["I – Vivre", "OI 1 : Sortir", "OO 1 : Voir", "Fiche 1 : Visiter"]]


def test_list_of_actions_under_way_is_read() -> None:
    reading = read(
        word(
            "# PGT CITOYENNETE",
            "ACTIONS DÉJÀ MISES EN ŒUVRE",
            "(à rattacher à des axes après le prochain comité)",
            "Conseil des enfants",
            "Café des parents (CAF, politique de la ville)",
            "Semaine des familles (la fête de tous)",
            "* Ateliers du mercredi (Mairie de Trucville)",
        ),
        "citoyennete.docx",
    )

    (theme,) = reading.outline.themes
    assert (theme.title, theme.note) == ("Citoyenneté", "à rattacher à des axes après le prochain comité")
    assert [(a.title, a.people(Role.OPERATOR), a.status) for a in theme.unattached] == [
        ("Conseil des enfants", (), Status.ONGOING),
        ("Café des parents", ("CAF", "politique de la ville"), Status.ONGOING),
        ("Semaine des familles (la fête de tous)", (), Status.ONGOING),
        ("Ateliers du mercredi", ("Mairie de Trucville",), Status.ONGOING),
    ]
    assert codes(reading) == ["holders-in-parenthesis", "holders-in-parenthesis"]
    assert reading.layout == "liste"
    assert reading.outline.carries.action == {"title", "number", "suffix", "status", "participations"}


def test_same_list_in_a_sheet_is_read() -> None:
    rows = [["PGT CITOYENNETE"], ["ACTIONS EN COURS"], [""], ["Conseil des enfants"], ["Café des parents (CAF)"]]

    reading = read(xlsx(("Feuil1", rows)))

    assert tree(reading.outline) == ["[Citoyenneté]", "~ Conseil des enfants", "~ Café des parents"]


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("ACTIONS RÉALISÉES", Status.DONE),
        ("Actions en cours", Status.ONGOING),
        ("Actions à mettre en œuvre", Status.TO_START),
        ("Actions pérennes", Status.PERMANENT),
        ("LISTE DES ACTIONS", Status.PROPOSED),
    ],
)
def test_heading_of_a_list_gives_the_status(heading: str, status: Status) -> None:
    reading = read(word("# PGT JEUNESSE", heading, "Conseil des jeunes", "Forum des métiers"), "a.docx")

    assert [action.status for action in reading.outline.all_actions()] == [status, status]


def test_numbered_list_keeps_its_numbers() -> None:
    reading = read(word("# PGT JEUNESSE", "Actions", "1) Forum des métiers", "2. Conseil des jeunes"), "a.docx")

    assert [(a.number, a.title) for a in reading.outline.all_actions()] == [
        (1, "Forum des métiers"),
        (2, "Conseil des jeunes"),
    ]


def test_list_that_nothing_announces_is_read_with_a_warning() -> None:
    reading = read(word("Forum des métiers", "Conseil des jeunes", "Café des parents"), "a.docx")

    assert len(list(reading.outline.all_actions())) == 3
    assert issue(reading, "assumed-list").severity is Severity.WARNING


def test_prose_is_no_list_of_actions() -> None:
    prose = ["Le conseil a délibéré sur le projet éducatif.", "Il a été décidé de poursuivre la concertation."]

    reading = read(word(*prose), "a.docx")

    assert reading.has_errors
    assert issue(reading, "nothing-recognised").proposal
    assert [fate.text for fate in reading.fates] == prose


def test_plan_without_any_table_is_read_from_its_lines() -> None:
    reading = read(
        word(
            "# PGT JEUNESSE",
            "# Axe 1 : Grandir",
            "Objectif intermédiaire 1 : Aider",
            "OO 1 : Dire",
            "Fiche 1 : Ouvrir",
            "Fiche 2",
            "Fermer",
            "OO 2 : Faire",
            "* Marcher ensemble",
        ),
        "a.docx",
    )

    assert tree(reading.outline) == [
        "[Jeunesse]",
        "1 Grandir",
        ". OI 1 Aider",
        ". . OO 1 Dire",
        ". . . * 1 Ouvrir",
        ". . . * 2 Fermer",
        ". . OO 2 Faire",
        ". . . * Marcher ensemble",
    ]


def test_several_themes_follow_one_another_in_a_document() -> None:
    reading = read(
        word(
            "# PETITE ENFANCE",
            "Annexe II – 1",
            "# AXE STRATEGIQUE I : Grandir",
            TABLE,
            "# JEUNESSE",
            "Annexe II – 1",
            "Le thème de la jeunesse de 11 à 17 ans",
            "(réactualisé en mars 23)",
            SECOND,
            "# PGT PARENTALITÉ",
            "ACTIONS EN COURS",
            "Café des parents",
        ),
        "pgt.docx",
    )

    assert tree(reading.outline) == [
        "[Petite enfance]",
        "I Grandir",
        ". OI 1 Aider",
        ". . OO 1 Dire",
        ". . . * 1 Ouvrir",
        "[Jeunesse]",
        "I Vivre",
        ". OI 1 Sortir",
        ". . OO 1 Voir",
        ". . . * 1 Visiter",
        "[Parentalité]",
        "~ Café des parents",
    ]
    first, second, _ = reading.outline.themes
    assert first.annexe_number == second.annexe_number == "II-1"
    assert (second.age_min, second.age_max) == (11, 17)
    assert (second.version_label, second.version_date) == ("réactualisé en mars 23", date(2023, 3, 1))
    assert first.version_label == ""
    assert issue(reading, "duplicate-annexe").proposal
    assert reading.layout == "mixte"
    assert reading.outline.carries.theme == {
        "title", "annexe_number", "age_min", "age_max", "version_label", "version_date",
    }  # fmt: skip


def test_unknown_theme_in_capitals_is_a_theme_when_a_plan_follows() -> None:
    reading = read(word("# VIVRE ENSEMBLE", "Annexe 3", TABLE, "# NOTE FINALE", "Fin du document"), "a.docx")

    assert [theme.title for theme in reading.outline.themes] == ["Vivre ensemble"]
    assert {fate.text for fate in reading.fates if fate.fate == "kept"} == {"NOTE FINALE", "Fin du document"}


def test_each_sheet_is_a_theme() -> None:
    reading = read(
        xlsx(
            ("Petite enfance", TABLE),
            ("Feuille jeunes", [["PGT JEUNESSE (version mars 2023)"], *SECOND]),
            ("Vie locale", SECOND),
        )
    )

    assert [theme.title for theme in reading.outline.themes] == ["Petite enfance", "Jeunesse", "Vie locale"]
    assert reading.outline.themes[1].version_label == "version mars 2023"
    assert all(len(list(theme.all_actions())) == 1 for theme in reading.outline.themes)
    assert codes(reading) == []


def test_sheet_for_each_axis_is_one_theme() -> None:
    second = [HEADER, ["II – Vivre", "OI 1 : Sortir", "OO 1 : Voir", "Fiche 2 : Visiter"]]

    reading = read(xlsx(("Axe 1", [["PGT JEUNESSE"], *TABLE]), ("Axe 2", second)))

    assert [len(theme.objectives) for theme in reading.outline.themes] == [2]


def test_theme_column_opens_themes() -> None:
    rows = [["Thème", *HEADER], ["Enfance", *TABLE[1]], ["Jeunesse", *SECOND[1]], ["", "", "", "", "Fiche 2 : Lire"]]

    reading = read(xlsx(("Feuil1", rows)))

    assert [(t.title, len(list(t.all_actions()))) for t in reading.outline.themes] == [("Enfance", 1), ("Jeunesse", 2)]


def test_theme_without_title_takes_the_name_of_the_file() -> None:
    reading = read(xlsx(("Feuil1", TABLE)), "PGT-petite-enfance.xlsx")

    assert reading.outline.themes[0].title == "Petite enfance"
    assert issue(reading, "theme-from-file-name").severity is Severity.INFO


def test_version_and_ages_stay_out_of_the_title() -> None:
    rows = [["PGT ENFANCE 3/11 ans - TABLEAU DES ACTIONS (mis à jour le 12/03/2024)"], *TABLE]

    (theme,) = read(xlsx(("Feuil1", rows))).outline.themes

    assert (theme.title, theme.age_min, theme.age_max) == ("Enfance", 3, 11)
    assert (theme.version_label, theme.version_date) == ("mis à jour le 12/03/2024", date(2024, 3, 12))


def test_table_of_contents_is_not_read_twice() -> None:
    made = docx.Document()
    made.styles.add_style("toc 1", 1)
    made.add_paragraph("AXE STRATEGIQUE I : Grandir\t3", style="toc 1")
    made.add_heading("AXE STRATEGIQUE I : Grandir", 1)
    made.add_paragraph("OI 1 : Aider")
    out = BytesIO()
    made.save(out)

    reading = read(out.getvalue(), "a.docx")

    assert tree(reading.outline) == ["I Grandir", ". OI 1 Aider"]
    assert [fate.reason for fate in reading.fates] == ["table des matières"]


def test_list_in_two_columns_without_header_gives_its_holders() -> None:
    rows = [["ACTIONS EN COURS"], ["Café des parents", "CAF, Centre social"], ["Fête des familles", "le 12 mai"]]

    reading = read(xlsx(("Parentalité", rows)))

    assert [(a.title, a.people(Role.OPERATOR)) for a in reading.outline.all_actions()] == [
        ("Café des parents", ("CAF", "Centre social")),
        ("Fête des familles", ()),
    ]
    assert [fate.text for fate in reading.fates if fate.fate == "kept"] == ["le 12 mai"]


def test_facts_of_a_theme_may_stand_on_one_line() -> None:
    line = "Annexe II-2 · version 3, réactualisée en juin 2026 · La place des actions sera revue"

    theme = read(word("Cadre de vie", line, PLAIN), "annexe.docx").outline.themes[0]

    assert (theme.title, theme.annexe_number) == ("Cadre de vie", "II-2")
    assert (theme.version_label, str(theme.version_date)) == ("version 3, réactualisée en juin 2026", "2026-06-01")
    assert theme.note == "La place des actions sera revue"


def test_title_right_above_a_header_in_mid_sheet_is_a_new_theme() -> None:
    rows = [["Petite enfance"], ["Annexe II-1"], *PLAIN, ["Cadre de vie"], ["Annexe II-2"], *PLAIN[:3]]

    reading = read(xlsx(("Annexe", rows)))

    assert [(t.title, t.annexe_number) for t in reading.outline.themes] == [
        ("Petite enfance", "II-1"), ("Cadre de vie", "II-2"),
    ]  # fmt: skip
    assert [len(list(t.all_actions())) for t in reading.outline.themes] == [5, 2]


def test_fiches_under_a_heading_that_says_so_hang_on_nothing() -> None:
    rows = [*PLAIN[:3], ["Actions à rattacher"], ["", "", "", "Prêter des jeux"], ["", "", "", "Fiche 9 : Chanter"]]

    reading = read(xlsx(("Jeunesse", rows)))

    (theme,) = reading.outline.themes
    assert [action.title for action in theme.unattached] == ["Prêter des jeux", "Chanter"]
    assert theme.note == ""
    assert "fiche-without-objective" not in codes(reading)


def test_objective_that_has_no_fiche_in_our_print_has_none() -> None:
    reading = read(xlsx(("Jeunesse", [*PLAIN, ["", "", "OO 2 : Chanter", "— aucune fiche à ce jour"]])))

    last = list(reading.outline.themes[0].walk())[-1]
    assert (last.title, last.note, last.actions) == ("Chanter", "", ())
    assert [fate.text for fate in reading.fates][-1] == "— aucune fiche à ce jour"


def test_remark_in_place_of_a_numbered_fiche_is_a_note() -> None:
    remark = "Traité dans la fiche 7 et dans le plan climat ; rien de propre à ce jour."

    reading = read(xlsx(("Jeunesse", [*PLAIN, ["", "", "OO 2 : Chanter", remark]])))

    assert list(reading.outline.themes[0].walk())[-1].note == remark
