"""What may be proposed to the person who reads a preview, and is never done without her.

The reader leaves hints on the nodes that it read; the plan and the directory tell the rest: a name close to that of a
known partner, a name that public life has replaced, a fiche that the plan seems to have already, a place for a fiche
that has none. Everything is linear in the number of nodes and names.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from accounts.text import one_line
from annexes.applying.directory import Directory
from annexes.comparing.homonyms import homonyms_of_files, homonyms_of_plan
from annexes.comparing.matching import Settled
from annexes.comparing.pairs import AnyNode, Pairs, every, label_of
from annexes.comparing.pointing import pointed
from annexes.comparing.titles import are_unrelated
from annexes.comparing.twins import namesakes, twin_fiches, twin_themes
from annexes.deciding.agedtexts import aged_texts
from annexes.deciding.decisions import UNDECIDED, Decisions
from annexes.deciding.keys import (
    accepted_joins,
    accepted_names,
    accepted_partners,
    accepted_places,
    accepted_same,
    hint_key,
    join_key,
    name_change_key,
    partner_key,
    place_key,
    same_key,
)
from annexes.deciding.places import places_for
from annexes.deciding.standing import standing_nodes
from annexes.outline import ActionOutline, HintKind, PlanOutline
from partners.ageing import AgeingNames
from partners.models import name_key
from partners.similarity import alike_names, look_alikes

APART = "une autre fiche"
UNRELATED = "même numéro, et rien de commun dans les intitulés"
_JOINED = re.compile(r"\s(?:et|&|-)\s|/")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change that is applied when `key` is accepted, and then alone.

    `ref` is the node that it changes, or nothing when it is about a name that `count` lines of the file write.
    """

    key: str
    kind: HintKind
    ref: str
    where: str  # the address of the (first) source cell
    label: str  # what it is about
    before: str
    after: str
    reason: str = ""
    count: int = 1


def keys_of_kind(proposals: Iterable[Proposal], kind: HintKind) -> frozenset[str]:
    return frozenset(proposal.key for proposal in proposals if proposal.kind is kind)


def proposals_of(
    incoming: PlanOutline, current: PlanOutline, directory: Directory, decisions: Decisions = UNDECIDED
) -> list[Proposal]:
    """Everything that may be proposed about a file as it was read, in the order of the file; names come last.

    What was accepted stays in the list, even when the plan gives no more reason to propose it. Nothing is proposed
    about a line that was left out. Some eight queries.
    """
    return _Proposing(incoming, current, directory, decisions).everything()


@dataclass(slots=True)
class _Name:
    """A name as the file writes it first, where, and how many lines write it."""

    written: str
    where: str
    count: int = 0


@dataclass(slots=True)
class _Names:
    partners: dict[str, _Name] = field(default_factory=dict)
    schemes: dict[str, _Name] = field(default_factory=dict)


