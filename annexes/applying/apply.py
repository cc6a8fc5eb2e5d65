"""Write an outline into a plan: one short transaction under the plan's lock.

The number of queries does not depend on the number of fiches, beyond one per batch.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError, connection

from accounts.models import Journal, User
from actions.models import Action
from annexes.applying.directory import Directory
from annexes.applying.directorylists import write_lists
from annexes.applying.dossier import write_file
from annexes.applying.fiches import NamedFiches, Placement, write_actions
from annexes.applying.gone import Gone
from annexes.applying.indicators import write_indicators
from annexes.applying.ownfields import write_plan
from annexes.applying.revisions import ImportHistory
from annexes.comparing.analysis import kept_after_all, plan_diff
from annexes.comparing.changes import PlanDiff
from annexes.comparing.matching import path_key
from annexes.deciding.corrections import decided
from annexes.deciding.decisions import UNDECIDED, Decisions
from annexes.jsonform import canonical_bytes
from annexes.load import load
from annexes.memory import without_collecting
from annexes.outline import (
    IndicatorOutline,
    ObjectiveOutline,
    ObjectivePath,
    PlanOutline,
    ThemeOutline,
)
from annexes.reading import Issue, Severity
from indicators.models import Indicator
from partners.bulkimport import PlanStale
from plans.enums import Level
from plans.levels import Ladder
from plans.models import EffectGroup, Objective, Plan
from plans.tree import PlacedNode, layout, lock_plans, write_tree

BATCH = 1000
OBJECTIVE_FIELDS = ("code", "title", "description", "note")
THEME_FIELDS = (
    "code",
    "title",
    "description",
    "note",
    "version_label",
    "version_date",
    "annexe_number",
    "age_min",
    "age_max",
)


class CannotImport(Exception):
    """The outline cannot be written into this plan; `issues` says why, in French."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(f"L’import est impossible : {' ; '.join(issue.message for issue in issues[:3])}.")
        self.issues = issues


class PlanChangedMeanwhile(Exception):
    """The plan is no more what the analysis saw."""

    def __init__(self) -> None:
        super().__init__("Le plan a changé depuis l’analyse du fichier : relancez l’analyse avant de confirmer.")


class DirectoryChangedMeanwhile(Exception):
    """Somebody added to the directory, between its reading and the writing, a name that the import creates too."""

    def __init__(self) -> None:
        super().__init__("L’annuaire a changé entre-temps : confirmez de nouveau.")


@dataclass(frozen=True, slots=True)
class Applied:
    """What an import did. `directory` counts the partners, contacts and dispositifs created on the way."""

    diff: PlanDiff
    directory: Counter[str]
    issues: tuple[Issue, ...] = ()


def fingerprint(outline: PlanOutline) -> str:
    """The SHA-256 of an outline's content: equal outlines have equal fingerprints."""
    return hashlib.sha256(canonical_bytes(outline)).hexdigest()


