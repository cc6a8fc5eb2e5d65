"""Partners, contacts, measurements… from a sheet and to one, for administrators: read, previewed, then written."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import content_disposition_header

from accounts.access import require, signed_in, territory_or_404
from accounts.forms import BootstrapMixin
from accounts.perms import Abilities
from accounts.tables import csv_response
from annexes.lists.collecting import write_collection
from annexes.lists.listfiles import MAX_BYTES, read_table, write_returned, write_table
from annexes.lists.listpreview import decided, preview_of, remembered
from annexes.lists.listreading import LONG, ListReading, is_long, kept, read, rows_of
from annexes.lists.listscopes import ListScope, directory_scope, measurement_scope
from annexes.lists.listtasks import list_work, start_list_job
from annexes.lists.listwriting import write_list, written_words
from annexes.models import JobKind
from annexes.readers.container import MIB
from annexes.readers.pasted import as_file
from annexes.reading import Unreadable
from partners.bulkimport import PlanStale
from partners.listplan import ListDecisions
from partners.listresource import KEY
from partners.models import DirectoryImport
from plans.access import plan_or_404

ONLY_ADMINS = "Importer et exporter les listes est réservé à l’administration du territoire."
KEPT = 5  # previews of a list that wait; older ones are forgotten
DAYS = 7  # and those that wait for longer: they may name people
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YEAR = re.compile(r"(19|20)\d\d")
View = Callable[..., HttpResponse]


class ListFileForm(BootstrapMixin, forms.Form):
    """A file, or a table pasted from a sheet or a document; `content` holds its name and bytes once it is valid."""

    file = forms.FileField(
        label="Fichier à importer",
        required=False,
        allow_empty_file=True,
        help_text=f"Un classeur (.xlsx, .ods, .xls) ou un .csv, de {MAX_BYTES // MIB}\u00a0Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"}),
    )
    pasted_html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    pasted_text = forms.CharField(
        label="Tableau collé",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Collez ici, avec Ctrl + V"}),
        help_text="Sélectionnez le tableau avec sa ligne de titres, copiez-le, puis collez-le dans ce cadre.",
    )

    content: tuple[str, bytes]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        upload = cleaned.get("file")
        if upload is not None:
            self.content = (upload.name, upload.read())
        else:
            self.content = as_file(cleaned.get("pasted_html", ""), cleaned.get("pasted_text", ""))
            if not self.content[1] and "file" not in self.errors:
                self.add_error("file", "Choisissez un fichier, ou collez un tableau.")
        return cleaned


def _of_directory(view: View) -> View:
    """The view of a list of the directory, for administrators."""

    @wraps(view)
    def opened(request: HttpRequest, territory: str, what: str, **keys: int) -> HttpResponse:
        found, role = territory_or_404(request, territory)
        require(Abilities(role).manage_lists, ONLY_ADMINS)
        scope = directory_scope(found, what)
        if scope is None:
            raise Http404
        return view(request, scope, **keys)

    return opened


def _of_plan(view: View) -> View:
    """The view of the measurements of a plan: the coordination gives the sheet out, administrators import it."""

    @wraps(view)
    def opened(request: HttpRequest, territory: str, plan: str, **keys: int) -> HttpResponse:
        found, role = plan_or_404(request, territory, plan)
        may = Abilities(role)
        require(may.edit_plans if view is _export else may.manage_lists, ONLY_ADMINS)
        year = request.GET.get("annee", "")
        return view(request, measurement_scope(found, int(year) if YEAR.fullmatch(year) else None), **keys)

    return opened


def _import_new(request: HttpRequest, scope: ListScope) -> HttpResponse:
    """Upload or paste a list; what it would change is shown before anything is written."""
    form = ListFileForm(request.POST, request.FILES) if request.method == "POST" else ListFileForm()
    if form.is_valid():
        name, data = form.content
        try:
            table = read_table(io.BytesIO(data), name)
        except Unreadable as error:
            form.add_error("file", _in_words(error))
        else:
            digest = sha256(data).hexdigest()
            waiting = scope.imports.create(
                territory=scope.territory,
                plan_key=scope.plan.pk if scope.plan else None,
                user=signed_in(request),
                what=scope.what,
                file_name=name[:200],
                sha256=digest,
                columns=table.header,
                rows=table.rows,
                remarks=table.remarks,
                decisions=remembered(scope.imports, digest),
            )
            _forget_old(scope)
            if waiting.decisions:
                messages.info(request, "Ce fichier a déjà été importé : les choix faits alors sont repris.")
            if is_long(waiting):
                return _by_a_worker(request, JobKind.LIST_READ, scope, waiting)
            return redirect(scope.url("preview", waiting.pk))
    context = {**_shared(scope), "form": form, "columns": scope.make().fields.values(), "key": KEY, "long": LONG}
    context["max_bytes"] = MAX_BYTES
    return render(request, "annexes/lists/import.html", context, status=422 if form.errors else 200)


def _preview(request: HttpRequest, scope: ListScope, pk: int) -> HttpResponse:
    """Row by row, what the import does; confirmed, it is written and can be taken back. A long list is a worker’s."""
    waiting = get_object_or_404(scope.imports, pk=pk)
    if waiting.applied_at is not None:
        messages.info(request, f"L’import de « {waiting.file_name} » est déjà écrit.")
        return redirect(scope.back)
    if request.method == "POST" and "abandonner" in request.POST:
        if _forgotten(scope.imports.filter(pk=pk)):
            messages.success(request, f"L’import de « {waiting.file_name} » est abandonné. Rien n’a été écrit.")
        return redirect(scope.back)
    if is_long(waiting) and (work := list_work(waiting)):
        return redirect(work)
    reading, stale = _reading(scope, waiting), False
    if reading is None:
        if request.method == "POST":
            return _by_a_worker(request, JobKind.LIST_READ, scope, waiting)
        return render(request, "annexes/lists/unread.html", {**_shared(scope), "waiting": waiting})
    if request.method == "POST":
        answer = _sent(request, scope, waiting, reading)
        if answer is not None:
            return answer
        reading, stale = read(scope.make(), waiting), True
    page = preview_of(scope.make(), waiting, reading, request.GET.get("lignes", ""), request.GET.get("page", ""))
    context = {
        **_shared(scope),
        "waiting": waiting,
        "page": page,
        "stale": stale,
        "returned": scope.url("returned", pk),
        "is_long": is_long(waiting),
    }
    return render(request, "annexes/lists/preview.html", context, status=409 if stale else 200)


def _returned(request: HttpRequest, scope: ListScope, pk: int) -> HttpResponse:
    """The rows that were handed in, with what is wrong with each in its cell."""
    waiting = get_object_or_404(scope.imports, pk=pk, applied_at=None)
    reading = _reading(scope, waiting)
    if reading is None:
        return redirect(scope.url("preview", pk))
    name = f"{waiting.file_name.rsplit('.', 1)[0]}-annote.xlsx"
    return _file(name, write_returned(scope.label, waiting.columns, rows_of(waiting), reading.plan))


def _export(request: HttpRequest, scope: ListScope) -> HttpResponse:
    """The whole list, as the import reads it back."""
    header, rows = scope.make().table()
    name = f"{scope.what}-{scope.plan.slug if scope.plan else scope.territory.slug}"
    if request.GET.get("format") == "csv":
        return csv_response(name, header, rows)
    if scope.plan is not None:
        return _file(f"{name}.xlsx", write_collection(scope.plan, header, rows))
    return _file(f"{name}.xlsx", write_table(scope.label, header, rows))


def _reading(scope: ListScope, waiting: DirectoryImport) -> ListReading | None:
    """What the import would do; None for a long list that a worker has not read yet."""
    return kept(waiting) if is_long(waiting) else read(scope.make(), waiting)


def _sent(
    request: HttpRequest, scope: ListScope, waiting: DirectoryImport, reading: ListReading
) -> HttpResponse | None:
    """Keep or write what was decided; None when the list changed since the preview."""
    shown = ListDecisions.from_json(waiting.decisions)
    decisions = decided(waiting, request.POST, reading)
    if "apercu" not in request.POST or "suite" in request.POST or "tous" in request.POST:
        return _kept(request, scope, waiting, decisions)
    if is_long(waiting):
        told = {"seen": request.POST["apercu"], "shown": shown.to_json(), "decisions": decisions.to_json()}
        return _by_a_worker(request, JobKind.LIST_WRITE, scope, waiting, **told)
    if done := _write(request, scope, waiting, shown, decisions):
        return done
    waiting.decisions = decisions.to_json()
    waiting.save(update_fields=["decisions"])
    return None


def _kept(request: HttpRequest, scope: ListScope, waiting: DirectoryImport, decisions: ListDecisions) -> HttpResponse:
    """Keep what was decided, and show the page that was asked for; a long list is read again with new decisions."""
    changed = ListDecisions.from_json(waiting.decisions) != decisions
    waiting.decisions = decisions.to_json()
    waiting.save(update_fields=["decisions"])
    if changed and is_long(waiting):
        return _by_a_worker(request, JobKind.LIST_READ, scope, waiting)
    query = request.GET.copy()
    if page := request.POST.get("suite", ""):
        query["page"] = page
    return redirect(f"{scope.url('preview', waiting.pk)}?{query.urlencode()}#lignes")


def _by_a_worker(
    request: HttpRequest, kind: JobKind, scope: ListScope, waiting: DirectoryImport, **options: Any
) -> HttpResponse:
    with transaction.atomic():
        return redirect(start_list_job(kind, scope, waiting, signed_in(request), **options))


def _write(
    request: HttpRequest, scope: ListScope, waiting: DirectoryImport, shown: ListDecisions, decisions: ListDecisions
) -> HttpResponse | None:
    """Write the previewed import; None when the list changed since."""
    seen = request.POST["apercu"]
    try:
        plan = write_list(
            scope=scope, waiting=waiting, by=signed_in(request), seen=seen, shown=shown, decisions=decisions
        )
    except PlanStale:
        return None
    if plan is None:  # written or abandoned in another window
        return redirect(scope.back)
    undo = reverse("sheets:undo", args=[scope.territory.slug, waiting.pk])
    link = format_html(' <a href="{}">Annuler l’import</a>', undo) if plan.to_write else ""
    messages.success(request, format_html("{}{}", written_words(waiting, plan), link))
    return redirect(scope.back)


def _in_words(error: Unreadable) -> str:
    said = ". ".join(part[:1].upper() + part[1:] for part in (error.issue.message, error.issue.proposal) if part)
    return f"{said}."


def _shared(scope: ListScope) -> dict[str, Any]:
    return {"territory": scope.territory, "plan": scope.plan, "scope": scope, "label": scope.label, "back": scope.back}


def _file(name: str, data: bytes) -> HttpResponse:
    said = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(data, XLSX, headers={"Content-Disposition": said})


def _forget_old(scope: ListScope) -> None:
    waiting = scope.imports.filter(applied_at=None)
    kept = list(waiting.values_list("pk", flat=True)[:KEPT])
    _forgotten(waiting.exclude(pk__in=kept))
    long_ago = timezone.now() - timedelta(days=DAYS)
    _forgotten(DirectoryImport.objects.filter(territory=scope.territory, created_at__lt=long_ago))


def _forgotten(imports: QuerySet[DirectoryImport]) -> int:
    """Delete those that are not written, under their lock; how many they were."""
    with transaction.atomic():
        locked = list(imports.filter(applied_at=None).select_for_update().values_list("pk", flat=True))
        return DirectoryImport.objects.filter(pk__in=locked).delete()[0]


import_new, measures_import = _of_directory(_import_new), _of_plan(_import_new)
preview, measures_preview = _of_directory(_preview), _of_plan(_preview)
returned, measures_returned = _of_directory(_returned), _of_plan(_returned)
export, measures_export = _of_directory(_export), _of_plan(_export)
