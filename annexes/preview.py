"""What the preview page of an import shows: issues first, then the tree with what happens to each object."""

from collections import Counter
from collections.abc import Mapping, Sized
from dataclasses import dataclass, field

from annexes.changes import ACTION, Change, ChangeKind
from annexes.diff import UNATTACHED, action_label
from annexes.fieldwords import FieldWords, field_words, is_told
from annexes.models import ImportBatch, ImportState
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.reading import CellFate, Fate, Issue, Reading, Severity
from annexes.services import preview
from annexes.summaries import level_names
from annexes.vocabulary import Vocabulary
from plans.enums import Level
from plans.models import Plan

SHOWN = 60  # issues, changes and cells listed before « afficher tout »
FICHES_SHOWN = 400  # past that, the tree lists its fiches only on « afficher tout »
SEVERITIES = {"erreur": Severity.ERROR, "alerte": Severity.WARNING, "information": Severity.INFO}
FEW = 12  # differences shown unfolded
TO_COME = {ChangeKind.CREATED: "à créer", ChangeKind.CHANGED: "à modifier", ChangeKind.MOVED: "à déplacer"}
COLUMNS = {
    "created": "À créer",
    "changed": "À modifier",
    "moved": "À déplacer",
    "unchanged": "Inchangés",
    "missing": "Absents du fichier, conservés",
}

States = Mapping[tuple[str, str, str], ChangeKind]  # level, place, label → what happens


@dataclass(slots=True)
class Branch:
    """One line of the tree that was read, and what is under it. `total` counts its fiches, listed or not."""

    code: str
    title: str
    state: str  # « à créer », « à modifier »…, or nothing
    note: str = ""
    children: list["Branch"] = field(default_factory=list)
    fiches: list["Branch"] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """A table: its columns beside the level, and for each level its name and its numbers."""

    columns: list[str]
    rows: list[tuple[str, list[int]]]


@dataclass(frozen=True, slots=True)
class Filter:
    """One choice of the filter of issues; `key` goes into the URL."""

    key: str
    label: str
    number: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """An object of the plan that changes or moves."""

    label: str
    state: str
    place: str
    before: str
    fields: list[FieldWords]


@dataclass(frozen=True, slots=True)
class PreviewPage:
    counts: Counts
    filters: list[Filter]
    severity: str
    issues: list[Issue]
    hidden_issues: int
    themes: list[Branch]
    hidden_fiches: bool
    differences: list[Difference]
    hidden_differences: int
    unfold_differences: bool
    missing: list[Change]
    hidden_missing: int
    fates: list[CellFate]
    hidden_fates: int
    cells: int
    attached: int
    kept: int
    ignored: int
    errors: int
    nothing_to_do: bool
    nothing_read: bool
    plan_changed: bool
    can_confirm: bool


def preview_page(batch: ImportBatch, plan: Plan, severity: str, *, everything: bool = False) -> PreviewPage:
    """The page of one batch, issues of one severity alone when `severity` names it.

    `batch.plan` is `plan`. About thirty queries, whatever the number of fiches.
    """
    seen = preview(batch)
    reading, diff = seen.reading, seen.diff
    number = Counter(issue.severity for issue in reading.issues)
    shown = _issues(reading, severity)
    differences = [c for c in diff.changes if is_told(c)]
    missing = [c for c in diff.changes if c.kind is ChangeKind.MISSING]
    limit = None if everything else SHOWN
    states: States = {(c.level, c.place, c.label): c.kind for c in diff.changes if c.kind is not ChangeKind.MISSING}
    fiches = sum(1 for _ in reading.outline.all_actions())
    list_fiches = everything or fiches <= FICHES_SHOWN
    errors, waits = number[Severity.ERROR], batch.state == ImportState.ANALYSED
    return PreviewPage(
        counts=_counts(plan, diff.counts()),
        filters=_filters(number, severity),
        severity=severity if severity in SEVERITIES else "",
        issues=shown[:limit],
        hidden_issues=_beyond(shown, limit),
        themes=_tree(reading.outline, states, list_fiches=list_fiches),
        hidden_fiches=not list_fiches,
        differences=[_difference(change, seen.vocabulary) for change in differences[:limit]],
        hidden_differences=_beyond(differences, limit),
        unfold_differences=len(differences) <= FEW or everything,
        missing=missing[:limit],
        hidden_missing=_beyond(missing, limit),
        fates=list(reading.fates[:limit]),
        hidden_fates=_beyond(reading.fates, limit),
        cells=reading.cells,
        attached=reading.attached,
        kept=sum(fate.fate is Fate.KEPT for fate in reading.fates),
        ignored=sum(fate.fate is Fate.IGNORED for fate in reading.fates),
        errors=errors,
        nothing_to_do=diff.is_empty and not errors and bool(reading.outline.themes),
        nothing_read=not reading.outline.themes and not errors,
        plan_changed=waits and seen.plan_changed,
        can_confirm=waits and not errors and not diff.is_empty and not seen.plan_changed,
    )


