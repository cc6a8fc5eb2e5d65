"""The tableau of a plan: what stands in which row, in the order of print, for every form of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from actions.enums import Priority, Role
from actions.wording import schedule_wording, status_wording
from annexes.edition import Edition, Variant
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from plans.enums import Level

LEVELS = (Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL)
NO_FICHE = "— aucune fiche à ce jour"
LOOSE = "Actions à rattacher"
EFFECTS = "Effets attendus"
FOLLOW_UP = ("Pilote", "Échéance", "Priorité", "Statut")
LOOSE_COLUMNS = ("Action", "Porteurs", "Statut")
MOST_GAPS = 30  # numbers that no fiche bears, said one by one


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns the tableau has: the same for all the themes of a plan."""

    levels: tuple[Level, ...]
    has_effects: bool
    has_fiches: bool
    follow_up: bool  # pilote, échéance, priorité, statut

    @property
    def further(self) -> tuple[str, ...]:
        """The titles of the columns after that of the fiches."""
        return FOLLOW_UP if self.follow_up and self.has_fiches else ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What is printed beside one objective: a row a fiche and one for its note, or one row when there is neither.

    `path` has an objective a level of the shape, None where there is none. Entries that follow one another with equal
    `group` share their effects.
    """

    path: tuple[ObjectiveOutline | None, ...]
    actions: tuple[ActionOutline, ...] = ()
    note: str = ""
    effects: str = ""
    group: tuple[int, int] | None = None

    @property
    def is_bare(self) -> bool:
        """Whether no fiche, no note and no effect stands beside the objective."""
        return not (self.actions or self.note or self.group)


def shape_of(outline: PlanOutline, edition: Edition) -> Shape:
    objectives = [objective for theme in outline.themes for objective in theme.walk()]
    used = {objective.level for objective in objectives}
    has_effects = any(objective.effects for objective in objectives)
    return Shape(
        levels=tuple(level for level in LEVELS if level in used),
        has_effects=has_effects,
        has_fiches=any(objective.actions for objective in objectives) or not has_effects,
        follow_up=edition.variant is Variant.FOLLOW_UP,
    )


def column_titles(shape: Shape, edition: Edition) -> tuple[str, ...]:
    """Those of the objectives, of the effects, of the fiches, then `shape.further`."""
    levels = [edition.labels(level) for level in shape.levels]
    titles = [label.plural if rank else label.singular for rank, label in enumerate(levels)]
    titles += [EFFECTS] if shape.has_effects else []
    titles += [edition.action_label_plural] if shape.has_fiches else []
    return (*titles, *shape.further)


def entries(top: ObjectiveOutline, shape: Shape) -> Iterator[Entry]:
    """The entries of an objective of the first level and of all below it."""
    yield from _entries(top, (), shape)


def _entries(node: ObjectiveOutline, above: tuple[ObjectiveOutline, ...], shape: Shape) -> Iterator[Entry]:
    path = (*above, node)
    by_level = {objective.level: objective for objective in path}
    effects = node.effects if shape.has_effects else None
    entry = Entry(
        path=tuple(by_level.get(level) for level in shape.levels),
        actions=node.actions,
        note=node.note,
        effects=effects.text if effects else "",
        group=(id(above[-1]) if above else 0, effects.group) if effects else None,
    )
    if not (entry.is_bare and node.children):
        yield entry
    for child in node.children:
        yield from _entries(child, path, shape)


def number_of(action: ActionOutline, edition: Edition) -> str:
    """« Fiche 72 », or nothing."""
    return f"{edition.action_label.split(' ')[0]} {action.reference}" if action.reference else ""


def follow_up_words(action: ActionOutline) -> tuple[str, ...]:
    """What stands in the columns of `FOLLOW_UP`."""
    when = schedule_wording(
        action.schedule_kind, action.starts_on, action.due_on, action.school_year, action.schedule_note
    )
    priority = str(Priority(action.priority).label) if action.priority else ""
    return ", ".join(action.people(Role.LEAD)), when, priority, status_wording(action.status)


def loose_words(action: ActionOutline) -> tuple[str, ...]:
    """What stands in the columns of `LOOSE_COLUMNS` after the first one."""
    return ", ".join(action.people(Role.LEAD, Role.OPERATOR, Role.CO_LEAD)), status_wording(action.status)


def title_of(theme: ThemeOutline, outline: PlanOutline, edition: Edition) -> str:
    """That of the theme, or of the plan when its kind has no themes."""
    return theme.title or outline.title or edition.plan_title


def subtitle_of(theme: ThemeOutline, shape: Shape, edition: Edition) -> str:
    """« Annexe II-2 · Réactualisé en décembre 2021 · 4 axes, 11 objectifs intermédiaires, 32 fiches actions »."""
    counts = []
    for level in shape.levels:
        labels = edition.labels(level)
        counts.append(_counted(sum(1 for o in theme.walk() if o.level is level), labels.singular, labels.plural))
    counts.append(_counted(sum(1 for _ in theme.all_actions()), edition.action_label, edition.action_label_plural))
    annexe = f"Annexe {theme.annexe_number}" if theme.annexe_number else ""
    facts = (annexe, theme.version_label, ", ".join(filter(None, counts)))
    return " · ".join(fact[0].upper() + fact[1:] for fact in facts if fact)


def gaps_of(theme: ThemeOutline) -> str:
    """« Numéros non attribués : 8, 12. », when the numbers of the theme have gaps."""
    numbers = {action.number for action in theme.all_actions() if action.number is not None}
    gaps = [n for n in range(1, max(numbers, default=0)) if n not in numbers] if len(numbers) > 1 else []
    if not gaps or len(gaps) > MOST_GAPS:
        return ""
    said = "Numéro non attribué" if len(gaps) == 1 else "Numéros non attribués"
    return f"{said} : {', '.join(map(str, gaps))}."


def name_of(objective: ObjectiveOutline, name: str) -> str:
    """« AXE I », « OI 2 »: the code, preceded by the name of its level when it is a bare number."""
    if not objective.code:
        return name
    return objective.code if " " in objective.code else f"{name} {objective.code}"


def said(objective: ObjectiveOutline, name: str) -> str:
    """« Axe I : Accompagner les parents »."""
    return f"{name_of(objective, name)} : {objective.title}" if objective.code else objective.title


def _counted(number: int, singular: str, plural: str) -> str:
    return f"{number} {(singular if number == 1 else plural).lower()}" if number else ""
