"""Fiches action as documents, from what a person asks for to the file."""

from datetime import date

import pypdfium2
import pytest

from actions.enums import Role
from actions.models import Action, Participation
from annexes.contents.model import FicheStyle
from annexes.documents import Document, DocumentRequest, Form, make_document
from partners.models import Contact
from plans.models import Plan
from tests.factories import PartnerFactory
from tests.word.reading import opened

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def text_of(plan: Plan, form: Form = Form.PDF, *, contacts: bool = False, **asked: object) -> str:
    request = DocumentRequest(Document.FICHES, form, contacts=contacts, **asked)  # type: ignore[arg-type]
    made = make_document(plan, request, today=TODAY)
    if form is Form.DOCX:
        document = opened(made.content)
        cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        return "\n".join([*(one.text for one in document.paragraphs), *cells])
    pages = pypdfium2.PdfDocument(made.content)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    pages.close()
    return " ".join(text.split())


@pytest.mark.parametrize("form", [Form.PDF, Form.DOCX])
@pytest.mark.parametrize("style", list(FicheStyle))
def test_each_style_is_made_in_each_form(plan: Plan, form: Form, style: FicheStyle) -> None:
    text = text_of(plan, form, fiche_style=style)
    titles = [action.title for action in Action.objects.filter(plan=plan)]
    assert len(titles) == 3
    for title in titles:
        assert (title in text) is (style is not FicheStyle.FORM)
    assert ("Intitulé" in text) is (style is FicheStyle.FORM)


def test_chosen_fiches_alone_are_printed(plan: Plan) -> None:
    kept, left, *_ = Action.objects.filter(plan=plan).order_by("pk")
    text = text_of(plan, actions=(kept.pk,))
    assert kept.title in text
    assert left.title not in text


@pytest.mark.parametrize("form", [Form.PDF, Form.DOCX])
def test_contacts_are_those_whom_the_document_may_name(plan: Plan, form: Form) -> None:
    partner = PartnerFactory(territory=plan.territory, name="Service famille")
    action = Action.objects.filter(plan=plan).first()
    for rank, (name, shown) in enumerate((("Aline Visible", True), ("Paul Discret", False))):
        contact = Contact.objects.create(partner=partner, full_name=name, shown_in_exports=shown)
        role = (Role.LEAD, Role.OPERATOR)[rank]
        Participation.objects.create(action=action, partner=partner, contact=contact, role=role, position=rank)
    public = text_of(plan, form)
    assert "Service famille (Aline Visible)" in public
    assert "Paul Discret" not in public
    assert "Service famille (Paul Discret)" in text_of(plan, form, contacts=True)


def test_codes_are_printed_as_the_words_of_the_territory(plan: Plan) -> None:
    action = Action.objects.filter(plan=plan).first()
    assert action is not None
    audience = action.audiences.model.objects.create(code="familles_du_quai", label="Familles du quai", position=1)
    action.audiences.add(audience)
    text = text_of(plan)
    assert "Familles du quai" in text
    assert "familles_du_quai" not in text
