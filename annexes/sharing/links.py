"""Links that open the documents of a version without an account."""

import hashlib
import secrets
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Journal, User
from annexes.models import ShareLink, Version

SECRET_BYTES = 32
LONGEST = timedelta(days=365)


def new_secret() -> str:
    """What an address keeps secret: 43 letters, digits, « - » and « _ »."""
    return secrets.token_urlsafe(SECRET_BYTES)


def fingerprint(secret: str) -> str:
    """All that is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def create_link(*, version: Version, label: str, expires_on: date, by: User) -> tuple[ShareLink, str]:
    """A new link, and its secret, which cannot be had again."""
    secret = new_secret()
    link = ShareLink.objects.create(
        version=version, label=label, token_sha256=fingerprint(secret), expires_on=expires_on, created_by=by
    )
    _tell(link, "lien de partage créé", by)
    return link, secret


@transaction.atomic
def revoke_link(link: ShareLink, by: User) -> bool:
    """Close a link for good; False when it was revoked already."""
    revoked = ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)
    if revoked:
        _tell(link, "lien de partage révoqué", by)
    return bool(revoked)


def link_of(secret: str) -> ShareLink | None:
    """The link of an address, open or not, with its version, plan and territory. One query."""
    found = ShareLink.objects.filter(token_sha256=fingerprint(secret))
    return found.select_related("version__plan__territory").defer("version__content", "version__edition").first()


def count_opening(link: ShareLink) -> None:
    """One query; no reading is lost when two people open it together."""
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened_at=timezone.now())


def count_download(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk).update(downloaded=F("downloaded") + 1, last_opened_at=timezone.now())


def _tell(link: ShareLink, verb: str, by: User) -> None:
    """In the journal of the territory: who opened what, for whom, until when."""
    plan = link.version.plan
    Journal.objects.create(
        territory=plan.territory,
        actor=by,
        verb=verb,
        object_label=f"{plan.title} : {link.version} – {link}"[:300],
        changes={"jusqu’au": link.expires_on.isoformat()},
    )
