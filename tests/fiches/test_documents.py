"""Documents of a fiche: added, given back to members alone, taken off, and never lost by the form of the fiche."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.enums import Change, MemberRole
from accounts.models import Revision
from actions.forms import documents as rules
from actions.models import Action, Document
from plans.models import Plan
from tests.conftest import ClientOf
from tests.factories import ActionFactory
from tests.fiches.conftest import Address
from tests.fiches.typing import fill

PDF = b"%PDF-1.7 essai"


@pytest.fixture
def action(plan: Plan) -> Action:
    return ActionFactory(plan=plan)


def upload(client: Client, url: str, name: str = "Bilan été.pdf", body: bytes = PDF, title: str = "") -> Any:
    return client.post(url, {"what": "file", "file": SimpleUploadedFile(name, body), "title": title})


def test_file_is_kept_and_given_back(
    action: Action, coordinator: Client, client_of: ClientOf, address: Address
) -> None:
    url = address("action-documents", action.pk)
    assert upload(coordinator, url).status_code == 302
    document = Document.objects.get()
    assert (document.title, document.url) == ("Bilan été", "")
    assert Revision.objects.about(action).get().change == Change.EDITED
    where = address("action-document", action.pk, document.pk)
    response = client_of(MemberRole.READER).get(where)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    page = client_of(MemberRole.READER).get(url).content.decode()
    assert where in page
    assert "Ajouter un fichier" not in page
    assert where in client_of(MemberRole.READER).get(action.get_absolute_url()).content.decode()


def test_stranger_gets_no_file(action: Action, coordinator: Client, stranger: Client, address: Address) -> None:
    upload(coordinator, address("action-documents", action.pk))
    where = address("action-document", action.pk, Document.objects.get().pk)
    assert stranger.get(where).status_code == 404
    other = ActionFactory(plan=action.plan)
    assert coordinator.get(address("action-document", other.pk, Document.objects.get().pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("page.html", b"<script>", "Ce type de fichier n’est pas accepté"),
        ("sans-extension", PDF, "Ce type de fichier n’est pas accepté"),
        ("faux.pdf", b"MZ\x90", "Ce fichier n’est pas un vrai .pdf"),
        ("vide.pdf", b"", "Ce fichier est vide."),
        ("gros.pdf", PDF + b"x" * 100, "Ce fichier dépasse 20 Mo"),
    ],
)
def test_file_that_is_not_wanted_is_refused_in_words(
    action: Action, coordinator: Client, address: Address, monkeypatch: pytest.MonkeyPatch,
    name: str, body: bytes, sentence: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(rules, "MAX_BYTES", 50)
    response = upload(coordinator, address("action-documents", action.pk), name, body, title="Mon bilan")
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert "Mon bilan" in response.content.decode()
    assert not Document.objects.exists()


def test_no_file_chosen_is_said(action: Action, coordinator: Client, address: Address) -> None:
    response = coordinator.post(address("action-documents", action.pk), {"what": "file"})
    assert "Choisissez un fichier." in response.content.decode()


def test_link_is_added_and_taken_off(action: Action, coordinator: Client, address: Address) -> None:
    url = address("action-documents", action.pk)
    given = {"what": "link", "link-title": "Affiche", "link-url": "https://valmire.example/affiche"}
    assert coordinator.post(url, given).status_code == 302
    assert coordinator.post(url, {**given, "link-url": "javascript:alert(1)"}).status_code == 422
    document = Document.objects.get()
    remove = address("action-document-remove", action.pk, document.pk)
    assert coordinator.get(remove).status_code == 405
    response = coordinator.post(remove)
    assert "est retiré" in coordinator.get(response["Location"]).content.decode()
    assert not Document.objects.exists()
    assert Revision.objects.about(action).count() == 2


def test_form_of_the_fiche_keeps_the_files(action: Action, coordinator: Client, address: Address) -> None:
    upload(coordinator, address("action-documents", action.pk))
    before = Document.objects.get()
    url = address("action-edit", action.pk)
    rows = [{"title": "Affiche", "url": "https://valmire.example/affiche"}]
    data = fill(coordinator, url, documents=rows)
    data["documents-0-title"] = ["Bilan de l’été"]
    assert coordinator.post(url, data).status_code == 302
    kept, added = Document.objects.order_by("position")
    assert (kept.title, kept.file.name, added.title) == ("Bilan de l’été", before.file.name, "Affiche")


def test_file_cannot_be_taken_from_another_fiche(action: Action, coordinator: Client, address: Address) -> None:
    upload(coordinator, address("action-documents", action.pk))
    theirs = Document.objects.get()
    url = address("new")
    rows = [{"key": str(theirs.pk), "title": "À moi", "file": theirs.file.name, "url": ""}]
    assert coordinator.post(url, fill(coordinator, url, title="Ouvrir", documents=rows)).status_code == 422
    assert Document.objects.get().action == action
