"""The preview of an import, put together: what it does, what is to be looked at, the tree, what the file lacks."""

from dataclasses import dataclass, replace

from annexes.comparing.changes import ABSENT, Change
from annexes.comparing.fieldwords import is_told
from annexes.importing.merging import told_by
from annexes.importing.services import Preview, preview
from annexes.models import ImportBatch, ImportState
from annexes.preview.absent import AbsentList, absent_list
from annexes.preview.asked import Asked
from annexes.preview.correction import Correction, correction_of
from annexes.preview.differences import Difference, differences, read_fields
from annexes.preview.issues import IssueList, issue_list, placed
from annexes.preview.lines import Line, Tree, folded, page_of_branch, pruned, tree_of, wanted_lines
from annexes.preview.looks import Filter, State, state_of
from annexes.preview.offers import NewNames, OfferGroup, new_names, offer_groups
from annexes.preview.parts import CellList, PartRow, Rubrics, cell_list, part_rows, rubrics_of
from annexes.preview.summary import Summary, summary_of
from annexes.summaries import level_names
from annexes.whereabouts import address_in_words
from plans.levels import Ladder
from plans.models import Plan

MANY_SAME = 30  # past that number, lines without a change are shown on demand
OTHERS_SHOWN = 40
FEW = 12  # changes, of a file whose new lines show at once what they hold
ALERTED, CHANGES, EVERYTHING = "signales", "changements", "tout"
_FILTERED = (State.CREATED, State.CHANGED, State.MOVED, State.SAME, State.OUT)


@dataclass(frozen=True, slots=True)
class OtherChange:
    """A change that no line of the tree shows: the plan itself, the lists of its territory."""

    change: Change
    differences: list[Difference]

    @property
    def state(self) -> State:
        return state_of(self.change)


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """Everything that the page shows; `can_decide` while the import waits, `can_confirm` when nothing forbids it."""

    asked: Asked
    seen: Preview
    tree: Tree
    themes: list[Line]
    shown: int  # lines of the tree that answer the filter
    filters: list[Filter]
    is_filtered: bool
    summary: Summary
    issues: IssueList
    groups: list[OfferGroup]
    names: NewNames
    absent: AbsentList
    others: list[OtherChange]
    parts: list[PartRow]
    rubrics: Rubrics
    cells: CellList
    correction: Correction | None
    plan_changed: bool
    nothing_read: bool
    nothing_to_do: bool
    can_decide: bool
    can_confirm: bool

    @property
    def has_decisions(self) -> bool:
        return bool(self.seen.decisions)

    @property
    def waiting_offers(self) -> int:
        return sum(group.waiting for group in self.groups)


def preview_page(batch: ImportBatch, plan: Plan, asked: Asked | None = None) -> PreviewPage:
    """The page of one batch. `batch.plan` is `plan`. Some fifty queries, whatever the number of fiches."""
    asked = asked or Asked()
    seen, ladder, names = _told(preview(batch)), Ladder.of(plan.kind), level_names(plan)
    tree = tree_of(seen, ladder, plan.kind.action_label)
    told = placed(seen.reading.issues, (line for line in tree.by_ref.values() if not line.is_out))
    issues, summary = issue_list(told, asked), summary_of(seen.diff, tree, names, asked)
    numbers, state = tree.numbers, _state(tree, asked)
    filters = _filters(tree, state, asked)
    correction = correction_of(seen, tree, ladder, asked.correcting) if asked.correcting else None
    themes = _shown_tree(seen, tree, state, asked)
    waits, is_empty = batch.state == ImportState.ANALYSED, seen.diff.is_empty
    read = bool(seen.reading.outline.themes)
    return PreviewPage(
        asked=asked,
        seen=seen,
        tree=tree,
        themes=themes,
        shown=_answering(tree, state, asked),
        filters=filters,
        is_filtered=bool(asked.words) or state not in (EVERYTHING, ""),
        summary=summary,
        issues=issues,
        groups=offer_groups(seen, asked),
        names=new_names(seen, asked),
        absent=absent_list(seen, names, asked),
        others=_others(seen),
        parts=part_rows(seen.reading.parts),
        rubrics=rubrics_of(seen.reading.parts),
        cells=cell_list(seen.reading, asked),
        correction=correction,
        plan_changed=waits and seen.plan_changed,
        nothing_read=not read and not issues.errors,
        nothing_to_do=is_empty and read and not issues.errors and not numbers[State.OUT],
        can_decide=waits,
        can_confirm=waits and not issues.errors and not is_empty and not seen.plan_changed,
    )


