"""Who is who between a plan and a file, for all of their nodes at once. Pure and linear.

Themes go by their title; objectives by code and title under their parent, then, when one objective alone bears a title
on both sides of a theme, wherever it stands; fiches by number, code or title anywhere in the theme. What people settled
comes before all.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from accounts.text import fold
from annexes.comparing.changes import ACTION, object_key
from annexes.comparing.matching import (
    NOTHING,
    Settled,
    alone_by_title,
    is_graft,
    match_actions,
    match_objectives,
    match_themes,
    title_key,
)
from annexes.comparing.titles import are_unrelated
from annexes.outline import ActionOutline, ObjectiveOutline, ObjectivePath, PlanOutline, ThemeOutline
from annexes.placeholders import is_placeholder
from plans.enums import Level

Above = ThemeOutline | ObjectiveOutline
AnyNode = ThemeOutline | ObjectiveOutline | ActionOutline
_LEVELS = (Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL)


def key_of(node: AnyNode) -> str:
    """How decisions name a node of the plan."""
    return object_key(ACTION if isinstance(node, ActionOutline) else "", node.pk)


def action_label(action: ActionOutline) -> str:
    return f"Fiche {action.reference} : {action.title}" if action.reference else action.title


def label_of(node: AnyNode) -> str:
    """What people call a node."""
    if isinstance(node, ActionOutline):
        return action_label(node)
    return node.label if isinstance(node, ObjectiveOutline) else node.title


def names_the_plan(current: PlanOutline, incoming: PlanOutline) -> bool:
    """Whether a file says that it is this very plan: it bears its title."""
    return bool(incoming.title) and title_key(incoming.title) == title_key(current.title)


class Pairs:
    """Which node of the plan each node of the file is, and where the nodes of the plan stand today."""

    def __init__(self, current: PlanOutline, incoming: PlanOutline, settled: Settled = NOTHING) -> None:
        self._twins: dict[int, AnyNode] = {}  # id of a node of the file → the node of the plan
        self._named: set[int] = set()  # ids of the nodes of the plan that the file names
        self._above: dict[int, Above] = {}  # id of an objective or fiche of the plan → what it stands under
        self._kept: dict[int, ActionOutline] = {}
        self._settled = settled
        for theme in current.themes:
            for parent, node in hanging(theme):
                self._above[id(node)] = parent
        self._force(current, incoming)
        left = [theme for theme in current.themes if id(theme) not in self._named]
        for known, theme in match_themes(left, [theme for theme in incoming.themes if id(theme) not in self._twins]):
            if known is not None:
                self._add(known, theme)
        self._match_objectives(incoming)
        for theme in incoming.themes:
            self._match_actions(theme)
        self._match_anywhere(current, incoming)
        self._doomed = self._find_doomed(current, incoming)
        for theme in incoming.themes:
            self._keep_listed(theme)

    def theme(self, theme: ThemeOutline) -> ThemeOutline | None:
        found = self._twins.get(id(theme))
        return found if isinstance(found, ThemeOutline) else None

    def objective(self, objective: ObjectiveOutline) -> ObjectiveOutline | None:
        found = self._twins.get(id(objective))
        return found if isinstance(found, ObjectiveOutline) else None

    def action(self, action: ActionOutline) -> ActionOutline | None:
        found = self._twins.get(id(action))
        return found if isinstance(found, ActionOutline) else None

    def any(self, node: AnyNode) -> AnyNode | None:
        return self._twins.get(id(node))

    def is_named(self, node: AnyNode) -> bool:
        """Whether the file names this node of the plan."""
        return id(node) in self._named

    def is_doomed(self, node: AnyNode) -> bool:
        """Whether this node of the plan is to be deleted."""
        return id(node) in self._doomed

    def is_spared(self, node: AnyNode) -> bool:
        """Whether the file names this node of the plan in a line that was left out."""
        return bool(self._settled.spared) and key_of(node) in self._settled.spared

    def above(self, node: ObjectiveOutline | ActionOutline) -> Above:
        """What a node of the plan stands under: the theme of a fiche that hangs on nothing."""
        return self._above[id(node)]

    def is_attached(self, action: ActionOutline) -> bool:
        """Whether a fiche of the plan hangs on an objective."""
        return isinstance(self._above[id(action)], ObjectiveOutline)

    def keeps_its_place(self, action: ActionOutline) -> bool:
        """Listed without an objective by the file, but attached in the plan: a list detaches nothing."""
        found = self._twins.get(id(action))
        return found is not None and self._kept.get(id(found)) is action

    def kept_for(self, action: ActionOutline) -> ActionOutline | None:
        """The fiche of the file that lists this one of the plan, which stays in its place."""
        return self._kept.get(id(action))

    def _add(self, known: AnyNode, node: AnyNode) -> None:
        self._twins[id(node)] = known
        self._named.add(id(known))

    def _force(self, current: PlanOutline, incoming: PlanOutline) -> None:
        same = self._settled.same
        if not same:
            return
        nodes = {key_of(node): node for theme in current.themes for node in every(theme)}
        for theme in incoming.themes:
            for node in every(theme):
                if node.ref in same:
                    level = ACTION if isinstance(node, ActionOutline) else ""
                    known = nodes.get(object_key(level, same[node.ref]))
                    if known is not None and type(known) is type(node) and id(known) not in self._named:
                        self._add(known, node)

    def _match_objectives(self, incoming: PlanOutline) -> None:
        for theme in incoming.themes:
            known = self.theme(theme)
            if known is None:
                continue
            theirs, ours = alone_by_title(known.walk()), alone_by_title(theme.walk())
            alone = theirs.keys() & ours.keys()
            self._descend(known.objectives, theme.objectives, alone)
            for objective in theme.walk():  # what people settled may stand anywhere
                if objective.ref in self._settled.same and (twin := self.objective(objective)) is not None:
                    self._descend(twin.children, objective.children, alone)
            for level in _LEVELS:
                for title in [title for title in ours if title in alone and title[0] == level]:
                    old, new = theirs[title], ours[title]
                    if id(old) not in self._named and id(new) not in self._twins:
                        self._add(old, new)
                        self._descend(old.children, new.children, alone)

    def _descend(
        self, current: Sequence[ObjectiveOutline], incoming: Sequence[ObjectiveOutline], alone: set[tuple[str, str]]
    ) -> None:
        olds = [one for one in current if id(one) not in self._named]
        news = [one for one in incoming if id(one) not in self._twins]
        for old, new in match_objectives(olds, news, alone):
            if old is not None:
                self._add(old, new)
                self._descend(old.children, new.children, alone)

    def _match_actions(self, theme: ThemeOutline) -> None:
        known = self.theme(theme)
        places: dict[int, int] = {}
        for objective in theme.walk():
            place = id(self._twins.get(id(objective), objective))
            places.update((id(action), place) for action in objective.actions)
        places.update((id(action), id(known or theme)) for action in theme.unattached)
        olds = [one for one in known.all_actions() if id(one) not in self._named] if known is not None else []
        news = [one for one in theme.all_actions() if id(one) not in self._twins]
        if olds and news:
            places.update((id(one), id(self._above[id(one)])) for one in olds)
            for old, new in match_actions(olds, news, places):
                if old is not None:
                    self._add(old, new)

    def _match_anywhere(self, current: PlanOutline, incoming: PlanOutline) -> None:
        """Fiches of a file that names no theme are known by what they alone bear in the whole plan."""
        asked = [
            action
            for theme in incoming.themes
            if not theme.title
            for action in theme.unattached
            if id(action) not in self._twins
        ]
        if not asked:
            return
        for of_plan, of_file in _NAMES:
            left = [action for action in current.all_actions() if id(action) not in self._named]
            theirs = _alone(left, of_plan)
            for key, action in _alone(asked, of_file).items():
                known = theirs.get(key)
                if (
                    known is not None
                    and id(action) not in self._twins
                    and not _two_numbers(known, action)
                    and not are_unrelated(known.title, action.title)
                ):
                    self._add(known, action)

    def _keep_listed(self, theme: ThemeOutline) -> None:
        """A list of fiches without objectives detaches nothing, and a mere number moves no fiche."""
        for action in theme.unattached:
            found = self._twins.get(id(action))
            if isinstance(found, ActionOutline) and action.ref not in self._settled.detached:
                self._keep(found, action, self.theme(theme))
        for objective in theme.walk():
            for action in filter(is_placeholder, objective.actions):
                found = self._twins.get(id(action))
                if isinstance(found, ActionOutline) and not is_placeholder(found) and self.is_attached(found):
                    self._keep(found, action, self.objective(objective))

    def _keep(self, known: ActionOutline, action: ActionOutline, there: Above | None) -> None:
        """Leave a fiche of the plan where it is, unless that goes; `there` is where the file lists it."""
        above = self._above[id(known)]
        if above is not there and id(above) not in self._doomed:
            self._kept[id(known)] = action

    def _find_doomed(self, current: PlanOutline, incoming: PlanOutline) -> set[int]:
        """The nodes to be deleted, with what hangs below them and is not named by the file.

        Of a theme that the file does not speak of nothing goes, unless it is a file of this very plan.
        """
        doomed: set[int] = set()
        if not self._settled.deleted:
            return doomed
        whole = names_the_plan(current, incoming)
        told = {id(self.theme(theme)) for theme in incoming.themes if not is_graft(theme)}
        for theme in current.themes:
            for node in every(theme) if whole or id(theme) in told else ():
                if key_of(node) in self._settled.deleted and (branch := self._branch(node)) is not None:
                    doomed.update(map(id, branch))
        return doomed

    def _branch(self, node: AnyNode) -> list[AnyNode] | None:
        """What goes with a node; None when it has to stay, or when something below it was left out of the file."""
        if self.is_named(node) or self.is_spared(node):
            return None
        branch: list[AnyNode] = [node]
        for child in children_of(node):
            if self.is_named(child):
                continue  # the file puts it elsewhere, with what it holds
            below = self._branch(child)
            if below is None:
                return None
            branch.extend(below)
        return branch


def children_of(node: AnyNode) -> tuple[ObjectiveOutline | ActionOutline, ...]:
    """What hangs just below a node."""
    if isinstance(node, ActionOutline):
        return ()
    if isinstance(node, ThemeOutline):
        return (*node.objectives, *node.unattached)
    return (*node.children, *node.actions)


def hanging(theme: ThemeOutline) -> Iterator[tuple[Above, ObjectiveOutline | ActionOutline]]:
    """Each node of a theme with what it stands under, parents first."""
    stack: list[Above] = [theme]
    while stack:
        above = stack.pop()
        for child in children_of(above):
            yield above, child
            if isinstance(child, ObjectiveOutline):
                stack.append(child)


def every(theme: ThemeOutline) -> Iterator[AnyNode]:
    """A theme and all that it holds."""
    yield theme
    for _, node in hanging(theme):
        yield node


def paths(outline: PlanOutline) -> dict[int, ObjectivePath]:
    """The address of each objective, by its `id`."""
    found: dict[int, ObjectivePath] = {}
    for theme in outline.themes:
        top: ObjectivePath = (theme.title,)
        for above, node in hanging(theme):
            if isinstance(node, ObjectiveOutline):
                found[id(node)] = (*found.get(id(above), top), node.label)
    return found


def _number_and_title(action: ActionOutline) -> Hashable | None:
    return (fold(action.reference), title_key(action.title)) if action.reference else None


def _code(action: ActionOutline) -> Hashable | None:
    return fold(action.code) or None


def _title(action: ActionOutline) -> Hashable | None:
    return title_key(action.title) or None


def _number(action: ActionOutline) -> Hashable | None:
    return fold(action.reference) or None


def _number_awaited(action: ActionOutline) -> Hashable | None:
    return _number(action) if is_placeholder(action) else None


# What a fiche of the plan and one of a file that names no theme may both be alone to bear, the surest first.
_NAMES = (
    (_number_and_title, _number_and_title),
    (_code, _code),
    (_title, _title),
    (_number_awaited, _number),
)


def _alone(
    actions: Iterable[ActionOutline], name: Callable[[ActionOutline], Hashable | None]
) -> dict[Hashable, ActionOutline]:
    """The fiches that one name means alone."""
    found: dict[Hashable, list[ActionOutline]] = defaultdict(list)
    for action in actions:
        if (key := name(action)) is not None:
            found[key].append(action)
    return {key: several[0] for key, several in found.items() if len(several) == 1}


def _two_numbers(one: ActionOutline, other: ActionOutline) -> bool:
    return bool(one.reference and other.reference) and fold(one.reference) != fold(other.reference)
