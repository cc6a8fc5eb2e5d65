"""The life of a plan as a public act: its steps, the opinions and signatures on it, its avenants."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from partners.models import Partner
from plans.enums import AmendmentStatus, PlanStatus, VisaOutcome, VisaStage
from plans.models.plan import LONG_TEXT_LENGTH, TITLE_LENGTH, Plan


class StatusChange(models.Model):
    """One step of the life of a plan: from which status to which, on what day, by whom, and why where it is owed.

    Append-only, but for the name of a person who is erased.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="status_changes", verbose_name="plan")
    before = models.CharField("statut d’avant", max_length=30, choices=PlanStatus)
    after = models.CharField("statut", max_length=30, choices=PlanStatus)
    happened_on = models.DateField("date de l’acte")
    reason = models.CharField("motif", max_length=TITLE_LENGTH, blank=True)
    actor = models.ForeignKey(User, models.SET_NULL, related_name="+", verbose_name="auteur", null=True, blank=True)
    at = models.DateTimeField("enregistré le", default=timezone.now)

    class Meta:
        verbose_name = "étape de la vie d’un plan"
        verbose_name_plural = "étapes de la vie d’un plan"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_before_display()} → {self.get_after_display()}"


class Amendment(models.Model):
    """An avenant: what changes in a signed plan, with a circuit of its own."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="amendments", verbose_name="plan")
    number = models.PositiveSmallIntegerField("numéro")
    title = models.CharField("objet", max_length=300)
    purpose = models.TextField("exposé des motifs", max_length=LONG_TEXT_LENGTH, blank=True)
    status = models.CharField("état", max_length=20, choices=AmendmentStatus, default=AmendmentStatus.DRAFT)
    status_reason = models.CharField("motif", max_length=TITLE_LENGTH, blank=True)
    deliberation = models.CharField("délibération", max_length=150, blank=True)
    deliberated_on = models.DateField("délibéré le", null=True, blank=True)
    submitted_on = models.DateField("transmis le", null=True, blank=True)
    signed_on = models.DateField("signé le", null=True, blank=True)
    effective_on = models.DateField("prend effet le", null=True, blank=True)

    class Meta:
        verbose_name = "avenant"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="amendment_number_unique",
                violation_error_message="Un avenant de ce plan porte déjà ce numéro.",
            ),
        ]

    def __str__(self) -> str:
        return f"Avenant n° {self.number} : {self.title}"


def visa_path(visa: "Visa", name: str) -> str:
    """Where the scanned page of an opinion or of a signature is kept."""
    return f"plans/{visa.plan_id}/visas/{name}"


class Visa(models.Model):
    """The opinion or the signature of an authority on a plan, or on one of its avenants."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="visas", verbose_name="plan")
    amendment = models.ForeignKey(
        Amendment, models.CASCADE, related_name="visas", verbose_name="avenant", null=True, blank=True
    )
    stage = models.CharField("étape", max_length=20, choices=VisaStage)
    key = models.SlugField("autorité attendue", max_length=60, blank=True)  # of the KindVisa that it answers
    label = models.CharField("autorité", max_length=200)
    partner = models.ForeignKey(
        Partner, models.SET_NULL, related_name="visas", verbose_name="partenaire", null=True, blank=True
    )
    signer = models.CharField("nom et fonction du signataire", max_length=200, blank=True)
    is_required = models.BooleanField("obligatoire", default=True)
    outcome = models.CharField("réponse", max_length=20, choices=VisaOutcome, default=VisaOutcome.AWAITED)
    asked_on = models.DateField("demandé le", null=True, blank=True)
    given_on = models.DateField("rendu le", null=True, blank=True)
    reference = models.CharField("référence", max_length=150, blank=True)
    remarks = models.TextField("observations", max_length=LONG_TEXT_LENGTH, blank=True)
    file = models.FileField("page signée ou avis, numérisé", max_length=300, upload_to=visa_path, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "avis ou signature"
        verbose_name_plural = "avis et signatures"
        ordering = ["stage", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "key"], condition=Q(amendment=None) & ~Q(key=""), name="visa_of_plan_unique"
            ),
            models.UniqueConstraint(
                fields=["amendment", "key"],
                condition=Q(amendment__isnull=False) & ~Q(key=""),
                name="visa_of_amendment_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} : {self.label}"
