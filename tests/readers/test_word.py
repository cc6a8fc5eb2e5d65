"""What Word puts in a document besides plain cells: tracked changes, content controls, spans, nested tables."""

from io import BytesIO

import pytest

from annexes.readers.container import open_file
from annexes.readers.grid import Cell, Grid
from annexes.readers.words import MAX_CELLS, read_document
from annexes.reading import Severity
from tests.readers.makers import codes, issue, read, rezipped, tree, word

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def document(body: str) -> bytes:
    xml = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return rezipped(word("x"), {"word/document.xml": xml.encode()})


def p(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def grids(body: str) -> list[Grid]:
    return read_document(open_file(BytesIO(document(body)), name="a.docx")).grids


def only(body: str) -> Cell:
    (cell,) = [cell for grid in grids(body) for cell in grid.cells()]
    return cell


@pytest.mark.parametrize(
    ("run", "text"),
    [
        ("<w:r><w:t>Ouvrir </w:t></w:r><w:ins><w:r><w:t>ensemble</w:t></w:r></w:ins>", "Ouvrir ensemble"),
        ("<w:r><w:t>Ouvrir</w:t></w:r><w:del><w:r><w:delText>Fermer</w:delText></w:r></w:del>", "Ouvrir"),
        (
            "<w:moveFrom><w:r><w:t>Fermer</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>Ouvrir</w:t></w:r></w:moveTo>",
            "Ouvrir",
        ),
        ("<w:sdt><w:sdtContent><w:r><w:t>Ouvrir</w:t></w:r></w:sdtContent></w:sdt>", "Ouvrir"),
        ("<w:hyperlink><w:r><w:t>Ouvrir</w:t></w:r></w:hyperlink>", "Ouvrir"),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t>Ouvrir</w:t></w:r></w:fldSimple>", "Ouvrir"),
        ("<w:r><w:t>Ouvrir</w:t><w:tab/><w:t>ici</w:t></w:r>", "Ouvrir ici"),
        ("<w:r><w:t>Ouvrir</w:t><w:br/><w:t>ici</w:t></w:r>", "Ouvrir\nici"),
        ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>construire</w:t></w:r>", "co-construire"),
    ],
)
def test_text_of_a_paragraph_is_what_a_reader_sees(run: str, text: str) -> None:
    assert only(f"<w:p>{run}</w:p>").text == text


def test_paragraphs_whose_end_was_struck_out_run_into_the_next() -> None:
    struck = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>{}</w:t></w:r></w:p>"
    table = f"<w:tbl>{tr(tc(struck.format('Ou') + p('vrir') + struck.format('Fin')))}</w:tbl>"

    lines, cells = grids(struck.format("Gran") + p("dir") + p("Lire") + table)

    assert [(cell.text, cell.where) for cell in lines.cells()] == [
        ("Grandir", "Paragraphe 2"),
        ("Lire", "Paragraphe 3"),
    ]
    assert cells.rows[0][0].lines == ("Ouvrir", "Fin")


def test_text_box_is_read_once() -> None:
    box = "<wps:txbx><w:txbxContent>" + p("Ouvrir") + "</w:txbxContent></wps:txbx>"
    body = (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    assert only(body).text == "Ouvrir"


def test_blocks_inside_content_controls_and_insertions_are_read() -> None:
    body = f"<w:sdt><w:sdtContent>{p('Un')}</w:sdtContent></w:sdt><w:ins>{p('Deux')}</w:ins>"

    assert [cell.text for grid in grids(body) for cell in grid.cells()] == ["Un", "Deux"]


def test_spans_and_offsets_give_positions() -> None:
    table = "<w:tbl>" + "".join(
        [
            tr(tc("A", '<w:gridSpan w:val="2"/>'), tc("B", '<w:vMerge w:val="restart"/>')),
            tr(tc("C"), tc("D"), tc("<w:p/>", "<w:vMerge/>")),
            tr(tc("E"), tc("<w:p/>", '<w:vMerge w:val="continue"/>'), properties='<w:gridBefore w:val="1"/>'),
        ]
    )

    (grid,) = grids(table + "</w:tbl>")

    found = [(c.text, c.row, c.col, c.rowspan, c.colspan) for c in grid.cells()]
    assert found == [("A", 0, 0, 1, 2), ("B", 0, 2, 3, 1), ("C", 1, 0, 1, 1), ("D", 1, 1, 1, 1), ("E", 2, 1, 1, 1)]
    assert grid.rows[1][1].where == "Tableau 1, ligne 2, colonne 2"


def test_nested_table_keeps_its_text_in_its_cell() -> None:
    inner = f"<w:tbl>{tr(tc('Fiche 1 : Ouvrir'))}{tr(tc('Fiche 2 : Fermer'))}</w:tbl>"

    row = tr(tc("OO 1 : Dire"), tc(p("Voici") + inner + "<w:p/>"))

    (grid,) = grids(f"<w:tbl>{row}</w:tbl>")

    assert grid.rows[0][1].lines == ("Voici", "Fiche 1 : Ouvrir", "Fiche 2 : Fermer")


def test_row_struck_out_by_a_tracked_change_is_left_and_it_is_said() -> None:
    deleted = tr(tc("I – Vieux"), tc("OI 9 : Vieux"), properties="<w:del/>")
    header, row = tr(tc("Axe"), tc("Objectif intermédiaire")), tr(tc("I – Grandir"), tc("OI 1 : Aider"))
    table = f"<w:tbl>{header}{deleted}{row}</w:tbl>"

    reading = read(document(table), "a.docx")

    assert tree(reading.outline) == ["I Grandir", ". OI 1 Aider"]
    assert issue(reading, "tracked-changes").severity is Severity.INFO


def test_text_hidden_in_a_merged_cell_is_kept_apart() -> None:
    table = "<w:tbl>" + "".join(
        [
            tr(tc("Axe"), tc("Objectif intermédiaire")),
            tr(tc("I – Grandir", '<w:vMerge w:val="restart"/>'), tc("OI 1 : Aider")),
            tr(tc("II – Oublié", "<w:vMerge/>"), tc("OI 2 : Dire")),
        ]
    )

    reading = read(document(table + "</w:tbl>"), "a.docx")

    assert tree(reading.outline) == ["I Grandir", ". OI 1 Aider", ". OI 2 Dire"]
    assert issue(reading, "hidden-text").where == "Tableau 1, ligne 3, colonne 1"
    assert "II – Oublié" in [fate.text for fate in reading.fates]


def test_strict_document_is_read_like_the_others() -> None:
    body = document(p("# x") + p("AXE 1 : Grandir") + p("OI 1 : Aider"))
    xml = f"<w:document {NAMESPACES}><w:body>{p('AXE 1 : Grandir')}{p('OI 1 : Aider')}</w:body></w:document>"
    strict = xml.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )

    assert tree(read(rezipped(body, {"word/document.xml": strict.encode()}), "a.docx").outline) == [
        "1 Grandir",
        ". OI 1 Aider",
    ]


def test_table_split_over_two_pages_goes_on() -> None:
    header = ["Axe", "Objectifs intermédiaires", "Objectifs opérationnels", "Fiches actions"]
    first = [header, ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]
    second = [header, ["I – Grandir (suite)", "OI 1 (suite)", "OO 1 : Dire (suite)", "Fiche 2 : Fermer"]]

    reading = read(word(first, "", second), "a.docx")

    assert tree(reading.outline) == [
        "I Grandir",
        ". OI 1 Aider",
        ". . OO 1 Dire",
        ". . . * 1 Ouvrir",
        ". . . * 2 Fermer",
    ]
    assert codes(reading) == []


def test_document_of_countless_paragraphs_is_refused() -> None:
    reading = read(document(p("a") * (MAX_CELLS + 1)), "a.docx")

    assert issue(reading, "too-much-content").proposal


def test_placeholder_of_a_content_control_is_no_text() -> None:
    control = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('Cliquez ici')}</w:sdtContent></w:sdt>"

    assert only(control + p("Ouvrir")).text == "Ouvrir"


