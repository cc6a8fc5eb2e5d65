"""The pages of the documents of a plan: who sees what, and the same objects in the same order as in the files."""

import io
import re
from datetime import date
from html import unescape

import openpyxl
import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from actions.models import Action
from annexes.applying.apply import import_outline
from annexes.documents import Document, DocumentRequest, Form, make_document
from annexes.views import plan_documents
from plans.models import Objective, Plan
from tests.annexes.journey import client_of, person
from tests.documents.samples import busy_plan
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def plan() -> Plan:
    found = PlanFactory(starts_on=date(2025, 1, 1), ends_on=date(2029, 12, 31))
    import_outline(plan=found, incoming=busy_plan(), by=None)
    return found


@pytest.fixture
def reader(plan: Plan) -> Client:
    return client_of(person(plan, MemberRole.READER))


def page_of(client: Client, plan: Plan, name: str, query: str = "") -> str:
    answer = client.get(reverse(f"annexes:{name}", args=[plan.territory.slug, plan.slug]) + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def text_of(html: str) -> str:
    main = html.split("<main", 1)[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def order(text: str, names: list[str]) -> list[str]:
    """The names in the order in which the text first says them."""
    assert all(name in text for name in names)
    return sorted(names, key=text.index)


def pdf_of(plan: Plan, document: Document) -> str:
    made = make_document(plan, DocumentRequest(document, Form.PDF), today=TODAY)
    pages = pypdfium2.PdfDocument(made.content)
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


def workbook_of(plan: Plan, document: Document) -> str:
    made = make_document(plan, DocumentRequest(document, Form.XLSX), today=TODAY)
    workbook = openpyxl.load_workbook(io.BytesIO(made.content))
    return " ".join(
        str(cell) for sheet in workbook for row in sheet.iter_rows(values_only=True) for cell in row if cell
    )


def test_calendar_has_the_same_fiches_in_the_same_order_everywhere(plan: Plan, reader: Client) -> None:
    names = ["1. Crèche du port", "2. Relais", "3. Ludothèque", "4. Cabanes", "1. Navette", "Radio", "2. Bourse"]
    for said in (
        text_of(page_of(reader, plan, "calendar")),
        pdf_of(plan, Document.CALENDAR),
        workbook_of(plan, Document.CALENDAR),
    ):
        assert order(said, names) == names


def test_funding_has_the_same_lines_in_the_same_order_everywhere(plan: Plan, reader: Client) -> None:
    names = ["1. Crèche du port", "Total de la fiche 1", "2. Relais", "2. Bourse", "Radio"]
    for said in (
        text_of(page_of(reader, plan, "funding")),
        pdf_of(plan, Document.FUNDING),
        workbook_of(plan, Document.FUNDING),
    ):
        assert order(said, names) == names


def test_index_leads_to_each_page(plan: Plan, reader: Client) -> None:
    page = page_of(reader, plan, "documents")
    for name in ("calendar", "funding", "synthesis", "export"):
        assert f'href="{reverse(f"annexes:{name}", args=[plan.territory.slug, plan.slug])}"' in page


@pytest.mark.parametrize(("name", "document"), [("calendar", "calendrier"), ("funding", "financement")])
def test_page_links_to_fiches_and_to_its_file(name: str, document: str, plan: Plan, reader: Client) -> None:
    page = page_of(reader, plan, name)
    assert Action.objects.get(title="Crèche du port").get_absolute_url() in page
    assert f"/exporter/?document={document}" in page
    theme = Objective.objects.get(plan=plan, title="Jeunesse")
    assert f"?document={document}&part={theme.pk}" in page_of(reader, plan, name, f"?theme={theme.pk}")


def test_page_of_one_theme_shows_it_alone(plan: Plan, reader: Client) -> None:
    theme = Objective.objects.get(plan=plan, title="Jeunesse")
    calendar = text_of(page_of(reader, plan, "calendar", f"?theme={theme.pk}"))
    assert "Navette" in calendar
    assert "Crèche du port" not in calendar
    assert "Total – Enfance" not in text_of(page_of(reader, plan, "funding", f"?theme={theme.pk}"))


@pytest.mark.parametrize("asked", ["?theme=0", "?theme=abc", "?theme="])
def test_theme_that_is_not_one_shows_the_whole_plan(asked: str, plan: Plan, reader: Client) -> None:
    assert "Crèche du port" in page_of(reader, plan, "calendar", asked)


def test_long_plan_is_read_theme_by_theme(plan: Plan, reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_documents, "MOST_FICHES", 3)
    said = text_of(page_of(reader, plan, "calendar"))
    assert "il se lit ici thème par thème" in said
    assert "Crèche du port" in said
    assert "Navette" not in said


@pytest.mark.parametrize(("name", "words"), [("calendar", "Aucune fiche"), ("funding", "Aucun financement")])
def test_empty_plan_says_so(name: str, words: str) -> None:
    empty = PlanFactory()
    assert words in page_of(client_of(person(empty, MemberRole.READER)), empty, name)


def test_calendar_draws_bars_and_says_them(plan: Plan, reader: Client) -> None:
    page = page_of(reader, plan, "calendar")
    assert page.count("<rect ") == 4 + 1 + 6
    assert "■ 01/03 – 31/08" in page
    assert "◆ 31/08" in page
    assert "✓1 01/03" in page


def test_documents_are_named_and_narrowed(plan: Plan) -> None:
    theme = Objective.objects.get(plan=plan, title="Jeunesse")
    made = make_document(plan, DocumentRequest(Document.CALENDAR, Form.PDF, theme=theme.pk, portrait=True), today=TODAY)
    assert "calendrier_jeunesse" in made.name
    said = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made.content))
    assert "Thème : Jeunesse" in said.replace("\u00a0", " ")
    assert "Crèche" not in said
