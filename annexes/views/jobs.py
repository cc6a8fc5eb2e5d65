from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import require, signed_in, territory_or_404
from annexes import perms
from annexes.importing.batches import file_states
from annexes.jobs import WORKER_COMMAND, CannotRelaunch, cancel, relaunch, waits_for_a_worker
from annexes.lists.listtasks import TASK_OF_LIST, list_job_urls
from annexes.models import Job, JobKind, JobState, Version
from annexes.tasks import task_of
from plans.access import plan_or_404

STOP_POLLING = 286  # htmx: the last answer of a poll
NOT_YOURS = "Ce travail est réservé à la personne qui l’a demandé et à l’administration du territoire."


def detail(request: HttpRequest, territory: str, pk: int, plan: str | None = None) -> HttpResponse:
    """How far a long work is; asked again every second by the page until it is over."""
    job, can_steer = _job(request, territory, pk, plan)
    polls = bool(request.headers.get("HX-Request"))
    goes_on = job.state == JobState.DONE and job.kind != JobKind.EXPORT
    if goes_on and not polls:
        if job.kind in (JobKind.APPLY, JobKind.UNDO, JobKind.LIST_WRITE, JobKind.LIST_UNDO):
            messages.success(request, job.message)
        return redirect(_next(job))
    context: dict[str, Any] = {"job": job, "plan": job.plan, "territory": job.territory, "polls": polls}
    context |= {
        "can_steer": can_steer,
        "next_url": _next(job),
        "stop_url": job.url("job-cancel"),
        "again_url": job.url("job-relaunch"),
    }
    context |= {"command": WORKER_COMMAND, "no_worker": waits_for_a_worker(job), "batch": job.options.get("batch")}
    context["goes_on_alone"] = job.is_stale() and job.goes_on_alone
    context["list_url"] = list_job_urls(job)[1] if job.kind in TASK_OF_LIST else ""
    context["files"] = file_states(job) if job.kind == JobKind.ANALYSE else []
    template = "annexes/_job.html" if polls else "annexes/job.html"
    response = render(request, template, context, status=STOP_POLLING if polls and job.is_over else 200)
    if goes_on:
        response["HX-Redirect"] = request.path
    return response


@require_POST
def stop(request: HttpRequest, territory: str, pk: int, plan: str | None = None) -> HttpResponse:
    job, can_steer = _job(request, territory, pk, plan)
    require(can_steer, NOT_YOURS)
    cancel(job)
    return redirect(job)


@require_POST
def again(request: HttpRequest, territory: str, pk: int, plan: str | None = None) -> HttpResponse:
    job, can_steer = _job(request, territory, pk, plan)
    require(can_steer, NOT_YOURS)
    try:
        relaunch(job=job, task=task_of(job))
    except CannotRelaunch:
        messages.warning(request, "Ce travail n’a pas besoin d’être relancé.")
    return redirect(job)


def _job(request: HttpRequest, territory: str, pk: int, plan: str | None) -> tuple[Job, bool]:
    """A job of the plan, or of the territory itself, that this person may follow; whether she may stop or relaunch it.

    One query, after that of the plan or the territory.
    """
    if plan is None:
        about, (owner, role) = None, territory_or_404(request, territory)
    else:
        about, role = plan_or_404(request, territory, plan)
        owner = about.territory
    job = get_object_or_404(Job.objects.exclude(kind=JobKind.PREVIEW), pk=pk, territory=owner, plan=about)
    require(perms.can_follow(job, role), NOT_YOURS)
    job.plan, job.territory = about, owner
    return job, perms.can_steer(job, signed_in(request), role)


def _next(job: Job) -> str:
    """Where to go when the work is done: the preview, the plan or the file."""
    if job.kind in TASK_OF_LIST:
        return list_job_urls(job)[0]
    if job.kind == JobKind.UNARCHIVE:
        return reverse("archives:restored", args=[job.territory.slug, job.pk])
    if job.plan is None:
        return reverse("documents:file", args=[job.pk])
    where: tuple[Any, ...] = (job.territory.slug, job.plan.slug)
    if job.kind == JobKind.EXPORT:
        return reverse("annexes:download", args=[*where, job.pk])
    if job.kind == JobKind.FREEZE:
        return Version.objects.get(pk=job.options["version"], plan=job.plan).get_absolute_url()
    if job.kind == JobKind.ARCHIVE:
        return reverse("versions:archive", args=where)
    if job.kind in (JobKind.APPLY, JobKind.UNDO):
        return job.plan.get_absolute_url()
    return reverse("annexes:import", args=[*where, job.options["batch"]])
