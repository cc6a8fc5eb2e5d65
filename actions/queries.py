"""The plan page: what it needs from the database, in a constant number of queries, and the tree built in memory."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format

from accounts.text import search_tokens
from actions.enums import Role, ScheduleKind, Status
from actions.models import Action, Participation
from actions.prose import marked, passages, spaced
from actions.tree import FicheRow, Node, count_words, cut, group_by_effects, total, with_themeless
from actions.wording import ages_wording, schedule_wording, status_wording
from plans.alerts import alerts_of, count_by_object
from plans.enums import Level
from plans.levels import Ladder, Rung
from plans.models import Objective, Plan
from plans.structure import layout_digest

OPEN_UP_TO = 40  # fiches and objectives of the lowest level: a shorter plan is shown unfolded


@dataclass(slots=True)
class PlanPage:
    themes: list[Node]
    counts: list[tuple[str, int]]  # « Axes stratégiques », 12
    fiches: int
    unattached: int
    without_fiche: int  # objectives of the lowest level that nothing answers
    ladder: Ladder
    layout: str  # the digest of the tree as it is shown, to know whether its last change may be undone
    matches: str = ""  # what the search found, in words


@dataclass(slots=True)
class _Found:
    """The keys of what a search found."""

    objectives: set[int]
    fiches: set[int]
    tokens: list[str]


def plan_page(plan: Plan, query: str = "", *, with_alerts: bool = False) -> PlanPage:
    """Five queries, seven with a search, fourteen more with the alerts, whatever the size of the plan."""
    ladder = Ladder.of(plan.kind)
    labels = {rung.level.value: rung for rung in ladder.rungs} if ladder.declared else {}
    found = _search(plan, query) if query else None
    nodes, root, layout = _objectives(plan, labels, found)
    loose = _fiches(plan, nodes, found)
    _also_serves(plan, nodes)
    if with_alerts:
        _alerts(plan, nodes, loose)
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
        ladder=ladder,
        layout=layout,
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


def _alerts(plan: Plan, nodes: dict[int, Node], loose: list[FicheRow]) -> None:
    """Say on each objective and each fiche how many things are to be corrected."""
    counts = count_by_object(alerts_of(plan))
    rows = [row for node in nodes.values() for row in (*node.fiches, *node.unattached)]
    for node in nodes.values():
        node.alerts = counts[Objective._meta.label_lower, node.pk]
    for row in (*rows, *loose):
        row.alerts = counts[Action._meta.label_lower, row.pk]


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


def _objectives(plan: Plan, labels: dict[str, Rung], found: _Found | None) -> tuple[dict[int, Node], Node | None, str]:
    """The visible objectives by key, in the order of print, the hidden root that holds them, the digest of the tree."""
    rows: list[Any] = list(
        Objective.objects.filter(plan=plan).order_by("lft").values_list(
            "pk", "parent_id", "level", "code", "title", "note", "effect_group_id", "effect_group__text",
            "version_label", "age_min", "age_max", "description", "version_date", "annexe_number",
        )
    )  # fmt: skip
    lowest = max((Level(level) for level in labels), key=lambda level: level.rank, default=Level.OPERATIONAL)
    nodes: dict[int, Node] = {}
    root = None
    for pk, parent, level, code, title, note, group, effects, version, age_min, age_max, text, dated, annexe in rows:
        node = Node(pk, Level(level), title=spaced(title), note=spaced(note), effect_group=group, effects=effects or "")
        if parent is None:
            root = node
            continue
        above = nodes.get(parent, root)
        node.is_lowest = level == lowest
        node.heading = min(above.heading + 1 if above else 2, 6)
        node.kicker, node.level_label = _named(code, labels.get(level), Level(level))
        node.version = _version(version, dated, annexe, ages_wording(age_min, age_max))
        node.description = passages(text) if text else []
        node.pieces = marked(spaced(title), found.tokens) if found and pk in found.objectives else []
        nodes[pk] = node
        if above:
            above.children.append(node)
    return nodes, root, layout_digest([(row[0], row[1]) for row in rows])


def _version(label: str, dated: date | None, annexe: str, ages: str) -> str:
    """« réactualisé en juin 2026 · annexe II-1 · 0-5 ans »; a date stands for the label that is missing."""
    said = label or (f"version de {date_format(dated, 'F Y')}" if dated else "")
    return " · ".join(part for part in (said, f"annexe {annexe}" if annexe else "", ages) if part)


def _named(code: str, label: Rung | None, level: Level) -> tuple[str, str]:
    """What stands before the title (« Axe II », « OI 2 », « Pilier 1 ») and the name of the level."""
    if label is None:
        return code, level.label
    return label.kicker(code), label.singular


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


def _lowest_words(labels: dict[str, Rung]) -> tuple[str, str]:
    """What one and several objectives of the lowest level are called in a count: « objectif », or « enjeu »."""
    if not labels:
        return "objectif", "objectifs"
    lowest = max(labels.values(), key=lambda label: label.level.rank)
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


def _counts(nodes: dict[int, Node], labels: dict[str, Rung]) -> list[tuple[str, int]]:
    """How many objectives each level holds, in the words of the plan’s kind; empty levels are left out."""
    numbers: dict[str, int] = defaultdict(int)
    for node in nodes.values():
        numbers[node.level] += 1
    ordered = sorted(labels.values(), key=lambda label: label.level.rank)
    return [
        (label.singular if numbers[label.level] == 1 else label.plural, numbers[label.level])
        for label in ordered
        if numbers[label.level]
    ]
