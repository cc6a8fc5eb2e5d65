"""What a plan, an objective, a group of effets attendus and a type of plan hold, for edits, history and restoration."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model

from accounts.aggregates import Aggregate, Children, Content, create_by, register
from plans.aggregates_file import ACTIVITIES, FIGURES
from plans.enums import Level
from plans.models import (
    EffectGroup,
    KindSection,
    KindVisa,
    Objective,
    Plan,
    PlanDocument,
    PlanKind,
    PlanKindLevel,
    PlanSection,
)
from plans.tree import CannotPlace, add_child

PLAN = (
    "territory", "kind", "title", "slug", "status", "starts_on", "ends_on", "has_wednesday_charter",
    "deliberation", "deliberated_on", "signed_on", "renewed_from",
)  # fmt: skip
PLACE = ("plan", "parent", "level")
OBJECTIVE = (
    "code",
    "title",
    "description",
    "note",
    "effect_group",
    "version_label",
    "version_date",
    "annexe_number",
    "age_min",
    "age_max",
)
KIND = (
    "territory",
    "code",
    "name",
    "acronym",
    "action_label",
    "action_label_plural",
    "allows_skipping",
    "expects_actions",
    "min_years",
    "max_years",
    "duration_is_law",
    "source",
    "asks_childcare",
    "asks_programme",
    "renewal_months",
    "renewal_note",
    "position",
)
SECTIONS = Children(
    "sections", PlanSection, ("title", "key", "text", "is_not_concerned"), "sections du dossier", apart=True
)
DOCUMENTS = Children("documents", PlanDocument, ("section", "title", "url", "file"), "documents du dossier", apart=True)
LEVELS = Children("levels", PlanKindLevel, ("level", "singular", "plural", "prefix", "numbering"), "niveaux")
KIND_SECTIONS = Children(
    "sections",
    KindSection,
    ("key", "title", "why", "advice", "source", "need", "condition", "is_required"),
    "sections demandées",
)
KIND_VISAS = Children(
    "visas",
    KindVisa,
    ("key", "stage", "label", "partner_kind", "condition", "is_required", "source"),
    "autorités attendues",
)


def register_all() -> None:
    register(Aggregate(Plan, PLAN, (), (SECTIONS, DOCUMENTS, FIGURES, ACTIVITIES)))
    register(Aggregate(EffectGroup, ("plan", "text")))
    register(Aggregate(Objective, (*PLACE, *OBJECTIVE)))
    register(Aggregate(PlanKind, KIND, (), (LEVELS, KIND_SECTIONS, KIND_VISAS)))
    create_by(Objective, restore_objective, PLACE)


def restore_objective(key: int | None, content: Content) -> Model:
    """Put a deleted objective back, last under its parent, with its key. Raise ValidationError, in words, if it cannot.

    Its group of effets attendus is taken back when it still exists.
    """
    parent = content.get("parent") or {}
    fields: dict[str, Any] = {}
    for name in OBJECTIVE:
        field: Any = Objective._meta.get_field(name)
        if not field.is_relation:
            fields[name] = field.to_python(content[name]) if content.get(name) is not None else field.get_default()
    group = (content.get("effect_group") or {}).get("pk") or 0
    fields["effect_group_id"] = EffectGroup.objects.filter(pk=group).values_list("pk", flat=True).first()
    try:
        return add_child(
            plan_id=content["plan"]["pk"],
            parent_id=parent.get("pk") or 0,
            level=Level(content["level"]),
            pk=key,
            **fields,
        )
    except CannotPlace as error:
        raise ValidationError(str(error)) from error
    except Plan.DoesNotExist as error:
        raise ValidationError("Son plan n’existe plus.") from error
    except ObjectDoesNotExist as error:
        above = parent.get("label") or "l’objectif du dessus"
        raise ValidationError(f"« {above} » n’existe plus : restaurez-le d’abord.") from error
