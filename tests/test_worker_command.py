"""`manage.py worker` when the database fails: it waits longer and longer, then stops in words."""

from typing import Any

import pytest
from django.core.management import CommandError
from django.db import OperationalError, connection
from django_tasks_db.management.commands.db_worker import Command as QueueWorker

from annexes import jobs
from pedt_planner.management.commands import worker

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    """A `time` in which sleeping takes no time; what was asked is kept."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(worker, "time", clock)
    return clock


def test_worker_asks_a_failing_database_again_less_and_less_often(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter(range(6))

    def run(self: QueueWorker, **options: Any) -> None:
        if next(failures, None) is not None:
            raise OperationalError("the database system is starting up")

    monkeypatch.setattr(QueueWorker, "handle", run)
    worker.Command().handle(short=False)
    assert clock.slept == [1, 2, 4, 8, 16, 16]


def test_worker_whose_database_is_gone_stops_in_words(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(self: QueueWorker, **options: Any) -> None:
        monkeypatch.setattr(jobs.SignsOfLife, "database_is_gone", lambda signs: True)
        raise OperationalError("no server")

    monkeypatch.setattr(QueueWorker, "handle", run)
    with pytest.raises(CommandError, match="La base de données a disparu") as stopped:
        worker.Command().handle(short=False)
    assert stopped.value.returncode == worker.DATABASE_GONE
    assert clock.slept == []


def test_server_that_has_not_answered_for_a_minute_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    signs = jobs.SignsOfLife()
    monkeypatch.setattr(connection, "vendor", "postgresql")
    assert not signs.database_is_gone()
    monkeypatch.setattr(jobs, "DATABASE_GONE_AFTER", -1.0)
    assert signs.database_is_gone()
