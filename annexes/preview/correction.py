"""The correction of one line: its title, and the places where it could stand instead."""

from collections.abc import Iterator
from dataclasses import dataclass

from annexes.comparing.matching import GRAFT
from annexes.comparing.pairs import AnyNode, children_of, every
from annexes.importing.services import Preview
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.preview.lines import Line, Tree
from plans.enums import Level
from plans.levels import Ladder


@dataclass(frozen=True, slots=True)
class Destination:
    """A place: `value` is a ref of the file or « pk:412 », `label` what it is called, `hint` what stands above it."""

    value: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """What the form of a line shows: its title now and as it was read, where it stands, where it could."""

    line: Line
    title: str
    read: str
    of_file: list[Destination]
    of_plan: list[Destination]
    stands: str  # the value of the place where the file puts it


def correction_of(seen: Preview, tree: Tree, ladder: Ladder, ref: str) -> Correction | None:
    """None when no line of the file has that ref. Linear, no query."""
    line = tree.by_ref.get(ref)
    if line is None or line.is_graft:
        return None
    read = next((node for theme in seen.reading.outline.themes for node in every(theme) if node.ref == ref), None)
    if read is None:
        return None
    if isinstance(read, ThemeOutline):
        return Correction(line, line.title, read.title, [], [], "")
    stands = ref.rpartition("#" if isinstance(read, ActionOutline) else "/")[0]
    now = seen.decisions.moved.get(ref) or _parent(tree, ref) or stands
    own = {below.ref for below in line.walk()}
    gone = {one.ref for one in tree.by_ref.values() if one.is_out}
    known = {f"{GRAFT}{pk}" for one, pk in seen.diff.matched.items() if "#" not in one}
    of_file = list(_places(seen.shown, read, ladder, now, own | gone))
    grafted = {one.value for one in of_file if one.value.startswith(GRAFT)}
    of_plan = [one for one in _places(seen.current, read, ladder, now, known | grafted) if one.value]
    return Correction(line, line.title, read.title, of_file, of_plan, stands)


def stands_at(outline: PlanOutline, ref: str) -> tuple[str, str] | None:
    """The title of a line as it was read and the value of the place where the file puts it; None for no line."""
    for theme in outline.themes:
        for node in every(theme):
            if node.ref == ref:
                mark = "#" if isinstance(node, ActionOutline) else "/"
                return node.title, "" if isinstance(node, ThemeOutline) else ref.rpartition(mark)[0]
    return None


def _parent(tree: Tree, ref: str) -> str:
    return next((one.ref for one in tree.by_ref.values() if any(child.ref == ref for child in one.children)), "")


def _places(outline: PlanOutline, node: AnyNode, ladder: Ladder, now: str, without: set[str]) -> Iterator[Destination]:
    for theme in outline.themes:
        yield from _under(theme, "", node, ladder, now, without)


def _under(
    place: AnyNode, above: str, node: AnyNode, ladder: Ladder, now: str, without: set[str]
) -> Iterator[Destination]:
    if isinstance(place, ActionOutline):
        return
    value = place.ref or f"{GRAFT}{place.pk}"
    label = _label(place, node, ladder)
    if (label and value not in without) or value == now:
        yield Destination(value, label or _named_place(place, ladder), above, value == now)
    inside = place.title if isinstance(place, ThemeOutline) else _named(place, ladder)
    for child in children_of(place):
        yield from _under(child, inside, node, ladder, now, without)


def _label(place: ThemeOutline | ObjectiveOutline, node: AnyNode, ladder: Ladder) -> str:
    """What a place is called for that node; nothing when it cannot stand there."""
    if isinstance(node, ActionOutline):
        if isinstance(place, ThemeOutline):
            return f"Sans objectif, thème {place.title}" if place.title else "Sans objectif (à rattacher)"
        return _named(place, ladder)
    above = place.level if isinstance(place, ObjectiveOutline) else Level.THEME if place.title else Level.ROOT
    if not isinstance(node, ObjectiveOutline) or ladder.fault(node.level, above):
        return ""
    if isinstance(place, ThemeOutline):
        return f"Thème {place.title}" if place.title else "Directement sous le plan"
    return _named(place, ladder)


def _named_place(place: ThemeOutline | ObjectiveOutline, ladder: Ladder) -> str:
    return place.title if isinstance(place, ThemeOutline) else _named(place, ladder)


def _named(place: ObjectiveOutline, ladder: Ladder) -> str:
    kicker = ladder.rung(place.level).kicker(place.code)
    return f"{kicker}\u00a0: {place.title}" if kicker else place.title
