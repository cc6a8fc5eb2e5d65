"""What apps downstream do once a meeting was held; each appends to `on_held` in `AppConfig.ready`."""

from collections.abc import Callable

from accounts.models import User
from plans.models import Meeting

# Called inside the transaction that marks the meeting held, with its decisions written and none of them applied yet.
on_held: list[Callable[[Meeting, User], object]] = []


def held(meeting: Meeting, by: User) -> None:
    for act in on_held:
        act(meeting, by)