def _issues(reading: Reading, severity: str) -> list[Issue]:
    """The gravest first; in the order of the file among equals."""
    chosen, order = SEVERITIES.get(severity), list(Severity)
    issues = [issue for issue in reading.issues if chosen is None or issue.severity is chosen]
    return sorted(issues, key=lambda issue: order.index(issue.severity))


def _filters(number: Counter[Severity], severity: str) -> list[Filter]:
    chosen = SEVERITIES.get(severity)
    everything = Filter("", "Tous", number.total(), chosen is None)
    return [
        everything,
        *(
            Filter(key, s.label if number[s] == 1 else f"{s.label}s", number[s], chosen is s)
            for key, s in SEVERITIES.items()
        ),
    ]


def _beyond(items: Sized, limit: int | None) -> int:
    return 0 if limit is None else max(0, len(items) - limit)


def _counts(plan: Plan, counts: Mapping[str, Counter[str]]) -> Counts:
    """What was read and created always has its column; what else may happen, where it happens."""
    kept = [kind for kind in COLUMNS if kind == "created" or any(numbers[kind] for numbers in counts.values())]
    rows = []
    for level, (_, plural) in level_names(plan).items():
        if numbers := counts.get(level):
            read = sum(number for kind, number in numbers.items() if kind != "missing")
            rows.append((plural, [read, *(numbers[kind] for kind in kept)]))
    return Counts(["Lus", *(COLUMNS[kind] for kind in kept)], rows)


def _difference(change: Change, vocabulary: Vocabulary) -> Difference:
    fields = [field_words(change, item, vocabulary) for item in change.fields]
    return Difference(change.label, TO_COME[change.kind], change.place, change.before, fields)


def _tree(outline: PlanOutline, states: States, *, list_fiches: bool) -> list[Branch]:
    return [_theme(theme, states, list_fiches) for theme in outline.themes]


def _theme(theme: ThemeOutline, states: States, list_fiches: bool) -> Branch:
    branch = Branch(theme.code, theme.title, _state(states, Level.THEME, "", theme.title), theme.note)
    branch.children = [_objective(objective, theme.title, states, list_fiches) for objective in theme.objectives]
    branch.fiches = [_fiche(action, UNATTACHED, states) for action in theme.unattached] if list_fiches else []
    branch.total = len(theme.unattached) + sum(child.total for child in branch.children)
    return branch


def _objective(objective: ObjectiveOutline, place: str, states: States, list_fiches: bool) -> Branch:
    label = objective.label
    branch = Branch(objective.code, objective.title, _state(states, objective.level, place, label), objective.note)
    branch.children = [_objective(child, label, states, list_fiches) for child in objective.children]
    branch.fiches = [_fiche(action, label, states) for action in objective.actions] if list_fiches else []
    branch.total = len(objective.actions) + sum(child.total for child in branch.children)
    return branch


def _fiche(action: ActionOutline, place: str, states: States) -> Branch:
    return Branch(action.reference, action.title, _state(states, ACTION, place, action_label(action)), total=1)


def _state(states: States, level: str, place: str, label: str) -> str:
    kind = states.get((str(level), place, label))
    return TO_COME[kind] if kind is not None else ""
