"""A secret that a page shows once: kept in the session between the answer to a form and the page that follows it."""

from django.http import HttpRequest

KEY = "shown-once"


def keep(request: HttpRequest, about: str, secret: str) -> None:
    """`about` names what the secret opens: « share-12 », « feed-3 »."""
    request.session[KEY] = [about, secret]


def take(request: HttpRequest, about: str) -> str:
    """The secret that was kept about it, or nothing; whatever was kept is forgotten."""
    if KEY not in request.session:
        return ""
    kept, secret = request.session.pop(KEY)
    return str(secret) if kept == about else ""
