"""Who may do what in a territory. Plain functions on a role: pages ask them, tests try each."""

from accounts.enums import MemberRole
from accounts.models import Membership, Territory, User

_RANK = {role: rank for rank, role in enumerate(MemberRole)}


def role_of(user: User, territory: Territory) -> MemberRole | None:
    """The role of `user` in `territory`, or None for a stranger. One query."""
    role = Membership.objects.filter(user_id=user.pk, territory=territory).values_list("role", flat=True).first()
    return MemberRole(role) if role else None


def can_read(role: MemberRole | None) -> bool:
    return role is not None


def can_export(role: MemberRole | None) -> bool:
    """Everybody who reads may take the documents away: élus are sent them."""
    return can_read(role)


def can_edit_plans(role: MemberRole | None) -> bool:
    return role is not None and _RANK[role] >= _RANK[MemberRole.COORDINATOR]


def can_import(role: MemberRole | None) -> bool:
    return role == MemberRole.ADMIN


def can_manage_people(role: MemberRole | None) -> bool:
    return role == MemberRole.ADMIN
