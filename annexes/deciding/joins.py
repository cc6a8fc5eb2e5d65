"""Fiches of two files that a person said to be one: the document says what it is, the tableau where it stands. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from annexes.applying.directory import map_actions
from annexes.comparing.completing import completed
from annexes.deciding.keys import accepted_joins
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline


def joined_fiches(incoming: PlanOutline, accepted: Iterable[str]) -> PlanOutline:
    """What was read, where each fiche that was said to be another one has completed it and is gone."""
    asked = dict(accepted_joins(accepted))
    if not asked:
        return incoming
    nodes = {action.ref: action for action in incoming.all_actions()}
    pairs = {into: nodes[ref] for ref, into in asked.items() if ref in nodes and into in nodes and into not in asked}
    if not pairs:
        return incoming
    gone = {action.ref for action in pairs.values()}

    def known(action: ActionOutline) -> ActionOutline:
        return completed(action, pairs[action.ref]) if action.ref in pairs else action

    outline = map_actions(incoming, known)
    return replace(outline, themes=tuple(_without(theme, gone) for theme in outline.themes))


def _without(theme: ThemeOutline, gone: set[str]) -> ThemeOutline:
    """The theme without some fiches, and without the objectives that held nothing else."""

    def left(objective: ObjectiveOutline) -> ObjectiveOutline | None:
        children = tuple(one for child in objective.children if (one := left(child)) is not None)
        actions = tuple(action for action in objective.actions if action.ref not in gone)
        is_bare = not (children or actions) and bool(objective.children or objective.actions)
        return None if is_bare else replace(objective, children=children, actions=actions)

    return replace(
        theme,
        objectives=tuple(one for objective in theme.objectives if (one := left(objective)) is not None),
        unattached=tuple(action for action in theme.unattached if action.ref not in gone),
    )
