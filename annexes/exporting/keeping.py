"""How long documents are kept, and how they go: with their file."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.enums import MemberRole
from accounts.models import User
from annexes.models import Job, JobKind, JobState
from annexes.perms import can_follow

PREVIEW_KEPT = timedelta(hours=1)
FOLDER = "exports"  # of Job.result: year, then month
A_MONTH = 31
KEPT = (JobKind.EXPORT, JobKind.ARCHIVE, JobKind.UNARCHIVE)  # what leaves a file behind
OVER = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


def kept_days() -> int:
    return int(settings.DOCUMENTS_KEPT_DAYS)


def expiry(job: Job) -> datetime | None:
    """When a finished document goes."""
    return job.finished_at + timedelta(days=kept_days()) if job.finished_at else None


def made_by(user: User) -> QuerySet[Job]:
    """The documents that a person asked for in the territories where she still is, the last one first.

    With her role there in `member_role`.
    """
    active = Q(territory__memberships__user=user, territory__memberships__is_active=True)
    mine = Job.objects.filter(active, user=user, kind=JobKind.EXPORT)
    return mine.annotate(member_role=F("territory__memberships__role")).select_related(
        "territory", "plan__territory", "user"
    )


def may_open(job: Job) -> bool:
    """Whether the person of `made_by` may still open the document: one with contacts is for those who edit plans."""
    return can_follow(job, MemberRole(job.member_role))  # type: ignore[attr-defined]


def outdated(now: datetime) -> list[Job]:
    """The documents that were kept long enough, and the previews. One query."""
    kept = Q(kind__in=KEPT, finished_at__lt=now - timedelta(days=kept_days()))
    previews = Q(kind=JobKind.PREVIEW, created_at__lt=now - PREVIEW_KEPT)
    return list(Job.objects.filter(previews | kept & Q(state__in=OVER)).order_by("pk"))


def strays(now: datetime) -> list[str]:
    """The files of documents whose work is gone, with its plan or its territory: whole months that nothing keeps."""
    storage = _storage()
    last = now - timedelta(days=kept_days() + A_MONTH)
    return [
        f"{FOLDER}/{year}/{month}/{name}"
        for year in _folders(storage, FOLDER)
        for month in _folders(storage, f"{FOLDER}/{year}")
        if (int(year), int(month)) < (last.year, last.month)
        for name in storage.listdir(f"{FOLDER}/{year}/{month}")[1]
    ]


def forget(jobs: Iterable[Job]) -> int:
    """Erase these works and their files, and say how many. A work that still runs stops at its next step."""
    count = 0
    for job in jobs:
        with transaction.atomic():
            name, storage = job.result.name, job.result.storage
            job.delete()
            if name:
                transaction.on_commit(partial(storage.delete, name))
        count += 1
    return count


def sweep(now: datetime) -> int:
    """Erase the strays, and say how many."""
    found = strays(now)
    for name in found:
        _storage().delete(name)
    return len(found)


def _storage() -> Storage:
    field: Any = Job._meta.get_field("result")
    storage: Storage = field.storage
    return storage


def _folders(storage: Storage, path: str) -> list[str]:
    try:
        return [name for name in storage.listdir(path)[0] if name.isdecimal()]
    except FileNotFoundError:
        return []
