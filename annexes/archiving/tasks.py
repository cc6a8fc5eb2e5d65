"""The long work of archives, each a function of its `Run`."""

import tempfile
from collections.abc import Mapping

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from annexes.archiving.reading import PackedPlan, Refused
from annexes.archiving.restoring import Restored, restore
from annexes.archiving.writing import write_archive
from annexes.documents.making import CANNOT_BE_MADE
from annexes.jobs import JobTask, Run, WorkFailed, job_task
from annexes.models import Job, JobKind


@job_task
def make_archive(run: Run) -> None:
    """Write the archive of a plan and keep its file."""
    plan = run.job.plan
    if plan is None:
        raise LookupError(f"the job {run.job.pk} is about no plan")
    with tempfile.TemporaryFile() as target:
        try:
            write_archive(plan, target, run.progress)
        except CANNOT_BE_MADE as failure:
            raise WorkFailed(str(failure)) from failure
        target.seek(0)
        run.hand_over_file(File(target), f"archive_{plan.slug}_{timezone.localdate():%Y-%m-%d}.zip")
    run.finish("Archive prête")


@job_task
def take_archive_back(run: Run) -> None:
    """Make a plan from the archive that was handed in. All or nothing; the archive is forgotten once it is done."""
    job = run.job
    if "plan" in job.options:  # done by a former attempt
        run.finish("Cette archive est déjà reprise.")
        return
    run.progress(0, 1, "Vérification de l’archive, puis écriture du plan")
    try:
        with job.result.open("rb") as file, PackedPlan(file.file) as packed, transaction.atomic():
            done = restore(packed, job.territory, job.user, run.go_on)
            options = {**job.options, "plan": done.plan.slug, "lost": done.lost}
            Job.objects.filter(pk=job.pk).update(options=options)
    except Refused as refusal:
        raise WorkFailed("\n".join(refusal.reasons)) from refusal
    except FileNotFoundError as missing:
        raise WorkFailed("Le fichier n’est plus sur le serveur : déposez l’archive de nouveau.") from missing
    job.result.delete(save=False)
    run.finish(told(done))


def told(done: Restored) -> str:
    versions = done.plan.versions.count()
    said = f"« {done.plan.title[:80]} » est repris, avec {versions} version{'s' if versions > 1 else ''}."
    return f"{said} {len(done.lost)} remarque(s)." if done.lost else said


TASK_OF_ARCHIVE: Mapping[JobKind, JobTask] = {JobKind.ARCHIVE: make_archive, JobKind.UNARCHIVE: take_archive_back}
