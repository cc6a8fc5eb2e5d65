"""The page of a plan, its PDF, its Word document, its workbook and its data say the same objects in the same order."""

import io
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from annexes.contents.order import placed
from annexes.documents import Document, DocumentRequest, Form, make_document
from annexes.load import load
from annexes.outline import ObjectiveOutline, PlanOutline
from annexes.readers import read_annexe
from pedt_planner.demo.loading import load_demo
from pedt_planner.demo.outlines import CITY, PEDT, PGT
from plans.models import Plan
from tests.annexes.journey import client_of, person
from tests.documents.reading import (
    first_out_of_order,
    words_of_page,
    words_of_pdf,
    words_of_word,
    words_of_workbook,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture(params=[PGT, PEDT, CITY])
def plan(request: pytest.FixtureRequest) -> Plan:
    load_demo()
    return Plan.objects.get(slug=request.param)


def made(plan: Plan, document: Document, form: Form) -> bytes:
    return make_document(plan, DocumentRequest(document, form), today=TODAY).content


def page_of(plan: Plan, name: str) -> str:
    reader: Client = client_of(person(plan, MemberRole.READER))
    response = reader.get(reverse(name, args=[plan.territory.slug, plan.slug]))
    assert response.status_code == 200
    return words_of_page(response.content)


def objects_of(outline: PlanOutline) -> list[str]:
    """The themes, the objectives and the fiches in the order of print, each by its code and its title."""
    return list(_objects(outline))


def _objects(outline: PlanOutline) -> Iterator[str]:
    for theme in outline.themes:
        yield theme.title
        for objective in theme.objectives:
            yield from _below(objective)
        for action in theme.unattached:
            yield f"{action.reference} {action.title}"


def _below(node: ObjectiveOutline) -> Iterator[str]:
    yield f"{node.code} {node.title}"
    for action in node.actions:
        yield f"{action.reference} {action.title}"
    for child in node.children:
        yield from _below(child)


def fiches_of(outline: PlanOutline) -> list[str]:
    return [action.title for _, _, action in placed(outline)]


def test_an_order_that_is_not_kept_is_seen() -> None:
    assert first_out_of_order(["Lire", "OI 1 Jouer"], "Lire, puis OI 1 : Jouer") == ""
    assert first_out_of_order(["OI 1 Jouer", "Lire"], "Lire, puis OI 1 : Jouer") == "Lire"
    assert first_out_of_order(["Lire", "Courir"], "Lire, puis OI 1 : Jouer") == "Courir"


def test_tableau_and_page_say_the_same_objects_in_the_same_order(plan: Plan) -> None:
    expected = objects_of(load(plan))
    assert len(expected) > 20
    said = {
        "page": page_of(plan, "actions:plan"),
        "pdf": words_of_pdf(made(plan, Document.TABLEAU, Form.PDF)),
        "word": words_of_word(made(plan, Document.TABLEAU, Form.DOCX)),
        "excel": words_of_workbook(made(plan, Document.TABLEAU, Form.XLSX), "Annexe"),
    }
    assert {form: first_out_of_order(expected, text) for form, text in said.items()} == dict.fromkeys(said, "")


def test_documents_of_fiches_say_the_same_fiches_in_the_same_order(plan: Plan) -> None:
    expected = fiches_of(load(plan))
    said = {
        "page": page_of(plan, "actions:plan"),
        "pdf": words_of_pdf(made(plan, Document.FICHES, Form.PDF)) if expected else "",
        "word": words_of_word(made(plan, Document.FICHES, Form.DOCX)) if expected else "",
    }
    assert {form: first_out_of_order(expected, text) for form, text in said.items()} == dict.fromkeys(said, "")


def test_data_say_the_same_objects_in_the_same_order(plan: Plan) -> None:
    expected = objects_of(load(plan))
    for form in (Form.XLSX, Form.CSV, Form.JSON):
        content = made(plan, Document.DATA, form)
        reading = read_annexe(io.BytesIO(content), name=f"plan.{form}")
        assert objects_of(reading.outline) == expected, form
