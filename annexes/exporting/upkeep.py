"""What a worker does from time to time: take up again what another one left, erase what was kept long enough."""

from collections.abc import Callable
from time import monotonic

from django.utils import timezone

from annexes.exporting.keeping import forget, outdated, sweep
from annexes.jobs import JobTask, retake
from annexes.models import Job

PURGE_EVERY = 3600.0  # seconds


class Upkeep:
    """To be called after each sign of life of a worker; it purges when it begins, then once an hour."""

    def __init__(self, task_of: Callable[[Job], JobTask]) -> None:
        self._task_of = task_of
        self._purges_at = monotonic()

    def __call__(self) -> None:
        retake(self._task_of)
        if monotonic() >= self._purges_at:
            self._purges_at = monotonic() + PURGE_EVERY
            forget(outdated(timezone.now()))
            sweep(timezone.now())
