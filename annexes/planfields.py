"""The fields of a plan itself and of its dossier, by one name each: what `Carried.plan` lists."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from annexes.fileoutline import FILE_FIELDS
from annexes.outline import PlanOutline


def plan_value(outline: PlanOutline, name: str) -> Any:
    return getattr(outline.file if name in FILE_FIELDS else outline, name)


def with_plan_values(outline: PlanOutline, values: Mapping[str, Any]) -> PlanOutline:
    """The outline with these fields, of the plan or of its dossier."""
    if not values:
        return outline
    of_file = {name: value for name, value in values.items() if name in FILE_FIELDS}
    own = {name: value for name, value in values.items() if name not in FILE_FIELDS}
    return replace(outline, file=replace(outline.file, **of_file), **own)
