"""The picture of the first page beside the export page: asked for, waited for, shown."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from accounts import perms
from accounts.access import require, signed_in
from annexes.documents import DocumentRequest
from annexes.documents.previews import FIRST, has_preview
from annexes.exporting.form import ExportForm
from annexes.exporting.lists import Lists
from annexes.exporting.starting import start_preview
from annexes.jobs import WORKER_COMMAND, waits_for_a_worker
from annexes.models import Job, JobKind, JobState
from annexes.views.exports import ONLY_MEMBERS
from plans.access import plan_or_404

NOTHING_NEW = 204  # htmx: leave the page as it is, and ask again


@require_POST
def ask(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Begin the picture of what the form asks for; a fragment of the export page."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    form = ExportForm(request.POST, lists=Lists.load(found), may_name_contacts=perms.can_edit_plans(role))
    if not form.is_valid():
        return render(request, "annexes/export/_preview.html", {"plan": found, "form": form})
    asked = form.asked()
    if not has_preview(asked.document):
        return render(request, "annexes/export/_preview.html", {"plan": found, "without": asked.document.label})
    job = start_preview(plan=found, user=signed_in(request), request=asked)
    return render(request, "annexes/export/_preview.html", {"plan": found, "job": job})


def state(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Nothing while the picture is being made, then the picture or why there is none."""
    job = _own(request, territory, plan, pk)
    alone = waits_for_a_worker(job)
    if not job.is_over and not job.is_stale() and not alone:
        return HttpResponse(status=NOTHING_NEW)
    context: dict[str, Any] = {"plan": job.plan, "job": job, "no_worker": alone, "command": WORKER_COMMAND}
    if job.state == JobState.DONE:
        asked = DocumentRequest.from_options(job.options)
        context |= {"asked": asked, "is_partial": asked.document in FIRST}
    return render(request, "annexes/export/_preview.html", context)


def picture(request: HttpRequest, territory: str, plan: str, pk: int) -> FileResponse:
    job = _own(request, territory, plan, pk)
    if not job.result.name or not job.result.storage.exists(job.result.name):
        raise Http404("Cet aperçu n’est plus conservé.")
    return FileResponse(job.result.open("rb"), content_type="image/png")


def _own(request: HttpRequest, territory: str, plan: str, pk: int) -> Job:
    """A preview that this person asked for."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    job = get_object_or_404(Job, pk=pk, plan=found, kind=JobKind.PREVIEW, user=signed_in(request))
    job.plan = found
    return job
