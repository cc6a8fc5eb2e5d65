"""The data of a dossier in its PDF and in its Word file: the same parts in the same order, readable by everybody."""

import io
from collections.abc import Callable

import docx
import pikepdf
import pypdfium2

from annexes.contents.dossier import Section
from annexes.pdf.dossier import write_dossier_pdf
from annexes.word.dossier import write_dossier_docx
from tests.contents.test_filetables import TITLES, dossier

PARTS = [*TITLES, "Avis et signatures"]


def test_pdf_and_word_tell_the_same_parts_and_the_pdf_is_accessible(
    accessible: Callable[..., pikepdf.Pdf],
) -> None:
    content = write_dossier_pdf(dossier())
    with accessible(content).open_outline() as outline:
        assert [item.title for item in outline.root if item.title in PARTS] == PARTS
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    printed = " ".join("\n".join(pages).split())
    for words in ("R551-13", "128,125", "Délibération 2026-12 du 15 janvier 2026", "Psychologue"):
        assert words in printed
    assert "Dominique" not in printed
    document = docx.Document(io.BytesIO(write_dossier_docx(dossier())))
    heads = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    assert [title for title in heads if title in PARTS] == PARTS
    assert "Dominique" not in str(
        [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    )


def test_each_part_may_be_asked_for_alone() -> None:
    for section in (Section.VISAS, Section.COMMITTEES):
        assert len(pypdfium2.PdfDocument(write_dossier_pdf(dossier(frozenset({section}))))) == 1
