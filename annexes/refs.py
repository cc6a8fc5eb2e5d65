"""The names of the nodes of an outline that was read: what a person decides about a line of the preview.

A theme is its rank from 0 (« 0 »), an objective the ranks that lead to it (« 0/2/1 »), a fiche its rank beside its
objective, or among those of its theme that hang on nothing (« 0/2/1#3 », « 0#5 »). A reading that is kept never
changes: the names hold as long as the file is not read again.
"""

from dataclasses import replace

from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline


def with_refs(outline: PlanOutline) -> PlanOutline:
    """The same outline, each node with its `ref`; `dataclasses.replace` keeps it through later changes."""
    return replace(outline, themes=tuple(_theme(str(rank), theme) for rank, theme in enumerate(outline.themes)))


def _theme(ref: str, theme: ThemeOutline) -> ThemeOutline:
    return replace(
        theme,
        ref=ref,
        objectives=tuple(_objective(f"{ref}/{rank}", one) for rank, one in enumerate(theme.objectives)),
        unattached=_actions(ref, theme.unattached),
    )


def _objective(ref: str, objective: ObjectiveOutline) -> ObjectiveOutline:
    return replace(
        objective,
        ref=ref,
        children=tuple(_objective(f"{ref}/{rank}", child) for rank, child in enumerate(objective.children)),
        actions=_actions(ref, objective.actions),
    )


def _actions(ref: str, actions: tuple[ActionOutline, ...]) -> tuple[ActionOutline, ...]:
    return tuple(replace(action, ref=f"{ref}#{rank}") for rank, action in enumerate(actions))
