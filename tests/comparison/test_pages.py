"""« Comparer » as people use it: both sides, the filters, the words of each difference, the documents."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from annexes.documents import Document, DocumentRequest, EmptyPerimeter, Form, make_document
from annexes.models import Job, JobKind, JobState, VersionReason
from annexes.versions.freezing import freeze
from plans.models import Plan
from tests.comparison.samples import EDITION
from tests.documents.test_calendar_forms import assert_accessible, text_of
from tests.factories import ActionFactory
from tests.life.test_pages import read

TODAY = EDITION.edited_on


def at(plan: Plan, **query: str) -> str:
    url = reverse("versions:compare", args=[plan.territory.slug, plan.slug])
    return f"{url}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def test_without_a_version_the_page_says_how_to_have_one(draft: Plan, client: Client) -> None:
    answer = client.get(at(draft))
    assert "Aucune version à comparer" in read(answer)
    assert reverse("versions:new", args=[draft.territory.slug, draft.slug]) in answer.content.decode()


def test_nothing_changed_is_said(signed: Plan, client: Client) -> None:
    assert "Rien n’a changé" in read(client.get(at(signed)))


def test_the_page_goes_from_the_last_version_to_today(changed: Plan, client: Client) -> None:
    answer = client.get(at(changed))
    page, html = read(answer), answer.content.decode()
    assert "1 ajout, 1 modification." in page
    assert "I : Grandir au bord de l’eau" in page
    assert "Ajout Fiche 3 : Ouvrir une ludothèque" in page
    assert '<del><span class="visually-hidden">supprimé : </span>Deux</del>' in html
    assert '<ins><span class="visually-hidden">ajouté : </span>Trois</ins>' in html
    assert "Statut supprimé : À démarrer" in page
    assert changed.actions.get(number=1).get_absolute_url() in html


def test_substance_only_leaves_the_follow_up_out(changed: Plan, client: Client) -> None:
    page = read(client.get(at(changed, substance="1")))
    assert "Trois" in page
    assert "À démarrer" not in page


def test_a_kind_is_kept_and_the_other_ones_are_counted(changed: Plan, client: Client) -> None:
    page = read(client.get(at(changed, nature="ajout")))
    assert "Ouvrir une ludothèque" in page
    assert "Aider aux devoirs" not in page
    assert "Modification 1" in page


def test_two_versions_are_compared_whatever_changes_after(changed: Plan, client: Client, coordinator: User) -> None:
    freeze(changed, reason=VersionReason.ON_DEMAND, by=coordinator, documents=())
    changed.actions.filter(number=2).update(title="Nager partout")
    page = read(client.get(at(changed, de="1", a="2")))
    assert "1 ajout, 1 modification." in page
    assert "Nager partout" not in page
    assert "Deux fois la même version" in read(client.get(at(changed, de="2", a="2")))
    assert "Nager partout" in read(client.get(at(changed, de="2", a="aujourdhui")))


def test_backwards_what_was_added_is_removed(changed: Plan, client: Client) -> None:
    page = read(client.get(at(changed, de="aujourdhui", a="1")))
    assert "1 suppression, 1 modification." in page


def test_a_long_comparison_goes_page_by_page(changed: Plan, client: Client) -> None:
    for number in range(100, 170):
        ActionFactory(plan=changed, number=number, title=f"Fiche du quai {number}")
    page = read(client.get(at(changed)))
    assert "page 1 sur 2" in page
    assert "Fiche du quai 169" not in page
    assert "Fiche du quai 169" in read(client.get(at(changed, page="2")))


def test_the_tableau_is_asked_for_from_the_page(
    changed: Plan, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    url = reverse("versions:compare-document", args=[changed.territory.slug, changed.slug])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, {"de": "1", "a": "aujourdhui", "form": "xlsx", "substance": "1"})
    job = Job.objects.get(kind=JobKind.EXPORT)
    assert job.state == JobState.DONE, job.error
    assert "_tableau-des-modifications_v1-aujourdhui_" in job.result_name
    assert client.post(url, {"de": "1", "form": "docx"}).status_code == 302


def test_the_pdf_says_before_and_after_and_is_accessible(changed: Plan, tmp_path: Path) -> None:
    made = make_document(changed, DocumentRequest(Document.CHANGES, before=1), today=TODAY)
    text = text_of(made.content)
    for words in ("Tableau des modifications", "Deux soirs par semaine", "Trois soirs par semaine", "Ouvrir une"):
        assert words in text
    assert_accessible(made.content, tmp_path)


def test_no_cell_of_the_workbook_is_a_formula(changed: Plan) -> None:
    changed.actions.filter(number=2).update(title="=SOMME(A1)", description="=1+1")
    request = DocumentRequest(Document.CHANGES, Form.XLSX, before=1, substance=True)
    book = openpyxl.load_workbook(io.BytesIO(make_document(changed, request, today=TODAY).content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert "=1+1" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "Sans le suivi" in " ".join(str(cell.value) for cell in cells[:5])


def test_a_tableau_of_nothing_is_refused(signed: Plan) -> None:
    for request in (
        DocumentRequest(Document.CHANGES),
        DocumentRequest(Document.CHANGES, before=9),
        DocumentRequest(Document.AMENDMENT, amendment=0),
    ):
        with pytest.raises(EmptyPerimeter):
            make_document(signed, request, today=TODAY)
