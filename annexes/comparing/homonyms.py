"""Fiches that bear the number of another one whose title has nothing to do with theirs. Pure and linear.

Nothing says whether such a fiche replaces the other or was given its number by chance: both stay, the one that comes
last as « bis », until a person says that they are one.
"""

from collections import defaultdict
from collections.abc import Container, Hashable, Iterator
from dataclasses import replace

from accounts.text import fold
from annexes.applying.directory import map_actions
from annexes.comparing.addresses import index_of, readdressed
from annexes.comparing.matching import Settled
from annexes.comparing.pairs import Pairs
from annexes.comparing.titles import are_unrelated
from annexes.outline import ActionOutline, FicheAddress, PlanOutline
from annexes.readers.positions import split_file
from annexes.readers.siblings import SUFFIXES
from annexes.reading import Issue, Severity

TOLD = 3  # named one by one
_SHORT = 60  # characters of their titles

Number = tuple[int | None, str]  # with its suffix
Homonym = tuple[ActionOutline, ActionOutline]  # a fiche of the file, and the one whose number it bears


def free_suffix(number: int | None, taken: Container[Number]) -> str:
    """The first suffix that nobody bears beside a number; « bis » when all are taken, which is an error elsewhere."""
    return next((suffix for suffix in SUFFIXES if (number, suffix) not in taken), SUFFIXES[0])


def homonyms_of_plan(current: PlanOutline, incoming: PlanOutline, pairs: Pairs) -> Iterator[Homonym]:
    """The new fiches of a file, each with the fiche of its theme in the plan that bears its number and stays."""
    for theme in incoming.themes:
        known = pairs.theme(theme)
        if known is None:
            continue
        holders = {fold(one.reference): one for one in known.all_actions() if _stays(one, pairs)}
        for action in theme.all_actions():
            holder = holders.get(fold(action.reference)) if action.reference else None
            if holder is not None and pairs.action(action) is None and are_unrelated(holder.title, action.title):
                yield action, holder
    yield from _without_theme(current, incoming, pairs)


def homonyms_of_files(incoming: PlanOutline) -> Iterator[Homonym]:
    """The fiches of one file, each with that of another file whose number it bears (`annexes.importing.joining`)."""
    for theme in incoming.themes:
        first: dict[Hashable, ActionOutline] = {}
        for action in sorted(theme.all_actions(), key=lambda one: one.suffix in SUFFIXES):
            if (number := action.number if action.number is not None else fold(action.code)) == "":
                continue
            key = (number, "" if action.suffix in SUFFIXES else action.suffix)
            other = first.setdefault(key, action)
            if split_file(other.source)[0] != split_file(action.source)[0] and are_unrelated(other.title, action.title):
                yield action, other


def told_apart(current: PlanOutline, incoming: PlanOutline, settled: Settled, issues: list[Issue]) -> PlanOutline:
    """The file where what bears the number of another fiche of the plan has a suffix; one warning for all of them."""
    pairs = Pairs(current, incoming, settled)
    found = list(homonyms_of_plan(current, incoming, pairs))
    given = _numbers_to_give(incoming, pairs)
    named = {id(action) for action, _ in found}
    found += [
        (action, other)
        for action, other in homonyms_of_files(incoming)
        if id(action) not in named and pairs.action(action) is None
    ]
    if found:
        issues.append(_said(found))
    if kept := [action for action in incoming.all_actions() if _is_renumbered(action, given, pairs)]:
        issues.append(_said_kept(kept))
    return _numbered(incoming, given) if given else incoming


def _stays(known: ActionOutline, pairs: Pairs) -> bool:
    return bool(known.reference) and not pairs.is_named(known) and not pairs.is_doomed(known)


def _without_theme(current: PlanOutline, incoming: PlanOutline, pairs: Pairs) -> Iterator[Homonym]:
    """The fiches of documents that name no theme, by their code alone in the whole plan."""
    asked = [
        action
        for theme in incoming.themes
        if not theme.title and pairs.theme(theme) is None
        for action in theme.unattached
        if action.code and pairs.action(action) is None
    ]
    if not asked:
        return
    holders: dict[str, list[ActionOutline]] = defaultdict(list)
    for one in current.all_actions():
        if one.code and _stays(one, pairs):
            holders[fold(one.code)].append(one)
    for action in asked:
        several = holders.get(fold(action.code), [])
        if len(several) == 1 and are_unrelated(several[0].title, action.title):
            yield action, several[0]