def _told(seen: Preview) -> Preview:
    """What is seen with its addresses in one style, and nothing missing from documents of single fiches."""
    issues = tuple(replace(issue, where=address_in_words(issue.where)) for issue in seen.reading.issues)
    proposals = [replace(one, where=address_in_words(one.where)) for one in seen.proposals]
    diff = told_by(seen.diff, seen.reading.parts)
    return replace(seen, reading=replace(seen.reading, issues=issues), proposals=proposals, diff=diff)


def branch_of(seen: Preview, plan: Plan, ref: str, asked: Asked, first: int = 0) -> Line | None:
    """One branch of the tree, its children from rank `first` on; None when no line has that ref. One query."""
    tree = tree_of(seen, Ladder.of(plan.kind), plan.kind.action_label)
    line = tree.by_ref.get(ref)
    if line is None:
        return None
    placed(seen.reading.issues, (one for one in tree.by_ref.values() if not one.is_out))
    state = _state(tree, asked)
    pruned([line], wanted_lines("" if state == EVERYTHING else state, asked.words))
    page_of_branch(line, first)
    _tell_differences(seen, [line])
    return line


def corrected_line(seen: Preview, plan: Plan, ref: str) -> Correction | None:
    """What the form of one line shows; None when no line has that ref. One query."""
    ladder = Ladder.of(plan.kind)
    return correction_of(seen, tree_of(seen, ladder, plan.kind.action_label), ladder, ref)


def _state(tree: Tree, asked: Asked) -> str:
    """The filter of the tree: the one that was asked for, else changes alone when much remains as it is."""
    known = {ALERTED, CHANGES, EVERYTHING, *(state.value for state in _FILTERED)}
    if asked.state in known:
        return asked.state
    same = tree.numbers[State.SAME]
    told = sum(tree.numbers.values()) - same
    return CHANGES if same > MANY_SAME and told and not asked.words else EVERYTHING


def _filters(tree: Tree, state: str, asked: Asked) -> list[Filter]:
    """Everything, the changes, each state that occurs, what has an issue."""
    numbers = tree.numbers
    total, same = sum(numbers.values()), numbers[State.SAME]
    alerted = sum(1 for line in tree.by_ref.values() if line.issues)
    found = [(EVERYTHING, "Tout le fichier", total)]
    if same and same < total:
        found.append((CHANGES, "Ce qui change", total - same))
    found += [(one.value, one.filter_label, numbers[one]) for one in _FILTERED if numbers[one]]
    if alerted:
        found.append((ALERTED, "Avec signalement", alerted))
    return [Filter(key, label, number, key == state, asked.query(etat=key)) for key, label, number in found]


def _answering(tree: Tree, state: str, asked: Asked) -> int:
    wanted = wanted_lines("" if state == EVERYTHING else state, asked.words)
    lines = (line for line in tree.by_ref.values() if not line.is_graft and (line.title or not line.is_theme))
    return sum(1 for line in lines if wanted is None or wanted(line))


def _shown_tree(seen: Preview, tree: Tree, state: str, asked: Asked) -> list[Line]:
    """The lines of the page: those that were asked for, folded so that a long file stays light."""
    led_to = asked.correcting or asked.line
    opened = tree.path_to(led_to) if led_to else set()
    wanted = wanted_lines("" if state == EVERYTHING else state, asked.words)
    if wanted is not None and opened:
        filtered = wanted
        wanted = lambda line: line.ref in opened or filtered(line)  # noqa: E731
    themes = pruned(list(tree.themes), wanted)
    narrowed = bool(asked.words) or state not in (EVERYTHING, CHANGES)
    folded(themes, opened, all_open=narrowed)
    _tell_differences(seen, themes)
    return themes


def _tell_differences(seen: Preview, lines: list[Line]) -> None:
    for line in lines:
        for one in line.walk():
            if one.change is not None and one.change.fields:
                one.differences = differences(one.change, seen.vocabulary)
            elif one.change is not None and one.node is not None and one.state is State.CREATED:
                one.read = read_fields(one.node, one.change, seen.vocabulary)
                one.is_read_open = len(seen.diff.changes) <= FEW


def _others(seen: Preview) -> list[OtherChange]:
    changes = [c for c in seen.diff.changes if not c.ref and c.kind not in ABSENT and is_told(c)]
    return [OtherChange(change, differences(change, seen.vocabulary)) for change in changes[:OTHERS_SHOWN]]
