"""Drafts made into the frozen outline, with the fields that this reading speaks of."""

from dataclasses import replace

from accounts.text import clean, one_line
from annexes.outline import (
    ACTION_FIELDS,
    ActionOutline,
    Carried,
    Hint,
    HintKind,
    ObjectiveOutline,
    ObjectivePath,
    PlanOutline,
    ThemeOutline,
)
from annexes.readers.drafts import ActionDraft, Builder, ObjectiveDraft, ThemeDraft
from annexes.readers.titles import known_theme

_THEME_FIELDS = ("code", "version_label", "version_date", "annexe_number", "age_min", "age_max", "note")
_OBJECTIVE_FIELDS = ("description", "note", "effects")
_UNTOLD = frozenset({"title", "number", "suffix", "doubtful"})


def assemble(builder: Builder) -> PlanOutline:
    """The outline of the themes that hold something, or that are named by more than a sheet of any name."""
    themes = tuple(_theme(theme) for theme in builder.themes if _is_told(theme))
    return PlanOutline(themes=themes, carries=carried(themes))


def _is_told(theme: ThemeDraft) -> bool:
    return not theme.is_empty or theme.cell is not None or bool(known_theme(theme.title))


def carried(themes: tuple[ThemeOutline, ...]) -> Carried:
    """The fields that every annexe gives, and those that at least one theme, objective or fiche of this one fills.

    `doubtful` is left out: once somebody has checked a fiche, reading the same file again does not unsay it.
    """
    empty = ActionOutline(title="")
    untold = ACTION_FIELDS - _UNTOLD
    of_themes, of_objectives, of_actions = {"title"}, {"title", "code"}, {"title", "number", "suffix"}
    for theme in themes:
        of_themes.update(name for name in _THEME_FIELDS if getattr(theme, name) not in (None, ""))
        for objective in theme.walk():
            of_objectives.update(name for name in _OBJECTIVE_FIELDS if getattr(objective, name))
        for action in theme.all_actions():
            of_actions.update(name for name in untold if getattr(action, name) != getattr(empty, name))
            untold -= of_actions
    return Carried(frozenset(of_themes), frozenset(of_objectives), frozenset(of_actions))


def _theme(draft: ThemeDraft) -> ThemeOutline:
    low, high = draft.ages or (None, None)
    return ThemeOutline(
        title=one_line(draft.title),
        code=draft.code,
        version_label=one_line(draft.version_label)[:100],
        version_date=draft.version_date,
        annexe_number=draft.annexe_number,
        age_min=low,
        age_max=high,
        note=clean(draft.note),
        objectives=tuple(_objective(objective, draft.title) for objective in draft.objectives),
        unattached=tuple(_action(action, draft.title) for action in draft.unattached),
        source=draft.cell.source if draft.cell else "",
    )


def _objective(draft: ObjectiveDraft, theme: str) -> ObjectiveOutline:
    return ObjectiveOutline(
        level=draft.level,
        title=one_line(draft.title),
        code=draft.code[:30],
        description=draft.description,
        note=draft.note,
        effects=draft.effects,
        children=tuple(_objective(child, theme) for child in draft.children),
        actions=tuple(_action(action, theme) for action in draft.actions),
        pointed=draft.pointed,
        source=draft.cell.source,
        hints=tuple(draft.hints),
    )


def _action(draft: ActionDraft, theme: str) -> ActionOutline:
    return ActionOutline(
        title=one_line(draft.title),
        number=draft.number,
        suffix=draft.suffix,
        code=draft.code,
        doubtful=draft.doubtful,
        also_serves=tuple(_path(objective, theme) for objective in draft.also_serves),
        source=draft.cell.source,
        hints=tuple(_hint(hint, theme) for hint in draft.hints),
        **draft.fields,
    )


def _hint(hint: Hint, theme: str) -> Hint:
    """The hint, the objectives that it names as paths of labels: one for a place, a list for those served as well."""
    if hint.kind is not HintKind.PLACE:
        return hint
    if isinstance(hint.value, ObjectiveDraft):
        return replace(hint, value=list(_path(hint.value, theme)))
    return replace(hint, value=[list(_path(objective, theme)) for objective in hint.value])


def _path(draft: ObjectiveDraft, theme: str) -> ObjectivePath:
    labels: list[str] = []
    node: ObjectiveDraft | None = draft
    while node is not None:
        title = one_line(node.title)
        labels.append(f"{node.code} : {title}" if node.code else title)
        node = node.parent
    return (one_line(theme), *reversed(labels))
