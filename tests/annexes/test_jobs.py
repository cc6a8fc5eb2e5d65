from datetime import timedelta
from time import monotonic

import pytest
from django.utils import timezone

from accounts.models import User
from annexes.jobs import (
    STOPPED,
    UNEXPECTED,
    Cancelled,
    CannotRelaunch,
    JobTask,
    Run,
    WorkFailed,
    cancel,
    job_task,
    relaunch,
    signs_of_life,
    start_job,
    waits_for_a_worker,
    worker_is_alive,
)
from annexes.models import STALE_AFTER, Job, JobKind, JobState, WorkerHeartbeat
from plans.models import Plan
from tests.annexes.journey import committed
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.django_db

LONG_AGO = STALE_AFTER + timedelta(seconds=5)
seen: list[tuple[int, int, str]] = []


@job_task
def counts_to_three(run: Run) -> None:
    for done in range(4):
        run.progress(done, 3, f"pas {done}")
        job = Job.objects.get(pk=run.job.pk)
        seen.append((job.steps_done, job.steps_total, job.message))
    run.hand_over(b"trois", "trois.txt")
    run.finish("Compté")


@job_task
def is_stopped_by_a_person(run: Run) -> None:
    cancel(Job.objects.get(pk=run.job.pk))
    run.progress(1, 1)
    raise AssertionError("the work went on")


@job_task
def fails_in_words(run: Run) -> None:
    raise WorkFailed("Le fichier est vide.")


@job_task
def breaks(run: Run) -> None:
    raise KeyError("tuyau")


@job_task
def is_shut_down(run: Run) -> None:
    raise SystemExit(1)


@pytest.fixture(autouse=True)
def _forget() -> None:
    seen.clear()


def start(task: JobTask) -> Job:
    plan, user = PlanFactory(), UserFactory()
    return start_job(task=task, kind=JobKind.EXPORT, plan=plan, user=user, label="Un travail")


def done(task: JobTask) -> Job:
    job: Job = committed(lambda: start(task))
    job.refresh_from_db()
    return job


def running(*, silent_for: timedelta = timedelta(0)) -> Job:
    plan: Plan = PlanFactory()
    user: User = UserFactory()
    beat = timezone.now() - silent_for
    values = {"state": JobState.RUNNING, "started_at": beat, "heartbeat_at": beat, "kind": JobKind.EXPORT}
    return Job.objects.create(territory=plan.territory, plan=plan, user=user, label="Un travail", **values)


def test_work_waits_for_the_commit() -> None:
    job = start(counts_to_three)
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert not seen


def test_work_done_keeps_its_file_and_its_last_word() -> None:
    job = done(counts_to_three)
    assert (job.state, job.message, job.result_name) == (JobState.DONE, "Compté", "trois.txt")
    with job.result.open() as file:
        assert file.read() == b"trois"
    assert job.started_at
    assert job.finished_at


def test_progress_is_written_first_and_last_and_seldom_between() -> None:
    done(counts_to_three)
    assert seen == [(0, 3, "pas 0"), (0, 3, "pas 0"), (0, 3, "pas 0"), (3, 3, "pas 3")]


def test_cancelled_while_waiting_is_never_run() -> None:
    job = start(counts_to_three)
    cancel(job)
    counts_to_three.enqueue(job.pk, job.attempt)
    assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED
    assert not seen


def test_cancelled_while_running_stops_at_the_next_step() -> None:
    assert done(is_stopped_by_a_person).state == JobState.CANCELLED


def test_anticipated_failure_is_said_as_it_is() -> None:
    job = done(fails_in_words)
    assert (job.state, job.error) == (JobState.FAILED, "Le fichier est vide.")


def test_unexpected_failure_hides_its_cause_from_the_page() -> None:
    job = done(breaks)
    assert (job.state, job.error) == (JobState.FAILED, UNEXPECTED)


def test_worker_shut_down_leaves_its_job_to_be_relaunched() -> None:
    job = done(is_shut_down)
    assert (job.state, job.error) == (JobState.FAILED, STOPPED)
    assert job.can_relaunch()


def test_silent_job_is_interrupted_and_a_living_one_is_not() -> None:
    assert running(silent_for=LONG_AGO).is_stale()
    assert not running().is_stale()


def test_relaunch_runs_the_work_again() -> None:
    job = running(silent_for=LONG_AGO)
    committed(lambda: relaunch(job=job, task=counts_to_three))
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.DONE, 2)


def test_relaunch_refused_for_a_living_or_finished_job() -> None:
    for job in (running(), done(counts_to_three)):
        with pytest.raises(CannotRelaunch):
            relaunch(job=job, task=counts_to_three)


def test_former_attempt_can_no_longer_write_while_the_next_one_runs() -> None:
    job = running(silent_for=LONG_AGO)
    former = Run(Job.objects.get(pk=job.pk))
    relaunch(job=job, task=counts_to_three)
    Job.objects.update(state=JobState.RUNNING)
    with pytest.raises(Cancelled):
        former.progress(1, 2)
    with pytest.raises(Cancelled):
        former.finish("trop tard")
    assert Job.objects.get(pk=job.pk).message == ""


def test_former_attempt_that_comes_late_does_not_run() -> None:
    job = running(silent_for=LONG_AGO)
    relaunch(job=job, task=counts_to_three)
    counts_to_three.enqueue(job.pk, 1)
    assert not seen


def test_cancelling_an_interrupted_job_ends_it_at_once() -> None:
    job = running(silent_for=LONG_AGO)
    cancel(job)
    assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED


def test_worker_is_alive_by_its_own_sign_or_by_its_job() -> None:
    assert not worker_is_alive()
    WorkerHeartbeat.objects.create(worker="ancien", seen_at=timezone.now() - timedelta(seconds=30))
    assert not worker_is_alive()
    WorkerHeartbeat.objects.create(worker="présent", seen_at=timezone.now())
    assert worker_is_alive()
    WorkerHeartbeat.objects.all().delete()
    running()
    assert worker_is_alive()


def test_job_that_waits_alone_says_so_after_some_seconds() -> None:
    job = start(counts_to_three)
    assert not waits_for_a_worker(job)
    job.created_at = timezone.now() - timedelta(seconds=10)
    assert waits_for_a_worker(job)
    WorkerHeartbeat.objects.create(worker="présent", seen_at=timezone.now())
    assert not waits_for_a_worker(job)


@pytest.mark.django_db(transaction=True)
def test_signs_of_life_are_given_and_taken_back() -> None:
    with signs_of_life("exécutant d’essai"):
        deadline = monotonic() + 10
        while not worker_is_alive():
            assert monotonic() < deadline, "no sign of life"
    assert not WorkerHeartbeat.objects.exists()
