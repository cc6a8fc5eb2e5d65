from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts import perms
from accounts.access import require, signed_in
from annexes.documents import Form
from annexes.forms import ExportForm
from annexes.jobs import start_job
from annexes.models import Job, JobKind, JobState
from annexes.perms import can_follow
from annexes.tasks import export_document
from plans.access import plan_or_404

SHOWN = 10  # documents of the page
ONLY_MEMBERS = "Exporter est réservé aux membres du territoire."
ONLY_EDITORS = "Ce document contient les contacts : il est réservé aux personnes qui modifient les plans."


def export(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Choose a document and its form; every member may."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    form = ExportForm(request.POST) if request.method == "POST" else ExportForm()
    if form.is_valid():
        chosen = Form(form.cleaned_data["form"])
        contacts = chosen is not Form.PDF and perms.can_edit_plans(role)
        with transaction.atomic():
            job = start_job(
                task=export_document,
                kind=JobKind.EXPORT,
                plan=found,
                user=signed_in(request),
                label=f"Tableau de l’annexe, {chosen.label}",
                options={**form.cleaned_data, "contacts": contacts},
            )
        return redirect(job)
    made = found.jobs.filter(kind=JobKind.EXPORT, state=JobState.DONE).select_related("user")[: 5 * SHOWN]
    mine = [job for job in made if can_follow(job, role)][:SHOWN]
    context = {"plan": found, "form": form, "exports": mine, "fiches": found.actions.count()}
    return render(request, "annexes/export.html", context, status=422 if form.errors else 200)


def download(request: HttpRequest, territory: str, plan: str, pk: int) -> FileResponse:
    """The file of a finished export, for every member of the territory; one with contacts, for those who edit."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    job = get_object_or_404(Job, pk=pk, plan=found, kind=JobKind.EXPORT, state=JobState.DONE)
    require(can_follow(job, role), ONLY_EDITORS)
    if not job.result.name or not job.result.storage.exists(job.result.name):
        raise Http404("Ce document n’est plus conservé : fabriquez-le de nouveau.")
    content_type = Form(job.options["form"]).content_type
    return FileResponse(job.result.open("rb"), as_attachment=True, filename=job.result_name, content_type=content_type)
