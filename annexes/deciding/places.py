"""Where the fiches of a file that hang on nothing, or whose place is in doubt, would hang best. Pure."""

import re
from collections.abc import Container, Iterator
from itertools import count

from accounts.text import search_text
from actions.placement import VAGUE, WORDS_TOLD, Proposal, Proposer, Sheet, Spot
from annexes.comparing.matching import GRAFT, title_key
from annexes.comparing.pairs import Above, Pairs, children_of
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline

LIKELY = 2.0  # the score from which a place is proposed
ENOUGH_WORDS = 2  # in common, without which words propose nothing: one may be that of half the objectives
AT_MOST = 1000  # fiches of one file for which a place is sought

_VAGUE = VAGUE - set(search_text("place").split())  # « places de crèche » says something
_WORD = re.compile(r"[^\W\d_]{3,}")
_Seeker = tuple[ActionOutline, ThemeOutline, ObjectiveOutline | None]  # a fiche, its theme, what it hangs on


def places_for(
    incoming: PlanOutline, current: PlanOutline, pairs: Pairs, asked: Container[str]
) -> Iterator[tuple[ActionOutline, str, str, str]]:
    """Each fiche among `asked` (refs) that seeks its place, the likeliest one (a ref or « pk:412 »), its name, and why.

    A fiche that the plan has attached without a doubt is in its place.
    """
    seekers: list[_Seeker] = [
        (action, theme, None) for theme in incoming.themes for action in theme.unattached if action.ref in asked
    ]
    seekers += [
        (action, theme, objective)
        for theme in incoming.themes
        for objective in theme.walk()
        for action in objective.actions
        if action.doubtful and action.ref in asked
    ]
    seekers = [seeker for seeker in seekers if not _has_its_place(seeker[0], pairs)][:AT_MOST]
    if not seekers:
        return
    ground = _Ground(incoming, current, pairs)
    proposer = Proposer(ground.spots, ground.placed)
    for action, theme, objective in seekers:
        sheet = _sheet(0, action, ground.theme(theme), None)
        best = next(iter(proposer.proposals(sheet, 1)), None)
        if best is not None and best.score >= LIKELY:
            place, node = ground.places[best.spot]
            if node is not objective and (reasons := _reasons(action, node, best)):
                yield action, place, node.label, " ; ".join(reasons)


def _reasons(action: ActionOutline, objective: ObjectiveOutline, found: Proposal) -> list[str]:
    """What speaks for a place: numbers, or several words that the fiche and the objective both write."""
    reasons = [reason for reason in found.reasons if not reason.startswith("mot")]
    stems = set(search_text(action.title, action.challenge).split()) - _VAGUE
    shared = [word for word in _WORD.findall(objective.title) if search_text(word).strip() in stems]
    shared = list(dict.fromkeys(word.lower() for word in shared))
    if len(shared) >= ENOUGH_WORDS:
        reasons.append(f"mots en commun\u00a0: {', '.join(shared[:WORDS_TOLD])}")
    return reasons


def _has_its_place(action: ActionOutline, pairs: Pairs) -> bool:
    known = pairs.action(action)
    return known is not None and not known.doubtful and pairs.is_attached(known)


class _Ground:
    """The objectives that fiches may hang on, those of the file and those that the plan alone has."""

    def __init__(self, incoming: PlanOutline, current: PlanOutline, pairs: Pairs) -> None:
        self.spots: list[Spot] = []
        self.placed: list[Sheet] = []
        self.places: dict[int, tuple[str, ObjectiveOutline]] = {}
        self._themes: dict[str, int] = {}
        self._numbers = count(1)
        self._pairs = pairs
        for theme in incoming.themes:
            self._add(theme, None, self.theme(theme), of_plan=False)
        for theme in current.themes:
            self._add(theme, None, self.theme(theme), of_plan=True)

    def theme(self, theme: ThemeOutline) -> int:
        return self._themes.setdefault(title_key(theme.title), next(self._numbers))

    def _add(self, above: Above, parent: int | None, theme: int, *, of_plan: bool) -> None:
        for node in children_of(above):
            if not isinstance(node, ObjectiveOutline):
                continue
            if of_plan and self._pairs.is_named(node):
                self._add(node, None, theme, of_plan=True)
                continue
            number = next(self._numbers)
            self.places[number] = (f"{GRAFT}{node.pk}" if of_plan else node.ref), node
            self.spots.append(Spot(number, parent, theme, node.level, node.code, node.title, not node.children))
            self.placed.extend(
                _sheet(0, action, theme, number)
                for action in node.actions
                if not action.doubtful and not (of_plan and self._pairs.is_named(action))
            )
            self._add(node, number, theme, of_plan=of_plan)


def _sheet(pk: int, action: ActionOutline, theme: int, objective: int | None) -> Sheet:
    return Sheet(pk, theme, objective, action.number, action.code, action.title, action.challenge)
