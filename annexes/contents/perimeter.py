"""A part of a plan as a plan: what a document about one theme, one objective or some fiches is made of."""

from collections.abc import Collection
from dataclasses import replace

from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline


def narrow(
    outline: PlanOutline,
    *,
    theme: int | None = None,
    objective: int | None = None,
    actions: Collection[int] | None = None,
) -> PlanOutline:
    """The plan with that theme alone, that branch alone, or those fiches alone; asked together, all hold together.

    Keys are those of `pk`. What leads to what is kept stays, without the rest of what it held; an objective that is
    asked for comes whole. Without anything asked, the same plan.
    """
    themes = outline.themes if theme is None else tuple(one for one in outline.themes if one.pk == theme)
    if objective is not None:
        themes = tuple(filter(None, (_branch_of(one, objective) for one in themes)))
    if actions is not None:
        kept = frozenset(actions)
        themes = tuple(filter(None, (_fiches_of(one, kept) for one in themes)))
    return replace(outline, themes=themes)


def first_fiches(outline: PlanOutline, count: int) -> PlanOutline:
    """The plan with its first fiches in the order of print: enough for a first page."""
    keys = [action.pk for action in outline.all_actions() if action.pk is not None]
    return outline if len(keys) <= count else narrow(outline, actions=keys[:count])


def _branch_of(theme: ThemeOutline, key: int) -> ThemeOutline | None:
    found = _branch(theme.objectives, key)
    return replace(theme, objectives=found, unattached=(), indicators=()) if found else None


def _branch(objectives: tuple[ObjectiveOutline, ...], key: int) -> tuple[ObjectiveOutline, ...]:
    """The objective of that key, under those that lead to it; nothing when it is not below."""
    for one in objectives:
        if one.pk == key:
            return (one,)
        if below := _branch(one.children, key):
            return (replace(one, children=below, actions=(), indicators=()),)
    return ()


def _fiches_of(theme: ThemeOutline, kept: frozenset[int]) -> ThemeOutline | None:
    objectives, unattached = _fiches(theme.objectives, kept), _among(theme.unattached, kept)
    if not objectives and not unattached:
        return None
    return replace(theme, objectives=objectives, unattached=unattached)


def _fiches(objectives: tuple[ObjectiveOutline, ...], kept: frozenset[int]) -> tuple[ObjectiveOutline, ...]:
    found = []
    for one in objectives:
        actions, children = _among(one.actions, kept), _fiches(one.children, kept)
        if actions or children:
            found.append(replace(one, actions=actions, children=children))
    return tuple(found)


def _among(actions: tuple[ActionOutline, ...], kept: frozenset[int]) -> tuple[ActionOutline, ...]:
    return tuple(action for action in actions if action.pk in kept)
