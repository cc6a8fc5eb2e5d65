"""The data held about a person: what there is, and how it is erased."""

import smtplib
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.db.models import Q
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.enums import MemberRole
from accounts.models import Invitation, Journal, Membership, User

# What is of her work and not of herself: told by its date and its object, without the text of the plan.
_CONTENT = {"before", "after", "changes", "reading", "summary", "search_text", "password"}
_TRACES: tuple[type[models.Model], ...] = (AccessAttempt, AccessFailureLog, AccessLog)
Row = dict[str, Any]


def held_about(user: User) -> dict[str, list[Row]]:
    """All rows that point to a person, by French name of their list; a new model is told without a line here."""
    held = {"compte": [_row(user)]}
    for relation in user._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        model, name = relation.field.model, relation.field.name
        named = [field.name for field in model._meta.concrete_fields if field.is_relation]
        rows = model._default_manager.filter(**{name: user}).select_related(*named).order_by("pk")
        told = held.setdefault(str(model._meta.verbose_name_plural), [])
        told.extend(_row(row) for row in rows.iterator(chunk_size=500))
    held["connexions"] = [_row(row) for model in _TRACES for row in model._default_manager.filter(_traces(user.email))]
    return {name: rows for name, rows in held.items() if rows}


def _row(instance: models.Model) -> Row:
    fields = [field for field in instance._meta.concrete_fields if field.name not in _CONTENT]
    return {str(field.verbose_name): _value(instance, field) for field in fields}


def _value(instance: models.Model, field: Any) -> Any:
    value = getattr(instance, field.attname)
    if field.is_relation and value is not None:
        return str(getattr(instance, field.name))
    if value is None or isinstance(value, bool | int | str):
        return value
    return field.value_to_string(instance)


def mail_deletion_asked(user: User) -> bool:
    """Tell the administrators of each of her territories; False when nobody could be told."""
    admins = Membership.objects.administering().filter(territory__memberships__user=user).exclude(user=user)
    addresses = sorted(set(admins.values_list("user__email", flat=True)))
    text = render_to_string("accounts/mail/deletion_asked.txt", {"user": user})
    message = EmailMessage("Demande de suppression d’un compte", text, bcc=addresses)
    try:
        return bool(addresses) and message.send() == 1
    except (smtplib.SMTPException, OSError):
        return False


@transaction.atomic
def erase(users: Iterable[User]) -> int:
    """Delete accounts for good. What they wrote stays, without an author; the journal forgets their names."""
    count = 0
    for user in users:
        Journal.objects.filter(changes__personne=user.pk).update(object_label=f"compte supprimé n° {user.pk}")
        for model in _TRACES:
            model._default_manager.filter(_traces(user.email)).delete()
        user.delete()
        count += 1
    return count


def dormant(days: int) -> models.QuerySet[User]:
    """Accounts that nobody has opened for so many days, without those of the technical team."""
    limit = timezone.now() - timedelta(days=days)
    seen = Q(last_login__lt=limit) | Q(last_login=None, date_joined__lt=limit)
    return User.objects.filter(seen, is_superuser=False, is_staff=False).order_by("pk")


def sole_admins(users: list[User]) -> list[User]:
    """Those without whom a territory would have nobody to let people in, were they all gone. Two queries."""
    own = Membership.objects.filter(user__in=users, role=MemberRole.ADMIN, is_active=True).order_by()
    held = list(own.values_list("user", "territory"))
    others = Membership.objects.administering().filter(territory__in={territory for _, territory in held})
    safe = set(others.exclude(user__in=users).order_by().values_list("territory", flat=True))
    needed = {user for user, territory in held if territory not in safe}
    return [user for user in users if user.pk in needed]


def forgotten_invitations(days: int) -> models.QuerySet[Invitation]:
    """Invitations whose link has been closed for so many days."""
    limit = timezone.now() - timedelta(days=settings.INVITATION_DAYS + days)
    return Invitation.objects.filter(sent_at__lt=limit).select_related("membership__user", "membership__territory")


def _traces(email: str) -> Q:
    return Q(username__iexact=email)
