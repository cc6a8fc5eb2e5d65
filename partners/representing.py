"""Members who speak for a partner: a contact with an account leads the fiches that the partner leads."""

from datetime import timedelta

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from accounts.aggregates import content
from accounts.enums import Change
from accounts.history import record
from accounts.models import Membership, Revision, User
from accounts.people import remove, write
from partners.models import Contact, Partner


class Taken(Exception):
    """The contact is somebody else's account."""


def contacts_of(membership: Membership) -> QuerySet[Contact]:
    """For whom a member speaks in the territory."""
    return Contact.objects.filter(user=membership.user_id, partner__territory=membership.territory_id).select_related(
        "partner"
    )


def free_contacts(membership: Membership) -> QuerySet[Contact]:
    """The contacts of the territory that nobody’s account stands for."""
    free = Contact.objects.filter(user=None, is_active=True, partner__territory=membership.territory_id)
    return free.select_related("partner").order_by("full_name", "partner__name")


@transaction.atomic
def link(*, contact: Contact, membership: Membership, by: User) -> None:
    """Say that a contact is a member: she leads what its partner leads. Raise Taken."""
    locked = Contact.objects.select_for_update(of=("self",)).select_related("partner").get(pk=contact.pk)
    if locked.user_id not in {None, membership.user_id}:
        raise Taken(f"{locked} est déjà le contact d’un autre compte.")
    _set(locked, membership.user, membership, by)
    write(membership, by, "rattachement à un pilote", partenaire=[None, locked.partner.name])


@transaction.atomic
def link_new(*, partner: Partner, membership: Membership, by: User) -> Contact:
    """Make a member a contact of a partner, under her own name unless the partner knows it already."""
    user = membership.user
    known = Contact.objects.filter(partner=partner, full_name__iexact=str(user)).first()
    if known is None:
        known = Contact(partner=partner, full_name=str(user)[:150], function=user.function, email=user.email)
        known.save()
        record(Change.CREATED, known, by=by, territory=membership.territory, after=content(known))
    link(contact=known, membership=membership, by=by)
    return known


@transaction.atomic
def link_same_address(*, membership: Membership, by: User) -> list[Contact]:
    """Link the free contacts that have the member’s address; the list of them."""
    found = list(free_contacts(membership).filter(email__iexact=membership.user.email))
    for contact in found:
        link(contact=contact, membership=membership, by=by)
    return found


@transaction.atomic
def unlink(*, contact: Contact, membership: Membership, by: User) -> None:
    """The contact stays in the directory; the member leads its fiches no more."""
    _set(contact, None, membership, by)
    write(membership, by, "détachement d’un pilote", partenaire=[contact.partner.name, None])


@transaction.atomic
def take_out(*, membership: Membership, by: User) -> None:
    """Take a member out of the territory. Her contacts stay in the directory, unless she asked to be erased.

    Raise accounts.people.LastAdmin.
    """
    asked = membership.user.deletion_asked_on is not None
    keys = list(contacts_of(membership).values_list("pk", flat=True))
    remove(membership=membership, by=by)
    if asked:
        forget(Contact.objects.filter(pk__in=keys))
    else:
        Contact.objects.filter(pk__in=keys).update(user=None)


def long_gone(days: int) -> QuerySet[Contact]:
    """The contacts that left their post, and of which nothing has been written for so many days."""
    written = Revision.objects.filter(model=Contact._meta.label_lower, object_key=OuterRef("pk"))
    last = Subquery(written.order_by("-at").values("at")[:1])
    left = Contact.objects.filter(is_active=False).annotate(last_written=last)
    return left.filter(last_written__lt=timezone.now() - timedelta(days=days)).select_related("partner").order_by("pk")


@transaction.atomic
def forget(contacts: QuerySet[Contact]) -> int:
    """Erase contacts for good, their history and their names in the history of fiches; how many."""
    keys = set(contacts.values_list("pk", flat=True))
    Revision.objects.filter(model=Contact._meta.label_lower, object_key__in=keys).delete()
    naming = Revision.objects.filter(before__has_key="participations") | Revision.objects.filter(
        after__has_key="participations"
    )
    for line in naming.order_by("pk").iterator(chunk_size=200):
        if any([_unname(line.before, keys), _unname(line.after, keys)]):
            line.save(update_fields=["before", "after"])
    Contact.objects.filter(pk__in=keys).delete()
    return len(keys)


def _unname(held: dict[str, object], keys: set[int]) -> bool:
    found = False
    for row in held.get("participations") or []:  # type: ignore[attr-defined]
        contact = row.get("contact")
        if contact and contact["pk"] in keys:
            contact["label"], found = "contact supprimé", True
    return found


def _set(contact: Contact, user: User | None, membership: Membership, by: User) -> None:
    before = content(contact)
    contact.user = user
    contact.save(update_fields=["user"])
    record(Change.EDITED, contact, by=by, territory=membership.territory, before=before, after=content(contact))
