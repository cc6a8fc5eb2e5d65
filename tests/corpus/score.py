"""How well a document was read: each object right, wrong, missing or invented; each issue expected or not."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields

from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.reading import Reading

Key = tuple[str, ...]
Node = ThemeOutline | ObjectiveOutline | ActionOutline
_NESTED = frozenset({"objectives", "unattached", "children", "actions"})


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of objects, and of the kinds of issue that were `expected` and `found` among them."""

    right: int
    wrong: tuple[str, ...]
    missing: tuple[str, ...]
    invented: tuple[str, ...]
    expected: int
    found: int
    unsaid: tuple[str, ...]  # issues that were expected and are not there
    unexpected: tuple[str, ...]  # errors and warnings that nobody expected


def score(reading: Reading, wanted: PlanOutline, issues: frozenset[str], *, warnings: frozenset[str]) -> Score:
    """`issues` are the codes that the reading has to say, `warnings` the codes of its errors and warnings."""
    given, hoped = dict(_objects(reading.outline)), dict(_objects(wanted))
    both = given.keys() & hoped.keys()
    wrong = sorted(key for key in both if given[key] != hoped[key])
    said = {issue.code for issue in reading.issues}
    return Score(
        right=len(both) - len(wrong),
        wrong=tuple(f"{_name(key)}: {_difference(given[key], hoped[key])}" for key in wrong),
        missing=tuple(_name(key) for key in sorted(hoped.keys() - both)),
        invented=tuple(_name(key) for key in sorted(given.keys() - both)),
        expected=len(issues),
        found=len(issues & said),
        unsaid=tuple(sorted(issues - said)),
        unexpected=tuple(sorted(warnings - issues)),
    )


def _objects(outline: PlanOutline) -> Iterator[tuple[Key, dict[str, object]]]:
    """Every object by what names it, with its own fields and its rank among its siblings."""
    seen: Counter[Key] = Counter()

    def one(key: Key, node: Node, rank: int) -> tuple[Key, dict[str, object]]:
        seen[key] += 1
        name = key if seen[key] == 1 else (*key, f"({seen[key]})")
        own = {f.name: getattr(node, f.name) for f in fields(node) if f.compare and f.name not in _NESTED}
        return name, {**own, "rank": rank}

    def below(path: Key, objectives: tuple[ObjectiveOutline, ...]) -> Iterator[tuple[Key, dict[str, object]]]:
        for rank, objective in enumerate(objectives):
            here = (*path, objective.label)
            yield one(here, objective, rank)
            yield from (one((*here, "*", _called(a)), a, place) for place, a in enumerate(objective.actions))
            yield from below(here, objective.children)

    for place, theme in enumerate(outline.themes):
        path = (f"[{theme.title}]",)
        yield one(path, theme, place)
        yield from below(path, theme.objectives)
        yield from (one((*path, "~", _called(a)), a, rank) for rank, a in enumerate(theme.unattached))


def _called(action: ActionOutline) -> str:
    return action.reference or action.title


def _name(key: Key) -> str:
    return " › ".join(key)


def _difference(given: dict[str, object], hoped: dict[str, object]) -> str:
    return "; ".join(f"{name}: {given[name]!r}, not {hoped[name]!r}" for name in hoped if given[name] != hoped[name])
