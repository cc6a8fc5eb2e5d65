"""What still stands of a file once people have decided: its nodes, and what is to be said of it."""

from collections.abc import Iterator, Sequence

from annexes.applying.checks import fit
from annexes.comparing.pairs import AnyNode
from annexes.comparing.pointing import points
from annexes.deciding.decisions import Decisions
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline
from annexes.readers.positions import SheetCell, SheetRow, position_of, split_file
from annexes.reading import Issue, Reading
from plans.enums import Level
from plans.levels import Ladder

OF_A_CELL = frozenset({"bad-value"})  # what is said of a value goes away with the fiche of its row
Row = tuple[str, str, int]  # file, sheet, row


def levels_of(ladder: Ladder | None) -> frozenset[Level]:
    """The levels that a kind of plan declares; none when any will do."""
    return frozenset(rung.level for rung in ladder.rungs) if ladder is not None and ladder.declared else frozenset()


def standing_issues(reading: Reading, decisions: Decisions, ladder: Ladder | None) -> tuple[Issue, ...]:
    """What was said of a file, without what decisions may have cured: `decided` says it again if they have not."""
    if not decisions and not points(reading.outline):
        return reading.issues
    cured = set(fit(reading.outline, levels_of(ladder))[1])
    gone = _rows_left_out(reading.outline, decisions.left_out)
    return tuple(
        issue
        for issue in reading.issues
        if issue not in cured and not (issue.code in OF_A_CELL and _row(issue.where) in gone)
    )


def _rows_left_out(outline: PlanOutline, left_out: frozenset[str]) -> frozenset[Row]:
    """The rows of sheets whose fiches are all left out."""
    standing = {_row(node.source) for node in standing_nodes(outline, left_out) if isinstance(node, ActionOutline)}
    return frozenset(row for action in outline.all_actions() if (row := _row(action.source)) and row not in standing)


def _row(address: str) -> Row | None:
    name, inside = split_file(address)
    position = position_of(inside)
    return (name, position.sheet, position.row) if isinstance(position, SheetCell | SheetRow) else None


def standing_nodes(outline: PlanOutline, left_out: frozenset[str]) -> Iterator[AnyNode]:
    """The nodes of a file that were not left out, in the order of print."""
    for theme in outline.themes:
        if theme.ref in left_out:
            continue
        yield theme
        yield from _below(theme.objectives, left_out)
        yield from (action for action in theme.unattached if action.ref not in left_out)


def _below(objectives: Sequence[ObjectiveOutline], left_out: frozenset[str]) -> Iterator[AnyNode]:
    for objective in objectives:
        if objective.ref not in left_out:
            yield objective
            yield from _below(objective.children, left_out)
            yield from (action for action in objective.actions if action.ref not in left_out)
