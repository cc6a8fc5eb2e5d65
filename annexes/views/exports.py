from time import monotonic, sleep

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts import perms
from accounts.access import require, signed_in
from annexes.documents import Form
from annexes.documents.previews import has_preview
from annexes.exporting.choices import initial_choices
from annexes.exporting.form import ExportForm
from annexes.exporting.lists import Lists
from annexes.exporting.starting import nobody_waits_before, start_document
from annexes.jobs import worker_is_alive
from annexes.models import Job, JobKind, JobState
from annexes.perms import can_follow
from plans.access import plan_or_404

PATIENCE = 2.0  # seconds that the page waits for a quick document, rather than show how far it is
LOOK_EVERY = 0.1
SHOWN = 5  # documents of the page
ONLY_MEMBERS = "Exporter est réservé aux membres du territoire."
ONLY_EDITORS = "Ce document contient les contacts : il est réservé aux personnes qui modifient les plans."


def export(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Choose a document, its form and what it is about; every member may."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    lists, user = Lists.load(found), signed_in(request)
    may_name = perms.can_edit_plans(role)
    if request.method == "POST":
        form = ExportForm(request.POST, lists=lists, may_name_contacts=may_name)
        if form.is_valid():
            site = request.build_absolute_uri("/").rstrip("/")
            asked, part = form.asked(), form.part_words()
            return given(start_document(plan=found, user=user, request=asked, part=part, site=site))
    else:
        initial = initial_choices(found, user, request.GET)
        form = ExportForm(initial=initial, lists=lists, may_name_contacts=may_name)
    made = found.jobs.filter(kind=JobKind.EXPORT, state=JobState.DONE).select_related("user")[: 5 * SHOWN]
    mine = [job for job in made if can_follow(job, role)][:SHOWN]
    context = {"plan": found, "form": form, "exports": mine, "has_previews": any(map(has_preview, form.forms_of))}
    return render(request, "annexes/export.html", context, status=422 if form.errors else 200)


def download(request: HttpRequest, territory: str, plan: str, pk: int) -> FileResponse:
    """The file of a finished export, for every member of the territory; one with contacts, for those who edit."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    job = get_object_or_404(Job, pk=pk, plan=found, kind=JobKind.EXPORT, state=JobState.DONE)
    require(can_follow(job, role), ONLY_EDITORS)
    return file_of(job)


def file_of(job: Job) -> FileResponse:
    """The file of a finished document. Raise Http404 when it is kept no more."""
    if not job.result.name or not job.result.storage.exists(job.result.name):
        raise Http404("Ce document n’est plus conservé : fabriquez-le de nouveau.")
    content_type = Form(job.options["form"]).content_type
    return FileResponse(job.result.open("rb"), as_attachment=True, filename=job.result_name, content_type=content_type)


def given(job: Job) -> HttpResponse:
    """The file itself when it is ready within two seconds, else the page that says how far it is."""
    if not job.options["long"] and nobody_waits_before(job) and worker_is_alive():
        until = monotonic() + PATIENCE
        while monotonic() < until:
            sleep(LOOK_EVERY)
            state = Job.objects.filter(pk=job.pk).values_list("state", flat=True).first()
            if state == JobState.DONE:
                return redirect("annexes:download", job.territory.slug, job.plan.slug, job.pk)  # type: ignore[union-attr]
            if state not in (JobState.WAITING, JobState.RUNNING):
                break
    return redirect(job)
