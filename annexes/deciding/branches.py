"""The nodes of a file as branches that can be moved: under one another, or under what the plan alone has.

A place of the plan that the file lacks is grafted: the objectives that lead to it are copied, their refs « pk:412 », so
that the comparison finds them unchanged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from annexes.comparing.matching import GRAFT
from annexes.comparing.pairs import Above, AnyNode, children_of, every, hanging
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from plans.enums import Level
from plans.levels import Ladder


@dataclass(slots=True)
class _Item:
    node: AnyNode
    parent: str | None
    children: list[str] = field(default_factory=list)


class Branches:
    """The nodes of an outline by ref, in branches that `move` changes."""

    def __init__(
        self,
        outline: PlanOutline,
        current: PlanOutline,
        named: Mapping[str, str],
        left_out: frozenset[str],
        ladder: Ladder | None,
    ) -> None:
        """`named` gives the refs of the nodes of the file that are places of the plan, by these (« pk:412 »)."""
        self._outline, self._current, self._named = outline, current, named
        self._ladder, self._left_out = ladder, left_out
        self._items: dict[str, _Item] = {}
        self._themes: list[str] = []
        self._plan: dict[str, tuple[AnyNode, Above | None]] = {}
        self.detached: frozenset[str] = frozenset()  # fiches that were moved to hang on nothing
        self.grafted: dict[str, int] = {}  # refs of copies of nodes of the plan → their keys
        for theme in outline.themes:
            self._themes.append(theme.ref)
            for node in every(theme):
                self._items[node.ref] = _Item(node, None, [child.ref for child in children_of(node)])
        for ref, item in list(self._items.items()):
            for child in item.children:
                self._items[child].parent = ref

    def __contains__(self, ref: str) -> bool:
        return ref in self._items

    def below(self, ref: str) -> Iterator[str]:
        """A node and all that hangs below it now."""
        yield ref
        for child in self._items[ref].children:
            yield from self.below(child)

    def move(self, ref: str, place: str) -> str:
        """Put a node under another one, last there; why it cannot be, in French, or nothing."""
        item, place = self._items[ref], self._named.get(place, place)
        if isinstance(item.node, ThemeOutline):
            return "un thème ne se déplace pas"
        target = self._target(place)
        if target is None:
            return "la destination choisie n’est plus ni dans le fichier ni dans le plan"
        if fault := self._fault(item.node, target):
            return fault
        if place in self._items and any(above in self._left_out for above in self._above(place)):
            return "la destination choisie est elle-même laissée de côté"
        if place in self._items and ref in self._above(place):
            return "un objectif ne se place pas sous lui-même"
        self._graft(place)
        if isinstance(item.node, ActionOutline) and isinstance(target, ThemeOutline):
            self.detached |= {ref}
        if item.parent != place:
            if item.parent is not None:
                self._items[item.parent].children.remove(ref)
            self._items[place].children.append(ref)
            item.parent = place
        return ""

    def outline(self, without: frozenset[str] = frozenset()) -> PlanOutline:
        """The outline with its branches as they are, less those whose refs are in `without`."""
        themes = [self._build(ref, without) for ref in self._themes if ref not in without]
        return replace(self._outline, themes=tuple(one for one in themes if isinstance(one, ThemeOutline)))

    def _build(self, ref: str, without: frozenset[str]) -> AnyNode:
        item = self._items[ref]
        if isinstance(item.node, ActionOutline):
            return item.node
        built = [self._build(child, without) for child in item.children if child not in without]
        objectives = tuple(one for one in built if isinstance(one, ObjectiveOutline))
        actions = tuple(one for one in built if isinstance(one, ActionOutline))
        if isinstance(item.node, ThemeOutline):
            return replace(item.node, objectives=objectives, unattached=actions)
        return replace(item.node, children=objectives, actions=actions)

    def _above(self, ref: str) -> Iterator[str]:
        """A node and those above it."""
        at: str | None = ref
        while at is not None:
            yield at
            at = self._items[at].parent

    def _target(self, place: str) -> Above | None:
        if place in self._items:
            node: AnyNode | None = self._items[place].node
        else:
            node = self._of_plan().get(place, (None, None))[0]
        return None if isinstance(node, ActionOutline) else node

    def _fault(self, node: AnyNode, target: Above) -> str:
        if not isinstance(node, ObjectiveOutline):
            return ""
        above = target.level if isinstance(target, ObjectiveOutline) else Level.THEME if target.title else Level.ROOT
        if self._ladder is not None:
            fault = self._ladder.fault(node.level, above)
            return fault[:1].lower() + fault[1:].removesuffix(".")
        return "" if node.level.rank > above.rank else "ce niveau ne se place pas là"

    def _graft(self, place: str) -> None:
        """Copy a place of the plan, and what leads to it, among the branches of the file."""
        if place in self._items:
            return
        node, above = self._of_plan()[place]
        assert not isinstance(node, ActionOutline)
        parent = f"{GRAFT}{above.pk}" if above is not None else None
        if parent is not None:
            parent = self._named.get(parent, parent)
            self._graft(parent)
            self._items[parent].children.append(place)
        else:
            self._themes.append(place)
        copy: AnyNode
        if isinstance(node, ThemeOutline):
            copy = replace(node, objectives=(), unattached=(), ref=place)
        else:
            copy = replace(node, children=(), actions=(), ref=place)
        self._items[place] = _Item(copy, parent)
        if node.pk is not None:
            self.grafted[place] = node.pk

    def _of_plan(self) -> dict[str, tuple[AnyNode, Above | None]]:
        if not self._plan:
            for theme in self._current.themes:
                self._plan[f"{GRAFT}{theme.pk}"] = theme, None
                for above, node in hanging(theme):
                    if isinstance(node, ObjectiveOutline):
                        self._plan[f"{GRAFT}{node.pk}"] = node, above
        return self._plan
