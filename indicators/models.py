from django.db import models
from django.db.models import Q

from actions.models import Action
from indicators.enums import Direction, IndicatorKind, IndicatorNature
from plans.models import Objective


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
    position = models.PositiveSmallIntegerField("rang", default=0)

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
