from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import signed_in
from annexes.importing.queueing import start_undoing
from annexes.models import ImportState
from annexes.summaries import created_sentence, level_names, written_sentence
from annexes.undoing.undo import obstacles
from annexes.views.imports import plan_and_batch

SHOWN = 50  # obstacles


def undo(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Take an import back: what goes is said first, and what stands in the way, object by object."""
    found, batch = plan_and_batch(request, territory, plan, pk)
    if batch.state != ImportState.APPLIED:
        messages.warning(request, "Cet import n’est pas écrit dans le plan : il n’y a rien à annuler.")
        return redirect("annexes:import", territory, plan, pk)
    in_the_way, names = obstacles(batch), level_names(found)
    if request.method == "POST" and not in_the_way:
        return redirect(start_undoing(batch, signed_in(request)))
    context = {
        "plan": found,
        "batch": batch,
        "written": written_sentence(batch.summary.get("counts", {}), names),
        "lists": created_sentence(batch.summary.get("directory", {}), names),
        "obstacles": in_the_way[:SHOWN],
        "hidden": max(len(in_the_way) - SHOWN, 0),
    }
    return render(request, "annexes/import_undo.html", context, status=409 if request.method == "POST" else 200)