def import_outline(
    *,
    plan: Plan,
    incoming: PlanOutline,
    by: User | None,
    source: str = "",
    seen: str | None = None,
    batch: str = "",
    decisions: Decisions = UNDECIDED,
    go_on: Callable[[], None] = lambda: None,
) -> Applied:
    """Bring `incoming`, made fit for the plan (`annexes.applying.checks.fit`), into the plan, as `decisions` say.

    `seen` is the fingerprint of the plan when a person agreed to it. Raise PlanChangedMeanwhile when the plan differs
    from what was seen, CannotImport when two fiches would bear one number, DirectoryChangedMeanwhile when somebody
    adds the same names to the directory; nothing is written then, nor when `go_on`, called between the steps, raises.
    """
    with without_collecting(), lock_plans(plan.pk):
        current = load(plan)
        if seen is not None and fingerprint(current) != seen:
            raise PlanChangedMeanwhile
        go_on()
        history = ImportHistory(plan, by=by, source=source, batch=batch)
        left_out = decisions.left_out
        with _directory_as_read():
            lists = write_lists(
                plan.territory, incoming.directory, by=by, source=source, batch=history.batch, left_out=left_out
            )
        directory = Directory.load(plan.territory)
        ladder = Ladder.of(plan.kind) if decisions else None
        result = decided(incoming, current, directory, decisions, ladder=ladder)
        diff, issues = plan_diff(current, result.outline, directory, result.settled)
        diff, issues = lists.beside(diff), [*lists.issues, *result.issues, *issues]
        issues += kept_after_all(current, diff, decisions)
        if errors := [issue for issue in issues if issue.severity is Severity.ERROR]:
            raise CannotImport(errors)
        if diff.is_empty:
            return Applied(diff, Counter(), tuple(issues))
        go_on()
        with _directory_as_read():
            created = directory.create_missing(diff.target)
            directory.learn(result.names, history)
        go_on()
        _write(plan, current, diff, directory, history, go_on)
        counts = {level: dict(counter) for level, counter in diff.counts().items()}
        Journal.objects.create(
            territory=plan.territory,
            actor=by,
            verb="import d’une annexe",
            object_label=plan.title,
            changes={"source": source, "counts": counts, "directory": dict(created), **history.kept},
            batch=history.batch,
        )
    _refresh_statistics(sum(sum(counter.values()) for counter in diff.counts().values()))
    return Applied(diff, created, tuple(issues))


@contextmanager
def _directory_as_read() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, PlanStale) as error:
        raise DirectoryChangedMeanwhile from error


def _write(
    plan: Plan,
    current: PlanOutline,
    diff: PlanDiff,
    directory: Directory,
    history: ImportHistory,
    go_on: Callable[[], None],
) -> None:
    target, gone = diff.target, Gone(plan, current, diff)
    history.created(directory.created)
    write_plan(plan, current, target, history)
    before: dict[int, ThemeOutline | ObjectiveOutline] = {}
    for theme in current.themes:
        known: tuple[ThemeOutline | ObjectiveOutline, ...] = (theme, *theme.walk())
        before.update((node.pk, node) for node in known if node.pk is not None)
    tree = _Tree(plan, before)
    for theme in target.themes:
        tree.add_theme(theme)
    gone.announce(history)
    history.will_change(Objective, tree.changed(current))
    places = layout(plan.pk)
    write_tree(plan_id=plan.pk, nodes=[*tree.nodes, *gone.nodes])
    history.made(Objective, ((new.pk, new.title, str(new)) for node in tree.nodes if (new := node.new) is not None))
    tree.write_content(history)
    write_indicators("objective", _indicators(tree, before), history.by)
    paths = tree.paths()
    ranks = dict(Action.objects.filter(plan=plan).values_list("pk", "position"))
    before_actions, after_actions = list(_old_placements(current, ranks)), list(_placements(target, tree))
    go_on()
    gone.free_numbers()
    named = NamedFiches(plan, current, target)
    write_actions(plan, before_actions, after_actions, paths, directory, named, history)
    write_file(plan, current.file, target.file, directory, named, history)
    go_on()
    gone.delete(tree.nodes)
    _keep_order(history, places, before_actions, after_actions)
    history.write()


def _keep_order(
    history: ImportHistory,
    places: Sequence[tuple[int, int | None]],
    before: Sequence[Placement],
    after: Sequence[Placement],
) -> None:
    """Keep for the journal what the revisions of an import cannot say, so that it can be taken back."""
    now = layout(history.plan.pk)
    known = {pk for pk, _ in places}
    if [place for place in now if place[0] in known] != list(places):
        history.kept["layout"] = [places, now]
    old = {one.action.pk: one for one in before}
    pairs = [(old[one.action.pk], one) for one in after if one.action.pk in old]
    if ranks := {was.action.pk: [was.rank, now.rank] for was, now in pairs if was.rank != now.rank}:
        history.kept["ranks"] = ranks


