"""Files of imports that serve no more: those that were given up, and those that nobody confirmed."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from annexes.importing.batches import OPEN_STATES
from annexes.models import ImportBatch, ImportState

NEVER_WRITTEN = (*OPEN_STATES, ImportState.DROPPED)


def forgotten(before: datetime) -> list[ImportBatch]:
    """The imports handed in before that time that wrote nothing and still keep a file. One query."""
    old = ImportBatch.objects.filter(Q(state__in=NEVER_WRITTEN), created_at__lt=before, files__isnull=False)
    return list(old.select_related("plan").defer("reading").distinct().order_by("pk"))


def purge(batch: ImportBatch) -> None:
    """Give an import up and forget its files and what was read in them; its line stays, with who, when and SHA-256."""
    with transaction.atomic():
        files = [one.file for one in batch.files.defer("reading")]
        batch.files.all().delete()
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.DROPPED, reading={}, decisions={})
        for file in files:
            transaction.on_commit(partial(file.storage.delete, str(file.name)))
