from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Territory
from plans.enums import PlanStatus
from plans.models.kinds import PlanKind

TITLE_LENGTH = 1000
LONG_TEXT_LENGTH = 10_000
SECTION_LENGTH = 60_000


class PlanQuerySet(models.QuerySet["Plan"]):
    def of(self, territory: Territory) -> "PlanQuerySet":
        return self.filter(territory=territory)


class Plan(models.Model):
    """One plan of a territory: PEDT, PGT, CTG, PRE, contrat de ville…"""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="plans", verbose_name="territoire")
    kind = models.ForeignKey(PlanKind, models.RESTRICT, related_name="plans", verbose_name="type de plan")
    title = models.CharField("intitulé", max_length=200)
    slug = models.SlugField("nom court", max_length=80)
    status = models.CharField("statut", max_length=30, choices=PlanStatus, default=PlanStatus.DRAFT)
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)
    has_wednesday_charter = models.BooleanField("engagé dans un Plan mercredi", default=False)
    deliberation = models.CharField("délibération", max_length=150, blank=True)
    deliberated_on = models.DateField("délibérée le", null=True, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    renewed_from = models.ForeignKey(
        "self", models.SET_NULL, related_name="renewals", verbose_name="reprise de", null=True, blank=True
    )
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "plan"
        ordering = ["-starts_on", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "slug"],
                name="plan_slug_unique",
                violation_error_message="Un plan de ce territoire porte déjà ce nom court.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="plan_ends_after_it_starts",
                violation_error_message="La fin du plan précède son début.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("actions:plan", args=[self.territory.slug, self.slug])

    @property
    def plan_id(self) -> int:
        """Its own key: the history asks each object for that of its plan."""
        return self.pk

    @property
    def period(self) -> str:
        """« 2025-2028 », or what is known of it."""
        years = [str(day.year) for day in (self.starts_on, self.ends_on) if day]
        return "-".join(dict.fromkeys(years))


class PlanSection(models.Model):
    """A titled text of the dossier of a plan, in the order of print.

    With a `key`, it answers the section of that key of the plan's kind; without, the territory added it. `text` is
    light markup (docs/data.md): headings, lists, tables.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections", verbose_name="plan")
    title = models.CharField("titre", max_length=200)
    key = models.SlugField("section demandée", max_length=60, blank=True)
    text = models.TextField("texte", max_length=SECTION_LENGTH, blank=True)
    is_not_concerned = models.BooleanField("sans objet", default=False)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "texte de présentation"
        verbose_name_plural = "textes de présentation"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key"],
                condition=~Q(key=""),
                name="plan_section_key_unique",
                violation_error_message="Cette section du dossier est déjà écrite.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


def plan_document_path(document: "PlanDocument", name: str) -> str:
    """Where the file of a document is kept: its own name, in a folder of the plan."""
    return f"plans/{document.plan_id}/{name}"


class PlanDocument(models.Model):
    """A document of the dossier of a plan: a file kept here, or a link; `section` is the key of what it goes with."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="documents", verbose_name="plan")
    section = models.SlugField("section du dossier", max_length=60, blank=True)
    title = models.CharField("intitulé", max_length=200)
    url = models.URLField("adresse", max_length=500, blank=True)
    file = models.FileField("fichier", max_length=300, upload_to=plan_document_path, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "document du dossier"
        verbose_name_plural = "documents du dossier"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="plan_document_file_or_link",
                violation_error_message="Un document est un fichier ou un lien, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
