"""Where fiches say that they stand when they name no theme: « Axe 1 – OO 2 » is the one objective of that path.

A document tells such a path in codes, with or without titles. The objective of the plan, or of a tableau read with it,
that alone answers to it is its place; when several do, or when titles deny the codes, the fiche hangs on nothing until
a person chooses. A path that nothing answers to stays what it is: the beginning of a plan. Pure and linear.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from annexes.comparing.matching import GRAFT, title_key
from annexes.comparing.pairs import Pairs
from annexes.comparing.titles import are_unrelated
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.readers.siblings import number_key
from annexes.reading import Issue, Severity
from plans.enums import Level

TOLD = 4  # places named in a message
OFFERED = 8  # places proposed for one fiche

T = TypeVar("T")
Chain = tuple[ObjectiveOutline, ...]  # an objective, after those that it stands under
_CODE = re.compile(r"(?:[A-Z]{2}\s+)?(?P<number>.*)")


@dataclass(frozen=True, slots=True)
class Pointed:
    """What was read, its fiches that point to a place set apart under their theme, and where they belong.

    `places` gives the place of a fiche by its ref, `offers` those among which a person has to choose, with their names.
    """

    outline: PlanOutline
    places: Mapping[str, str] = field(default_factory=dict)
    offers: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    issues: Mapping[str, Issue] = field(default_factory=dict)  # by the ref of the fiche


class Spots(Generic[T]):
    """Objectives by the code or title of the path that leads to them."""

    def __init__(self) -> None:
        self._found: dict[tuple[Level, str, int | str], list[tuple[Chain, T]]] = defaultdict(list)

    def add(self, chain: Chain, value: T) -> None:
        spot = chain, value
        for key in _keys(chain[-1]):
            self._found[key].append(spot)

    def at(self, path: Chain) -> list[tuple[Chain, T]]:
        """Those that answer to a path; those alone whose titles are all as told when there is any."""
        near = {id(one): one for key in _keys(path[-1]) for one in self._found.get(key, ())}
        found = [one for one in near.values() if _answers(one[0], path)]
        exact = [one for one in found if not _reworded(one[0], path)]
        return exact if exact and any(level.title for level in path) else found


def points(outline: PlanOutline) -> bool:
    """Whether a fiche of a file says its place without naming its theme."""
    return any(one.pointed for theme in outline.themes if not theme.title for one in theme.objectives)


def chains(objectives: Sequence[ObjectiveOutline], above: Chain = ()) -> Iterator[Chain]:
    """Each objective after those that it stands under."""
    for objective in objectives:
        chain = (*above, objective)
        yield chain
        yield from chains(objective.children, chain)


def names(told: ObjectiveOutline, known: ObjectiveOutline) -> bool:
    """Whether a level that a fiche tells is that one: the same number, or the same title when a number lacks."""
    if told.level is not known.level:
        return False
    one, other = _number(told), _number(known)
    return one == other if one != "" and other != "" else title_key(told.title) == title_key(known.title) != ""


def denied(chain: Chain, path: Chain) -> bool:
    """Whether a title that was told has nothing to do with that of the objective of this code."""
    return any(are_unrelated(told.title, known.title) for told, known in _reworded(chain, path))


def without_pointed(
    theme: ThemeOutline, taken: Callable[[ActionOutline, Chain], bool]
) -> tuple[ThemeOutline, list[ActionOutline]]:
    """The theme without the fiches that are `taken` from where they point to, and these in their order.

    An objective that held nothing else goes with them.
    """
    out: list[ActionOutline] = []

    def left(objective: ObjectiveOutline, above: Chain) -> ObjectiveOutline | None:
        chain = (*above, objective)
        if not objective.pointed:
            return objective
        children = tuple(one for child in objective.children if (one := left(child, chain)) is not None)
        gone = [action for action in objective.actions if taken(action, chain)]
        out.extend(gone)
        actions = tuple(action for action in objective.actions if action not in gone)
        is_bare = not (children or actions) and bool(gone or objective.children)
        return None if is_bare else replace(objective, children=children, actions=actions)

    objectives = tuple(one for objective in theme.objectives if (one := left(objective, ())) is not None)
    return replace(theme, objectives=objectives), out


def pointed(incoming: PlanOutline, current: PlanOutline) -> Pointed:
    """Find the place of each fiche that points to one without naming its theme. Every node has its ref."""
    if not points(incoming):
        return Pointed(incoming)
    return _Pointing(incoming, current).pointed()


class _Pointing:
    def __init__(self, incoming: PlanOutline, current: PlanOutline) -> None:
        self.incoming, self.current = incoming, current
        self.places: dict[str, str] = {}
        self.offers: dict[str, tuple[tuple[str, str], ...]] = {}
        self.issues: dict[str, Issue] = {}
        self.spots = Spots[tuple[str, str]]()  # the place and its name
        pairs = Pairs(current, incoming)
        named: set[int | None] = set()
        for theme in incoming.themes:
            for chain in chains(theme.objectives):
                if theme.title or not chain[-1].pointed:
                    self.spots.add(chain, (chain[-1].ref, _called(theme, chain)))
                    if (twin := pairs.objective(chain[-1])) is not None:
                        named.add(twin.pk)
        for theme in current.themes:
            for chain in chains(theme.objectives):
                if chain[-1].pk not in named:
                    self.spots.add(chain, (f"{GRAFT}{chain[-1].pk}", _called(theme, chain)))

    def pointed(self) -> Pointed:
        themes = tuple(theme if theme.title else self._apart(theme) for theme in self.incoming.themes)
        outline = replace(self.incoming, themes=themes)
        self._leave_known(outline)
        return Pointed(outline, self.places, self.offers, self.issues)

    def _apart(self, theme: ThemeOutline) -> ThemeOutline:
        rest, gone = without_pointed(theme, self._is_found)
        return replace(rest, unattached=(*rest.unattached, *gone))

    def _is_found(self, action: ActionOutline, path: Chain) -> bool:
        found = self.spots.at(path)
        told = path_words(path)
        if not found:
            if any(not level.title for level in path):
                message = f"rien ne répond au chemin « {told} » que dit la fiche : un de ses niveaux n’a pas de titre"
                proposal = "complétez son titre, ou rattachez la fiche à un objectif du plan"
                self.issues[action.ref] = _said(action, "place-unknown", message, proposal)
            return False
        if len(found) == 1 and not denied(found[0][0], path):
            (chain, (place, called)), *_ = found
            self.places[action.ref] = place
            if is_reworded(chain, path):
                self.issues[action.ref] = reworded(action, told, called)
            return True
        self.offers[action.ref] = tuple(spot for _, spot in found[:OFFERED])
        named = " ; ".join(f"« {called} »" for _, (_, called) in found[:TOLD])
        if len(found) == 1:
            message = f"la fiche dit « {told} », et ce code est celui d’un objectif qui n’a rien à voir : {named}"
        else:
            message = f"la fiche dit « {told} », et {len(found)} objectifs répondent à ce chemin : {named}"
        proposal = "elle reste à rattacher : choisissez parmi les propositions"
        self.issues[action.ref] = _said(action, "place-of-several", message, proposal)
        return True

    def _leave_known(self, outline: PlanOutline) -> None:
        """A fiche that the plan has under an objective stays there: nobody has to choose."""
        pairs = Pairs(self.current, outline)
        for action in outline.all_actions():
            known = pairs.action(action) if action.ref in self.offers else None
            if known is not None and pairs.is_attached(known):
                del self.offers[action.ref], self.issues[action.ref]


def path_words(path: Chain) -> str:
    """« 1 : Grandir › OO 2 »."""
    return " › ".join(one.label if one.title else one.code for one in path)


def is_reworded(chain: Chain, path: Chain) -> bool:
    """Whether a title that was told is not that of the objective of this code."""
    return bool(_reworded(chain, path))


def reworded(action: ActionOutline, told: str, called: str) -> Issue:
    """That a fiche hangs where its codes say, whatever the titles."""
    message = f"la fiche dit « {told} », qui se lit ici « {called} »"
    return _said(action, "place-reworded", message, "rattachée par les codes : à vérifier")


def _said(action: ActionOutline, code: str, message: str, proposal: str) -> Issue:
    return Issue(action.source, Severity.WARNING, code, message, proposal, action.title[:120])


def _called(theme: ThemeOutline, chain: Chain) -> str:
    return " › ".join(filter(None, (theme.title, path_words(chain))))


def _number(objective: ObjectiveOutline) -> int | str:
    found = _CODE.fullmatch(objective.code)
    return number_key(found["number"].strip()) if found else ""


def _keys(objective: ObjectiveOutline) -> Iterator[tuple[Level, str, int | str]]:
    if (number := _number(objective)) != "":
        yield objective.level, "code", number
    if title := title_key(objective.title):
        yield objective.level, "title", title


def _answers(chain: Chain, path: Chain) -> bool:
    """Whether each level of the path is one above the objective, in its order."""
    above = iter(chain)
    return all(any(names(told, known) for known in above) for told in path)


def _reworded(chain: Chain, path: Chain) -> list[tuple[ObjectiveOutline, ObjectiveOutline]]:
    """The levels whose title is not the one that was told, with the latter."""
    known = {one.level: one for one in chain}
    pairs = ((told, known[told.level]) for told in path if told.level in known)
    return [pair for pair in pairs if pair[0].title and title_key(pair[0].title) != title_key(pair[1].title)]
