"""Long work as a task: the only module that knows the task library.

A view calls `start_job`; a worker process (`manage.py worker`) runs the work, which reports through its `Run`;
the page reads the `Job` row. A killed worker leaves its row RUNNING: a stale sign of life says so, and
`relaunch` starts the next attempt, after which the former one can no longer write. What only makes a document is
taken up again by itself (`retake`).

Fairness: the n-th document that a person waits for gives way to the first ones of the others, and large documents
wait in a queue of their own, which some workers leave alone (`manage.py worker --short`).
"""

import hashlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import wraps
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

# `django.tasks`, with the same names, once the project stands on Django 6.
from django_tasks import task
from django_tasks.base import Task

from accounts.models import Territory, User
from accounts.reasons import because, current_reason
from annexes.models import GO_ON_ALONE, MOST_ATTEMPTS, STALE_AFTER, Job, JobKind, JobState, WorkerHeartbeat
from plans.models import Plan

logger = logging.getLogger(__name__)

WORKER_SILENT_AFTER = timedelta(seconds=15)
WAIT_BEFORE_DOUBT = timedelta(seconds=5)  # a worker that starts has not beaten yet
WORKER_FORGOTTEN_AFTER = timedelta(days=1)
BEAT_EVERY = 5.0  # seconds between two signs of life
DATABASE_GONE_AFTER = 60.0  # seconds without one that could be written
WRITE_EVERY = 0.5  # seconds between two writes of the progress
WORKER_COMMAND = "python manage.py worker"
LONG = "long"  # the queue of large documents
AT_ONCE, GIVES_WAY, MOST_GIVEN = 50, -50, 40  # priorities: of a preview, of a large document; of the n-th, n at most

UNEXPECTED = (
    "Une erreur imprévue a arrêté ce travail. Rien n’a été enregistré. Relancez-le ; si l’erreur revient, "
    "transmettez le numéro de ce travail à la personne qui administre le logiciel."
)
STOPPED = "L’exécutant a été arrêté pendant ce travail. Rien n’est perdu : relancez-le."


class Cancelled(Exception):
    """Raised inside the work, by `Run.progress`, when a person asked to stop or another attempt has begun."""


class WorkFailed(Exception):
    """Raised by the work for what was anticipated: its French sentence is shown to the person."""


class CannotRelaunch(Exception):
    """The work is over with its result, waits already, or still lives."""


class Run:
    """What the work sees of its job: it reports progress, is told to stop, and hands over its file."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._written_at = 0.0

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far the work is; at most two writes a second. Raise Cancelled when it has to stop."""
        if monotonic() - self._written_at < WRITE_EVERY and done < total:
            return
        self._write(steps_done=max(done, 0), steps_total=max(total, 0), message=message[:300])
        self._written_at = monotonic()
        self.go_on()

    def go_on(self) -> None:
        """Raise Cancelled when it has to stop; writes nothing.

        For the middle of a transaction, where a progress would be seen by nobody and lock the row of the job. There a
        request to stop is seen on PostgreSQL; on SQLite it waits, as every write does, for the end of the transaction.
        """
        if Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists():
            raise Cancelled

    def hand_over(self, content: bytes, name: str) -> None:
        """Keep the file that came out; `name` is the one that the person downloads."""
        self.hand_over_file(ContentFile(content), name)

    def hand_over_file(self, file: File[bytes], name: str) -> None:
        """The same of a file that is too large for memory."""
        result, digest, size = self.job.result, hashlib.sha256(), 0
        if result:  # of a former attempt
            result.delete(save=False)
        for piece in file.chunks():
            digest.update(piece)
            size += len(piece)
        result.save(name, file, save=False)
        sha256 = digest.hexdigest()
        try:
            self._write(result=result.name, result_name=name, result_size=size, result_sha256=sha256)
        except Cancelled:
            result.delete(save=False)
            raise

    def finish(self, message: str) -> None:
        self._write(message=message[:300])

    def _write(self, **values: object) -> None:
        if not _attempts(self.job).filter(state=JobState.RUNNING).update(heartbeat_at=timezone.now(), **values):
            raise Cancelled


Work = Callable[[Run], None]
JobTask = Task[[int, int], None]


