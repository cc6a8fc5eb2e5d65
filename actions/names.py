"""Names that people type, matched with what the territory knows already, so that « C.A.F. » makes no second CAF.

Equality only: the folded name, an acronym or an alias that means one object alone. What is like nothing is created.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count

from django.utils.text import slugify

from accounts.models import Territory
from accounts.text import fold
from actions.enums import PlaceKind
from actions.models import Place
from partners.models import Contact, Partner, PartnerAlias, Scheme, name_key
from partners.names import spelled


@dataclass(slots=True)
class Names:
    """What names mean in one territory, and what was created because nothing bore them."""

    territory: Territory
    partners: dict[str, int]
    schemes: dict[str, int]
    created: list[str] = field(default_factory=list)  # « le partenaire « Radio Vallée » »

    @classmethod
    def load(cls, territory: Territory) -> "Names":
        """Three queries."""
        partners = Partner.objects.filter(territory=territory).order_by("pk").values_list("pk", "name", "acronym")
        aliases = PartnerAlias.objects.filter(partner__territory=territory).order_by("pk")
        schemes = Scheme.objects.available_to(territory).order_by("pk").values_list("pk", "name", "acronym")
        return cls(
            territory=territory,
            partners=_index(list(partners), aliases.values_list("partner_id", "label")),
            schemes=_index(list(schemes), ()),
        )

    def partner(self, name: str) -> int | None:
        return _find(self.partners, name)

    def scheme(self, name: str) -> int | None:
        return _find(self.schemes, name)

    def make_partner(self, name: str) -> int:
        """The partner of that name, created when nothing bears it."""
        return self._make(self.partners, name, "le partenaire", self._new_partner)

    def make_scheme(self, name: str) -> int:
        """The dispositif of that name, created for the territory when nothing bears it."""
        return self._make(self.schemes, name, "le dispositif", self._new_scheme)

    def make_contact(self, partner: int, name: str) -> int:
        """The contact of that name at that partner, created without an account when there is none."""
        known = Contact.objects.filter(partner_id=partner).values_list("pk", "full_name")
        for pk, full_name in known:
            if fold(full_name) == fold(name):
                return pk
        self.created.append(f"le contact « {name[:150]} »")
        return Contact.objects.create(partner_id=partner, full_name=name[:150]).pk

    def make_place(self, kind: PlaceKind, name: str, code: str) -> int:
        """The place of that kind and that name, created when there is none; a code that it lacked is added to it."""
        key = Place(kind=kind, name=name).prepare().name_key
        known = Place.objects.filter(territory=self.territory, kind=kind, name_key=key).first()
        if known is None:
            self.created.append(f"le lieu « {name} »")
            return Place.objects.create(territory=self.territory, kind=kind, name=name, code=code).pk
        if code and not known.code:
            known.code = code
            known.save()
        return known.pk

    def _make(self, names: dict[str, int], name: str, what: str, create: Callable[[str], int]) -> int:
        known = _find(names, name)
        if known is None:
            known = names[name_key(name)] = create(name)
            self.created.append(f"{what} « {name} »")
        return known

    def _new_partner(self, name: str) -> int:
        return Partner.objects.create(territory=self.territory, name=name).pk

    def _new_scheme(self, name: str) -> int:
        base = slugify(fold(name))[:70].strip("-") or "dispositif"
        taken = set(
            Scheme.objects.filter(territory=self.territory, slug__startswith=base).values_list("slug", flat=True)
        )
        slug = base if base not in taken else next(s for n in count(2) if (s := f"{base}-{n}") not in taken)
        return Scheme.objects.create(territory=self.territory, name=name, slug=slug).pk


def _find(names: dict[str, int], name: str) -> int | None:
    return names.get(name_key(name)) or names.get(spelled(name))


def _index(rows: list[tuple[int, str, str]], aliases: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Folded names first; then acronyms, aliases and spelled acronyms that mean one object alone."""
    names: dict[str, int] = {}
    for pk, name, _ in rows:
        names.setdefault(name_key(name), pk)
    others: dict[str, set[int]] = {}
    for pk, name, acronym in rows:
        for other in filter(None, (name_key(acronym), spelled(name), spelled(acronym))):
            others.setdefault(other, set()).add(pk)
    for pk, label in aliases:
        for other in filter(None, (name_key(label), spelled(label))):
            others.setdefault(other, set()).add(pk)
    for key, meanings in others.items():
        if len(meanings) == 1:
            names.setdefault(key, next(iter(meanings)))
    return names
