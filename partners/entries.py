"""The kinds of entries that a territory keeps: how each is called, edited, found. Their pages are the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from accounts.models import Territory
from accounts.perms import Abilities
from partners.forms import ContactForm, DirectoryForm, PartnerForm, SchemeForm
from partners.models import Contact, Partner, Scheme

ONLY_COORDINATORS = "Modifier l’annuaire est réservé à la coordination et à l’administration du territoire."


def coordinators(can: Abilities) -> bool:
    return can.edit_plans


@dataclass(frozen=True, slots=True)
class EntryKind:
    """One kind of entry. `rows` are those that a territory may change; `list_name` the address of their list."""

    form: type[DirectoryForm]
    rows: Callable[[Territory], "QuerySet[Any]"]
    noun: str  # « le partenaire »
    new_title: str  # « Nouveau partenaire »
    plural: str
    list_name: str
    routes: str  # the beginning of the names of its addresses: « partners:partner »
    done: tuple[str, str, str] = ("est créé", "est enregistré", "est supprimé")
    intro: str = ""
    page_of: Callable[[Any, Territory], str] | None = None
    may: Callable[[Abilities], bool] = coordinators
    refusal: str = ONLY_COORDINATORS
    merges: bool = True
    choices: Callable[[Territory], "QuerySet[Any]"] | None = None  # what may take the place of an entry

    @property
    def model(self) -> type[Model]:
        model: type[Model] = self.form._meta.model
        return model

    def list_url(self, territory: Territory) -> str:
        return reverse(self.list_name, args=[territory.slug])

    def url(self, action: str, territory: Territory, *keys: int) -> str:
        """Of « edit », « delete », « merge » for an entry, « new » for none."""
        return reverse(f"{self.routes}-{action}", args=[territory.slug, *keys])

    def page(self, entry: Any, territory: Territory) -> str:
        return self.page_of(entry, territory) if self.page_of else self.list_url(territory)

    def others(self, entry: Any, territory: Territory) -> "QuerySet[Any]":
        """What may take the place of an entry."""
        return (self.choices or self.rows)(territory).exclude(pk=entry.pk)

    def capital(self) -> str:
        return self.noun[:1].upper() + self.noun[1:]


PARTNER = EntryKind(
    form=PartnerForm,
    rows=lambda territory: Partner.objects.of(territory),
    noun="le partenaire",
    new_title="Nouveau partenaire",
    plural="Partenaires",
    list_name="directory:partners",
    routes="partners:partner",
    page_of=lambda partner, territory: reverse("directory:partner", args=[territory.slug, partner.pk]),
)
CONTACT = EntryKind(
    form=ContactForm,
    rows=lambda territory: Contact.objects.filter(partner__territory=territory).select_related("partner"),
    noun="le contact",
    new_title="Nouveau contact",
    plural="Contacts",
    list_name="directory:contacts",
    routes="partners:contact",
    intro=(
        "Données professionnelles seulement : ni adresse ni téléphone personnels, rien sur la vie privée. "
        "Base légale : mission d’intérêt public (RGPD, article 6.1.e). La personne peut demander à lire, à corriger "
        "et à effacer ces lignes."
    ),
    page_of=lambda contact, territory: reverse("directory:partner", args=[territory.slug, contact.partner_id]),
    choices=lambda territory: Contact.objects.filter(partner__territory=territory).select_related("partner"),
)
SCHEME = EntryKind(
    form=SchemeForm,
    rows=lambda territory: Scheme.objects.filter(territory=territory),
    noun="le dispositif",
    new_title="Nouveau dispositif",
    plural="Dispositifs",
    list_name="directory:schemes",
    routes="partners:scheme",
    intro="Un dispositif propre au territoire. Les dispositifs nationaux sont déjà dans la liste.",
    page_of=lambda scheme, territory: scheme.get_url_in(territory),
    choices=lambda territory: Scheme.objects.available_to(territory),
)
