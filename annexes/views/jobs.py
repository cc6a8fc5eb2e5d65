from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from annexes.jobs import WORKER_COMMAND, CannotRelaunch, cancel, relaunch, waits_for_a_worker
from annexes.models import Job, JobKind, JobState
from annexes.tasks import task_of
from plans.access import plan_or_404

STOP_POLLING = 286  # htmx: the last answer of a poll


def detail(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """How far a long work is; asked again every second by the page until it is over."""
    job = _job(request, territory, plan, pk)
    context = {"job": job, "plan": job.plan, "next_url": _next(job), "command": WORKER_COMMAND}
    context["no_worker"] = waits_for_a_worker(job)
    if request.headers.get("HX-Request"):
        response = render(request, "annexes/_job.html", context, status=STOP_POLLING if job.is_over else 200)
        if job.state == JobState.DONE and job.kind != JobKind.EXPORT:
            response["HX-Redirect"] = _next(job)
            response.status_code = 200
        return response
    if job.state == JobState.DONE and job.kind != JobKind.EXPORT:
        return redirect(_next(job))
    return render(request, "annexes/job.html", context)


@require_POST
def stop(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    job = _job(request, territory, plan, pk)
    cancel(job)
    return redirect("annexes:job", territory, plan, pk)


@require_POST
def again(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    job = _job(request, territory, plan, pk)
    try:
        relaunch(job=job, task=task_of(job))
    except CannotRelaunch:
        messages.warning(request, "Ce travail n’a pas besoin d’être relancé.")
    return redirect("annexes:job", territory, plan, pk)


def _job(request: HttpRequest, territory: str, plan: str, pk: int) -> Job:
    """A job of the plan that this person asked for."""
    found, _ = plan_or_404(request, territory, plan)
    job = get_object_or_404(Job, pk=pk, plan=found, user=signed_in(request))
    job.plan, job.territory = found, found.territory
    return job


def _next(job: Job) -> str:
    """Where to go when the work is done: the preview, the plan or the file."""
    where: tuple[Any, ...] = (job.territory.slug, job.plan.slug)
    if job.kind == JobKind.EXPORT:
        return reverse("annexes:download", args=[*where, job.pk])
    return reverse("annexes:import", args=[*where, job.options["batch"]])
