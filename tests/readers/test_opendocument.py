"""OpenDocument: text documents, and what calamine does not say of the sheets."""

import zipfile
from io import BytesIO

from annexes.readers.container import open_file
from annexes.readers.grid import Grid
from annexes.readers.sources import read_source
from tests.readers.makers import codes, read, tree

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("fo", "xsl-fo-compatible"),
        ("draw", "drawing"),
    ]
)
STYLES = (
    '<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties '
    'fo:font-weight="bold"/></style:style><style:style style:name="P9" style:parent-style-name="Heading_20_2"/>'
    "</office:automatic-styles>"
)


def archive(kind: str, body: str, **parts: str) -> bytes:
    content = f"<office:document-content {NAMES}>{STYLES}<office:body>{body}</office:body></office:document-content>"
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        target.writestr("content.xml", content)
        target.writestr("META-INF/manifest.xml", "<manifest/>")
        for name, text in parts.items():
            target.writestr(f"{name}.xml", text)
    return out.getvalue()


def odt(body: str, **parts: str) -> bytes:
    return archive("text", f"<office:text>{body}</office:text>", **parts)


def ods(rows: str) -> bytes:
    return archive(
        "spreadsheet",
        f'<office:spreadsheet><table:table table:name="Enfance">{rows}</table:table></office:spreadsheet>',
    )


def cell(text: str, more: str = "") -> str:
    lines = "".join(f"<text:p>{line}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell office:value-type="string" {more}>{lines}</table:table-cell>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


COVERED = "<table:covered-table-cell/>"
SPAN = 'table:number-rows-spanned="2" table:number-columns-spanned="1"'
TABLE = row(cell("I – Grandir", SPAN), cell("OI 1 : Aider", SPAN), cell("OO 1 : Dire"), cell("Fiche 1 : Ouvrir")) + row(
    COVERED, COVERED, cell("OO 2 : Lire"), cell("Fiche 2 : Fermer\nFiche 3 : Rire")
)
TREE = [
    "I Grandir",
    ". OI 1 Aider",
    ". . OO 1 Dire",
    ". . . * 1 Ouvrir",
    ". . OO 2 Lire",
    ". . . * 2 Fermer",
    ". . . * 3 Rire",
]


def grids(data: bytes, name: str) -> list[Grid]:
    return read_source(open_file(BytesIO(data), name=name)).grids


def test_merged_cells_and_lines_of_an_ods_are_read() -> None:
    (grid,) = grids(ods(TABLE), "a.ods")

    assert [(c.text, c.rowspan) for c in grid.rows[0]][:2] == [("I – Grandir", 2), ("OI 1 : Aider", 2)]
    assert grid.rows[1][1].lines == ("Fiche 2 : Fermer", "Fiche 3 : Rire")
    assert tree(read(ods(TABLE), "a.ods").outline) == ["[Enfance]", *TREE]


def test_repeated_rows_and_cells_move_the_merged_ones() -> None:
    rows = row("<table:table-cell/>", more='table:number-rows-repeated="3"')
    rows += row('<table:table-cell table:number-columns-repeated="2"/>', cell("a", SPAN)) + row(COVERED, COVERED)

    (grid,) = grids(ods(rows + row(cell("b"))), "a.ods")

    assert [(c.text, c.where, c.rowspan) for c in grid.cells()] == [
        ("a", "Feuille Enfance, C4", 2),
        ("b", "Feuille Enfance, A6", 1),
    ]


def test_document_is_read_like_a_word_one() -> None:
    body = f"<text:h text:outline-level='1'>ENFANCE</text:h><table:table>{TABLE}</table:table>"

    reading = read(odt(body), "a.odt")

    assert tree(reading.outline) == ["[Enfance]", *TREE]
    assert codes(reading) == []


def test_lines_lists_bold_and_headings_of_a_document_are_known() -> None:
    body = (
        '<text:p text:style-name="P9">Titre</text:p><text:p><text:span text:style-name="T1">Pilote :</text:span> la'
        "<text:s/>ville<text:line-break/>et l’école</text:p><text:list><text:list-item><text:p>Puce</text:p>"
        "</text:list-item></text:list><text:p>Fin<text:note><text:note-body><text:p>Note</text:p></text:note-body>"
        "</text:note></text:p>"
    )

    grid, notes = grids(odt(body), "a.odt")

    title, text, bullet, end = grid.cells()
    assert (title.style, text.style, bullet.bullet) == (2, 0, True)
    assert (text.lines, text.bold) == (("Pilote : la ville", "et l’école"), ("Pilote :", ""))
    assert (end.text, notes.ignored) == ("Fin", "note de bas de page : elle n’est pas reprise")


def test_deleted_text_and_comments_are_left() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>OI 9 : Taire</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p>AXE 1 : Grandir<office:annotation><text:p>Note</text:p>"
        "</office:annotation></text:p>"
    )

    reading = read(odt(body), "a.odt")

    assert tree(reading.outline) == ["1 Grandir"]
    assert codes(reading) == ["tracked-changes"]


