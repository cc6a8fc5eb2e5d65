"""Long work asked for an import: its reading, its writing, its undoing.

The first two under the lock of the import, so that they are asked once.
"""

from dataclasses import asdict

from django.db import transaction

from accounts.models import User
from annexes.importing.batches import can_be_read, locked
from annexes.importing.services import Agreed, CannotConfirm, refuse_unless_agreed
from annexes.jobs import JobTask, cancel, start_job
from annexes.models import ImportBatch, ImportState, Job, JobKind
from annexes.tasks import analyse_import, apply_import, take_back_import


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
        now.job = _start(analyse_import, JobKind.ANALYSE, batch, by, "Lecture de")
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
        return _start(apply_import, JobKind.APPLY, batch, by, "Import de", agreed=asdict(agreed))


def start_undoing(batch: ImportBatch, by: User) -> Job:
    """Queue the undoing of a written import."""
    with transaction.atomic():
        return _start(take_back_import, JobKind.UNDO, batch, by, "Annulation de l’import de")


def _start(task: JobTask, kind: JobKind, batch: ImportBatch, by: User, verb: str, **options: object) -> Job:
    told = {"batch": batch.pk, **options}
    return start_job(
        task=task, kind=kind, plan=batch.plan, user=by, label=f"{verb} « {batch.file_name} »", options=told
    )
