"""What an outline would change in a plan, said object by object."""

from collections import Counter
from collections.abc import Mapping
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
    DELETED = "deleted"  # in the plan, not in the file, and a person said that it goes

    @property
    def label(self) -> str:
        return {
            "created": "créé",
            "changed": "modifié",
            "moved": "déplacé",
            "missing": "absent du fichier, conservé",
            "deleted": "absent du fichier, supprimé",
        }[self.value]


ABSENT = (ChangeKind.MISSING, ChangeKind.DELETED)


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One object and what happens to it. `place` names what it stands under; `before`, where it stood when it moves.

    `ref` is the node of the file (`annexes.refs`), if the file names it; `pk` the node of the plan, if the plan has it.
    `parent` is the key of the objective or theme of the plan above what is absent from the file.
    """

    kind: ChangeKind
    level: str  # a value of Level, or ACTION
    label: str
    place: str = ""
    before: str = ""
    fields: tuple[FieldChange, ...] = ()
    ref: str = ""
    pk: int | None = None
    parent: int | None = None

    @property
    def key(self) -> str:
        """How decisions name the object of the plan: « action:77 », « objective:412 » (a theme is an objective)."""
        return object_key(self.level, self.pk)


@dataclass(frozen=True, slots=True)
class PlanDiff:
    """`target` is the whole plan as it would be: known nodes carry their key, new ones none.

    `matched` gives the key of the plan's node that each known node of the file is, by its ref.
    """

    target: PlanOutline
    changes: tuple[Change, ...] = ()
    unchanged: Counter[str] = field(default_factory=Counter)
    reordered: int = 0  # lists whose order the file changes
    matched: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.reordered and all(change.kind is ChangeKind.MISSING for change in self.changes)

    def by_ref(self) -> dict[str, Change]:
        """What happens to each node of the file; one that is `matched` and not here does not change."""
        return {change.ref: change for change in self.changes if change.ref}

    def absent(self) -> list[Change]:
        """What the plan has and the file has not, kept or deleted, in the order of print."""
        return [change for change in self.changes if change.kind in ABSENT]

    def counts(self) -> dict[str, Counter[str]]:
        """How many objects of each level are created, changed, moved, missing, deleted or unchanged."""
        counts: dict[str, Counter[str]] = {}
        for change in self.changes:
            counts.setdefault(change.level, Counter())[change.kind.value] += 1
        for level, number in self.unchanged.items():
            counts.setdefault(level, Counter())["unchanged"] += number
        return counts


def object_key(level: str, pk: int | None) -> str:
    return f"{'action' if level == ACTION else 'objective'}:{pk}"
