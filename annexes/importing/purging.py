"""Files of imports that serve no more: those that were given up, and those that nobody confirmed."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from annexes.importing.batches import OPEN_STATES, locked
from annexes.models import ImportBatch, ImportState, JobKind

NEVER_WRITTEN = (*OPEN_STATES, ImportState.DROPPED)


def forgotten(before: datetime) -> list[ImportBatch]:
    """The imports handed in before that time that wrote nothing and still keep a file. One query."""
    old = ImportBatch.objects.filter(Q(state__in=NEVER_WRITTEN), created_at__lt=before, files__isnull=False)
    return list(old.select_related("plan").defer("reading").distinct().order_by("pk"))


def purge(batch: ImportBatch) -> bool:
    """Give an import up and forget its files and what was read in them; its line stays, with who, when and SHA-256.

    False, and nothing done, when it was written meanwhile or when a work on it waits or runs.
    """
    with transaction.atomic():
        now = locked(batch)
        if now.state not in NEVER_WRITTEN or any(not job.is_stale() for job in now.works(*JobKind)):
            return False
        files = [one.file for one in batch.files.defer("reading")]
        batch.files.all().delete()
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.DROPPED, reading={}, decisions={})
        for file in files:
            transaction.on_commit(partial(file.storage.delete, str(file.name)))
    return True
