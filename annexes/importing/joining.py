"""Outlines put together node by node, and what they say differently. Pure and linear; see `merging` beside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from accounts.text import fold
from annexes.applying.directory import map_actions
from annexes.comparing.changes import ACTION, Change, ChangeKind, FieldChange
from annexes.comparing.completing import carried_by, named_by, said_fields
from annexes.comparing.fieldwords import field_words
from annexes.comparing.homonyms import free_suffix
from annexes.comparing.matching import title_key
from annexes.comparing.pointing import Chain, Spots, denied, is_reworded, names, path_words, reworded, without_pointed
from annexes.comparing.titles import are_unrelated
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.placeholders import is_placeholder
from annexes.reading import Issue, Severity
from annexes.vocabulary import Vocabulary
from plans.enums import Level

Outline = TypeVar("Outline", ThemeOutline, ObjectiveOutline, ActionOutline)

_NO_WORDS = Vocabulary()
_EXCERPT = 120


@dataclass(slots=True)
class _Fiche:
    own: ActionOutline
    file: str
    place: ObjectiveOutline | None = None


@dataclass(slots=True)
class _Objective:
    own: ObjectiveOutline
    children: "dict[tuple[str, str], _Objective]" = field(default_factory=dict)
    actions: list[_Fiche] = field(default_factory=list)


@dataclass(slots=True)
class _Theme:
    own: ThemeOutline
    objectives: dict[tuple[str, str], _Objective] = field(default_factory=dict)
    unattached: list[_Fiche] = field(default_factory=list)
    fiches: "_Fiches" = field(default_factory=lambda: _Fiches())


class _Fiches:
    """Fiches by their number or code, by their title, and by both."""

    def __init__(self) -> None:
        self._by: dict[tuple[str, str], list[_Fiche]] = {}

    def add(self, fiche: _Fiche) -> None:
        for key in _keys(fiche.own):
            self._by.setdefault(key, []).append(fiche)

    def named(self, action: ActionOutline) -> _Fiche | None:
        """The fiche of that number and title, or of that title without a number on one side."""
        title = title_key(action.title)
        if action.reference:
            if found := self._alone(fold(action.reference), title):
                return found
            return self._alone("", title, of=lambda fiche: not fiche.own.reference)
        return self._alone("", title)

    def numbered(self, action: ActionOutline) -> _Fiche | None:
        """The one fiche of that number or code, whatever its title."""
        return self._alone(fold(action.reference), "") if action.reference else None

    def numbers(self) -> dict[tuple[int | None, str], _Fiche]:
        """The fiches by their number and its suffix."""
        fiches = (fiche for several in self._by.values() for fiche in several)
        return {(fiche.own.number, fiche.own.suffix): fiche for fiche in fiches}

    def _alone(self, reference: str, title: str, of: Any = None) -> _Fiche | None:
        found = [one for one in self._by.get((reference, title), ()) if of is None or of(one)]
        return found[0] if len(found) == 1 and (reference or title) else None


class Joined:
    """The themes of several files. Add the tableaux before the documents of single fiches."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        self._themes: dict[str, _Theme] = {}
        self._everywhere = _Fiches()
        self._spots: Spots[tuple[_Theme, _Objective]] | None = None  # of the tableaux: documents come after them

    def add(self, outline: PlanOutline, file: str, *, is_document: bool) -> None:
        for theme in outline.themes:
            if is_document:
                left = self._completed(theme, file)
                left = left and self._hung(left, file)
                if left is not None:
                    self._add_theme(self._told_apart(left), file)
            else:
                self._add_theme(theme, file)

    def themes(self) -> tuple[ThemeOutline, ...]:
        return tuple(
            replace(
                theme.own,
                objectives=_frozen(theme.objectives.values()),
                unattached=tuple(fiche.own for fiche in theme.unattached),
            )
            for theme in self._themes.values()
        )

    def _completed(self, theme: ThemeOutline, file: str) -> ThemeOutline | None:
        """What is left of the theme of a document once the fiches that are known have been completed by it."""
        known = self._themes.get(title_key(theme.title))
        placed = 0

        def left_of(actions: Sequence[ActionOutline], place: ObjectiveOutline | None) -> tuple[ActionOutline, ...]:
            nonlocal placed
            left = []
            for action in actions:
                fiche = self._find(action, known, theme)
                if fiche is None:
                    left.append(action)
                else:
                    placed += 1
                    self._complete(fiche, action, file, place)
            return tuple(left)

        def objective(node: ObjectiveOutline) -> ObjectiveOutline | None:
            children = tuple(child for one in node.children if (child := objective(one)) is not None)
            actions = left_of(node.actions, node)
            is_bare = not (children or actions) and (node.actions or node.children)
            return None if is_bare else replace(node, children=children, actions=actions)

        objectives = tuple(one for node in theme.objectives if (one := objective(node)) is not None)
        unattached = left_of(theme.unattached, None)
        if placed and not objectives and not unattached:
            return None
        return replace(theme, objectives=objectives, unattached=unattached)

    def _find(self, action: ActionOutline, known: _Theme | None, theme: ThemeOutline) -> _Fiche | None:
        """In its theme by number or code, then by title; anywhere by both, or by title; without a theme, by number.

        A number says nothing of two titles that have nothing to do with each other.
        """
        if known is not None and (
            here := _fitting(known.fiches.numbered(action), action) or known.fiches.named(action)
        ):
            return here
        if found := self._everywhere.named(action):
            return found
        anywhere = self._everywhere.numbered(action) if action.code or not theme.title else None
        return _fitting(anywhere, action)

    def _told_apart(self, theme: ThemeOutline) -> ThemeOutline:
        """The theme of a document whose fiches leave their number to those of other files that have it already."""
        known = self._themes.get(title_key(theme.title))
        if known is None:
            return theme
        taken = known.fiches.numbers()
        return map_actions(PlanOutline(themes=(theme,)), lambda action: _apart(action, taken)).themes[0]

    def _hung(self, theme: ThemeOutline, file: str) -> ThemeOutline | None:
        """What is left of a document that names no theme once its fiches hang where they alone point to."""
        if theme.title or not any(one.pointed for one in theme.objectives):
            return theme
        spots = self._tableaux()

        def hangs(action: ActionOutline, path: Chain) -> bool:
            found = spots.at(path)
            if len(found) != 1 or denied(found[0][0], path):
                return False
            chain, (known, objective) = found[0]
            if is_reworded(chain, path):
                self.issues.append(reworded(action, path_words(path), f"{known.own.title} › {path_words(chain)}"))
            fiche = _apart(action, known.fiches.numbers())
            self._add_action(known, objective.actions, fiche, file, objective.own)
            return True

        left, hung = without_pointed(theme, hangs)
        return left if left.objectives or left.unattached or not hung else None

    def _tableaux(self) -> "Spots[tuple[_Theme, _Objective]]":
        if self._spots is None:
            self._spots = Spots()
            for theme in self._themes.values():
                for chain, objective in _chains(theme.objectives):
                    self._spots.add(chain, (theme, objective))
        return self._spots

    def _complete(self, fiche: _Fiche, action: ActionOutline, file: str, place: ObjectiveOutline | None) -> None:
        known = fiche.own
        if title_key(known.title) != title_key(action.title) and not is_placeholder(known):
            self._disagree(action.source, _called(known), "title", known.title, action.title, fiche.file)
        if place and fiche.place and _are_two(place, fiche.place):
            label, other = place.label, fiche.place.label
            message = f"{_called(known)} se dit sous « {label} », et « {fiche.file} » la place sous « {other} »"
            self._say(action.source, message, f"elle reste là où « {fiche.file} » la place", action.title)
        joined = self._joined(known, action, fiche.file, ACTION, _called(known), is_document=True)
        fiche.own = named_by(joined, known, action)

    def _add_theme(self, theme: ThemeOutline, file: str) -> None:
        key = title_key(theme.title)
        if (known := self._themes.get(key)) is None:
            known = self._themes[key] = _Theme(replace(theme, objectives=(), unattached=()))
        else:
            known.own = self._joined(known.own, theme, file, Level.THEME, f"le thème « {theme.title} »")
        for action in theme.unattached:
            self._add_action(known, known.unattached, action, file, None)
        self._add_objectives(known, known.objectives, theme.objectives, file)

    def _add_objectives(
        self,
        theme: _Theme,
        siblings: dict[tuple[str, str], _Objective],
        objectives: Sequence[ObjectiveOutline],
        file: str,
    ) -> None:
        seen: set[tuple[str, str]] = set()  # two objectives of one file are two, whatever their labels
        for objective in objectives:
            key = objective.level, title_key(objective.label)
            while key in seen:
                key = key[0], f"{key[1]} "
            seen.add(key)
            known = siblings.get(key)
            if known is None and (known := _pointed_to(siblings, objective)) is not None:
                known.own = replace(known.own, title=known.own.title or objective.title)
            elif known is None:
                known = siblings[key] = _Objective(replace(objective, children=(), actions=()))
            else:
                known.own = self._joined(known.own, objective, file, objective.level, f"« {objective.label} »")
            for action in objective.actions:
                self._add_action(theme, known.actions, action, file, objective)
            self._add_objectives(theme, known.children, objective.children, file)

    def _add_action(
        self,
        theme: _Theme,
        siblings: list[_Fiche],
        action: ActionOutline,
        file: str,
        place: ObjectiveOutline | None,
    ) -> None:
        known = theme.fiches.named(action)
        if known is None or known.file == file:
            fiche = _Fiche(action, file, place)
            siblings.append(fiche)
            theme.fiches.add(fiche)
            self._everywhere.add(fiche)
            return
        if place and known.place and _are_two(place, known.place):
            label, other = place.label, known.place.label
            message = f"{_called(action)} est sous « {label} » ici, et sous « {other} » dans « {known.file} »"
            self._say(action.source, message, f"elle reste là où « {known.file} » la place", action.title)
        known.own = replace(
            self._joined(known.own, action, file, ACTION, _called(action)), hints=(*known.own.hints, *action.hints)
        )

    def _joined(
        self, known: Outline, other: Outline, file: str, level: str, called: str, *, is_document: bool = False
    ) -> Outline:
        """`known` with what `other` adds; where both speak, `known` keeps its word, or gives way to a document."""
        values: dict[str, Any] = {}
        for name, default in said_fields(type(other)):
            old, new = getattr(known, name), getattr(other, name)
            if new == default or old == new or name == "also_serves":
                continue
            if old != default and not _alike(old, new):
                self._disagree(other.source, called, name, old, new, file, level, is_document=is_document)
            if old == default or is_document:
                values[name] = new
        return replace(known, **values, carries=carried_by(known, other))

    def _disagree(
        self,
        where: str,
        called: str,
        name: str,
        old: Any,
        new: Any,
        file: str,
        level: str = ACTION,
        *,
        is_document: bool = True,
    ) -> None:
        words = field_words(Change(ChangeKind.CHANGED, level, called), FieldChange(name, old, new), _NO_WORDS)
        kept, left = (words.new, words.old) if is_document else (words.old, words.new)
        message = f"deux fichiers ne disent pas la même chose de {called} : {words.name}"
        self._say(where, message, f"gardé : « {kept} » ; laissé : « {left} »", str(new))

    def _say(self, where: str, message: str, proposal: str, excerpt: str) -> None:
        self.issues.append(Issue(where, Severity.WARNING, "files-disagree", message, proposal, excerpt[:_EXCERPT]))


