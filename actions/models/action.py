"""The fiche action."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Territory
from accounts.text import search_text
from actions.enums import (
    CLOSED_STATUSES,
    STATUSES_OWING_A_REASON,
    Horizon,
    Nature,
    Priority,
    ScheduleKind,
    Status,
    Weather,
)
from actions.models.terms import Audience, CharterAxis, ChildTime, Place, Scale
from partners.models import Domain, Partner, Scheme
from plans.models import LONG_TEXT_LENGTH, TITLE_LENGTH, Objective, Plan

PROGRESS_STEPS = (0, 25, 50, 75, 100)
SEARCHED_FIELDS = ("title", "challenge", "description", "context", "objectives_text")


class ActionQuerySet(models.QuerySet["Action"]):
    def of(self, territory: Territory) -> "ActionQuerySet":
        return self.filter(plan__territory=territory)

    def unattached(self) -> "ActionQuerySet":
        return self.filter(objective=None)

    def late(self, today: Any) -> "ActionQuerySet":
        """Past their date and not closed (rule V14)."""
        return self.exclude(status__in=CLOSED_STATUSES).filter(due_on__lt=today)


class Action(models.Model):
    """A fiche action: who does what, for whom, when, with whom, with what money, and how it is judged."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="actions", verbose_name="plan")
    theme = models.ForeignKey(
        Objective, models.RESTRICT, related_name="theme_actions", verbose_name="thème", null=True, blank=True
    )
    objective = models.ForeignKey(
        Objective, models.RESTRICT, related_name="actions", verbose_name="objectif principal", null=True, blank=True
    )
    also_serves = models.ManyToManyField(Objective, related_name="served_by", verbose_name="sert aussi", blank=True)
    position = models.PositiveIntegerField("rang sous l’objectif", default=0)
    is_doubtful = models.BooleanField("rattachement à vérifier", default=False)

    number = models.PositiveIntegerField("numéro", null=True, blank=True)
    number_suffix = models.CharField("suffixe du numéro", max_length=10, blank=True)
    code = models.CharField("code", max_length=30, blank=True)
    title = models.CharField("intitulé", max_length=TITLE_LENGTH)
    version_label = models.CharField("version", max_length=100, blank=True)

    status = models.CharField("statut", max_length=20, choices=Status, default=Status.PROPOSED)
    status_reason = models.CharField("motif", max_length=TITLE_LENGTH, blank=True)
    merged_into = models.ForeignKey(
        "self", models.RESTRICT, related_name="merged_from", verbose_name="fusionnée dans", null=True, blank=True
    )
    nature = models.CharField("nature", max_length=20, choices=Nature, blank=True)
    priority = models.PositiveSmallIntegerField("priorité", choices=Priority, default=Priority.NONE)
    horizon = models.CharField("horizon", max_length=10, choices=Horizon, blank=True)
    progress = models.PositiveSmallIntegerField(
        "avancement", null=True, blank=True, choices=[(step, f"{step} %") for step in PROGRESS_STEPS]
    )
    weather = models.CharField("météo", max_length=10, choices=Weather, blank=True)

    challenge = models.TextField("enjeu", max_length=LONG_TEXT_LENGTH, blank=True)
    context = models.TextField("contexte et constats", max_length=LONG_TEXT_LENGTH, blank=True)
    objectives_text = models.TextField("objectifs et dynamiques", max_length=LONG_TEXT_LENGTH, blank=True)
    description = models.TextField("description", max_length=LONG_TEXT_LENGTH, blank=True)
    outputs = models.TextField("réalisations attendues", max_length=LONG_TEXT_LENGTH, blank=True)
    expected_effects = models.TextField("effets attendus", max_length=LONG_TEXT_LENGTH, blank=True)

    domains = models.ManyToManyField(Domain, related_name="actions", verbose_name="domaines", blank=True)
    audiences = models.ManyToManyField(Audience, related_name="actions", verbose_name="publics", blank=True)
    audience_note = models.CharField("précision sur le public", max_length=TITLE_LENGTH, blank=True)
    age_min = models.PositiveSmallIntegerField(
        "âge minimum", null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    age_max = models.PositiveSmallIntegerField(
        "âge maximum", null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    scales = models.ManyToManyField(Scale, related_name="actions", verbose_name="échelles territoriales", blank=True)
    scale_note = models.CharField("précision sur l’échelle", max_length=TITLE_LENGTH, blank=True)
    child_times = models.ManyToManyField(
        ChildTime, related_name="actions", verbose_name="temps de l’enfant", blank=True
    )
    places = models.ManyToManyField(Place, related_name="actions", verbose_name="lieux", blank=True)
    charter_axes = models.ManyToManyField(
        CharterAxis, related_name="actions", verbose_name="axes de la charte Plan mercredi", blank=True
    )

    schedule_kind = models.CharField(
        "type de calendrier", max_length=20, choices=ScheduleKind, default=ScheduleKind.UNDEFINED
    )
    starts_on = models.DateField("début", null=True, blank=True)
    due_on = models.DateField("échéance", null=True, blank=True)
    school_year = models.PositiveSmallIntegerField("année scolaire (début)", null=True, blank=True)
    schedule_note = models.CharField("précision sur le calendrier", max_length=TITLE_LENGTH, blank=True)

    elected_lead = models.CharField("élu référent (fonction)", max_length=200, blank=True)
    partners = models.ManyToManyField(
        Partner, through="Participation", related_name="actions", verbose_name="partenaires"
    )
    schemes = models.ManyToManyField(
        Scheme, through="SchemeUse", related_name="actions", verbose_name="dispositifs mobilisables"
    )
    funding_note = models.TextField("financements mobilisables", max_length=LONG_TEXT_LENGTH, blank=True)

    renewed_from = models.ForeignKey(
        "self", models.SET_NULL, related_name="renewals", verbose_name="reprise de", null=True, blank=True
    )

    search_text = models.TextField("texte de recherche", editable=False, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche action"
        verbose_name_plural = "fiches action"
        ordering = ["position", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "theme", "number", "number_suffix"],
                name="action_number_unique_in_theme",
                violation_error_message="Une fiche du thème porte déjà ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["plan", "number", "number_suffix"],
                condition=Q(theme=None),
                name="action_number_unique_without_theme",
                violation_error_message="Une fiche du plan porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="action_due_after_start",
                violation_error_message="L’échéance précède le début.",
            ),
            models.CheckConstraint(
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_max__gte=F("age_min")),
                name="action_ages_in_order",
                violation_error_message="L’âge maximum est inférieur à l’âge minimum.",
            ),
            models.CheckConstraint(
                condition=Q(progress=None) | Q(progress__in=PROGRESS_STEPS),
                name="action_progress_by_quarters",
                violation_error_message="L’avancement vaut 0, 25, 50, 75 ou 100 %.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=STATUSES_OWING_A_REASON) | ~Q(status_reason=""),
                name="action_status_reason_given",
                violation_error_message="Ce statut demande un motif.",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.MERGED) | Q(merged_into__isnull=False),
                name="action_merged_into_another",
                violation_error_message="Une fiche fusionnée dit dans quelle fiche elle l’a été.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="action_not_merged_into_itself",
                violation_error_message="Une fiche ne fusionne pas avec elle-même.",
            ),
            models.CheckConstraint(
                condition=(Q(age_min=None) | Q(age_min__lte=120)) & (Q(age_max=None) | Q(age_max__lte=120)),
                name="action_ages_of_people",
                violation_error_message="Un âge va de 0 à 120 ans.",
            ),
        ]

    def __str__(self) -> str:
        return f"Fiche {self.reference} : {self.title}" if self.reference else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("actions:action", args=[self.plan.territory.slug, self.plan.slug, self.pk])

    @property
    def reference(self) -> str:
        """What people call it by: « 72 », « 8 bis », « 1.2.4 », or nothing."""
        return f"{self.number} {self.number_suffix}".strip() if self.number is not None else self.code

    def prepare(self) -> "Action":
        """Fill what is derived from the content; `save` does it, bulk writes call it themselves."""
        self.search_text = search_text(self.reference, *(getattr(self, name) for name in SEARCHED_FIELDS))
        return self
