import io
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from annexes.contents.model import FicheSheet, FicheStyle
from annexes.edition import Brand
from annexes.outline import ActionOutline, PlanOutline
from annexes.pdf.fiches import fiche_chunk, write_fiches_pdf
from pedt_planner.demo.outlines import CITY, demo_outlines
from tests.contents.fiches import (
    EDITION,
    FULL,
    OTHER,
    complete_demo_fiches,
    plan_of,
    sheet_of,
    sheets_of,
)
from tests.pdf.conftest import Accessible

LABELS = (
    "Enjeu", "Contexte et constats", "Objectifs et dynamiques", "Description", "Étapes", "Réalisations attendues",
    "Effets attendus", "Partenaires mobilisables", "Dispositifs mobilisables", "Financements mobilisables",
    "Indicateurs", "Liens", "Sert aussi", "Bilan et suites", "Documents", "Source", "Réalisé", "Fait le",
)  # fmt: skip
HOSTILE = {
    "a million characters": "La commune accueille chaque année de nouvelles familles. " * 17_600,
    "without a space": "x" * 200_000,
    "control characters": "avant\x00\x07\x1b[31m\x9b après \ud800 fin \u202e renversé",
    "right to left": "مدرسة الحي \u200f et l’école \u05d1\u05d9\u05ea",
    "emoji": "fête 🎉👨‍👩‍👧 au parc 中文",
    "markup": '<script>alert(1)</script> {{ 7 }} {% now "Y" %} url("file:///etc/passwd") &lt;b&gt;',
    "lines": "- une puce\n" * 5_000,
}


def pages_of(content: bytes) -> list[str]:
    """The text of each page, its spaces made plain."""
    document = pypdfium2.PdfDocument(content)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return [" ".join(text.split()) for text in texts]


def written(*sheets: FicheSheet) -> bytes:
    return write_fiches_pdf(sheets, EDITION)


def structure(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """The elements of the structure in the order of reading."""
    stack = [pdf.Root.StructTreeRoot.K]
    while stack:
        node = stack.pop()
        if isinstance(node, pikepdf.Array):
            stack.extend(reversed([*node]))
        elif isinstance(node, pikepdf.Dictionary):
            yield node
            if "/K" in node:
                stack.append(node.K)


@pytest.mark.parametrize("style", list(FicheStyle))
def test_fiches_of_each_style_are_pdf_ua(style: FicheStyle, accessible: Accessible) -> None:
    pdf = accessible(written(*sheets_of(plan_of(FULL, OTHER), style)))
    assert "PGT 2025-2029" in str(pdf.docinfo["/Title"])
    tags = [str(node.S) for node in structure(pdf) if str(node.get("/S", "")) in ("/H1", "/H2", "/H3")]
    assert tags.count("/H1") == (1 if style is FicheStyle.FORM else 2)
    assert tags[:2] == ["/H1", "/H2"]


def test_complete_fiches_of_the_demonstration_take_two_pages_at_most(accessible: Accessible) -> None:
    sheets = complete_demo_fiches()
    assert len(sheets) == 30
    pdf = accessible(written(*sheets))
    assert len(pdf.pages) <= 2 * len(sheets)
    assert {tuple(round(float(side)) for side in page.MediaBox) for page in pdf.pages} == {(0, 0, 595, 842)}
    faces = {str(font.BaseFont).split("+")[-1] for page in pdf.pages for font in page.Resources.Font.values()}
    assert {face.split("-")[0] for face in faces} == {"Inter"}


def test_ordinary_fiche_takes_one_page() -> None:
    ordinary = [sheet for sheet in sheets_of(demo_outlines()[CITY]) if len(sheet.missing) >= 5]
    assert len(ordinary) >= 8
    starts = [page for page in pages_of(written(*ordinary)) if "FICHE ACTION N°" in page.upper()]
    assert len(starts) == len(ordinary)
    assert len(pages_of(written(*ordinary))) <= len(ordinary) + 2


def test_what_a_fiche_says_is_read_in_order() -> None:
    html = fiche_chunk(sheet_of(FULL), EDITION).html
    said = [
        "<body>", "Enfance</strong>", "Axe III</strong>", "Ouvrir la maison des parents", ">Statut<", ">Pilote<",
        ">Motif du statut<", ">Étapes<", ">Financements mobilisables<", ">Indicateurs<", ">Liens<", ">Sert aussi<",
        ">Bilan et suites<", ">Documents<",
    ]  # fmt: skip
    places = [html.find(one) for one in said]
    assert -1 not in places
    assert places == sorted(places)
    text = " ".join(pages_of(written(sheet_of(FULL))))
    assert "+ Fusionnée" in text
    assert "Enfance – Axe III – Fiche 8 bis" in text  # the running header


def test_complete_fiche_names_what_is_missing_and_the_elected_one_does_not() -> None:
    assert "Non renseigné : Priorité, Nature" in " ".join(pages_of(written(sheet_of(OTHER))))
    assert "Non renseigné" not in " ".join(pages_of(written(sheet_of(OTHER, FicheStyle.ELECTED))))


def test_blank_fiche_has_dotted_lines_and_empty_tables() -> None:
    html = fiche_chunk(sheet_of(OTHER, FicheStyle.BLANK), EDITION).html
    assert html.count('class="dots"') > 25
    assert html.count('<tr class="blank">') == 8
    assert "dots" not in fiche_chunk(sheet_of(OTHER), EDITION).html
    assert len(written(sheet_of(OTHER, FicheStyle.BLANK))) < 100_000  # a dotted border would take a megabyte


def test_bookmarks_follow_the_themes(accessible: Accessible) -> None:
    theme = plan_of(FULL).themes[0]
    other = replace(theme, title="Jeunesse", objectives=(), unattached=(OTHER,))
    pdf = accessible(written(*sheets_of(PlanOutline(themes=(theme, other)))))
    with pdf.open_outline() as outline:
        found = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert found == [
        ("Enfance", ["Fiche 8 bis – Ouvrir la maison des parents"]),
        ("Jeunesse", ["Fiche 9 – Prêter des jeux"]),
    ]


def test_link_between_fiches_leads_to_the_other_one(accessible: Accessible) -> None:
    pdf = accessible(written(*sheets_of(plan_of(FULL, OTHER))))
    links = [note for page in pdf.pages for note in page.get("/Annots", [])]
    assert {str(note.Contents) for note in links} == {"Même public que la ludothèque", "Charte d’accueil"}
    alone = accessible(written(sheet_of(replace(FULL, documents=()))))
    assert not any("/Annots" in page for page in alone.pages)


def test_logo_stands_on_each_fiche_once_in_the_file(accessible: Accessible) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 120), "#7a1f3d").save(picture, "PNG")
    brand = Brand("#7a1f3d", picture.getvalue(), "image/png", "Logo de Val-Fictif")
    content = write_fiches_pdf(sheets_of(plan_of(FULL, OTHER)), replace(EDITION, brand=brand))
    pdf = accessible(content)
    pictures = {
        image.objgen
        for page in pdf.pages
        for image in page.Resources.get("/XObject", {}).values()
        if image.Subtype == "/Image"
    }
    assert len(pictures) == 1
    figures = [node for node in structure(pdf) if node.get("/S") == "/Figure"]
    assert [str(node.Alt) for node in figures] == ["Logo de Val-Fictif"] * 2


