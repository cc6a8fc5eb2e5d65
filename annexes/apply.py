"""Write an outline into a plan: one short transaction under the plan's lock.

The number of queries does not depend on the number of fiches, beyond one per batch.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from accounts.models import Journal, User
from actions.models import Action
from annexes.analysis import path_key, plan_diff
from annexes.changes import PlanDiff
from annexes.directory import Directory
from annexes.fiches import INDICATOR_COLUMNS, Placement, chunks, indicator_rows, write_actions
from annexes.jsonform import canonical_bytes
from annexes.load import load
from annexes.outline import ObjectiveOutline, ObjectivePath, PlanOutline, ThemeOutline
from annexes.reading import Issue, Severity
from indicators.models import Indicator
from plans.bulk import insert_rows
from plans.enums import Level
from plans.models import EffectGroup, Objective, Plan
from plans.tree import PlacedNode, lock_plans, write_tree

BATCH = 1000
OBJECTIVE_FIELDS = ("code", "title", "description", "note")
THEME_FIELDS = ("code", "title", "note", "version_label", "version_date", "annexe_number", "age_min", "age_max")


class CannotImport(Exception):
    """The outline cannot be written into this plan; `issues` says why, in French."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__(f"L’import est impossible : {' ; '.join(issue.message for issue in issues[:3])}.")
        self.issues = issues


class PlanChangedMeanwhile(Exception):
    """The plan is no more what the analysis saw."""

    def __init__(self) -> None:
        super().__init__("Le plan a changé depuis l’analyse du fichier : relancez l’analyse avant de confirmer.")


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
    *, plan: Plan, incoming: PlanOutline, by: User | None, source: str = "", seen: str | None = None
) -> Applied:
    """Bring `incoming`, made fit for the plan (`annexes.checks.fit`), into the plan.

    `seen` is the fingerprint of the plan when a person agreed to it. Raise PlanChangedMeanwhile when the plan differs
    from what was seen, CannotImport when two fiches would bear one number; nothing is written then.
    """
    with lock_plans(plan.pk):
        current = load(plan)
        if seen is not None and fingerprint(current) != seen:
            raise PlanChangedMeanwhile
        directory = Directory.load(plan.territory)
        diff, issues = plan_diff(current, incoming, directory)
        if errors := [issue for issue in issues if issue.severity is Severity.ERROR]:
            raise CannotImport(errors)
        if diff.is_empty:
            return Applied(diff, Counter(), tuple(issues))
        created = directory.create_missing(diff.target)
        _write(plan, current, diff.target, directory)
        counts = {level: dict(counter) for level, counter in diff.counts().items()}
        Journal.objects.create(
            territory=plan.territory,
            actor=by,
            verb="import d’une annexe",
            object_label=plan.title,
            changes={"source": source, "counts": counts, "directory": dict(created)},
        )
    _refresh_statistics(sum(sum(counter.values()) for counter in diff.counts().values()))
    return Applied(diff, created, tuple(issues))


def _write(plan: Plan, current: PlanOutline, target: PlanOutline, directory: Directory) -> None:
    before: dict[int, ThemeOutline | ObjectiveOutline] = {}
    for theme in current.themes:
        known: tuple[ThemeOutline | ObjectiveOutline, ...] = (theme, *theme.walk())
        before.update((node.pk, node) for node in known if node.pk is not None)
    tree = _Tree(plan, before)
    for theme in target.themes:
        tree.add_theme(theme)
    write_tree(plan_id=plan.pk, nodes=tree.nodes)
    tree.write_content()
    _write_indicators(tree, before)
    paths = tree.paths()
    ranks = dict(Action.objects.filter(plan=plan).values_list("pk", "position"))
    write_actions(plan, _old_placements(current, ranks), _placements(target, tree), paths, directory)


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

    def write_content(self) -> None:
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
        self._write_effects()

    def _write_effects(self) -> None:
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
        EffectGroup.objects.bulk_create([group for group, _ in groups], BATCH)
        updates = [Objective(pk=pk, effect_group=group) for group, pks in groups for pk in pks]
        updates += [Objective(pk=pk, effect_group=None) for pk in cleared]
        Objective.objects.bulk_update(updates, ["effect_group"], BATCH)
        EffectGroup.objects.filter(plan=self.plan, objectives=None).delete()

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


def _write_indicators(tree: _Tree, before: dict[int, ThemeOutline | ObjectiveOutline]) -> None:
    """The indicators of objectives, made anew where they differ."""
    fresh: list[tuple[object, ...]] = []
    stale: list[int] = []
    for outline in tree.outlines:
        if isinstance(outline, ThemeOutline):
            continue
        old = before.get(outline.pk) if outline.pk is not None else None
        had: Sequence[object] = old.indicators if isinstance(old, ObjectiveOutline) else ()
        if outline.indicators == had:
            continue
        if had and outline.pk is not None:
            stale.append(outline.pk)
        fresh.extend(indicator_rows(outline.indicators, tree.key(outline)))
    for chunk in chunks(stale):
        Indicator.objects.filter(objective__in=chunk).delete()
    insert_rows(Indicator, ("objective", *INDICATOR_COLUMNS), fresh)


def _refresh_statistics(objects: int) -> None:
    """After a big load PostgreSQL’s planner needs new statistics: without them a page may take minutes."""
    if objects < BATCH or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in (Objective, Action, Action.partners.through, Indicator):
            cursor.execute(f"ANALYZE {model._meta.db_table}")
