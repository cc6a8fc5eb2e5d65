"""« Mes documents »: those that a person asked for, in each territory where she still is."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.access import require, signed_in
from annexes.exporting.keeping import expiry, forget, kept_days, made_by, may_open
from annexes.exporting.starting import start_again
from annexes.models import Job, JobState
from annexes.views.exports import ONLY_EDITORS, file_of

A_PAGE = 30


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The documents of the person, the last one first. Three queries, whatever their number."""
    page = Paginator(made_by(signed_in(request)).order_by("-created_at", "-pk"), A_PAGE).get_page(
        request.GET.get("page")
    )
    now = timezone.now()
    shown = [{"job": job, "expiry": expiry(job), "may_open": may_open(job), "is_stale": job.is_stale()} for job in page]
    context: dict[str, Any] = {"page": page, "shown": shown, "days": kept_days(), "now": now}
    return render(request, "annexes/documents.html", context)


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The file of a document of hers; the page of one that is not ready."""
    job = _mine(request, pk)
    return file_of(job) if job.state == JobState.DONE else redirect(job)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase a document at once, with its file; one that is being made stops."""
    job = _mine(request, pk)
    forget([job])
    messages.success(request, f"Document supprimé : {job.label}.")
    return redirect("documents:mine")


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the same document of what the plan says now."""
    return redirect(start_again(_mine(request, pk), signed_in(request)))


def _mine(request: HttpRequest, pk: int) -> Job:
    """A document that this person asked for, in a territory where she still is. One query."""
    job = get_object_or_404(made_by(signed_in(request)), pk=pk)
    require(may_open(job), ONLY_EDITORS)
    return job
