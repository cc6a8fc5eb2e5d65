"""The returned workbook: cells coloured and commented, a list with links, and nothing else changed."""

import zipfile
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from annexes.annotate import Annotated, annotated
from annexes.annotate.remarks import LIST_HEADER, LIST_SHEET, LIST_TITLE, Weight
from annexes.outline import Hint, HintKind
from annexes.reading import CellFate, Fate, Issue, Severity
from tests.readers.makers import HEADER, plain, read, rezipped, xlsx

ROWS = [
    HEADER,
    ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"],
    ["", "Fiche 2 : Fermer", "OO 2 : Lire", ""],
]
FILE = xlsx(("Enfance", ROWS))
ISSUE = Issue(
    "Feuille Enfance, B3", Severity.WARNING, "shifted-cell", "une fiche mal placée", "rattachée à OO 1", "Fiche"
)


def back(content: bytes = FILE, *issues: Issue, name: str = "annexe.xlsx") -> Annotated:
    return annotated(content, name, issues or (ISSUE,))


def opened(made: Annotated) -> Workbook:
    return openpyxl.load_workbook(BytesIO(made.content))


def test_cell_is_coloured_and_commented_in_words() -> None:
    made = back()

    cell = opened(made)["Enfance"]["B3"]
    assert (made.name, made.placed, made.unplaced) == ("annexe-annote.xlsx", 1, 0)
    assert cell.value == "Fiche 2 : Fermer"
    assert cell.fill.fgColor.rgb == f"FF{Weight.WARNING.colour}"
    assert plain(cell.comment.text) == "⚠ Alerte : une fiche mal placée → rattachée à OO 1"
    assert opened(made)["Enfance"]["A2"].comment is None


def test_heaviest_remark_gives_the_colour_and_all_are_in_the_comment() -> None:
    error = replace(ISSUE, severity=Severity.ERROR, message="un numéro en double", proposal="")
    hint = Hint(HintKind.PLACE, "place", None, "sans objectif", "OO 2", "Enfance!B3")

    made = annotated(FILE, "a.xlsx", [ISSUE, error], [CellFate("Feuille Enfance, B3", Fate.KEPT, "hors", "x")], [hint])

    cell = opened(made)["Enfance"]["B3"]
    assert cell.fill.fgColor.rgb == f"FF{Weight.ERROR.colour}"
    assert [line.partition("\u00a0:")[0] for line in cell.comment.text.split("\n")] == [
        "✖ Erreur",
        "⚠ Alerte",
        "✎ Proposition",
        "◌ Conservé en texte libre",
    ]


def test_addresses_are_in_words_however_they_were_written() -> None:
    said = [replace(ISSUE, where=where) for where in ("Enfance!B3", "annexe.xlsx · Enfance!B4", "Document")]
    sheet = opened(back(FILE, *said))[LIST_SHEET]
    assert [sheet[f"B{row}"].value for row in (4, 5, 6)] == ["Feuille Enfance, B3", "Feuille Enfance, B4", "Document"]
    assert sheet["B4"].hyperlink.location == "'Enfance'!B3"


def test_list_holds_everything_with_links() -> None:
    whole = Issue("Fichier annexe.xlsx", Severity.INFO, "macros", "le fichier contient des macros")
    fate = CellFate("Feuille Enfance, A1", Fate.IGNORED, "en-tête de colonne", "AXE")

    made = annotated(FILE, "annexe.xlsx", [whole, ISSUE], [fate])

    sheet = opened(made)[LIST_SHEET]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == LIST_TITLE
    assert tuple(rows[2]) == LIST_HEADER
    assert [row[1] for row in rows[3:]] == ["Feuille Enfance, B3", "Fichier annexe.xlsx", "Feuille Enfance, A1"]
    assert sheet["B4"].hyperlink.location == "'Enfance'!B3"
    assert sheet["B5"].hyperlink is None
    assert (made.placed, made.unplaced) == (1, 1)
    assert opened(made)["Enfance"]["A1"].comment is None


