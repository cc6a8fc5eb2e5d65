"""What each column of a flat sheet and each rubric of fiche documents holds: seen, chosen, remembered."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import signed_in
from accounts.text import fold
from annexes.importing.batches import ask_reading
from annexes.importing.mappingform import CHOSEN, REMEMBERED, MappingForm, RubricsForm
from annexes.importing.mappings import (
    forget,
    forget_rubrics,
    is_remembered,
    remember,
    remember_rubrics,
    remembered_rubrics,
)
from annexes.importing.merging import FICHE
from annexes.importing.queueing import start_analysis
from annexes.importing.readings import reading_from_json
from annexes.models import ImportBatch, ImportState
from annexes.reading import Part
from annexes.views.imports import plan_and_batch
from plans.enums import Level
from plans.models import Plan

COLUMNS = "colonnes"
OVER = "Cet import n’attend plus de décision\u00a0: ses colonnes et ses rubriques ne se changent plus."
FORGOTTEN = "Ces choix sont oubliés\u00a0: les prochains fichiers seront lus d’après leurs titres."
WRITTEN = "Cet import est confirmé ou terminé\u00a0: le fichier n’est plus relu."


def columns(request: HttpRequest, territory: str, plan: str, pk: int, part: str) -> HttpResponse:
    """The columns of one part of an import with the field of each; the file is read again as they say."""
    found, batch = plan_and_batch(request, territory, plan, pk)
    read = _part(batch, part)
    if batch.state != ImportState.ANALYSED:
        messages.warning(request, OVER)
        return redirect(batch)
    if request.method == "POST" and "oublier" in request.POST:
        if forget(found.territory, read.header):
            messages.success(request, FORGOTTEN)
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
            messages.warning(request, WRITTEN)
            return redirect(batch)
        start_analysis(batch, signed_in(request))
    return redirect(batch.job or batch)


def rubrics(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """The rubrics of the fiches of an import that have no field, each with a choice; the files are read again so."""
    found, batch = plan_and_batch(request, territory, plan, pk)
    parts = [part for part in _parts(batch) if part.layout == FICHE and part.header]
    if not parts:
        messages.info(request, "Toutes les rubriques de cet import ont un champ\u00a0: rien n’est à associer.")
        return redirect(batch)
    if batch.state != ImportState.ANALYSED:
        messages.warning(request, OVER)
        return redirect(batch)
    labels = list(dict.fromkeys(label for part in parts for label in part.header))
    if request.method == "POST" and "oublier" in request.POST:
        if forget_rubrics(found.territory, labels):
            messages.success(request, FORGOTTEN)
        return redirect(request.path)
    known = [header[0] for header in remembered_rubrics(found.territory, labels).values_list("header", flat=True)]
    form = RubricsForm(
        parts, request.POST if request.method == "POST" else None, level_labels=_labels(found),
        asked=batch.options.get("rubrics", {}), known=map(fold, known),
    )  # fmt: skip
    if form.is_valid():
        return _read_rubrics(request, found, batch, form)
    context = {"plan": found, "batch": batch, "form": form, "rows": list(form.rows()), "known": known}
    return render(request, "annexes/import_rubrics.html", context, status=422 if form.errors else 200)


def _read_rubrics(request: HttpRequest, plan: Plan, batch: ImportBatch, form: RubricsForm) -> HttpResponse:
    chosen = dict(zip(form.header, form.mapping, strict=True))
    with transaction.atomic():
        if form.cleaned_data["retenir"]:
            remember_rubrics(plan.territory, chosen, signed_in(request))
        if not ask_reading(batch, rubrics={fold(label): field for label, field in chosen.items()}):
            messages.warning(request, WRITTEN)
            return redirect(batch)
        start_analysis(batch, signed_in(request))
    return redirect(batch.job or batch)


def _part(batch: ImportBatch, key: str) -> Part:
    """A part that has columns; 404 for any other."""
    for part in _parts(batch):
        if part.key == key and part.header and part.layout != FICHE:
            return part
    raise Http404


def _parts(batch: ImportBatch) -> tuple[Part, ...]:
    return reading_from_json(batch.reading).parts if batch.reading else ()


def _chosen(batch: ImportBatch, part: Part, *, known: bool) -> str:
    """Why the fields stand there, when it is not what the titles say."""
    if part.layout != COLUMNS:
        return ""
    if part.key in batch.options.get("mappings", {}):
        return CHOSEN
    return REMEMBERED if known else ""


def _labels(plan: Plan) -> dict[Level, str]:
    return {Level(level.level): level.singular for level in plan.kind.levels.all()}
