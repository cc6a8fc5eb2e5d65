"""The numbers that Word writes by itself: read as a person sees them."""

from io import BytesIO

import docx
import pytest
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from annexes.readers.container import open_file
from annexes.readers.numbering import BULLET, NONE, Numbering, read_numbering, written
from annexes.readers.words import read_document
from tests.readers.makers import issue, plain, read, rezipped, tree, word
from tests.readers.test_word import NAMESPACES, p, tc, tr

W = nsdecls("w")


def level(rank: int, text: str, form: str = "decimal", more: str = "") -> str:
    counts = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>'
    return f'<w:lvl w:ilvl="{rank}">{counts}{more}<w:lvlText w:val="{text}"/></w:lvl>'


def numbering(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> Numbering:
    abstract = f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
    return read_numbering(parse_xml(f"<w:numbering {W}>{abstract}{nums}</w:numbering>"))


def labels(found: Numbering, *asked: tuple[str, int]) -> list[str]:
    return [found.mark(number, rank).label for number, rank in asked]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (4, "decimal", "4"),
        (4, "decimalZero", "04"),
        (14, "upperRoman", "XIV"),
        (9, "lowerRoman", "ix"),
        (28, "lowerLetter", "bb"),
        (3, "upperLetter", "C"),
        (1, "ordinal", "1er"),
        (7, "cardinalText", "7"),
        (0, "upperRoman", "0"),
    ],
)
def test_number_is_written_in_its_form(value: int, form: str, text: str) -> None:
    assert written(value, form) == text


def test_list_counts_on_and_starts_again_below() -> None:
    found = numbering(level(0, "OI %1 :"), level(1, "OO %1.%2 :"))

    one = labels(found, ("1", 0), ("1", 1), ("1", 1), ("1", 0), ("1", 1))

    assert one == ["OI 1 :", "OO 1.1 :", "OO 1.2 :", "OI 2 :", "OO 2.1 :"]


def test_level_that_never_restarts_counts_on() -> None:
    found = numbering(level(0, "%1"), level(1, "Fiche %2 :", more='<w:lvlRestart w:val="0"/>'))

    assert labels(found, ("1", 0), ("1", 1), ("1", 0), ("1", 1)) == ["1", "Fiche 1 :", "2", "Fiche 2 :"]


def test_level_met_before_the_one_above_shows_its_start() -> None:
    assert labels(numbering(level(0, "%1"), level(1, "%1.%2")), ("1", 1), ("1", 0)) == ["1.1", "1"]


def test_roman_level_is_arabic_in_a_legal_one() -> None:
    found = numbering(level(0, "%1", "upperRoman"), level(1, "%1.%2", more="<w:isLgl/>"))

    assert labels(found, ("1", 0), ("1", 0), ("1", 1)) == ["I", "II", "2.1"]


def test_second_list_of_one_kind_goes_on_unless_it_starts_again() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        "</w:lvlOverride></w:num>"
    )

    found = numbering(level(0, "%1."), nums=nums)

    assert labels(found, ("1", 0), ("2", 0), ("3", 0), ("3", 0), ("1", 0)) == ["1.", "2.", "5.", "6.", "7."]


def test_bullet_stays_a_bullet() -> None:
    found = numbering(level(0, "\uf0b7", "bullet"), level(1, "–", "none"))

    assert (found.mark("1", 0), found.mark("1", 1)) == (BULLET, BULLET)
    assert found.mark("9", 0) == NONE


def with_numbering(body: str, *levels: str, styles: str = "") -> bytes:
    made = word("x")
    numbers = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    replaced = {
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>".encode(),
        "word/numbering.xml": numbers.encode(),
    }
    if styles:
        replaced["word/styles.xml"] = f"<w:styles {W}>{styles}</w:styles>".encode()
    return rezipped(made, replaced)


def numbered(text: str, rank: int = 0) -> str:
    properties = f'<w:pPr><w:numPr><w:ilvl w:val="{rank}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_fiches_that_word_numbers_are_read_with_their_numbers_and_it_is_said() -> None:
    header = tr(tc("Axe"), tc("Objectif opérationnel"), tc("Fiches actions"))
    row = tr(tc("I – Grandir"), tc(numbered("Dire", 1)), tc(numbered("Ouvrir") + numbered("Fermer")))
    body = f"<w:tbl>{header}{row}</w:tbl>"

    reading = read(with_numbering(body, level(0, "Fiche %1 :"), level(1, "OO %2 :")), "a.docx")

    assert tree(reading.outline) == ["I Grandir", ". OO 1 Dire", ". . * 1 Ouvrir", ". . * 2 Fermer"]
    told = issue(reading, "automatic-numbers")
    assert told.severity == "info"
    assert "3 numéro(s)" in told.message
    assert "« Fiche 1 : »" in plain(told.message)


def test_number_of_a_style_and_of_the_style_that_it_is_based_on() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Objectif"><w:name w:val="Objectif"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Fort"><w:name w:val="Fort"/><w:basedOn w:val="Objectif"/></w:style>'
    )
    styled = '<w:p><w:pPr><w:pStyle w:val="Fort"/></w:pPr><w:r><w:t>Grandir</w:t></w:r></w:p>'
    body = styled + p("OI 1 : Aider") + styled.replace("Grandir", "Lire")

    reading = read(with_numbering(body, level(0, "AXE %1 –", "upperRoman"), styles=styles), "a.docx")

    assert tree(reading.outline) == ["I Grandir", ". OI 1 Aider", "II Lire"]


def test_numbering_taken_off_a_paragraph_is_not_written() -> None:
    plain_one = '<w:p><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr><w:r><w:t>AXE 1 : Grandir</w:t></w:r></w:p>'

    assert tree(read(with_numbering(plain_one, level(0, "%1.")), "a.docx").outline) == ["1 Grandir"]


def test_bullets_of_a_cell_are_kept_as_bullets() -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=1)
    table.rows[0].cells[0].paragraphs[0].text = "Partenaires"
    table.rows[0].cells[0].add_paragraph("La ville", style="List Bullet")
    out = BytesIO()
    document.save(out)

    (grid,) = read_document(open_file(BytesIO(out.getvalue()), name="a.docx")).grids

    assert grid.rows[0][0].lines == ("Partenaires", "• La ville")
