"""Header rows and further columns of a tableau."""

import pytest

from actions.enums import Role, ScheduleKind, Status
from annexes.reading import Severity
from tests.readers.makers import HEADER, PLAIN, PLAIN_TREE, codes, issue, plain, read, rows_of, tree, xlsx


def test_header_wording_may_vary() -> None:
    header = ["Axes", "Objectif général (OG)", "Objectifs  opérationnels", "Fiches-actions"]

    assert tree(read(rows_of([header, *PLAIN[1:]])).outline) == PLAIN_TREE


def test_further_columns_become_fields() -> None:
    table = [
        [*HEADER, "Pilote", "Partenaires", "Échéance", "Priorité", "Statut", "Observations"],
        [
            "I – Grandir",
            "OI 1 : A",
            "OO 1 : B",
            "Fiche 1 : Ouvrir",
            "CCAS",
            "CAF ; MSA",
            "2025-2026",
            1,
            "En cours",
            "RAS ici",
        ],
        ["", "", "", "Fiche 2 : Fermer", "Service jeunesse", "CAF, École", "En continu", "haute", "réalisée", ""],
        ["", "", "", "Fiche 3 : Tenir", "", "", "12/03/2026", "P2", "à étudier", ""],
        ["", "", "", "Fiche 4 : Voir", "", "", "un jour", "plutôt haute", "", ""],
    ]

    reading = read(rows_of(table))
    one, two, three, four = reading.outline.all_actions()

    assert (one.people(Role.LEAD), one.people(Role.PARTNER)) == (("CCAS",), ("CAF", "MSA"))
    assert (one.schedule_kind, one.school_year, one.priority, one.status) == (
        ScheduleKind.SCHOOL_YEAR,
        2025,
        1,
        Status.ONGOING,
    )
    assert (two.people(Role.PARTNER), two.schedule_kind, two.status) == (
        ("CAF", "École"), ScheduleKind.CONTINUOUS, Status.DONE,
    )  # fmt: skip
    assert (three.schedule_kind, str(three.due_on), three.priority) == (ScheduleKind.DATE, "2026-03-12", 2)
    assert (four.schedule_note, four.priority) == ("un jour", 0)
    assert issue(reading, "unclear-value").where == "Feuille Jeunesse, H5"
    assert sorted(fate.text for fate in reading.fates if fate.fate == "kept") == ["RAS ici", "plutôt haute"]
    assert reading.outline.carries.action >= {"participations", "schedule_kind", "priority", "status"}


def test_merged_further_cell_serves_the_fiches_of_its_rows() -> None:
    table = [[*HEADER, "Pilote"], *([*row, "CCAS" if i == 0 else ""] for i, row in enumerate(PLAIN[1:4]))]

    reading = read(xlsx(("Jeunesse", table), merged=["E2:E3"]))

    assert [action.people(Role.LEAD) for action in reading.outline.all_actions()] == [("CCAS",), ("CCAS",), ()]
    assert issue(reading, "further-column").severity is Severity.INFO


def test_title_rows_above_the_header_are_kept_as_text() -> None:
    table = [["Projet éducatif du Val de Brume"], ["Version de travail"], [], *PLAIN]

    reading = read(xlsx(("Jeunesse", table), merged=["A1:D1"]))

    assert tree(reading.outline) == PLAIN_TREE
    assert [fate.text for fate in reading.fates if fate.fate == "kept"] == [
        "Projet éducatif du Val de Brume",
        "Version de travail",
    ]


def test_header_on_two_lines_is_one_header() -> None:
    table = [["Axe", "Objectifs", "", "Fiches"], ["", "intermédiaires", "opérationnels", ""], *PLAIN[1:]]

    reading = read(xlsx(("Jeunesse", table), merged=["A1:A2", "B1:C1", "D1:D2"]))

    assert tree(reading.outline) == PLAIN_TREE
    assert codes(reading) == []


def test_second_line_may_name_the_columns_that_the_first_leaves() -> None:
    table = [["Axe", "OI", "OO", "Fiches actions", "Suivi"], ["", "", "", "N° et intitulé", "Pilote"]]
    rows = [[*row, "CCAS"] for row in PLAIN[1:]]

    reading = read(rows_of([*table, *rows]))

    assert tree(reading.outline) == PLAIN_TREE


