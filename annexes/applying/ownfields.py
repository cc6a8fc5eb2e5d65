"""Write what a plan says of itself: its dates, the plan that it goes on with, the texts of its dossier."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from accounts.aggregates import write_content
from annexes.applying.revisions import ImportHistory
from annexes.outline import OWN_FIELDS, PlanOutline, SectionOutline
from plans.models import Plan


def write_plan(plan: Plan, current: PlanOutline, target: PlanOutline, history: ImportHistory) -> None:
    if own := {name: getattr(target, name) for name in OWN_FIELDS if getattr(target, name) != getattr(current, name)}:
        history.will_change(Plan, [plan])
        if (sections := own.pop("sections", None)) is not None:
            _write_sections(plan, sections)
        if "renewed_from" in own:
            own["renewed_from"] = Plan.objects.of(plan.territory).filter(slug=own["renewed_from"]).first()
        Plan.objects.filter(pk=plan.pk).update(**own, updated_at=timezone.now())


def _write_sections(plan: Plan, sections: Sequence[SectionOutline]) -> None:
    """Each text keeps the key of the row of the same section or title: a form open meanwhile knows what changed."""
    known: dict[str, list[int]] = defaultdict(list)
    for pk, key, title in plan.sections.values_list("pk", "key", "title"):
        known[key or title].append(pk)
    rows = [
        {
            "pk": known[one.key or one.title].pop(0) if known[one.key or one.title] else None,
            "title": one.title,
            "key": one.key,
            "text": one.text,
            "is_not_concerned": one.is_not_concerned,
        }
        for one in sections
    ]
    write_content(plan, {"sections": rows})
