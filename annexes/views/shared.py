"""What a link opens, without an account: the documents of a version, and nothing else."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from annexes.editions import DRAFT_STATUSES
from annexes.models import ShareLink
from annexes.sharing.files import file_answer, logo_answer, shown_files
from annexes.sharing.links import count_download, count_opening, link_of

View = Callable[..., HttpResponseBase]


def secretly(view: View) -> View:
    """Neither indexed nor kept, and the address is told to no other site."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer


@login_not_required
@require_safe
@secretly
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """The documents of the version. Two queries, three with the one that counts."""
    link = link_of(secret)
    if link is None or not link.is_open:
        return _closed(request, link)
    if request.method == "GET":
        count_opening(link)
    version = link.version
    context = {
        "link": link,
        "secret": secret,
        "version": version,
        "plan": version.plan,
        "territory": version.plan.territory,
        "files": [(one, reverse("public:share-file", args=[secret, one.position])) for one in shown_files(version)],
        "is_draft": version.plan_status in DRAFT_STATUSES,
    }
    return render(request, "annexes/sharing/shared.html", context)


@login_not_required
@require_safe
@secretly
def download(request: HttpRequest, secret: str, position: int) -> HttpResponseBase:
    """One document of the version."""
    link = link_of(secret)
    if link is None or not link.is_open:
        return _closed(request, link)
    found = link.version.files.filter(position=position).first()
    if found is None:
        raise Http404
    answer: FileResponse = file_answer(found)
    if request.method == "GET":
        count_download(link)
    return answer


@login_not_required
@require_safe
@secretly
def logo(request: HttpRequest, secret: str) -> HttpResponse:
    """The picture that heads the page of the link."""
    link = link_of(secret)
    if link is None or not link.is_open:
        raise Http404
    return logo_answer(link.version.plan.territory)


def _closed(request: HttpRequest, link: ShareLink | None) -> HttpResponse:
    """The page that says why nothing opens: 410 for a link that did, 404 for one that never was."""
    return render(request, "annexes/sharing/closed.html", {"link": link}, status=404 if link is None else 410)
