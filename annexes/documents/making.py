"""A document from a request: what it says is loaded once, then the writer of the form prints it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from annexes.applying.directory import load_vocabulary, without_private_contacts
from annexes.contents.changes import Changes
from annexes.contents.commitments import Commitments
from annexes.contents.dossier import Dossier, Section
from annexes.contents.fiche import fiche_sheets
from annexes.contents.meeting import convocation_sheet, minutes_sheet
from annexes.contents.model import FicheSheet
from annexes.contents.perimeter import first_fiches
from annexes.documents.amendments import sheet_for
from annexes.documents.changes import changes_for
from annexes.documents.commitments import edition_for, load_commitments
from annexes.documents.meetings import meeting_for, sitting_of
from annexes.documents.naming import file_name
from annexes.documents.packs import pack_of
from annexes.documents.perimeters import EmptyPerimeter, perimeter_of
from annexes.documents.request import FORMS, Document, DocumentRequest, Form
from annexes.edition import Edition
from annexes.editions import edition_of
from annexes.excel import Offers, write_workbook
from annexes.excel.calendar import write_calendar_workbook
from annexes.excel.changes import write_changes_workbook
from annexes.excel.commitments import write_commitments_workbook
from annexes.excel.funding import write_funding_workbook
from annexes.excel.workbook import TooLongForExcel
from annexes.exchange.csvdata import write_data_csv
from annexes.jsonform import public_json
from annexes.lists.offers import load_offers
from annexes.load import load, load_whole
from annexes.outline import PlanOutline
from annexes.pdf.amendment import write_amendment_pdf
from annexes.pdf.calendar import write_calendar_pdf
from annexes.pdf.changes import write_changes_pdf
from annexes.pdf.commitments import write_commitments_pdf
from annexes.pdf.dossier import write_dossier_pdf
from annexes.pdf.errors import PdfError
from annexes.pdf.evaluation import write_evaluation_pdf
from annexes.pdf.fiches import write_fiches_pdf
from annexes.pdf.funding import write_funding_pdf
from annexes.pdf.pack import write_pack_pdf
from annexes.pdf.synthesis import write_synthesis_pdf
from annexes.pdf.tableau import write_tableau_pdf
from annexes.vocabulary import Vocabulary
from annexes.word.dossier import write_dossier_docx
from annexes.word.evaluation import write_evaluation_docx
from annexes.word.fiche import write_fiches_docx
from annexes.word.tableau import write_tableau_docx
from partners.models import Partner
from plans.models import Plan

Progress = Callable[[int, int, str], None]
CANNOT_BE_MADE = (PdfError, TooLongForExcel, EmptyPerimeter)


@dataclass(frozen=True, slots=True)
class Made:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Material:
    """What a writer is given: the request, the plan as the document may say it, and who to tell how far it is.

    `words` are the reference lists of a frozen version; those of the territory now when there are none.
    """

    request: DocumentRequest
    plan: Plan
    outline: PlanOutline
    edition: Edition
    tell: Progress
    words: Vocabulary | None = None

    @property
    def vocabulary(self) -> Vocabulary:
        return self.words or load_vocabulary(self.plan.territory)


Writer = Callable[[Material], bytes]


def make_document(
    plan: Plan, request: DocumentRequest, *, today: date, progress: Progress | None = None, first: int | None = None
) -> Made:
    """Make what is asked for, of the `first` fiches alone when that is given.

    Raise perimeters.EmptyPerimeter, annexes.pdf.PdfError or annexes.excel.workbook.TooLongForExcel when it cannot be.
    Without `request.contacts`, only the contacts who are to be named in documents are; with it all are, and a workbook
    or data come with the lists that go with the plan: for those who edit plans.
    """
    tell = progress or (lambda done, total, message: None)
    tell(0, 1, "Lecture du plan")
    perimeter = perimeter_of(plan, _outline(plan, request), request)
    edition = replace(
        edition_of(plan, today=today, variant=request.variant),
        annexe_number=request.annexe_number,
        deliberation=request.deliberation,
        perimeter=perimeter.words,
        archival=request.archival,
    )
    outline = perimeter.outline if first is None else first_fiches(perimeter.outline, first)
    material = Material(request, plan, outline, edition, tell)
    content = WRITERS[request.document, request.form](material)
    return Made(file_name(plan, request, today, perimeter.name), content)


def offered() -> dict[Document, tuple[Form, ...]]:
    """The documents that can be made, each with its forms, in the order of the page."""
    found = {
        document: tuple(form for form in forms if (document, form) in WRITERS) for document, forms in FORMS.items()
    }
    return {document: forms for document, forms in found.items() if forms}


def _outline(plan: Plan, request: DocumentRequest) -> PlanOutline:
    if not request.contacts:
        return without_private_contacts(load(plan), plan.territory)
    is_edited_outside = request.form in (Form.XLSX, Form.CSV, Form.JSON)
    return load_whole(plan) if is_edited_outside else load(plan)


def _tableau_pdf(material: Material) -> bytes:
    return write_tableau_pdf(
        material.outline,
        edition=material.edition,
        progress=lambda done, total: material.tell(done, total, "Mise en page"),
        portrait=material.request.portrait,
    )


def _tableau_docx(material: Material) -> bytes:
    return write_tableau_docx(
        material.outline,
        material.edition,
        lambda done, total: material.tell(done, total, "Écriture"),
        portrait=material.request.portrait,
    )


def _dossier(material: Material) -> Dossier:
    """The outline names the contacts that the document may name, and no other."""
    request = material.request
    return Dossier(
        material.outline,
        material.edition,
        sections=frozenset(section for section in Section if section.value in request.sections),
        style=request.fiche_style,
        vocabulary=material.vocabulary,
        contacts=True,
        portrait=request.portrait,
    )


def _dossier_pdf(material: Material) -> bytes:
    return write_dossier_pdf(_dossier(material), lambda done, total: material.tell(done, total, "Mise en page"))


def _dossier_docx(material: Material) -> bytes:
    return write_dossier_docx(_dossier(material), lambda done, total: material.tell(done, total, "Écriture"))


def _fiches(material: Material) -> list[FicheSheet]:
    """The outline names the contacts that the document may name, and no other."""
    words, style = material.vocabulary, material.request.fiche_style
    return list(fiche_sheets(material.outline, material.edition, style=style, vocabulary=words, contacts=True))


def _fiches_pdf(material: Material) -> bytes:
    sheets = _fiches(material)
    return write_fiches_pdf(sheets, material.edition, lambda done, total: material.tell(done, total, "Mise en page"))


def _fiches_docx(material: Material) -> bytes:
    sheets = _fiches(material)
    return write_fiches_docx(sheets, material.edition, lambda done, total: material.tell(done, total, "Écriture"))


def _workbook(material: Material) -> bytes:
    material.tell(0, 1, "Écriture du classeur")
    territory, whole = material.plan.territory, material.request.contacts
    offers = load_offers(territory) if whole else Offers()
    return write_workbook(
        material.outline, edition=material.edition, vocabulary=material.vocabulary, offers=offers, whole=whole
    )


def _json(material: Material) -> bytes:
    plan = public_json(material.outline, contacts=material.request.contacts)
    return json.dumps(plan, ensure_ascii=False, indent=1).encode()


def _csv(material: Material) -> bytes:
    return write_data_csv(
        material.outline,
        levels=material.edition.level_labels.keys(),
        vocabulary=material.vocabulary,
        whole=material.request.contacts,
    )


def _synthesis_pdf(material: Material) -> bytes:
    return write_synthesis_pdf(
        material.outline,
        material.edition,
        lambda done, total: material.tell(done, total, "Mise en page"),
    )


def _calendar_pdf(material: Material) -> bytes:
    return write_calendar_pdf(
        material.outline,
        material.edition,
        lambda done, total: material.tell(done, total, "Mise en page"),
        portrait=material.request.portrait,
    )


def _calendar_workbook(material: Material) -> bytes:
    material.tell(0, 1, "Écriture du classeur")
    return write_calendar_workbook(material.outline, material.edition, portrait=material.request.portrait)


def _funding_pdf(material: Material) -> bytes:
    return write_funding_pdf(
        material.outline, material.edition, lambda done, total: material.tell(done, total, "Mise en page")
    )


def _funding_workbook(material: Material) -> bytes:
    material.tell(0, 1, "Écriture du classeur")
    return write_funding_workbook(material.outline, material.edition)


def _evaluation_pdf(material: Material) -> bytes:
    return write_evaluation_pdf(
        material.outline, material.edition, lambda done, total: material.tell(done, total, "Mise en page")
    )


def _evaluation_docx(material: Material) -> bytes:
    return write_evaluation_docx(
        material.outline, material.edition, lambda done, total: material.tell(done, total, "Écriture")
    )


def _commitments_pdf(material: Material) -> bytes:
    commitments, edition = _commitments(material)
    return write_commitments_pdf(commitments, edition, lambda done, total: material.tell(done, total, "Mise en page"))


def _commitments_xlsx(material: Material) -> bytes:
    return write_commitments_workbook(*_commitments(material))


def _commitments(material: Material) -> tuple[Commitments, Edition]:
    territory, request = material.plan.territory, material.request
    partner = Partner.objects.of(territory).get(pk=request.partner or 0)  # its perimeter found it
    today = material.edition.edited_on
    commitments = load_commitments(territory, partner, today=today, contacts=request.contacts)
    return commitments, edition_for(partner, material.edition)


def _meeting_sheet(material: Material) -> FicheSheet:
    meeting = meeting_for(material.plan, material.request.meeting)
    assert meeting is not None  # its perimeter found it
    write = convocation_sheet if material.request.document is Document.CONVOCATION else minutes_sheet
    return write(sitting_of(meeting), material.edition)


def _meeting_pdf(material: Material) -> bytes:
    return write_fiches_pdf([_meeting_sheet(material)], material.edition)


def _meeting_docx(material: Material) -> bytes:
    return write_fiches_docx([_meeting_sheet(material)], material.edition)


def _pack_pdf(material: Material) -> bytes:
    request, plan = material.request, material.plan
    meeting = meeting_for(plan, request.meeting)
    assert meeting is not None  # its perimeter found it
    pack, dossier = pack_of(meeting, material.outline, material.edition, material.vocabulary, request.sections)
    return write_pack_pdf(pack, dossier, lambda done, total: material.tell(done, total, "Mise en page"))


def _changes(material: Material) -> Changes:
    return changes_for(material.plan, material.request, material.edition, material.vocabulary)


def _changes_pdf(material: Material) -> bytes:
    changes, edition = _changes(material), material.edition
    return write_changes_pdf(changes, edition, lambda done, total: material.tell(done, total, "Mise en page"))


def _changes_workbook(material: Material) -> bytes:
    material.tell(0, 1, "Écriture du classeur")
    return write_changes_workbook(_changes(material), material.edition)


def _amendment_pdf(material: Material) -> bytes:
    sheet, edition = sheet_for(material.plan, material.request, material.edition, material.vocabulary)
    return write_amendment_pdf(sheet, edition, lambda done, total: material.tell(done, total, "Mise en page"))


WRITERS: dict[tuple[Document, Form], Writer] = {
    (Document.FICHES, Form.PDF): _fiches_pdf,
    (Document.FICHES, Form.DOCX): _fiches_docx,
    (Document.TABLEAU, Form.PDF): _tableau_pdf,
    (Document.TABLEAU, Form.XLSX): _workbook,
    (Document.SYNTHESIS, Form.PDF): _synthesis_pdf,
    (Document.TABLEAU, Form.DOCX): _tableau_docx,
    (Document.DOSSIER, Form.PDF): _dossier_pdf,
    (Document.DOSSIER, Form.DOCX): _dossier_docx,
    (Document.CALENDAR, Form.PDF): _calendar_pdf,
    (Document.CALENDAR, Form.XLSX): _calendar_workbook,
    (Document.FUNDING, Form.PDF): _funding_pdf,
    (Document.FUNDING, Form.XLSX): _funding_workbook,
    (Document.EVALUATION, Form.PDF): _evaluation_pdf,
    (Document.EVALUATION, Form.DOCX): _evaluation_docx,
    (Document.COMMITMENTS, Form.PDF): _commitments_pdf,
    (Document.COMMITMENTS, Form.XLSX): _commitments_xlsx,
    (Document.CONVOCATION, Form.PDF): _meeting_pdf,
    (Document.CONVOCATION, Form.DOCX): _meeting_docx,
    (Document.MINUTES, Form.PDF): _meeting_pdf,
    (Document.MINUTES, Form.DOCX): _meeting_docx,
    (Document.PACK, Form.PDF): _pack_pdf,
    (Document.CHANGES, Form.PDF): _changes_pdf,
    (Document.CHANGES, Form.XLSX): _changes_workbook,
    (Document.AMENDMENT, Form.PDF): _amendment_pdf,
    (Document.DATA, Form.XLSX): _workbook,
    (Document.DATA, Form.CSV): _csv,
    (Document.DATA, Form.JSON): _json,
}
