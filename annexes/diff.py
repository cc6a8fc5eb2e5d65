"""Compare an outline that was read with the plan as it is. Pure: no database, linear in the number of objects.

Objects are matched inside their theme: objectives by code and title under their parent, actions by number, code or
title anywhere in the theme (so that a fiche put under another objective is moved, not created again). A field that
the source does not carry keeps its value; an object that it does not name stays in its place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from annexes.changes import ACTION, PLAN, Change, ChangeKind, FieldChange, PlanDiff
from annexes.matching import Node, match_actions, match_objectives, match_themes, title_key
from annexes.outline import (
    ActionOutline,
    DocumentOutline,
    ExpectedEffects,
    ObjectiveOutline,
    ObjectivePath,
    PlanOutline,
    ThemeOutline,
)
from plans.enums import Level

UNATTACHED = "Actions à rattacher"
REFERENCE = frozenset({"number", "suffix", "code"})


def compare(current: PlanOutline, incoming: PlanOutline) -> PlanDiff:
    """What `incoming` brings to `current`, and the plan that results."""
    comparison = _Comparison(incoming)
    own = comparison.plan(current, incoming)
    themes = comparison.themes(current.themes, incoming.themes)
    return PlanDiff(
        replace(current, themes=themes, **own), tuple(comparison.changes), comparison.unchanged, comparison.reordered
    )


def match_plan(current: PlanOutline, incoming: PlanOutline) -> dict[int, ActionOutline]:
    """The fiche of the plan that each known fiche of the file is, by the `id` of the latter."""
    found: dict[int, ActionOutline | None] = {}
    for known, theme in match_themes(current.themes, incoming.themes):
        matches = _Matches(known, theme)
        found.update((id(action), matches.found(action)) for action in theme.all_actions())
    return {key: action for key, action in found.items() if action is not None}


def action_label(action: ActionOutline) -> str:
    return f"Fiche {action.reference} : {action.title}" if action.reference else action.title


class _Comparison:
    def __init__(self, incoming: PlanOutline) -> None:
        carries = incoming.carries
        self.theme_fields = sorted(carries.theme - {"title"})
        self.objective_fields = sorted(carries.objective)
        self.action_fields = sorted(carries.action)
        self.changes: list[Change] = []
        self.unchanged: Counter[str] = Counter()
        self.reordered = 0

    def plan(self, current: PlanOutline, incoming: PlanOutline) -> dict[str, Any]:
        """The fields of the plan itself, which a file changes when it is this plan's: it bears its title."""
        if not incoming.title or title_key(incoming.title) != title_key(current.title):
            return {}
        fields = [
            FieldChange(name, old, new)
            for name in sorted(incoming.carries.plan)
            if (old := getattr(current, name)) != (new := getattr(incoming, name))
        ]
        if fields:
            self._say(ChangeKind.CHANGED, PLAN, current.title, fields=tuple(fields))
        return {field.name: field.new for field in fields}

    def themes(self, current: Sequence[ThemeOutline], incoming: Sequence[ThemeOutline]) -> tuple[ThemeOutline, ...]:
        pairs = match_themes(current, incoming)
        merged = [(pair, self.theme(pair, theme)) for pair, theme in pairs]
        return self._in_order(current, merged, {})

    def theme(self, current: ThemeOutline | None, incoming: ThemeOutline) -> ThemeOutline:
        matches = _Matches(current, incoming)
        if current is None:
            base = _new(incoming)
            if incoming.title:
                self._say(ChangeKind.CREATED, Level.THEME, incoming.title)
        else:
            base = self._merge(current, incoming, self.theme_fields, Level.THEME, incoming.title)
        attached = current.objectives if current else ()
        apart = current.unattached if current else ()
        listed = [action for action in incoming.unattached if not matches.keeps_its_place(action)]
        return replace(
            base,
            objectives=self._objectives(attached, incoming.objectives, matches, incoming.title),
            unattached=self._actions(apart, listed, matches, None, UNATTACHED),
        )

    def _objectives(
        self,
        current: Sequence[ObjectiveOutline],
        incoming: Sequence[ObjectiveOutline],
        matches: "_Matches",
        place: str,
    ) -> tuple[ObjectiveOutline, ...]:
        pairs = [(matches.twin(objective), objective) for objective in incoming]
        merged = [(pair, self._objective(pair, objective, matches, place)) for pair, objective in pairs]
        named = {id(pair) for pair, _ in pairs}
        kept = {id(o): self._missing(o, matches, place) for o in current if id(o) not in named}
        return self._in_order(current, merged, kept)

    def _objective(
        self, current: ObjectiveOutline | None, incoming: ObjectiveOutline, matches: "_Matches", place: str
    ) -> ObjectiveOutline:
        label = incoming.label
        if current is None:
            base = _new(incoming)
            self._say(ChangeKind.CREATED, incoming.level, label, place)
        else:
            base = self._merge(current, incoming, self.objective_fields, incoming.level, label, place)
        return replace(
            base,
            children=self._objectives(current.children if current else (), incoming.children, matches, label),
            actions=self._actions(current.actions if current else (), incoming.actions, matches, current, label),
        )

    def _missing(self, objective: ObjectiveOutline, matches: "_Matches", place: str) -> ObjectiveOutline:
        """An objective that the file does not name stays, without the actions that the file puts elsewhere."""
        self._say(ChangeKind.MISSING, objective.level, objective.label, place)
        return replace(
            objective,
            children=tuple(self._missing(child, matches, objective.label) for child in objective.children),
            actions=self._actions(objective.actions, (), matches, objective, objective.label),
        )

    def _actions(
        self,
        current: Sequence[ActionOutline],
        incoming: Sequence[ActionOutline],
        matches: "_Matches",
        here: ObjectiveOutline | None,
        place: str,
    ) -> tuple[ActionOutline, ...]:
        merged: list[tuple[ActionOutline | None, ActionOutline]] = []
        for action in incoming:
            found = matches.found(action)
            if found is None:
                self._say(ChangeKind.CREATED, ACTION, action_label(action), place)
                merged.append((None, _new(action)))
            else:
                merged.append((found, self._merge_action(found, action, place, matches.origin(found, here))))
        kept = {}
        for action in current:
            if (listed := matches.kept_for(action)) is not None:
                kept[id(action)] = self._merge_action(action, listed, place, "")
            elif not matches.is_named(action):
                self._say(ChangeKind.MISSING, ACTION, action_label(action), place)
                kept[id(action)] = action
        return self._in_order(current, merged, kept)

    def _merge_action(self, current: ActionOutline, incoming: ActionOutline, place: str, before: str) -> ActionOutline:
        return self._merge(current, incoming, self.action_fields, ACTION, action_label(incoming), place, before)

    def _merge(
        self,
        current: Node,
        incoming: Node,
        carried: Sequence[str],
        level: str,
        label: str,
        place: str = "",
        before: str = "",
    ) -> Node:
        """`current` with the carried fields of `incoming`; `before` is the former place of what moves."""
        same = isinstance(current, ActionOutline) and current == incoming
        changed = () if same else tuple(_changed_fields(current, incoming, carried))
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


