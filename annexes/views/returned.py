"""The annotated file: what was handed in, with colours, comments and the list of what was said of it."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import slugify

from annexes.importing.returned import ZIP, Told, returned_archive, returned_file, told
from annexes.models import ImportBatch, ImportFile, ImportState
from annexes.reading import Unreadable
from annexes.views.imports import plan_and_batch


def annotated(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponseBase:
    """The file of an import, or the one of rank `fichier`; a zip of them all when there are several."""
    _, batch = plan_and_batch(request, territory, plan, pk)
    if batch.state == ImportState.UPLOADED:
        messages.warning(request, "Ce fichier n’est pas encore lu : attendez la fin de sa lecture.")
        return redirect(batch)
    files = _files(batch)
    wanted = request.GET.get("fichier", "")
    chosen = [file for file in files if str(file.rank) == wanted] if wanted else files
    if not chosen:
        raise Http404("Ce fichier n’est plus conservé.")
    said = told(batch)
    if len(chosen) > 1:
        name = f"{slugify(batch.plan.title)[:60] or 'import'}-fichiers-annotes.zip"
        return FileResponse(returned_archive(chosen, said), as_attachment=True, filename=name, content_type=ZIP)
    return _one(request, batch, chosen[0], said, several=len(files) > 1)


def _one(request: HttpRequest, batch: ImportBatch, file: ImportFile, said: Told, *, several: bool) -> HttpResponseBase:
    try:
        made = returned_file(file, said, several=several)
    except Unreadable as refusal:
        messages.warning(request, f"« {file.name} » ne peut pas être annoté : {refusal.issue.message}.")
        return redirect(batch)
    content = BytesIO(made.content)
    return FileResponse(content, as_attachment=True, filename=made.name, content_type=made.content_type)


def _files(batch: ImportBatch) -> list[ImportFile]:
    """The files of an import that are still kept."""
    return [file for file in batch.files.defer("reading") if file.file.storage.exists(file.file.name or "")]
