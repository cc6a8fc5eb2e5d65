"""The long work of versions, each a function of its `Run`."""

from collections.abc import Mapping

from django.utils import timezone

from annexes.documents import DocumentRequest
from annexes.documents.making import CANNOT_BE_MADE
from annexes.exporting.telling import tell_when_long
from annexes.jobs import JobTask, Run, WorkFailed, job_task
from annexes.models import JobKind, Version
from annexes.versions.making import likeness, make_files, remake


@job_task
def make_version_documents(run: Run) -> None:
    """Make the documents of a frozen version. Idempotent: what a former attempt made stays."""
    try:
        make_files(_version(run), run.progress)
    except CANNOT_BE_MADE as failure:
        raise WorkFailed(str(failure)) from failure
    run.finish("Documents prêts")


@job_task
def remake_document(run: Run) -> None:
    """Make a document from what a version keeps, and say whether it is as the one that the version has."""
    version, request = _version(run), DocumentRequest.from_options(run.job.options)
    try:
        made = remake(version, request, run.progress)
    except CANNOT_BE_MADE as failure:
        raise WorkFailed(str(failure)) from failure
    run.hand_over(made.content, made.name)
    run.finish(likeness(version, request, made))
    tell_when_long(run.job, timezone.now())


TASK_OF_VERSION: Mapping[JobKind, JobTask] = {JobKind.FREEZE: make_version_documents}


def _version(run: Run) -> Version:
    versions = Version.objects.select_related("plan__territory", "plan__kind")
    return versions.get(pk=run.job.options["version"], plan=run.job.plan)
