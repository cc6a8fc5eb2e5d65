"""Tables that come as HTML: from the clipboards of Word, Excel, LibreOffice and Google Docs, from « .xls » files."""

from io import BytesIO

import pytest

from annexes.readers.container import Format, open_file
from annexes.readers.grid import Cell, Grid
from annexes.readers.pasted import as_file
from annexes.readers.sources import read_source
from tests.readers.makers import codes, issue, read, tree

TREE = ["I Grandir", ". OI 1 Aider", ". . OO 1 Dire", ". . . * 1 Ouvrir", ". . . * 2 Fermer"]

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style>
<!--[if gte mso 9]><xml><w:View>Normal</w:View></xml><![endif]--></head><body>
<!--StartFragment--><table class=MsoTableGrid border=1><tr>
<td rowspan=2><p class=MsoNormal><b><span lang=FR>I –
 Grandir<o:p></o:p></span></b></p></td><td rowspan=2><p class=MsoNormal>OI 1&nbsp;: Aider</p></td>
<td rowspan=2><p class=MsoNormal>OO 1 : Dire</p></td>
<td><p class=MsoNormal>Fiche 1 : Ouvrir</p></td></tr>
<tr><td><p class=MsoNormal>Fiche 2 : <del>Ouvrir</del><ins>Fermer</ins></p></td></tr></table><!--EndFragment-->
</body></html>"""
EXCEL = """<html><head><meta http-equiv=Content-Type content="text/html; charset=utf-8"></head><body><table>
<col width=80><tr height=20><td rowspan=2 class=xl65>I – Grandir</td><td rowspan=2>OI 1 : Aider</td>
<td rowspan=2>OO 1 : Dire</td><td>Fiche 1 :
  Ouvrir</td></tr><tr><td>Fiche 2 : Fermer</td></tr>
