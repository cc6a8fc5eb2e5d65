"""« Mes documents »: hers alone, where she still is, thirty days, and the mail that says one is ready."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import Membership, User
from annexes.exporting.keeping import forget, outdated, sweep
from annexes.exporting.telling import tell_when_long
from annexes.exporting.upkeep import Upkeep
from annexes.models import Job, JobKind, JobState
from annexes.tasks import task_of
from plans.models import Plan
from tests.annexes.journey import Visitor, client_of, committed, person, visitor, words
from tests.factories import TerritoryFactory

pytestmark = pytest.mark.django_db
MINE = "/compte/mes-documents/"


def make(visitor: Visitor, **asked: str) -> Job:
    visitor.post("export", data={"document": "donnees", "form": "json", **asked})
    return Job.objects.filter(kind=JobKind.EXPORT).latest("pk")


def user_of(job: Job) -> User:
    assert job.user is not None
    return job.user


def send(visitor: Visitor, name: str, job: Job) -> Any:
    return committed(lambda: visitor.client.post(reverse(f"documents:{name}", args=[job.pk])))


def test_nothing_yet_says_how_to_begin(reader: Visitor) -> None:
    assert "Aucun document pour l’instant" in words(reader.client.get(MINE))


def test_page_says_what_was_kept_of_a_document(reader: Visitor) -> None:
    job = make(reader)
    page = words(reader.client.get(MINE))
    got = b"".join(reader.client.get(reverse("documents:file", args=[job.pk])).streaming_content)
    assert hashlib.sha256(got).hexdigest() == job.result_sha256
    assert len(got) == job.result_size
    for said in ("Données, JSON", "Plan du quai", job.result_name, job.result_sha256, "des membres du territoire"):
        assert said in page


def test_documents_of_others_are_not_found(plan: Plan, reader: Visitor, coordinator: Visitor) -> None:
    job = make(coordinator)
    assert job.label not in words(reader.client.get(MINE))
    assert reader.client.get(reverse("documents:file", args=[job.pk])).status_code == 404
    assert {send(reader, name, job).status_code for name in ("delete", "again")} == {404}
    assert Job.objects.filter(pk=job.pk).exists()


def test_who_left_the_territory_finds_nothing_of_it(reader: Visitor) -> None:
    job = make(reader)
    Membership.objects.filter(user=job.user).update(is_active=False)
    Membership.objects.create(user=user_of(job), territory=TerritoryFactory(), role=MemberRole.ADMIN)
    assert job.label not in words(reader.client.get(MINE))
    assert reader.client.get(reverse("documents:file", args=[job.pk])).status_code == 404
    assert send(reader, "again", job).status_code == 404


def test_document_with_contacts_is_closed_to_who_no_longer_edits(coordinator: Visitor) -> None:
    job = make(coordinator, contacts="on")
    assert "des personnes qui modifient les plans" in words(coordinator.client.get(MINE))
    Membership.objects.filter(user=job.user).update(role=MemberRole.READER)
    assert "n’est plus visible avec votre rôle" in words(coordinator.client.get(MINE))
    assert coordinator.client.get(reverse("documents:file", args=[job.pk])).status_code == 403
    assert send(coordinator, "again", job).status_code == 403


def test_deleted_document_goes_with_its_file(reader: Visitor) -> None:
    job = make(reader)
    storage = job.result.storage
    assert storage.exists(job.result.name)
    assert send(reader, "delete", job).status_code == 302
    assert not Job.objects.filter(pk=job.pk).exists()
    assert not storage.exists(job.result.name)


def test_document_is_made_again_with_the_same_choices(reader: Visitor) -> None:
    job = make(reader, perimeter="liste", liste="q=cabanes")
    response = send(reader, "again", job)
    other = Job.objects.latest("pk")
    assert response["Location"] == other.get_absolute_url()
    assert other.pk != job.pk
    assert other.state == JobState.DONE
    assert (other.label, other.options) == (job.label, job.options)


def test_page_costs_the_same_for_many_documents(reader: Visitor) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            reader.client.get(MINE)
        return len(captured)

    make(reader)
    one = queries()
    make(reader)
    make(reader)
    assert queries() == one


def test_file_that_is_not_ready_leads_to_its_page(plan: Plan, reader: Visitor) -> None:
    job = make(reader)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, heartbeat_at=timezone.now())
    response = reader.client.get(reverse("documents:file", args=[job.pk]))
    assert response["Location"] == job.get_absolute_url()


def test_documents_go_after_thirty_days_with_their_files(reader: Visitor) -> None:
    old, young = make(reader), make(reader)
    now = timezone.now()
    Job.objects.filter(pk=old.pk).update(finished_at=now - timedelta(days=settings.DOCUMENTS_KEPT_DAYS, minutes=1))
    assert outdated(now) == [old]
    with_files = [old.result.name, young.result.name]
    committed(lambda: forget(outdated(now)))
    assert list(Job.objects.filter(kind=JobKind.EXPORT)) == [young]
    assert [young.result.storage.exists(name) for name in with_files] == [False, True]


def test_works_on_imports_and_works_that_run_are_never_purged(plan: Plan) -> None:
    long_ago = timezone.now() - timedelta(days=400)
    told = {"territory": plan.territory, "plan": plan, "label": "Un travail"}
    Job.objects.create(kind=JobKind.APPLY, state=JobState.DONE, finished_at=long_ago, **told)
    Job.objects.create(kind=JobKind.EXPORT, state=JobState.RUNNING, finished_at=long_ago, **told)
    assert outdated(timezone.now()) == []


def test_worker_purges_when_it_begins_and_then_seldom(reader: Visitor) -> None:
    upkeep = Upkeep(task_of)
    for left in (0, 1):  # the second one waits for the next hour
        job = make(reader)
        Job.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=90))
        committed(upkeep)
        assert Job.objects.filter(kind=JobKind.EXPORT).count() == left


def test_file_of_a_plan_that_is_gone_is_swept_after_some_time(plan: Plan, reader: Visitor) -> None:
    job = make(reader)
    storage, name = job.result.storage, job.result.name
    Job.objects.filter(pk=job.pk).delete()
    now = timezone.now()
    sweep(now + timedelta(days=settings.DOCUMENTS_KEPT_DAYS))
    assert storage.exists(name)
    assert sweep(now + timedelta(days=settings.DOCUMENTS_KEPT_DAYS + 31 + 31)) >= 1
    assert not storage.exists(name)


def waited(plan: Plan, minutes: float) -> Job:
    user = person(plan, MemberRole.READER)
    job = Job(territory=plan.territory, plan=plan, user=user, kind=JobKind.EXPORT, label="Dossier complet, PDF")
    job.options = {"site": "https://plan.valmire.example"}
    job.save()
    job.created_at = timezone.now() - timedelta(minutes=minutes)
    return job


def test_long_document_is_told_by_mail_with_a_link_and_no_file(plan: Plan) -> None:
    job = waited(plan, 1.5)
    assert tell_when_long(job, timezone.now())
    (sent,) = mail.outbox
    assert sent.to == [user_of(job).email]
    assert f"https://plan.valmire.example{job.get_absolute_url()}" in sent.body
    assert "Dossier complet, PDF" in sent.body
    assert not sent.attachments


def test_quick_document_is_not_told_by_mail(plan: Plan, reader: Visitor) -> None:
    assert not tell_when_long(waited(plan, 0.9), timezone.now())
    make(reader)
    assert mail.outbox == []


def test_mail_server_that_refuses_does_not_fail_the_work(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("annexes.exporting.telling.send_mail", refuse)
    assert not tell_when_long(waited(plan, 5), timezone.now())


def test_page_of_a_work_tells_when_it_is_ready(plan: Plan, reader: Visitor) -> None:
    job = make(reader)
    page = words(reader.get("job", job.pk))
    assert 'id="annonce-travail" role="status"' in page
    polled = words(reader.client.get(job.get_absolute_url(), headers={"HX-Request": "true"}))
    assert "<title>✓ Prêt : Données, JSON" in polled
    assert 'id="annonce-travail" hx-swap-oob="innerHTML">Document prêt' in polled


def test_interrupted_document_says_that_it_goes_on_by_itself(plan: Plan, reader: Visitor) -> None:
    job = make(reader)
    silent = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, heartbeat_at=silent)
    assert "il reprend de lui-même" in words(reader.get("job", job.pk))
    Job.objects.filter(pk=job.pk).update(attempt=3)
    assert "relancez-le" in words(reader.get("job", job.pk))


def test_account_menu_leads_to_the_documents(plan: Plan) -> None:
    page = words(client_of(person(plan, MemberRole.READER)).get("/"))
    assert f'href="{MINE}"' in page
    assert visitor(plan, MemberRole.READER).client.get(MINE).status_code == 200
