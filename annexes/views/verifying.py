"""Which version a document is, for anyone: the file is dropped on the page, or its fingerprint is pasted."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from annexes.versions.verifying import fingerprint_in, sha256_of, versions_of

LARGEST = 50 * 1024 * 1024  # bytes of a file that is sent
ENVELOPE = 10_000  # bytes of the form around it
SENT_A_MINUTE = 30  # files of one address
NO_FILE = "Choisissez un fichier, ou collez une empreinte."
NO_PRINT = "Ceci n’est pas une empreinte SHA-256 : elle a 64 chiffres et lettres de a à f."
TOO_LARGE = "Ce fichier dépasse 50 Mo. Collez son empreinte SHA-256, ou activez JavaScript : il ne sera pas envoyé."
TOO_MANY = "Trop de fichiers ont été envoyés en peu de temps. Attendez une minute, ou collez une empreinte."


@csrf_exempt  # it writes nothing, and a file that is too large must be refused before it is read
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """GET with a fingerprint (`empreinte`) tells the version; a file that is posted is read, and not kept."""
    if request.method == "POST":
        status, told = _sent(request)
    else:
        status, told = _asked(request)
    response = render(request, "versions/verify.html", told, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _asked(request: HttpRequest) -> tuple[int, dict[str, Any]]:
    typed = request.GET.get("empreinte", "")
    if not typed:
        return 200, {}
    sha256 = fingerprint_in(typed)
    if not sha256:
        return 422, {"error": NO_PRINT, "typed": typed[:200]}
    return 200, _verdict(sha256)


def _sent(request: HttpRequest) -> tuple[int, dict[str, Any]]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST + ENVELOPE:
        return 422, {"error": TOO_LARGE}
    if not _may_send(request):
        return 429, {"error": TOO_MANY}
    file = request.FILES.get("fichier")
    if file is None:
        return 422, {"error": NO_FILE}
    return 200, _verdict(sha256_of(file.chunks()), file.name or "")


def _verdict(sha256: str, name: str = "") -> dict[str, Any]:
    return {"sha256": sha256, "name": name[:200], "found": versions_of(sha256)}


def _may_send(request: HttpRequest) -> bool:
    key = f"verify:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) <= SENT_A_MINUTE
    except ValueError:  # forgotten between the two
        return True