<![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=80></td></tr><![endif]>
</table></body></html>"""
CALC = """<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body><table><colgroup span="4"></colgroup>
<tr><td><font face="Arial">I – Grandir</font></td><td>OI 1 : Aider</td><td>OO 1 : Dire</td>
<td>Fiche 1 : Ouvrir<br>Fiche 2 : Fermer</td></tr></table></body></html>"""
DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><div dir="ltr"><table><tbody>
<tr><td><p dir="ltr"><span style="font-weight:700">I – Grandir</span></p></td><td><p>OI 1 : Aider</p></td>
<td><p>OO 1 : Dire</p></td><td><p>Fiche 1 : Ouvrir</p><p>Fiche 2 : Fermer</p></td></tr></tbody></table></div></b>"""


def grids(body: str) -> list[Grid]:
    name, data = as_file(body, "")
    return read_source(open_file(BytesIO(data), name=name)).grids


def only(body: str) -> Cell:
    (cell,) = [cell for grid in grids(body) for cell in grid.cells()]
    return cell


@pytest.mark.parametrize("page", [WORD, EXCEL, CALC, DOCS], ids=["word", "excel", "calc", "docs"])
def test_pasted_table_is_read(page: str) -> None:
    name, data = as_file(page, "I – Grandir\tOI 1 : Aider")

    assert tree(read(data, name).outline) == TREE


def test_pasted_text_is_read_when_there_is_no_table() -> None:
    text = 'Axe\tOI\tOO\tFiches\nI – Grandir\tOI 1 : Aider\tOO 1 : Dire\t"Fiche 1 : Ouvrir\nFiche 2 : Fermer"'

    name, data = as_file("<span>I – Grandir</span>", text)

    assert tree(read(data, name).outline) == TREE


def test_nothing_pasted_gives_nothing() -> None:
    assert as_file("  ", " \n")[1] == b""


def test_addresses_say_the_table_and_its_cell() -> None:
    first, second = grids("<table><tr><td>a<td>b</table><p>entre</p><table><tr><td colspan=2>c<td>d</table>")[::2]

    assert [cell.where for cell in first.cells()][1] == "Tableau 1, ligne 1, colonne 2"
    assert [cell.where for cell in second.cells()] == ["Tableau 2, ligne 1, colonne 1", "Tableau 2, ligne 1, colonne 3"]


def test_table_that_only_frames_another_is_looked_through() -> None:
    inner = "<table><tr><td>a<td>b<tr><td>c<td>d</table>"

    text, table = grids(f"<table><tr><td>Bonjour,</td></tr><tr><td><table><tr><td>{inner}</table></td></tr></table>")

    assert [cell.text for cell in text.cells()] == ["Bonjour,"]
    assert [[cell.text for cell in row] for row in table.rows] == [["a", "b"], ["c", "d"]]


def test_spans_push_the_cells_below_aside() -> None:
    (grid,) = grids("<table><tr><td rowspan=3>a<td colspan=2>b<tr><td>c<td>d<tr><td rowspan=x>e</table>")

    found = [(cell.text, cell.row, cell.col, cell.rowspan, cell.colspan) for cell in grid.cells()]
    assert found == [("a", 0, 0, 3, 1), ("b", 0, 1, 1, 2), ("c", 1, 1, 1, 1), ("d", 1, 2, 1, 1), ("e", 2, 1, 1, 1)]


@pytest.mark.parametrize(
    ("inside", "lines"),
    [
        ("Un<br>Deux", ("Un", "Deux")),
        ("<p>Un</p><p>Deux</p>", ("Un", "Deux")),
        ("<ul><li>Un<li><p>Deux</p></ul>", ("• Un", "• Deux")),
        ("<ol start=3><li>Un<li>Deux<ul><li>Trois</ul></ol>", ("3. Un", "4. Deux", "• Trois")),
        ("<ol type=I><li>Un<li value=5>Deux</ol>", ("I. Un", "V. Deux")),
        ("Voici <b>un</b>\n   mot", ("Voici un mot",)),
        ("<table><tr><td>Un</td><td>Deux</td></tr></table>", ("Un", "Deux")),
        ("<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span>Un</p>", ("• Un",)),
        ("<p><span style='mso-list:Ignore'>Fiche 3 :<span>&nbsp; </span></span>Un</p>", ("Fiche 3 : Un",)),
        ("Un<script>alert(1)</script><style>td{}</style><!-- non -->", ("Un",)),
        ("<div>Un</div>Deux<div>Trois</div>", ("Un", "Deux", "Trois")),
        ("&lt;b&gt; &amp; l&rsquo;&eacute;t&eacute;", ("<b> & l’été",)),
    ],
)
def test_lines_of_a_cell_are_what_a_reader_sees(inside: str, lines: tuple[str, ...]) -> None:
    (grid,) = grids(f"<table><tr><td>{inside}</td><td>x</td></tr></table>")

    assert grid.rows[0][0].lines == lines


def test_paragraphs_headings_lists_and_bold_are_known() -> None:
    (grid,) = grids("<h2>Enfance</h2><p>Texte</p><ul><li>Puce</ul><p><b>Pilote :</b> la ville</p><p><b>Tout</b></p>")

    heading, text, bullet, lead, bold = grid.cells()
    assert (heading.style, text.style, bullet.bullet, text.bullet) == (2, 0, True, False)
    assert (lead.bold, lead.is_bold, bold.is_bold, text.bold) == (("Pilote :",), False, True, ())


def test_what_is_deleted_or_hidden_is_left_and_it_is_said() -> None:
    page = (
        b"<html><body><p>AXE 1 : Grandir</p><p>OI 1 : <del>Taire</del>Aider</p><p style='display:none'>OI 2 : Dire</p>"
    )

    reading = read(page, "a.html")

    assert tree(reading.outline) == ["1 Grandir", ". OI 1 Aider"]
    assert issue(reading, "tracked-changes")
    assert issue(reading, "hidden-text")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_page_called_xls_is_read_in_any_encoding(encoding: str) -> None:
    reading = read(CALC.replace("utf-8", encoding).encode(encoding), "export.xls")

    assert tree(reading.outline) == TREE
    assert codes(reading) == []


def test_csv_whose_cells_hold_tags_stays_a_csv() -> None:
    data = "<p>Axe</p>;OI\n<p>I – Grandir</p>;OI 1 : Aider\n".encode()

    assert open_file(BytesIO(data), name="a.csv").format is Format.CSV


@pytest.mark.parametrize(
    ("text", "widths"),
    [
        ("a;b;c\n1;2;3\n", [3, 3]),
        ("a,b\n1,2\n3,4\n", [2, 2, 2]),
        ("Jouer, lire, rire\nGrandir\nAider, dire\n", [1, 1, 1]),
        ("Axe\tOI, OG\nI – Grandir, ici\tOI 1 : Aider, là\n", [2, 2]),
        ("Titre\na|b|c\nd|e|f\n", [1, 3, 3]),
    ],
)
def test_commas_of_prose_cut_no_cell(text: str, widths: list[int]) -> None:
    (grid,) = read_source(open_file(BytesIO(text.encode()), name="a.txt")).grids

    assert [len(row) for row in grid.rows] == widths


@pytest.mark.parametrize(
    "rows",
    [
        "<tr>" + "<td rowspan=2 colspan=1000>a</td>" * 3 + "</tr>",
        ("<tr>" + "<td rowspan=2 colspan=1000></td>" * 2 + "</tr><tr></tr>") * 2100,
    ],
)
def test_spans_that_make_a_table_without_end_are_refused(rows: str) -> None:
    page = f"<html><body><table>{rows}</table></body></html>"

    assert codes(read(page.encode(), "a.html")) == ["sheet-too-large"]