def test_first_row_under_a_header_is_no_second_line() -> None:
    table = [["Axe", "Objectifs", "", "Fiches"], ["", "Intermédiaires du spectacle", "", "Fiche 1 : Jouer"]]

    reading = read(xlsx(("Jeunesse", table), merged=["B1:C1"]))

    assert tree(reading.outline)[1:] == ["Intermédiaires du spectacle", ". * 1 Jouer"]


def test_unknown_columns_in_between_are_kept_as_text() -> None:
    rows = [[HEADER[0], "Couleur", *HEADER[1:3], "Humeur", HEADER[3]]]
    rows += [[row[0], "bleu" if row[0] else "", *row[1:3], "joyeuse", row[3]] for row in PLAIN[1:]]

    reading = read(rows_of(rows))

    assert tree(reading.outline) == PLAIN_TREE
    kept = [(fate.text, plain(fate.reason)) for fate in reading.fates if fate.fate == "kept"]
    assert kept[0] == ("bleu", "texte dans la colonne « Couleur », qui n’est pas connue")
    assert [text for text, _ in kept].count("joyeuse") == 5


def test_contrat_de_ville_is_read_by_its_own_words() -> None:
    table = [
        ["Pilier", "Axe", "Enjeu", "Orientation opérationnelle"],
        ["Pilier 1 : Cohésion sociale", "Axe 2 : Réussir", "Enjeu 1 : Donner accès", "1.2.4 Coordonner"],
        ["", "", "Enjeu 2 : Lire", "1.2.5 Lire au parc"],
        ["Pilier 2 : Emploi", "Axe 1 : Insérer", "Enjeu 1 : Aider", "2.1.1 Accompagner"],
    ]

    reading = read(xlsx(("Feuil1", table)))

    assert tree(reading.outline) == [
        "[Cohésion sociale]", "2 Réussir", ". OI 1 Donner accès", ". . * 1.2.4 Coordonner",
        ". OI 2 Lire", ". . * 1.2.5 Lire au parc",
        "[Emploi]", "1 Insérer", ". OI 1 Aider", ". . * 2.1.1 Accompagner",
    ]  # fmt: skip
    assert [theme.code for theme in reading.outline.themes] == ["1", "2"]


def test_enjeux_beside_objectives_are_the_axes_of_a_ctg() -> None:
    table = [
        ["Thématique", "Enjeux", "Objectifs généraux", "Objectifs opérationnels", "Actions"],
        ["Petite enfance", "Enjeu 1 : Accueillir", "OG 1 : Diversifier", "OO 1 : Ouvrir", "Créer une crèche"],
        ["", "Enjeu 2 : Informer", "OG 1 : Dire", "OO 1 : Écrire", "Éditer un guide"],
        ["Jeunesse", "Enjeu 1 : Bouger", "OG 1 : Aider", "OO 1 : Payer", "Verser une bourse"],
    ]

    reading = read(xlsx(("Feuil1", table)))

    assert tree(reading.outline) == [
        "[Petite enfance]", "1 Accueillir", ". OG 1 Diversifier", ". . OO 1 Ouvrir", ". . . * Créer une crèche",
        "2 Informer", ". OG 1 Dire", ". . OO 1 Écrire", ". . . * Éditer un guide",
        "[Jeunesse]", "1 Bouger", ". OG 1 Aider", ". . OO 1 Payer", ". . . * Verser une bourse",
    ]  # fmt: skip
    assert "shifted-cell" not in codes(reading)


@pytest.mark.parametrize("header", ["Objectifs éducatifs", "Objectifs partagés", "Finalités", "Objectifs stratégiques"])
def test_wordings_of_a_pedt_name_the_general_objectives(header: str) -> None:
    table = [["Axes", header, "Sous-objectifs", "Actions envisagées"], ["Axe 1 : Grandir", "Réussir", "Aider", "Jouer"]]

    assert tree(read(rows_of(table)).outline)[1:] == ["1 Grandir", ". Réussir", ". . Aider", ". . . * Jouer"]


def test_value_that_no_field_takes_goes_into_the_description() -> None:
    table = [[*HEADER, "Partenaires"], [*PLAIN[1], "CAF, MSA, etc."]]

    reading = read(rows_of(table))

    action = next(reading.outline.all_actions())
    assert action.people(Role.PARTNER) == ("CAF", "MSA")
    assert action.description == "Partenaires : etc."
    assert issue(reading, "further-column").severity == "info"
