"""The check of a document, without an account."""

import hashlib
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from annexes.models import Version, VersionFile, VersionReason
from annexes.versions.freezing import freeze
from annexes.views import verifying
from plans.models import Plan

PDF = b"%PDF-1.7 fictif"
Keep = Callable[..., Version]


@pytest.fixture(autouse=True)
def nobody_has_sent_anything() -> None:
    cache.clear()


@pytest.fixture
def keep(plan: Plan, person: User) -> Keep:
    """`keep(reason, content)` is a version of the plan with that content as its dossier."""

    def frozen(reason: VersionReason, content: bytes = PDF, label: str = "") -> Version:
        version = freeze(plan, reason=reason, by=person, label=label, documents=())
        sha256 = hashlib.sha256(content).hexdigest()
        file = VersionFile(version=version, document="dossier", label="Dossier complet, PDF", name="d.pdf", size=1)
        file.sha256 = sha256
        file.file.save("d.pdf", ContentFile(content), save=True)
        return version

    return frozen


def verdict(client: Client, content: bytes = PDF) -> str:
    """What the page says of a file that is sent to it."""
    file = SimpleUploadedFile("dossier.pdf", content, "application/pdf")
    response = client.post(reverse("public:verify"), {"fichier": file})
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_signed_document_is_known_to_anyone(client: Client, keep: Keep, plan: Plan) -> None:
    keep(VersionReason.SIGNED, label="signée en juin 2026")

    page = verdict(client)

    assert "Version 1 – signée en juin 2026" in page
    assert plan.title in page
    assert plan.territory.name in page
    assert "Dossier complet, PDF" in page
    assert "dernière version signée" in page


def test_its_fingerprint_alone_says_the_same(client: Client, keep: Keep) -> None:
    keep(VersionReason.SIGNED)
    sha256 = hashlib.sha256(PDF).hexdigest().upper()

    response = client.get(reverse("public:verify"), {"empreinte": f"  {sha256[:32]} {sha256[32:]} "})

    assert "✓ Version 1" in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"


def test_a_later_signed_version_is_told_and_a_later_draft_is_not(client: Client, keep: Keep) -> None:
    keep(VersionReason.SIGNED)
    keep(VersionReason.ON_DEMAND, b"%PDF travail", label="brouillon secret")
    assert "secret" not in verdict(client)
    assert "dernière version signée" in verdict(client)

    keep(VersionReason.AMENDED, b"%PDF avenant", label="avenant n° 1")
    page = verdict(client)
    assert "Elle n’est plus la dernière" in page
    assert "Version 3 – avenant n° 1" in page


@pytest.mark.parametrize("reason", sorted(set(VersionReason) - {VersionReason.SIGNED, VersionReason.AMENDED}))
def test_of_a_working_version_only_its_plan_is_told(
    client: Client, keep: Keep, plan: Plan, reason: VersionReason
) -> None:
    keep(reason, label="à ne pas dire")

    page = verdict(client)

    assert "version de travail" in page
    assert plan.title in page
    assert "à ne pas dire" not in page
    assert "Version 1" not in page


def test_another_file_is_none_and_the_page_says_why(client: Client, keep: Keep) -> None:
    keep(VersionReason.SIGNED)

    page = verdict(client, PDF + b"\n")

    assert "Aucune version" in page
    assert "enregistré de nouveau" in page


def test_frozen_data_are_known_too(client: Client, keep: Keep) -> None:
    version = keep(VersionReason.SIGNED)

    assert "Données figées, JSON" in verdict(client, version.content.encode())


def test_what_is_no_fingerprint_is_refused_in_words(client: Client, db: None) -> None:
    response = client.get(reverse("public:verify"), {"empreinte": "<b>1234</b>"})

    assert response.status_code == 422
    assert "64 chiffres" in response.content.decode()
    assert "<b>1234" not in response.content.decode()


def test_nothing_sent_is_told(client: Client, db: None) -> None:
    assert client.post(reverse("public:verify")).status_code == 422


def test_a_large_file_is_refused_before_it_is_read(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "LARGEST", -verifying.ENVELOPE)
    response = client.post(reverse("public:verify"), {"fichier": SimpleUploadedFile("grand.pdf", PDF)})

    assert response.status_code == 422
    assert "dépasse" in response.content.decode()


def test_many_files_in_a_minute_have_to_wait(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "SENT_A_MINUTE", 2)
    sent = [
        client.post(reverse("public:verify"), {"fichier": SimpleUploadedFile("d.pdf", PDF)}).status_code
        for _ in range(3)
    ]

    assert sent == [200, 200, 429]
    assert client.get(reverse("public:verify"), {"empreinte": "0" * 64}).status_code == 200
