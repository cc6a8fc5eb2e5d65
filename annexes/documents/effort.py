"""How much work a document is, before it is made: what chooses its lane and whether its page waits for it."""

from collections.abc import Mapping

from annexes.documents.request import Document, DocumentRequest, Form

PAGES: Mapping[Document, float] = {  # a fiche, of a PDF or of a Word document
    Document.FICHES: 2.0,
    Document.DOSSIER: 2.5,
    Document.TABLEAU: 0.15,
    Document.CALENDAR: 0.05,
    Document.FUNDING: 0.1,
    Document.PACK: 1.0,
    Document.EVALUATION: 0.3,
}
SHORT = 60  # pages; a few seconds
SHEET_ROWS = 5_000  # fiches that a workbook takes a few seconds for


def is_long(request: DocumentRequest, fiches: int) -> bool:
    """Whether it takes more than a few seconds: it waits with its like, not before quick ones."""
    if request.form in (Form.PDF, Form.DOCX):
        return PAGES.get(request.document, 0.0) * fiches > SHORT
    return fiches > SHEET_ROWS
