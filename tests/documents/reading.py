"""The words of documents, read back from what people receive: for tests that compare forms."""

import html
import io
import re
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import pypdfium2
from docx.oxml.ns import qn


def words_of_pdf(content: bytes | Path) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def words_of_workbook(content: bytes, sheet: str = "") -> str:
    """The texts of a sheet row by row, or of all sheets."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    sheets = [book[sheet]] if sheet else list(book)
    rows = [row for one in sheets for row in one.iter_rows(values_only=True)]
    return "\n".join(str(cell) for row in rows for cell in row if cell not in (None, ""))


def words_of_word(content: bytes) -> str:
    """The paragraphs in the order of the document, those of tables among them."""
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join("".join(run.text or "" for run in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p")))


def words_of_page(content: bytes) -> str:
    """What a page shows, without its markup."""
    text = content.decode()
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text[text.index("<main") :], flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


def letters(text: str) -> str:
    """What is left once spaces, hyphens and punctuation, which each form sets in its own way, are gone."""
    return re.sub(r"\W+", "", text)


def first_out_of_order(expected: Sequence[str], text: str) -> str:
    """The first text that does not stand after the one before it; nothing when all are there in that order."""
    said, place = letters(text), 0
    for one in expected:
        place = said.find(letters(one), place)
        if place < 0:
            return one
        place += len(letters(one))
    return ""
