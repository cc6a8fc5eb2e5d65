"""The lists of the directory as django-import-export resources: their columns, and who each row is."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.text import slugify
from import_export.fields import Field
from import_export.resources import Resource

from accounts.aggregates import Content, contents
from accounts.models import Territory
from accounts.text import fold
from partners.cells import ChoiceCell, Column, EntryCell, NamesCell, NumberCell, TextCell, WordsCell, YesNoCell
from partners.enums import DirectoryList, PartnerKind
from partners.models import Contact, Domain, Partner, PartnerAlias, Scheme, name_key

KEY = "Clé"


class ListResource(Resource):
    """One list of a territory. `load` reads in a few queries all that reading and judging its rows takes."""

    what: ClassVar[DirectoryList]
    model: ClassVar[type[models.Model]]
    title_field: ClassVar[str]
    columns: ClassVar[Callable[[], list[Column]]]
    prefetch: ClassVar[tuple[str, ...]] = ()
    related: ClassVar[tuple[str, ...]] = ()

    def __init__(self, territory: Territory, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self.territory = territory
        self.fields = {column.name: column for column in type(self).columns()}
        self.own: set[int] = set()
        self.held: dict[int, Content] = {}
        self.index: dict[Any, int] = {}
        self.labels: dict[int, str] = {}

    def rows(self) -> "models.QuerySet[Any]":
        """What is exported."""
        rows = self.available().select_related(*self.related) if self.related else self.available()
        return rows.prefetch_related(*self.prefetch)

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The titles and the rows of the export, the key first."""
        self.fields = {"pk": Field(attribute="pk", column_name=KEY), **self.fields}
        dataset = self.export(self.rows().order_by(self.title_field, "pk"))  # type: ignore[no-untyped-call]
        return list(dataset.headers), [[str(cell) for cell in row] for row in dataset]

    def available(self) -> "models.QuerySet[Any]":
        return self.model._default_manager.filter(territory=self.territory)

    def is_own(self, row: Any) -> bool:
        return bool(row.territory_id == self.territory.pk)

    def load(self) -> None:
        found = list(self.available())
        self.own = {row.pk for row in found if self.is_own(row)}
        self.labels = {row.pk: str(row) for row in found}
        self.held = contents(self.model, [row.pk for row in found])
        for pk, held in self.held.items():
            for key in self.keys_of(held):
                self.index.setdefault(key, pk)

    def keys_of(self, held: Content) -> Iterable[Any]:
        """What two entries of the list may not share; the first is what a row without a key is known by."""
        raise LookupError(self.what)

    def complete(self, values: Content, taken: Counter[str]) -> None:
        """Add to a new entry what its row does not say."""
        values["territory"] = {"pk": self.territory.pk, "label": str(self.territory)}

    def judge(self, values: Content) -> str:
        """What is wrong with a whole entry, in a sentence, or nothing."""
        return ""


class PartnerResource(ListResource):
    what = DirectoryList.PARTNERS
    model = Partner
    title_field = "name"
    prefetch = ("aliases", "domains")

    @staticmethod
    def columns() -> list[Column]:
        return [
            Column(
                "Nom", "name", TextCell(), also=("organisme", "partenaire", "structure", "nom du partenaire"), kept=True
            ),
            Column("Sigle", "acronym", TextCell(), also=("acronyme",)),
            Column(
                "Type", "kind", ChoiceCell(PartnerKind, "type"), also=("type de partenaire", "catégorie"), kept=True
            ),
            Column("Autres noms", "aliases", NamesCell(), also=("alias", "autre nom")),
            Column("Domaines", "domains", WordsCell("Domaines"), also=("domaine", "thématiques")),
            Column("SIREN", "siren", TextCell(change=_digits), also=("n siren", "numéro siren")),
            Column("RNA", "rna", TextCell(change=str.upper), also=("numéro rna", "n rna")),
            Column("Site", "website", TextCell(change=_address), also=("site internet", "site web")),
            Column("Remarque", "note", TextCell(lines=True), also=("note", "commentaire", "remarques")),
            Column("Actif", "is_active", YesNoCell(), kept=True),
        ]

    def load(self) -> None:
        super().load()
        self.fields["domains"].widget.words = words_of(Domain, self.territory)
        for pk, held in self.held.items():
            for row in held["aliases"]:
                self.index.setdefault(name_key(row["label"]), pk)

    def keys_of(self, held: Content) -> Iterable[Any]:
        return (name_key(held["name"])[:200],)


class ContactResource(ListResource):
    what = DirectoryList.CONTACTS
    model = Contact
    title_field = "full_name"
    related = ("partner",)

    @staticmethod
    def columns() -> list[Column]:
        return [
            Column("Nom", "full_name", TextCell(), also=("contact", "nom du contact", "nom et prénom"), kept=True),
            Column("Partenaire", "partner", EntryCell("Le partenaire"), also=("organisme", "structure"), kept=True),
            Column("Fonction", "function", TextCell(), also=("qualité", "poste")),
            Column("Courriel", "email", TextCell(), also=("mail", "email", "e mail", "adresse électronique")),
            Column("Téléphone", "phone", TextCell(), also=("tel", "téléphone professionnel")),
            Column("Nommé dans les documents", "shown_in_exports", YesNoCell(), also=("diffusable",), kept=True),
            Column("En poste", "is_active", YesNoCell(), also=("actif",), kept=True),
        ]

    def available(self) -> "models.QuerySet[Any]":
        return Contact.objects.filter(partner__territory=self.territory)

    def is_own(self, row: Any) -> bool:
        return True

    def load(self) -> None:
        super().load()
        known = partners_by_name(self.territory)
        self.fields["partner"].widget.find = lambda text, row: known.get(name_key(text))

    def keys_of(self, held: Content) -> Iterable[Any]:
        return ((held["partner"]["pk"] if held.get("partner") else None, held["full_name"]),)

    def complete(self, values: Content, taken: Counter[str]) -> None:
        """A contact belongs to its partner alone."""


