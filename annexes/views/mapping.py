"""What each column of a flat sheet holds: seen, chosen, remembered."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import signed_in
from annexes.importing.batches import ask_reading
from annexes.importing.mappingform import MappingForm
from annexes.importing.mappings import forget, is_remembered, remember
from annexes.importing.queueing import start_analysis
from annexes.importing.readings import reading_from_json
from annexes.models import ImportBatch, ImportState
from annexes.reading import Part
from annexes.views.preview import plan_and_batch
from plans.enums import Level
from plans.models import Plan

COLUMNS = "colonnes"
CHOSEN, REMEMBERED = "Choisie ici", "Retenue la dernière fois"


def columns(request: HttpRequest, territory: str, plan: str, pk: int, part: str) -> HttpResponse:
    """The columns of one part of an import with the field of each; the file is read again as they say."""
    found, batch = plan_and_batch(request, territory, plan, pk)
    read = _part(batch, part)
    if batch.state != ImportState.ANALYSED:
        messages.warning(request, "Cet import n’attend plus de décision\u00a0: ses colonnes ne se changent plus.")
        return redirect(batch)
    if request.method == "POST" and "oublier" in request.POST:
        if forget(found.territory, read.header):
            messages.success(
                request, "Ces choix sont oubliés\u00a0: les prochains fichiers seront lus d’après leurs titres."
            )
        return redirect(request.path)
    known = is_remembered(found.territory, read.header)
    form = MappingForm(
        read, request.POST if request.method == "POST" else None, level_labels=_labels(found),
        chosen=_chosen(batch, read, known=known),
    )  # fmt: skip
    if form.is_valid():
        return _read_again(request, found, batch, read, form)
    context = {"plan": found, "batch": batch, "part": read, "form": form, "rows": list(form.rows()), "known": known}
    return render(request, "annexes/import_mapping.html", context, status=422 if form.errors else 200)


def _read_again(request: HttpRequest, plan: Plan, batch: ImportBatch, part: Part, form: MappingForm) -> HttpResponse:
    with transaction.atomic():
        if form.cleaned_data["retenir"]:
            remember(plan.territory, part.header, form.mapping, signed_in(request))
        if not ask_reading(batch, layouts={part.key: COLUMNS}, mappings={part.key: form.mapping}):
            messages.warning(request, "Cet import est confirmé ou terminé\u00a0: le fichier n’est plus relu.")
            return redirect(batch)
        start_analysis(batch, signed_in(request))
    return redirect(batch.job or batch)


def _part(batch: ImportBatch, key: str) -> Part:
    """A part that has columns; 404 for any other."""
    parts = reading_from_json(batch.reading).parts if batch.reading else ()
    for part in parts:
        if part.key == key and part.header:
            return part
    raise Http404


def _chosen(batch: ImportBatch, part: Part, *, known: bool) -> str:
    """Why the fields stand there, when it is not what the titles say."""
    if part.layout != COLUMNS:
        return ""
    if part.key in batch.options.get("mappings", {}):
        return CHOSEN
    return REMEMBERED if known else ""


def _labels(plan: Plan) -> dict[Level, str]:
    return {Level(level.level): level.singular for level in plan.kind.levels.all()}