def job_task(work: Work) -> JobTask:
    """Make a module-level function of a `Run` into a task: `start_job(task=it, …)`."""

    @wraps(work)
    def perform(job_id: int, attempt: int) -> None:
        _perform(work, made, job_id, attempt)

    del perform.__wrapped__  # the library reads the signature of the task itself
    made: JobTask = task()(perform)
    return made


def start_job(
    *,
    task: JobTask,
    kind: JobKind,
    user: User,
    label: str,
    plan: Plan | None = None,
    territory: Territory | None = None,
    options: Mapping[str, Any] | None = None,
) -> Job:
    """Create the job and queue its work once the current transaction is committed.

    It is about a plan, else about what a territory shares: one of the two is given. With `long` among its options, it
    waits in the queue of large documents.
    """
    owner = plan.territory if plan is not None else territory
    if owner is None:
        raise ValueError("a job is about a plan or a territory")
    asked = dict(options or {}) | ({"reason": current_reason()} if current_reason() else {})
    job = Job(territory=owner, plan=plan, user=user, kind=kind, label=label[:200], options=asked)
    job.save()
    _enqueue(job, task)
    return job


def relaunch(*, job: Job, task: JobTask) -> None:
    """Queue the same work again. Raise CannotRelaunch unless it failed, was cancelled or was interrupted."""
    if not job.can_relaunch():
        raise CannotRelaunch
    changed = _attempts(job).update(
        state=JobState.WAITING,
        attempt=job.attempt + 1,
        created_at=timezone.now(),
        steps_done=0,
        steps_total=0,
        message="",
        error="",
        cancel_requested=False,
        started_at=None,
        heartbeat_at=None,
        finished_at=None,
    )
    if not changed:
        raise CannotRelaunch
    job.refresh_from_db()
    _enqueue(job, task)


def retake(task_of: Callable[[Job], JobTask]) -> int:
    """Queue again the documents whose worker was killed, and say how many; one query when there is none.

    Not what was tried three times: it may be what kills the workers.
    """
    silent = Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=timezone.now() - STALE_AFTER)
    taken = 0
    for job in silent.filter(kind__in=GO_ON_ALONE, attempt__lt=MOST_ATTEMPTS):
        if job.cancel_requested:
            cancel(job)
            continue
        try:
            relaunch(job=job, task=task_of(job))
        except CannotRelaunch:  # another worker was faster
            continue
        taken += 1
    return taken


def cancel(job: Job) -> None:
    """Ask the work to stop: at once when it waits or is interrupted, at its next step when it runs."""
    now = timezone.now()
    if job.is_stale():
        _attempts(job).filter(state=JobState.RUNNING).update(
            state=JobState.CANCELLED, finished_at=now, attempt=job.attempt + 1
        )
    elif not _attempts(job).filter(state=JobState.WAITING).update(state=JobState.CANCELLED, finished_at=now):
        _attempts(job).filter(state=JobState.RUNNING).update(cancel_requested=True)
    job.refresh_from_db()


def worker_is_alive() -> bool:
    """Whether a worker gave a sign of life in the last fifteen seconds. One or two queries."""
    since = timezone.now() - WORKER_SILENT_AFTER
    if WorkerHeartbeat.objects.filter(seen_at__gte=since).exists():
        return True
    return Job.objects.filter(state=JobState.RUNNING, heartbeat_at__gte=since).exists()


def waits_for_a_worker(job: Job) -> bool:
    """Whether the job waits while nobody is there to run it."""
    waits = job.state == JobState.WAITING and timezone.now() - job.created_at > WAIT_BEFORE_DOUBT
    return waits and not worker_is_alive()


class SignsOfLife:
    """What the thread of `signs_of_life` knows of the database."""

    def __init__(self) -> None:
        self._written_at = monotonic()
        self.stop = threading.Event()

    def written(self) -> None:
        self._written_at = monotonic()

    def database_is_gone(self) -> bool:
        """Whether its file was deleted, or it has not answered for a minute: waiting longer is of no use."""
        database: Any = connection
        if database.vendor == "sqlite" and not database.is_in_memory_db():
            return not Path(database.settings_dict["NAME"]).exists()
        return monotonic() - self._written_at > DATABASE_GONE_AFTER


