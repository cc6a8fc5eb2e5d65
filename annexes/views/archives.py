"""The archive of a plan: made by a job and downloaded; handed in and made a plan again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts import perms
from accounts.access import require, signed_in, territory_or_404
from accounts.forms import BootstrapMixin
from accounts.models import Territory, User
from annexes.archiving.reading import MIB
from annexes.archiving.tasks import make_archive, take_archive_back
from annexes.exporting.keeping import expiry, kept_days
from annexes.jobs import start_job
from annexes.models import Job, JobKind, JobState
from plans.access import plan_or_404
from plans.models import Plan

SHOWN = 5
MOST_BYTES = 1024 * MIB
ONLY_EDITORS = "L’archive nomme les contacts : elle est réservée à la coordination et à l’administration du territoire."
ONLY_ADMINS = "Reprendre une archive est réservé à l’administration du territoire."


class ArchiveForm(BootstrapMixin, forms.Form):
    file = forms.FileField(
        label="L’archive du plan",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
        help_text="Un fichier zip fait par ce logiciel, 1 Go au plus. Le plan est créé à côté de ceux du territoire.",
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(
                "Cette archive dépasse 1 Go : reprenez-la sur le serveur, par la commande import_archive."
            )
        return file


def archive(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Ask for the archive of a plan, and find those that are kept."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_edit_plans(role), ONLY_EDITORS)
    if request.method == "POST":
        label = f"Archive de « {found.title} »"[:200]
        user = signed_in(request)
        options = {"long": True}
        return redirect(
            start_job(task=make_archive, kind=JobKind.ARCHIVE, plan=found, user=user, label=label, options=options)
        )
    jobs = found.jobs.filter(kind=JobKind.ARCHIVE).select_related("user", "plan__territory", "territory")[:SHOWN]
    context = {
        "plan": found,
        "territory": found.territory,
        "shown": [(job, expiry(job)) for job in jobs],
        "days": kept_days(),
    }
    return render(request, "versions/archive.html", context)


def download(request: HttpRequest, territory: str, plan: str, pk: int) -> FileResponse:
    """The file of an archive, as long as it is kept."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_edit_plans(role), ONLY_EDITORS)
    job = get_object_or_404(Job, pk=pk, plan=found, kind=JobKind.ARCHIVE, state=JobState.DONE)
    if not job.result.name or not job.result.storage.exists(job.result.name):
        raise Http404("Cette archive n’est plus conservée : refaites-la.")
    return FileResponse(
        job.result.open("rb"), as_attachment=True, filename=job.result_name, content_type="application/zip"
    )


def take_back(request: HttpRequest, territory: str) -> HttpResponse:
    """Hand in an archive: its plan is made anew by a job."""
    found, role = territory_or_404(request, territory)
    require(perms.can_import(role), ONLY_ADMINS)
    form = ArchiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect(hand_in(found, form.cleaned_data["file"], signed_in(request)))
    context = {"territory": found, "form": form}
    return render(request, "versions/take_back.html", context, status=422 if request.method == "POST" else 200)


def restored(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """The plan that an archive became, or what could not come with it."""
    found, role = territory_or_404(request, territory)
    require(perms.can_import(role), ONLY_ADMINS)
    job = get_object_or_404(Job, pk=pk, territory=found, kind=JobKind.UNARCHIVE)
    plan = Plan.objects.of(found).filter(slug=job.options.get("plan", "")).select_related("territory").first()
    if plan is None:
        return redirect("archives:take-back", territory)
    lost: list[str] = job.options.get("lost", [])
    if not lost:
        messages.success(request, job.message)
        return redirect(plan)
    context: dict[str, Any] = {"territory": found, "job": job, "restored": plan, "lost": lost}
    return render(request, "versions/restored.html", context)


@transaction.atomic
def hand_in(territory: Territory, file: "UploadedFile[bytes]", by: User) -> Job:
    """Keep the archive with the job that reads it."""
    label = f"Reprise de {file.name}"
    job = start_job(task=take_archive_back, kind=JobKind.UNARCHIVE, territory=territory, user=by, label=label)
    job.result.save(f"reprise-{job.pk}.zip", file, save=True)
    return job