class _Tree:
    """The objectives of the target in depth-first order, with what is to be written about each."""

    def __init__(self, plan: Plan, before: dict[int, ThemeOutline | ObjectiveOutline]) -> None:
        self.plan = plan
        self.before = before
        self.nodes: list[PlacedNode] = []
        self.outlines: list[ThemeOutline | ObjectiveOutline] = []
        self.parents: list[int | None] = []
        self.index: dict[int, int] = {}  # id of an outline → its rank
        self.siblings: list[tuple[ObjectiveOutline, ...]] = []

    def add_theme(self, theme: ThemeOutline) -> None:
        parent = self._add(theme, Level.THEME, None) if _is_node(theme) else None
        self._add_all(theme.objectives, parent)

    def _add_all(self, objectives: tuple[ObjectiveOutline, ...], parent: int | None) -> None:
        self.siblings.append(objectives)
        for objective in objectives:
            self._add_all(objective.children, self._add(objective, objective.level, parent))

    def _add(self, outline: ThemeOutline | ObjectiveOutline, level: Level, parent: int | None) -> int:
        rank = len(self.nodes)
        new = None
        if outline.pk is None:
            names = THEME_FIELDS if level is Level.THEME else OBJECTIVE_FIELDS
            new = Objective(level=level, **{name: getattr(outline, name) for name in names}).prepare()
        self.nodes.append(PlacedNode(parent, outline.pk, new))
        self.outlines.append(outline)
        self.parents.append(parent)
        self.index[id(outline)] = rank
        return rank

    def key(self, outline: ThemeOutline | ObjectiveOutline) -> int:
        node = self.nodes[self.index[id(outline)]]
        return int(node.new.pk) if node.new is not None else int(node.pk or 0)

    def changed(self, current: PlanOutline) -> Iterator[Objective]:
        """The known objectives whose content or place differs, with what names them alone."""
        above = {child.pk: parent for parent, child in _pairs(current)}
        for rank, outline in enumerate(self.outlines):
            old = self.before.get(outline.pk) if outline.pk is not None else None
            if old is None:
                continue
            parent = self.parents[rank]
            now = self.outlines[parent].pk if parent is not None else None
            if now != above.get(old.pk) or _own_content(old) != _own_content(outline):
                yield Objective(pk=old.pk, code=old.code, title=old.title)

    def write_content(self, history: ImportHistory) -> None:
        """Update the fields of known objectives that differ, and the groups of expected effects."""
        changed = []
        for outline in self.outlines:
            old = self.before.get(outline.pk) if outline.pk is not None else None
            if old is None:
                continue
            names = THEME_FIELDS if isinstance(outline, ThemeOutline) else OBJECTIVE_FIELDS
            values = {name: getattr(outline, name) for name in names}
            if any(getattr(old, name) != value for name, value in values.items()):
                changed.append(Objective(pk=outline.pk, **values).prepare())
        for names, kind in ((THEME_FIELDS, ThemeOutline), (OBJECTIVE_FIELDS, ObjectiveOutline)):
            some = [objective for objective in changed if isinstance(self.before[objective.pk], kind)]
            Objective.objects.bulk_update(some, [*names, "search_text"], BATCH)
        self._write_effects(history)

    def _write_effects(self, history: ImportHistory) -> None:
        """Groups of effects are made anew under the parents where a group differs; orphans are removed."""
        groups: list[tuple[EffectGroup, list[int]]] = []
        cleared: list[int] = []
        for siblings in self.siblings:
            olds = [self.before.get(o.pk) if o.pk is not None else None for o in siblings]
            same = [isinstance(old, ObjectiveOutline) and old.effects for old in olds] == [o.effects for o in siblings]
            if same or not (any(o.effects for o in siblings) or any(olds)):
                continue
            members: dict[tuple[int, str], list[int]] = {}
            for objective in siblings:
                if objective.effects is not None:
                    key = (objective.effects.group, objective.effects.text)
                    members.setdefault(key, []).append(self.key(objective))
                else:
                    cleared.append(self.key(objective))
            groups.extend((EffectGroup(plan=self.plan, text=text), pks) for (_, text), pks in members.items())
        if not groups and not cleared:
            return
        history.will_change(EffectGroup, EffectGroup.objects.filter(plan=self.plan))
        history.will_change(Objective, self._known([*(pk for _, pks in groups for pk in pks), *cleared]))
        history.created(EffectGroup.objects.bulk_create([group for group, _ in groups], BATCH))
        updates = [Objective(pk=pk, effect_group=group) for group, pks in groups for pk in pks]
        updates += [Objective(pk=pk, effect_group=None) for pk in cleared]
        Objective.objects.bulk_update(updates, ["effect_group"], BATCH)
        EffectGroup.objects.filter(plan=self.plan, objectives=None).delete()

    def _known(self, keys: Sequence[int]) -> Iterator[Objective]:
        """The objectives that the plan had before, among some keys, with what names them alone."""
        for old in (self.before[key] for key in keys if key in self.before):
            yield Objective(pk=old.pk, code=old.code, title=old.title)

    def paths(self) -> dict[ObjectivePath, int]:
        """The key of each objective by the key of its path."""
        paths: dict[ObjectivePath, int] = {}
        own: list[ObjectivePath] = []
        for outline, parent in zip(self.outlines, self.parents, strict=True):
            if isinstance(outline, ThemeOutline):
                own.append((outline.title,))
                continue
            above = own[parent] if parent is not None else ("",)
            own.append((*above, outline.label))
            paths.setdefault(path_key(own[-1]), self.key(outline))
        return paths


