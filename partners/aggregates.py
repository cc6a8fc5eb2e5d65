"""What each object of the directory holds, for its forms, its history and its imports."""

from typing import Any

from django.db import models

from accounts.aggregates import Aggregate, Children, find_by_label, register
from accounts.models import Territory
from partners.models import Contact, Domain, Partner, PartnerAlias, Scheme, name_key


def register_all() -> None:
    register(
        Aggregate(
            Partner,
            ("territory", "name", "acronym", "kind", "siren", "rna", "website", "note", "is_active"),
            many=("domains",),
            children=(Children("aliases", PartnerAlias, ("label", "note"), "Autres noms"),),
        )
    )
    register(
        Aggregate(
            Contact,
            ("partner", "full_name", "function", "email", "phone", "user", "shown_in_exports", "is_active"),
        )
    )
    register(
        Aggregate(
            Scheme,
            (
                "territory", "slug", "name", "acronym", "organisation", "domain", "is_active", "replaced_by", "url",
                "note",
            ),
        )
    )  # fmt: skip
    find_by_label(Partner, successor_of)
    register(Aggregate(Domain, ("territory", "code", "label", "position")))


def successor_of(label: str, owner: models.Model) -> int | None:
    """The partner that bears the name of one that is gone, or that took it among its other names when they merged."""
    territory = _territory_of(owner)
    if territory is None:
        return None
    partners = Partner.objects.of(territory)
    found = partners.filter(name_key=name_key(label)[:200]).first()
    found = found or partners.filter(aliases__label=label).order_by("pk").first()
    return found.pk if found else None


def _territory_of(owner: Any) -> Territory | None:
    """Up from a row to the territory it lies in: through its fiche, its plan, its partner."""
    for _ in range(4):
        if isinstance(owner, Territory):
            return owner
        above = (getattr(owner, name, None) for name in ("territory", "plan", "action", "partner", "committee"))
        owner = next((one for one in above if one is not None), None)
    return None
