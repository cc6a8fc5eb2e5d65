"""Why a person changes what is signed: said once for a request or a job, kept on each line of history it writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

REASON_LENGTH = 300
_reason: ContextVar[str] = ContextVar("reason", default="")


@contextmanager
def because(reason: str) -> Iterator[None]:
    """While it lasts, every line of history says that reason."""
    token = _reason.set(reason[:REASON_LENGTH])
    try:
        yield
    finally:
        _reason.reset(token)


def say(reason: str) -> None:
    """From now on, within the `because` that holds, the lines of history say that reason."""
    _reason.set(reason[:REASON_LENGTH])


def current_reason() -> str:
    """The reason of what is being done, or nothing."""
    return _reason.get()
