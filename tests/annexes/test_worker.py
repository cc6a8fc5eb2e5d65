"""A worker in a process of its own, on the test’s database: it runs the queue, dies, and is relaunched."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as configured
from django.db import connection, transaction
from django.utils import timezone

from accounts.enums import MemberRole
from annexes.importing.services import confirm
from annexes.jobs import relaunch, start_job, worker_is_alive
from annexes.models import STALE_AFTER, Job, JobKind, JobState
from annexes.tasks import export_document
from plans.models import Plan
from tests.annexes.journey import analysed, annexe, person
from tests.factories import PlanFactory

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds
MANY = 400  # fiches: a PDF that takes long enough to be killed in the middle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("worker")]


@pytest.fixture(autouse=True)
def _queue_in_the_database(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "long"]}}


@pytest.fixture
def plan() -> Plan:
    plan: Plan = PlanFactory()
    rows = [["I – Grandir", "OI 1 : Lire", f"OO {n} : Dire {n}", f"Fiche {n} : Conte {n}"] for n in range(1, MANY)]
    confirm(analysed(plan, person(plan, MemberRole.ADMIN), annexe(*rows)), None)
    return plan


def database_url() -> str:
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    people = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    return f"postgres://{people}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"


@contextmanager
def worker(*options: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`manage.py worker` on the database of the test, killed at the end if it still runs."""
    command = [sys.executable, "manage.py", "worker", "--interval", "0.1", "--no-startup-delay", "--no-reload"]
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "pedt_planner.settings",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(configured.DATA_DIR),
        "MEDIA_ROOT": str(configured.MEDIA_ROOT),
    }
    process = subprocess.Popen([*command, *options], cwd=ROOT, env=environ, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(true: Callable[[], bool], what: str) -> None:
    deadline = monotonic() + PATIENCE
    while not true():
        assert monotonic() < deadline, what
        sleep(0.02)


def export(plan: Plan, *, long: bool = False) -> Job:
    user = person(plan, MemberRole.READER)
    options = {"form": "pdf", "variant": "contractual", "long": long}
    with transaction.atomic():
        return start_job(
            task=export_document, kind=JobKind.EXPORT, plan=plan, user=user, label="Tableau", options=options
        )


def state(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def test_worker_gives_signs_of_life_and_leaves_cleanly(plan: Plan) -> None:
    with worker() as process:
        wait_until(worker_is_alive, "the worker gives no sign of life")
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert not worker_is_alive()


def test_killed_worker_leaves_a_job_that_is_relaunched(plan: Plan) -> None:
    job = export(plan)
    with worker() as process:
        wait_until(lambda: state(job) == JobState.RUNNING, "the job does not begin")
        process.kill()
        process.wait()
    job.refresh_from_db()
    assert job.state == JobState.RUNNING  # nobody is left to say otherwise
    assert not job.is_stale()

    Job.objects.update(heartbeat_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))  # a minute later
    job.refresh_from_db()
    assert job.is_stale()
    relaunch(job=job, task=export_document)
    with worker("--batch") as process:
        assert process.wait(PATIENCE) == 0
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.DONE, 2)
    with job.result.open() as file:
        assert file.read(5) == b"%PDF-"


def test_killed_worker_leaves_a_document_that_the_next_one_takes_up_by_itself(plan: Plan) -> None:
    job = export(plan)
    with worker() as process:
        wait_until(lambda: state(job) == JobState.RUNNING, "the job does not begin")
        process.kill()
        process.wait()
    Job.objects.update(heartbeat_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))  # a minute later
    with worker():
        wait_until(lambda: state(job) == JobState.DONE, "the job is not taken up again")
    job.refresh_from_db()
    assert job.attempt == 2
    assert len(job.result_sha256) == 64
    assert job.result_size == job.result.size > 0


def test_short_worker_leaves_large_documents_to_the_others(plan: Plan) -> None:
    quick, dossier = export(plan), export(plan, long=True)
    with worker("--short", "--batch") as process:
        assert process.wait(PATIENCE) == 0
    assert (state(quick), state(dossier)) == (JobState.DONE, JobState.WAITING)
    with worker("--batch") as process:
        assert process.wait(PATIENCE) == 0
    assert state(dossier) == JobState.DONE
