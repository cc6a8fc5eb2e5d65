"""A picture of the first page of a document, made of its first content alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from annexes.contents.dossier import Section
from annexes.documents.making import WRITERS, Progress, make_document
from annexes.documents.request import Document, DocumentRequest, Form
from annexes.pdf.picture import first_page
from plans.models import Plan

FIRST: Mapping[Document, int] = {  # fiches that fill a first page; elsewhere all of them count
    Document.FICHES: 1,
    Document.TABLEAU: 12,
    Document.DOSSIER: 2,
}


def has_preview(document: Document) -> bool:
    return (document, Form.PDF) in WRITERS


def make_preview(plan: Plan, request: DocumentRequest, *, today: date, progress: Progress | None = None) -> bytes:
    """A PNG of the first page of the PDF of that document, whatever the form. Raise what `make_document` raises."""
    asked = replace(request, form=Form.PDF)
    if Section.COVER.value in request.sections:
        asked = replace(asked, sections=(Section.COVER.value,))
    made = make_document(plan, asked, today=today, progress=progress, first=FIRST.get(request.document))
    return first_page(made.content)
