"""What would go with each thing of the plan that a file lacks, if it were deleted. Pure and linear."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annexes.comparing.addresses import index_of
from annexes.comparing.changes import PlanDiff
from annexes.comparing.matching import path_key
from annexes.comparing.pairs import AnyNode, action_label, children_of, every, key_of, paths
from annexes.outline import ActionOutline, ObjectiveOutline, ObjectivePath, PlanOutline

# What a node holds, in one word and in several, and the field that names one of them.
_HELD: Mapping[str, tuple[str, str, str]] = {
    "indicators": ("indicateur", "indicateurs", "label"),
    "fundings": ("ligne de financement", "lignes de financement", "funder"),
    "steps": ("étape", "étapes", "title"),
    "notes": ("bilan", "bilans", "year"),
    "documents": ("document", "documents", "title"),
}


@dataclass(frozen=True, slots=True)
class Loss:
    """Several things of one sort: « 2 fiches », and what each is called."""

    what: str
    names: tuple[str, ...]


def losses(
    current: PlanOutline, diff: PlanDiff, elsewhere: Mapping[int, Sequence[str]] | None = None
) -> dict[str, tuple[Loss, ...]]:
    """By `Change.key`, what would be lost with each absent thing beside itself; nothing for what holds nothing.

    `elsewhere` names the fiches of other plans that have a link to each fiche, by its key.
    """
    absent = {change.key for change in diff.absent()}
    if not absent:
        return {}
    linked, served = _linked(current, elsewhere or {}), _served(current)
    found: dict[str, tuple[Loss, ...]] = {}
    for theme in current.themes:
        for node in every(theme):
            if (key := key_of(node)) in absent:
                branch = list(_branch(node, absent))
                if told := tuple(_told(node, branch, linked, served)):
                    found[key] = told
    return found


def _branch(node: AnyNode, absent: set[str]) -> Iterator[AnyNode]:
    """What would go: the node, and what hangs below it that the file does not put elsewhere."""
    yield node
    for child in children_of(node):
        if key_of(child) in absent:
            yield from _branch(child, absent)


def _told(
    node: AnyNode, branch: list[AnyNode], linked: Mapping[int, list[str]], served: Mapping[int, list[str]]
) -> Iterator[Loss]:
    below = [one for one in branch if one is not node]
    objectives = [one.label for one in below if isinstance(one, ObjectiveOutline)]
    yield from _loss("sous-objectif", "sous-objectifs", objectives)
    yield from _loss("fiche", "fiches", [action_label(one) for one in below if isinstance(one, ActionOutline)])
    for name, (one_word, several, label) in _HELD.items():
        held = (item for one in branch for item in getattr(one, name, ()))
        yield from _loss(one_word, several, [str(getattr(item, label)) for item in held])
    measured = [one for node in branch for one in getattr(node, "indicators", ()) if one.measurements]
    known = [f"{one.label} ({m.year})" for one in measured for m in one.measurements]
    yield from _loss("valeur relevée", "valeurs relevées", known)
    goes = {id(one) for one in branch}
    own = {action_label(one) for one in branch if isinstance(one, ActionOutline)}
    pointing = [name for one in goes for name in linked.get(one, ()) if name not in own]
    yield from _loss("lien d’une autre fiche", "liens d’autres fiches", pointing)
    serving = [name for one in goes for name in served.get(one, ()) if name not in own]
    yield from _loss("fiche qui le sert aussi", "fiches qui le servent aussi", serving)


def _loss(one: str, several: str, names: Iterable[str]) -> Iterator[Loss]:
    found = tuple(names)
    if found:
        yield Loss(f"{len(found)} {one if len(found) == 1 else several}", found)


def _linked(current: PlanOutline, elsewhere: Mapping[int, Sequence[str]]) -> dict[int, list[str]]:
    """The fiches that have a link to each fiche, by its `id`."""
    index = index_of(current)
    found: dict[int, list[str]] = defaultdict(list)
    if elsewhere:
        found.update({id(a): list(elsewhere[a.pk or 0]) for a in current.all_actions() if a.pk in elsewhere})
    for action in current.all_actions():
        for link in action.links:
            if link.target is not None and (target := index.find(link.target)) is not None:
                found[id(target)].append(action_label(action))
    return found


def _served(current: PlanOutline) -> dict[int, list[str]]:
    """The fiches that also serve each objective, by its `id`."""
    serving = [(path_key(path), action) for action in current.all_actions() for path in action.also_serves]
    if not serving:
        return {}
    by_path: dict[ObjectivePath, list[str]] = defaultdict(list)
    for path, action in serving:
        by_path[path].append(action_label(action))
    return {one: by_path[key] for one, path in paths(current).items() if (key := path_key(path)) in by_path}
