"""The reference data: national lists that every territory shares, kept as fixtures with natural keys."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import models, transaction

from actions.models import AgeBand, Audience, CharterAxis, ChildTime, Scale
from partners.models import AgeingTerm, Domain, Scheme
from plans.models import KindSection, KindVisa, PlanKind, StaffRatio

# Fixture file → what it holds, in the order in which they are loaded.
REFERENCE_FIXTURES: dict[str, type[models.Model]] = {
    "domains": Domain,
    "audiences": Audience,
    "scales": Scale,
    "child_times": ChildTime,
    "age_bands": AgeBand,
    "charter_axes": CharterAxis,
    "plan_kinds": PlanKind,
    "kind_visas": KindVisa,
    "kind_sections": KindSection,
    "staff_ratios": StaffRatio,
    "schemes": Scheme,
    "ageing_terms": AgeingTerm,
}


def fixture_path(name: str) -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / f"{name}.json"


@transaction.atomic
def load_reference() -> dict[type[models.Model], int]:
    """Create or update the national lists from `fixtures/`; return the number of national rows of each model.

    Rows are found by their natural key and none is ever deleted. What a territory added for itself (its own
    dispositifs, its own types of plan) has another natural key, and is never touched.
    """
    call_command("loaddata", *(str(fixture_path(name)) for name in REFERENCE_FIXTURES), verbosity=0)
    return {model: _national(model).count() for model in REFERENCE_FIXTURES.values()}


def _national(model: type[models.Model]) -> models.QuerySet[models.Model]:
    rows = model._default_manager.all()
    if model in (KindSection, KindVisa):
        return rows.filter(kind__territory=None)
    return rows.filter(territory=None) if any(f.name == "territory" for f in model._meta.get_fields()) else rows
