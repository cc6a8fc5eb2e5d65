"""What other apps hang on objectives: their fiches, their indicators. Plans knows it through this registry alone.

Each app downstream says in `AppConfig.ready` what it hangs: how to name it before a branch is deleted, what becomes of
it then, what follows when a branch changes theme, and where one goes from an objective to add to it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.models import User
from plans.models import Objective, Plan
from plans.tree import CannotPlace


class NumbersTaken(CannotPlace):
    """What hangs on a branch bears numbers that are taken where it goes; the message says which, in French."""


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that hangs on an objective, as people know it; `url` where it can be read."""

    objective: int
    key: int
    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A branch that is about to be deleted, inside the transaction and the lock of its plan.

    `keep`: what hangs there stays in the plan, attached to nothing; otherwise it goes with the branch. `theme` is the
    theme above the branch that stays, if any. Changes are recorded in the history under `batch`.
    """

    plan: Plan
    objectives: tuple[int, ...]
    theme: int | None
    keep: bool
    by: User | None
    batch: str


@dataclass(frozen=True, slots=True)
class Moving:
    """A branch that changes theme, inside the transaction and the lock of its plan.

    `renumber`: what bears a number that is taken there gets the next free one; otherwise NumbersTaken is raised.
    """

    plan: Plan
    objectives: tuple[int, ...]
    theme: int | None
    by: User | None
    batch: str
    renumber: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Where to go from an objective: « Ajouter une fiche »."""

    label: str
    url: str


def _no_links(plan: Plan, objective: Objective) -> Sequence[Link]:
    return ()


@dataclass(frozen=True, slots=True)
class Hanging:
    """One kind of thing that an app hangs on objectives.

    `held(plan_id, objectives)` names it, at a constant number of queries. `leave` runs before the deletion; it raises
    plans.tree.CannotDelete, in words. `follow` runs when a branch changes theme; it raises NumbersTaken.
    `may_stay`: people choose whether it stays in the plan; without it, it goes with its objective.
    """

    name: str
    singular: str
    plural: str
    held: Callable[[int, Sequence[int]], list[Held]]
    leave: Callable[[Leaving], None] | None = None
    follow: Callable[[Moving], None] | None = None
    links: Callable[[Plan, Objective], Sequence[Link]] = _no_links
    may_stay: bool = False


_registry: dict[str, Hanging] = {}


def register(hanging: Hanging) -> None:
    """In `AppConfig.ready`; saying it twice replaces."""
    _registry[hanging.name] = hanging


def registered() -> tuple[Hanging, ...]:
    return tuple(_registry.values())


def links_from(plan: Plan, objective: Objective) -> list[Link]:
    return [link for hanging in registered() for link in hanging.links(plan, objective)]
