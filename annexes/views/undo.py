from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import signed_in
from annexes.jobs import start_job
from annexes.models import ImportBatch, ImportState, JobKind
from annexes.summaries import created_sentence, level_names, written_sentence
from annexes.tasks import take_back_import
from annexes.undoing.undo import obstacles
from annexes.views.imports import plan_to_import

SHOWN = 50  # obstacles


def undo(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Take an import back: what goes is said first, and what stands in the way, object by object."""
    found = plan_to_import(request, territory, plan)
    batch = get_object_or_404(ImportBatch.objects.defer("reading").select_related("user"), pk=pk, plan=found)
    batch.plan = found
    if batch.state != ImportState.APPLIED:
        messages.warning(request, "Cet import n’est pas écrit dans le plan : il n’y a rien à annuler.")
        return redirect("annexes:import", territory, plan, pk)
    in_the_way, names = obstacles(batch), level_names(found)
    if request.method == "POST" and not in_the_way:
        with transaction.atomic():
            job = start_job(
                task=take_back_import,
                kind=JobKind.UNDO,
                plan=found,
                user=signed_in(request),
                label=f"Annulation de l’import de « {batch.file_name} »",
                options={"batch": batch.pk},
            )
        return redirect(job)
    context = {
        "plan": found,
        "batch": batch,
        "written": written_sentence(batch.summary.get("counts", {}), names),
        "lists": created_sentence(batch.summary.get("directory", {}), names),
        "obstacles": in_the_way[:SHOWN],
        "hidden": max(len(in_the_way) - SHOWN, 0),
    }
    return render(request, "annexes/import_undo.html", context, status=409 if request.method == "POST" else 200)
