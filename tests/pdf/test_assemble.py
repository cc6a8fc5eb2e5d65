import io
import re
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from annexes.pdf.assemble import Bookmark, Margin, Part, assemble, page_numbers
from annexes.pdf.margins import ELLIPSIS
from tests.pdf.conftest import Accessible, LayOut

FICHE = '<article id="f{0}" data-running="Enfance – Fiche {0}"><h1>Fiche {0}</h1><p>{1}</p></article>'


def words(page: pikepdf.Page) -> str:
    """The texts of a page, as its fonts map glyphs to characters."""
    fonts = {name: _characters(font) for name, font in page.Resources.Font.items()}
    said, font = "", {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = fonts[str(operands[0])]
        elif str(operator) == "TJ":
            for part in operands[0]:
                if isinstance(part, pikepdf.String):
                    data = bytes(part)
                    said += "".join(font[data[at : at + 2].hex()] for at in range(0, len(data), 2))
            said += " "
    return said.replace("\u00a0", " ").replace("\u202f", " ")


def _characters(font: pikepdf.Object) -> dict[str, str]:
    entries = re.findall(rb"<(\w{4})> <(\w*)>", font.ToUnicode.read_bytes())
    return {glyph.decode(): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in entries}


@pytest.fixture
def fiches(lay_out: LayOut) -> list[Part]:
    margin = Margin("Val-Fictif · Plan", "Édition du 1er mai 2026", "PROJET")
    return [Part(lay_out(FICHE.format(n, f"Texte de la fiche {n}.")), margin) for n in (1, 2, 3)]


def test_chunks_are_one_accessible_document(fiches: list[Part], accessible: Accessible) -> None:
    pdf = accessible(assemble(fiches, title="Fiches (toutes) — été", author="Val-Fictif & Cie"))
    assert len(pdf.pages) == 3
    assert str(pdf.Root.Lang) == "fr"
    assert str(pdf.docinfo["/Title"]) == "Fiches (toutes) — été"
    with pdf.open_metadata() as metadata:
        assert metadata["dc:title"] == "Fiches (toutes) — été"
        assert metadata["dc:creator"] == ["Val-Fictif & Cie"]
        assert metadata["pdfuaid:part"] == "1"
    assert [str(kid.S) for kid in pdf.Root.StructTreeRoot.K[0].K] == ["/Art"] * 3


def test_archival_document_is_pdf_a_and_pdf_ua(fiches: list[Part], lay_out: LayOut, accessible: Accessible) -> None:
    picture = io.BytesIO()
    Image.new("RGBA", (60, 60), (20, 90, 120, 128)).save(picture, "PNG")
    links = '<p><a href="annexe:f2">La suite</a> <a href="https://exemple.fr/">Le site</a></p>'
    first = lay_out(
        f'<h1>A</h1><img src="asset:a.png" alt="Logo" style="width: 20mm">{links}', **{"a.png": picture.getvalue()}
    )
    parts, bookmarks = [Part(first), *fiches], [Bookmark("Fiche 2", "f2")]
    accessible(assemble(parts, title="Archive", author="A", bookmarks=bookmarks, archival=True), "ua1", "3a")


def test_same_parts_give_the_same_bytes(fiches: list[Part]) -> None:
    first = assemble(fiches, title="T", author="A")
    assert assemble(fiches, title="T", author="A") == first
    assert assemble(fiches[:2], title="T", author="A") != first


def test_margins_say_plan_theme_edition_and_page(fiches: list[Part], accessible: Accessible) -> None:
    pdf = accessible(assemble(fiches, title="T", author="A"))
    said = [words(page) for page in pdf.pages]
    for rank, text in enumerate(said, 1):
        assert "Val-Fictif · Plan" in text
        assert "PROJET" in text
        assert f"Enfance – Fiche {rank}" in text
        assert "Édition du 1er mai 2026" in text
        assert f"Page {rank} / 3" in text


def test_margins_are_artifacts(fiches: list[Part]) -> None:
    pdf = pikepdf.open(io.BytesIO(assemble(fiches, title="T", author="A")))
    content = pdf.pages[0].Contents[0].read_bytes()
    assert content.startswith(b"/Artifact <</Type/Pagination/Subtype/Header>> BDC")
    assert content.count(b"BDC") == content.count(b"EMC") == 2


def test_page_that_says_no_running_header_has_no_margins(lay_out: LayOut, fiches: list[Part]) -> None:
    cover = Part(lay_out('<section style="page: cover"><h1>Dossier</h1></section>'), Margin("Val", "Pied"))
    pdf = pikepdf.open(io.BytesIO(assemble([cover, *fiches], title="T", author="A")))
    assert words(pdf.pages[0]).strip() == "Dossier"
    assert "Page 2 / 4" in words(pdf.pages[1])


def test_too_long_header_is_cut_and_never_runs_into_the_other(lay_out: LayOut, accessible: Accessible) -> None:
    part = Part(lay_out(FICHE.format(1, "x")), Margin("Un territoire " * 30, "Un pied " * 60, "PROJET"))
    pdf = accessible(assemble([part], title="T", author="A"))
    said = words(pdf.pages[0])
    assert said.count(ELLIPSIS) == 2
    assert "Enfance – Fiche 1" in said
    assert "Page 1 / 1" in said


def test_each_face_is_embedded_once(fiches: list[Part]) -> None:
    pdf = pikepdf.open(io.BytesIO(assemble(fiches, title="T", author="A")))
    names = [str(o.FontName) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o]
    assert sorted(names) == ["/PEDTPL+Inter-Regular", "/PEDTPL+Inter-SemiBold"]


def test_link_leads_to_another_chunk(lay_out: LayOut, accessible: Accessible) -> None:
    source = lay_out('<h1>A</h1><p>Voir <a href="annexe:f2" title="Fiche 2 – Lire">la suite</a> ici.</p>')
    parts = [Part(source), Part(lay_out(FICHE.format(2, "Texte.")))]
    pdf = accessible(assemble(parts, title="T", author="A"))
    (annotation,) = pdf.pages[0].Annots
    assert str(annotation.Contents) == "Fiche 2 – Lire"
    assert str(annotation.Dest) == "f2"
    names = pdf.Root.Names.Dests.Kids[0].Names
    assert names[[str(names[at]) for at in range(0, len(names), 2)].index("f2") * 2 + 1][0] == pdf.pages[1].obj


def test_link_without_target_keeps_its_text_alone(lay_out: LayOut, accessible: Accessible) -> None:
    part = Part(lay_out('<h1>A</h1><p>Voir <a href="annexe:absent">la suite</a>.</p>'))
    pdf = accessible(assemble([part], title="T", author="A"))
    assert "/Annots" not in pdf.pages[0]
    assert "la suite" in words(pdf.pages[0])
    assert not [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Link"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://x.fr/"])
