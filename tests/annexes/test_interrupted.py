"""Imports that are killed, resumed, given up, or that two people confirm at once: nothing is ever half-written."""

import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connections, transaction
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import Journal, User
from actions.models import Action
from annexes.applying.apply import PlanChangedMeanwhile
from annexes.deciding.choices import reading_key
from annexes.deciding.decisions import Decisions
from annexes.importing.batches import analyse, drop, receive
from annexes.importing.services import Agreed, confirm
from annexes.jobs import relaunch, start_job
from annexes.models import STALE_AFTER, ImportBatch, ImportState, Job, JobKind, JobState
from annexes.tasks import analyse_import, apply_import, take_back_import, task_of
from plans.models import Objective, Plan
from plans.tree import add_child, lock_plans
from tests.annexes.journey import analysed, annexe, person
from tests.annexes.test_worker import PATIENCE, state, wait_until, worker
from tests.factories import PlanFactory

MANY_FILES = 12
ROWS = 150  # of each of these files
MANY_ROWS = 2000  # of a file whose writing can be killed in the middle

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("worker")]


@pytest.fixture(autouse=True)
def _queue_in_the_database(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "long"]}}


@pytest.fixture
def plan() -> Plan:
    plan: Plan = PlanFactory()
    return plan


@pytest.fixture
def admin(plan: Plan) -> User:
    return person(plan, MemberRole.ADMIN)


def rows(count: int, word: str) -> list[list[str]]:
    return [["I – Grandir", "OI 1 : Lire", f"OO {n} : {word} {n}", f"Fiche {n} : {word} {n}"] for n in range(1, count)]


def job_of(batch: ImportBatch, admin: User, kind: JobKind, task: Any) -> Job:
    with transaction.atomic():
        options: dict[str, Any] = {"batch": batch.pk}
        if kind == JobKind.APPLY:
            seen = Agreed(reading_key(batch), Decisions.from_json(batch.decisions).digest())
            options["agreed"] = asdict(seen)
        job = start_job(task=task, kind=kind, plan=batch.plan, user=admin, label="Import", options=options)
        if kind == JobKind.ANALYSE:
            ImportBatch.objects.filter(pk=batch.pk).update(job=job)
    return job


def killed(job: Job, when: Callable[[], bool], what: str) -> None:
    """Run the queue in a process that is killed in the middle, and let a minute pass."""
    with worker() as process:
        wait_until(when, what)
        process.kill()
        process.wait()
    job.refresh_from_db()
    assert job.state == JobState.RUNNING  # killed before its end
    Job.objects.update(heartbeat_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))
    job.refresh_from_db()


def run_queue() -> None:
    with worker("--batch") as process:
        assert process.wait(PATIENCE) == 0


@pytest.fixture
def several(plan: Plan, admin: User) -> ImportBatch:
    uploads = [annexe(*rows(ROWS, f"Conte {n}"), name=f"annexe-{n}.xlsx") for n in range(1, MANY_FILES + 1)]
    for upload in uploads:
        upload.seek(0)
    return receive(plan=plan, uploads=uploads, by=admin)


def test_killed_reading_goes_on_at_the_first_file_that_is_not_read(several: ImportBatch, admin: User) -> None:
    job = job_of(several, admin, JobKind.ANALYSE, analyse_import)
    read = several.files.exclude(reading={})
    killed(job, lambda: read.count() >= 2, "no file is read")
    several.refresh_from_db()
    done = list(read.order_by("rank"))
    assert 2 <= len(done) < MANY_FILES
    assert several.state == ImportState.UPLOADED
    assert not Action.objects.exists()

    for file in done:  # what was read is not needed again
        default_storage.delete(file.file.name)
    relaunch(job=job, task=task_of(job))
    run_queue()
    several.refresh_from_db()
    assert state(job) == JobState.DONE
    assert several.state == ImportState.ANALYSED
    assert several.summary["read"]["ACTION"] == MANY_FILES * (ROWS - 1)