def _numbers_to_give(incoming: PlanOutline, pairs: Pairs) -> dict[int, Number]:
    """What else than its number each fiche must bear, by its `id`, for those of the plan that stay to keep theirs.

    A fiche that the plan has keeps the number that it has there, also when the file gives it none; a new one takes a
    suffix.
    """
    given: dict[int, Number] = {}
    for theme in incoming.themes:
        known = pairs.theme(theme)
        if known is None:
            continue
        staying = {_number(one) for one in known.all_actions() if _stays(one, pairs)}
        silent = (pairs.action(action) for action in theme.all_actions() if not action.reference)
        staying |= {_number(twin) for twin in silent if twin is not None and twin.number is not None}
        if not staying:
            continue
        claims: dict[Number, list[tuple[ActionOutline, ActionOutline]]] = defaultdict(list)
        for action in theme.all_actions():
            twin = pairs.action(action)
            if twin is not None and action.number is not None and _number(twin) != _number(action):
                claims[_number(action)].append((action, twin))
        waiting = list(staying)
        while waiting:
            for action, twin in claims.pop(waiting.pop(), ()):
                given[id(action)] = _number(twin)
                staying.add(_number(twin))
                waiting.append(_number(twin))
        taken = staying | {_number(one) for one in theme.all_actions()}
        for action in theme.all_actions():
            if pairs.action(action) is None and action.number is not None and _number(action) in staying:
                number = action.number, free_suffix(action.number, taken)
                given[id(action)] = number
                taken.add(number)
    return given


def _number(action: ActionOutline) -> Number:
    return action.number, action.suffix


def _numbered(incoming: PlanOutline, given: dict[int, Number]) -> PlanOutline:
    index = index_of(incoming) if any(action.links or action.merged_into for action in incoming.all_actions()) else None

    def numbered(action: ActionOutline) -> ActionOutline:
        if id(action) not in given:
            return action
        number, suffix = given[id(action)]
        return replace(action, number=number, suffix=suffix)

    def moved(address: FicheAddress) -> FicheAddress:
        fiche = index.find(address) if index is not None and not address.plan else None
        if fiche is None or id(fiche) not in given:
            return address
        return replace(address, name=numbered(fiche).reference or fiche.title, twin=1)

    return map_actions(incoming, lambda action: readdressed(numbered(action), moved))


def _is_renumbered(action: ActionOutline, given: dict[int, Number], pairs: Pairs) -> bool:
    """Whether the file gave a number that a fiche may not take, beside the suffix that an earlier import gave it."""
    if id(action) not in given or pairs.action(action) is None:
        return False
    return given[id(action)][0] != action.number


def _said_kept(kept: list[ActionOutline]) -> Issue:
    named = ", ".join(f"{one.reference} (« {one.title[:_SHORT]} »)" for one in kept[:TOLD])
    more = f" et {len(kept) - TOLD} autres" if len(kept) > TOLD else ""
    lead = f"{len(kept)} fiches gardent leur numéro" if len(kept) > 1 else "une fiche garde son numéro"
    return Issue(
        kept[0].source,
        Severity.WARNING,
        "number-kept",
        f"{lead} du plan\u00a0: celui du fichier est porté par une fiche que le fichier ne nomme pas ({named}{more})",
        "supprimez l’autre fiche parmi les absents si elle n’a plus lieu d’être",
        kept[0].title[:120],
    )


def _said(found: list[Homonym]) -> Issue:
    pairs = "\u00a0; ".join(
        f"{other.reference} (« {action.title[:_SHORT]} », et « {other.title[:_SHORT]} »)"
        for action, other in found[:TOLD]
    )
    more = f" et {len(found) - TOLD} autres" if len(found) > TOLD else ""
    lead = f"{len(found)} fiches portent" if len(found) > 1 else "une fiche porte"
    proposal = "elles restent à part" if len(found) > 1 else "elle reste à part"
    return Issue(
        found[0][0].source,
        Severity.WARNING,
        "number-of-another",
        f"{lead} le numéro d’une autre dont l’intitulé n’a rien à voir\u00a0: {pairs}{more}",
        f"{proposal}, sous un numéro « bis »\u00a0; si c’est la même fiche, acceptez la proposition",
        found[0][0].title[:120],
    )
