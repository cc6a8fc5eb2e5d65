"""The long work of lists, each a function of its `Run`; the job names its import in its option `list_import`."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from annexes.jobs import JobTask, Run, WorkFailed, job_task, start_job
from annexes.lists.listreading import keep, read
from annexes.lists.listscopes import ListScope, scope_of
from annexes.lists.listwriting import take_back_list, taken_back_words, write_list, written_words
from annexes.models import Job, JobKind, JobState
from partners.bulkimport import PlanStale
from partners.bulkundo import InTheWay
from partners.listplan import ListDecisions
from partners.models import DirectoryImport

OVER = "Cet import est déjà terminé ou abandonné : il n’y a plus rien à faire."
STALE = "La liste a changé depuis cet aperçu : rien n’a été écrit. L’aperçu dit maintenant ce que l’import ferait."
TOLD = 20  # obstacles


@job_task
def read_long_list(run: Run) -> None:
    """Work out what the import would do; its preview shows it."""
    waiting = _import(run)
    if waiting is None or waiting.applied_at is not None:
        run.finish(OVER)
        return
    count = len(waiting.rows)
    run.progress(0, count, "Lecture des lignes")
    reading = read(scope_of(waiting).make(), waiting, lambda done, _: run.progress(done, count, "Lecture des lignes"))
    keep(waiting, reading)
    run.finish("Liste lue")


@job_task
def write_long_list(run: Run) -> None:
    """Write a confirmed import. Idempotent: what is written is not written twice."""
    waiting, options = _import(run), run.job.options
    if waiting is None:
        run.finish(OVER)
        return
    scope, decisions = scope_of(waiting), ListDecisions.from_json(options["decisions"])
    run.progress(0, 1, "Écriture de la liste")
    try:
        plan = write_list(
            scope=scope,
            waiting=waiting,
            by=run.job.user,
            seen=options["seen"],
            shown=ListDecisions.from_json(options["shown"]),
            decisions=decisions,
            go_on=run.go_on,
        )
    except PlanStale as stale:
        waiting.decisions = decisions.to_json()
        waiting.save(update_fields=["decisions"])
        keep(waiting, read(scope.make(), waiting))
        raise WorkFailed(STALE) from stale
    run.finish(written_words(waiting, plan) if plan is not None else OVER)


@job_task
def take_back_long_list(run: Run) -> None:
    """Take a written import back, all or nothing. Idempotent: what is taken back is not taken back twice."""
    one = _import(run)
    if one is None or not one.can_be_taken_back or run.job.user is None:
        run.finish(OVER)
        return
    run.progress(0, 1, "Annulation de l’import")
    try:
        done = take_back_list(one, run.job.user, run.go_on)
    except InTheWay as refused:
        more = len(refused.sentences) - TOLD
        said = [*refused.sentences[:TOLD], *([f"et {more} autres."] if more > 0 else [])]
        raise WorkFailed("\n".join(["L’import n’a pas été annulé, rien n’a changé :", *said])) from refused
    run.finish(taken_back_words(one, done))


TASK_OF_LIST: dict[JobKind, JobTask] = {
    JobKind.LIST_READ: read_long_list,
    JobKind.LIST_WRITE: write_long_list,
    JobKind.LIST_UNDO: take_back_long_list,
}


def start_list_job(kind: JobKind, scope: ListScope, waiting: DirectoryImport, by: User, **options: Any) -> Job:
    """Queue the work of that kind on an import."""
    label = f"{kind.label} : {waiting.file_name}"
    told = {"list_import": waiting.pk, **options}
    task = TASK_OF_LIST[kind]
    return start_job(
        task=task, kind=kind, plan=scope.plan, territory=scope.territory, user=by, label=label, options=told
    )


def list_work(waiting: DirectoryImport) -> Job | None:
    """The work on this import that waits or runs, one whose worker was killed included. One query."""
    over = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
    jobs = Job.objects.filter(territory_id=waiting.territory_id, kind__in=TASK_OF_LIST, options__list_import=waiting.pk)
    return jobs.exclude(state__in=over).select_related("territory", "plan").first()


def list_job_urls(job: Job) -> tuple[str, str]:
    """Where to go from a work on a list: once it is done, and when it is not."""
    imports = reverse("sheets:imports", args=[job.territory.slug])
    waiting = DirectoryImport.objects.filter(territory=job.territory, pk=job.options["list_import"]).first()
    if waiting is None:
        return imports, imports
    if job.kind == JobKind.LIST_UNDO:
        return imports, reverse("sheets:undo", args=[job.territory.slug, waiting.pk])
    scope = scope_of(waiting)
    preview = scope.url("preview", waiting.pk)
    return (scope.back if job.kind == JobKind.LIST_WRITE else preview), preview


def _import(run: Run) -> DirectoryImport | None:
    """The import of this job, or None once it was abandoned."""
    imports = DirectoryImport.objects.select_related("territory")
    return imports.filter(territory=run.job.territory, pk=run.job.options["list_import"]).first()
