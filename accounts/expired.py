"""A form sent too late is not lost: what was typed comes back, to be sent again once the person has signed in.

Nothing is kept on the server: the answer to the late form holds its fields, and its button sends them to the same
address with a fresh token. That button would be a way around CSRF for another site, so the answer holds the fields
only when the browser says that the form stood on a page of this site; and it is a person who presses the button, with
the fields before her eyes. Passwords and files are never given back.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit, urlunsplit

from django.apps import apps
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import SuspiciousOperation
from django.db.models import Field
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

LONGEST = 2_000_000  # characters of all the fields together
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
SECRET = re.compile(r"password|passwd|mot_de_passe|token|secret", re.IGNORECASE)
NOT_SHOWN = re.compile(r"(^|-)(TOTAL_FORMS|INITIAL_FORMS|MIN_NUM_FORMS|MAX_NUM_FORMS|ORDER|id|key|seen)$")
OF_A_ROW = re.compile(r"-(\d+)-([^-]+(?:-new)?)$")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a late form held: every field to send again, and those to show as label and text."""

    fields: list[tuple[str, str]]
    shown: list[tuple[str, str]]
    files: list[str]
    has_picks: bool  # objects chosen in lists, which are sent again and not told: a key means nothing to anybody

    @property
    def as_text(self) -> str:
        return "\n\n".join(f"{label} :\n{text}" for label, text in self.shown)


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends visitors to sign in, as Django does; a form that comes without a session any more is given back."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        if request.headers.get("HX-Request") == "true":
            headers = {"Content-Type": "text/plain; charset=utf-8", "X-Session": "over"}  # static/js/app.js reads it
            return HttpResponse("Votre session a expiré.", status=403, headers=headers)
        if request.method == "POST":
            if typed := typed_in(request):
                return _given_back(request, typed)
            if page := _page_of_the_form(request):
                return redirect_to_login(page, resolve_url(settings.LOGIN_URL))
        return super().handle_no_permission(request, view_func)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The answer to a form whose token is of another session: what was typed, to be sent again; else the plain page."""
    if typed := typed_in(request):
        return _given_back(request, typed)
    return render(request, "403_csrf.html", status=403)


def typed_in(request: HttpRequest) -> Typed | None:
    """What a form of this site held; None when there is nothing, a secret, too much, or when it came from elsewhere."""
    return typed_of(request) if came_from_here(request) else None


def typed_of(request: HttpRequest) -> Typed | None:
    """The same for a form whose token was checked already."""
    try:
        fields = [(name, text) for name, texts in request.POST.lists() for text in texts if name != TOKEN]
        files = [str(file.name) for _, given in request.FILES.lists() for file in given]
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return None
    if not (fields or files) or any(SECRET.search(name) for name, _ in fields):
        return None
    if sum(len(name) + len(text) for name, text in fields) > LONGEST:
        return None
    told = [(name, text) for name, text in fields if text.strip() and not NOT_SHOWN.search(name)]
    picks = {(name, text) for name, text in told if text.isdecimal() and any(f.is_relation for f in _fields_of(name))}
    return Typed(fields, list(_shown([pair for pair in told if pair not in picks])), files, bool(picks))


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very site sent the form; without a word of it, no."""
    if origin := request.headers.get("Origin"):
        return origin == _own_origin(request) or origin in settings.CSRF_TRUSTED_ORIGINS
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    referer = urlsplit(request.headers.get("Referer", ""))
    return f"{referer.scheme}://{referer.netloc}" == _own_origin(request)


def _own_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def _given_back(request: HttpRequest, typed: Typed) -> HttpResponse:
    view = request.resolver_match.func if request.resolver_match else None
    signed_out = not request.user.is_authenticated and getattr(view, "login_required", True)
    context = {"typed": typed, "again": request.get_full_path(), "signed_out": signed_out}
    response = render(request, "accounts/expired.html", context, status=403)
    add_never_cache_headers(response)
    return response


def _page_of_the_form(request: HttpRequest) -> str:
    """The page of this site that held the form, where signing in leads back: its own address may refuse GET."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    return iri_to_uri(urlunsplit(("", "", *urlsplit(referer)[2:])))


def _shown(told: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each text under its label, « Libellé (2) » in the second row of a list; a choice in its own words."""
    for name, text in told:
        row, known = OF_A_ROW.search(name), _fields_of(name)
        label = _called(known) or (row[2] if row else name).replace("_", " ").replace("-", " ")
        rank = f" ({int(row[1]) + 1})" if row else ""
        words = (str(shown) for field in known for value, shown in field.flatchoices if str(value) == text)
        yield f"{label[:1].upper()}{label[1:]}{rank}", next(words, text)


def _called(fields: "list[Field[object, object]]") -> str:
    """What most of them are called, or nothing."""
    names = Counter(str(field.verbose_name) for field in fields).most_common(1)
    return names[0][0] if names else ""


def _fields_of(name: str) -> "list[Field[object, object]]":
    """The fields of the models that a posted name may stand for."""
    row = OF_A_ROW.search(name)
    return _model_fields().get((row[2] if row else name).removesuffix("-new"), [])


@cache
def _model_fields() -> "dict[str, list[Field[object, object]]]":
    """The fields of all the models by their name; several models may have a name in common."""
    found: dict[str, list[Field[object, object]]] = defaultdict(list)
    for model in apps.get_models():
        if not model.__module__.startswith("django"):
            for field in model._meta.get_fields():
                if isinstance(field, Field):
                    found[field.name].append(field)
    return dict(found)
