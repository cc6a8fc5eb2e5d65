"""Figures read from cells and from sheets, and shown as tables."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from plans.figurepaste import LABELS_LIMIT, read_sheet, year_of
from plans.figures import cell_wording, number_wording, read_cell, tables_of


@pytest.mark.parametrize(
    ("written", "value", "unit"),
    [
        ("1 234,5", "1234.5", ""),
        ("1\u202f234", "1234", ""),
        ("12,5 %", "12.5", "%"),
        ("58.2%", "58.2", "%"),
        ("1.234,5", "1234.5", ""),
        ("1.234.567", "1234567", ""),
        ("1'200 €", "1200", "€"),
        ("0.125", "0.125", ""),
        ("−3", "-3", ""),
    ],
)
def test_numbers_as_france_writes_them(written: str, value: str, unit: str) -> None:
    read = read_cell(written)
    assert (read.value, read.unit, read.text) == (Decimal(value), unit, "")


@pytest.mark.parametrize("written", ["n.c.", "..", "32 places", "2024-2025", "-", "secret statistique", "1e3"])
def test_words_stay_words(written: str) -> None:
    assert read_cell(written).text == written
    assert read_cell(written).value is None


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("12.500", "écrivez 12\u202f500 ou 12,5"),
        ("1,234.5", "1\u202f234,5"),
        ("#REF!", "erreur du tableur"),
        ("#N/A", "erreur du tableur"),
        ("200000000000", "trop grand"),
        ("m" * 301, "300 caractères"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_remedy(written: str, remedy: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        read_cell(written)
    assert remedy in str(refusal.value)


def test_more_decimals_than_are_kept_are_told() -> None:
    read = read_cell("0,33333")
    assert read.value == Decimal("0.333")
    assert "arrondi à 0,333" in read.note
    assert number_wording(Decimal("1234567.500")) == "1\u202f234\u202f567,5"


def test_years_in_columns() -> None:
    sheet = read_sheet(
        "Population par âge\nTranche d’âge\t2021\t2022\tSource\n0-2 ans\t120\t1 118\tInsee\n3-5 ans\tn.c.\t\tInsee\n"
    )
    assert sheet.title == "Population par âge"
    assert sheet.years == [2021, 2022]
    assert [(line.label, line.source, line.cells) for line in sheet.lines] == [
        ("0-2 ans", "Insee", {2021: "120", 2022: "1 118"}),
        ("3-5 ans", "Insee", {2021: "n.c.", 2022: ""}),
    ]
    assert sheet.count == 3
    assert not sheet.notes
    assert not sheet.faults


def test_one_value_a_line_with_its_unit_and_its_source() -> None:
    sheet = read_sheet(
        "libellé;année;valeur;unité;source\nTaux;2022;58,2 %;;CAF\nTaux;2023;60;%;CAF\nPlaces;;45;;\n", year=2024
    )
    assert [(line.label, line.unit, line.source, line.cells) for line in sheet.lines] == [
        ("Taux", "%", "CAF", {2022: "58,2 %", 2023: "60"}),
        ("Places", "", "", {2024: "45"}),
    ]


def test_columns_without_a_year_become_part_of_the_label() -> None:
    sheet = read_sheet(
        "École\tMaternelle\tÉlémentaire\nPort\t45\t80\nMoulin\t30\t\n", year=2025, source="Constat de rentrée"
    )
    assert [(line.label, line.source, line.cells) for line in sheet.lines] == [
        ("Port – Maternelle", "Constat de rentrée", {2025: "45"}),
        ("Port – Élémentaire", "Constat de rentrée", {2025: "80"}),
        ("Moulin – Maternelle", "Constat de rentrée", {2025: "30"}),
    ]


def test_school_years_are_kept_under_the_year_where_they_begin() -> None:
    sheet = read_sheet("École,Rentrée 2023,2024-2025\nPort,1,2\n")
    assert sheet.lines[0].cells == {2023: "1", 2024: "2"}
    assert "2024-2025" in sheet.notes[0]
    assert year_of("rentrée 2023") == 2023
    assert year_of("2019 et 2024") is None
    assert year_of("1850") is None


def test_the_same_year_in_two_columns() -> None:
    sheet = read_sheet("École\t2023 filles\t2023 garçons\nPort\t30\t40")
    assert [(line.label, line.cells) for line in sheet.lines] == [
        ("Port – filles", {2023: "30"}),
        ("Port – garçons", {2023: "40"}),
    ]


def test_nothing_is_dropped_in_silence() -> None:
    sheet = read_sheet("libellé\tannée\tvaleur\nTaux\t20X3\t3\nTaux\t2022\t4\nTaux\t2022\t5\nReste\t2022\t1\tdehors\n")
    assert "Ligne 2, année : « 20X3 » n’est pas une année" in sheet.notes[0].replace("\u00a0", " ")
    assert any("une valeur est déjà donnée pour 2022" in note for note in sheet.notes)
    assert any("« dehors »" in note and "Ligne 5" in note for note in sheet.notes)
    assert [line.cells for line in sheet.lines] == [{None: "3", 2022: "4"}, {2022: "5"}, {2022: "1"}]


def test_a_header_that_is_repeated_is_no_line() -> None:
    sheet = read_sheet("École\t2023\nPort\t4\nÉcole\t2023\nMoulin\t5\n")
    assert [line.label for line in sheet.lines] == ["Port", "Moulin"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Rien à lire"),
        ("Port\t12\t14\nMoulin\t3\t4", "doit nommer les colonnes"),
        ("École\t2023", "Aucune ligne"),
        ("libellé\tsource\nPort\tInsee", "Il manque des valeurs"),
        ("École\t2023\n" + "".join(f"École {n}\t1\n" for n in range(LABELS_LIMIT + 1)), "200 au plus"),
        ("x" * 400_001, "trop long"),
    ],
)
def test_what_is_no_table_is_refused(text: str, fault: str) -> None:
    assert fault in read_sheet(text).faults[0]


def test_two_columns_without_titles_are_labels_and_values() -> None:
    sheet = read_sheet("0-2 ans\t12\n3-5 ans\t13", year=2025)
    assert [line.cells for line in sheet.lines] == [{2025: "12"}, {2025: "13"}]


def figure(label: str, year: int | None, value: str = "", **more: Any) -> Any:
    said = {"group": "Population", "text": "", "unit": "", "source": "", **more}
    return SimpleNamespace(label=label, year=year, value=Decimal(value) if value else None, **said)


def test_tables_have_a_line_for_a_label_and_a_column_for_a_year() -> None:
    rows = [
        figure("0-2 ans", 2022, "120", source="Insee"),
        figure("0-2 ans", 2021, "118.5", source="Insee"),
        figure("3-5 ans", None, text="n.c.", source="Insee"),
        figure("Taux", 2022, "58.2", group="Couverture", unit="%"),
    ]
    population, coverage = tables_of(rows)
    assert population.years == [2021, 2022, None]
    assert [(row.label, cells) for row, cells in population.lines()] == [
        ("0-2 ans", ["118,5", "120", ""]),
        ("3-5 ans", ["", "", "n.c."]),
    ]
    assert population.source == "Insee"
    assert coverage.has_units
    assert cell_wording(None) == ""


def test_sources_that_differ_are_told_with_their_years() -> None:
    rows = [figure("Places", 2022, "10", source="CAF"), figure("Places", 2023, "12", source="Commune")]
    assert [row.source for row in tables_of(rows)[0].rows] == ["CAF (2022) ; Commune (2023)"]
    assert [row.label for row in tables_of(rows, by_source=True)[0].rows] == ["Places", "Places"]


def test_the_same_year_twice_makes_another_line() -> None:
    table = tables_of([figure("Places", 2022, "10"), figure("Places", 2022, "12")])[0]
    assert [next(iter(row.cells.values())).value for row in table.rows] == [Decimal(10), Decimal(12)]
