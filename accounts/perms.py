"""Who may do what in a territory. Plain functions on a role: pages ask them, tests try each."""

from dataclasses import dataclass

from accounts.enums import MemberRole
from accounts.models import Membership, Territory, User

MAY = {  # « Ce rôle permet de… »
    MemberRole.READER: "lire les plans et les fiches, exporter les documents",
    MemberRole.CONTRIBUTOR: "lire, et tenir à jour les fiches que l’on pilote : statut, avancement, étapes, bilan",
    MemberRole.COORDINATOR: "créer et modifier les plans, les objectifs, les fiches et l’annuaire",
    MemberRole.ADMIN: "tout modifier, importer les annexes, gérer les personnes et les listes",
}
_RANK = {role: rank for rank, role in enumerate(MemberRole)}


def role_of(user: User, territory: Territory) -> MemberRole | None:
    """The role of `user` in `territory`, or None for a stranger. One query."""
    role = (
        Membership.objects.filter(user_id=user.pk, territory=territory, is_active=True)
        .values_list("role", flat=True)
        .first()
    )
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


def can_manage_lists(role: MemberRole | None) -> bool:
    return role == MemberRole.ADMIN


def can_contribute(role: MemberRole | None) -> bool:
    """May report on the fiches that she leads; coordinators report on any."""
    return role is not None and _RANK[role] >= _RANK[MemberRole.CONTRIBUTOR]


@dataclass(frozen=True, slots=True)
class Abilities:
    """What the person of this request may do in the territory of the page: `request.can`, for views and templates."""

    role: MemberRole

    @property
    def edit_plans(self) -> bool:
        return can_edit_plans(self.role)

    @property
    def import_annexes(self) -> bool:
        return can_import(self.role)

    @property
    def manage_people(self) -> bool:
        return can_manage_people(self.role)

    @property
    def manage_lists(self) -> bool:
        return can_manage_lists(self.role)

    @property
    def contribute(self) -> bool:
        return can_contribute(self.role)
