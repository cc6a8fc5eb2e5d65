"""Addresses: what the readers write is what is read back, whatever sheets and files are called."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annexes.readers.container import open_file
from annexes.readers.positions import (
    Margin,
    MarginLine,
    Paragraph,
    Position,
    SheetCell,
    SheetRow,
    TableCell,
    TextCell,
    WholeSheet,
    in_file,
    position_of,
    split_file,
)
from annexes.readers.sources import read_source
from tests.readers.makers import HEADER, word, xlsx

TABLE = [HEADER, ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]
RANK = st.integers(0, 9_999)
TITLE = st.text("abcÉ'!,. 1", min_size=1, max_size=12).filter(lambda title: title.strip())
POSITIONS = st.one_of(
    st.builds(SheetCell, TITLE, RANK, st.integers(0, 16_383)),
    st.builds(TableCell, st.integers(1, 99), RANK, RANK),
    st.builds(Paragraph, st.integers(1, 9_999)),
    st.builds(TextCell, RANK, RANK),
    st.builds(MarginLine, st.sampled_from(Margin), st.integers(1, 99)),
)


@given(POSITIONS)
def test_both_forms_of_an_address_are_read_back(position: Position) -> None:
    assert position_of(position.where) == position
    assert position_of(position.source) == position


@pytest.mark.parametrize(
    ("address", "position"),
    [
        ("Feuille Enfance", WholeSheet("Enfance")),
        ("Feuille Données, ligne 7", SheetRow("Données", 6)),
        ("Feuille Enfance, B13", SheetCell("Enfance", 12, 1)),
        ("Enfance!AA1", SheetCell("Enfance", 0, 26)),
        ("Fichier annexe.xlsx", None),
        ("Document", None),
        ("", None),
    ],
)
def test_address_is_understood(address: str, position: Position | None) -> None:
    assert position_of(address) == position


@given(POSITIONS)
def test_name_of_the_file_is_told_apart(position: Position) -> None:
    for address in (position.where, position.source):
        assert split_file(in_file("Fiches/fiche n° 3.docx", address)) == ("Fiches/fiche n° 3.docx", address)
    assert split_file(position.where) == ("", position.where)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (xlsx(("L’été, B2", TABLE), ("Axe !A1", TABLE)), "a.xlsx"),
        (word("Titre", TABLE, "* Puce", TABLE), "a.docx"),
        ("Axe;OI\nI – Grandir;OI 1 : Aider\n".encode(), "a.csv"),
        (b"<html><body><p>Titre</p><table><tr><td>a<td>b</table></body></html>", "a.html"),
    ],
)
def test_every_address_that_a_reader_writes_is_found_again(data: bytes, name: str) -> None:
    cells = [cell for grid in read_source(open_file(BytesIO(data), name=name)).grids for cell in grid.cells()]

    assert cells
    positions = [position_of(cell.where) for cell in cells]
    assert [position.where for position in positions if position] == [cell.where for cell in cells]
    assert [position_of(cell.source) for cell in cells] == positions
