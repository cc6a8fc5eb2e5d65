"""The pages of frozen versions."""

import hashlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import User
from annexes.models import Job, JobKind, JobState, Version, VersionReason
from annexes.versions.freezing import freeze
from plans.models import Plan
from tests.factories import UserFactory


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def reader(plan: Plan) -> Client:
    return browser(UserFactory(memberships={plan.territory: MemberRole.READER}))


@pytest.fixture
def client(person: User) -> Client:
    return browser(person)


def url(name: str, plan: Plan, *more: object) -> str:
    return reverse(f"versions:{name}", args=[plan.territory.slug, plan.slug, *more])


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_coordinator_freezes_the_plan(
    client: Client, plan: Plan, person: User, django_capture_on_commit_callbacks: Any
) -> None:
    sent = {"label": " réactualisé en  décembre 2021 ", "documents": ["synthese.pdf", "donnees.json"]}
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url("new", plan), sent)

    version = Version.objects.get(plan=plan)
    assert response["Location"] == url("version", plan, 1)
    assert (version.label, version.reason, version.frozen_by) == ("réactualisé en décembre 2021", "ON_DEMAND", person)
    assert [file.document for file in version.files.all()] == ["synthese", "donnees"]
    page = words(client.get(url("list", plan)))
    assert "Version 1 – réactualisé en décembre 2021" in page
    assert "Synthèse d’une page, PDF" in page
    assert version.sha256[:12] in page


def test_an_unknown_document_is_refused_in_words(client: Client, plan: Plan) -> None:
    response = client.post(url("new", plan), {"documents": ["engagements.pdf"]})

    assert response.status_code == 422
    assert not Version.objects.exists()


def test_the_frozen_plan_is_read_as_it_was(reader: Client, plan: Plan, person: User) -> None:
    freeze(plan, reason=VersionReason.SIGNED, by=person, documents=())
    plan.actions.update(title="Ouvrir la médiathèque", description="Autre chose")

    page = words(reader.get(url("version", plan, 1)))
    assert "Ouvrir la ludothèque" in page
    assert "médiathèque" not in page
    fiche = words(reader.get(url("fiche", plan, 1, 1)))
    assert "Ouvrir la ludothèque" in fiche
    assert "1 sur 1" in fiche
    assert reader.get(url("fiche", plan, 1, 2)).status_code == 404
    assert reader.get(url("version", plan, 2)).status_code == 404


def test_the_texts_of_the_dossier_have_their_tables(reader: Client, plan: Plan, person: User) -> None:
    plan.sections.create(title="Écoles", text="## Effectifs\n| École | Élèves |\n| Les Saules | 120 |")
    freeze(plan, reason=VersionReason.SIGNED, by=person, documents=())
    page = words(reader.get(url("version", plan, 1)))
    assert "Les Saules" in page
    assert "<table" in page
    assert "## Effectifs" not in page


def test_no_page_for_readers_names_a_contact(
    reader: Client, client: Client, plan: Plan, person: User, with_contact: Any
) -> None:
    name = with_contact(plan)
    freeze(plan, reason=VersionReason.SIGNED, by=person, documents=())

    for page in (url("list", plan), url("version", plan, 1), url("fiche", plan, 1, 1)):
        assert name not in words(reader.get(page))
    assert "Service famille" in words(reader.get(url("fiche", plan, 1, 1)))
    assert reader.get(url("content", plan, 1)).status_code == 403
    assert name in client.get(url("content", plan, 1)).content.decode()


def test_the_data_are_given_byte_for_byte(client: Client, plan: Plan, person: User) -> None:
    version = freeze(plan, reason=VersionReason.SIGNED, by=person, documents=())

    given = client.get(url("content", plan, 1)).content

    assert hashlib.sha256(given).hexdigest() == version.sha256


def test_a_document_is_given_as_it_was_kept(
    reader: Client, plan: Plan, person: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        version = freeze(plan, reason=VersionReason.SIGNED, by=person)
    file = version.files.get(document="tableau")

    response = reader.get(url("download", plan, 1, file.position))

    assert hashlib.sha256(b"".join(response.streaming_content)).hexdigest() == file.sha256
    assert file.name in response["Content-Disposition"]
    file.file.storage.delete(file.file.name)
    assert reader.get(url("download", plan, 1, file.position)).status_code == 404


def test_what_is_missing_is_told_and_made(
    client: Client, reader: Client, plan: Plan, person: User, django_capture_on_commit_callbacks: Any
) -> None:
    freeze(plan, reason=VersionReason.SIGNED, by=person)  # its job is never run
    Job.objects.update(state=JobState.FAILED, error="La mise en page a échoué.")
    page = words(reader.get(url("version", plan, 1)))
    assert "Il manque" in page
    assert "La mise en page a échoué." in page
    assert "Fabriquer ce qui manque" not in page
    assert reader.post(url("make", plan, 1)).status_code == 403

    assert "Fabriquer ce qui manque" in words(client.get(url("version", plan, 1)))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("make", plan, 1))
    assert "Il manque" not in words(client.get(url("version", plan, 1)))
    assert Version.objects.get().files.count() == 3
    client.post(url("make", plan, 1))
    assert Job.objects.filter(kind=JobKind.FREEZE).count() == 2


def test_documents_that_are_being_made_are_followed(reader: Client, client: Client, plan: Plan, person: User) -> None:
    freeze(plan, reason=VersionReason.SIGNED, by=person)
    job = Job.objects.get()
    assert job.get_absolute_url() in words(reader.get(url("version", plan, 1)))
    assert reader.get(job.get_absolute_url()).status_code == 200
    assert client.post(url("make", plan, 1))["Location"] == job.get_absolute_url()


def test_a_document_is_made_again(
    reader: Client, plan: Plan, person: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        version = freeze(plan, reason=VersionReason.SIGNED, by=person)
        plan.actions.update(title="Ouvrir la médiathèque")
    with django_capture_on_commit_callbacks(execute=True):
        reader.post(url("remake", plan, 1), {"place": version.files.get(document="tableau").position})
        reader.post(url("remake", plan, 1), {"document": "synthese.pdf"})

    again, other = Job.objects.filter(kind=JobKind.EXPORT).order_by("pk")
    assert (again.state, other.state) == (JobState.DONE, JobState.DONE)
    assert again.message == "Document refait : le même que celui de la version, à l’octet près."
    assert other.message == "Document fabriqué d’après les données figées."
    assert reader.get(again.get_absolute_url()).status_code == 200
    assert reader.post(url("remake", plan, 1), {"document": "autre"})["Location"] == url("version", plan, 1)
    assert reader.post(url("remake", plan, 1), {"place": "99"})["Location"] == url("version", plan, 1)
    assert Job.objects.filter(kind=JobKind.EXPORT).count() == 2
