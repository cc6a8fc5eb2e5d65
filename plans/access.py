"""The door of every page of a plan."""

from django.db.models import F
from django.http import Http404, HttpRequest

from accounts.access import remember_role, signed_in
from accounts.enums import MemberRole
from plans.models import Plan


def plan_or_404(request: HttpRequest, territory: str, plan: str) -> tuple[Plan, MemberRole]:
    """The plan of these two short names, with its territory and kind, and the person's role in the territory.

    Raise Http404 for a stranger and for a plan of another territory. One query.
    """
    found = (
        Plan.objects.filter(
            slug=plan,
            territory__slug=territory,
            territory__memberships__user=signed_in(request).pk,
            territory__memberships__is_active=True,
        )
        .annotate(member_role=F("territory__memberships__role"))
        .select_related("territory", "kind")
        .first()
    )
    if found is None:
        raise Http404
    role = MemberRole(found.member_role)  # type: ignore[attr-defined]
    remember_role(request, found.territory, role)
    remember_plan(request, found)
    return found, role


def remember_plan(request: HttpRequest, plan: Plan | None) -> None:
    """Let the page show the bar of its plan."""
    request.plan = plan  # type: ignore[attr-defined]
