"""An avenant as a PDF: its text on A4 portrait, then the tableau des modifications on A4 landscape."""

from typing import Any

from django.template.loader import render_to_string

from annexes.contents.amendment import ANNEXE, AmendmentSheet
from annexes.edition import Edition
from annexes.pdf.assemble import Bookmark, Part, assemble
from annexes.pdf.changes import changes_bookmark, changes_chunks
from annexes.pdf.chunk import Chunk
from annexes.pdf.engine import Progress, render
from annexes.pdf.imprint import imprint
from annexes.pdf.paper import PORTRAIT
from annexes.pdf.style import Style
from annexes.pdf.typography import printable

ANCHOR = "avenant"


def write_amendment_pdf(sheet: AmendmentSheet, edition: Edition, progress: Progress | None = None) -> bytes:
    """The avenant, tagged (PDF/UA-1). Raise PdfError when it cannot be made."""
    margin = imprint(edition)
    rendered = render([_chunk(sheet, edition), *changes_chunks(sheet.changes, edition, title=ANNEXE)], progress)
    return assemble(
        [Part(one, margin) for one in rendered],
        title=printable(f"{sheet.name} – {sheet.plan_title}"),
        author=edition.territory,
        bookmarks=[Bookmark(sheet.name, ANCHOR), changes_bookmark(sheet.changes, ANNEXE)],
        archival=edition.archival,
    )


def _chunk(sheet: AmendmentSheet, edition: Edition) -> Chunk:
    context: dict[str, Any] = {
        "document": printable(f"{sheet.name} – {sheet.plan_title}"),
        "anchor": ANCHOR,
        "name": printable(sheet.name),
        "title": printable(sheet.title),
        "plan": printable(sheet.plan_title),
        "territory": printable(edition.territory),
        "grounds": [printable(text) for text in sheet.grounds],
        "purpose": [(line.bullet, printable(line.text)) for line in sheet.purpose],
        "articles": [(printable(one.title), [printable(text) for text in one.lines]) for one in sheet.articles],
        "signatures": [
            (printable(one.authority), printable(one.signer), printable(one.said)) for one in sheet.signatures
        ],
    }
    html = render_to_string("annexes/pdf/amendment.html", context)
    rules = f".sheet {{ page: {PORTRAIT.name} }}\ntable {{ width: {PORTRAIT.width:g}mm }}\n"
    return Chunk(html, Style(("base", "grid", "amendment"), edition.brand.ink, rules), label=sheet.name)
