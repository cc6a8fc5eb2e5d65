from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from mptt.models import TreeForeignKey

from accounts.models import Territory, User
from accounts.text import search_text
from plans.enums import Level, Numbering, PlanStatus
from plans.managers import ObjectiveManager
from plans.nodes import PlacedModel

TITLE_LENGTH = 1000
LONG_TEXT_LENGTH = 10_000


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


class PlanQuerySet(models.QuerySet["Plan"]):
    def of(self, territory: Territory) -> "PlanQuerySet":
        return self.filter(territory=territory)


class Plan(models.Model):
    """One plan of a territory: PEDT, PGT, CTG, PRE, contrat de ville…"""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="plans", verbose_name="territoire")
    kind = models.ForeignKey(PlanKind, models.RESTRICT, related_name="plans", verbose_name="type de plan")
    title = models.CharField("intitulé", max_length=200)
    slug = models.SlugField("nom court", max_length=80)
    status = models.CharField("statut", max_length=30, choices=PlanStatus, default=PlanStatus.DRAFT)
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)
    has_wednesday_charter = models.BooleanField("engagé dans un Plan mercredi", default=False)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "plan"
        ordering = ["-starts_on", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "slug"],
                name="plan_slug_unique",
                violation_error_message="Un plan de ce territoire porte déjà ce nom court.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                name="plan_ends_after_it_starts",
                violation_error_message="La fin du plan précède son début.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("actions:plan", args=[self.territory.slug, self.slug])

    @property
    def period(self) -> str:
        """« 2025-2028 », or what is known of it."""
        years = [str(day.year) for day in (self.starts_on, self.ends_on) if day]
        return "-".join(dict.fromkeys(years))


class PlanSection(models.Model):
    """A titled text that presents a plan (the territory, the stakes, how it was made), in the order of print."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections", verbose_name="plan")
    title = models.CharField("titre", max_length=200)
    text = models.TextField("texte", max_length=LONG_TEXT_LENGTH, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "texte de présentation"
        verbose_name_plural = "textes de présentation"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class EffectGroup(models.Model):
    """Expected effects of a group of objectives: one row of a PEDT table (« effets attendus »)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="effect_groups", verbose_name="plan")
    text = models.TextField("effets attendus", max_length=LONG_TEXT_LENGTH)

    class Meta:
        verbose_name = "groupe d’effets attendus"
        verbose_name_plural = "groupes d’effets attendus"

    def __str__(self) -> str:
        return self.text[:80]


class Objective(PlacedModel):
    """A node of a plan's tree: the hidden root, a theme, an axe, an objectif intermédiaire or opérationnel.

    Structure is written by `plans.tree` alone; content (title, description…) by ordinary forms.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="objectives", verbose_name="plan")
    parent = TreeForeignKey(
        "self", models.CASCADE, related_name="children", verbose_name="objectif parent", null=True, blank=True
    )
    level = models.CharField("niveau", max_length=20, choices=Level)
    code = models.CharField("code", max_length=30, blank=True)
    title = models.CharField("intitulé", max_length=TITLE_LENGTH, blank=True)
    description = models.TextField("description", max_length=LONG_TEXT_LENGTH, blank=True)
    note = models.TextField("remarque", max_length=LONG_TEXT_LENGTH, blank=True)
    effect_group = models.ForeignKey(
        EffectGroup,
        models.SET_NULL,
        related_name="objectives",
        verbose_name="effets attendus",
        null=True,
        blank=True,
    )
    version_label = models.CharField("version", max_length=100, blank=True)
    version_date = models.DateField("date de la version", null=True, blank=True)
    annexe_number = models.CharField("numéro d’annexe", max_length=30, blank=True)
    age_min = models.PositiveSmallIntegerField(
        "âge minimum", null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    age_max = models.PositiveSmallIntegerField(
        "âge maximum", null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    search_text = models.TextField("texte de recherche", editable=False, blank=True)

    # The fields that django-mptt adds.
    lft: int
    rght: int
    tree_id: int
    depth: int

    objects: ClassVar[ObjectiveManager] = ObjectiveManager()

    class Meta:
        verbose_name = "objectif"
        base_manager_name = "objects"  # what is reached from a plan or a parent is guarded too
        constraints = [
            models.CheckConstraint(condition=Q(tree_id=F("plan_id")), name="objective_tree_is_its_plan"),
            models.CheckConstraint(condition=Q(lft__lt=F("rght")), name="objective_lft_before_rght"),
            models.CheckConstraint(
                condition=Q(parent=None, level=Level.ROOT, depth=0, lft=1)
                | (Q(parent__isnull=False, depth__gt=0, lft__gt=1) & ~Q(level=Level.ROOT)),
                name="objective_root_shape",
            ),
            models.UniqueConstraint(fields=["plan"], condition=Q(parent=None), name="objective_one_root_per_plan"),
            models.CheckConstraint(
                condition=Q(age_min=None) | Q(age_max=None) | Q(age_max__gte=F("age_min")),
                name="objective_ages_in_order",
                violation_error_message="L’âge maximum est inférieur à l’âge minimum.",
            ),
        ]

    class MPTTMeta:
        level_attr = "depth"  # `level` is the domain's word for the slot

    def __str__(self) -> str:
        return f"{self.code} : {self.title}" if self.code else self.title

    def save(self, **kwargs: Any) -> None:
        self.prepare()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_text"}
        super().save(**kwargs)

    def prepare(self) -> "Objective":
        """Fill what is derived from the content; `save` does it, bulk writes call it themselves."""
        self.search_text = search_text(self.code, self.title, self.description, self.note)
        return self


class StructureChange(models.Model):
    """One change of the structure of a plan that may be taken back: what the tree was before, what it became.

    `before` holds the key and the parent of each objective, depth first; `after` is the digest of the same once it was
    done: the change is undone only while the tree is still that one. Contents are in the revisions of `batch`.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="structure_changes", verbose_name="plan")
    actor = models.ForeignKey(User, models.SET_NULL, related_name="+", verbose_name="auteur", null=True, blank=True)
    at = models.DateTimeField("date", default=timezone.now)
    sentence = models.CharField("changement", max_length=300)
    batch = models.CharField("lot", max_length=40)
    before = models.JSONField("arbre d’avant")
    after = models.CharField("empreinte de l’arbre d’après", max_length=64)
    focus = models.PositiveBigIntegerField("objectif", null=True, blank=True)
    is_undone = models.BooleanField("annulé", default=False)

    class Meta:
        verbose_name = "changement de structure"
        verbose_name_plural = "changements de structure"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.sentence
