"""The pages of archives: asked, made by a job, downloaded, handed in elsewhere."""

import hashlib
import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Territory
from annexes.models import Job, JobKind, JobState, VersionReason
from annexes.versions.freezing import freeze
from annexes.views import archives
from plans.models import Plan
from tests.factories import ActionFactory, PlanFactory, TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    plan = PlanFactory(title="Projet éducatif de Valmire")
    ActionFactory(plan=plan, title="Ouvrir la ludothèque")
    freeze(plan, reason=VersionReason.SIGNED, by=UserFactory(), documents=())
    return plan


def member(territory: Territory, role: MemberRole) -> Client:
    client = Client()
    client.force_login(UserFactory(memberships={territory: role}))
    return client


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_an_archive_goes_from_one_territory_to_another(plan: Plan, django_capture_on_commit_callbacks: Any) -> None:
    client = member(plan.territory, MemberRole.COORDINATOR)
    url = reverse("versions:archive", args=[plan.territory.slug, plan.slug])
    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post(url)
    job = Job.objects.get(kind=JobKind.ARCHIVE)
    assert (job.state, asked["Location"]) == (JobState.DONE, job.get_absolute_url())
    assert client.get(job.get_absolute_url())["Location"] == url
    assert job.result_name in words(client.get(url))
    file = reverse("versions:archive-file", args=[plan.territory.slug, plan.slug, job.pk])
    content = b"".join(client.get(file).streaming_content)  # type: ignore[attr-defined]
    assert (len(content), hashlib.sha256(content).hexdigest()) == (job.result_size, job.result_sha256)
    assert zipfile.is_zipfile(BytesIO(content))

    elsewhere = TerritoryFactory()
    admin = member(elsewhere, MemberRole.ADMIN)
    upload = SimpleUploadedFile("archive.zip", content, "application/zip")
    with django_capture_on_commit_callbacks(execute=True):
        followed = admin.post(reverse("archives:take-back", args=[elsewhere.slug]), {"file": upload})
    back = Job.objects.get(kind=JobKind.UNARCHIVE)
    assert (back.state, back.error) == (JobState.DONE, "")
    assert followed["Location"] == back.get_absolute_url()
    again = Plan.objects.get(territory=elsewhere)
    done = admin.get(back.get_absolute_url(), follow=True)
    assert done.redirect_chain[-1][0] == again.get_absolute_url()
    assert again.versions.get().sha256 == plan.versions.get().sha256
    assert not back.result.storage.exists(back.result.name)


def test_an_archive_that_is_refused_says_why(django_capture_on_commit_callbacks: Any) -> None:
    territory = TerritoryFactory()
    admin, url = member(territory, MemberRole.ADMIN), reverse("archives:take-back", args=[territory.slug])
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(url, {"file": SimpleUploadedFile("a.zip", b"rien", "application/zip")})
    job = Job.objects.get(kind=JobKind.UNARCHIVE)
    assert job.state == JobState.FAILED
    assert "pas une archive zip" in words(admin.get(job.get_absolute_url()))
    assert admin.get(reverse("archives:restored", args=[territory.slug, job.pk]))["Location"] == url


def test_a_file_is_asked_for_and_not_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    territory = TerritoryFactory()
    admin, url = member(territory, MemberRole.ADMIN), reverse("archives:take-back", args=[territory.slug])
    assert admin.post(url).status_code == 422
    monkeypatch.setattr(archives, "MOST_BYTES", 3)
    refused = admin.post(url, {"file": SimpleUploadedFile("a.zip", b"12345", "application/zip")})
    assert refused.status_code == 422
    assert "import_archive" in refused.content.decode()
    assert not Job.objects.exists()


def test_what_could_not_come_is_told(plan: Plan) -> None:
    admin = member(plan.territory, MemberRole.ADMIN)
    options = {"plan": plan.slug, "lost": ["« carte.pdf » manquait déjà dans l’archive."]}
    job = Job.objects.create(
        territory=plan.territory, kind=JobKind.UNARCHIVE, state=JobState.DONE, options=options, label="Reprise"
    )
    page = words(admin.get(reverse("archives:restored", args=[plan.territory.slug, job.pk])))
    assert "carte.pdf" in page
    assert plan.get_absolute_url() in page


def test_an_archive_names_contacts_and_is_not_for_readers(plan: Plan) -> None:
    reader = member(plan.territory, MemberRole.READER)
    job = Job.objects.create(territory=plan.territory, plan=plan, kind=JobKind.ARCHIVE, state=JobState.DONE)
    assert reader.get(reverse("versions:archive", args=[plan.territory.slug, plan.slug])).status_code == 403
    assert (
        reader.get(reverse("versions:archive-file", args=[plan.territory.slug, plan.slug, job.pk])).status_code == 403
    )
    assert reader.get(job.get_absolute_url()).status_code == 403


def test_an_empty_territory_leads_there() -> None:
    territory = TerritoryFactory()
    url = reverse("archives:take-back", args=[territory.slug])
    assert url in words(member(territory, MemberRole.ADMIN).get(territory.get_absolute_url()))
    assert url in words(member(territory, MemberRole.ADMIN).get(reverse("plans:new", args=[territory.slug])))
    assert url not in words(member(territory, MemberRole.COORDINATOR).get(reverse("plans:new", args=[territory.slug])))