def test_formula_in_a_message_stays_a_text() -> None:
    made = back(FILE, replace(ISSUE, message="=HYPERLINK(1)", excerpt="@SUM(1)"))

    sheet = opened(made)[LIST_SHEET]
    assert (sheet["C4"].value, sheet["C4"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet["C4"].quotePrefix
    assert b"<f>" not in zipfile.ZipFile(BytesIO(made.content)).read("xl/worksheets/sheetPedt1.xml")


def rich() -> bytes:
    """A workbook with formats, merged cells, a comment, a chart and a formula."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "L’été & l'hiver"
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet["B3"].font = Font(bold=True, color="FFFF0000")
    sheet["B3"].comment = Comment("À revoir", "Camille")
    sheet["A2"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["F1"] = "=1+1"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=6, min_row=1, max_row=2))
    sheet.add_chart(chart, "H2")
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_all_the_rest_of_the_workbook_is_untouched() -> None:
    data = rich()
    issue = replace(ISSUE, where="Feuille L’été & l'hiver, B3")

    made = back(data, issue, replace(issue, where="Feuille L’été & l'hiver, Z40"))

    sheet = opened(made)["L’été & l'hiver"]
    assert sheet["B3"].font.bold
    assert sheet["B3"].font.color.rgb == "FFFF0000"
    assert sheet["B3"].comment.text.startswith("À revoir\n⚠ Alerte")
    assert sheet["A2"].fill.fgColor.rgb == "FF00FF00"
    assert sheet["F1"].value == "=1+1"
    assert sheet["Z40"].comment.text.startswith("⚠")
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A2:A3"]
    before, after = zipfile.ZipFile(BytesIO(data)), zipfile.ZipFile(BytesIO(made.content))
    for name in before.namelist():
        if "chart" in name or "drawing1.xml" in name or "theme" in name:
            assert after.read(name) == before.read(name)
    assert opened(made)[LIST_SHEET]["B4"].hyperlink.location == "'L’été & l''hiver'!B3"


def test_reading_the_returned_file_gives_the_same_plan_and_leaves_the_list() -> None:
    reading = read(FILE)

    again = read(annotated(FILE, "annexe.xlsx", reading.issues, reading.fates).content)

    assert reading.issues
    assert again.outline == reading.outline
    assert again.issues == reading.issues
    listed = [fate for fate in again.fates if fate.where.startswith(f"Feuille {LIST_SHEET}")]
    assert listed
    assert {(fate.fate, fate.reason) for fate in listed} == {
        (Fate.IGNORED, "liste des signalements que le logiciel a ajoutée à ce fichier")
    }


def test_file_annotated_twice_keeps_both_lists() -> None:
    once = back()

    twice = back(once.content, ISSUE, name=once.name)

    assert opened(twice).sheetnames == ["Enfance", LIST_SHEET, f"{LIST_SHEET} 2"]
    assert opened(twice)["Enfance"]["B3"].comment.text.count("⚠") == 2
    assert read(twice.content).outline == read(FILE).outline


def test_macros_do_not_come_back() -> None:
    types = zipfile.ZipFile(BytesIO(FILE)).read("[Content_Types].xml").decode()
    macros = types.replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    data = rezipped(FILE, {"xl/vbaProject.bin": b"\x00macro", "[Content_Types].xml": macros.encode()})

    made = back(data, name="annexe.xlsm")

    names = zipfile.ZipFile(BytesIO(made.content)).namelist()
    assert made.name == "annexe-annote.xlsx"
    assert not [name for name in names if "vba" in name]
    assert opened(made)["Enfance"]["B3"].comment is not None


@pytest.mark.parametrize(
    ("content", "name", "where", "cell"),
    [
        (
            "Axe;OI;OO;Fiches\nI – Grandir;OI 1 : Aider;=A1;Fiche 1 : Ouvrir\n".encode(),
            "a.csv",
            "Ligne 2, colonne 3",
            "C2",
        ),
        (
            b"<html><body><p>ENFANCE</p><table><tr><td rowspan=2>I - Grandir<td>OI 1 : Aider<tr><td>=A1</table>",
            "a.html",
            "Tableau 1, ligne 2, colonne 2",
            "B3",
        ),
    ],
)
def test_other_files_come_back_as_a_workbook_of_the_same_cells(
    content: bytes, name: str, where: str, cell: str
) -> None:
    made = annotated(content, name, [replace(ISSUE, where=where)])

    sheet = opened(made)["Annexe"]
    assert made.name == "a-annote.xlsx"
    assert (sheet[cell].value, sheet[cell].data_type) == ("=A1", "s")
    assert sheet[cell].comment.text.startswith("⚠")
    again, first = read(made.content), read(content, name)
    assert again.outline == first.outline
