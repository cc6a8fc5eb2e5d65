"""Child processes kept warm: they lay out chunks for as long as this process lives.

Each has a pipe of its own, so that it is known which call took a child down. A child leaves when its parent is gone,
when it has done enough, or when nobody asked it anything for a while.
"""

import atexit
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from time import monotonic
from typing import Any

from annexes.pdf.child import serve

Call = tuple[str, tuple[Any, ...]]  # a method of the Press, and its arguments

RECYCLED_AFTER = 400  # calls
TIMEOUT = 400.0  # seconds for one call, far more than it needs: its processor time is limited by the child


@dataclass(eq=False)
class Failure(Exception):
    """A call that no child could answer; `reason` is the child's own word, or nothing when it died."""

    call: int
    reason: str = ""


class Worker:
    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs,), name="layout", daemon=True)
        self.process.start()
        theirs.close()
        self.calls = 0
        self.call = 0
        self.deadline = 0.0

    def ask(self, rank: int, call: Call) -> None:
        self.call, self.deadline = rank, monotonic() + TIMEOUT
        self.calls += 1
        self.connection.send(call)

    def answer(self) -> tuple[int, Any]:
        """The rank of the call, and its result."""
        try:
            failure, result = self.connection.recv()
        except (EOFError, ConnectionError) as death:
            raise Failure(self.call) from death
        if failure:
            raise Failure(self.call, failure)
        return self.call, result

    def leave(self) -> None:
        """It goes by itself."""
        self.connection.close()

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.connection.close()


class Pool:
    """At most `size` children, started when they are needed."""

    def __init__(self, size: int) -> None:
        self.size = max(1, size)
        self.idle: list[Worker] = []
        self.workers: list[Worker] = []  # all of them
        self.lock = threading.Lock()
        self.owner = os.getpid()
        atexit.register(self.close)

    def run(self, calls: Sequence[Call]) -> Iterator[tuple[int, Any]]:
        """The rank and the result of each call, as they come. Raise Failure for the first that fails.

        Whoever stops listening stops the calls: the children at work are killed, new ones take their place.
        """
        with self.lock:
            yield from self._run(deque(enumerate(calls)))

    def close(self) -> None:
        """End all children, at work or not; a process forked from this one leaves them alone."""
        for worker in self.workers if os.getpid() == self.owner else ():
            worker.kill()
        self.idle, self.workers = [], []

    def _run(self, waiting: deque[tuple[int, Call]]) -> Iterator[tuple[int, Any]]:
        busy: list[Worker] = []
        try:
            for worker in self._workers(len(waiting)):
                busy.append(worker)
                worker.ask(*waiting.popleft())
            while busy:
                ready = wait([worker.connection for worker in busy], timeout=5.0)
                _refuse_late(busy)
                for worker in [one for one in busy if one.connection in ready]:
                    rank, result = worker.answer()
                    busy.remove(worker)
                    fresh = self._replaced(worker) if worker.calls >= RECYCLED_AFTER else worker
                    if waiting:
                        busy.append(fresh)
                        fresh.ask(*waiting.popleft())
                    else:
                        self.idle.append(fresh)
                    yield rank, result
        finally:
            for worker in busy:
                worker.kill()

    def _workers(self, wanted: int) -> list[Worker]:
        """Children ready to work, all started before the first is asked anything."""
        workers = [worker for worker in self.idle if worker.process.is_alive()]
        self.idle = []
        count = min(self.size, wanted)
        self.idle = workers[count:]
        return workers[:count] + [self._started() for _ in range(count - len(workers))]

    def _started(self) -> Worker:
        worker = Worker()
        self.workers = [*(one for one in self.workers if one.process.is_alive()), worker]
        return worker

    def _replaced(self, worker: Worker) -> Worker:
        worker.leave()
        return self._started()


def _refuse_late(workers: Sequence[Worker]) -> None:
    for worker in workers:
        if monotonic() > worker.deadline:
            raise Failure(worker.call)
