"""Which object of the plan each object of a file is. Pure and linear."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from accounts.text import fold
from actions.enums import PlaceKind
from annexes.comparing.titles import are_unrelated
from annexes.outline import ActionOutline, ObjectiveOutline, ObjectivePath, PlaceOutline, ThemeOutline
from partners.models import name_key

Node = TypeVar("Node", ThemeOutline, ObjectiveOutline, ActionOutline)
Key = Callable[[Node], Hashable | None]
GRAFT = "pk:"  # begins the ref of a copy of a node of the plan, set among those of a file


@dataclass(frozen=True, slots=True)
class Settled:
    """What people settled before a file is compared with a plan. Objects of the plan go by `changes.object_key`."""

    same: Mapping[str, int] = field(default_factory=dict)  # ref → key of the node of the plan that it is
    detached: frozenset[str] = frozenset()  # refs of fiches that must hang on nothing
    spared: frozenset[str] = frozenset()  # objects that the file names and that were left out: they are not missing
    deleted: frozenset[str] = frozenset()  # objects to delete, if the file does not name them


NOTHING = Settled()


def is_graft(node: ThemeOutline | ObjectiveOutline | ActionOutline) -> bool:
    """Whether it was copied from the plan so that something can be put under it."""
    return node.ref.startswith(GRAFT)


def title_key(title: str) -> str:
    """What makes two titles equal; a title without a Latin letter nor a digit stands for itself."""
    return fold(title) or title.strip()


def path_key(path: ObjectivePath) -> ObjectivePath:
    """The key under which two writings of the same place are equal."""
    return tuple(map(title_key, path))


def place_key(place: PlaceOutline) -> tuple[str, str]:
    return place.kind.value, name_key(place.name)[:150]


def place_rank(place: PlaceOutline) -> tuple[int, str]:
    """Communes first; then by name, whatever the order of the database."""
    return list(PlaceKind).index(place.kind), name_key(place.name)


def match_themes(
    current: Sequence[ThemeOutline], incoming: Sequence[ThemeOutline]
) -> list[tuple[ThemeOutline | None, ThemeOutline]]:
    pairing = _Pairing(current, incoming)
    pairing.by(lambda theme: title_key(theme.title))
    return pairing.pairs()


def match_objectives(
    current: Sequence[ObjectiveOutline],
    incoming: Sequence[ObjectiveOutline],
    alone: Container[tuple[str, str]] = (),
) -> list[tuple[ObjectiveOutline | None, ObjectiveOutline]]:
    """By code and title, then by code (a new wording), then by title (a new code); the level must be the same.

    `alone` holds the titles (`titled`) that one objective of the plan and one of the file bear: those two are the same,
    wherever they stand, and no code makes either another one.
    """

    def reworded(objective: ObjectiveOutline) -> Hashable | None:
        return (objective.level, fold(objective.code)) if objective.code and titled(objective) not in alone else None

    pairing = _Pairing(current, incoming)
    pairing.by(lambda o: (o.level, fold(o.code), title_key(o.title)) if o.code else None)
    pairing.by(reworded)
    pairing.by(lambda o: (o.level, title_key(o.title)), lambda o: None if o.code else (o.level, title_key(o.title)))
    pairing.by(lambda o: (o.level, title_key(o.title)) if o.title else None)
    return pairing.pairs()


def titled(objective: ObjectiveOutline) -> tuple[str, str]:
    return objective.level, title_key(objective.title)


def alone_by_title(objectives: Iterable[ObjectiveOutline]) -> dict[tuple[str, str], ObjectiveOutline]:
    """The objectives that bear their title alone at their level, by it."""
    found: dict[tuple[str, str], list[ObjectiveOutline]] = defaultdict(list)
    for objective in objectives:
        if objective.title:
            found[titled(objective)].append(objective)
    return {title: several[0] for title, several in found.items() if len(several) == 1}


def match_actions(
    current: Sequence[ActionOutline], incoming: Sequence[ActionOutline], places: Mapping[int, Hashable]
) -> list[tuple[ActionOutline | None, ActionOutline]]:
    """By number and title; then those that changed number and kept their title; then by number; then by title.

    A number does not match titles that have nothing to do with each other (`annexes.comparing.titles`). The second rule
    keeps the follow-up of a fiche with it when another one is inserted before it; it never gives a fiche a number that
    another action of the plan keeps: `annexes.comparing.homonyms` leaves it its own.
    `places` says where each action stands, by its `id`: among equals, the one in the same place comes first.
    """

    def named(action: ActionOutline) -> Hashable | None:
        return (_reference(action), title_key(action.title)) if action.reference else None

    def here(key: Key[ActionOutline]) -> Key[ActionOutline]:
        return lambda action: (places[id(action)], value) if (value := key(action)) is not None else None

    any_title = _title_if(lambda action: True)
    unnumbered_title = _title_if(lambda action: not action.reference)
    pairing = _Pairing(current, incoming)
    pairing.by(here(named))
    pairing.by(named)
    pairing.by(_number_and_title)
    pairing.add(_renumbered(pairing.left(), pairing.asked()))
    pairing.by(lambda action: _reference(action) or None, fits=_may_be_one)
    pairing.add(_of_one_title(pairing.left(), pairing.asked()))
    pairing.by(here(any_title), here(unnumbered_title))
    pairing.by(unnumbered_title, any_title)
    pairing.by(any_title, unnumbered_title)
    return pairing.pairs()


class _Pairing(Generic[Node]):
    """The matches found so far; no node is matched twice."""

    def __init__(self, current: Sequence[Node], incoming: Sequence[Node]) -> None:
        self._current: Sequence[Node] = current
        self._incoming: Sequence[Node] = incoming
        self._matches: dict[int, Node] = {}
        self._used: set[int] = set()

    def pairs(self) -> list[tuple[Node | None, Node]]:
        """Each incoming node, in order, with its match."""
        return [(self._matches.get(id(node)), node) for node in self._incoming]

    def left(self) -> list[Node]:
        return [node for node in self._current if id(node) not in self._used]

    def asked(self) -> list[Node]:
        return [node for node in self._incoming if id(node) not in self._matches]

    def add(self, found: Sequence[tuple[Node, Node]]) -> None:
        for old, new in found:
            self._matches[id(new)] = old
            self._used.add(id(old))

    def by(
        self,
        key: Callable[[Node], Hashable | None],
        of_file: Callable[[Node], Hashable | None] | None = None,
        fits: Callable[[Node, Node], bool] | None = None,
    ) -> None:
        """Match what is left by equal keys, first come first served; None matches nothing, nor what does not fit."""
        waiting: dict[Hashable, deque[Node]] = defaultdict(deque)
        for node in self.left():
            if (value := key(node)) is not None:
                waiting[value].append(node)
        if not waiting:
            return
        of_file = of_file or key
        for node in self.asked():
            if (value := of_file(node)) is not None and (queue := waiting.get(value)):
                rank = next((rank for rank, known in enumerate(queue) if fits is None or fits(known, node)), None)
                if rank is not None:
                    self.add([(queue[rank], node)])
                    del queue[rank]


def _reference(action: ActionOutline) -> str:
    return fold(action.reference)


def _number_and_title(action: ActionOutline) -> Hashable | None:
    """A fiche whose suffix alone has changed keeps its number and its title."""
    return (action.number, title_key(action.title)) if action.number is not None and action.title else None


def _may_be_one(known: ActionOutline, action: ActionOutline) -> bool:
    return not are_unrelated(known.title, action.title)


def _title_if(condition: Callable[[ActionOutline], bool]) -> Callable[[ActionOutline], str | None]:
    return lambda action: (title_key(action.title) or None) if condition(action) else None


def _renumbered(
    current: Sequence[ActionOutline], incoming: Sequence[ActionOutline]
) -> list[tuple[ActionOutline, ActionOutline]]:
    """Fiches with another number and the same title, alone to bear it, whose new number is free or being freed."""
    olds = _alone_to_bear_its_title(current)
    news = _alone_to_bear_its_title(incoming)
    pairs = {id(old): (old, news[title]) for title, old in olds.items() if title in news}
    holders = {_reference(a): a for a in current if a.reference}
    claimants: dict[str, list[ActionOutline]] = defaultdict(list)
    refused = []
    for old, new in pairs.values():
        claimants[_reference(new)].append(old)
        holder = holders.get(_reference(new))
        if holder is not None and id(holder) not in pairs:
            refused.append(old)
    while refused:
        old = refused.pop()
        if pairs.pop(id(old), None) is not None:
            refused.extend(claimants[_reference(old)])  # it keeps its number: nobody else may take it
    return list(pairs.values())


def _of_one_title(
    current: Sequence[ActionOutline], incoming: Sequence[ActionOutline]
) -> list[tuple[ActionOutline, ActionOutline]]:
    """Fiches with another number and the same title, alone to bear it."""
    olds, news = _alone_to_bear_its_title(current), _alone_to_bear_its_title(incoming)
    return [(old, news[title]) for title, old in olds.items() if title in news]


def _alone_to_bear_its_title(actions: Sequence[ActionOutline]) -> dict[str, ActionOutline]:
    titles = Counter(title_key(action.title) for action in actions)
    numbered = ((title_key(action.title), action) for action in actions if action.reference and action.title)
    return {title: action for title, action in numbered if titles[title] == 1}
