"""Compare an outline that was read with the plan as it is. Pure: no database, linear in the number of objects.

`annexes.comparing.pairs` says who is who: what is put under another objective is moved, not created again. A field
that the source does not carry keeps its value; an object that it does not name stays in its place, unless a person said
that it goes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from annexes.applying.measurements import kept_measurements
from annexes.comparing.changes import ACTION, PLAN, Change, ChangeKind, FieldChange, PlanDiff
from annexes.comparing.matching import NOTHING, Node, Settled, is_graft, path_key, title_key
from annexes.comparing.pairs import Above, AnyNode, Pairs, action_label, every, names_the_plan, paths
from annexes.outline import (
    ActionOutline,
    DocumentOutline,
    ExpectedEffects,
    ObjectiveOutline,
    ObjectivePath,
    PlanOutline,
    ThemeOutline,
)
from annexes.placeholders import is_placeholder
from annexes.planfields import plan_value, with_plan_values
from plans.enums import Level

UNATTACHED = "Actions à rattacher"
AT_THE_TOP = "Directement sous le plan"
REFERENCE = frozenset({"number", "suffix", "code"})

__all__ = ["UNATTACHED", "action_label", "compare", "kept_files", "match_plan"]


def compare(current: PlanOutline, incoming: PlanOutline, settled: Settled = NOTHING) -> PlanDiff:
    """What `incoming` brings to `current`, and the plan that results."""
    comparison = _Comparison(current, incoming, settled)
    own = comparison.plan()
    themes = comparison.themes()
    return PlanDiff(
        with_plan_values(replace(current, themes=themes), own),
        tuple(comparison.changes),
        comparison.unchanged,
        comparison.reordered,
        comparison.matched(),
    )


def match_plan(current: PlanOutline, incoming: PlanOutline, settled: Settled = NOTHING) -> dict[int, ActionOutline]:
    """The fiche of the plan that each known fiche of the file is, by the `id` of the latter."""
    pairs = Pairs(current, incoming, settled)
    found = ((id(action), pairs.action(action)) for action in incoming.all_actions())
    return {key: action for key, action in found if action is not None}


class _Comparison:
    def __init__(self, current: PlanOutline, incoming: PlanOutline, settled: Settled) -> None:
        self.current, self.incoming = current, incoming
        self.is_this_plan = names_the_plan(current, incoming)
        self.pairs = Pairs(current, incoming, settled)
        carries = incoming.carries
        self.theme_fields = sorted(carries.theme - {"title"})
        self.objective_fields = sorted(carries.objective)
        self.action_fields = sorted(carries.action)
        self.measured = carries.measurements
        self.changes: list[Change] = []
        self.unchanged: Counter[str] = Counter()
        self.reordered = 0
        self.listed = _placeholders(incoming)

    def plan(self) -> dict[str, Any]:
        """The fields of the plan itself, which a file changes when it is this plan's."""
        if not self.is_this_plan:
            return {}
        fields = [
            FieldChange(name, old, new)
            for name in sorted(self.incoming.carries.plan)
            if (old := plan_value(self.current, name)) != (new := plan_value(self.incoming, name))
        ]
        if fields:
            self.changes.append(Change(ChangeKind.CHANGED, PLAN, self.current.title, fields=tuple(fields)))
        return {field.name: field.new for field in fields}

    def matched(self) -> dict[str, int]:
        """The key of the node of the plan that each node of the file is, by its ref."""
        found = {}
        for theme in self.incoming.themes:
            for node in every(theme):
                if node.ref and (known := self.pairs.any(node)) is not None and known.pk is not None:
                    found[node.ref] = known.pk
        return found

    def themes(self) -> tuple[ThemeOutline, ...]:
        merged: list[tuple[ThemeOutline | None, ThemeOutline]] = []
        kept: dict[int, ThemeOutline] = {}
        for theme in self.incoming.themes:
            known = self.pairs.theme(theme)
            result = self._theme(known, theme)
            if known is not None and is_graft(theme):
                kept[id(known)] = result
            elif known is not None or result.title or result.objectives or result.unattached:
                merged.append((known, result))
        for theme in self.current.themes:
            if not self.pairs.is_named(theme) and (left := self._absent_theme(theme)) is not None:
                kept[id(theme)] = left
        ordered = self._in_order(self.current.themes, merged, kept)
        return tuple(sorted(ordered, key=lambda theme: bool(theme.title)))  # what has no theme comes first

    def _theme(self, current: ThemeOutline | None, incoming: ThemeOutline) -> ThemeOutline:
        if current is None:
            base = _new(incoming)
            if incoming.title:
                self.changes.append(Change(ChangeKind.CREATED, Level.THEME, incoming.title, ref=incoming.ref))
        else:
            renamed = title_key(current.title) != title_key(incoming.title)
            fields = ["title", *self.theme_fields] if renamed else self.theme_fields
            base = self._merge(current, incoming, fields, Level.THEME, incoming.title)
        attached = current.objectives if current else ()
        apart = current.unattached if current else ()
        is_told = not is_graft(incoming)
        return replace(
            base,
            objectives=self._objectives(attached, incoming.objectives, current, incoming.title, is_told=is_told),
            unattached=self._actions(apart, incoming.unattached, current, UNATTACHED, is_told=is_told),
        )

    def _absent_theme(self, theme: ThemeOutline) -> ThemeOutline | None:
        """A theme that the file does not name: only a file of this very plan is told to lack it."""
        is_told = self.is_this_plan and bool(theme.title)
        if is_told:
            self._say_absent(theme, Level.THEME, theme.title, "")
        objectives = self._objectives(theme.objectives, (), theme, theme.title, is_told=is_told)
        unattached = self._actions(theme.unattached, (), theme, UNATTACHED, is_told=is_told)
        return None if self._goes(theme) else replace(theme, objectives=objectives, unattached=unattached)

    def _objectives(
        self,
        current: Sequence[ObjectiveOutline],
        incoming: Sequence[ObjectiveOutline],
        here: Above | None,
        place: str,
        *,
        is_told: bool = True,
    ) -> tuple[ObjectiveOutline, ...]:
        """`here` is the node of the plan under which they stand, `place` its name."""
        merged: list[tuple[ObjectiveOutline | None, ObjectiveOutline]] = []
        kept: dict[int, ObjectiveOutline] = {}
        for objective in incoming:
            known = self.pairs.objective(objective)
            result = self._objective(known, objective, here, place)
            if known is not None and is_graft(objective):
                kept[id(known)] = result
            else:
                merged.append((known, result))
        for one in current:
            if not self.pairs.is_named(one) and (left := self._absent(one, place, is_told)) is not None:
                kept[id(one)] = left
        return self._in_order(current, merged, kept)

    def _objective(
        self, current: ObjectiveOutline | None, incoming: ObjectiveOutline, here: Above | None, place: str
    ) -> ObjectiveOutline:
        label = incoming.label
        if current is None:
            base = _new(incoming)
            self.changes.append(Change(ChangeKind.CREATED, incoming.level, label, place, ref=incoming.ref))
        else:
            origin = self._origin(current, here)
            base = self._merge(current, incoming, self.objective_fields, incoming.level, label, place, origin)
        return replace(
            base,
            children=self._objectives(current.children if current else (), incoming.children, current, label),
            actions=self._actions(current.actions if current else (), incoming.actions, current, label),
        )

    def _absent(self, objective: ObjectiveOutline, place: str, is_told: bool) -> ObjectiveOutline | None:
        """An objective that the file does not name stays, without what the file puts elsewhere, or goes."""
        if is_told:
            self._say_absent(objective, objective.level, objective.label, place)
        children = self._objectives(objective.children, (), objective, objective.label, is_told=is_told)
        actions = self._actions(objective.actions, (), objective, objective.label, is_told=is_told)
        return None if self._goes(objective) else replace(objective, children=children, actions=actions)

    def _actions(
        self,
        current: Sequence[ActionOutline],
        incoming: Sequence[ActionOutline],
        here: Above | None,
        place: str,
        *,
        is_told: bool = True,
    ) -> tuple[ActionOutline, ...]:
        merged: list[tuple[ActionOutline | None, ActionOutline]] = []
        for action in incoming:
            if self.pairs.keeps_its_place(action):
                continue
            found = self.pairs.action(action)
            if found is None:
                self.changes.append(Change(ChangeKind.CREATED, ACTION, action_label(action), place, ref=action.ref))
                merged.append((None, _new(action)))
            else:
                merged.append((found, self._merge_action(found, action, place, self._origin(found, here))))
        kept = {}
        for action in current:
            if (listed := self.pairs.kept_for(action)) is not None:
                kept[id(action)] = self._merge_action(action, listed, place, "")
            elif not self.pairs.is_named(action):
                if is_told:
                    self._say_absent(action, ACTION, action_label(action), place)
                if not self._goes(action):
                    kept[id(action)] = action
        return self._in_order(current, merged, kept)

    def _goes(self, node: AnyNode) -> bool:
        return self.pairs.is_doomed(node)

    def _origin(self, node: ObjectiveOutline | ActionOutline, here: Above | None) -> str:
        """The name of the former place when a node of the plan comes from elsewhere, else nothing."""
        above = self.pairs.above(node)
        if above is here:
            return ""
        if isinstance(above, ObjectiveOutline):
            return above.label
        if isinstance(node, ActionOutline):
            return UNATTACHED
        return above.title or AT_THE_TOP

    def _merge_action(self, current: ActionOutline, incoming: ActionOutline, place: str, before: str) -> ActionOutline:
        incoming = self._behind(current, incoming)
        return self._merge(current, incoming, self.action_fields, ACTION, action_label(incoming), place, before)

    def _behind(self, current: ActionOutline, incoming: ActionOutline) -> ActionOutline:
        """A fiche that a file knows by its number alone says of it which objectives it serves, and nothing else."""
        path = self.listed.get(id(incoming))
        if path is None or is_placeholder(current):
            return incoming
        if self.pairs.keeps_its_place(incoming):
            served, own = (path, *incoming.also_serves), paths(self.current)[id(self.pairs.above(current))]
        else:
            served, own = incoming.also_serves, path
        known = {*map(path_key, current.also_serves), path_key(own)}
        fresh = tuple(one for one in served if path_key(one) not in known)
        return replace(current, also_serves=(*current.also_serves, *fresh), ref=incoming.ref)

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
        changed = () if same else tuple(_changed_fields(current, incoming, carried, self.measured))
        if before or changed:
            kind = ChangeKind.MOVED if before else ChangeKind.CHANGED
            change = Change(kind, str(level), label, place, before, changed, ref=incoming.ref, pk=current.pk)
            self.changes.append(change)
        elif not is_graft(incoming) and not (isinstance(incoming, ThemeOutline) and not incoming.title):
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
        result = list(following[0])
        for pair, node in merged:
            result.append(node)
            result.extend(following.get(id(pair), ()) if pair is not None else ())
        return tuple(result)

    def _say_absent(self, node: AnyNode, level: str, label: str, place: str) -> None:
        """Nothing is said of what the file names in a line that was left out."""
        if not self.pairs.is_spared(node):
            kind = ChangeKind.DELETED if self._goes(node) else ChangeKind.MISSING
            parent = None if isinstance(node, ThemeOutline) else self.pairs.above(node).pk
            self.changes.append(Change(kind, str(level), label, place, pk=node.pk, parent=parent))


