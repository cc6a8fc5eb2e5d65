from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from mptt.models import TreeForeignKey

from accounts.models import User
from accounts.text import search_text
from plans.enums import Level
from plans.managers import ObjectiveManager
from plans.models.plan import LONG_TEXT_LENGTH, TITLE_LENGTH, Plan
from plans.nodes import PlacedModel


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
