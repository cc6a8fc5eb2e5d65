"""Types of plan as data: their levels, the sections of their dossier, who gives an opinion on them and who signs."""

from django.db import models
from django.db.models import Q

from accounts.models import Territory
from partners.enums import PartnerKind
from plans.enums import ChildcarePeriod, Level, Numbering, SectionCondition, SectionNeed, VisaStage


class PlanKindManager(models.Manager["PlanKind"]):
    def get_by_natural_key(self, code: str, territory: str | None = None) -> "PlanKind":
        return self.get(code=code, territory__slug=territory) if territory else self.get(code=code, territory=None)


class PlanKind(models.Model):
    """A type of plan (PEDT, PGT, CTG…): which levels it uses, how they are called, how long it may last.

    Without a territory it is reference data; with one, a territory's own adaptation of it.
    """

    territory = models.ForeignKey(
        Territory, models.CASCADE, related_name="plan_kinds", verbose_name="territoire", null=True, blank=True
    )
    code = models.CharField("code", max_length=30)
    name = models.CharField("nom", max_length=100)
    acronym = models.CharField("sigle", max_length=20, blank=True)
    action_label = models.CharField("nom d’une fiche", max_length=60, default="Fiche action")
    action_label_plural = models.CharField("nom des fiches", max_length=60, default="Fiches actions")
    allows_skipping = models.BooleanField("un niveau peut être sauté", default=False)
    expects_actions = models.BooleanField("chaque objectif opérationnel attend une fiche", default=True)
    min_years = models.PositiveSmallIntegerField("durée minimale (ans)", null=True, blank=True)
    max_years = models.PositiveSmallIntegerField("durée maximale (ans)", null=True, blank=True)
    duration_is_law = models.BooleanField("durée imposée par un texte", default=False)
    source = models.CharField("texte de référence", max_length=300, blank=True)
    asks_childcare = models.BooleanField("décrit les accueils et les activités périscolaires", default=False)
    asks_programme = models.BooleanField("porte un programme de réussite éducative", default=False)
    renewal_months = models.PositiveSmallIntegerField("renouvellement à préparer (mois avant la fin)", default=9)
    renewal_note = models.CharField("ce que demande le renouvellement", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = PlanKindManager()

    class Meta:
        verbose_name = "type de plan"
        verbose_name_plural = "types de plan"
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(territory=None), name="plan_kind_code_unique_nationally"
            ),
            models.UniqueConstraint(fields=["territory", "code"], name="plan_kind_code_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str | None]:
        return (self.code, self.territory.slug if self.territory else None)


class PlanKindLevelManager(models.Manager["PlanKindLevel"]):
    def get_by_natural_key(self, code: str, territory: str | None, level: str) -> "PlanKindLevel":
        return self.get(kind=PlanKind.objects.get_by_natural_key(code, territory), level=level)


class PlanKindLevel(models.Model):
    """One level of a type of plan: its name, its prefix and how its objectives are numbered."""

    kind = models.ForeignKey(PlanKind, models.CASCADE, related_name="levels", verbose_name="type de plan")
    level = models.CharField("niveau", max_length=20, choices=Level)
    singular = models.CharField("nom", max_length=60)
    plural = models.CharField("nom au pluriel", max_length=60)
    prefix = models.CharField("préfixe du code", max_length=20, blank=True)
    numbering = models.CharField("numérotation", max_length=20, choices=Numbering, default=Numbering.ARABIC)

    objects = PlanKindLevelManager()

    class Meta:
        verbose_name = "niveau d’un type de plan"
        verbose_name_plural = "niveaux d’un type de plan"
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "level"], name="plan_kind_level_unique"),
            models.CheckConstraint(condition=~Q(level=Level.ROOT), name="plan_kind_level_is_visible"),
        ]

    def __str__(self) -> str:
        return f"{self.kind.code} – {self.singular}"

    def natural_key(self) -> tuple[str, str | None, str]:
        return (*self.kind.natural_key(), self.level)

    natural_key.dependencies = ["plans.plankind"]  # type: ignore[attr-defined]