def _pairs(plan: PlanOutline) -> Iterator[tuple[int | None, ThemeOutline | ObjectiveOutline]]:
    """The key of the parent of each objective below the root, and the objective."""
    for theme in plan.themes:
        yield None, theme
        yield from ((theme.pk, objective) for objective in theme.objectives)
        for objective in theme.walk():
            yield from ((objective.pk, child) for child in objective.children)


def _own_content(node: ThemeOutline | ObjectiveOutline) -> tuple[object, ...]:
    if isinstance(node, ThemeOutline):
        return (*(getattr(node, name) for name in THEME_FIELDS), node.indicators)
    return (*(getattr(node, name) for name in OBJECTIVE_FIELDS), node.indicators, node.effects)


def _is_node(theme: ThemeOutline) -> bool:
    """Whether a theme stands in the tree: what has no theme stands directly under the root."""
    return bool(theme.title) or theme.pk is not None


def _placements(target: PlanOutline, tree: _Tree) -> Iterator[Placement]:
    for theme in target.themes:
        theme_key = tree.key(theme) if _is_node(theme) else None
        for objective in theme.walk():
            key = tree.key(objective)
            yield from (Placement(a, theme_key, key, rank) for rank, a in enumerate(objective.actions))
        yield from (Placement(a, theme_key, None, rank) for rank, a in enumerate(theme.unattached))


def _old_placements(current: PlanOutline, ranks: Mapping[int, int]) -> Iterator[Placement]:
    """Where the actions of the plan stand, with their stored rank."""
    for theme in current.themes:
        for objective in theme.walk():
            yield from (Placement(a, theme.pk, objective.pk, ranks[a.pk or 0]) for a in objective.actions)
        yield from (Placement(a, theme.pk, None, ranks[a.pk or 0]) for a in theme.unattached)


def _indicators(
    tree: _Tree, before: Mapping[int, ThemeOutline | ObjectiveOutline]
) -> Iterator[tuple[int, Sequence[IndicatorOutline], Sequence[IndicatorOutline]]]:
    """The indicators that each objective has to have, and those that it had."""
    for outline in tree.outlines:
        old = before.get(outline.pk) if outline.pk is not None else None
        yield tree.key(outline), outline.indicators, old.indicators if old is not None else ()


def _refresh_statistics(objects: int) -> None:
    """After a big load PostgreSQL’s planner needs new statistics: without them a page may take minutes."""
    if objects < BATCH or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in (Objective, Action, Action.partners.through, Indicator):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
