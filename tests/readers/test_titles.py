from datetime import date

import pytest

from annexes.readers.titles import known_theme, read_ages, read_version, sheet_theme, theme_title


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("PGT JEUNESSE - PRIORISATION DES ACTIONS (réactualisé en mars 22)", "Jeunesse"),
        ("PGT PARENTALITE", "Parentalité"),
        ("PETITE ENFANCE", "Petite enfance"),
        ("Petite Enfance", "Petite Enfance"),
        ("Le Thème de l'enfance de 3 à 11 ans", "Enfance"),
        ("Thématique 2 – Vivre ensemble", "Vivre ensemble"),
        ("PGT VIVRE ENSEMBLE", "Vivre ensemble"),
        ("PEDT 2025-2028 – Petite enfance", "Petite enfance"),
        ("SANTE 11/17 ans", "Santé"),
    ],
)
def test_theme_is_read_from_its_line(line: str, title: str) -> None:
    found = theme_title(line, heading=True)

    assert found is not None
    assert found.title == title


@pytest.mark.parametrize(
    "line",
    [
        "PGT 2022-2026",
        "PEDT de la commune de Trucville",
        "TABLEAU DES ACTIONS 2024",
        "PGT DU PAYS DE TRUC",
        "",
        "Priorités.",
    ],
)
def test_title_of_a_document_is_no_theme(line: str) -> None:
    assert theme_title(line, heading=True) is None


def test_unknown_title_needs_to_look_like_a_heading() -> None:
    assert theme_title("Vivre dehors") is None
    assert theme_title("Jeunesse") is not None


@pytest.mark.parametrize("name", ["Feuil1", "Sheet1", "Tableau 2", "Axe 1", "Annexe", "12"])
def test_sheet_with_an_ordinary_name_is_no_theme(name: str) -> None:
    assert sheet_theme(name) is None


def test_file_name_gives_known_themes_only() -> None:
    assert known_theme("pgt-petite-enfance") == "Petite enfance"
    assert known_theme("pgt_agglo_v3") == ""


@pytest.mark.parametrize(
    ("text", "label", "when"),
    [
        ("(réactualisé en décembre 21)", "réactualisé en décembre 21", date(2021, 12, 1)),
        ("Mis à jour le 12/03/2024", "Mis à jour le 12/03/2024", date(2024, 3, 12)),
        ("version du 1er février 2023", "version du 1er février 2023", date(2023, 2, 1)),
        ("V2 – 09/2022", "V2 – 09/2022", date(2022, 9, 1)),
        ("version 2017", "version 2017", None),
        ("version du 45/13/2022", "version du 45/13/2022", None),
    ],
)
def test_version_in_words_gives_a_label_and_a_date(text: str, label: str, when: date | None) -> None:
    assert read_version(text) == (label, when)


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("de 3 à 11 ans", (3, 11)),
        ("11/17 ans", (11, 17)),
        ("0-3 ans", (0, 3)),
        ("11 à 3 ans", None),
        ("3 communes", None),
    ],
)
def test_age_band_is_read(text: str, ages: tuple[int, int] | None) -> None:
    assert read_ages(text) == ages
