"""Who is let into a territory and with which role: each change is one transaction and one line of the journal."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import Invitation, Journal, Membership, Territory, User
from accounts.personal import erase


class LastAdmin(Exception):
    """The territory would be left without anybody to let people in."""

    def __init__(self) -> None:
        super().__init__(
            "C’est la seule personne qui administre le territoire : donnez d’abord ce rôle à quelqu’un d’autre."
        )


class AlreadyMember(Exception):
    """The person holds a role in the territory already: `membership`."""

    def __init__(self, membership: Membership) -> None:
        super().__init__(f"{membership.user} a déjà un rôle dans ce territoire.")
        self.membership = membership


@transaction.atomic
def invite(
    *, territory: Territory, email: str, role: MemberRole, by: User, full_name: str = "", function: str = ""
) -> Membership:
    """Let a person in by her address. One who has an account is a member at once; another has to accept.

    Raise AlreadyMember.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, None, full_name=full_name, function=function)
    known = Membership.objects.filter(user=user, territory=territory).select_related("user").first()
    if known is not None:
        raise AlreadyMember(known)
    membership = Membership.objects.create(user=user, territory=territory, role=role)
    if not user.has_usable_password():
        Invitation.objects.create(membership=membership, invited_by=by)
    write(membership, by, "invitation", rôle=[None, membership.get_role_display()])
    return membership


@transaction.atomic
def send_again(*, invitation: Invitation, by: User) -> None:
    """Give the invitation a new link and a new delay; the former link opens nothing more."""
    invitation.sent_at = timezone.now()
    invitation.invited_by = by
    invitation.save(update_fields=["sent_at", "invited_by"])
    write(invitation.membership, by, "invitation renvoyée")


@transaction.atomic
def accept(*, user: User, full_name: str, password: str) -> None:
    """Give an invited person her name and her password; all her invitations are accepted with it."""
    user.full_name = full_name
    user.set_password(password)
    user.save(update_fields=["full_name", "password"])
    for invitation in Invitation.objects.filter(membership__user=user).select_related("membership__territory"):
        write(invitation.membership, user, "invitation acceptée")
        invitation.delete()


@transaction.atomic
def change_role(*, membership: Membership, role: MemberRole, by: User) -> bool:
    """Give another role; False when it was hers already. Raise LastAdmin."""
    locked = _locked(membership)
    if locked.role == role:
        return False
    if role != MemberRole.ADMIN:
        _keep_an_admin(locked)
    before = locked.get_role_display()
    locked.role = membership.role = role
    locked.save(update_fields=["role"])
    write(locked, by, "changement de rôle", rôle=[before, role.label])
    return True


@transaction.atomic
def close_access(*, membership: Membership, by: User) -> None:
    """The person sees the territory no more; her role and her past stay. Raise LastAdmin."""
    locked = _locked(membership)
    _keep_an_admin(locked)
    locked.is_active = membership.is_active = False
    locked.save(update_fields=["is_active"])
    write(locked, by, "accès fermé")


@transaction.atomic
def open_access(*, membership: Membership, by: User) -> None:
    membership.is_active = True
    membership.save(update_fields=["is_active"])
    write(membership, by, "accès rouvert")


@transaction.atomic
def remove(*, membership: Membership, by: User | None) -> None:
    """Take the role away; with the last one goes the account of who never accepted, or asked to be erased.

    Raise LastAdmin.
    """
    locked = _locked(membership)
    _keep_an_admin(locked)
    user = locked.user
    write(locked, by, "retrait", rôle=[locked.get_role_display(), None])
    locked.delete()
    never_came = not user.has_usable_password() and not user.is_superuser
    if (never_came or user.deletion_asked_on) and not user.memberships.exists():
        erase([user])


def write(membership: Membership, by: User | None, verb: str, **changes: Any) -> None:
    """One line of the journal about a member; `changes` keeps her key, so that an erasure finds her name again."""
    Journal.objects.create(
        territory=membership.territory,
        actor=by,
        verb=verb,
        object_label=str(membership.user)[:300],
        changes={"personne": membership.user_id, **changes},
    )


def _locked(membership: Membership) -> Membership:
    """The row as it is now; two admins who demote each other pass one after the other."""
    Territory.objects.select_for_update().get(pk=membership.territory_id)
    return Membership.objects.select_related("user", "territory").get(pk=membership.pk)


def _keep_an_admin(membership: Membership) -> None:
    others = Membership.objects.administering().filter(territory=membership.territory_id).exclude(pk=membership.pk)
    if membership.role == MemberRole.ADMIN and not others.exists():
        raise LastAdmin