def test_killed_reading_can_be_given_up(several: ImportBatch, admin: User) -> None:
    job = job_of(several, admin, JobKind.ANALYSE, analyse_import)
    killed(job, several.files.exclude(reading={}).exists, "no file is read")
    assert drop(several)
    relaunch(job=job, task=task_of(job))
    run_queue()
    several.refresh_from_db()
    assert several.state == ImportState.DROPPED


def test_stopped_reading_keeps_what_is_read(several: ImportBatch) -> None:
    class Stopped(Exception):
        pass

    def progress(done: int, total: int, message: str) -> None:
        if "fichier 3 sur" in message:
            raise Stopped

    with pytest.raises(Stopped):
        analyse(several, progress)
    assert list(several.files.exclude(reading={}).values_list("rank", flat=True)) == [1, 2]


def test_killed_writing_leaves_the_plan_as_it_was(plan: Plan, admin: User) -> None:
    batch = analysed(plan, admin, annexe(*rows(MANY_ROWS, "Conte")))
    job = job_of(batch, admin, JobKind.APPLY, apply_import)
    killed(job, lambda: Job.objects.get(pk=job.pk).message == "Écriture du plan", "nothing is written")
    batch.refresh_from_db()
    assert batch.state == ImportState.ANALYSED
    assert not Action.objects.exists()
    assert Objective.objects.count() == 1
    assert not Journal.objects.filter(verb="import d’une annexe").exists()

    relaunch(job=job, task=task_of(job))
    run_queue()
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED
    assert Action.objects.count() == MANY_ROWS - 1


def test_killed_undo_leaves_the_import_written(plan: Plan, admin: User) -> None:
    batch = analysed(plan, admin, annexe(*rows(MANY_ROWS, "Conte")))
    confirm(batch, admin)
    job = job_of(batch, admin, JobKind.UNDO, take_back_import)
    killed(job, lambda: Job.objects.get(pk=job.pk).message == "Annulation de l’import", "nothing is taken back")
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED
    assert Action.objects.count() == MANY_ROWS - 1

    relaunch(job=job, task=task_of(job))
    run_queue()
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    assert not Action.objects.exists()


def test_two_workers_write_two_imports_of_one_plan_one_after_the_other(plan: Plan, admin: User) -> None:
    batches = [analysed(plan, admin, annexe(*rows(ROWS, word), name=f"{word}.xlsx")) for word in ("Conte", "Fable")]
    jobs = [job_of(batch, admin, JobKind.APPLY, apply_import) for batch in batches]
    with worker("--batch") as first, worker("--batch") as second:
        assert (first.wait(PATIENCE), second.wait(PATIENCE)) == (0, 0)
    assert sorted(map(state, jobs)) == [JobState.DONE, JobState.FAILED]
    refused = Job.objects.get(state=JobState.FAILED, pk__in=[job.pk for job in jobs])
    assert refused.error.startswith("Le plan a changé depuis l’analyse du fichier")
    assert Action.objects.count() == ROWS - 1
    assert Journal.objects.filter(verb="import d’une annexe").count() == 1


def test_import_waits_for_who_writes_the_plan_and_then_does_not_write_over(plan: Plan, admin: User) -> None:
    batch = analysed(plan, admin)
    ended: list[BaseException | None] = []

    def confirming() -> None:
        try:
            confirm(batch, admin)
            ended.append(None)
        except PlanChangedMeanwhile as refusal:
            ended.append(refusal)
        finally:
            connections.close_all()

    thread = threading.Thread(target=confirming)
    with lock_plans(plan.pk):
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()  # it waits
        assert ended == []
        root = Objective.objects.get(plan=plan)
        add_child(plan_id=plan.pk, parent_id=root.pk, level="THEME", title="Jeunesse")
    thread.join(PATIENCE)
    assert [type(one) for one in ended] == [PlanChangedMeanwhile]
    assert not Action.objects.exists()
    batch.refresh_from_db()
    assert batch.state == ImportState.ANALYSED
