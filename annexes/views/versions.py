"""The frozen versions of a plan: their list, one of them read as it was, its documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import perms
from accounts.access import require, signed_in
from actions.prose import article
from annexes.documents import DocumentRequest
from annexes.models import Job, JobKind, JobState, Version, VersionFile, VersionReason
from annexes.sharing.files import ShownFile, file_answer, shown_files
from annexes.versions.forms import BY_KEY, FreezeForm
from annexes.versions.freezing import freeze
from annexes.versions.frozen import read_frozen
from annexes.versions.reading import figures_of, rubrics_of, sheet_of, tree_of
from annexes.versions.starting import start_documents, start_remake
from plans.access import plan_or_404
from plans.models import Plan

A_PAGE = 20
ONLY_MEMBERS = "Les documents d’une version sont réservés aux membres du territoire."
ONLY_COORDINATORS = "Figer une version est réservé à la coordination et à l’administration du territoire."
ONLY_EDITORS = "Ce fichier nomme des contacts : il est réservé aux personnes qui modifient les plans."


@dataclass(frozen=True, slots=True)
class Shown:
    """A version with its documents; `job` makes those that are missing, when one does."""

    version: Version
    files: Sequence[ShownFile]
    missing: Sequence[str]
    job: Job | None

    @property
    def is_being_made(self) -> bool:
        return self.job is not None and self.job.state in (JobState.WAITING, JobState.RUNNING)


def listing(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The versions of a plan, the last one first. Five queries, whatever their number."""
    found, _ = plan_or_404(request, territory, plan)
    page = Paginator(_light(found).prefetch_related("files"), A_PAGE).get_page(request.GET.get("page"))
    context = {"plan": found, "territory": found.territory, "page": page, "shown": _shown(found, list(page))}
    return render(request, "versions/list.html", context)


def new(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Freeze the plan as it is now."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = freeze(found, reason=VersionReason.ON_DEMAND, by=signed_in(request), **form.cleaned_data)
        messages.success(request, f"La version {version.number} est figée.")
        return redirect(version)
    context = {"plan": found, "territory": found.territory, "form": form}
    return render(request, "versions/new.html", context, status=422 if form.errors else 200)


def version(request: HttpRequest, territory: str, plan: str, number: int) -> HttpResponse:
    """One version: its documents, its fingerprints, and the plan as it was."""
    found, role = plan_or_404(request, territory, plan)
    one = get_object_or_404(_whole(found), number=number)
    frozen = read_frozen(one)
    last = Version.objects.filter(plan=found).aggregate(last=Max("number"))["last"]
    context = {
        **_context(found, one),
        "shown": _shown(found, [one])[0],
        "figures": figures_of(frozen.outline, frozen.edition),
        "sections": [(section.title, article(section.text)) for section in frozen.outline.sections if section.text],
        "branches": tree_of(frozen),
        "others": [(key, asked.label) for key, asked in BY_KEY.items()],
        "later": last if last > number else None,
        "may_read_contacts": perms.can_edit_plans(role),
    }
    return render(request, "versions/version.html", context)


def fiche(request: HttpRequest, territory: str, plan: str, number: int, rank: int) -> HttpResponse:
    """A fiche of a version, as its documents print it; contacts are left out."""
    found, _ = plan_or_404(request, territory, plan)
    one = get_object_or_404(_whole(found), number=number)
    sheet, count = sheet_of(read_frozen(one), rank)
    if sheet is None:
        raise Http404
    context = {**_context(found, one), "sheet": sheet, "rubrics": rubrics_of(sheet), "rank": rank, "count": count}
    context |= {"before": rank - 1 if rank > 1 else None, "after": rank + 1 if rank < count else None}
    return render(request, "versions/fiche.html", context)


def download(request: HttpRequest, territory: str, plan: str, number: int, position: int) -> FileResponse:
    """A document of a version, for every member."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    return file_answer(get_object_or_404(VersionFile, version__plan=found, version__number=number, position=position))


def content(request: HttpRequest, territory: str, plan: str, number: int) -> HttpResponse:
    """The data of a version, byte for byte what its fingerprint is of; contacts stand in it."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_edit_plans(role), ONLY_EDITORS)
    one = get_object_or_404(_whole(found), number=number)
    name = f"{found.slug}_version-{number}.json"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(one.content.encode(), content_type="application/json", headers=disposition)


@require_POST
def make(request: HttpRequest, territory: str, plan: str, number: int) -> HttpResponse:
    """Make the documents that a version still misses."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    one = get_object_or_404(_light(found), number=number)
    shown = _shown(found, [one])[0]
    if shown.is_being_made and shown.job is not None:
        return redirect(shown.job)
    if not shown.missing:
        messages.info(request, "Cette version a tous ses documents.")
        return redirect(one)
    return redirect(start_documents(one, signed_in(request)))


@require_POST
def remake(request: HttpRequest, territory: str, plan: str, number: int) -> HttpResponse:
    """Make a document again, or another one, from what the version keeps."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    one = get_object_or_404(_light(found), number=number)
    asked = _asked(one, request)
    if asked is None:
        messages.warning(request, "Choisissez un document de la liste.")
        return redirect(one)
    site = request.build_absolute_uri("/").rstrip("/")
    return redirect(start_remake(one, asked, signed_in(request), site))


def _asked(version: Version, request: HttpRequest) -> DocumentRequest | None:
    """The document of the form: one of the version by its place, or one of those that are offered."""
    place = request.POST.get("place", "")
    if place.isdecimal() and int(place) < len(version.documents):
        return DocumentRequest.from_options(version.documents[int(place)])
    return BY_KEY.get(request.POST.get("document", ""))


def _light(plan: Plan) -> QuerySet[Version]:
    """The versions of a plan, the last one first, without what is long in them."""
    return _whole(plan).defer("content", "edition")


def _whole(plan: Plan) -> QuerySet[Version]:
    with_names = ("plan__territory", "plan__kind", "frozen_by", "amendment", "meeting")
    return Version.objects.filter(plan=plan).select_related(*with_names).order_by("-number")


def _shown(plan: Plan, versions: Sequence[Version]) -> list[Shown]:
    """Two queries, when files are not there yet."""
    jobs = {job.options["version"]: job for job in plan.jobs.filter(kind=JobKind.FREEZE).order_by("pk")}
    return [_one_shown(version, jobs.get(version.pk)) for version in versions]


def _one_shown(version: Version, job: Job | None) -> Shown:
    files = shown_files(version)
    made = {one.position for one in files}
    asked = enumerate(map(DocumentRequest.from_options, version.documents))
    return Shown(version, files, [one.label for position, one in asked if position not in made], job)


def _context(plan: Plan, version: Version) -> dict[str, Any]:
    return {"plan": plan, "territory": plan.territory, "version": version}
