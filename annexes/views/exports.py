from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts import perms
from accounts.access import require, signed_in
from annexes.documents import Form
from annexes.forms import ExportForm
from annexes.jobs import start_job
from annexes.models import Job, JobKind, JobState
from annexes.tasks import export_document
from plans.access import plan_or_404


def export(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Choose a document and its form; every member may."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), "Exporter est réservé aux membres du territoire.")
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = Form(form.cleaned_data["form"])
        with transaction.atomic():
            job = start_job(
                task=export_document,
                kind=JobKind.EXPORT,
                plan=found,
                user=signed_in(request),
                label=f"Tableau de l’annexe, {chosen.label}",
                options=form.cleaned_data,
            )
        return redirect(job)
    mine = found.jobs.filter(kind=JobKind.EXPORT, state=JobState.DONE, user=signed_in(request))[:8]
    context = {"plan": found, "form": form, "exports": mine}
    return render(request, "annexes/export.html", context, status=422 if form.errors else 200)


def download(request: HttpRequest, territory: str, plan: str, pk: int) -> FileResponse:
    """The file of a finished export of the person who asked for it."""
    found, _ = plan_or_404(request, territory, plan)
    job = get_object_or_404(Job, pk=pk, plan=found, kind=JobKind.EXPORT, user=signed_in(request), state=JobState.DONE)
    if not job.result:
        raise Http404
    content_type = Form(job.options["form"]).content_type
    return FileResponse(job.result.open("rb"), as_attachment=True, filename=job.result_name, content_type=content_type)
