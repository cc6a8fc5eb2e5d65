import io
import re

import pikepdf
import pytest

from annexes.pdf.chunk import Blank
from annexes.pdf.faces import face
from annexes.pdf.galley import pack
from annexes.pdf.navigation import Place, add_names, add_numbers
from annexes.pdf.pdffile import PdfFile, text_string


def saved(file: PdfFile, entries: str) -> pikepdf.Pdf:
    pages = file.add("<</Type/Pages/Count 0/Kids[]>>")
    root = file.add(f"<</Type/Catalog/Pages {pages} 0 R{entries}>>")
    pdf = pikepdf.open(io.BytesIO(file.save(root, file.add("<<>>"), b"0" * 16)))
    assert pdf.check_pdf_syntax() == []
    return pdf


def test_thousands_of_objects_come_back_each_at_its_number() -> None:
    file = PdfFile()
    numbers = [file.add(f"({rank})") for rank in range(2000)]
    streams = [file.add_stream(f"stream {rank}".encode()) for rank in range(50)]
    pdf = saved(file, "")
    assert [str(pdf.get_object(number, 0)) for number in numbers] == [str(rank) for rank in range(2000)]
    assert [pdf.get_object(number, 0).read_bytes() for number in streams][49] == b"stream 49"


def test_packed_objects_take_their_numbers_when_they_are_written() -> None:
    file = PdfFile()
    file.new(41)
    base = file.new(2)
    (packed,) = pack([(0, Blank(b"<</Other %7d 0 R/Said(100 %%)>>", [1])), (1, Blank(b"[1 2 3]"))])
    file.pack(packed, lambda local: base + local)
    pdf = saved(file, "")
    first = pdf.get_object(base, 0)
    assert str(first.Said) == "100 %"
    assert list(first.Other) == [1, 2, 3]


def test_names_are_found_in_their_tree_whatever_their_letters() -> None:
    file = PdfFile()
    page = file.add("<</Type/Page>>")
    names = [f"f{rank}" for rank in range(900)] + ["été", "Œuvre", "a(b)\\c"]
    tree = add_names(file, {name: Place(page, 1.5, rank) for rank, name in enumerate(names)})
    pdf = saved(file, f"/Names<</Dests {tree} 0 R>>")
    found = pikepdf.NameTree(pdf.Root.Names.Dests)
    assert len(found) == len(names)
    assert [float(found[name][3]) for name in names] == list(range(len(names)))


def test_numbers_are_found_in_their_tree() -> None:
    file = PdfFile()
    values = [file.add(f"({rank})") for rank in range(450)]
    tree = add_numbers(file, values)
    pdf = saved(file, f"/Numbers {tree} 0 R")
    found = pikepdf.NumberTree(pdf.Root.Numbers)
    assert [str(found[rank]) for rank in range(450)] == [str(rank) for rank in range(450)]


@pytest.mark.parametrize("text", ["", "Fiche (12) \\ fin", "Été « à » Œuvre", "deux\nlignes", "😀"])
def test_text_comes_back_as_it_was(text: str) -> None:
    file = PdfFile()
    number = file.add(text_string(text))
    assert str(saved(file, "").get_object(number, 0)) == text


def test_line_is_as_wide_as_its_glyphs_and_kerned() -> None:
    regular = face("Regular")
    glyphs, width = regular.line("AVAL")
    assert width == pytest.approx(sum(regular.width(glyph) + kern for glyph, kern in glyphs))
    assert glyphs[0][1] < 0
    assert width < sum(regular.width(glyph) for glyph, _ in glyphs)


def test_subset_holds_its_glyphs_at_their_numbers_and_little_else() -> None:
    from fontTools.ttLib import TTFont

    regular = face("Regular")
    content = regular.subset([regular.glyph("A"), regular.glyph("é")])
    assert len(content) < regular.path.stat().st_size / 4
    with TTFont(io.BytesIO(content)) as font:
        outlines = font["glyf"]
        assert outlines[font.getGlyphName(regular.glyph("A"))].numberOfContours > 0
        assert outlines[font.getGlyphName(regular.glyph("B"))].numberOfContours == 0


@pytest.mark.parametrize("last", [b"\r", b"\n", b"x"])
def test_the_length_of_a_stream_is_read_from_its_end_too(last: bytes) -> None:
    """As validators of archives do: the line end before « endstream » is no data, whatever the data end with."""
    file = PdfFile()
    file.add_stream(b"BT ET" + last, compress=False)
    written = file.buffer.getvalue()
    data = re.search(rb"stream\n(.*?)(?:\r\n|\n|\r)endstream", written, re.DOTALL)
    assert data is not None
    assert data[1] == b"BT ET" + last
