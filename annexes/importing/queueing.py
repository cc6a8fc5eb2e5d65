"""Long work asked for an import: its reading, its writing. Under the lock of the import, so that it is asked once."""

from dataclasses import asdict

from django.db import transaction

from accounts.models import User
from annexes.importing.batches import can_be_read, locked
from annexes.importing.services import Agreed, CannotConfirm, refuse_unless_agreed
from annexes.jobs import cancel, start_job
from annexes.models import ImportBatch, ImportState, Job, JobKind
from annexes.tasks import analyse_import, apply_import


def start_analysis(batch: ImportBatch, by: User) -> Job | None:
    """Queue the reading of what is not read yet and the comparison, in place of a reading that waits or runs.

    None, and nothing done, when the import is over or confirmed.
    """
    with transaction.atomic():
        now = locked(batch)
        if not can_be_read(now):
            return None
        for former in now.works(JobKind.ANALYSE):
            cancel(former)
        now.job = start_job(
            task=analyse_import,
            kind=JobKind.ANALYSE,
            plan=batch.plan,
            user=by,
            label=f"Lecture de « {batch.file_name} »",
            options={"batch": batch.pk},
        )
        now.state = ImportState.UPLOADED
        now.save(update_fields=["job", "state"])
    batch.job, batch.state = now.job, now.state
    return now.job


def start_writing(batch: ImportBatch, by: User, agreed: Agreed) -> Job:
    """Queue the writing of what a person agreed to. Raise CannotConfirm when it is too late or was changed."""
    with transaction.atomic():
        now = locked(batch)
        if now.state != ImportState.ANALYSED:
            raise CannotConfirm("Cet import n’attend plus de confirmation.")
        if now.is_being_written():
            raise CannotConfirm("Cet import est déjà confirmé : il va être écrit.")
        refuse_unless_agreed(now, agreed)
        return start_job(
            task=apply_import,
            kind=JobKind.APPLY,
            plan=batch.plan,
            user=by,
            label=f"Import de « {batch.file_name} »",
            options={"batch": batch.pk, "agreed": asdict(agreed)},
        )
