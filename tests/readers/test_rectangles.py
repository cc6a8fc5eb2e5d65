"""The rectangle of a sheet is measured from above, and not far above, whatever its addresses are."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from annexes.readers.container import open_file
from annexes.readers.grid import column_letters
from annexes.readers.rectangles import Scan, scan_workbook
from annexes.readers.sheets import open_workbook, read_sheets
from tests.readers.makers import rezipped, xlsx

WORKBOOK = xlsx(("Jeunesse", [["A"]]))
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def measured(cells: str, space: str = f'xmlns="{SPACE}"', prefix: str = "") -> Scan:
    xml = f"<{prefix}worksheet {space}><{prefix}sheetData><{prefix}row>{cells}</{prefix}row></{prefix}sheetData>"
    data = rezipped(WORKBOOK, {"xl/worksheets/sheet1.xml": f"{xml}</{prefix}worksheet>".encode()})
    return scan_workbook(open_file(BytesIO(data), name="essai.xlsx"))["Jeunesse"]


@given(st.lists(st.tuples(st.integers(1, 2000), st.integers(1, 1000)), min_size=1, max_size=12))
def test_measure_holds_every_cell_and_not_much_more(places: list[tuple[int, int]]) -> None:
    scan = measured("".join(f'<c r="{column_letters(col - 1)}{row}"><v>1</v></c>' for row, col in places))

    rows, columns = max(row for row, _ in places), max(col for _, col in places)
    assert rows <= scan.rows < 10 * (rows + 1)
    assert columns <= scan.columns <= 26 * columns
    assert (scan.unaddressed, scan.is_odd) == (0, False)


@pytest.mark.parametrize(
    ("address", "rows", "columns"),
    [("A1", 1, 1), ("Y1001", 1999, 25), ("BZ1001", 1999, 78), ("AA999", 999, 52), ("C20", 29, 3)],
)
def test_measure_goes_by_the_first_letter_and_digit(address: str, rows: int, columns: int) -> None:
    scan = measured(f'<c r="{address}"><v>1</v></c>')

    assert (scan.rows, scan.columns) == (rows, columns)


def test_cells_written_in_other_ways_are_measured_too() -> None:
    assert measured("<c r='AB100'><v>1</v></c>").is_odd
    assert measured("<c><v>1</v></c>").unaddressed == 1
    scan = measured('<x:c r="AB100"><x:v>1</x:v></x:c>', f'xmlns:x="{SPACE}"', "x:")
    assert scan.rows >= 100
    assert scan.columns >= 28
    assert not scan.is_odd


@pytest.mark.parametrize("shown", ["0%", "0.0 %"])
def test_number_shown_as_a_percentage_is_read_as_one(shown: str) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Intitulé", "Avancement"],
        ["Ouvrir un lieu", 0.5],
        ["Fermer", 0.5],
        ["Jouer", 1],
        ["Lire", "Fini"],
        ["Voir", 1e300],
    ):
        sheet.append(row)
    for cell in ("B2", "B4", "B5", "B6"):
        sheet[cell].number_format = shown
    saved = BytesIO()
    book.save(saved)

    opened = open_file(BytesIO(saved.getvalue()), name="essai.xlsx")
    (grid,) = read_sheets(opened, open_workbook(opened), scan_workbook(opened)).grids

    assert [row[1].text for row in grid.rows[:-1]] == ["Avancement", "50 %", "0,5", "100 %", "Fini"]
