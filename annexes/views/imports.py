from collections.abc import Collection

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import perms
from accounts.access import require, signed_in
from annexes.forms import ImportForm
from annexes.importing.batches import (
    OPEN_STATES,
    already_imported,
    can_be_read,
    drop,
    imported_before,
    leave_aside,
    receive,
)
from annexes.importing.queueing import start_analysis, start_writing
from annexes.importing.services import Agreed, CannotConfirm
from annexes.importing.uploading import MAX_FILES
from annexes.models import ImportBatch, ImportState
from annexes.summaries import LevelNames, in_words, level_names, written_sentence
from plans.access import plan_or_404
from plans.models import Plan

PAGE = 50  # imports of a page
WAITING_SHOWN = 5
TOO_LATE = "Cet import est confirmé ou terminé\u00a0: il n’est plus relu."
ONLY_ADMINS = "Importer une annexe est réservé à l’administration du territoire."


def new(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Hand annexes in, or paste one; their analysis starts at once."""
    found = plan_to_import(request, territory, plan)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        with transaction.atomic():
            handed = form.handed
            batch = receive(plan=found, uploads=handed.uploads, by=signed_in(request), skipped=handed.skipped)
            start_analysis(batch, signed_in(request))
        names = dict(batch.files.values_list("sha256", "name"))
        for sha256, former in already_imported(found, list(names)).items():
            messages.info(request, imported_before(names[sha256], former))
        return redirect(batch.job or batch)
    waiting = found.imports.filter(state__in=OPEN_STATES).defer("reading").select_related("user")[:WAITING_SHOWN]
    context = {"plan": found, "form": form, "waiting": waiting}
    context |= {"max_files": MAX_FILES, "max_bytes": settings.IMPORT_MAX_BYTES}
    return render(request, "annexes/import_new.html", context, status=422 if form.errors else 200)


def imports(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The imports of a plan, the last first: who, when, which files, what came of it."""
    found = plan_to_import(request, territory, plan)
    names = level_names(found)
    batches = found.imports.defer("reading").select_related("user", "undone_by").order_by("-created_at", "-pk")
    page = Paginator(batches.annotate(number_of_files=Count("files")), PAGE).get_page(request.GET.get("page"))
    rows = [(batch, *_told(batch, names)) for batch in page]
    return render(request, "annexes/imports.html", {"plan": found, "page": page, "rows": rows})


def _told(batch: ImportBatch, names: LevelNames) -> tuple[str, str]:
    """What was read or written, and what was said of it: « 3 alertes »."""
    counts = batch.summary.get("counts")
    words = written_sentence(counts, names) if counts else in_words(batch.summary.get("read", {}), names)
    said = [
        f"{number} {word}{'s' if number > 1 else ''}"
        for name, word in (("errors", "erreur"), ("warnings", "alerte"))
        if (number := int(batch.summary.get(name, 0)))
    ]
    return words, ", ".join(said)


@require_POST
def confirm(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Write a previewed import, as a task."""
    _, batch = plan_and_batch(request, territory, plan, pk)
    posted = request.POST
    agreed = Agreed(posted.get("lecture", ""), posted.get("decisions", ""), deletions="suppressions" in posted)
    try:
        return redirect(start_writing(batch, signed_in(request), agreed))
    except CannotConfirm as refusal:
        messages.warning(request, str(refusal))
        return redirect("annexes:import", territory, plan, pk)


@require_POST
def analyse_again(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Compare again with the plan, which changed for instance, once what was not read yet is."""
    _, batch = plan_and_batch(request, territory, plan, pk, OPEN_STATES)
    if start_analysis(batch, signed_in(request)) is None:
        messages.warning(request, TOO_LATE)
        return redirect(batch)
    return redirect(batch.job or batch)


@require_POST
def aside(request: HttpRequest, territory: str, plan: str, pk: int, rank: int) -> HttpResponse:
    """Do without one file of an import, or take it back."""
    _, batch = plan_and_batch(request, territory, plan, pk, OPEN_STATES)
    get_object_or_404(batch.files.defer("reading"), rank=rank)
    with transaction.atomic():
        if not leave_aside(batch, rank, aside="reprendre" not in request.POST):
            late = not can_be_read(batch)
            messages.warning(
                request, TOO_LATE if late else "Il ne resterait aucun fichier\u00a0: abandonnez plutôt cet import."
            )
            return redirect("annexes:import", territory, plan, pk)
        start_analysis(batch, signed_in(request))
    return redirect(batch.job or batch)


@require_POST
def give_up(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    _, batch = plan_and_batch(request, territory, plan, pk)
    if drop(batch):
        messages.success(request, f"L’import de « {batch.file_name} » est abandonné. Rien n’a été écrit.")
    else:
        messages.warning(request, "Cet import est déjà terminé.")
    return redirect("annexes:imports", territory, plan)


def plan_and_batch(
    request: HttpRequest, territory: str, plan: str, pk: int, states: Collection[ImportState] = tuple(ImportState)
) -> tuple[Plan, ImportBatch]:
    """An import of a plan in one of these states, for who may import into it. Raise Http404."""
    found = plan_to_import(request, territory, plan)
    batch = get_object_or_404(ImportBatch.objects.select_related("job", "user"), pk=pk, plan=found, state__in=states)
    batch.plan = found
    return found, batch


def plan_to_import(request: HttpRequest, territory: str, plan: str) -> Plan:
    """The plan, for who may import into it."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_import(role), ONLY_ADMINS)
    return found
