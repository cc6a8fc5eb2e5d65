"""An axis above its table, in the header, in the first column, or in several of these places."""

import pytest

from annexes.reading import Severity
from tests.readers.makers import HEADER, PLAIN, PLAIN_TREE, issue, read, rows_of, tree, xlsx


def test_axis_above_and_in_the_first_column_is_one_axis() -> None:
    table = [
        ["Axe stratégique :"],
        ["I - Grandir à l'école"],
        ["AXE STRATEGIQUE I", *HEADER[1:]],
        ["I – GRANDIR A L’ECOLE", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"],
    ]

    reading = read(xlsx(("Jeunesse", table), merged=["A1:D1", "A2:D2"]))

    assert tree(reading.outline)[1] == "I Grandir à l'école"
    assert len(reading.outline.themes[0].objectives) == 1
    assert issue(reading, "axis-title-differs").severity is Severity.INFO


def test_axis_with_really_another_title_is_a_warning() -> None:
    table = [
        ["AXE 1 : Grandir"],
        ["Axe", *HEADER[1:]],
        ["1 – Nager et courir", "OI 1 : Aider", "OO 1 : B", "Fiche 1 : C"],
    ]

    reading = read(rows_of(table))

    assert tree(reading.outline)[1] == "1 Grandir"
    assert issue(reading, "axis-title-differs").severity is Severity.WARNING


@pytest.mark.parametrize(
    "first", [["AXE STRATEGIQUE I : Grandir"], ["Axe I – Grandir"], ["I – Grandir"], ["Axe stratégique I", "Grandir"]]
)
def test_axis_only_above_the_table_is_enough(first: list[str]) -> None:
    table = [first, ["Axe", *HEADER[1:]], ["", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]

    assert tree(read(rows_of(table)).outline)[1:3] == ["I Grandir", ". OI 1 Aider"]


def test_axis_only_in_the_header_is_enough() -> None:
    table = [["AXE II : Grandir", *HEADER[1:]], ["", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]

    assert tree(read(rows_of(table)).outline)[1:3] == ["II Grandir", ". OI 1 Aider"]


def test_new_axis_inside_the_same_table_closes_the_one_before() -> None:
    table = [*PLAIN[:4], ["AXE STRATEGIQUE II", *HEADER[1:]], *PLAIN[5:]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[-4:] == PLAIN_TREE[-4:]


def test_second_line_under_an_axis_is_its_description() -> None:
    table = [
        ["Axe 1 : Grandir"],
        ["Donner à chacun sa chance"],
        *PLAIN[:1],
        ["", "OI 1 : A", "OO 1 : B", "Fiche 1 : C"],
    ]

    axis = read(rows_of(table)).outline.themes[0].objectives[0]

    assert (axis.title, axis.description) == ("Grandir", "Donner à chacun sa chance")


def test_note_below_the_rows_is_kept_as_text() -> None:
    table = [
        ["AXE I : Grandir"],
        ["AXE I", *HEADER[1:]],
        *PLAIN[1:3],
        ["* Les fiches en gras passent d’abord"],
        *PLAIN[3:4],
    ]

    reading = read(rows_of(table))

    assert tree(reading.outline) == PLAIN_TREE[:8]
    assert [fate.text for fate in reading.fates if fate.fate == "kept"] == ["* Les fiches en gras passent d’abord"]