def test_plan_without_fiche_gives_a_page_that_says_so(accessible: Accessible) -> None:
    content = written()
    assert len(accessible(content).pages) == 1
    assert "Aucune fiche à ce jour." in pages_of(content)[0]


def test_edition_and_progress_are_those_of_the_document() -> None:
    told: list[tuple[int, int]] = []
    edition = replace(EDITION, draft=True, annexe_number="II-2", deliberation="Délibération n° 114")
    content = write_fiches_pdf(sheets_of(plan_of(FULL, OTHER)), edition, lambda *done: told.append(done))
    text = pages_of(content)[0]
    assert all(part in text for part in ("PROJET", "Annexe II-2", "Délibération n° 114", "21 novembre 2026", "Page 1"))
    assert told[-1] == (2, 2)
    assert fiche_chunk(sheet_of(FULL), edition).html == fiche_chunk(sheet_of(FULL), EDITION).html


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_text_still_gives_an_accessible_fiche(name: str, accessible: Accessible) -> None:
    text = HOSTILE[name]
    action = ActionOutline(text[:300], description=text, elected_lead=text, schemes=(text[:3_000],), pk=1)
    content = written(sheet_of(action))
    assert len(accessible(content).pages) <= 40
    printed = "".join(pages_of(content))
    assert "\x07" not in printed
    assert "alert(1)" in printed or name != "markup"
    assert "la suite est dans le logiciel" in printed or len(text) < 15_000


def test_endless_tables_are_cut_and_say_so(accessible: Accessible) -> None:
    action = replace(OTHER, steps=FULL.steps * 500, indicators=FULL.indicators * 300, fundings=FULL.fundings * 200)
    content = written(sheet_of(action))
    assert len(accessible(content).pages) < 60
    assert "la suite est dans le logiciel" in "".join(pages_of(content))


def test_no_label_of_a_rubric_is_left_alone_at_the_foot_of_a_page() -> None:
    """Whatever stands above: the description grows by a line each time."""
    for lines in range(0, 40, 5):
        action = replace(FULL, description="Une ligne de texte assez courte.\n" * lines)
        for page in pages_of(written(sheet_of(action)))[:-1]:
            body = page.rpartition(" Projet global de territoire")[0]
            assert not body.endswith(LABELS), (lines, body[-60:])
