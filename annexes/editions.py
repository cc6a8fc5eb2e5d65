"""The edition of a plan's document, from the plan and its kind."""

from datetime import date

from accounts.models import Territory
from annexes.edition import Brand, Edition, LevelLabels, Variant
from plans.enums import SIGNED_STATUSES, AmendmentStatus, Level, PlanStatus
from plans.models import Plan

DRAFT_STATUSES = (PlanStatus.DRAFT, PlanStatus.CONSULTATION, PlanStatus.SUBMITTED, PlanStatus.COMPLEMENTS_REQUESTED)


def edition_of(plan: Plan, *, today: date, variant: Variant = Variant.CONTRACTUAL) -> Edition:
    """One query, for the names of the levels; another one for the avenants of a signed plan."""
    labels = {
        Level(level.level): LevelLabels(level.singular, level.plural, level.prefix) for level in plan.kind.levels.all()
    }
    return Edition(
        territory=plan.territory.name,
        plan_title=plan.title,
        kind_label=plan.kind.name,
        edited_on=today,
        period=plan.period,
        draft=plan.status in DRAFT_STATUSES,
        level_labels=labels,
        action_label=plan.kind.action_label,
        action_label_plural=plan.kind.action_label_plural,
        variant=variant,
        version_label=amended_words(plan),
        brand=brand_of(plan.territory),
    )


def amended_words(plan: Plan) -> str:
    """« Avenant n° 2 », the last one that was signed; nothing for a plan that none changed."""
    if plan.status not in SIGNED_STATUSES:
        return ""
    signed = plan.amendments.filter(status=AmendmentStatus.SIGNED).order_by("-number")
    number = signed.values_list("number", flat=True).first()
    return f"Avenant n° {number}" if number else ""


def brand_of(territory: Territory) -> Brand:
    """The look of the territory’s documents; a logo whose file is lost is left out."""
    logo, kind = b"", ""
    if territory.logo.name and territory.logo.storage.exists(territory.logo.name):
        with territory.logo.open("rb") as file:
            logo, kind = file.read(), territory.logo_type
    return Brand(territory.ink, logo, kind, territory.logo_text or territory.name)