def _fitting(fiche: _Fiche | None, action: ActionOutline) -> _Fiche | None:
    return None if fiche is None or are_unrelated(fiche.own.title, action.title) else fiche


def _apart(action: ActionOutline, taken: dict[tuple[int | None, str], _Fiche]) -> ActionOutline:
    """A fiche under a suffix when another one of nothing in common bears its number."""
    holder = taken.get((action.number, action.suffix))
    if action.number is None or holder is None or not are_unrelated(holder.own.title, action.title):
        return action
    return replace(action, suffix=free_suffix(action.number, taken))


def _are_two(place: ObjectiveOutline, other: ObjectiveOutline) -> bool:
    """Whether two places are not one: a document may tell its own by the code alone."""
    if title_key(place.label) == title_key(other.label):
        return False
    return not (place.pointed and not place.title and names(place, other))


def _pointed_to(siblings: dict[tuple[str, str], _Objective], told: ObjectiveOutline) -> _Objective | None:
    """The one sibling that a fiche names by its number; either may lack its title."""
    if not told.pointed:
        return None
    found = [one for one in siblings.values() if names(told, one.own) and not (told.title and one.own.title)]
    return found[0] if len(found) == 1 else None


def _chains(objectives: dict[tuple[str, str], _Objective], above: Chain = ()) -> Iterator[tuple[Chain, _Objective]]:
    for objective in objectives.values():
        chain = (*above, objective.own)
        yield chain, objective
        yield from _chains(objective.children, chain)


def _frozen(objectives: Any) -> tuple[ObjectiveOutline, ...]:
    return tuple(
        replace(
            objective.own,
            children=_frozen(objective.children.values()),
            actions=tuple(fiche.own for fiche in objective.actions),
        )
        for objective in objectives
    )


def _keys(action: ActionOutline) -> Iterator[tuple[str, str]]:
    reference, title = fold(action.reference), title_key(action.title)
    yield "", title
    if reference:
        yield reference, ""
        yield reference, title


def _called(action: ActionOutline) -> str:
    return f"la fiche {action.reference}" if action.reference else f"la fiche « {action.title[:_EXCERPT]} »"


def _alike(old: Any, new: Any) -> bool:
    return isinstance(old, str) and isinstance(new, str) and title_key(old) == title_key(new)
