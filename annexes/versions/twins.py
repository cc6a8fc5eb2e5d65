"""Who is who between two states of one plan. Pure and linear.

The key of the database first; what has none in common (a version read back from an archive, a fiche deleted then made
again) goes by its number, its code and its title, in its place, then anywhere in the plan when one alone bears it.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from accounts.text import fold
from annexes.comparing.matching import match_actions, match_objectives, match_themes, title_key, titled
from annexes.comparing.pairs import Above, AnyNode, every, hanging
from annexes.comparing.titles import are_unrelated
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline

Node = TypeVar("Node", bound=AnyNode)


class Twins:
    """Each node of one plan and its twin in the other, both ways; what stands above each of them."""

    def __init__(self, before: PlanOutline, after: PlanOutline) -> None:
        self._after: dict[int, AnyNode] = {}  # id of a node of before → its twin
        self._before: dict[int, AnyNode] = {}  # id of a node of after → its twin
        self._stood, self._stands = _above(before), _above(after)
        self._by_key(before, after)
        self._add(match_themes(self._old(before.themes), self._new(after.themes)))
        for theme in after.themes:
            if (known := self.before(theme)) is not None:
                self._objectives(known.objectives, theme.objectives)
        self._add(_alone(self._old(_objectives_of(before)), self._new(_objectives_of(after)), titled))
        for theme in after.themes:
            if (known := self.before(theme)) is not None:
                self._actions(list(known.all_actions()), list(theme.all_actions()))
        for name in (_numbered, _titled):
            olds, news = self._old(before.all_actions()), self._new(after.all_actions())
            self._add(_alone(olds, news, name))

    def before(self, node: Node) -> Node | None:
        """What a node of the second plan was in the first."""
        return self._before.get(id(node))  # type: ignore[return-value]

    def after(self, node: Node) -> Node | None:
        """What a node of the first plan became in the second."""
        return self._after.get(id(node))  # type: ignore[return-value]

    def stands_under(self, node: AnyNode) -> Above:
        """What an objective or a fiche of the second plan stands under: the theme of one that hangs on nothing."""
        return self._stands[id(node)]

    def stood_under(self, node: AnyNode) -> Above:
        """The same for one of the first plan, which may be the very same object."""
        return self._stood[id(node)]

    def is_moved(self, node: ObjectiveOutline | ActionOutline) -> bool:
        """Whether a node of the second plan, known by the first, stood under something else."""
        known = self.before(node)
        return known is not None and self.after(self.stood_under(known)) is not self.stands_under(node)

    def _by_key(self, before: PlanOutline, after: PlanOutline) -> None:
        known: dict[tuple[type, int | None], AnyNode] = {
            (type(node), node.pk): node for node in _every(before) if node.pk is not None
        }
        for node in _every(after):
            twin = known.pop((type(node), node.pk), None)
            if twin is not None:
                self._join(twin, node)

    def _objectives(self, olds: Sequence[ObjectiveOutline], news: Sequence[ObjectiveOutline]) -> None:
        self._add(match_objectives(self._old(olds), self._new(news)))
        for new in news:
            if (known := self.before(new)) is not None:
                self._objectives(known.children, new.children)

    def _actions(self, olds: Sequence[ActionOutline], news: Sequence[ActionOutline]) -> None:
        left, asked = self._old(olds), self._new(news)
        if left and asked:
            places: dict[int, Hashable] = {id(one): id(self.stood_under(one)) for one in left}
            places.update((id(one), id(self.before(self.stands_under(one)))) for one in asked)
            self._add(match_actions(left, asked, places))

    def _old(self, nodes: Iterable[Node]) -> list[Node]:
        return [node for node in nodes if id(node) not in self._after]

    def _new(self, nodes: Iterable[Node]) -> list[Node]:
        return [node for node in nodes if id(node) not in self._before]

    def _add(self, pairs: Iterable[tuple[Node | None, Node]]) -> None:
        for old, new in pairs:
            if old is not None and not _are_two(old, new):
                self._join(old, new)

    def _join(self, old: AnyNode, new: AnyNode) -> None:
        self._after[id(old)], self._before[id(new)] = new, old


def _above(outline: PlanOutline) -> dict[int, Above]:
    return {id(node): above for theme in outline.themes for above, node in hanging(theme)}


def _are_two(one: AnyNode, other: AnyNode) -> bool:
    """Two objects of one database that bear one code and have nothing to do with each other."""
    return one.pk is not None and other.pk is not None and are_unrelated(one.title, other.title)


def _alone(
    olds: Iterable[Node], news: Iterable[Node], name: Callable[[Node], Hashable | None]
) -> Iterator[tuple[Node, Node]]:
    """Those that alone bear one name on both sides."""
    theirs, ours = _by_name(olds, name), _by_name(news, name)
    yield from ((old, ours[key]) for key, old in theirs.items() if key in ours)


def _by_name(nodes: Iterable[Node], name: Callable[[Node], Hashable | None]) -> dict[Hashable, Node]:
    found: dict[Hashable, list[Node]] = {}
    for node in nodes:
        if (key := name(node)) is not None:
            found.setdefault(key, []).append(node)
    return {key: several[0] for key, several in found.items() if len(several) == 1}


def _numbered(action: ActionOutline) -> Hashable | None:
    return (fold(action.reference), title_key(action.title)) if action.reference else None


def _titled(action: ActionOutline) -> Hashable | None:
    return title_key(action.title) or None


def _every(outline: PlanOutline) -> Iterator[AnyNode]:
    for theme in outline.themes:
        yield from every(theme)


def _objectives_of(outline: PlanOutline) -> Iterator[ObjectiveOutline]:
    for theme in outline.themes:
        yield from theme.walk()
