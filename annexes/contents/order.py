"""The fiches of a plan in the order of print, each with where it stands."""

from collections.abc import Iterator

from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline

Place = tuple[ThemeOutline, tuple[ObjectiveOutline, ...], ActionOutline]


def placed(outline: PlanOutline) -> Iterator[Place]:
    """Each fiche with its theme and the objectives above it, from the top down; none above one that hangs on nothing.

    Under its objective, then those without one, theme by theme.
    """
    for theme in outline.themes:
        for objective in theme.objectives:
            for path, action in _below(objective, ()):
                yield theme, path, action
        for action in theme.unattached:
            yield theme, (), action


def _below(
    node: ObjectiveOutline, above: tuple[ObjectiveOutline, ...]
) -> Iterator[tuple[tuple[ObjectiveOutline, ...], ActionOutline]]:
    path = (*above, node)
    for action in node.actions:
        yield path, action
    for child in node.children:
        yield from _below(child, path)