def test_link_outside_is_for_the_web_and_mail_alone(address: str, lay_out: LayOut, accessible: Accessible) -> None:
    body = f'<h1>A</h1><p><a href="{address}">non</a> <a href="https://exemple.fr/a(b)">Le site</a></p>'
    pdf = accessible(assemble([Part(lay_out(body))], title="T", author="A"))
    (annotation,) = pdf.pages[0].Annots
    assert str(annotation.A.URI) == "https://exemple.fr/a(b)"
    assert str(annotation.Contents) == "Le site"


def test_bookmarks_follow_the_document(fiches: list[Part], accessible: Accessible) -> None:
    tree = [Bookmark("Enfance", "", (Bookmark("Fiche 2", "f2"), Bookmark("Perdue", "f9"))), Bookmark("Fiche 3", "f3")]
    pdf = accessible(assemble(fiches, title="T", author="A", bookmarks=[*tree, Bookmark("Rien", "", ())]))
    with pdf.open_outline() as outline:
        found = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert found == [("Enfance", ["Fiche 2"]), ("Fiche 3", [])]
    assert pdf.Root.Outlines.First.Dest[0] == pdf.pages[1].obj


def test_page_numbers_count_from_the_first_page(fiches: list[Part]) -> None:
    assert page_numbers(fiches) == {"f1": 1, "f2": 2, "f3": 3}


def test_picture_shown_by_several_chunks_is_written_once(lay_out: LayOut, accessible: Accessible) -> None:
    picture = io.BytesIO()
    image = Image.effect_noise((60, 60), 90).convert("RGBA")
    image.putalpha(Image.effect_noise((60, 60), 30))
    image.save(picture, "PNG")
    parts = [
        Part(lay_out(f'<h1>{n}</h1><p><img src="asset:logo.png" alt="Logo"></p>', **{"logo.png": picture.getvalue()}))
        for n in (1, 2, 3)
    ]
    pdf = accessible(assemble(parts, title="T", author="A"))
    images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
    assert sorted("/SMask" in one for one in images) == [False, True]  # the picture and its transparency


def test_thousand_pages_weigh_what_they_hold(lay_out: LayOut, accessible: Accessible, tmp_path: Path) -> None:
    one = lay_out(FICHE.format(1, "Une fiche courte."))
    pdf = accessible(assemble([Part(one, Margin("A", "B"))] * 1000, title="T", author="A"))
    assert len(pdf.pages) == 1000
    assert "Page 1000 / 1000" in words(pdf.pages[-1])
