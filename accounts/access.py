"""The door of every page of a territory: a stranger gets 404, a member without the right a 403 in words."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.enums import MemberRole
from accounts.models import Membership, Territory, User


def signed_in(request: HttpRequest) -> User:
    """The person who is signed in; only for views behind the login, where there always is one."""
    assert isinstance(request.user, User)
    return request.user


def territory_or_404(request: HttpRequest, slug: str) -> tuple[Territory, MemberRole]:
    """The territory of that short name and the person's role in it. Raise Http404 for a stranger. One query."""
    found = (
        Membership.objects.filter(user_id=signed_in(request).pk, territory__slug=slug)
        .select_related("territory")
        .order_by()
        .first()
    )
    if found is None:
        raise Http404
    return found.territory, MemberRole(found.role)


def require(allowed: bool, sentence: str) -> None:
    """Raise PermissionDenied with the French sentence that the 403 page shows, unless `allowed`."""
    if not allowed:
        raise PermissionDenied(sentence)
