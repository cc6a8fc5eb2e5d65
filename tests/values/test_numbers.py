from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annexes import codecs
from annexes.values.fundings import read_fundings
from annexes.values.numbers import read_amount, read_figure, read_percent, read_whole
from annexes.values.value import Value


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("1 500,50 €", "1500.50", "€"),
        ("1\u202f500,50\u00a0€", "1500.50", "€"),
        ("1.500,50", "1500.50", ""),
        ("1,500.50", "1500.50", ""),
        ("1.500.000 €", "1500000", "€"),
        ("1 500 €", "1500", "€"),
        ("30 k€", "30000", "€"),
        ("15 K€", "15000", "€"),
        ("1 500 € TTC", "1500", "€"),
        ("10km", "10", "km"),
        ("1,2 M€", "1200000", "€"),
        ("1,5 million d’euros", "1500000", "€"),
        ("12,5 %", "12.5", "%"),
        ("30 000 euros TTC", "30000", "€"),
        ("30 familles", "30", "familles"),
        ("2 ETP", "2", "ETP"),
        ("0,75", "0.75", ""),
        ("-5", "-5", ""),
    ],
)
def test_number_is_read_with_its_unit(text: str, number: str, unit: str) -> None:
    found = read_figure(text)

    assert found.value is not None
    assert (found.value.number, found.value.unit, found.doubt, found.note) == (Decimal(number), unit, "", "")


@pytest.mark.parametrize(
    ("text", "number", "doubt"),
    [
        ("≈ 30", "30", "« ≈ 30 » lu comme 30"),
        ("environ 30 familles", "30", "« environ 30 familles » lu comme 30"),
        ("au moins 12", "12", "« au moins 12 » lu comme 12"),
        ("1.500", "1500", "« 1.500 » lu comme 1 500 (et non 1,5)"),
        ("1,500", "1.5", "« 1,500 » lu comme 1,5 (et non 1 500)"),
        ("1.500 €", "1500", "« 1.500 € » lu comme 1 500 (et non 1,5)"),
        ("1,500 €", "1500", "« 1,500 € » lu comme 1 500 (et non 1,5)"),
        ("1,200 M€", "1200000", "« 1,200 M€ » lu comme 1 200 000 (et non 1 200 000 000)"),
        ("10k", "10000", "« 10k » lu comme 10 000"),
        ("environ 500 €", "500", "« environ 500 € » lu comme 500 €"),
        ("30 000 € HT", "30000", "« 30 000 € HT » est un montant hors taxes, repris tel quel"),
    ],
)
def test_ambiguous_number_says_its_reading(text: str, number: str, doubt: str) -> None:
    found = read_figure(text)

    assert found.value is not None
    assert (found.value.number, found.doubt) == (Decimal(number), doubt)


@pytest.mark.parametrize("text", ["entre 10 et 20", "10-20", "10 à 20", "500-800 €", "10 000 € à 15 000 €"])
def test_range_gives_no_number_and_says_so(text: str) -> None:
    found = read_figure(text)

    assert (found.value, found.note) == (None, text)
    assert found.doubt.endswith("est une fourchette : aucun nombre n’a été retenu")


def test_what_is_no_number_is_kept() -> None:
    assert read_figure("une trentaine").note == "une trentaine"
    assert read_figure("12 34").note == "12 34"
    assert read_amount("30 familles").note == "30 familles"
    assert read_amount("-5 €").note == "-5 €"
    assert read_amount("1 500 €/an").note == "1 500 €/an"
    assert read_figure("30 dont 12 en quartier").note == "30 dont 12 en quartier"


def test_percentages() -> None:
    assert read_percent("12,5 %").value == Decimal("12.5")
    assert read_percent("0,75") == Value(Decimal(75), "« 0,75 » lu comme 75 % (et non 0,75 %)")
    assert read_percent("120 %").note == "120 %"
    assert read_whole("1 250").value == 1250
    assert read_whole("1,5").note == "1,5"


@given(st.decimals(0, 10**9, places=2))
def test_amount_of_a_sheet_is_read_back(amount: Decimal) -> None:
    found = read_amount(codecs.amount_to_text(amount))

    assert (found.value, found.doubt, found.note) == (amount, "", "")


@given(st.decimals(-(10**9), 10**9, places=2))
def test_figure_of_a_sheet_is_read_back(number: Decimal) -> None:
    found = read_figure(codecs.figure_to_text(number))

    assert found.value is not None
    assert found.value.number == number


@given(st.text(max_size=60))
def test_any_text_is_read_and_none_is_lost(text: str) -> None:
    for read in (read_figure, read_amount, read_whole, read_percent):
        found = read(text)
        assert found.value is not None or found.note or not any(char.isalnum() for char in text) or len(text) < 30


def test_fundings_are_lines_of_a_funder_and_an_amount() -> None:
    found = read_fundings(["CAF : 3 000 €", "Ville (2026) : 5 k€ ; Total : 8 000 €"])

    assert found.value is not None
    assert [(line.funder, line.year, line.planned) for line in found.value] == [
        ("CAF", None, 3000),
        ("Ville", 2026, 5000),
    ]
    assert found.doubt == ""


def test_wrong_total_is_said() -> None:
    found = read_fundings("CAF : 3 000 €\nTotal : 4 000 €")

    assert found.doubt == "le total écrit (4 000 €) n’est pas la somme des lignes (3 000 €)"


@pytest.mark.parametrize("text", ["CAF : environ 500 €", "CAF env. 500 €", "CAF : 0,5k", "CAF : jusqu’à 500 €"])
def test_amount_about_right_is_read_with_a_doubt(text: str) -> None:
    found = read_fundings(text)

    assert found.value is not None
    assert [(line.funder, line.planned) for line in found.value] == [("CAF", 500)]
    assert "lu comme 500" in found.doubt


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("cf. dispositifs ci-dessus", False), ("2 ETP de la Ville", False), ("15 000 €", True),
        ("environ 3 000 €", True), ("Coût estimé : 3 000 €", True), ("3 000 € (CAF)", True), ("CAF : 500", True),
        ("CAF : 50% du coût", True), ("CAF : 3 000 €\nà compléter avec la Ville", True),
    ],
)  # fmt: skip
def test_other_words_on_money_are_kept_and_amounts_among_them_said(text: str, is_said: bool) -> None:
    found = read_fundings(text)

    assert (found.value, found.note) == (None, text)
    assert found.doubt.endswith("n’est pas écrit « financeur : montant » : gardé en texte") is is_said


def test_range_of_amounts_is_said() -> None:
    assert read_fundings("CAF : 500-800 €").doubt == "« 500-800 € » est une fourchette : aucun nombre n’a été retenu"