class KindSectionManager(models.Manager["KindSection"]):
    def get_by_natural_key(self, code: str, territory: str | None, key: str) -> "KindSection":
        return self.get(kind=PlanKind.objects.get_by_natural_key(code, territory), key=key)


class KindSection(models.Model):
    """A section that the dossier of a plan of that type is asked for (domain.md 3.1 to 3.4)."""

    kind = models.ForeignKey(PlanKind, models.CASCADE, related_name="sections", verbose_name="type de plan")
    key = models.SlugField("clé", max_length=60)
    title = models.CharField("titre", max_length=200)
    why = models.CharField("pourquoi elle est demandée", max_length=500, blank=True)
    advice = models.TextField("ce qu’on y écrit", max_length=2000, blank=True)
    source = models.CharField("texte de référence", max_length=300, blank=True)
    need = models.CharField("ce qui la remplit", max_length=30, choices=SectionNeed, default=SectionNeed.TEXT)
    condition = models.CharField(
        "quand elle est demandée", max_length=20, choices=SectionCondition, default=SectionCondition.ALWAYS
    )
    is_required = models.BooleanField("obligatoire", default=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = KindSectionManager()

    class Meta:
        verbose_name = "section demandée"
        verbose_name_plural = "sections demandées"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="kind_section_key_unique")]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, str | None, str]:
        return (*self.kind.natural_key(), self.key)

    natural_key.dependencies = ["plans.plankind"]  # type: ignore[attr-defined]


class KindVisaManager(models.Manager["KindVisa"]):
    def get_by_natural_key(self, code: str, territory: str | None, key: str) -> "KindVisa":
        return self.get(kind=PlanKind.objects.get_by_natural_key(code, territory), key=key)


class KindVisa(models.Model):
    """An authority that gives its opinion on the plans of that type, or signs them (domain.md 3 and rule V25)."""

    kind = models.ForeignKey(PlanKind, models.CASCADE, related_name="visas", verbose_name="type de plan")
    key = models.SlugField("clé", max_length=60)
    stage = models.CharField("étape", max_length=20, choices=VisaStage)
    label = models.CharField("autorité", max_length=200)
    partner_kind = models.CharField("type de partenaire", max_length=30, choices=PartnerKind, blank=True)
    condition = models.CharField(
        "quand elle est demandée", max_length=20, choices=SectionCondition, default=SectionCondition.ALWAYS
    )
    is_required = models.BooleanField("obligatoire", default=True)
    source = models.CharField("texte de référence", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = KindVisaManager()

    class Meta:
        verbose_name = "autorité attendue"
        verbose_name_plural = "autorités attendues"
        ordering = ["stage", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="kind_visa_key_unique")]

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str, str | None, str]:
        return (*self.kind.natural_key(), self.key)

    natural_key.dependencies = ["plans.plankind"]  # type: ignore[attr-defined]


class StaffRatioManager(models.Manager["StaffRatio"]):
    def get_by_natural_key(self, code: str, effective_from: str) -> "StaffRatio":
        return self.get(code=code, effective_from=effective_from)


class StaffRatio(models.Model):
    """How many children one animateur may have in charge, from a date on (CASF R227-16, domain.md 3.1)."""

    code = models.SlugField("code", max_length=60)
    label = models.CharField("libellé", max_length=200)
    period = models.CharField("temps", max_length=20, choices=ChildcarePeriod)
    with_pedt = models.BooleanField("dans un PEDT", null=True, blank=True)  # None: either way
    is_long = models.BooleanField("plus de cinq heures de suite", null=True, blank=True)  # None: either way
    under_6 = models.PositiveSmallIntegerField("enfants de moins de 6 ans par animateur")
    six_plus = models.PositiveSmallIntegerField("enfants de 6 ans ou plus par animateur")
    effective_from = models.DateField("en vigueur depuis le")
    source = models.CharField("texte de référence", max_length=300)
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = StaffRatioManager()

    class Meta:
        verbose_name = "taux d’encadrement"
        verbose_name_plural = "taux d’encadrement"
        ordering = ["position", "-effective_from"]
        constraints = [models.UniqueConstraint(fields=["code", "effective_from"], name="staff_ratio_unique")]

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str, str]:
        return (self.code, str(self.effective_from))
