from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from accounts.models import User
from actions.models import Action
from indicators import rules
from indicators.enums import Direction, Frequency, IndicatorKind, IndicatorNature
from indicators.rules import Aim
from indicators.wording import DIRECTION_SYMBOLS, aim_wording, period
from plans.models import Objective, Plan

TEXT_LENGTH = 1000
FIRST_YEAR, LAST_YEAR = 1990, 2100  # of a measurement


def _figure(label: str) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True, blank=True)


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def of_plan(self, plan: Plan) -> "IndicatorQuerySet":
        """Those of its fiches and of its objectives."""
        return self.filter(Q(action__plan=plan) | Q(objective__plan=plan))

    def without_baseline(self) -> "IndicatorQuerySet":
        return self.filter(baseline=None, baseline_text="")

    def without_measurement(self) -> "IndicatorQuerySet":
        return self.filter(~Exists(Measurement.objects.filter(indicator=OuterRef("pk"))))

    def without_target(self) -> "IndicatorQuerySet":
        """Rule V22."""
        return self.filter(~Exists(Target.objects.filter(indicator=OuterRef("pk"))))


class Indicator(models.Model):
    """What is measured to judge a fiche or an objective. Targets and measurements hang on it."""

    action = models.ForeignKey(
        Action, models.CASCADE, related_name="indicators", verbose_name="fiche action", null=True, blank=True
    )
    objective = models.ForeignKey(
        Objective, models.CASCADE, related_name="indicators", verbose_name="objectif", null=True, blank=True
    )
    label = models.CharField("libellé", max_length=300)
    kind = models.CharField("type", max_length=20, choices=IndicatorKind, default=IndicatorKind.OUTPUT)
    nature = models.CharField("nature", max_length=20, choices=IndicatorNature, default=IndicatorNature.QUANTITATIVE)
    unit = models.CharField("unité", max_length=60, blank=True)
    direction = models.CharField("sens souhaité", max_length=10, choices=Direction, default=Direction.NONE)
    source = models.CharField("source", max_length=200, blank=True)
    frequency = models.CharField("fréquence", max_length=20, choices=Frequency, blank=True)
    breakdown = models.CharField("ventilation", max_length=200, blank=True)
    baseline = _figure("valeur de départ")
    baseline_text = models.CharField("situation de départ", max_length=TEXT_LENGTH, blank=True)
    baseline_on = models.DateField("date de la situation de départ", null=True, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "indicateur"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__isnull=False, objective=None) | Q(action=None, objective__isnull=False),
                name="indicator_of_action_or_objective",
                violation_error_message="Un indicateur appartient à une fiche ou à un objectif.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def owner(self) -> Action | Objective:
        """What it hangs on. A query unless both were read with it."""
        found = self.action if self.action_id is not None else self.objective
        assert found is not None  # the constraint of the table
        return found

    @property
    def direction_wording(self) -> str:
        """« ↗ À la hausse »."""
        return f"{DIRECTION_SYMBOLS[Direction(self.direction)]} {self.get_direction_display()}".strip()

    @property
    def baseline_wording(self) -> str:
        """« 120 familles (janvier 2025) », or nothing."""
        return aim_wording(self.baseline, self.baseline_text, self.baseline_on, self.unit)

    @property
    def yearly(self) -> "list[Yearly]":
        """What it was worth, year by year, beside what was aimed at. Reads its measurements and targets."""
        targets = {target.due_on.year: target.wording for target in self.targets.all() if target.due_on}
        known = sorted(self.measurements.all(), key=lambda one: (one.year, one.breakdown != "", one.breakdown))
        end = self.frequency == Frequency.SCHOOL_YEAR
        return [Yearly(one, "" if one.breakdown else targets.get(one.year + end, "")) for one in known]

    @property
    def last(self) -> "Measurement | None":
        """The last value of the whole, else of a part. Reads its measurements."""
        known = list(self.measurements.all())
        return max(known, key=lambda one: (not one.breakdown, one.year), default=None)

    @property
    def warnings(self) -> list[str]:
        """What deserves a second look in it (rules V22, V24). Reads its targets."""
        aims = [Aim(target.value, target.text, target.due_on) for target in self.targets.all()]
        baseline = Aim(self.baseline, self.baseline_text, self.baseline_on)
        return list(rules.warnings(Direction(self.direction), self.unit, baseline, aims))


class Target(models.Model):
    """What an indicator should have reached at a date: a figure, or words for what is not counted."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="targets", verbose_name="indicateur")
    due_on = models.DateField("échéance de la cible", null=True, blank=True)
    value = _figure("valeur cible")
    text = models.CharField("cible en mots", max_length=TEXT_LENGTH, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "cible"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "due_on"],
                name="target_one_a_date",
                violation_error_message="Cet indicateur a déjà une cible à cette date.",
            ),
            models.UniqueConstraint(
                fields=["indicator"],
                condition=Q(due_on=None),
                name="target_one_without_date",
                violation_error_message="Cet indicateur a déjà une cible sans date.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(text=""),
                name="target_says_something",
                violation_error_message="Une cible est une valeur ou une phrase.",
            ),
        ]

    def __str__(self) -> str:
        return self.text or f"{self.value}"

    @property
    def wording(self) -> str:
        """« 150 familles (juin 2027) »."""
        return aim_wording(self.value, self.text, self.due_on, self.indicator.unit)


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    def of_plan(self, plan: Plan) -> "MeasurementQuerySet":
        """Those of the indicators of its fiches and of its objectives."""
        return self.filter(Q(indicator__action__plan=plan) | Q(indicator__objective__plan=plan))


class Measurement(models.Model):
    """What an indicator was worth in a year (relevé), as a whole or for one part of it: « QPV », « filles ».

    The year is that of the first of September for an indicator that is collected by school year: 2025 for 2025-2026.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="measurements", verbose_name="indicateur")
    year = models.PositiveSmallIntegerField("année")
    breakdown = models.CharField("ventilation", max_length=100, blank=True)
    value = _figure("valeur")
    text = models.CharField("en mots", max_length=TEXT_LENGTH, blank=True)
    measured_on = models.DateField("relevé le", null=True, blank=True)
    source = models.CharField("source", max_length=200, blank=True)
    entered_by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", verbose_name="saisi par", null=True, blank=True
    )
    entered_at = models.DateTimeField("saisi le", null=True, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = "relevé"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "indicator",
                "year",
                Lower("breakdown"),
                name="measurement_one_a_year",
                violation_error_message="Cet indicateur a déjà une valeur pour cette année et cette ventilation.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(text=""),
                name="measurement_says_something",
                violation_error_message="Un relevé est une valeur ou une phrase.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="measurement_year_in_range",
                violation_error_message=f"L’année d’un relevé va de {FIRST_YEAR} à {LAST_YEAR}.",
            ),
        ]

    def __str__(self) -> str:
        return self.text or f"{self.value}"

    @property
    def period(self) -> str:
        """« 2025-2026 » for an indicator that is collected by school year, else « 2025 »."""
        return period(self.year, self.indicator.frequency)

    @property
    def wording(self) -> str:
        """« 150 familles, dont 40 en QPV »."""
        return aim_wording(self.value, self.text, None, self.indicator.unit)


@dataclass(frozen=True, slots=True)
class Yearly:
    """A measurement, and the target of its year in words."""

    measurement: Measurement
    target: str
