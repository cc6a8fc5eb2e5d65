"""The first page of a PDF as a picture."""

from io import BytesIO

import pypdfium2

WIDTH = 1000  # pixels


def first_page(pdf: bytes, width: int = WIDTH) -> bytes:
    """The page as a PNG of that width."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        picture = page.render(scale=width / page.get_width()).to_pil()
    finally:
        document.close()
    out = BytesIO()
    picture.convert("P", palette=1, colors=128).save(out, "PNG", optimize=True)
    return out.getvalue()
