"""The long work of versions, each a function of its `Run`."""

from annexes.documents.making import CANNOT_BE_MADE
from annexes.jobs import Run, WorkFailed, job_task
from annexes.models import JobKind, Version
from annexes.versions.making import make_files


@job_task
def make_version_documents(run: Run) -> None:
    """Make the documents of a frozen version. Idempotent: what a former attempt made stays."""
    versions = Version.objects.select_related("plan__territory", "plan__kind")
    version = versions.get(pk=run.job.options["version"], plan=run.job.plan)
    try:
        make_files(version, run.progress)
    except CANNOT_BE_MADE as failure:
        raise WorkFailed(str(failure)) from failure
    run.finish("Documents prêts")


TASK_OF_VERSION = {JobKind.FREEZE: make_version_documents}
