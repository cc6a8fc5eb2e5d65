"""The documents of a fiche: files kept here and links; a file is only given to members of the territory."""

from pathlib import PurePosixPath

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts.access import require, signed_in
from accounts.aggregates import content
from accounts.enums import Change
from accounts.history import record
from actions.forms.documents import MAX_FILES, LinkedDocumentForm, UploadForm
from actions.models import Action, Document
from actions.views.form import ONLY_COORDINATORS
from plans.access import plan_or_404
from plans.models import Plan


def documents(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """The documents of a fiche; add a file or a link."""
    found, action = _fiche(request, territory, plan, pk)
    if request.method == "POST":
        require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    is_link = request.POST.get("what") == "link"
    posted = request.method == "POST"
    upload = UploadForm(request.POST, request.FILES) if posted and not is_link else UploadForm(prefix=None)
    link = LinkedDocumentForm(request.POST, prefix="link") if posted and is_link else LinkedDocumentForm(prefix="link")
    form = link if is_link else upload
    if posted and form.is_valid() and _add(request, found, action, form.cleaned_data):
        return redirect("actions:action-documents", found.territory.slug, found.slug, action.pk)
    context = {
        "territory": found.territory,
        "plan": found,
        "action": action,
        "documents": action.documents.all(),
        "upload": upload,
        "link": link,
        "can_edit": request.can.edit_plans,  # type: ignore[attr-defined]
    }
    return render(request, "actions/documents.html", context, status=422 if posted else 200)


def download(request: HttpRequest, territory: str, plan: str, pk: int, document: int) -> HttpResponse | FileResponse:
    """A file, as it was given; always saved, never opened in the page."""
    _, action = _fiche(request, territory, plan, pk)
    kept = get_object_or_404(Document, pk=document, action=action)
    if not kept.file:
        raise Http404
    try:
        opened = kept.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(opened, as_attachment=True, filename=PurePosixPath(str(kept.file.name)).name)


@require_POST
def remove(request: HttpRequest, territory: str, plan: str, pk: int, document: int) -> HttpResponse:
    """Take a document off a fiche. Its file stays in the storage: the history may bring the document back."""
    found, action = _fiche(request, territory, plan, pk)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    with transaction.atomic():
        _lock(action)
        before = content(action)
        gone = get_object_or_404(Document, pk=document, action=action)
        gone.delete()
        _record(request, found, action, before)
    messages.success(request, f"Le document « {gone.title} » est retiré de la fiche.")
    return redirect("actions:action-documents", found.territory.slug, found.slug, action.pk)


def _fiche(request: HttpRequest, territory: str, plan: str, pk: int) -> tuple[Plan, Action]:
    found, _ = plan_or_404(request, territory, plan)
    return found, get_object_or_404(Action.objects.select_related("plan__territory"), pk=pk, plan=found)


def _add(request: HttpRequest, plan: Plan, action: Action, given: dict[str, object]) -> bool:
    with transaction.atomic():
        _lock(action)
        if action.documents.count() >= MAX_FILES:
            messages.error(request, f"Une fiche porte {MAX_FILES} documents au plus : retirez-en un.")
            return False
        before = content(action)
        added = Document(action=action, position=len(before["documents"]), **given)
        added.save()
        _record(request, plan, action, before)
    messages.success(request, f"Le document « {added.title} » est ajouté.")
    return True


def _lock(action: Action) -> None:
    """Nobody else writes this fiche meanwhile. Raise Http404 when it is gone."""
    get_object_or_404(Action.objects.select_for_update(of=("self",)), pk=action.pk)


def _record(request: HttpRequest, plan: Plan, action: Action, before: dict[str, object]) -> None:
    record(
        Change.EDITED, action, by=signed_in(request), territory=plan.territory, plan_key=plan.pk,
        before=before, after=content(action),
    )  # fmt: skip