def _placeholders(incoming: PlanOutline) -> dict[int, ObjectivePath]:
    """The fiches that a file knows by their number alone, by their `id`: where it lists them."""
    if not any(map(is_placeholder, incoming.all_actions())):
        return {}
    places = paths(incoming)
    return {
        id(action): places[id(objective)]
        for theme in incoming.themes
        for objective in theme.walk()
        for action in objective.actions
        if is_placeholder(action)
    }


def _new(node: Node) -> Node:
    """A node that the plan has not: a key that it may bear is another plan's, unless it is a number of `naming`."""
    return node if node.pk is None or node.pk < 0 else replace(node, pk=None)


def _changed_fields(current: Node, incoming: Node, carried: Sequence[str], measured: bool) -> Iterator[FieldChange]:
    """What differs. A number, a code or a title that the file leaves out is not erased: they are data."""
    for name in carried if incoming.carries is None else sorted(incoming.carries.intersection(carried)):
        old, new = getattr(current, name), getattr(incoming, name)
        if name == "indicators" and old and not measured:
            new = kept_measurements(old, new)
        if old == new or (name == "title" and not new) or (name in REFERENCE and not _reference(incoming)):
            continue
        if name == "documents" and (new := kept_files(old, new)) == old:
            continue
        if isinstance(new, str) and _plain_spaces(old) == _plain_spaces(new):
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
    return list(map(path_key, old)) == list(map(path_key, new))


def _same_effects(old: ExpectedEffects | None, new: ExpectedEffects | None) -> bool:
    """The number of a row means nothing beside the rows that the file does not name: the text counts."""
    return (old and _plain_spaces(old.text)) == (new and _plain_spaces(new.text))


def _plain_spaces(text: str) -> str:
    """A text without the spaces that do not break: printing adds them, and nobody writes them on purpose."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
