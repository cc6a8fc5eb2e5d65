"""The returned Word document: shaded cells, real comments, a list at the end, and nothing else changed."""

import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from annexes.annotate import Annotated, annotated
from annexes.annotate.remarks import LIST_TITLE, Weight
from annexes.reading import Fate, Issue, Severity
from tests.readers.makers import HEADER, plain, read, rezipped, word

ROWS = [
    HEADER,
    ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"],
    [None, "Fiche 2 : Fermer", "OO 2 : Lire", ""],
]
FILE = word("# ENFANCE", "Un texte", ROWS, "Un autre texte")
CELL = Issue("Tableau 1, ligne 3, colonne 2", Severity.WARNING, "shifted-cell", "une fiche mal placée", "OO 1", "Fiche")
LINE = Issue("Paragraphe 2", Severity.ERROR, "x", "un texte de trop")


def back(*issues: Issue, content: bytes = FILE) -> Annotated:
    return annotated(content, "annexe.docx", issues)


def opened(made: Annotated) -> Document:
    return docx.Document(BytesIO(made.content))


def shade(element: object) -> str:
    return next(iter(element.iter(qn("w:shd")))).get(qn("w:fill"))  # type: ignore[attr-defined]


def test_cell_and_paragraph_are_shaded_and_commented() -> None:
    made = back(CELL, LINE)

    document = opened(made)
    assert (made.name, made.placed, made.unplaced) == ("annexe-annote.docx", 2, 0)
    assert shade(document.tables[0].rows[2].cells[1]._tc.tcPr) == Weight.WARNING.colour
    assert shade(document.paragraphs[1]._p.pPr) == Weight.ERROR.colour
    assert [(comment.author, plain(comment.text)) for comment in document.comments] == [
        ("PEDT Planner", "✖ Erreur : un texte de trop"),
        ("PEDT Planner", "⚠ Alerte : une fiche mal placée → OO 1"),
    ]


def test_text_styles_and_merged_cells_are_untouched() -> None:
    before, after = docx.Document(BytesIO(FILE)), opened(back(CELL, LINE))

    assert [p.text for p in after.paragraphs][: len(before.paragraphs)] == [p.text for p in before.paragraphs]
    assert after.paragraphs[0].style.name == before.paragraphs[0].style.name
    cells = [[[cell.text for cell in row.cells] for row in one.tables[0].rows] for one in (before, after)]
    assert cells[0] == cells[1]


def test_list_stands_at_the_end_with_links_to_the_places() -> None:
    whole = Issue("Fichier annexe.docx", Severity.INFO, "x", "le document contient des modifications suivies")

    table = opened(back(whole, CELL)).tables[-1]

    assert table.rows[0].cells[0].text == LIST_TITLE
    assert [row.cells[1].text for row in table.rows[2:]] == ["Tableau 1, ligne 3, colonne 2", "Fichier annexe.docx"]
    (link,) = table._tbl.iter(qn("w:hyperlink"))
    anchor = link.get(qn("w:anchor"))
    assert anchor in {
        mark.get(qn("w:name")) for mark in opened(back(whole, CELL)).element.body.iter(qn("w:bookmarkStart"))
    }


def test_reading_the_returned_document_gives_the_same_plan_and_leaves_the_list() -> None:
    reading = read(FILE, "annexe.docx")

    again = read(annotated(FILE, "annexe.docx", reading.issues, reading.fates).content, "annexe.docx")

    assert reading.issues
    assert again.outline == reading.outline
    assert again.issues == reading.issues
    assert [fate for fate in again.fates if fate not in reading.fates]
    assert {fate.fate for fate in again.fates if fate not in reading.fates} == {Fate.IGNORED}


def test_existing_comments_are_kept() -> None:
    document = docx.Document(BytesIO(FILE))
    document.add_comment(document.paragraphs[1].runs, text="À revoir", author="Camille")
    out = BytesIO()
    document.save(out)

    comments = opened(back(LINE, content=out.getvalue())).comments

    assert [comment.author for comment in comments] == ["Camille", "PEDT Planner"]


@pytest.mark.parametrize("where", ["Tableau 9, ligne 1, colonne 1", "Paragraphe 400", "Feuille Enfance, B3"])
def test_what_stands_nowhere_is_only_listed(where: str) -> None:
    made = back(replace(CELL, where=where))

    assert (made.placed, made.unplaced) == (0, 1)
    assert where in [cell.text for cell in opened(made).tables[-1].rows[-1].cells]


def test_document_that_cannot_be_written_again_comes_back_as_a_workbook() -> None:
    """Our reader looks at the text alone; python-docx wants every relation to lead somewhere."""
    damaged = rezipped(FILE, {"word/_rels/document.xml.rels": b"<Relationships><Relationship/></Relationships>"})

    made = back(CELL, content=damaged)

    assert (made.name, made.placed) == ("annexe-annote.xlsx", 1)
    assert read(made.content).outline == read(FILE, "annexe.docx").outline


@pytest.mark.parametrize(
    "kind", ["vnd.ms-word.document.macroEnabled.main+xml", "vnd.ms-word.template.macroEnabledTemplate.main+xml"]
)
def test_macros_do_not_come_back(kind: str) -> None:
    types = zipfile.ZipFile(BytesIO(FILE)).read("[Content_Types].xml")
    plain_type = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    data = rezipped(
        FILE,
        {"[Content_Types].xml": types.replace(plain_type, kind.encode()), "word/vbaProject.bin": b"\x00macro"},
    )

    made = annotated(data, "annexe.docm", [CELL])

    assert (made.name, made.placed) == ("annexe-annote.docx", 1)
    assert not [name for name in zipfile.ZipFile(BytesIO(made.content)).namelist() if "vba" in name]