class _Proposing:
    def __init__(self, incoming: PlanOutline, current: PlanOutline, directory: Directory, decisions: Decisions) -> None:
        self.pointed = pointed(incoming, current)
        self.incoming = incoming = self.pointed.outline
        self.current, self.directory = current, directory
        self.accepted = decisions.accepted
        self.nodes = {node.ref: node for node in standing_nodes(incoming, decisions.left_out)}
        self.pairs = Pairs(current, incoming, Settled(same=dict(accepted_same(decisions.accepted))))
        self.aged = AgeingNames.load()
        self.plan_nodes: dict[tuple[bool, int | None], AnyNode] = {}

    def everything(self) -> list[Proposal]:
        rank = {ref: number for number, ref in enumerate(self.nodes)}
        sought = (self._hints(), self._same(), self._homonyms(), self._places(), self._aged(), self._accepted())
        of_nodes = {one.key: one for several in sought for one in several}
        of_names = {one.key: one for one in self._names()}
        return [*sorted(of_nodes.values(), key=lambda one: rank[one.ref]), *of_names.values()]

    def _hints(self) -> Iterator[Proposal]:
        for ref, node in self.nodes.items():
            for hint in node.hints:
                key, where = hint_key(ref, hint), hint.where or node.source
                yield Proposal(key, hint.kind, ref, where, label_of(node), hint.before, hint.after)

    def _same(self) -> Iterator[Proposal]:
        left = {id(one): one for one in self.current.all_actions() if not self.pairs.is_named(one)}
        fresh = []
        for theme in self.incoming.themes:
            known = self.pairs.theme(theme)
            new = [one for one in theme.all_actions() if one.ref in self.nodes and self.pairs.action(one) is None]
            here = [one for one in known.all_actions() if id(one) in left] if known is not None else []
            for action, twin in twin_fiches(new, here):
                left.pop(id(twin))
                new.remove(action)
                yield self._same_as(action, twin, "les intitulés se ressemblent")
            fresh += new
        for action, twin in namesakes(fresh, list(left.values())):
            yield self._same_as(action, twin, "même intitulé dans un autre thème")
        themes = [one for one in self.incoming.themes if one.ref in self.nodes and self.pairs.theme(one) is None]
        gone = [one for one in self.current.themes if not self.pairs.is_named(one)]
        for theme, twin_theme in twin_themes(themes, gone):
            yield self._same_as(theme, twin_theme, "même code ou même numéro d’annexe")

    def _homonyms(self) -> Iterator[Proposal]:
        for action, other in homonyms_of_plan(self.current, self.incoming, self.pairs):
            if action.ref in self.nodes:
                yield self._same_as(action, other, "")
        for action, other in homonyms_of_files(self.incoming):
            if self.pairs.action(action) is None and {action.ref, other.ref} <= self.nodes.keys():
                yield _joining(action, other)

    def _same_as(self, node: AnyNode, twin: AnyNode, reason: str) -> Proposal:
        key = same_key(node.ref, twin.pk or 0)
        after = f"la même que « {label_of(twin)} », du plan"
        if isinstance(node, ActionOutline) and are_unrelated(node.title, twin.title):
            return Proposal(key, HintKind.HOMONYM, node.ref, node.source, label_of(node), APART, after, UNRELATED)
        return Proposal(key, HintKind.SAME, node.ref, node.source, label_of(node), "nouveau", after, reason)

    def _places(self) -> Iterator[Proposal]:
        hinted = {ref for ref, node in self.nodes.items() if any(hint.field == "place" for hint in node.hints)}
        hinted |= self.pointed.places.keys() | self.pointed.offers.keys()
        for ref, spots in self.pointed.offers.items():
            for place, label in spots if ref in self.nodes else ():
                node, key = self.nodes[ref], place_key(ref, place)
                after, reason = f"sous « {label} »", "répond au chemin que dit la fiche"
                yield Proposal(key, HintKind.PLACE, ref, node.source, label_of(node), "à rattacher", after, reason)
        for action, place, label, reason in places_for(
            self.incoming, self.current, self.pairs, self.nodes.keys() - hinted
        ):
            before = "rattachement à vérifier" if action.doubtful else "sans objectif"
            key = place_key(action.ref, place)
            yield Proposal(
                key, HintKind.PLACE, action.ref, action.source, label_of(action), before, f"sous « {label} »", reason
            )

    def _aged(self) -> Iterator[Proposal]:
        for key, node, before, after in aged_texts(self.nodes.values(), self.aged):
            yield Proposal(
                key, HintKind.AGEING, node.ref, node.source, label_of(node), before, after, "nom remplacé depuis"
            )

    def _accepted(self) -> Iterator[Proposal]:
        """What was accepted before and that nothing proposes any more: it can be taken back."""
        for ref, pk in accepted_same(self.accepted):
            node, twin = self.nodes.get(ref), None
            if node is not None and (twin := self._of_plan(node, pk)) is not None:
                yield self._same_as(node, twin, "")
        for ref, into in accepted_joins(self.accepted):
            one, other = self.nodes.get(ref), self.nodes.get(into)
            if isinstance(one, ActionOutline) and isinstance(other, ActionOutline):
                yield _joining(one, other)
        for ref, place in accepted_places(self.accepted):
            node = self.nodes.get(ref)
            target = self.nodes.get(place) or self._place_of_plan(place)
            if node is not None and target is not None:
                after = f"sous « {label_of(target)} »"
                key = place_key(ref, place)
                yield Proposal(key, HintKind.PLACE, ref, node.source, label_of(node), "à placer", after)

    def _of_plan(self, node: AnyNode, pk: int) -> AnyNode | None:
        if not self.plan_nodes:
            for theme in self.current.themes:
                for one in every(theme):
                    self.plan_nodes[isinstance(one, ActionOutline), one.pk] = one
        return self.plan_nodes.get((isinstance(node, ActionOutline), pk))

    def _place_of_plan(self, place: str) -> AnyNode | None:
        pk = place.removeprefix("pk:")
        return self._of_plan(self.current.themes[0], int(pk)) if pk.isdigit() and self.current.themes else None

    def _names(self) -> Iterator[Proposal]:
        names, aged = self._unknown_names(), self.aged
        yield from self._accepted_names(names)
        settled = {name_key(old) for old, _ in accepted_partners(self.accepted)}
        settled |= {name_key(old) for old, _ in accepted_names(self.accepted, "partner")}
        asked = [one for key, one in names.partners.items() if key not in settled]
        alike = look_alikes(self.directory.territory, [(one.written, "") for one in asked]) if asked else []
        unlike = []
        for one, found in zip(asked, alike, strict=True):
            if found is not None and _names_several(one.written, found[0]):
                found = None
            if found is not None and (known := self.directory.partners.get(name_key(found[0]))) is not None:
                yield _about(one, HintKind.PARTNER, partner_key(one.written, known[0]), known[1], found[1])
            elif (new := _today(one.written, aged)) != one.written:
                key = name_change_key("partner", one.written, new)
                yield _about(one, HintKind.AGEING, key, new, "nom remplacé depuis")
            else:
                unlike.append(one)
        yield from _alike(unlike)
        settled = {name_key(old) for old, _ in accepted_names(self.accepted, "scheme")}
        for key, one in names.schemes.items():
            if key not in settled and (new := _today(one.written, aged)) != one.written:
                change = name_change_key("scheme", one.written, new)
                yield _about(one, HintKind.AGEING, change, new, "nom remplacé depuis")

    def _accepted_names(self, names: _Names) -> Iterator[Proposal]:
        official = dict(self.directory.partners.values())
        for written, pk in accepted_partners(self.accepted):
            if (one := names.partners.get(name_key(written))) is not None and pk in official:
                yield _about(one, HintKind.PARTNER, partner_key(written, pk), official[pk], "")
        for what, several in (("partner", names.partners), ("scheme", names.schemes)):
            for old, new in accepted_names(self.accepted, what):
                if (one := several.get(name_key(old))) is not None:
                    kind = HintKind.AGEING if _today(old, self.aged) == new else HintKind.PARTNER
                    yield _about(one, kind, name_change_key(what, old, new), new, "")

    def _unknown_names(self) -> _Names:
        """The names of partners, funders and schemes that the directory lacks, by their key, in their order."""
        names = _Names()
        for action in self.nodes.values():
            if not isinstance(action, ActionOutline):
                continue
            partners = {*(p.partner for p in action.participations), *(f.funder for f in action.fundings)}
            schemes = {*action.schemes, *(f.scheme for f in action.fundings)}
            _note(names.partners, partners, self.directory.partners.keys(), action)
            _note(names.schemes, schemes, self.directory.schemes.keys(), action)
        return names


