"""The tree of a file as lines, each with what happens to it in the plan and what is to be said of it."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from accounts.text import fold
from annexes.comparing.changes import Change
from annexes.comparing.matching import GRAFT
from annexes.comparing.pairs import AnyNode, children_of
from annexes.importing.services import Preview
from annexes.outline import ActionOutline, ObjectiveOutline, ThemeOutline
from annexes.preview.differences import Difference
from annexes.preview.issues import Told
from annexes.preview.looks import State, anchor, state_of
from annexes.reading import Severity
from annexes.whereabouts import address_in_words
from plans.levels import Ladder

UNTITLED = "(sans intitulé)"


@dataclass(slots=True)
class Line:
    """One node of the file. `fiches` counts those below it, `weight` the lines of its branch that are wanted."""

    ref: str
    level: str  # « Axe stratégique », « Fiche action »
    code: str
    title: str
    state: State
    source: str = ""
    cell: str = ""  # the source, without the name of the sheet when the file has only one
    before: str = ""  # where it stands today, when it moves
    note: str = ""
    is_fiche: bool = False
    is_theme: bool = False
    is_graft: bool = False  # a place of the plan that the file does not name, shown for what goes there
    is_out: bool = False
    is_out_from_above: bool = False
    is_mixed: bool = False  # some lines below are left out
    is_corrected: bool = False
    is_like_above: bool = False  # the same becomes of the line above it
    change: Change | None = None
    issues: list[Told] = field(default_factory=list)
    children: list["Line"] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    read: list[Difference] = field(default_factory=list)  # what a new line holds
    is_read_open: bool = False
    node: AnyNode | None = None
    fiches: int = 0
    weight: int = 1
    is_open: bool = False
    is_folded_away: bool = False  # its branch is asked for when it is opened
    hidden: int = 0  # children that are not shown
    next: int = 0  # the rank of the first of them

    @property
    def anchor(self) -> str:
        return anchor(self.ref)

    @property
    def name(self) -> str:
        """« OI 2 : Lire », « Fiche 3 : Contes », for people who do not see the tree."""
        code = f"Fiche {self.code}" if self.is_fiche and self.code else self.code
        return f"{code}\u00a0: {self.title}" if code else self.title

    @property
    def gravity(self) -> str:
        """The gravest of its issues."""
        return min((told.issue.severity for told in self.issues), key=list(Severity).index, default="")

    @property
    def has_branch(self) -> bool:
        return bool(self.children) or self.is_folded_away or bool(self.hidden)

    def walk(self) -> Iterator["Line"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Tree:
    """All the lines of a file. `numbers` counts the lines of each state."""

    themes: list[Line]
    by_ref: dict[str, Line]
    numbers: Mapping[State, int]

    def path_to(self, ref: str) -> set[str]:
        """The refs of the lines above a line, the line itself included; nothing when it is not there."""
        found: set[str] = set()

        def search(line: Line) -> bool:
            if line.ref == ref or any(search(child) for child in line.children):
                found.add(line.ref)
                return True
            return False

        for theme in self.themes:
            if search(theme):
                break
        return found


def tree_of(seen: Preview, ladder: Ladder, action_label: str) -> Tree:
    """The lines of what was read, decisions applied; those that are left out are there too. Linear, no query."""
    made = _Making(seen, ladder, action_label)
    themes = [made.line(theme, above_is_out=False) for theme in seen.shown.themes]
    _shorten(made.by_ref.values())
    return Tree(themes, made.by_ref, made.numbers)


def _shorten(lines: Collection[Line]) -> None:
    sheets = {line.source.rpartition("!")[0] for line in lines if line.source}
    for line in lines:
        line.cell = line.source.rpartition("!")[2] if len(sheets) == 1 else address_in_words(line.source)


class _Making:
    def __init__(self, seen: Preview, ladder: Ladder, action_label: str) -> None:
        self.changes, self.matched = seen.diff.by_ref(), seen.diff.matched
        self.decisions = seen.decisions
        self.corrected = {*seen.decisions.renamed, *seen.decisions.moved}
        self.levels = {rung.level.value: rung.singular for rung in ladder.rungs}
        self.kicker: Callable[[str, str], str] = lambda level, code: ladder.rung(level).kicker(code)
        self.action_label = action_label
        self.by_ref: dict[str, Line] = {}
        self.numbers: dict[State, int] = dict.fromkeys(State, 0)

    def line(self, node: AnyNode, *, above_is_out: bool) -> Line:
        is_out = above_is_out or node.ref in self.decisions.left_out
        line = self._made(node, is_out)
        line.is_out, line.is_out_from_above = is_out, above_is_out
        line.children = [self.line(child, above_is_out=is_out) for child in children_of(node)]
        line.fiches = sum(child.fiches for child in line.children) + line.is_fiche
        for child in line.children:
            child.is_like_above = child.state is line.state and child.state in (State.CREATED, State.SAME, State.OUT)
        line.is_mixed = not is_out and any(child.is_out or child.is_mixed for child in line.children)
        if not line.is_graft and (line.title or not line.is_theme):
            self.numbers[line.state] += 1
        self.by_ref[line.ref] = line
        return line

    def _made(self, node: AnyNode, is_out: bool) -> Line:
        change = None if is_out else self.changes.get(node.ref)
        state = State.OUT if is_out else state_of(change)
        line = Line(node.ref, "", node.code, node.title or UNTITLED, state, node.source, change=change, node=node)
        line.is_graft = node.ref.startswith(GRAFT)
        line.is_corrected = node.ref in self.corrected
        if change is not None:
            line.before = change.before
        if isinstance(node, ActionOutline):
            line.level, line.code, line.is_fiche = self.action_label, node.reference, True
        elif isinstance(node, ObjectiveOutline):
            line.level, line.note = self.levels.get(node.level.value, str(node.level.label)), node.note
            line.code = self.kicker(node.level.value, node.code)
        elif isinstance(node, ThemeOutline):
            line.level, line.note, line.is_theme = self.levels.get("THEME", "Thème"), node.note, True
            line.title = node.title
        return line


Wanted = Callable[[Line], bool]


def wanted_lines(state: str, words: str) -> Wanted | None:
    """Which lines a filter keeps; None when it keeps all. `state` is a State, « signales » or « changements »."""
    asked = fold(words).split()
    if not state and not asked:
        return None

    def is_wanted(line: Line) -> bool:
        if state == "signales" and not line.issues:
            return False
        if state == "changements" and line.state is State.SAME and not line.issues and not line.is_mixed:
            return False
        if state in _STATES and line.state != state:
            return False
        text = fold(f"{line.code} {line.title} {line.source}")
        return all(word in text for word in asked)

    return is_wanted


_STATES = frozenset(state.value for state in State)


def pruned(lines: list[Line], wanted: Wanted | None) -> list[Line]:
    """The lines that are wanted, under those above them; each knows the weight of what remains of its branch."""
    kept = []
    for line in lines:
        line.children = pruned(line.children, wanted)
        line.weight = 1 + sum(child.weight for child in line.children)
        if wanted is None or line.children or (wanted(line) and (line.title or not line.is_theme)):
            kept.append(line)
    return kept


SHOWN = 400  # lines of a tree that are written at once
BRANCH = 120  # lines of a branch that are written at once when the tree is longer
OPEN = 60  # lines that are shown unfolded


def folded(themes: list[Line], opened: set[str], *, all_open: bool) -> None:
    """Open and fold the branches so that neither the page nor the eye has too much.

    A short tree is open. In a long one, branches are asked for when they are opened; those that lead to `opened` are
    there already.
    """
    total = sum(theme.weight for theme in themes)
    for theme in themes:
        _fold(theme, opened, depth=0, is_long=total > SHOWN, all_open=total <= OPEN or (all_open and total <= SHOWN))


def _fold(line: Line, opened: set[str], *, depth: int, is_long: bool, all_open: bool) -> None:
    leads = line.ref in opened
    line.is_open = all_open or leads or depth == 0 or (depth == 1 and not is_long)
    if is_long and not leads and depth > 0 and line.children and _fits(line):
        line.children, line.is_folded_away, line.is_open = [], True, False
        return
    if is_long:
        _cut(line, opened)
    for child in line.children:
        _fold(child, opened, depth=depth + 1, is_long=is_long, all_open=all_open)


def _fits(line: Line) -> bool:
    return line.weight <= BRANCH or all(not child.children for child in line.children)


def _cut(line: Line, opened: set[str]) -> None:
    """Of very many children, the first ones, up to the one that leads to what is looked for."""
    if len(line.children) > SHOWN:
        sought = next((rank for rank, child in enumerate(line.children) if child.ref in opened), 0)
        _keep(line, 0, max(BRANCH, sought + 1))


def _keep(line: Line, first: int, end: int) -> None:
    line.hidden, line.next = max(0, len(line.children) - end), end
    line.children = line.children[first:end]


def page_of_branch(line: Line, first: int) -> None:
    """Open one branch that was asked for: its children from rank `first` on, as many as fit."""
    line.is_open, line.is_folded_away = True, False
    if line.weight > SHOWN:
        _keep(line, first, first + BRANCH)
    for child in line.children:
        for below in child.walk():
            below.is_open = line.weight <= OPEN
