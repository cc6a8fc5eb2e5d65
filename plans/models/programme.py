"""The programme de réussite éducative of a plan: who carries it, with whom, where, with what money.

Aggregate figures alone: nothing here may say anything of a child or of a family (domain.md 3.3 and 5).
"""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from partners.models import Partner
from plans.enums import PerimeterKind, ProgrammeMeasure, StructureKind
from plans.models.plan import LONG_TEXT_LENGTH, Plan


class Programme(models.Model):
    """What a plan says of its programme de réussite éducative."""

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="programme", verbose_name="plan")
    structure_kind = models.CharField("structure juridique", max_length=30, choices=StructureKind, blank=True)
    partner = models.ForeignKey(
        Partner, models.RESTRICT, related_name="programmes", verbose_name="structure", null=True, blank=True
    )
    structure_label = models.CharField("autre structure", max_length=200, blank=True)
    structure_note = models.TextField("précisions sur la structure", max_length=LONG_TEXT_LENGTH, blank=True)
    elected_lead = models.CharField("élu référent (fonction)", max_length=200, blank=True)
    coordinator = models.CharField("coordination (fonction)", max_length=200, blank=True)
    confidentiality_on = models.DateField("charte de confidentialité signée le", null=True, blank=True)
    confidentiality_note = models.CharField("précision sur la confidentialité", max_length=500, blank=True)

    class Meta:
        verbose_name = "programme de réussite éducative"
        verbose_name_plural = "programmes de réussite éducative"
        constraints = [
            models.CheckConstraint(
                condition=Q(partner=None) | Q(structure_label=""),
                name="programme_one_structure",
                violation_error_message="Indiquer un partenaire ou une autre structure, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.structure or str(self._meta.verbose_name).capitalize()

    @property
    def structure(self) -> str:
        return self.partner.name if self.partner else self.structure_label


class BoardSeat(models.Model):
    """A seat of the conseil d’administration of the structure."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="board", verbose_name="programme")
    organisation = models.CharField("organisme", max_length=200)
    function = models.CharField("fonction", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "siège du conseil d’administration"
        verbose_name_plural = "sièges du conseil d’administration"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.function}" if self.function else self.organisation


class TeamSeat(models.Model):
    """A profession of the équipe pluridisciplinaire de soutien, and the institution that lends it."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="team", verbose_name="programme")
    profession = models.CharField("profession", max_length=200)
    organisation = models.CharField("institution", max_length=200, blank=True)
    time_share = models.CharField("temps consacré", max_length=100, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "place dans l’équipe pluridisciplinaire"
        verbose_name_plural = "places dans l’équipe pluridisciplinaire"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.profession} – {self.organisation}" if self.organisation else self.profession


class PerimeterPlace(models.Model):
    """A quartier prioritaire or a school network where the programme acts."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="perimeter", verbose_name="programme")
    kind = models.CharField("type", max_length=30, choices=PerimeterKind, default=PerimeterKind.PRIORITY_DISTRICT)
    name = models.CharField("nom", max_length=200)
    code = models.CharField("code", max_length=20, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "périmètre du programme"
        verbose_name_plural = "périmètres du programme"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})" if self.code else self.name


def amount_field(label: str) -> "models.DecimalField[Any, Any]":
    """Euros, all taxes included; never negative."""
    return models.DecimalField(
        label, max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


class BudgetLine(models.Model):
    """One line of the budget of a programme; euros, all taxes included."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="budget", verbose_name="programme")
    year = models.PositiveSmallIntegerField("année", validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    funder = models.CharField("financeur", max_length=200)
    label = models.CharField("objet", max_length=200, blank=True)
    planned = amount_field("montant prévisionnel")
    granted = amount_field("montant accordé")
    spent = amount_field("montant réalisé")
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "ligne du budget"
        verbose_name_plural = "lignes du budget"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(planned=None) | Q(planned__gte=0))
                & (Q(granted=None) | Q(granted__gte=0))
                & (Q(spent=None) | Q(spent__gte=0)),
                name="budget_line_amounts_positive",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funder} {self.year}"


class AggregateFigure(models.Model):
    """A yearly total of the programme. Under five, people could be recognised: pages warn (domain.md 5)."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="totals", verbose_name="programme")
    year = models.PositiveSmallIntegerField("année", validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    measure = models.CharField("total", max_length=30, choices=ProgrammeMeasure)
    label = models.CharField("précision", max_length=200, blank=True)
    value = models.DecimalField("valeur", max_digits=10, decimal_places=1, validators=[MinValueValidator(0)])
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "total annuel"
        verbose_name_plural = "totaux annuels"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "measure", "label"],
                name="aggregate_figure_unique",
                violation_error_message="Ce total est déjà donné pour cette année.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.year}"
