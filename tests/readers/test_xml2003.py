"""« .xls » files that are the XML of Excel 2003."""

from tests.readers.makers import codes, read, tree

BOOK = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="Enfance"><Table>{}</Table></Worksheet></Workbook>"""


def row(*cells: str, index: int = 0) -> str:
    place = f'ss:Index="{index}"' if index else ""
    return f"<Row {place}>{''.join(cells)}</Row>"


def cell(text: str, more: str = "", kind: str = "String") -> str:
    return f'<Cell {more}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_workbook_in_xml_is_read_with_its_merged_cells() -> None:
    first = row(
        cell("I – Grandir", 'ss:MergeDown="1"'),
        cell("OI 1 : Aider", 'ss:MergeDown="1"'),
        cell("OO 1 : Dire"),
        cell("Fiche 1 : Ouvrir&#10;Fiche 2 : Fermer"),
        index=3,
    )
    second = row(cell("OO 2 : Lire", 'ss:Index="3"'), cell("Fiche 3 : Rire"))

    reading = read(BOOK.format(first + second).encode(), "export.xls")

    assert tree(reading.outline) == [
        "[Enfance]",
        "I Grandir",
        ". OI 1 Aider",
        ". . OO 1 Dire",
        ". . . * 1 Ouvrir",
        ". . . * 2 Fermer",
        ". . OO 2 Lire",
        ". . . * 3 Rire",
    ]
    assert reading.outline.themes[0].objectives[0].source == "Enfance!A3"
    assert codes(reading) == []


def test_sheet_that_goes_too_far_is_refused() -> None:
    data = BOOK.format(row(cell("a", 'ss:Index="16000"'), index=900_000)).encode()

    assert codes(read(data, "a.xls")) == ["sheet-too-large"]


def test_declarations_are_refused() -> None:
    data = BOOK.format(row(cell("a"))).replace("<Workbook", "<!DOCTYPE a [<!ENTITY b 'c'>]><Workbook").encode()

    assert codes(read(data, "a.xls")) == ["xml-declarations"]


def test_merged_cells_that_leave_the_sheet_are_refused() -> None:
    data = BOOK.format(row('<Cell ss:MergeAcross="16000"/>' * 4 + cell("a"))).encode()

    assert codes(read(data, "a.xls")) == ["sheet-too-large"]
