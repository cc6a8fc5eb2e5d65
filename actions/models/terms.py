"""The lists that a fiche draws on: whom it is for, when, where."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.models import Territory
from actions.enums import PlaceKind
from actions.validators import check_code
from partners.models import name_key


class ReferenceQuerySet(models.QuerySet[Any]):
    def available_to(self, territory: Territory) -> "ReferenceQuerySet":
        """The national terms and those that the territory added."""
        return self.filter(Q(territory=None) | Q(territory=territory))

    def get_by_natural_key(self, code: str) -> Any:
        return self.get(code=code)


class ReferenceTerm(models.Model):
    """A word of one of the lists that describe whom and what a fiche is for (domain.md 2.2).

    Without a territory it is reference data; with one, that territory added it for itself.
    """

    territory = models.ForeignKey(
        Territory, models.CASCADE, related_name="+", verbose_name="territoire", null=True, blank=True
    )
    code = models.SlugField("code", max_length=60, unique=True)
    label = models.CharField("libellé", max_length=120)
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "label"]

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class Audience(ReferenceTerm):
    class Meta(ReferenceTerm.Meta):
        verbose_name = "public"


class Scale(ReferenceTerm):
    class Meta(ReferenceTerm.Meta):
        verbose_name = "échelle territoriale"
        verbose_name_plural = "échelles territoriales"


class ChildTime(ReferenceTerm):
    class Meta(ReferenceTerm.Meta):
        verbose_name = "temps de l’enfant"
        verbose_name_plural = "temps de l’enfant"


class AgeBand(ReferenceTerm):
    """A ready-made age band (« 3-5 ans, maternelle ») that fills the two ages of a fiche."""

    age_min = models.PositiveSmallIntegerField("âge minimum", null=True, blank=True)
    age_max = models.PositiveSmallIntegerField("âge maximum", null=True, blank=True)

    class Meta(ReferenceTerm.Meta):
        verbose_name = "tranche d’âge"
        verbose_name_plural = "tranches d’âge"


class CharterAxis(ReferenceTerm):
    """One of the four axes of the charte qualité Plan mercredi (domain.md 3.1)."""

    class Meta(ReferenceTerm.Meta):
        verbose_name = "axe de la charte Plan mercredi"
        verbose_name_plural = "axes de la charte Plan mercredi"


class PlaceQuerySet(models.QuerySet["Place"]):
    def of(self, territory: Territory) -> "PlaceQuerySet":
        return self.filter(territory=territory)


class Place(models.Model):
    """Where fiches take place: a commune, a quartier, a QPV, a school of the territory."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="places", verbose_name="territoire")
    kind = models.CharField("type", max_length=20, choices=PlaceKind, default=PlaceKind.COMMUNE)
    name = models.CharField("nom", max_length=150)
    name_key = models.CharField("nom comparable", max_length=150, editable=False)
    code = models.CharField(
        "code", max_length=10, blank=True, help_text="Code Insee d’une commune, code d’un QPV, UAI d’une école."
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "kind", "name_key"],
                name="place_name_unique",
                violation_error_message="Un lieu de ce type porte déjà ce nom dans le territoire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})" if self.code else self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.code:
            try:
                check_code(PlaceKind(self.kind), self.code)
            except ValidationError as error:
                raise ValidationError({"code": error.messages}) from error

    def prepare(self) -> "Place":
        """Fill what is derived from the name; `save` does it, bulk writes call it themselves."""
        self.name_key = name_key(self.name)[:150]
        return self
