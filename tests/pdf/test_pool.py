import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from threading import Timer

import pytest

from annexes.pdf import pool as pools
from annexes.pdf.pool import Call, Failure, Pool, Worker

ASK: Call = ("about", ())


@pytest.fixture
def pool() -> Iterator[Pool]:
    one = Pool(1)
    yield one
    one.close()


def child(pool: Pool) -> Worker:
    (worker,) = pool.idle
    return worker


def test_child_serves_many_calls(pool: Pool) -> None:
    assert [rank for rank, _ in pool.run([ASK, ASK])] == [0, 1]
    first = child(pool).process.pid
    assert "pango" in next(pool.run([ASK]))[1]
    assert child(pool).process.pid == first


def test_child_that_did_enough_is_replaced(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    list(pool.run([ASK]))
    worker = child(pool)
    monkeypatch.setattr(pools, "RECYCLED_AFTER", 2)
    assert len(list(pool.run([ASK, ASK]))) == 2
    assert child(pool) is not worker
    worker.process.join(10)
    assert worker.process.exitcode == 0


def test_dead_child_is_replaced(pool: Pool) -> None:
    list(pool.run([ASK]))
    child(pool).process.kill()
    child(pool).process.join(10)
    assert len(list(pool.run([ASK]))) == 1


def test_child_that_dies_at_work_fails_its_call(pool: Pool) -> None:
    list(pool.run([ASK]))
    pid = child(pool).process.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    Timer(0.2, os.kill, (pid, signal.SIGKILL)).start()
    with pytest.raises(Failure) as failure:
        list(pool.run([ASK]))
    assert failure.value.reason == ""
    assert len(list(pool.run([ASK]))) == 1


def test_call_that_takes_too_long_is_given_up(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    list(pool.run([ASK]))
    worker = child(pool)
    monkeypatch.setattr(pools, "TIMEOUT", 0.0)
    assert worker.process.pid is not None
    os.kill(worker.process.pid, signal.SIGSTOP)
    with pytest.raises(Failure):
        list(pool.run([ASK]))
    assert not worker.process.is_alive()


def test_listener_that_stops_leaves_no_child_at_work(pool: Pool) -> None:
    results = pool.run([ASK] * 50)
    next(results)
    results.close()
    assert all(worker.process.is_alive() for worker in pool.idle)
    assert len(list(pool.run([ASK]))) == 1


def test_child_finishes_when_all_are_asked_to_stop(pool: Pool) -> None:
    list(pool.run([ASK]))
    worker = child(pool)
    for number in (signal.SIGINT, signal.SIGTERM):
        assert worker.process.pid is not None
        os.kill(worker.process.pid, number)
    assert len(list(pool.run([ASK]))) == 1
    assert child(pool) is worker


@pytest.mark.parametrize("end", ["killed", "over"])
def test_children_end_with_their_parent(end: str) -> None:
    script = (
        "from annexes.pdf.pool import Pool\n"
        "if __name__ == '__main__':\n"
        "    pool = Pool(1)\n"
        "    list(pool.run([('about', ())]))\n"
        "    print(pool.idle[0].process.pid, flush=True)\n"
        "    input()\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    if end == "killed":
        parent.kill()
    parent.communicate("\n", timeout=20)
    until = time.monotonic() + 10
    while _lives(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().split()[2] != "Z"
    except FileNotFoundError:
        return False
