"""The link of an invitation and the messages that carry it."""

import smtplib
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.template.loader import render_to_string

from accounts.enums import MemberRole
from accounts.models import Invitation, Membership, User
from accounts.perms import MAY

_SALT = "accounts.invitation"


@dataclass(frozen=True, slots=True)
class Opened:
    """What the token of a link leads to; without an invitation, `why` says in French what to do."""

    invitation: Invitation | None = None
    why: str = ""


def token_of(invitation: Invitation) -> str:
    """The token of the link: it dies with the invitation, when it is sent again, and after INVITATION_DAYS days."""
    return signing.dumps([invitation.pk, invitation.sent_at.isoformat()], salt=_SALT)


def opened_by(token: str) -> Opened:
    """The invitation of that token. One query."""
    try:
        pk, sent_at = signing.loads(token, salt=_SALT, max_age=settings.INVITATION_DAYS * 86_400)
    except signing.SignatureExpired:
        return Opened(why=f"Ce lien a plus de {settings.INVITATION_DAYS} jours. Demandez qu’on vous invite à nouveau.")
    except (signing.BadSignature, ValueError):
        return Opened(why="Cette adresse n’est pas complète : ouvrez le lien du message, ou copiez-le en entier.")
    found = Invitation.objects.select_related("membership__user", "membership__territory", "invited_by")
    invitation = found.filter(pk=pk).first()
    if invitation is None or invitation.membership.user.has_usable_password():
        return Opened(
            why="Cette invitation a déjà servi, ou elle a été annulée. Si vous avez un compte, connectez-vous."
        )
    if invitation.sent_at.isoformat() != sent_at:
        return Opened(why="Un message plus récent vous a été envoyé : c’est son lien qui ouvre la page.")
    return Opened(invitation)


def mail_invitation(invitation: Invitation, link: str) -> bool:
    """Send the link; False when the mail server does not take the message."""
    return _mail("invitation", invitation.membership, {"invitation": invitation, "link": link})


def mail_new_role(membership: Membership, link: str, by: User) -> bool:
    """Tell a person who has an account that she has a role more; False when the mail server does not take it."""
    return _mail("new_role", membership, {"link": link, "by": by})


def _mail(name: str, membership: Membership, context: dict[str, object]) -> bool:
    context = {**context, "membership": membership, "user": membership.user, "territory": membership.territory}
    context["may"] = MAY[MemberRole(membership.role)]
    subject = " ".join(render_to_string(f"accounts/mail/{name}_subject.txt", context).split())
    text = render_to_string(f"accounts/mail/{name}.txt", context)
    try:
        return send_mail(subject, text, None, [membership.user.email]) == 1
    except (smtplib.SMTPException, OSError):
        return False
