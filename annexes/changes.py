"""What an outline would change in a plan, said object by object."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from annexes.outline import PlanOutline

PLAN, ACTION = "PLAN", "ACTION"  # beside the values of plans.enums.Level


class ChangeKind(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    MOVED = "moved"
    MISSING = "missing"  # in the plan, not in the file: kept

    @property
    def label(self) -> str:
        return {"created": "créé", "changed": "modifié", "moved": "déplacé", "missing": "absent du fichier, conservé"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One object and what happens to it. `place` names what it stands under; `before`, where it stood when it moves."""

    kind: ChangeKind
    level: str  # a value of Level, or ACTION
    label: str
    place: str = ""
    before: str = ""
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """`target` is the whole plan as it would be: known nodes carry their key, new ones none."""

    target: PlanOutline
    changes: tuple[Change, ...] = ()
    unchanged: Counter[str] = field(default_factory=Counter)
    reordered: int = 0  # lists whose order the file changes

    @property
    def is_empty(self) -> bool:
        return not self.reordered and all(change.kind is ChangeKind.MISSING for change in self.changes)

    def counts(self) -> dict[str, Counter[str]]:
        """How many objects of each level are created, changed, moved, missing or unchanged."""
        counts: dict[str, Counter[str]] = {}
        for change in self.changes:
            counts.setdefault(change.level, Counter())[change.kind.value] += 1
        for level, number in self.unchanged.items():
            counts.setdefault(level, Counter())["unchanged"] += number
        return counts
