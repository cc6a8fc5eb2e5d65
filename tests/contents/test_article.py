"""The texts of a dossier as documents print them: what has room on a page, in PDF and in Word."""

import io
import re
from itertools import pairwise
from typing import Any

import docx
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.markup import Kind, blocks, words
from annexes.contents.article import article_of, column_widths
from annexes.contents.dossier import Dossier, Section
from annexes.outline import PlanOutline, SectionOutline
from annexes.pdf.dossier import write_dossier_pdf
from annexes.word.dossier import write_dossier_docx
from tests.pdf.conftest import accessible
from tests.pdf.test_dossier import EDITION, Accessible, levels
from tests.word.test_dossier import headings

__all__ = ["accessible"]
WIDTH = 176.0
TEXT = """Une offre **inégale**, *souvent*.
### Les écoles
| École | Élèves | |
|---|---|---|
| Les Saules | **120** | neuve |
| Le Moulin | 85 |
## Ce qui manque
- Un accueil
- Un préau
3. trois
4. quatre
"""
TALL = "| Thème | Récit |\n| Long | " + "Une phrase qui revient. " * 400 + " fin |"


def printed(text: str, **more: Any) -> str:
    """The blocks of a section, as plain lines."""
    found = article_of(SectionOutline("Titre", text, **more), text, WIDTH)
    return "\n".join(words(line) for block in found for line in (*block.lines, *(c for row in block.rows for c in row)))


def dossier(*sections: SectionOutline) -> Dossier:
    return Dossier(PlanOutline("Plan", sections=sections), EDITION, sections=frozenset({Section.PRESENTATION}))


def of_pdf(content: bytes) -> str:
    pages = pypdfium2.PdfDocument(content)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pages)


def test_a_row_higher_than_a_page_becomes_a_list() -> None:
    found = article_of(SectionOutline("Titre"), TALL, WIDTH)

    assert [block.kind for block in found] == [Kind.PARAGRAPH, Kind.BULLETS]
    assert words(found[0].line) == "Thème : Long"
    assert words(found[1].line).startswith("Récit : Une phrase")
    assert words(found[1].line).endswith(" fin")


def test_a_table_that_has_room_stays_one() -> None:
    (table,) = article_of(SectionOutline("Titre"), "| a | b |\n| 1 | 2 |", WIDTH)

    assert table.kind is Kind.TABLE


def test_what_does_not_concern_the_plan_is_said_first() -> None:
    assert printed("Premier projet.", is_not_concerned=True) == "Sans objet\nPremier projet."


@given(st.lists(st.lists(st.text("ab é", max_size=80), min_size=3, max_size=3), min_size=2, max_size=4))
@settings(max_examples=60)
def test_the_widths_of_columns_fill_the_page(cells: list[list[str]]) -> None:
    table = "\n".join(f"| {' | '.join(row)} |" for row in cells)
    for block in blocks(table):
        if block.rows:
            widths = column_widths(block.rows, WIDTH)
            assert sum(widths) == pytest.approx(WIDTH)
            assert min(widths) > 4


def test_pdf_of_rich_texts_is_accessible_and_says_everything(accessible: Accessible) -> None:
    sections = (
        SectionOutline("État des lieux", TEXT, "diagnostic"),
        SectionOutline("Bilan", "Premier projet.", "bilan", is_not_concerned=True),
        SectionOutline("Récit", f"{TALL}\n" + "| n | mot |\n" + "\n".join(f"| {n} | ligne {n} |" for n in range(90))),
        SectionOutline("Large", "|" + " Établissement |" * 12 + "\n|" + " anticonstitutionnellement |" * 12),
        SectionOutline("Vide", "  "),
    )

    content = write_dossier_pdf(dossier(*sections))

    pdf = accessible(content)
    found = levels(pdf)
    assert all(below - above <= 1 for above, below in pairwise(found))
    text = of_pdf(content)
    for said in (
        "Les Saules",
        "120",
        "Un préau",
        "3. trois",
        "4. quatre",
        "Sans objet",
        "ligne 89",
        "Récit : Une phrase",
    ):
        assert said in text, said
    assert not re.search(r"\*\*|##|\| ", text)
    assert "Vide" not in text


def test_pdf_of_hostile_marks_is_accessible(accessible: Accessible) -> None:
    nasty = (
        "| " + "x" * 300 + " | 🎉 |\n| <b> | {{ 7 }} |",
        "## \n- \n1. \n| |\n| |",
        "# " + "a" * 900,
        "1. " + "mot " * 3000,
    )

    accessible(write_dossier_pdf(dossier(*(SectionOutline(f"Partie {n}", text) for n, text in enumerate(nasty)))))


def test_word_has_the_headings_the_lists_and_the_tables() -> None:
    content = write_dossier_docx(dossier(SectionOutline("État des lieux", TEXT), SectionOutline("Vide", "")))
    document = docx.Document(io.BytesIO(content))

    assert headings(document)[-3:] == [(2, "État des lieux"), (3, "Les écoles"), (3, "Ce qui manque")]
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["École", "Élèves", ""],
        ["Les Saules", "120", "neuve"],
        ["Le Moulin", "85", ""],
    ]
    assert table.rows[1].cells[1].paragraphs[0].runs[0].bold
    said = [one.text for one in document.paragraphs]
    assert "3.\ttrois" in said
    assert [one.text for one in document.paragraphs if one.style.name == "List Bullet"] == ["Un accueil", "Un préau"]
    (first,) = [one for one in document.paragraphs if one.text == "Une offre inégale, souvent."]
    assert [(run.text, bool(run.bold), bool(run.italic)) for run in first.runs if run.bold or run.italic] == [
        ("inégale", True, False),
        ("souvent", False, True),
    ]
