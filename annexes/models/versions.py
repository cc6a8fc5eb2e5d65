"""What a plan was on a day, frozen: its data, its documents, the fingerprint of each."""

from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from plans.enums import PlanStatus
from plans.models import Amendment, Meeting, Plan


class VersionReason(models.TextChoices):
    """What a version was frozen for."""

    SUBMITTED = "SUBMITTED", "Transmission"
    SIGNED = "SIGNED", "Signature"
    AMENDED = "AMENDED", "Avenant"
    MEETING = "MEETING", "Réunion d’une instance"
    ON_DEMAND = "ON_DEMAND", "À la demande"
    RENEWED = "RENEWED", "Renouvellement"


class Version(models.Model):
    """A frozen version of a plan. The database refuses to change or to delete it, but for who froze it.

    `content` is the outline as JSON (`annexes.jsonform`), byte for byte what `sha256` is the fingerprint of; `edition`
    is what its documents say beside it.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions", verbose_name="plan")
    number = models.PositiveSmallIntegerField("numéro")
    label = models.CharField("libellé", max_length=150, blank=True)
    reason = models.CharField("occasion", max_length=20, choices=VersionReason, default=VersionReason.ON_DEMAND)
    plan_status = models.CharField("statut du plan", max_length=30, choices=PlanStatus)
    amendment = models.ForeignKey(
        Amendment, models.PROTECT, related_name="versions", verbose_name="avenant", null=True, blank=True
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="versions", verbose_name="réunion", null=True, blank=True
    )
    content = models.TextField("contenu")
    edition = models.JSONField("édition", default=dict)
    sha256 = models.CharField("empreinte SHA-256 du contenu", max_length=64)
    documents = models.JSONField("documents demandés", default=list)  # DocumentRequest.to_options of each
    frozen_by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", verbose_name="figée par", null=True, blank=True
    )
    frozen_at = models.DateTimeField("figée le", default=timezone.now)

    class Meta:
        verbose_name = "version"
        ordering = ["-number"]
        constraints = (models.UniqueConstraint(fields=["plan", "number"], name="version_number_unique"),)

    def __str__(self) -> str:
        return f"Version {self.number} – {self.label}" if self.label else f"Version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("versions:version", args=[self.plan.territory.slug, self.plan.slug, self.number])


class VersionFile(models.Model):
    """A document of a version, as it was made once; frozen like it."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="files", verbose_name="version")
    document = models.CharField("document", max_length=30)  # a value of annexes.documents.request.Document
    label = models.CharField("libellé", max_length=200)
    name = models.CharField("nom du fichier", max_length=200)
    file = models.FileField("fichier", upload_to="versions/%Y/%m/", max_length=300)
    size = models.PositiveBigIntegerField("taille")  # bytes
    sha256 = models.CharField("empreinte SHA-256", max_length=64, db_index=True)
    made_at = models.DateTimeField("fabriqué le", default=timezone.now)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "document d’une version"
        verbose_name_plural = "documents d’une version"
        ordering = ["position", "pk"]
        constraints = (models.UniqueConstraint(fields=["version", "position"], name="version_file_once"),)

    def __str__(self) -> str:
        return self.name