def _joining(action: ActionOutline, other: ActionOutline) -> Proposal:
    return Proposal(
        join_key(action.ref, other.ref),
        HintKind.HOMONYM,
        action.ref,
        action.source,
        label_of(action),
        APART,
        f"la même que « {label_of(other)} » ({other.source})",
        UNRELATED,
    )


def _note(known: dict[str, _Name], written: Iterable[str], directory: Iterable[str], action: ActionOutline) -> None:
    for name in sorted(written - {""} if isinstance(written, set) else written):
        if (key := name_key(name)) not in directory:
            known.setdefault(key, _Name(one_line(name), action.source)).count += 1


def _alike(names: Sequence[_Name]) -> Iterator[Proposal]:
    """Of new names that look alike, the most written one stands for the others."""
    pairs: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for first, second, reason in alike_names([name.written for name in names]):
        pairs[first].append((second, reason))
        pairs[second].append((first, reason))
    standing: set[int] = set()
    for rank in sorted(pairs, key=lambda rank: (-names[rank].count, rank)):
        found = next(((other, reason) for other, reason in pairs[rank] if other in standing), None)
        if found is None:
            standing.add(rank)
            continue
        one, other = names[rank], names[found[0]]
        key = name_change_key("partner", one.written, other.written)
        yield _about(one, HintKind.PARTNER, key, other.written, f"{found[1]}, dans ce fichier")


def _names_several(written: str, found: str) -> bool:
    """Whether `written` may name others beside `found`: « CAF et MSA » is not the CAF."""
    return bool(_JOINED.search(written)) and not _JOINED.search(found)


def _today(name: str, aged: AgeingNames) -> str:
    """A name in today's words, with its capital; the same when it has not aged."""
    new = aged.renamed(name)
    return new[:1].upper() + new[1:] if name[:1].isupper() else new


def _about(name: _Name, kind: HintKind, key: str, after: str, reason: str) -> Proposal:
    return Proposal(key, kind, "", name.where, name.written, name.written, after, reason, name.count)
