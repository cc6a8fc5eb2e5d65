"""What is attached to a dossier: files and links with their section, given to members alone, taken off and put back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.aggregates import write_content
from accounts.enums import MemberRole
from accounts.models import Revision
from plans.models import KindSection, Plan
from tests.annexes.journey import client_of, person
from tests.factories import PlanFactory

PDF = b"%PDF-1.7 une carte"


@pytest.fixture
def plan(db: None, settings: Any, tmp_path: Any) -> Plan:
    settings.MEDIA_ROOT = tmp_path
    found: Plan = PlanFactory()
    KindSection.objects.create(kind=found.kind, key="perimetre", title="Périmètre", need="DOCUMENTS")
    return found


@pytest.fixture
def client(plan: Plan) -> Client:
    return client_of(person(plan, MemberRole.COORDINATOR))


def page(plan: Plan, name: str = "documents", *more: Any) -> str:
    return reverse(f"file:{name}", args=[plan.territory.slug, plan.slug, *more])


def upload(client: Client, plan: Plan, content: bytes = PDF, name: str = "carte.pdf", **form: str) -> Any:
    return client.post(page(plan), {"what": "file", "file": SimpleUploadedFile(name, content), **form})


def test_a_file_is_attached_to_its_section_and_given_back(plan: Plan, client: Client) -> None:
    assert upload(client, plan, section="perimetre").status_code == 302
    document = plan.documents.get()

    shown = client.get(page(plan)).content.decode()
    answer = client.get(page(plan, "document", document.pk))

    assert (document.title, document.section) == ("carte", "perimetre")
    assert "Périmètre" in shown
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert page(plan, "document", document.pk) in client.get(page(plan, "section", "perimetre")).content.decode()
    assert "100 %" in client.get(page(plan, "index")).content.decode()


def test_a_link_is_attached_to_the_whole_dossier(plan: Plan, client: Client) -> None:
    form = {"what": "link", "link-title": "Délibération", "link-url": "https://valmire.example/deliberation"}

    assert client.post(page(plan), form).status_code == 302

    shown = client.get(page(plan)).content.decode()
    assert "Le dossier entier" in shown
    assert "https://valmire.example/deliberation" in shown


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ", "virus.exe", "Ce type de fichier"),
        (b"autre chose", "carte.pdf", "un vrai .pdf"),
        (b"", "carte.pdf", "Ce fichier est vide."),
    ],
)
def test_a_file_that_is_not_sound_is_refused(plan: Plan, client: Client, content: bytes, name: str, said: str) -> None:
    answer = upload(client, plan, content, name)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not plan.documents.exists()


def test_a_section_that_is_not_asked_is_refused(plan: Plan, client: Client) -> None:
    assert upload(client, plan, section="inconnue").status_code == 422


def test_a_document_is_taken_off_once_confirmed_and_the_history_has_it(plan: Plan, client: Client) -> None:
    upload(client, plan, section="perimetre")
    document = plan.documents.get()
    url = page(plan, "document-remove", document.pk)

    asked = client.get(url).content.decode()
    kept = plan.documents.count()
    answer = client.post(url)

    assert "Retirer « carte »" in asked
    assert kept == 1
    assert answer.status_code == 302
    assert not plan.documents.exists()
    line = Revision.objects.about(plan).order_by("-pk")[0]
    write_content(plan, {"documents": line.before["documents"]})
    put_back = client.get(page(plan, "document", document.pk))
    assert b"".join(put_back.streaming_content) == PDF  # type: ignore[attr-defined]


def test_readers_open_documents_and_attach_none(plan: Plan, client: Client) -> None:
    upload(client, plan)
    reader = client_of(person(plan, MemberRole.READER))

    assert reader.get(page(plan)).status_code == 200
    assert "Joindre un fichier" not in reader.get(page(plan)).content.decode()
    assert upload(reader, plan).status_code == 403
    assert reader.post(page(plan, "document-remove", plan.documents.get().pk)).status_code == 403
    assert plan.documents.count() == 1


def test_a_dossier_holds_so_many_documents(plan: Plan, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.views.file.documents.MOST", 1)
    upload(client, plan)

    answer = upload(client, plan)

    assert "1 documents au plus" in answer.content.decode()
    assert plan.documents.count() == 1
