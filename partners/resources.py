"""The lists of the directory as resources: their columns, and who each row is."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.text import slugify

from accounts.aggregates import Content
from accounts.models import Territory
from accounts.text import fold
from partners.cells import ChoiceCell, Column, EntryCell, NamesCell, NumberCell, TextCell, WordsCell, YesNoCell
from partners.enums import DirectoryList, PartnerKind
from partners.listplan import Alike, PlannedRow
from partners.listresource import ListResource
from partners.models import Contact, Domain, Partner, PartnerAlias, Scheme, name_key
from partners.similarity import likely_entries


class PartnerResource(ListResource):
    what = DirectoryList.PARTNERS
    model = Partner
    title_field = "name"
    ages = True
    prefetch = ("aliases", "domains")

    @staticmethod
    def columns() -> list[Column]:
        return [
            Column(
                "Nom",
                "name",
                TextCell(),
                also=(
                    "organisme",
                    "partenaire",
                    "structure",
                    "nom du partenaire",
                    "raison sociale",
                    "association",
                    "intitulé",
                ),
                kept=True,
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

    def alikes(self, rows: Sequence[PlannedRow]) -> list[Alike | None]:
        names = [(str(row.part["name"]), str(row.part.get("acronym", ""))) for row in rows]
        return [Alike(*found) if found else None for found in likely_entries(self.territory, names)] if names else []


class ContactResource(ListResource):
    what = DirectoryList.CONTACTS
    model = Contact
    title_field = "full_name"
    related = ("partner",)

    @staticmethod
    def columns() -> list[Column]:
        return [
            Column(
                "Nom",
                "full_name",
                TextCell(),
                also=(
                    "contact",
                    "nom du contact",
                    "nom et prénom",
                    "prénom et nom",
                    "personne",
                    "interlocuteur",
                    "référent",
                ),
                kept=True,
            ),
            Column(
                "Partenaire",
                "partner",
                EntryCell("Le partenaire"),
                also=("organisme", "structure", "association", "employeur"),
                kept=True,
            ),
            Column("Fonction", "function", TextCell(), also=("qualité", "poste", "titre", "rôle")),
            Column(
                "Courriel",
                "email",
                TextCell(),
                also=("mail", "email", "e mail", "adresse électronique", "courriel professionnel", "adresse mail"),
            ),
            Column(
                "Téléphone",
                "phone",
                TextCell(),
                also=("tel", "téléphone professionnel", "numéro de téléphone", "portable"),
            ),
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

    def alikes(self, rows: Sequence[PlannedRow]) -> list[Alike | None]:
        """By e-mail, or by the same words of a name at the same partner, whatever their order."""
        known: dict[Any, tuple[int, str]] = {}
        for pk, held in self.held.items():
            known.setdefault(_words(held["full_name"], held.get("partner")), (pk, "même nom"))
            if held["email"]:
                known.setdefault(held["email"].casefold(), (pk, "même courriel"))
        found = []
        for row in rows:
            clues = (str(row.part.get("email") or "").casefold(), _words(row.label, row.part.get("partner")))
            alike = next((known[clue] for clue in clues if clue in known), None)
            found.append(Alike(alike[0], self.labels[alike[0]], alike[1]) if alike else None)
        return found


class SchemeResource(ListResource):
    what = DirectoryList.SCHEMES
    model = Scheme
    title_field = "name"
    ages = True
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

    def alikes(self, rows: Sequence[PlannedRow]) -> list[Alike | None]:
        """Those of the territory whose acronym is the name, or the acronym, of a new one."""
        known = {_letters(self.held[pk]["acronym"]): pk for pk in sorted(self.own) if self.held[pk]["acronym"]}
        found = []
        for row in rows:
            names = (str(row.part.get("acronym") or ""), row.label)
            pk = next((known[_letters(name)] for name in names if _letters(name) in known), None)
            found.append(Alike(pk, self.labels[pk], "même sigle") if pk else None)
        return found

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


def _words(name: str, partner: "Mapping[str, Any] | None") -> tuple[Any, ...]:
    """The words of a person’s name, in any order, at a partner."""
    return (partner["pk"] if partner else None, *sorted(fold(name).split()))


def _letters(acronym: str) -> str:
    """« P.Q. » and « PQ » alike."""
    return fold(acronym).replace(" ", "")


def _digits(text: str) -> str:
    return text.replace(" ", "")


def _address(text: str) -> str:
    return f"https://{text}" if text and "://" not in text else text
