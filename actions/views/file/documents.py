"""What is attached to a dossier: files kept here and links, each with its section; a file is only given to members."""

from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import require, signed_in
from accounts.aggregates import Content, content
from accounts.enums import Change
from accounts.history import record
from actions.file.sections import asked_of
from actions.forms.file import WHOLE, AttachedFileForm, AttachedLinkForm, section_choices
from actions.views.filepages import ONLY_COORDINATORS, tell_undo
from plans.access import plan_or_404
from plans.models import Plan, PlanDocument

MOST = 200


def documents(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The documents of a dossier, section by section; add a file or a link."""
    found, _ = plan_or_404(request, territory, plan)
    posted = request.method == "POST"
    if posted:
        require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    asked = asked_of(found)
    choices = section_choices(asked.values())
    is_link = request.POST.get("what") == "link"
    initial = {"section": request.GET.get("section", "")}
    upload = (
        AttachedFileForm(request.POST, request.FILES, choices=choices)
        if posted and not is_link
        else AttachedFileForm(choices=choices, initial=initial)
    )
    link = (
        AttachedLinkForm(request.POST, prefix="link", choices=choices)
        if posted and is_link
        else AttachedLinkForm(prefix="link", choices=choices, initial=initial)
    )
    form = link if is_link else upload
    if posted and form.is_valid() and _add(request, found, form.cleaned_data):
        return redirect("file:documents", territory, plan)
    context = {
        "territory": found.territory,
        "plan": found,
        "groups": _groups(found, {key: section.title for key, section in asked.items()}),
        "upload": upload,
        "link": link,
    }
    return render(request, "file/documents.html", context, status=422 if posted else 200)


def download(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse | FileResponse:
    """A file, as it was given; always saved, never opened in the page."""
    found, _ = plan_or_404(request, territory, plan)
    kept = get_object_or_404(PlanDocument, pk=pk, plan=found)
    if not kept.file:
        raise Http404
    try:
        opened = kept.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(opened, as_attachment=True, filename=PurePosixPath(str(kept.file.name)).name)


def remove(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Take a document off a dossier, once asked. Its file stays in the storage: the history may bring it back."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    kept = get_object_or_404(PlanDocument, pk=pk, plan=found)
    if request.method != "POST":
        context = {"territory": found.territory, "plan": found, "document": kept}
        return render(request, "file/document_remove.html", context)
    with transaction.atomic():
        before = _locked(found)
        PlanDocument.objects.filter(pk=kept.pk).delete()
        _record(request, found, before)
    tell_undo(request, found, found, f"Le document « {kept.title} » est retiré du dossier.")
    return redirect("file:documents", territory, plan)


def _groups(plan: Plan, titles: dict[str, str]) -> list[tuple[str, list[PlanDocument]]]:
    """The documents under the title of their section; those of the whole dossier, or of no known section, last."""
    found: dict[str, list[PlanDocument]] = {title: [] for title in titles.values()}
    whole: list[PlanDocument] = []
    for one in plan.documents.all():
        (found[titles[one.section]] if one.section in titles else whole).append(one)
    return [(title, several) for title, several in (*found.items(), (WHOLE, whole)) if several]


def _add(request: HttpRequest, plan: Plan, given: dict[str, Any]) -> bool:
    with transaction.atomic():
        before = _locked(plan)
        if len(before["documents"]) >= MOST:
            messages.error(request, f"Un dossier porte {MOST} documents au plus : retirez-en un.")
            return False
        added = PlanDocument(plan=plan, position=len(before["documents"]), **given)
        added.save()
        _record(request, plan, before)
    tell_undo(request, plan, plan, f"Le document « {added.title} » est joint.")
    return True


def _locked(plan: Plan) -> Content:
    """What the plan holds; nobody else writes it meanwhile. Raise Http404 when it is gone."""
    get_object_or_404(Plan.objects.select_for_update(of=("self",)).order_by(), pk=plan.pk)
    return content(plan)


def _record(request: HttpRequest, plan: Plan, before: Content) -> None:
    record(
        Change.EDITED, plan, by=signed_in(request), territory=plan.territory, plan_key=plan.pk,
        before=before, after=content(plan),
    )  # fmt: skip
