from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.models import Territory, User
from accounts.text import fold, one_line, search_tokens
from accounts.validators import validate_siren
from partners.enums import IMPORTED_LISTS, DirectoryList, PartnerKind
from partners.listplan import RowState
from partners.names import name_search_text


def name_key(name: str) -> str:
    """The key under which two writings of a name are one; a name without a Latin letter nor a digit is its own."""
    return fold(name) or one_line(name).casefold()


class DomainQuerySet(models.QuerySet["Domain"]):
    def available_to(self, territory: Territory) -> "DomainQuerySet":
        """The national domains and those that the territory added."""
        return self.filter(Q(territory=None) | Q(territory=territory))

    def get_by_natural_key(self, code: str) -> "Domain":
        return self.get(code=code)


class Domain(models.Model):
    """A field of education policy (« petite enfance », « sport »…): reference data, domain.md 2.2."""

    territory = models.ForeignKey(
        Territory, models.CASCADE, related_name="+", verbose_name="territoire", null=True, blank=True
    )
    code = models.SlugField("code", max_length=40, unique=True)
    label = models.CharField("libellé", max_length=100)
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = DomainQuerySet.as_manager()

    class Meta:
        verbose_name = "domaine"
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class PartnerQuerySet(models.QuerySet["Partner"]):
    def of(self, territory: Territory) -> "PartnerQuerySet":
        return self.filter(territory=territory)

    def search(self, query: str) -> "PartnerQuerySet":
        """Those of which a name, the acronym or an alias holds every word; accents and case ignored."""
        found = self
        for token in search_tokens(query):
            alias = PartnerAlias.objects.filter(partner=OuterRef("pk"), search_text__contains=token)
            found = found.filter(Q(search_text__contains=token) | Exists(alias))
        return found


class Partner(models.Model):
    """An organisation of a territory's directory: it leads, carries, funds or helps fiches."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="partners", verbose_name="territoire")
    name = models.CharField("nom", max_length=200)
    name_key = models.CharField("nom comparable", max_length=200, editable=False)
    acronym = models.CharField("sigle", max_length=40, blank=True)
    kind = models.CharField("type", max_length=30, choices=PartnerKind, default=PartnerKind.OTHER)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren])
    rna = models.CharField(
        "numéro RNA",
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^W\d{9}$", "Le numéro RNA est un W suivi de neuf chiffres.")],
    )
    website = models.URLField("site", max_length=300, blank=True)
    domains = models.ManyToManyField(Domain, related_name="partners", verbose_name="domaines", blank=True)
    note = models.TextField("remarque", max_length=2000, blank=True)
    is_active = models.BooleanField("actif", default=True)
    search_text = models.TextField("texte de recherche", editable=False, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "partenaire"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "name_key"],
                name="partner_name_unique",
                violation_error_message="Un partenaire porte déjà ce nom dans le territoire.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("directory:partner", args=[self.territory.slug, self.pk])

    def prepare(self) -> "Partner":
        """Fill what is derived from the name; `save` does it, bulk writes call it themselves."""
        self.name_key = name_key(self.name)[:200]
        self.search_text = name_search_text(self.name, self.acronym)
        return self


class AliasSearchField(models.TextField):  # type: ignore[type-arg]
    """The searchable form of the label, computed whenever a row is written, alone or in bulk."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = name_search_text(getattr(model_instance, "label", ""))
        setattr(model_instance, self.attname, value)
        return value


class PartnerAlias(models.Model):
    """Another writing of a partner's name (« C.A.F. des Landes »)."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="aliases", verbose_name="partenaire")
    label = models.CharField("autre nom", max_length=200)
    note = models.CharField("précision", max_length=100, blank=True)
    search_text = AliasSearchField("texte de recherche", editable=False, blank=True)

    class Meta:
        verbose_name = "autre nom de partenaire"
        verbose_name_plural = "autres noms de partenaires"
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["partner", "label"], name="partner_alias_unique")]

    def __str__(self) -> str:
        return self.label


class Contact(models.Model):
    """A person at a partner's, with professional data alone (RGPD: never a private address or number)."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="contacts", verbose_name="partenaire")
    full_name = models.CharField("nom", max_length=150)
    function = models.CharField("fonction", max_length=150, blank=True)
    email = models.EmailField("courriel professionnel", blank=True)
    phone = models.CharField("téléphone professionnel", max_length=30, blank=True)
    user = models.ForeignKey(
        User, models.SET_NULL, related_name="contacts", verbose_name="compte", null=True, blank=True
    )
    shown_in_exports = models.BooleanField("nommé dans les documents", default=False)
    is_active = models.BooleanField("en poste", default=True)

    class Meta:
        verbose_name = "contact"
        ordering = ["full_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "full_name"],
                name="contact_unique",
                violation_error_message="Ce contact figure déjà chez ce partenaire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.function})" if self.function else self.full_name

    @property
    def public_name(self) -> str:
        """What documents say: the name if the person agreed, else the function alone."""
        return str(self) if self.shown_in_exports else self.function


class DistinctPartners(models.Model):
    """Two partners that look alike and that a person has said are not the same; they are proposed no more."""

    first = models.ForeignKey(Partner, models.CASCADE, related_name="+", verbose_name="premier partenaire")
    second = models.ForeignKey(Partner, models.CASCADE, related_name="+", verbose_name="second partenaire")
    decided_by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", verbose_name="décidé par", null=True, blank=True
    )
    decided_at = models.DateTimeField("décidé le", auto_now_add=True)

    class Meta:
        verbose_name = "paire de partenaires distincts"
        verbose_name_plural = "paires de partenaires distincts"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_partners_unique"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinct_partners_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"


