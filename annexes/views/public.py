"""What a territory publishes, without an account: its signed plans, to be read and to be taken away."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from accounts.models import Territory
from actions.prose import article, passages
from annexes.documents.request import Form
from annexes.models import Version
from annexes.sharing.files import file_answer, logo_answer
from annexes.sharing.published import (
    LICENCE,
    LICENCE_URL,
    OpenPlan,
    contact_names,
    described,
    key_of,
    last_version,
    open_plan,
    public_territory,
    published_file,
    published_plans,
)
from annexes.versions.reading import figures_of, rubrics_of, sheet_of, tree_of

FIVE_MINUTES = 300
ROBOTS = """User-agent: *
Disallow: /partage/
Disallow: /agenda/
Disallow: /t/
Disallow: /compte/
"""


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def territory(request: HttpRequest, authority: str) -> HttpResponse:
    """The signed plans of a territory. Three queries."""
    found = _territory(authority)
    context = {"territory": found, "text": passages(found.public_text), "plans": published_plans(found)}
    return render(request, "public/territory.html", context | _licence())


@login_not_required
@require_safe
def logo(request: HttpRequest, authority: str) -> HttpResponse:
    return logo_answer(_territory(authority))


@login_not_required
@require_safe
def plan(request: HttpRequest, authority: str, project: str) -> HttpResponse:
    """A plan as it was signed: its objectives, its fiches, its documents, its data."""
    opened = _open(authority, project)
    (published,) = published_plans(opened.plan.territory, project)
    outline = opened.frozen.outline
    context = {
        **_context(opened),
        "published": published,
        "figures": figures_of(outline, opened.frozen.edition),
        "sections": [(one.title, article(one.text)) for one in outline.sections if one.text],
        "branches": tree_of(opened.frozen),
        "metadata": reverse("public:metadata", args=[authority, project]),
    }
    return render(request, "public/plan.html", context | _licence())


@login_not_required
@require_safe
def fiche(request: HttpRequest, authority: str, project: str, rank: int) -> HttpResponse:
    """One fiche of the plan as it was signed."""
    opened = _open(authority, project)
    sheet, count = sheet_of(opened.frozen, rank)
    if sheet is None:
        raise Http404
    context = {**_context(opened), "sheet": sheet, "rubrics": rubrics_of(sheet), "rank": rank, "count": count}
    context["facts"] = [fact for fact in (*sheet.marks, *sheet.facts) if fact.value]
    context |= {"before": rank - 1 if rank > 1 else None, "after": rank + 1 if rank < count else None}
    return render(request, "public/fiche.html", context)


@login_not_required
@require_safe
def document(request: HttpRequest, authority: str, project: str, number: int, position: int) -> HttpResponseBase:
    """A PDF of a signed version."""
    found = published_file(_territory(authority), project, number, position)
    if found is None:
        raise Http404
    return file_answer(found)


@login_not_required
@require_safe
def csv(request: HttpRequest, authority: str, project: str) -> HttpResponseBase:
    """The objectives and the fiches as rows, the contacts removed."""
    return _data(request, authority, project, Form.CSV, OpenPlan.csv)


@login_not_required
@require_safe
def json(request: HttpRequest, authority: str, project: str) -> HttpResponseBase:
    """The plan as data, by the published schema, the contacts removed."""
    return _data(request, authority, project, Form.JSON, OpenPlan.json)


@login_not_required
@require_safe
def metadata(request: HttpRequest, authority: str, project: str) -> HttpResponse:
    """What a catalogue of open data says of the plan."""
    opened = _open(authority, project)
    names = {"page": "plan", "csv": "csv", "json": "json"}
    addresses = {
        key: request.build_absolute_uri(reverse(f"public:{name}", args=[authority, project]))
        for key, name in names.items()
    }
    addresses["schema"] = request.build_absolute_uri(reverse("plan-schema"))
    answer = JsonResponse(described(opened, addresses), json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _open_to_all(_shared_for_a_while(answer))


def _territory(slug: str) -> Territory:
    found = public_territory(slug)
    if found is None:
        raise Http404
    return found


def _found(authority: str, project: str) -> tuple[Version, tuple[str, ...]]:
    """The last signed version of a published plan, and whom to take out of it. Raise Http404. Three queries."""
    territory = _territory(authority)
    version = last_version(territory, project)
    if version is None:
        raise Http404
    return version, contact_names(territory)


def _open(authority: str, project: str) -> OpenPlan:
    """The same, read back. Four queries at most."""
    return open_plan(*_found(authority, project))


def _context(opened: OpenPlan) -> dict[str, Any]:
    return {"territory": opened.plan.territory, "plan": opened.plan, "version": opened.version}


def _licence() -> dict[str, str]:
    return {"licence": LICENCE, "licence_url": LICENCE_URL}


def _data(
    request: HttpRequest, authority: str, project: str, form: Form, write: Callable[[OpenPlan], bytes]
) -> HttpResponseBase:
    """A file of open data, not written again for who has it."""
    version, names = _found(authority, project)
    etag = quote_etag(f"{key_of(version, names)}-{form.value}")
    if (same := get_conditional_response(request, etag=etag)) is not None:
        return same
    answer = HttpResponse(write(open_plan(version, names)), content_type=form.content_type)
    answer.headers["ETag"] = etag
    answer.headers["Content-Disposition"] = f'attachment; filename="{project}.{form.value}"'
    answer.headers["Link"] = f'<{LICENCE_URL}>; rel="license"'
    return _open_to_all(_shared_for_a_while(answer))


def _shared_for_a_while(answer: HttpResponse) -> HttpResponse:
    """A public page that closes takes its data with it within five minutes."""
    patch_cache_control(answer, public=True, max_age=FIVE_MINUTES)
    return answer


def _open_to_all(answer: HttpResponse) -> HttpResponse:
    """Pages of other sites may read it."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
