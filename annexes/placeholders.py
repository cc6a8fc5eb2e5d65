"""Fiches that a document refers to and does not hold: « Fiche n° 3 (annexée, non fournie) ».

Such a fiche stands in the plan until the real one is read: its title is its mark, so that it survives anywhere a plan
is kept. It never gives its title to a real fiche, and takes that of the real one as soon as it comes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from accounts.text import fold
from annexes.outline import ActionOutline, ObjectiveOutline, ObjectivePath, PlanOutline, ThemeOutline

_MARK = "(annexée, non fournie)"


def placeholder_title(reference: str | int) -> str:
    """The title of a fiche of which only the number (« 3 », « 8 bis », « 1.2.4 ») is known."""
    return f"Fiche n° {reference} {_MARK}"


def is_placeholder(action: ActionOutline) -> bool:
    """Whether a fiche stands for one that nobody has given yet."""
    return action.title.startswith("Fiche n") and fold(action.title) == fold(placeholder_title(action.reference))


def is_placeholder_title(title: str) -> bool:
    """Whether a title is that of a placeholder, whatever its number."""
    return title.startswith("Fiche n") and title.endswith(_MARK)


def filled(outline: PlanOutline) -> PlanOutline:
    """The same plan where, in each theme, a real fiche takes the places of the placeholder of its number.

    A fiche that hangs on nothing takes the place of the placeholder; one that has a place serves those of the
    placeholder too. Of several placeholders of one number the first remains, with the places of the others.
    """
    if not any(is_placeholder(action) for action in outline.all_actions()):
        return outline
    return replace(outline, themes=tuple(_filled(theme) for theme in outline.themes))


def _filled(theme: ThemeOutline) -> ThemeOutline:
    stands = list(_stands(theme))
    references = dict.fromkeys(action.reference for action, _ in stands if is_placeholder(action))
    becomes: dict[int, ActionOutline | None] = {}
    for reference in references:
        same = [(action, path) for action, path in stands if action.reference == reference]
        if len(same) > 1:
            becomes.update(_as_one(same))
    if not becomes:
        return theme
    return replace(
        theme,
        objectives=tuple(_rebuilt(objective, becomes) for objective in theme.objectives),
        unattached=_kept(theme.unattached, becomes),
    )


def _as_one(same: list[tuple[ActionOutline, ObjectivePath]]) -> dict[int, ActionOutline | None]:
    """What each of the fiches of one number becomes: one of them goes on with all their places, the others go."""
    real = [stand for stand in same if not is_placeholder(stand[0])]
    fiche, path = (real or same)[0]
    others = [stand for stand in same if is_placeholder(stand[0]) and stand[0] is not fiche]
    if not others:
        return {}
    becomes: dict[int, ActionOutline | None] = {id(other): None for other, _ in others}
    place = fiche
    if not path and others[0][1]:
        place, path = others[0]
        becomes[id(fiche)] = None
    served = dict.fromkeys([*fiche.also_serves, *(p for other, at in others for p in (at, *other.also_serves) if p)])
    served.pop(path, None)
    becomes[id(place)] = replace(fiche, also_serves=tuple(served))
    return becomes


def _stands(theme: ThemeOutline) -> Iterator[tuple[ActionOutline, ObjectivePath]]:
    """Each fiche of a theme with the path of its objective, `()` when it hangs on nothing."""
    waiting: list[tuple[ObjectivePath, ObjectiveOutline]] = []
    waiting.extend(((theme.title, objective.label), objective) for objective in reversed(theme.objectives))
    while waiting:
        path, objective = waiting.pop()
        yield from ((action, path) for action in objective.actions)
        waiting.extend(((*path, child.label), child) for child in reversed(objective.children))
    yield from ((action, ()) for action in theme.unattached)


def _rebuilt(objective: ObjectiveOutline, becomes: Mapping[int, ActionOutline | None]) -> ObjectiveOutline:
    return replace(
        objective,
        actions=_kept(objective.actions, becomes),
        children=tuple(_rebuilt(child, becomes) for child in objective.children),
    )


def _kept(actions: tuple[ActionOutline, ...], becomes: Mapping[int, ActionOutline | None]) -> tuple[ActionOutline, ...]:
    return tuple(now for action in actions if (now := becomes.get(id(action), action)) is not None)