class SetAsideTerm(models.Model):
    """A word of a reference list, shared or its own, that a territory no longer proposes on its forms."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", verbose_name="territoire")
    what = models.CharField("liste", max_length=30, choices=DirectoryList)
    key = models.PositiveBigIntegerField("clé du terme")

    class Meta:
        verbose_name = "terme mis de côté"
        verbose_name_plural = "termes mis de côté"
        constraints = [models.UniqueConstraint(fields=["territory", "what", "key"], name="set_aside_term_unique")]

    def __str__(self) -> str:
        return f"{self.get_what_display()} n° {self.key}"


class DirectoryImport(models.Model):
    """A file of partners, contacts… that was read and waits for a confirmation, was written, or was taken back.

    Its rows are forgotten once it is written: the history of each entry tells what it changed.
    """

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="+", verbose_name="territoire")
    user = models.ForeignKey(User, models.SET_NULL, related_name="+", verbose_name="déposé par", null=True, blank=True)
    what = models.CharField("liste", max_length=30, choices=IMPORTED_LISTS)
    plan_key = models.PositiveBigIntegerField("clé du plan", null=True, blank=True)  # for a list that a plan has
    file_name = models.CharField("fichier", max_length=200)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    columns = models.JSONField("colonnes", default=list)
    rows = models.JSONField("lignes", default=list)
    remarks = models.JSONField("remarques", default=list)
    decisions = models.JSONField("choix", default=dict)
    reading = models.JSONField("lecture", default=dict)  # of a long list: what its preview shows, with which decisions
    counts = models.JSONField("décompte", default=dict)  # rows by partners.listplan.RowState, once written
    batch = models.CharField("lot", max_length=40, blank=True)
    created_at = models.DateTimeField("déposé le", auto_now_add=True)
    applied_at = models.DateTimeField("écrit le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", verbose_name="annulé par", null=True, blank=True
    )

    class Meta:
        verbose_name = "import de liste"
        verbose_name_plural = "imports de listes"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()} – {self.file_name}"

    @property
    def can_be_taken_back(self) -> bool:
        return bool(self.batch) and self.applied_at is not None and self.undone_at is None

    @property
    def written(self) -> int:
        """How many rows it wrote."""
        return sum(self.counts.get(state, 0) for state in (RowState.NEW, RowState.CHANGED))


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def available_to(self, territory: Territory) -> "SchemeQuerySet":
        """The national schemes and those that the territory added."""
        return self.filter(Q(territory=None) | Q(territory=territory))

    def get_by_natural_key(self, slug: str, territory: str | None) -> "Scheme":
        return self.get(slug=slug, territory__slug=territory) if territory else self.get(slug=slug, territory=None)


class Scheme(models.Model):
    """A dispositif: a named public scheme with its rules and its money (domain.md 2.3).

    The key is never the acronym: « CEJ » is both a contrat enfance jeunesse and a contrat d’engagement jeune.
    """

    territory = models.ForeignKey(
        Territory, models.CASCADE, related_name="schemes", verbose_name="territoire", null=True, blank=True
    )
    slug = models.SlugField("clé", max_length=80)
    name = models.CharField("nom", max_length=200)
    acronym = models.CharField("sigle", max_length=40, blank=True)
    organisation = models.CharField("organisme", max_length=150, blank=True)
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="schemes", verbose_name="domaine", null=True, blank=True
    )
    is_active = models.BooleanField("en vigueur", default=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, related_name="replaces", verbose_name="remplacé par", null=True, blank=True
    )
    url = models.URLField("site", max_length=300, blank=True)
    note = models.CharField("note", max_length=300, blank=True)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "dispositif"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], condition=Q(territory=None), name="scheme_slug_unique_nationally"),
            models.UniqueConstraint(
                fields=["territory", "slug"],
                name="scheme_slug_unique",
                violation_error_message="Un dispositif porte déjà cette clé.",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=F("pk")),
                name="scheme_not_its_own_successor",
                violation_error_message="Un dispositif ne se remplace pas lui-même.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acronym} – {self.name}" if self.acronym and self.acronym != self.name else self.name

    def get_url_in(self, territory: Territory) -> str:
        """Its page in a territory; a national dispositif has one in each."""
        return reverse("directory:scheme", args=[territory.slug, self.pk])

    def natural_key(self) -> tuple[str, str | None]:
        return (self.slug, self.territory.slug if self.territory else None)


class AgeingTermManager(models.Manager["AgeingTerm"]):
    def get_by_natural_key(self, old: str) -> "AgeingTerm":
        return self.get(old=old)


class AgeingTerm(models.Model):
    """A name that public life has replaced (« RAM » by « RPE », 2021): search and import know both (domain.md 2.4)."""

    old = models.CharField("ancien nom", max_length=100, unique=True)
    new = models.CharField("nom actuel", max_length=100)
    since = models.CharField("depuis", max_length=20, blank=True)
    note = models.CharField("note", max_length=200, blank=True)

    objects = AgeingTermManager()

    class Meta:
        verbose_name = "terme vieilli"
        verbose_name_plural = "termes vieillis"
        ordering = ["old"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    def natural_key(self) -> tuple[str]:
        return (self.old,)
