"""Partners, contacts, places… from a sheet and to one, for administrators: read, previewed, then written."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.access import require, signed_in, territory_or_404
from accounts.forms import BootstrapMixin
from accounts.models import Territory
from accounts.perms import Abilities
from accounts.tables import csv_response
from annexes.listfiles import MAX_BYTES, read_table, write_table
from annexes.readers.container import MIB
from annexes.reading import Unreadable
from partners.bulkimport import ListPlan, PlanStale, RowState, apply_import, plan_import
from partners.enums import DirectoryList
from partners.models import DirectoryImport
from partners.resources import KEY, ListResource, resource_of
from partners.similarity import look_alikes

ONLY_ADMINS = "Importer et exporter les listes est réservé à l’administration du territoire."
SHOWN = 100  # rows of a page of a preview
KEPT = 5  # previews of a list that wait; older ones are forgotten
DAYS = 7  # and those that wait for longer: they may name people
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ListFileForm(BootstrapMixin, forms.Form):
    file = forms.FileField(
        label="Fichier à importer",
        allow_empty_file=True,
        error_messages={"required": "Choisissez un fichier."},
        help_text=f"Un classeur (.xlsx, .ods, .xls) ou un .csv, de {MAX_BYTES // MIB}\u00a0Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv"}),
    )


def import_new(request: HttpRequest, territory: str, what: str) -> HttpResponse:
    """Upload a list; what it would change is shown before anything is written."""
    found, resource = _open(request, territory, what)
    form = ListFileForm(request.POST, request.FILES) if request.method == "POST" else ListFileForm()
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            table = read_table(upload.file, upload.name)
        except Unreadable as error:
            form.add_error("file", _in_words(error))
        else:
            waiting = DirectoryImport.objects.create(
                territory=found,
                user=signed_in(request),
                what=what,
                file_name=upload.name[:200],
                columns=table.header,
                rows=table.rows,
                remarks=table.remarks,
            )
            _forget_old(found, what)
            return redirect("sheets:preview", found.slug, what, waiting.pk)
    context = {
        "territory": found,
        "what": what,
        "label": DirectoryList(what).label,
        "form": form,
        "columns": resource.fields.values(),
        "key": KEY,
        "back": list_url(found, what),
    }
    return render(request, "annexes/list_import.html", context, status=422 if form.errors else 200)


def preview(request: HttpRequest, territory: str, what: str, pk: int) -> HttpResponse:
    """Row by row, what the import does; confirmed, it is written at once, and can be undone."""
    found, resource = _open(request, territory, what)
    waiting = get_object_or_404(DirectoryImport, pk=pk, territory=found, what=what)
    if waiting.applied_at is not None:
        messages.info(request, f"L’import de « {waiting.file_name} » est déjà écrit.")
        return redirect(list_url(found, what))
    if request.method == "POST" and "abandonner" in request.POST:
        waiting.delete()
        messages.success(request, f"L’import de « {waiting.file_name} » est abandonné. Rien n’a été écrit.")
        return redirect(list_url(found, what))
    stale = False
    if request.method == "POST":
        if done := _write(request, found, resource, waiting):
            return done
        stale, resource = True, type(resource)(found)
    plan = plan_import(resource, waiting.columns, _rows(waiting))
    context = {
        "territory": found,
        "what": what,
        "label": DirectoryList(what).label,
        "waiting": waiting,
        "plan": plan,
        "digest": plan.digest(),
        "stale": stale,
        "back": list_url(found, what),
        **_shown(request, plan, resource),
    }
    return render(request, "annexes/list_preview.html", context, status=409 if stale else 200)


def export(request: HttpRequest, territory: str, what: str) -> HttpResponse:
    """The whole list, as the import reads it back."""
    found, resource = _open(request, territory, what)
    header, rows = resource.table()
    if request.GET.get("format") == "csv":
        return csv_response(f"{what}-{found.slug}", header, rows)
    label = str(DirectoryList(what).label)
    response = HttpResponse(write_table(label, header, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{what}-{found.slug}.xlsx"'
    return response


def list_url(territory: Territory, what: str) -> str:
    """The page where a list is consulted."""
    pages = {
        DirectoryList.PARTNERS: "partners",
        DirectoryList.CONTACTS: "contacts",
        DirectoryList.SCHEMES: "schemes",
        DirectoryList.PLACES: "places",
    }
    if page := pages.get(DirectoryList(what)):
        return reverse(f"directory:{page}", args=[territory.slug])
    return reverse("directory:list", args=[territory.slug, what])


def _open(request: HttpRequest, territory: str, what: str) -> tuple[Territory, ListResource]:
    found, role = territory_or_404(request, territory)
    require(Abilities(role).manage_lists, ONLY_ADMINS)
    resource = resource_of(what)
    if resource is None:
        raise Http404
    return found, resource(found)


def _write(
    request: HttpRequest, territory: Territory, resource: ListResource, waiting: DirectoryImport
) -> HttpResponse | None:
    """Write the previewed import; None when the directory changed since."""
    try:
        plan, batch = apply_import(
            resource,
            waiting.columns,
            _rows(waiting),
            seen=request.POST.get("apercu", ""),
            by=signed_in(request),
            source=waiting.file_name,
        )
    except (PlanStale, IntegrityError):
        return None
    waiting.rows, waiting.applied_at = [], timezone.now()
    waiting.save(update_fields=["rows", "applied_at"])
    counts = plan.counts
    said = [f"{counts[RowState.NEW]} ajoutés", f"{counts[RowState.CHANGED]} changés"]
    if counts[RowState.REFUSED]:
        said.append(f"{counts[RowState.REFUSED]} lignes refusées, laissées de côté")
    undo = reverse("partners:undo", args=[territory.slug, batch])
    sentence = f"Import de « {waiting.file_name} » terminé : {', '.join(said)}."
    link = format_html(' <a href="{}">Annuler l’import</a>', undo) if plan.to_write else ""
    messages.success(request, format_html("{}{}", sentence, link))
    return redirect(list_url(territory, waiting.what))


def _in_words(error: Unreadable) -> str:
    said = ". ".join(part[:1].upper() + part[1:] for part in (error.issue.message, error.issue.proposal) if part)
    return f"{said}."


def _rows(waiting: DirectoryImport) -> list[tuple[int, list[str]]]:
    return [(number, cells) for number, cells in waiting.rows]


def _shown(request: HttpRequest, plan: ListPlan, resource: ListResource) -> dict[str, Any]:
    """The rows of the page, filtered by what becomes of them; those to look at come first by default."""
    counts = plan.counts
    asked = request.GET.get("lignes", "")
    states = [
        (state, f"{label} ({counts[state]})", state.value == asked)
        for state, label in (
            (RowState.REFUSED, "Refusées"),
            (RowState.NEW, "Nouvelles"),
            (RowState.CHANGED, "Changées"),
            (RowState.UNCHANGED, "Inchangées"),
        )
    ]
    order = {state: rank for rank, (state, *_) in enumerate(states)}
    rows = [row for row in plan.rows if not asked or row.state.value == asked]
    rows.sort(key=lambda row: (order[row.state], row.number))
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    if resource.what == DirectoryList.PARTNERS:
        new = [row for row in page if row.state is RowState.NEW]
        names = [(str(row.part["name"]), str(row.part.get("acronym", ""))) for row in new]
        for row, alike in zip(new, look_alikes(resource.territory, names) if names else [], strict=True):
            row.alike = alike
    return {"page": page, "states": states, "asked": asked, "counts": {state.name: counts[state] for state in RowState}}


def _forget_old(territory: Territory, what: str) -> None:
    waiting = DirectoryImport.objects.filter(territory=territory, what=what, applied_at=None)
    kept = list(waiting.values_list("pk", flat=True)[:KEPT])
    waiting.exclude(pk__in=kept).delete()
    long_ago = timezone.now() - timedelta(days=DAYS)
    DirectoryImport.objects.filter(territory=territory, applied_at=None, created_at__lt=long_ago).delete()
