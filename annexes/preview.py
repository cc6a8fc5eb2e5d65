"""What the preview page of an import shows: issues first, then the tree with what happens to each object."""

from collections import Counter
from dataclasses import dataclass, field

from annexes.changes import ACTION, Change, ChangeKind
from annexes.diff import action_label
from annexes.models import ImportBatch, ImportState
from annexes.outline import ActionOutline, ObjectiveOutline, ThemeOutline
from annexes.reading import CellFate, Issue, Severity
from annexes.services import preview
from plans.enums import Level
from plans.models import Plan

SHOWN = 60  # issues, changes and cells listed before « afficher tout »
SEVERITIES = {"erreur": Severity.ERROR, "alerte": Severity.WARNING, "information": Severity.INFO}
FIELD_NAMES = {
    "title": "intitulé",
    "status": "statut",
    "due_on": "échéance",
    "starts_on": "début",
    "priority": "priorité",
    "number": "numéro",
    "suffix": "suffixe du numéro",
    "note": "remarque",
    "description": "description",
    "participations": "partenaires",
    "schemes": "dispositifs",
    "version_label": "version",
    "effects": "effets attendus",
    "code": "code",
}


@dataclass(slots=True)
class Branch:
    """One line of the tree that was read, and what is under it."""

    code: str
    title: str
    state: str  # « nouveau », « modifié »…, or nothing
    children: list["Branch"] = field(default_factory=list)
    fiches: list["Branch"] = field(default_factory=list)
    total: int = 0


@dataclass(slots=True)
class Count:
    label: str
    read: int
    created: int
    changed: int
    moved: int
    unchanged: int
    missing: int


@dataclass(slots=True)
class PreviewPage:
    counts: list[Count]
    severities: list[tuple[str, str, int, bool]]  # key of the filter, words, how many, chosen
    issues: list[Issue]
    hidden_issues: int
    themes: list[Branch]
    differences: list[Change]
    hidden_differences: int
    fates: list[CellFate]
    hidden_fates: int
    cells: int
    attached: int
    errors: int
    nothing_to_do: bool
    can_confirm: bool
    field_names: dict[str, str] = field(default_factory=lambda: FIELD_NAMES)


def preview_page(batch: ImportBatch, plan: Plan, severity: str, *, everything: bool = False) -> PreviewPage:
    """The page of one batch, issues of one severity alone when `severity` names it. About thirty queries."""
    reading, diff = preview(batch)
    order = list(Severity)
    issues = sorted(reading.issues, key=lambda issue: order.index(issue.severity))
    number = Counter(issue.severity for issue in issues)
    chosen = SEVERITIES.get(severity)
    shown = [issue for issue in issues if chosen is None or issue.severity is chosen]
    differences = [c for c in diff.changes if c.kind in (ChangeKind.CHANGED, ChangeKind.MOVED, ChangeKind.MISSING)]
    limit = max(len(issues), len(differences), len(reading.fates)) if everything else SHOWN
    states = {(c.level, c.label): c.kind for c in diff.changes}
    return PreviewPage(
        counts=_counts(plan, diff.counts()),
        severities=[
            ("", "Tous", len(issues), chosen is None),
            *((key, _plural(s.label, number[s]), number[s], chosen is s) for key, s in SEVERITIES.items()),
        ],
        issues=shown[:limit],
        hidden_issues=len(shown[limit:]),
        themes=[_theme(theme, states) for theme in reading.outline.themes],
        differences=differences[:limit],
        hidden_differences=len(differences[limit:]),
        fates=list(reading.fates[:limit]),
        hidden_fates=len(reading.fates[limit:]),
        cells=reading.cells,
        attached=reading.attached,
        errors=number[Severity.ERROR],
        nothing_to_do=diff.is_empty and not number[Severity.ERROR],
        can_confirm=batch.state == ImportState.ANALYSED and not number[Severity.ERROR] and not diff.is_empty,
    )


def _counts(plan: Plan, counts: dict[str, Counter[str]]) -> list[Count]:
    labels = {level.level: level.plural for level in plan.kind.levels.all()}
    rows = []
    for level in [*Level, ACTION]:
        if numbers := counts.get(str(level)):
            label = plan.kind.action_label_plural if level == ACTION else labels.get(level, Level(level).label)
            kinds = [numbers[kind] for kind in ("created", "changed", "moved", "unchanged", "missing")]
            rows.append(Count(label, sum(kinds[:4]), *kinds))
    return rows


def _theme(theme: ThemeOutline, states: dict[tuple[str, str], ChangeKind]) -> Branch:
    branch = Branch(theme.code, theme.title, _state(states, Level.THEME, theme.title))
    branch.children = [_objective(objective, states) for objective in theme.objectives]
    branch.fiches = [_fiche(action, states) for action in theme.unattached]
    branch.total = len(branch.fiches) + sum(child.total for child in branch.children)
    return branch


def _objective(objective: ObjectiveOutline, states: dict[tuple[str, str], ChangeKind]) -> Branch:
    branch = Branch(objective.code, objective.title, _state(states, objective.level, objective.label))
    branch.children = [_objective(child, states) for child in objective.children]
    branch.fiches = [_fiche(action, states) for action in objective.actions]
    branch.total = len(branch.fiches) + sum(child.total for child in branch.children)
    return branch


def _fiche(action: ActionOutline, states: dict[tuple[str, str], ChangeKind]) -> Branch:
    return Branch(action.reference, action.title, _state(states, ACTION, action_label(action)), total=1)


def _state(states: dict[tuple[str, str], ChangeKind], level: str, label: str) -> str:
    kind = states.get((str(level), label))
    return kind.label if kind is not None else ""


def _plural(label: str, number: int) -> str:
    return label if number == 1 else f"{label}s"