def test_page_header_of_a_document_stands_beside_its_text() -> None:
    styles = (
        f"<office:document-styles {NAMES}><office:master-styles><style:master-page><style:header><text:p>Fiche n° 12"
        "</text:p></style:header></style:master-page></office:master-styles></office:document-styles>"
    )

    source = read_source(open_file(BytesIO(odt("<text:p>Texte</text:p>", styles=styles)), name="a.odt"))

    assert [(c.text, c.where) for c in source.page_texts] == [("Fiche n° 12", "En-tête de page, ligne 1")]


LISTS = (
    f"<office:document-styles {NAMES}><text:list-style style:name='L1'>"
    "<text:list-level-style-number text:level='1' style:num-format='1' style:num-prefix='OI ' style:num-suffix=' :'/>"
    "<text:list-level-style-number text:level='2' style:num-format='1' style:num-prefix='OO ' style:num-suffix=' :'/>"
    "</text:list-style>"
    "<text:list-style style:name='L2'><text:list-level-style-bullet text:level='1'/></text:list-style>"
    "<text:outline-style><text:outline-level-style text:level='1' style:num-format='I' style:num-prefix='AXE ' "
    "style:num-suffix=' –'/></text:outline-style></office:document-styles>"
)


def test_numbers_of_headings_and_lists_are_read_as_they_are_shown() -> None:
    body = (
        "<text:h text:outline-level='1'>Grandir</text:h>"
        "<text:list xml:id='a' text:style-name='L1'><text:list-item><text:p>Aider</text:p>"
        "<text:list><text:list-item><text:p>Dire</text:p></text:list-item><text:list-item><text:p>Lire</text:p>"
        "</text:list-item></text:list></text:list-item></text:list><text:p/>"
        "<text:list xml:id='b' text:continue-list='a' text:style-name='L1'><text:list-item><text:p>Ouvrir</text:p>"
        "</text:list-item></text:list>"
        "<text:h text:outline-level='1'>Apprendre</text:h>"
        "<text:list text:style-name='L1'><text:list-item text:start-value='4'><text:p>Jouer</text:p></text:list-item>"
        "</text:list>"
    )

    reading = read(odt(body, styles=LISTS), "a.odt")

    assert tree(reading.outline) == [
        "I Grandir",
        ". OI 1 Aider",
        ". . OO 1 Dire",
        ". . OO 2 Lire",
        ". OI 2 Ouvrir",
        "II Apprendre",
        ". OI 4 Jouer",
    ]
    assert codes(reading) == ["automatic-numbers"]


def test_items_and_their_further_paragraphs_are_told_apart() -> None:
    body = (
        "<text:list text:style-name='L2'><text:list-item><text:p>Puce</text:p><text:p>Suite</text:p></text:list-item>"
        "<text:list-header><text:p>Sans puce</text:p></text:list-header></text:list>"
    )

    (grid,) = grids(odt(body, styles=LISTS), "a.odt")

    assert [(c.text, c.bullet) for c in grid.cells()] == [("Puce", True), ("Suite", False), ("Sans puce", False)]


def test_empty_cells_that_office_software_repeats_to_the_end_do_not_count() -> None:
    """LibreOffice ends each row with thousands of empty cells, and a sheet with a million empty rows."""
    filler = '<table:table-cell table:number-columns-repeated="16380"/>'
    rows = "".join(row(cell(f"AXE {rank} : Titre {rank}"), filler) for rank in range(1, 300))
    rows += row(
        '<table:table-cell table:number-columns-repeated="16384"/>', more='table:number-rows-repeated="1048000"'
    )

    assert len(read(ods(rows), "a.ods").outline.themes[0].objectives) == 299


def test_sheet_that_goes_too_far_is_refused() -> None:
    repeated = cell("a", 'table:number-columns-repeated="16000"')
    far = row("<table:table-cell/>", more='table:number-rows-repeated="1000000"') + row(
        '<table:table-cell table:number-columns-repeated="16000"/>', cell("a")
    )

    assert codes(read(ods(row(repeated, more='table:number-rows-repeated="1000"')), "a.ods")) == ["sheet-too-large"]
    assert codes(read(ods(far), "a.ods")) == ["sheet-too-large"]


def test_numbers_shown_as_percentages_in_an_ods_are_read_as_such() -> None:
    half = '<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>'
    plain = '<table:table-cell office:value-type="float" office:value="0.5"><text:p>0,5</text:p></table:table-cell>'
    twice = half.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="2"')

    (grid,) = grids(ods(row(cell("a"), half, plain, twice)), "a.ods")

    assert [one.text for one in grid.rows[0]] == ["a", "50 %", "0,5", "50 %", "50 %"]