class _Matches:
    """Which object of the plan each object of one theme of the file is, and where each action stands today."""

    def __init__(self, current: ThemeOutline | None, incoming: ThemeOutline) -> None:
        self._place: dict[int, ObjectiveOutline | None] = {}
        self._twins: dict[int, ObjectiveOutline] = {}
        places: dict[int, int | None] = {}
        if current is not None:
            self._match_objectives(current.objectives, incoming.objectives)
            self._place = {id(action): None for action in current.unattached}
            for objective in current.walk():
                self._place.update((id(action), objective) for action in objective.actions)
            places = {action: id(objective) if objective else None for action, objective in self._place.items()}
        for objective in incoming.walk():
            place = id(self._twins.get(id(objective), objective))
            places.update((id(action), place) for action in objective.actions)
        places.update((id(action), None) for action in incoming.unattached)
        known = tuple(current.all_actions()) if current else ()
        pairs = match_actions(known, tuple(incoming.all_actions()), places)
        self._found = {id(action): found for found, action in pairs}
        self._kept: dict[int, ActionOutline] = {}
        for action in incoming.unattached:
            found = self._found[id(action)]
            if found is not None and self._place[id(found)] is not None:
                self._kept[id(found)] = action
        self._named = {id(found) for found, _ in pairs if found is not None}

    def _match_objectives(self, current: Sequence[ObjectiveOutline], incoming: Sequence[ObjectiveOutline]) -> None:
        for old, new in match_objectives(current, incoming):
            if old is not None:
                self._twins[id(new)] = old
                self._match_objectives(old.children, new.children)

    def twin(self, objective: ObjectiveOutline) -> ObjectiveOutline | None:
        return self._twins.get(id(objective))

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


def _new(node: Node) -> Node:
    """A node that the plan has not: a key that it may bear is another plan's, unless it is a number of `naming`."""
    return node if node.pk is None or node.pk < 0 else replace(node, pk=None)


def _changed_fields(current: Node, incoming: Node, carried: Sequence[str]) -> Iterator[FieldChange]:
    """What differs. A number or code that the file leaves out is not erased: codes are data."""
    for name in carried:
        old, new = getattr(current, name), getattr(incoming, name)
        if old == new or (name in REFERENCE and not _reference(incoming)):
            continue
        if name == "documents" and (new := kept_files(old, new)) == old:
            continue
        if (name == "also_serves" and _same_paths(old, new)) or (name == "effects" and _same_effects(old, new)):
            continue
        yield FieldChange(name, old, new)


def kept_files(old: Sequence[DocumentOutline], new: Sequence[DocumentOutline]) -> tuple[DocumentOutline, ...]:
    """What a file says of documents, and the files that were uploaded: an import never loses one."""
    named = {document.file for document in new}
    return (*new, *(document for document in old if document.file and document.file not in named))


def _reference(node: ThemeOutline | ObjectiveOutline | ActionOutline) -> str:
    return node.reference if isinstance(node, ActionOutline) else node.code


def _same_paths(old: Sequence[ObjectivePath], new: Sequence[ObjectivePath]) -> bool:
    return [tuple(map(title_key, path)) for path in old] == [tuple(map(title_key, path)) for path in new]


def _same_effects(old: ExpectedEffects | None, new: ExpectedEffects | None) -> bool:
    """The number of a row means nothing beside the rows that the file does not name: the text counts."""
    return (old and old.text) == (new and new.text)
