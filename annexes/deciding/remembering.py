"""What was asked and decided when the same file was imported into the plan before: it is done again by default.

A file read alone would bring back what people corrected in its preview; its second import has nothing to do only when
the corrections are remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from annexes.deciding.decisions import UNDECIDED, Decisions
from annexes.models import ImportBatch, ImportState

ASKED = ("layouts", "mappings", "rubrics", "aside")  # of the options of an import, those that say how to read its files


@dataclass(frozen=True, slots=True)
class Remembered:
    """The decisions of an earlier import, and its key; nothing was decided when there is none."""

    decisions: Decisions = UNDECIDED
    batch: int | None = None


def remembered_options(batch: ImportBatch) -> dict[str, Any]:
    """How the same files were read the last time that they were written into the plan. One query."""
    earlier = _earlier(batch).values_list("options", flat=True).first() or {}
    return {name: earlier[name] for name in ASKED if name in earlier}


def remembered(batch: ImportBatch, reading: Mapping[str, Any]) -> Remembered:
    """What was last decided of the same files that gave the same lines; deletions are not decided twice.

    `reading` is what they give now, as JSON: decisions name its lines. Two queries.
    """
    earlier = _earlier(batch).only("reading", "decisions").first()
    if earlier is None or earlier.reading.get("outline") != reading.get("outline"):
        return Remembered()
    decisions = replace(Decisions.from_json(earlier.decisions), deleted=frozenset())
    return Remembered(decisions, earlier.pk) if decisions else Remembered()


def _earlier(batch: ImportBatch) -> Any:
    same = ImportBatch.objects.filter(plan=batch.plan_id, sha256=batch.sha256, state=ImportState.APPLIED)
    return same.exclude(pk=batch.pk).order_by("-applied_at", "-pk")
