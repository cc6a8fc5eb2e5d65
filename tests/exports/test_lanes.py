"""Who comes first: what is waited for by whom, and what is long."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from annexes.documents import Document, DocumentRequest, Form
from annexes.documents.effort import is_long
from annexes.jobs import retake, start_job
from annexes.models import MOST_ATTEMPTS, STALE_AFTER, Job, JobKind, JobState
from annexes.tasks import export_document, task_of
from plans.models import Plan
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _queue_in_the_database(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "long"]}}


@pytest.fixture
def ask() -> Callable[..., Job]:
    """`ask(user, kind, long=…)` is a work that waits."""
    plan: Plan = PlanFactory()

    def start(user: User, kind: JobKind = JobKind.EXPORT, *, long: bool = False) -> Job:
        with transaction.atomic():
            options = {"form": "json", "document": "donnees", "long": long}
            return start_job(task=export_document, kind=kind, plan=plan, user=user, label="Un travail", options=options)

    return start


def waiting(*queues: str) -> list[int]:
    """The works in the order of the queue, by key."""
    ready = DBTaskResult.objects.ready()
    return [row.args_kwargs["args"][0] for row in (ready.filter(queue_name__in=queues) if queues else ready)]


def test_nth_document_of_a_person_gives_way_to_the_first_of_the_others(ask: Callable[..., Job]) -> None:
    alice, bob, carole = UserFactory(), UserFactory(), UserFactory()
    several = [ask(alice).pk for _ in range(3)]
    one, two, other = ask(bob).pk, ask(bob).pk, ask(carole).pk
    assert waiting() == [several[0], one, other, several[1], two, several[2]]


def test_large_document_waits_in_its_own_lane_after_short_ones(ask: Callable[..., Job]) -> None:
    alice, bob = UserFactory(), UserFactory()
    dossier, fiche, preview = ask(alice, long=True), ask(bob), ask(bob, JobKind.PREVIEW)
    own = ask(alice)  # a dossier that waits is no reason to wait for a fiche
    assert waiting("default") == [preview.pk, fiche.pk, own.pk]
    assert waiting() == [preview.pk, fiche.pk, own.pk, dossier.pk]
    last = ask(bob)
    assert waiting("default") == [preview.pk, fiche.pk, own.pk, last.pk]


def test_previews_and_imports_do_not_count_among_documents(ask: Callable[..., Job]) -> None:
    alice, bob = UserFactory(), UserFactory()
    ask(alice, JobKind.PREVIEW)
    ask(alice, JobKind.ANALYSE)
    first, second = ask(alice).pk, ask(bob).pk
    assert waiting()[-2:] == [first, second]


def test_length_of_a_document_depends_on_its_fiches_and_its_form() -> None:
    dossier = DocumentRequest(Document.DOSSIER, Form.PDF)
    assert is_long(dossier, 100)
    assert not is_long(dossier, 10)
    assert not is_long(DocumentRequest(Document.FICHES, Form.PDF), 1)
    assert not is_long(DocumentRequest(Document.SYNTHESIS, Form.PDF), 5_000)
    assert not is_long(DocumentRequest(Document.DATA, Form.XLSX), 2_000)
    assert is_long(DocumentRequest(Document.DATA, Form.XLSX), 10_000)


def interrupt(job: Job, **values: Any) -> Job:
    """As if its worker had been killed a minute ago."""
    silent = timezone.now() - STALE_AFTER - timedelta(seconds=1)
    told = {"state": JobState.RUNNING, "started_at": silent, "heartbeat_at": silent, **values}
    Job.objects.filter(pk=job.pk).update(**told)
    DBTaskResult.objects.all().delete()
    return job


def state_of(job: Job) -> tuple[str, int]:
    job.refresh_from_db()
    return job.state, job.attempt


def test_interrupted_document_is_taken_up_again_by_itself(ask: Callable[..., Job]) -> None:
    job = interrupt(ask(UserFactory()))
    assert retake(task_of) == 1
    assert state_of(job) == (JobState.WAITING, 2)
    assert waiting() == [job.pk]
    assert retake(task_of) == 0


def test_living_work_and_imports_are_left_alone(ask: Callable[..., Job]) -> None:
    living = interrupt(ask(UserFactory()), heartbeat_at=timezone.now())
    written = interrupt(ask(UserFactory(), JobKind.APPLY))
    assert retake(task_of) == 0
    assert {state_of(living), state_of(written)} == {(JobState.RUNNING, 1)}


def test_document_that_kills_its_workers_is_not_tried_for_ever(ask: Callable[..., Job]) -> None:
    job = interrupt(ask(UserFactory()), attempt=MOST_ATTEMPTS)
    assert retake(task_of) == 0
    job.refresh_from_db()
    assert job.is_stale()


def test_interrupted_document_that_was_to_stop_is_stopped(ask: Callable[..., Job]) -> None:
    job = interrupt(ask(UserFactory()), cancel_requested=True)
    assert retake(task_of) == 0
    assert state_of(job)[0] == JobState.CANCELLED