class SchemeResource(ListResource):
    what = DirectoryList.SCHEMES
    model = Scheme
    title_field = "name"
    related = ("domain", "replaced_by")

    @staticmethod
    def columns() -> list[Column]:
        return [
            Column("Nom", "name", TextCell(), also=("dispositif", "intitulé"), kept=True),
            Column("Sigle", "acronym", TextCell(), also=("acronyme",)),
            Column("Organisme", "organisation", TextCell(), also=("porteur", "financeur")),
            Column("Domaine", "domain", EntryCell("Le domaine"), also=("thématique",)),
            Column("En vigueur", "is_active", YesNoCell(), also=("actif",), kept=True),
            Column("Remplacé par", "replaced_by", EntryCell("Le dispositif")),
            Column("Site", "url", TextCell(change=_address), also=("site internet", "lien")),
            Column("Note", "note", TextCell(), also=("remarque", "commentaire")),
        ]

    def available(self) -> "models.QuerySet[Any]":
        return Scheme.objects.available_to(self.territory)

    def load(self) -> None:
        super().load()
        domains = words_of(Domain, self.territory)
        schemes = {name_key(held["name"]): {"pk": pk, "label": self.labels[pk]} for pk, held in self.held.items()}
        self.fields["domain"].widget.find = lambda text, row: domains.get(fold(text))
        self.fields["replaced_by"].widget.find = lambda text, row: schemes.get(name_key(text))

    def keys_of(self, held: Content) -> Iterable[Any]:
        return (name_key(held["name"]),)

    def complete(self, values: Content, taken: Counter[str]) -> None:
        super().complete(values, taken)
        if not taken:
            taken.update(held["slug"] for held in self.held.values())
        values["slug"] = free(slugify(fold(values["name"]))[:70].strip("-") or "dispositif", taken)


class TermResource(ListResource):
    """The words of one reference list."""

    title_field = "label"

    @staticmethod
    def columns() -> list[Column]:
        return [
            Column("Libellé", "label", TextCell(), also=("terme", "nom", "mot"), kept=True),
            Column("Rang", "position", NumberCell(), also=("ordre",), kept=True),
        ]

    def available(self) -> "models.QuerySet[Any]":
        return self.model._default_manager.available_to(self.territory)  # type: ignore[attr-defined,no-any-return]

    def load(self) -> None:
        super().load()
        self._codes = Counter(self.model._default_manager.values_list("code", flat=True))

    def keys_of(self, held: Content) -> Iterable[Any]:
        return (name_key(held["label"]),)

    def complete(self, values: Content, taken: Counter[str]) -> None:
        super().complete(values, taken)
        if not taken:
            taken.update(self._codes)
        base = f"{slugify(fold(values['label']))[:40].strip('-') or 'terme'}-{self.territory.pk}"
        values["code"] = free(base, taken)[: 40 if self.model is Domain else 60]


class DomainResource(TermResource):
    what = DirectoryList.DOMAINS
    model = Domain


_resources: dict[str, type[ListResource]] = {}


def register(resource: type[ListResource]) -> None:
    """Say that a list is imported and exported by this resource; in `AppConfig.ready`."""
    _resources[resource.what.value] = resource


def resource_of(what: str) -> type[ListResource] | None:
    return _resources.get(what)


def words_of(model: type[Any], territory: Territory) -> dict[str, dict[str, Any]]:
    """The words of a reference list by folded label. One query."""
    return {fold(word.label): {"pk": word.pk, "label": word.label} for word in model.objects.available_to(territory)}


def partners_by_name(territory: Territory) -> dict[str, dict[str, Any]]:
    """The partners by every name that means one alone: name first, then acronyms and aliases. Two queries."""
    rows = list(Partner.objects.of(territory).values_list("pk", "name", "acronym"))
    known = {name_key(name): {"pk": pk, "label": name} for pk, name, _ in rows}
    names = {pk: name for pk, name, _ in rows}
    others: dict[str, set[int]] = {}
    for pk, _, acronym in rows:
        if acronym:
            others.setdefault(name_key(acronym), set()).add(pk)
    for pk, label in PartnerAlias.objects.filter(partner__territory=territory).values_list("partner_id", "label"):
        others.setdefault(name_key(label), set()).add(pk)
    for key, keys in others.items():
        if len(keys) == 1:
            pk = next(iter(keys))
            known.setdefault(key, {"pk": pk, "label": names[pk]})
    return known


def free(base: str, taken: "Counter[str] | Mapping[str, int]") -> str:
    """`base`, or `base`-2…: one that nobody bears; it is taken from now on."""
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    if isinstance(taken, Counter):
        taken[name] += 1
    return name


def _digits(text: str) -> str:
    return text.replace(" ", "")


def _address(text: str) -> str:
    return f"https://{text}" if text and "://" not in text else text
