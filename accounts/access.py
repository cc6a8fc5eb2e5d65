"""The door of every page of a territory: a stranger gets 404, a member without the right a 403 in words."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.enums import MemberRole
from accounts.models import Membership, Territory, User
from accounts.perms import Abilities


def signed_in(request: HttpRequest) -> User:
    """The person who is signed in; only for views behind the login, where there always is one."""
    assert isinstance(request.user, User)
    return request.user


def territory_or_404(request: HttpRequest, slug: str) -> tuple[Territory, MemberRole]:
    """The territory of that short name and the person's role in it. Raise Http404 for a stranger. One query."""
    found = (
        Membership.objects.filter(user_id=signed_in(request).pk, territory__slug=slug, is_active=True)
        .select_related("territory")
        .order_by()
        .first()
    )
    if found is None:
        raise Http404
    remember_role(request, found.territory, MemberRole(found.role))
    return found.territory, MemberRole(found.role)


def remember_role(request: HttpRequest, territory: Territory, role: MemberRole) -> None:
    """Let the page know its territory and what the person may do there: `request.territory`, `request.can`."""
    request.territory = territory  # type: ignore[attr-defined]
    request.can = Abilities(role)  # type: ignore[attr-defined]


def require(allowed: bool, sentence: str) -> None:
    """Raise PermissionDenied with the French sentence that the 403 page shows, unless `allowed`."""
    if not allowed:
        raise PermissionDenied(sentence)
