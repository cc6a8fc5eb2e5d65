"""The plan page: what it needs from the database, in a constant number of queries, and the tree built in memory."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.text import search_tokens
from actions.enums import Role, ScheduleKind, Status
from actions.models import Action, Participation
from actions.prose import marked, spaced
from actions.tree import FicheRow, Node, count_words, cut, group_by_effects, total, with_themeless
from actions.wording import ages_wording, schedule_wording, status_wording
from plans.enums import Level
from plans.models import Objective, Plan, PlanKindLevel

OPEN_UP_TO = 40  # fiches and objectives of the lowest level: a shorter plan is shown unfolded


@dataclass(slots=True)
class PlanPage:
    themes: list[Node]
    counts: list[tuple[str, int]]  # « Axes stratégiques », 12
    fiches: int
    unattached: int
    without_fiche: int  # objectives of the lowest level that nothing answers
    matches: str = ""  # what the search found, in words


@dataclass(slots=True)
class _Found:
    """The keys of what a search found."""

    objectives: set[int]
    fiches: set[int]
    tokens: list[str]


def plan_page(plan: Plan, query: str = "") -> PlanPage:
    """Five queries, seven with a search, whatever the size of the plan."""
    labels = {level.level: level for level in PlanKindLevel.objects.filter(kind_id=plan.kind_id)}
    found = _search(plan, query) if query else None
    nodes, root = _objectives(plan, labels, found)
    loose = _fiches(plan, nodes, found)
    _also_serves(plan, nodes)
    themes = with_themeless(root.children if root else [], loose)
    for theme in themes:
        total(theme, _lowest_words(labels))
        group_by_effects(theme)
    lowest = [node for node in nodes.values() if node.is_lowest]
    page = PlanPage(
        themes=themes,
        counts=_counts(nodes, labels),
        fiches=sum(theme.fiche_count for theme in themes),
        unattached=sum(len(theme.unattached) for theme in themes),
        without_fiche=sum(node.is_empty for node in lowest),
    )
    if found is not None:
        page.themes = [theme for theme in themes if cut(theme, found.objectives, found.fiches)]
        page.matches = count_words(
            ("objectif", "objectifs", len(found.objectives)), ("fiche", "fiches", len(found.fiches))
        )
    elif sum(theme.fiche_count for theme in themes) + len(lowest) > OPEN_UP_TO:
        for theme in themes:
            for node in theme.children:
                node.is_folded = True
    return page


def _search(plan: Plan, query: str) -> _Found:
    """Every word must be found, in the text itself or, for a fiche, in the name of one of its partners."""
    tokens = search_tokens(query)
    if not tokens:
        return _Found(set(), set(), [])
    objectives = Objective.objects.filter(plan=plan, parent__isnull=False).order_by()
    fiches = Action.objects.filter(plan=plan).order_by()
    for token in tokens:
        partner = Participation.objects.filter(action=OuterRef("pk"), partner__search_text__contains=token)
        objectives = objectives.filter(search_text__contains=token)
        fiches = fiches.filter(Q(search_text__contains=token) | Exists(partner))
    return _Found(set(objectives.values_list("pk", flat=True)), set(fiches.values_list("pk", flat=True)), tokens)


def _objectives(
    plan: Plan, labels: dict[str, PlanKindLevel], found: _Found | None
) -> tuple[dict[int, Node], Node | None]:
    """The visible objectives by key, in the order of print, and the hidden root that holds them."""
    rows: list[Any] = list(
        Objective.objects.filter(plan=plan).order_by("lft").values_list(
            "pk", "parent_id", "level", "code", "title", "note", "effect_group_id", "effect_group__text",
            "version_label", "age_min", "age_max",
        )
    )  # fmt: skip
    lowest = max((Level(level) for level in labels), key=lambda level: level.rank, default=Level.OPERATIONAL)
    nodes: dict[int, Node] = {}
    root = None
    for pk, parent, level, code, title, note, group, effects, version, age_min, age_max in rows:
        node = Node(pk, Level(level), title=spaced(title), note=spaced(note), effect_group=group, effects=effects or "")
        if parent is None:
            root = node
            continue
        above = nodes.get(parent, root)
        node.is_lowest = level == lowest
        node.heading = min(above.heading + 1 if above else 2, 6)
        node.kicker, node.level_label = _named(code, labels.get(level), Level(level))
        node.version = " · ".join(part for part in (version, ages_wording(age_min, age_max)) if part)
        node.pieces = marked(spaced(title), found.tokens) if found and pk in found.objectives else []
        nodes[pk] = node
        if above:
            above.children.append(node)
    return nodes, root


def _named(code: str, label: PlanKindLevel | None, level: Level) -> tuple[str, str]:
    """What stands before the title (« Axe II », « OI 2 », « Pilier 1 ») and the name of the level."""
    if label is None:
        return code, level.label
    said = code if not code or code.startswith(label.prefix) else f"{label.prefix} {code}"
    return said, label.singular


def _fiches(plan: Plan, nodes: dict[int, Node], found: _Found | None) -> list[FicheRow]:
    """Put each fiche under its objective, or under its theme as unattached; give back those without a theme."""
    leads = dict(
        Participation.objects.filter(action__plan=plan, role=Role.LEAD)
        .order_by()
        .values_list("action_id", "partner__name")
    )
    base = f"{plan.get_absolute_url()}fiches/"
    without_theme: list[FicheRow] = []
    rows: list[Any] = list(
        Action.objects.filter(plan=plan).order_by("position", "number", "pk").values_list(
            "pk", "theme_id", "objective_id", "number", "number_suffix", "code", "title", "status",
            "schedule_kind", "starts_on", "due_on", "school_year", "is_doubtful",
        )
    )  # fmt: skip
    statuses = {status.value: status_wording(status) for status in Status}
    for pk, theme, objective, number, suffix, code, title, status, kind, starts_on, due_on, year, doubtful in rows:
        row = FicheRow(
            pk=pk,
            url=f"{base}{pk}/",
            reference=f"{number} {suffix}".strip() if number is not None else code,
            title=spaced(title),
            status=statuses[status],
            lead=leads.get(pk, ""),
            schedule=schedule_wording(ScheduleKind(kind), starts_on, due_on, year),
            doubtful=doubtful,
            pieces=marked(spaced(title), found.tokens) if found and pk in found.fiches else [],
        )
        if objective in nodes:
            nodes[objective].fiches.append(row)
        elif theme in nodes:
            nodes[theme].unattached.append(row)
        else:
            without_theme.append(row)
    return without_theme


def _lowest_words(labels: dict[str, PlanKindLevel]) -> tuple[str, str]:
    """What one and several objectives of the lowest level are called in a count: « objectif », or « enjeu »."""
    if not labels:
        return "objectif", "objectifs"
    lowest = max(labels.values(), key=lambda label: Level(label.level).rank)
    if lowest.singular.startswith("Objectif"):
        return "objectif", "objectifs"
    return lowest.singular.lower(), lowest.plural.lower()


def _also_serves(plan: Plan, nodes: dict[int, Node]) -> None:
    """Say under each objective which fiches, printed elsewhere, serve it too."""
    links = (
        Action.also_serves.through.objects.filter(action__plan=plan)
        .order_by("action__number", "action_id")
        .values_list("objective_id", "action_id", "action__number", "action__number_suffix", "action__title")
    )
    base = f"{plan.get_absolute_url()}fiches/"
    for objective, pk, number, suffix, title in links:
        if objective in nodes:
            said = f"fiche {number} {suffix}".strip() if number is not None else f"« {title} »"
            nodes[objective].served_by.append((f"{base}{pk}/", said))


def _counts(nodes: dict[int, Node], labels: dict[str, PlanKindLevel]) -> list[tuple[str, int]]:
    """How many objectives each level holds, in the words of the plan’s kind; empty levels are left out."""
    numbers: dict[str, int] = defaultdict(int)
    for node in nodes.values():
        numbers[node.level] += 1
    ordered = sorted(labels.values(), key=lambda label: Level(label.level).rank)
    return [
        (label.singular if numbers[label.level] == 1 else label.plural, numbers[label.level])
        for label in ordered
        if numbers[label.level]
    ]
