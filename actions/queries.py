"""The plan page, built in Python from a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.text import search_tokens
from actions.enums import Role, ScheduleKind, Status
from actions.models import Action, Participation
from actions.wording import ages_wording, schedule_wording, status_wording
from plans.enums import Level
from plans.models import Objective, Plan, PlanKindLevel


@dataclass(slots=True)
class FicheRow:
    url: str
    reference: str
    title: str
    status: str
    meta: str
    doubtful: bool


@dataclass(slots=True)
class Node:
    """One objective as the page shows it."""

    pk: int
    level: Level
    level_label: str
    code: str
    title: str
    note: str
    version: str = ""
    effects: str = ""
    effects_shared: bool = False  # the same effects as the objective above it
    children: list["Node"] = field(default_factory=list)
    fiches: list[FicheRow] = field(default_factory=list)
    unattached: list[FicheRow] = field(default_factory=list)  # of a theme
    is_lowest: bool = False
    total: int = 0  # fiches here and below

    @property
    def is_empty(self) -> bool:
        """At the lowest level, without a fiche nor what stands for one."""
        return self.is_lowest and not (self.fiches or self.children or self.effects or self.note)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class PlanPage:
    themes: list[Node]
    counts: list[tuple[str, int]]  # « Axes stratégiques », 12
    fiches: int
    matches: int | None  # objects found by the search, None without a search


def plan_page(plan: Plan, query: str = "") -> PlanPage:
    """Four queries, six with a search, whatever the size of the plan."""
    labels = {level.level: level for level in PlanKindLevel.objects.filter(kind_id=plan.kind_id)}
    rows = list(
        Objective.objects.filter(plan=plan)
        .order_by("lft")
        .values_list("pk", "parent_id", "level", "code", "title", "note", "effect_group_id", "effect_group__text",
                     "version_label", "age_min", "age_max")
    )  # fmt: skip
    found = _search(plan, query) if query else None
    rows_of, loose, fiches = _fiches(plan, found)
    root, nodes = _nodes(rows, labels)
    for pk, node in nodes.items():
        node.fiches = rows_of.get(pk, [])
        node.unattached = loose.get(pk, [])
    themes = nodes[root].children if root else []
    counts = _counts(themes, labels)
    if loose.get(None) or any(node.level is not Level.THEME for node in themes):
        themes = _with_themeless(themes, loose.get(None, []))
    for theme in themes:
        _total(theme)
    if found is None:
        return PlanPage(themes, counts, fiches, None)
    objectives, actions = found
    kept = [theme for theme in themes if _prune(theme, objectives, rows_of)]
    return PlanPage(kept, counts, fiches, len(objectives) + len(actions))


def _search(plan: Plan, query: str) -> tuple[set[int], set[int]]:
    matching = Q()
    for token in search_tokens(query):
        matching &= Q(search_text__contains=token)
    if not matching:
        return set(), set()
    objectives = Objective.objects.filter(matching, plan=plan, parent__isnull=False).order_by()
    actions = Action.objects.filter(matching, plan=plan).order_by()
    return set(objectives.values_list("pk", flat=True)), set(actions.values_list("pk", flat=True))


def _fiches(
    plan: Plan, found: tuple[set[int], set[int]] | None
) -> tuple[dict[int, list[FicheRow]], dict[int | None, list[FicheRow]], int]:
    leads = dict(
        Participation.objects.filter(action__plan=plan, role=Role.LEAD)
        .order_by()
        .values_list("action_id", "partner__name")
    )
    base = f"{plan.get_absolute_url()}fiches/"
    attached: dict[int, list[FicheRow]] = defaultdict(list)
    loose: dict[int | None, list[FicheRow]] = defaultdict(list)
    total = 0
    rows: list[Any] = list(
        Action.objects.filter(plan=plan).order_by("position", "pk").values_list(
            "pk", "theme_id", "objective_id", "number", "number_suffix", "code", "title", "status",
            "schedule_kind", "starts_on", "due_on", "school_year", "is_doubtful",
        )
    )  # fmt: skip
    for pk, theme, objective, number, suffix, code, title, status, kind, start, due, year, doubtful in rows:
        total += 1
        if found is not None and pk not in found[1] and objective not in found[0]:
            continue
        meta = [part for part in (leads.get(pk), _when(kind, start, due, year)) if part]
        reference = f"{number} {suffix}".strip() if number is not None else code
        row = FicheRow(f"{base}{pk}/", reference, title, status_wording(Status(status)), " · ".join(meta), doubtful)
        if objective is not None:
            attached[objective].append(row)
        else:
            loose[theme].append(row)
    return attached, loose, total


def _when(kind: str, starts_on: date | None, due_on: date | None, year: int | None) -> str:
    return schedule_wording(ScheduleKind(kind), starts_on, due_on, year)


def _nodes(rows: list[Any], labels: dict[str, PlanKindLevel]) -> tuple[int | None, dict[int, Node]]:
    nodes: dict[int, Node] = {}
    root = None
    lowest = max((Level(level) for level in labels), key=lambda level: level.rank, default=Level.OPERATIONAL)
    group_above: dict[int, int | None] = {}
    for pk, parent, level, code, title, note, group, effects, version, age_min, age_max in rows:
        label = labels[level].singular if level in labels else Level(level).label
        node = nodes[pk] = Node(pk, Level(level), label, code, title, note, is_lowest=level == lowest)
        node.version = " · ".join(part for part in (version, ages_wording(age_min, age_max)) if part)
        node.effects = effects or ""
        if parent is None:
            root = pk
            continue
        node.effects_shared = group is not None and group_above.get(parent) == group
        group_above[parent] = group
        nodes[parent].children.append(node)
    return root, nodes


def _with_themeless(nodes: list[Node], loose: list[FicheRow]) -> list[Node]:
    """Objectives without a theme stand together under a part without a title."""
    part = Node(0, Level.THEME, "", "", "", "", unattached=loose)
    part.children = [node for node in nodes if node.level is not Level.THEME]
    return [part, *(node for node in nodes if node.level is Level.THEME)]


def _counts(themes: list[Node], labels: dict[str, PlanKindLevel]) -> list[tuple[str, int]]:
    numbers: dict[str, int] = defaultdict(int)
    for theme in themes:
        for node in theme.walk():
            numbers[node.level] += 1
    return [
        (label.singular if numbers[label.level] == 1 else label.plural, numbers[label.level])
        for label in sorted(labels.values(), key=lambda label: Level(label.level).rank)
    ]


def _total(node: Node) -> int:
    node.total = len(node.fiches) + len(node.unattached) + sum(_total(child) for child in node.children)
    return node.total


def _prune(node: Node, found: set[int], rows_of: dict[int, list[FicheRow]]) -> bool:
    """Keep what matches and what leads to it; an objective that matches keeps its fiches."""
    node.children = [child for child in node.children if _prune(child, found, rows_of)]
    return bool(node.pk in found or node.children or node.fiches or node.unattached)