def test_hidden_run_is_no_text() -> None:
    assert (
        only("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Non </w:t></w:r><w:r><w:t>Oui</w:t></w:r></w:p>").text == "Oui"
    )


@pytest.mark.parametrize(
    ("runs", "bold"),
    [
        ("<w:r><w:rPr><w:b/></w:rPr><w:t>Pilote :</w:t></w:r><w:r><w:t> la ville</w:t></w:r>", ("Pilote :",)),
        ("<w:r><w:rPr><w:b/></w:rPr><w:t>Pilote</w:t></w:r>", ("Pilote",)),
        ("<w:r><w:rPr><w:b w:val='0'/></w:rPr><w:t>Pilote</w:t></w:r>", ()),
        ("<w:r><w:t>Le </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>pilote</w:t></w:r>", ()),
    ],
)
def test_bold_beginning_of_a_line_is_known(runs: str, bold: tuple[str, ...]) -> None:
    cell = only(f"<w:p>{runs}</w:p>")

    assert cell.bold == bold
    assert cell.is_bold is (bold == (cell.text,))


def test_headers_and_footnotes_stand_beside_the_text() -> None:
    made = document(p("AXE 1 : Grandir"))
    namespace = NAMESPACES.split(" ")[0]
    header = f"<w:hdr {namespace}>{p('FICHE ACTION N° 12')}</w:hdr>"
    notes = (
        f'<w:footnotes {namespace}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        f'<w:footnote w:id="1">{p("Voir le bilan")}</w:footnote></w:footnotes>'
    )
    data = rezipped(made, {"word/header1.xml": header.encode(), "word/footnotes.xml": notes.encode()})

    source = read_document(open_file(BytesIO(data), name="a.docx"))
    fates = {fate.where: fate.reason for fate in read(data, "a.docx").fates}

    assert [(cell.text, cell.where) for cell in source.page_texts] == [
        ("FICHE ACTION N° 12", "En-tête de page, ligne 1")
    ]
    assert fates["Note de bas de page, ligne 1"] == "note de bas de page\u00a0: elle n’est pas reprise"
    assert "En-tête de page, ligne 1" in fates