@contextmanager
def signs_of_life(worker: str, also: Callable[[], object] = lambda: None) -> Iterator[SignsOfLife]:
    """While it lasts, a thread says every five seconds that `worker` lives, and with it the job that it runs.

    `also` is called after each sign, for what is to be done from time to time. When the database is gone, the thread
    asks its own process to stop, as a SIGTERM would.
    """
    signs = SignsOfLife()
    thread = threading.Thread(target=_beat_until, args=(worker, signs, also), name="signs-of-life", daemon=True)
    thread.start()
    try:
        yield signs
    finally:
        signs.stop.set()
        thread.join(timeout=BEAT_EVERY)
        connection.close()  # a signal may have come in the middle of a transaction
        with suppress(DatabaseError):
            WorkerHeartbeat.objects.filter(pk=worker).delete()


_running: dict[int, int] = {}  # job → attempt, of this process


def _attempts(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, attempt=job.attempt)


def _enqueue(job: Job, task: JobTask) -> None:
    """Queue the current attempt once the transaction is committed, in its lane and at its turn. At most one query."""
    long = bool(job.options.get("long"))
    lane = task.using(priority=_priority(job, long), queue_name=LONG if long else task.queue_name)
    transaction.on_commit(lambda: lane.enqueue(job.pk, job.attempt))


def _priority(job: Job, long: bool) -> int:
    if job.kind == JobKind.PREVIEW:
        return AT_ONCE
    if job.kind != JobKind.EXPORT:
        return 0
    waiting = Job.objects.filter(user=job.user_id, kind=JobKind.EXPORT, state=JobState.WAITING).exclude(pk=job.pk)
    in_lane = waiting.filter(options__long=True) if long else waiting.exclude(options__long=True)
    return (GIVES_WAY if long else 0) - min(in_lane.count(), MOST_GIVEN)


def _perform(work: Work, task: JobTask, job_id: int, attempt: int) -> None:
    now = timezone.now()
    waiting = Job.objects.filter(pk=job_id, attempt=attempt, state=JobState.WAITING)
    if not waiting.update(state=JobState.RUNNING, started_at=now, heartbeat_at=now):
        return  # cancelled while it waited, or taken by another attempt
    job = Job.objects.select_related("territory", "plan__territory", "plan__kind", "user").get(pk=job_id)
    _running[job_id] = attempt
    try:
        with because(str(job.options.get("reason", ""))):
            work(Run(job))
    except Cancelled:
        _end(job, JobState.CANCELLED)
    except WorkFailed as failure:
        _end(job, JobState.FAILED, error=str(failure))
    except Exception:
        _end(job, JobState.FAILED, error=UNEXPECTED)
        raise
    except BaseException:  # the worker is asked to leave at once
        _end(job, JobState.FAILED, error=STOPPED)
        if job.goes_on_alone:
            job.refresh_from_db()
            relaunch(job=job, task=task)
        raise
    else:
        _end(job, JobState.DONE)
    finally:
        _running.pop(job_id, None)


def _end(job: Job, state: JobState, error: str = "") -> None:
    now = timezone.now()
    _attempts(job).filter(state=JobState.RUNNING).update(state=state, error=error, heartbeat_at=now, finished_at=now)


def _beat_until(worker: str, signs: SignsOfLife, also: Callable[[], object]) -> None:
    while True:
        if signs.database_is_gone():
            os.kill(os.getpid(), signal.SIGTERM)  # to the main thread, even asleep
            return
        try:
            _beat(worker)
            signs.written()
            also()
        except (DatabaseError, OSError) as error:  # locked or restarting: the next beat says it again
            logger.warning("No sign of life, or not all that goes with it: %s", error)
        finally:
            connection.close()  # a connection that stays open would not see that the database was deleted
        if signs.stop.wait(BEAT_EVERY):
            return


def _beat(worker: str) -> None:
    now = timezone.now()
    WorkerHeartbeat.objects.update_or_create(worker=worker, defaults={"seen_at": now})
    WorkerHeartbeat.objects.filter(seen_at__lt=now - WORKER_FORGOTTEN_AFTER).delete()
    for job_id, attempt in list(_running.items()):
        Job.objects.filter(pk=job_id, attempt=attempt, state=JobState.RUNNING).update(heartbeat_at=now)
