"""What a partner is and holds, in a few lines, for people who compare two."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from partners.models import Contact, Partner


@dataclass(slots=True)
class Summary:
    partner: Partner
    aliases: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)  # « 12 participations », « 3 lignes de financement »


def summaries(keys: Iterable[int]) -> dict[int, Summary]:
    """By key; a number of queries that depends on the relations alone."""
    partners = Partner.objects.filter(pk__in=set(keys)).select_related("territory").prefetch_related("aliases")
    found = {partner.pk: Summary(partner, [alias.label for alias in partner.aliases.all()]) for partner in partners}
    for contact in Contact.objects.filter(partner__in=list(found)):
        found[contact.partner_id].contacts.append(contact.full_name)
    for relation in Partner._meta.related_objects:
        if relation.one_to_many and relation.related_model not in _TOLD:
            _count(relation, found)
    return found


_TOLD = {Contact, Partner._meta.get_field("aliases").related_model}


def _count(relation: Any, found: dict[int, Summary]) -> None:
    model, name = relation.related_model, relation.field.name
    counts = model._default_manager.filter(**{f"{name}__in": list(found)}).order_by().values(name)
    numbers: dict[int, int] = defaultdict(int)
    numbers.update({row[name]: row["n"] for row in counts.annotate(n=Count("pk"))})
    for key, summary in found.items():
        if number := numbers[key]:
            words = model._meta.verbose_name_plural if number > 1 else model._meta.verbose_name
            summary.holds.append(f"{number} {words}")
