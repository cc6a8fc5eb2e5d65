from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from docx.oxml.ns import qn
from PIL import Image

from annexes.contents.model import CellKind, Fact, Grid, GridColumn, GridRow, Line, RowStyle, Rubric, prose
from annexes.edition import Brand
from annexes.word import styles
from annexes.word.paper import Paper
from tests.contents.fiches import EDITION
from tests.word.reading import attribute, opened, rows, styled

GRID = Grid(
    (GridColumn("Financeur", share=3), GridColumn("Prévu", CellKind.MONEY), GridColumn("Le", CellKind.DATE)),
    (
        GridRow(("CAF\nNotifié", Decimal("1200.50"), date(2026, 9, 1))),
        GridRow(("Total", Decimal("1200.50"), None), RowStyle.TOTAL),
    ),
    caption="Plan de financement",
)


@pytest.fixture
def paper() -> Paper:
    return Paper(EDITION, title="PGT – essai", anchors={"f12"})


def test_document_says_what_it_is(paper: Paper) -> None:
    core = opened(paper.to_bytes()).core_properties
    assert (core.title, core.author, core.language) == ("PGT – essai", "Val-Fictif", "fr-FR")
    assert core.subject == "Projet global de territoire"


def test_headings_are_those_of_word_in_the_colour_of_the_territory() -> None:
    paper = Paper(replace(EDITION, brand=Brand("#7a1f3d")), title="x")
    for level in (1, 2, 3, 4):
        paper.heading(f"Titre {level}", level)
    document = opened(paper.to_bytes())
    assert [one.style.name for one in document.paragraphs] == [f"Heading {level}" for level in (1, 2, 3, 4)]
    style = document.styles["Heading 1"]
    assert str(style.font.color.rgb) == "7A1F3D"
    assert style.paragraph_format.keep_with_next
    assert attribute(style.element, "w:rPr/w:rFonts", "ascii") == styles.FONT
    assert attribute(style.element, "w:rPr/w:rFonts", "asciiTheme") is None


def test_language_is_french_everywhere(paper: Paper) -> None:
    document = opened(paper.to_bytes())
    assert attribute(document.styles.element, "w:docDefaults/w:rPrDefault/w:rPr/w:lang", "val") == "fr-FR"
    assert attribute(document.settings.element, "w:themeFontLang", "val") == "fr-FR"


def test_pages_bear_their_number_and_the_edition() -> None:
    edition = replace(EDITION, draft=True, annexe_number="II-2", deliberation="Délibération n° 114")
    paper = Paper(edition, title="x")
    paper.turn(landscape=True)
    document = opened(paper.to_bytes())
    portrait, landscape = document.sections
    assert (round(portrait.page_width.mm), round(landscape.page_width.mm)) == (210, 297)
    for section in (portrait, landscape):
        assert section.header.paragraphs[0].text == "Val-Fictif · PGT 2025-2029 · PROJET"
        foot = section.footer.paragraphs[0]
        assert foot.text == "Annexe n° II-2 · Délibération n° 114 · Édition du 21 novembre 2026\tPage 1 / 1"
        codes = [code.text.strip() for code in foot._p.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]


def test_lines_are_paragraphs_lists_and_links(paper: Paper) -> None:
    paper.heading("Fiche 12", anchor="f12")
    paper.lines(
        [
            *prose("Un texte\n- une puce"),
            Line("Aller là", bullet=True, lead="AT Jeunesse", anchor="f12"),
            Line("Ailleurs", bullet=True, lead="AT Jeunesse", anchor="f99"),
            Line("Une note", lead="2026"),
            Line("La charte", bullet=True, url="https://www.exemple.fr/charte"),
        ]
    )
    document = opened(paper.to_bytes())
    assert styled(document, "List Bullet") == [
        "une puce",
        "Aller là",
        "Ailleurs",
        "La charte : https://www.exemple.fr/charte",
    ]
    assert styled(document, "Normal") == ["Un texte", "AT Jeunesse :", "2026 : Une note"]
    links = [*document.element.iter(qn("w:hyperlink"))]
    assert [link.get(qn("w:anchor")) for link in links] == ["f12", None]
    assert document.part.rels[links[1].get(qn("r:id"))].target_ref == "https://www.exemple.fr/charte"
    assert [mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))] == ["f12"]


def test_table_repeats_its_header_and_never_cuts_a_row(paper: Paper) -> None:
    paper.grid(GRID)
    (table,) = opened(paper.to_bytes()).tables
    assert rows(table) == [
        ["Financeur", "Prévu", "Le"],
        ["CAF\nNotifié", "1\u202f200,50\u202f€", "01/09/2026"],
        ["Total", "1\u202f200,50\u202f€", ""],
    ]
    head, *others = table._tbl.tr_lst
    assert head.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in (head, *others))
    assert [table.cell(rank, 0).paragraphs[0].paragraph_format.keep_with_next for rank in (1, 2)] == [True, None]
    assert attribute(table._tbl, "w:tblPr/w:tblCaption", "val") == "Plan de financement"
    assert table.style.name == "Annexe – tableau"
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.gridCol_lst]
    assert widths[0] == pytest.approx(3 * widths[1], abs=3)
    assert sum(widths) == pytest.approx(176 * 1440 / 25.4, abs=3)


def test_facts_stand_two_a_row_beside_their_labels(paper: Paper) -> None:
    paper.facts([Fact("Pilote", "CAF"), Fact("Public", ""), Fact("Lieux", "Partout")])
    (table,) = opened(paper.to_bytes()).tables
    assert rows(table) == [["Pilote", "CAF", "Public", "Non renseigné"], ["Lieux", "Partout", "", ""]]


def test_empty_rubric_says_so_or_leaves_lines_to_write_on(paper: Paper) -> None:
    paper.rubric(Rubric("Enjeu"))
    paper.rubric(Rubric("Bilan", dotted=3), to_fill=True)
    paper.rubric(Rubric("Étapes", grids=(Grid(GRID.columns),), dotted=2), to_fill=True)
    document = opened(paper.to_bytes())
    assert styled(document, "Heading 2") == ["Enjeu", "Bilan", "Étapes"]
    assert styled(document, "Annexe – précision")[0] == "Non renseigné"
    assert styled(document, "Annexe – ligne à remplir") == ["\t"] * 3
    assert len(document.tables[0].rows) == 3


def test_picture_has_words_for_those_who_do_not_see_it(paper: Paper) -> None:
    data = BytesIO()
    Image.new("RGB", (30, 20)).save(data, "PNG")
    paper.picture(data.getvalue(), width=40, text="Logo de Val-Fictif")
    (shape,) = opened(paper.to_bytes()).inline_shapes
    assert shape._inline.docPr.get("descr") == "Logo de Val-Fictif"
    assert round(shape.width.mm) == 40
