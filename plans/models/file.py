"""The data of the dossier of a plan: figures of the diagnostic, accueils, périscolaire activities."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from partners.models import Partner
from plans.enums import ChildcarePeriod
from plans.models.plan import LONG_TEXT_LENGTH, TITLE_LENGTH, Plan


class Figure(models.Model):
    """One figure of the diagnostic: what, in which year, from which source. A table of them shares its `group`."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="figures", verbose_name="plan")
    group = models.CharField("tableau", max_length=200)
    label = models.CharField("libellé", max_length=300)
    year = models.PositiveSmallIntegerField(
        "année", null=True, blank=True, validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    value = models.DecimalField("valeur", max_digits=14, decimal_places=3, null=True, blank=True)
    text = models.CharField("valeur en mots", max_length=300, blank=True)
    unit = models.CharField("unité", max_length=40, blank=True)
    source = models.CharField("source", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "chiffre du diagnostic"
        verbose_name_plural = "chiffres du diagnostic"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.group} – {self.label}"


class Childcare(models.Model):
    """An accueil collectif of a plan: where, when, for how many children, with which staff (domain.md 3.1)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="childcares", verbose_name="plan")
    name = models.CharField("nom", max_length=200)
    period = models.CharField("temps", max_length=20, choices=ChildcarePeriod, default=ChildcarePeriod.PERISCHOOL)
    place = models.CharField("lieu", max_length=200, blank=True)
    partner = models.ForeignKey(
        Partner, models.RESTRICT, related_name="childcares", verbose_name="gestionnaire", null=True, blank=True
    )
    manager_label = models.CharField("autre gestionnaire", max_length=200, blank=True)
    is_declared = models.BooleanField("accueil déclaré (ACM)", default=True)
    declaration = models.CharField("numéro de déclaration", max_length=40, blank=True)
    moments = models.CharField("jours et heures", max_length=TITLE_LENGTH, blank=True)
    longest_hours = models.DecimalField(
        "heures de suite, au plus",
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(24)],
    )
    capacity_under_6 = models.PositiveSmallIntegerField("places, moins de 6 ans", null=True, blank=True)
    capacity_six_plus = models.PositiveSmallIntegerField("places, 6 ans ou plus", null=True, blank=True)
    staff_under_6 = models.PositiveSmallIntegerField("animateurs, moins de 6 ans", null=True, blank=True)
    staff_six_plus = models.PositiveSmallIntegerField("animateurs, 6 ans ou plus", null=True, blank=True)
    qualified_staff = models.PositiveSmallIntegerField("animateurs qualifiés", null=True, blank=True)
    qualification_note = models.CharField("qualifications", max_length=TITLE_LENGTH, blank=True)
    note = models.TextField("remarque", max_length=LONG_TEXT_LENGTH, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "accueil"
        verbose_name_plural = "accueils"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(partner=None) | Q(manager_label=""),
                name="childcare_one_manager",
                violation_error_message="Indiquer un partenaire ou un autre gestionnaire, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def manager(self) -> str:
        return self.partner.name if self.partner else self.manager_label


class Activity(models.Model):
    """A périscolaire activity: their list is annexed to the convention of a PEDT (code de l’éducation, R551-13)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="activities", verbose_name="plan")
    childcare = models.ForeignKey(
        Childcare, models.SET_NULL, related_name="activities", verbose_name="accueil", null=True, blank=True
    )
    title = models.CharField("activité", max_length=300)
    place = models.CharField("lieu", max_length=200, blank=True)
    moments = models.CharField("jours et heures", max_length=TITLE_LENGTH, blank=True)
    audience = models.CharField("public", max_length=300, blank=True)
    age_min = models.PositiveSmallIntegerField(
        "âge minimum", null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    age_max = models.PositiveSmallIntegerField(
        "âge maximum", null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    partner = models.ForeignKey(
        Partner, models.RESTRICT, related_name="activities", verbose_name="intervenant", null=True, blank=True
    )
    operator_label = models.CharField("autre intervenant", max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField("places", null=True, blank=True)
    supervision = models.CharField("encadrement", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "activité périscolaire"
        verbose_name_plural = "activités périscolaires"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(partner=None) | Q(operator_label=""),
                name="activity_one_operator",
                violation_error_message="Indiquer un partenaire ou un autre intervenant, pas les deux.",
            ),
            models.CheckConstraint(
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_max__gte=F("age_min")),
                name="activity_ages_in_order",
                violation_error_message="L’âge maximum est inférieur à l’âge minimum.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def operator(self) -> str:
        return self.partner.name if self.partner else self.operator_label
