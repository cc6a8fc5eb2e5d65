"""The long work of annexes, each a function of its `Run`."""

from django.http import QueryDict
from django.utils import timezone

from actions.listing.criteria import Criteria
from actions.listing.scope import Scope
from annexes.applying.apply import PlanChangedMeanwhile
from annexes.archiving.tasks import TASK_OF_ARCHIVE
from annexes.documents import DocumentRequest, Form, make_document
from annexes.documents.making import CANNOT_BE_MADE
from annexes.documents.previews import make_preview
from annexes.excel.workbook import TooLongForExcel
from annexes.exporting.telling import tell_when_long
from annexes.importing.services import Agreed, CannotConfirm, analyse, confirm
from annexes.jobs import JobTask, Run, WorkFailed, job_task
from annexes.lists.listing import make_list
from annexes.lists.listtasks import TASK_OF_LIST
from annexes.models import ImportBatch, Job, JobKind
from annexes.summaries import level_names, written_sentence
from annexes.undoing.undo import CannotUndo, undo_import
from annexes.versions.tasks import TASK_OF_VERSION, remake_document
from plans.models import Plan


@job_task
def analyse_import(run: Run) -> None:
    """Read the files that are not read yet; the preview page shows what came out."""
    batch = _batch(run)
    run.progress(0, 1, "Lecture du fichier")
    if not analyse(batch, run.progress):
        run.finish("Cette lecture ne sert plus : une autre a été demandée, ou l’import est terminé.")
        return
    run.finish("Fichier lu" if batch.files.count() == 1 else "Fichiers lus")


@job_task
def apply_import(run: Run) -> None:
    """Write a confirmed import. Idempotent: a batch that is written is not written twice."""
    batch = _batch(run)
    run.progress(0, 1, "Écriture du plan")
    try:
        applied = confirm(batch, run.job.user, Agreed(**run.job.options.get("agreed", {})), run.go_on)
    except (CannotConfirm, PlanChangedMeanwhile) as refusal:
        raise WorkFailed(str(refusal)) from refusal
    if applied is None:  # written by an earlier attempt
        run.finish("Cet import était déjà écrit dans le plan.")
    else:
        run.finish(f"Import terminé. {written_sentence(applied.diff.counts(), level_names(batch.plan))}")


@job_task
def take_back_import(run: Run) -> None:
    """Take a written import back, all or nothing. Idempotent: what is taken back is not taken back twice."""
    batch = _batch(run)
    run.progress(0, 1, "Annulation de l’import")
    try:
        undo_import(batch, run.job.user, run.go_on)
    except CannotUndo as refusal:
        raise WorkFailed(str(refusal)) from refusal
    run.finish("Import annulé : le plan et les listes du territoire sont comme avant lui.")


@job_task
def export_document(run: Run) -> None:
    """Make the document that the options of the job describe and keep its file."""
    request, today = DocumentRequest.from_options(run.job.options), timezone.localdate()
    try:
        made = make_document(_plan(run), request, today=today, progress=run.progress)
    except CANNOT_BE_MADE as failure:
        raise WorkFailed(str(failure)) from failure
    run.hand_over(made.content, made.name)
    run.finish("Document prêt")
    tell_when_long(run.job, timezone.now())


@job_task
def preview_document(run: Run) -> None:
    """Make a picture of the first page of the document that the options of the job describe."""
    request, today = DocumentRequest.from_options(run.job.options), timezone.localdate()
    try:
        picture = make_preview(_plan(run), request, today=today, progress=run.progress)
    except CANNOT_BE_MADE as failure:
        raise WorkFailed(str(failure)) from failure
    run.hand_over(picture, "apercu.png")
    run.finish("Aperçu prêt")


@job_task
def export_list(run: Run) -> None:
    """Make the list of fiches that the options of the job describe, as it is now, and keep its file."""
    options, job = run.job.options, run.job
    criteria = Criteria(Scope(job.territory, None if options["whole"] else job.plan), QueryDict(options["query"]))
    try:
        made = make_list(
            criteria,
            form=Form(options["form"]),
            names=options["columns"],
            today=timezone.localdate(),
            progress=run.progress,
        )
    except TooLongForExcel as refusal:
        raise WorkFailed(str(refusal)) from refusal
    run.hand_over(made.content, made.name)
    run.finish("Liste prête")


TASK_OF = {
    JobKind.ANALYSE: analyse_import,
    JobKind.APPLY: apply_import,
    JobKind.EXPORT: export_document,
    JobKind.PREVIEW: preview_document,
    JobKind.UNDO: take_back_import,
    **TASK_OF_LIST,
    **TASK_OF_VERSION,
    **TASK_OF_ARCHIVE,
}


def task_of(job: Job) -> JobTask:
    if job.kind == JobKind.EXPORT and "version" in job.options:
        return remake_document
    return export_list if "columns" in job.options else TASK_OF[JobKind(job.kind)]


def _plan(run: Run) -> Plan:
    if run.job.plan is None:
        raise LookupError(f"the job {run.job.pk} is about no plan")
    return run.job.plan


def _batch(run: Run) -> ImportBatch:
    batches = ImportBatch.objects.select_related("plan__territory", "plan__kind")
    return batches.get(pk=run.job.options["batch"], plan=_plan(run))
