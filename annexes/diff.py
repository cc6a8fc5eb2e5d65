"""Compare an outline that was read with the plan as it is. Pure: no database, linear in the number of objects.

Objects are matched inside their theme: objectives by code and title under their parent, actions by number, code or
title anywhere in the theme (so that a fiche put under another objective is moved, not created again). A field that
the source does not carry keeps its value; an object that it does not name stays in its place.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from accounts.text import fold
from annexes.changes import ACTION, Change, ChangeKind, FieldChange, PlanDiff
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from plans.enums import Level

UNATTACHED = "Actions à rattacher"

Node = TypeVar("Node", ThemeOutline, ObjectiveOutline, ActionOutline)


def compare(current: PlanOutline, incoming: PlanOutline) -> PlanDiff:
    """What `incoming` brings to `current`, and the plan that results."""
    comparison = _Comparison(incoming)
    themes = comparison.themes(current.themes, incoming.themes)
    return PlanDiff(
        replace(current, themes=themes), tuple(comparison.changes), comparison.unchanged, comparison.reordered
    )


def action_label(action: ActionOutline) -> str:
    return f"Fiche {action.reference} : {action.title}" if action.reference else action.title


class _Comparison:
    def __init__(self, incoming: PlanOutline) -> None:
        self.carries = incoming.carries
        self.changes: list[Change] = []
        self.unchanged: Counter[str] = Counter()
        self.reordered = 0

    def themes(self, current: Sequence[ThemeOutline], incoming: Sequence[ThemeOutline]) -> tuple[ThemeOutline, ...]:
        pairs = _match(current, incoming, [lambda theme: fold(theme.title)])
        merged = [(pair, self.theme(pair, theme)) for pair, theme in pairs]
        return self._in_order(current, merged, {})

    def theme(self, current: ThemeOutline | None, incoming: ThemeOutline) -> ThemeOutline:
        actions = _Actions(current, incoming)
        if current is None:
            base = incoming
            if incoming.title:
                self._say(ChangeKind.CREATED, Level.THEME, incoming.title)
        else:
            base = self._merge(current, incoming, self.carries.theme - {"title"}, Level.THEME, incoming.title)
        attached = current.objectives if current else ()
        apart = current.unattached if current else ()
        listed = [action for action in incoming.unattached if not actions.keeps_its_place(action)]
        return replace(
            base,
            objectives=self._objectives(attached, incoming.objectives, actions, incoming.title),
            unattached=self._actions(apart, listed, actions, None, UNATTACHED),
        )

    def _objectives(
        self,
        current: Sequence[ObjectiveOutline],
        incoming: Sequence[ObjectiveOutline],
        actions: "_Actions",
        place: str,
    ) -> tuple[ObjectiveOutline, ...]:
        pairs = _match(
            current,
            incoming,
            [
                lambda o: (o.level, o.code, fold(o.title)),
                lambda o: (o.level, o.code) if o.code else None,
                lambda o: (o.level, fold(o.title)) if o.title else None,
            ],
        )
        merged = [(pair, self._objective(pair, objective, actions, place)) for pair, objective in pairs]
        named = {id(pair) for pair, _ in pairs}
        kept = {id(o): self._missing(o, actions, place) for o in current if id(o) not in named}
        return self._in_order(current, merged, kept)

    def _objective(
        self, current: ObjectiveOutline | None, incoming: ObjectiveOutline, actions: "_Actions", place: str
    ) -> ObjectiveOutline:
        label = incoming.label
        if current is None:
            base = incoming
            self._say(ChangeKind.CREATED, incoming.level, label, place)
        else:
            base = self._merge(current, incoming, self.carries.objective, incoming.level, label, place)
        return replace(
            base,
            children=self._objectives(current.children if current else (), incoming.children, actions, label),
            actions=self._actions(current.actions if current else (), incoming.actions, actions, current, label),
        )

    def _missing(self, objective: ObjectiveOutline, actions: "_Actions", place: str) -> ObjectiveOutline:
        """An objective that the file does not name stays, without the actions that the file puts elsewhere."""
        self._say(ChangeKind.MISSING, objective.level, objective.label, place)
        return replace(
            objective,
            children=tuple(self._missing(child, actions, objective.label) for child in objective.children),
            actions=self._actions(objective.actions, (), actions, objective, objective.label),
        )

    def _actions(
        self,
        current: Sequence[ActionOutline],
        incoming: Sequence[ActionOutline],
        actions: "_Actions",
        here: ObjectiveOutline | None,
        place: str,
    ) -> tuple[ActionOutline, ...]:
        merged: list[tuple[ActionOutline | None, ActionOutline]] = []
        for action in incoming:
            found = actions.found(action)
            if found is None:
                self._say(ChangeKind.CREATED, ACTION, action_label(action), place)
                merged.append((None, action))
            else:
                merged.append((found, self._merge_action(found, action, place, actions.origin(found, here))))
        kept = {}
        for action in current:
            if (listed := actions.kept_for(action)) is not None:
                kept[id(action)] = self._merge_action(action, listed, place, "")
            elif not actions.is_named(action):
                self._say(ChangeKind.MISSING, ACTION, action_label(action), place)
                kept[id(action)] = action
        return self._in_order(current, merged, kept)

    def _merge_action(self, current: ActionOutline, incoming: ActionOutline, place: str, before: str) -> ActionOutline:
        return self._merge(current, incoming, self.carries.action, ACTION, action_label(incoming), place, before)

    def _merge(
        self,
        current: Node,
        incoming: Node,
        carried: Iterable[str],
        level: str,
        label: str,
        place: str = "",
        before: str = "",
    ) -> Node:
        """`current` with the carried fields of `incoming`; `before` is the former place of what moves."""
        changed = tuple(
            FieldChange(name, old, new)
            for name in sorted(carried)
            if (old := getattr(current, name)) != (new := getattr(incoming, name))
        )
        if before:
            self._say(ChangeKind.MOVED, level, label, place, before, changed)
        elif changed:
            self._say(ChangeKind.CHANGED, level, label, place, fields=changed)
        else:
            self.unchanged[level] += 1
        values: dict[str, Any] = {change.name: change.new for change in changed}
        return replace(current, **values) if values else current

    def _in_order(
        self, current: Sequence[Node], merged: Sequence[tuple[Node | None, Node]], kept: dict[int, Node]
    ) -> tuple[Node, ...]:
        """The order of the file; what it does not name follows its former elder."""
        here = {id(node): rank for rank, node in enumerate(current)}
        ranks = [here[id(pair)] for pair, _ in merged if pair is not None and id(pair) in here]
        self.reordered += ranks != sorted(ranks)
        placed = {id(pair) for pair, _ in merged}
        following: dict[int, list[Node]] = defaultdict(list)
        elder = 0
        for node in current:
            if id(node) in placed:
                elder = id(node)
            elif id(node) in kept:
                following[elder].append(kept[id(node)])
            elif isinstance(node, ThemeOutline):
                following[elder].append(node)
        result = list(following[0])
        for pair, node in merged:
            result.append(node)
            result.extend(following.get(id(pair), ()) if pair is not None else ())
        return tuple(result)

    def _say(
        self,
        kind: ChangeKind,
        level: str,
        label: str,
        place: str = "",
        before: str = "",
        fields: tuple[FieldChange, ...] = (),
    ) -> None:
        self.changes.append(Change(kind, str(level), label, place, before, fields))


class _Actions:
    """Which action of the plan each action of the file is, in one theme, and where each stands today."""

    def __init__(self, current: ThemeOutline | None, incoming: ThemeOutline) -> None:
        self._place: dict[int, ObjectiveOutline | None] = {}
        if current is not None:
            self._place = {id(action): None for action in current.unattached}
            for objective in current.walk():
                self._place.update((id(action), objective) for action in objective.actions)
        pairs = _match(
            tuple(current.all_actions()) if current else (),
            tuple(incoming.all_actions()),
            [
                lambda a: (a.reference, fold(a.title)) if a.reference else None,
                lambda a: a.reference or None,
                lambda a: fold(a.title),
            ],
            compatible=lambda a, b: not (a.reference and b.reference and a.reference != b.reference),
        )
        self._found = {id(action): found for found, action in pairs}
        self._kept: dict[int, ActionOutline] = {}
        for action in incoming.unattached:
            found = self._found[id(action)]
            if found is not None and self._place[id(found)] is not None:
                self._kept[id(found)] = action
        self._named = {id(found) for found, _ in pairs if found is not None}

    def found(self, action: ActionOutline) -> ActionOutline | None:
        return self._found[id(action)]

    def keeps_its_place(self, action: ActionOutline) -> bool:
        """Listed without an objective by the file, but attached in the plan: a list detaches nothing."""
        found = self._found[id(action)]
        return found is not None and id(found) in self._kept

    def kept_for(self, action: ActionOutline) -> ActionOutline | None:
        return self._kept.get(id(action))

    def is_named(self, action: ActionOutline) -> bool:
        return id(action) in self._named

    def origin(self, action: ActionOutline, here: ObjectiveOutline | None) -> str:
        """The label of the former place when the action comes from elsewhere, else nothing."""
        place = self._place[id(action)]
        if place is here:
            return ""
        return place.label if place is not None else UNATTACHED


def _match(
    current: Sequence[Node],
    incoming: Sequence[Node],
    keys: Sequence[Callable[[Node], Hashable | None]],
    compatible: Callable[[Node, Node], bool] = lambda a, b: True,
) -> list[tuple[Node | None, Node]]:
    """Each incoming node with its match in `current`, the first key that finds one winning; none is used twice."""
    matches: dict[int, Node] = {}
    used: set[int] = set()
    for key in keys:
        waiting: dict[Hashable, deque[Node]] = defaultdict(deque)
        for node in current:
            if id(node) not in used and (value := key(node)) is not None:
                waiting[value].append(node)
        for node in incoming:
            if id(node) in matches or (value := key(node)) is None:
                continue
            queue = waiting.get(value)
            if queue and compatible(queue[0], node):
                found = queue.popleft()
                matches[id(node)] = found
                used.add(id(found))
    return [(matches.get(id(node)), node) for node in incoming]
