"""What the plan has and the file has not: kept, unless a person ticks that it goes; what would go with it is named."""

from collections.abc import Mapping
from dataclasses import dataclass

from annexes.comparing.changes import ACTION, Change, ChangeKind, object_key
from annexes.comparing.losses import Loss
from annexes.importing.services import Preview
from annexes.preview.asked import ABSENT, Asked
from annexes.preview.looks import State
from plans.enums import Level

SHOWN = 60  # absent things listed before « afficher les autres »
FEW = 8  # absent things shown unfolded
NAMED = 4  # of what would be lost, named one by one


@dataclass(frozen=True, slots=True)
class Absent:
    """One thing of the plan. `is_implied`: it goes because what is above it goes."""

    key: str
    level: str  # nothing for a fiche, whose label says it
    label: str
    place: str
    depth: int
    state: State
    is_implied: bool
    losses: list[str]

    @property
    def anchor(self) -> str:
        return f"absent-{self.key.replace(':', '-')}"

    @property
    def is_deleted(self) -> bool:
        return self.state is State.DELETED


@dataclass(frozen=True, slots=True)
class AbsentList:
    items: list[Absent]
    hidden: int
    total: int
    deleted: int
    first_deleted: list[str]  # the names of some of those that go

    @property
    def more_deleted(self) -> int:
        return self.deleted - len(self.first_deleted)

    @property
    def is_short(self) -> bool:
        return self.total <= FEW or self.deleted > 0


def absent_list(seen: Preview, names: Mapping[str, tuple[str, str]], asked: Asked) -> AbsentList:
    """`names` gives the name of each level, one and several. Those that are deleted are always listed."""
    changes = seen.diff.absent()
    depths: dict[str, int] = {}
    for change in changes:
        above = object_key(Level.AXIS, change.parent)
        depths[change.key] = depths[above] + 1 if above in depths else 0
    whole = asked.whole(ABSENT)
    items = [
        _absent(change, seen, names, depths[change.key])
        for rank, change in enumerate(changes)
        if whole or rank < SHOWN or change.kind is ChangeKind.DELETED
    ]
    gone = [change.label for change in changes if change.kind is ChangeKind.DELETED]
    return AbsentList(items, len(changes) - len(items), len(changes), len(gone), gone[:NAMED])


def _absent(change: Change, seen: Preview, names: Mapping[str, tuple[str, str]], depth: int) -> Absent:
    deleted = change.kind is ChangeKind.DELETED
    return Absent(
        key=change.key,
        level="" if change.level == ACTION else names[change.level][0],
        label=change.label,
        place=change.place,
        depth=min(depth, 4),
        state=State.DELETED if deleted else State.KEPT,
        is_implied=deleted and change.key not in seen.decisions.deleted,
        losses=[_loss(loss) for loss in seen.losses.get(change.key, ())],
    )


def _loss(loss: Loss) -> str:
    """« 2 fiches : Fiche 3 : Phare, Fiche 4 : Digue »."""
    named = ", ".join(loss.names[:NAMED])
    more = f" et {len(loss.names) - NAMED} autres" if len(loss.names) > NAMED else ""
    return f"{loss.what}\u00a0: {named}{more}"
