"""The words of a PDF, to compare two of them."""

import pypdfium2


def words_of(pdf: bytes) -> list[str]:
    """The text of each page, whatever its spaces."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()
