from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Territory
from accounts.text import search_text
from actions.enums import (
    CLOSED_STATUSES,
    STATUSES_OWING_A_REASON,
    FundingKind,
    FundingNature,
    FundingStatus,
    Horizon,
    Nature,
    Priority,
    Role,
    ScheduleKind,
    Status,
    Weather,
)
from partners.models import Contact, Domain, Partner, Scheme
from plans.models import LONG_TEXT_LENGTH, TITLE_LENGTH, Objective, Plan

PROGRESS_STEPS = (0, 25, 50, 75, 100)
SEARCHED_FIELDS = ("title", "challenge", "description", "context", "objectives_text")


class ReferenceManager(models.Manager[Any]):
    def get_by_natural_key(self, code: str) -> Any:
        return self.get(code=code)


class ReferenceTerm(models.Model):
    """A word of one of the lists that describe whom and what a fiche is for (domain.md 2.2)."""

    code = models.SlugField("code", max_length=60, unique=True)
    label = models.CharField("libellé", max_length=120)
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = ReferenceManager()

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
        "self", models.SET_NULL, related_name="merged_from", verbose_name="fusionnée dans", null=True, blank=True
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


class Participation(models.Model):
    """The role that a partner holds on a fiche."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="participations", verbose_name="fiche action")
    partner = models.ForeignKey(Partner, models.RESTRICT, related_name="participations", verbose_name="partenaire")
    role = models.CharField("rôle", max_length=20, choices=Role, default=Role.PARTNER)
    contact = models.ForeignKey(
        Contact, models.SET_NULL, related_name="participations", verbose_name="contact", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "participation"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "partner", "role"],
                name="participation_unique",
                violation_error_message="Ce partenaire tient déjà ce rôle sur la fiche.",
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(role=Role.LEAD),
                name="participation_one_lead",
                violation_error_message="Une fiche a un seul pilote : choisir « co-pilote » pour les autres.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} : {self.partner}"


class SchemeUse(models.Model):
    """A dispositif that a fiche may call upon, in the order of the fiche."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="scheme_uses", verbose_name="fiche action")
    scheme = models.ForeignKey(Scheme, models.RESTRICT, related_name="uses", verbose_name="dispositif")
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "dispositif mobilisable"
        verbose_name_plural = "dispositifs mobilisables"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["action", "scheme"], name="scheme_use_unique")]

    def __str__(self) -> str:
        return str(self.scheme)


def _amount(label: str) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(
        label, max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )


class Funding(models.Model):
    """One line of the funding plan of a fiche; euros, all taxes included (domain.md 2.5)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="fundings", verbose_name="fiche action")
    partner = models.ForeignKey(
        Partner, models.RESTRICT, related_name="fundings", verbose_name="financeur", null=True, blank=True
    )
    funder_label = models.CharField("autre source", max_length=200, blank=True)
    scheme = models.ForeignKey(
        Scheme, models.RESTRICT, related_name="fundings", verbose_name="dispositif", null=True, blank=True
    )
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    kind = models.CharField("type", max_length=20, choices=FundingKind, default=FundingKind.OPERATING)
    nature = models.CharField("nature des crédits", max_length=20, choices=FundingNature, blank=True)
    status = models.CharField("statut", max_length=20, choices=FundingStatus, default=FundingStatus.PLANNED)
    planned = _amount("montant prévisionnel")
    requested = _amount("montant sollicité")
    granted = _amount("montant accordé")
    spent = _amount("montant réalisé")
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "ligne de financement"
        verbose_name_plural = "lignes de financement"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(planned=None) | Q(planned__gte=0))
                & (Q(requested=None) | Q(requested__gte=0))
                & (Q(granted=None) | Q(granted__gte=0))
                & (Q(spent=None) | Q(spent__gte=0)),
                name="funding_amounts_positive",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(partner=None) | Q(funder_label=""),
                name="funding_one_funder",
                violation_error_message="Indiquer un partenaire ou une autre source, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funder} {self.year or ''}".strip()

    @property
    def funder(self) -> str:
        return self.partner.name if self.partner else self.funder_label


class Step(models.Model):
    """A step of a fiche's schedule."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="steps", verbose_name="fiche action")
    title = models.CharField("étape", max_length=TITLE_LENGTH)
    due_on = models.DateField("date prévue", null=True, blank=True)
    done_on = models.DateField("faite le", null=True, blank=True)
    who = models.CharField("qui", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "étape"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class ActionLink(models.Model):
    """A link to another fiche or to another issue of the territory, under the transversal axis it belongs to."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="links", verbose_name="fiche action")
    group = models.CharField("axe transversal", max_length=200, blank=True)
    text = models.CharField("lien", max_length=TITLE_LENGTH)
    target = models.ForeignKey(
        Action, models.SET_NULL, related_name="linked_from", verbose_name="fiche liée", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "lien"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.group} – {self.text}" if self.group else self.text
