from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import perms
from accounts.access import require, signed_in
from annexes.forms import ImportForm
from annexes.jobs import start_job
from annexes.models import ImportBatch, ImportState, JobKind
from annexes.preview import preview_page
from annexes.services import OPEN_STATES, drop, receive
from annexes.summaries import in_words, level_names, written_sentence
from annexes.tasks import analyse_import, apply_import
from plans.access import plan_or_404
from plans.models import Plan

PAGE = 50  # imports of a page
WAITING_SHOWN = 5
ONLY_ADMINS = "Importer une annexe est réservé à l’administration du territoire."


def new(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Upload an annexe; its analysis starts at once."""
    found = _plan(request, territory, plan)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        with transaction.atomic():
            batch = receive(plan=found, upload=form.cleaned_data["file"], by=signed_in(request))
            _analyse(request, batch)
        return redirect(batch.job or batch)
    waiting = found.imports.filter(state__in=OPEN_STATES).defer("reading").select_related("user")[:WAITING_SHOWN]
    context = {"plan": found, "form": form, "waiting": waiting}
    return render(request, "annexes/import_new.html", context, status=422 if form.errors else 200)


def imports(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The imports of a plan, the last first: who, when, which file, what came of it."""
    found = _plan(request, territory, plan)
    names = level_names(found)
    page = Paginator(found.imports.defer("reading").select_related("user"), PAGE).get_page(request.GET.get("page"))
    rows = [(batch, in_words(batch.summary.get("read", {}), names)) for batch in page]
    return render(request, "annexes/imports.html", {"plan": found, "page": page, "rows": rows})


def detail(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """What was read in a file and what it would change: nothing is written before the confirmation."""
    found = _plan(request, territory, plan)
    batch = get_object_or_404(ImportBatch.objects.select_related("job", "user"), pk=pk, plan=found)
    if batch.state == ImportState.UPLOADED and batch.job is not None:
        return redirect("annexes:job", territory, plan, batch.job.pk)
    batch.plan = found
    page = preview_page(batch, found, request.GET.get("gravite", ""), everything="tout" in request.GET)
    context = {"plan": found, "batch": batch, "page": page, "written": _written(batch)}
    return render(request, "annexes/import_preview.html", context)


@require_POST
def confirm(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Write a previewed import, as a task."""
    found = _plan(request, territory, plan)
    batch = get_object_or_404(ImportBatch, pk=pk, plan=found)
    if batch.state != ImportState.ANALYSED:
        messages.warning(request, "Cet import n’attend plus de confirmation.")
        return redirect("annexes:import", territory, plan, pk)
    with transaction.atomic():
        job = start_job(
            task=apply_import,
            kind=JobKind.APPLY,
            plan=found,
            user=signed_in(request),
            label=f"Import de « {batch.file_name} »",
            options={"batch": batch.pk},
        )
    return redirect(job)


@require_POST
def analyse_again(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Read the file again, after the plan changed for instance."""
    found = _plan(request, territory, plan)
    batch = get_object_or_404(ImportBatch, pk=pk, plan=found, state__in=OPEN_STATES)
    with transaction.atomic():
        _analyse(request, batch)
    return redirect(batch.job or batch)


@require_POST
def give_up(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    found = _plan(request, territory, plan)
    batch = get_object_or_404(ImportBatch, pk=pk, plan=found)
    if drop(batch):
        messages.success(request, f"L’import de « {batch.file_name} » est abandonné. Rien n’a été écrit.")
    else:
        messages.warning(request, "Cet import est déjà terminé.")
    return redirect("annexes:imports", territory, plan)


def _plan(request: HttpRequest, territory: str, plan: str) -> Plan:
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_import(role), ONLY_ADMINS)
    return found


def _written(batch: ImportBatch) -> str:
    """What a confirmed import wrote, in a sentence."""
    if batch.state != ImportState.APPLIED:
        return ""
    return written_sentence(batch.summary.get("counts", {}), level_names(batch.plan))


def _analyse(request: HttpRequest, batch: ImportBatch) -> None:
    batch.job = start_job(
        task=analyse_import,
        kind=JobKind.ANALYSE,
        plan=batch.plan,
        user=signed_in(request),
        label=f"Lecture de « {batch.file_name} »",
        options={"batch": batch.pk},
    )
    batch.state = ImportState.UPLOADED
    batch.save(update_fields=["job", "state"])
