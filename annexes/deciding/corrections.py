"""A file as people decided it: renamed, moved, completed, without what they left out.

Pure: no database. What cannot be followed any more is left aside and said, never half done.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

from annexes.applying.checks import fit
from annexes.applying.directory import Directory, map_actions
from annexes.applying.directorylists import is_row
from annexes.comparing.matching import GRAFT, Settled, path_key
from annexes.comparing.pairs import AnyNode, Pairs, children_of, every, key_of, paths
from annexes.comparing.pointing import Pointed, pointed, points
from annexes.deciding.agedtexts import accepted_texts
from annexes.deciding.branches import Branches
from annexes.deciding.decisions import Decisions
from annexes.deciding.joins import joined_fiches
from annexes.deciding.keys import accepted_names, accepted_partners, accepted_places, accepted_same, hint_key
from annexes.deciding.standing import levels_of
from annexes.jsonform import field_from_json
from annexes.outline import ActionOutline, Hint, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.reading import Issue, Severity
from annexes.refs import with_refs
from partners.models import name_key
from plans.levels import Ladder

PLACE = "place"  # the field of a hint that moves its node
ASIDE = "cette décision est laissée de côté : reprenez-la dans l’aperçu"
_NAMING = frozenset({"title", "number", "suffix", "code"})


@dataclass(frozen=True, slots=True)
class Decided:
    """What was read once decisions are applied.

    `shown` still holds the lines that were left out, `outline` does not: it is what is compared and written. `settled`
    goes to the comparison with it; `issues` tells the decisions that cannot be followed, and what they make unfit.
    """

    shown: PlanOutline
    outline: PlanOutline
    settled: Settled = field(default_factory=Settled)
    issues: tuple[Issue, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # of partners, as the file writes them → as they are


def decided(
    incoming: PlanOutline,
    current: PlanOutline,
    directory: Directory,
    decisions: Decisions,
    *,
    ladder: Ladder | None = None,
) -> Decided:
    """Apply decisions to what was read, for the plan as it is. `ladder` says which places its kind allows."""
    if not decisions and not points(incoming):
        return Decided(incoming, incoming)
    if any(not theme.ref for theme in incoming.themes):
        incoming = with_refs(incoming)
    refs = {node.ref for theme in incoming.themes for node in every(theme)}
    found = pointed(incoming, current)
    incoming = joined_fiches(found.outline, decisions.accepted)
    return _Deciding(incoming, current, directory, decisions, ladder, refs, found).decided()


class _Deciding:
    def __init__(
        self,
        incoming: PlanOutline,
        current: PlanOutline,
        directory: Directory,
        decisions: Decisions,
        ladder: Ladder | None,
        refs: Set[str],
        pointed: Pointed,
    ) -> None:
        """`refs` are those of all the lines that were read, also those that have become one with another."""
        self.refs, self.pointed = refs, pointed
        self.incoming, self.current, self.decisions, self.ladder = incoming, current, decisions, ladder
        self.issues: list[Issue] = []
        chosen = dict(accepted_partners(decisions.accepted)) | dict(decisions.partners)
        self.partners = {name_key(old): new for old, new in accepted_names(decisions.accepted, "partner")}
        self.partners |= _official(directory, chosen)
        self.schemes = {name_key(old): new for old, new in accepted_names(decisions.accepted, "scheme")}
        self.nodes = {node.ref: node for theme in incoming.themes for node in every(theme) if node.ref}
        self.same = self._same()
        self.places = self._places()

    def decided(self) -> Decided:
        self._check_refs()
        pairs = Pairs(self.current, self.incoming, Settled(same=self.same))
        shown = self._corrected(pairs)
        named = {
            f"{GRAFT}{twin.pk}": ref for ref, node in self.nodes.items() if (twin := _place_of(pairs, node)) is not None
        }
        moving = Branches(shown, self.current, named, self.decisions.left_out, self.ladder)
        for ref, place in self.places.items():
            if ref not in self.nodes:
                continue
            self._keep_identity(pairs, self.nodes[ref])
            if fault := moving.move(ref, place):
                self._refuse(self.nodes[ref], fault)
        self.same |= moving.grafted
        spared = {
            key_of(known)
            for ref in self.decisions.left_out
            if ref in moving
            for below in moving.below(ref)
            if below in self.nodes and (known := pairs.any(self.nodes[below])) is not None
        }
        settled = Settled(self.same, moving.detached, frozenset(spared), self.decisions.deleted)
        told = [issue for ref, issue in self.pointed.issues.items() if self._is_open(ref)]
        rest, mended = fit(self._filled(moving, self.decisions.left_out), levels_of(self.ladder))
        return Decided(self._filled(moving), rest, settled, (*self.issues, *told, *mended), self._other_names(rest))

    def _is_open(self, ref: str) -> bool:
        """Whether nobody decided of the place of this fiche."""
        return ref not in self.decisions.left_out and self.places.get(ref) == self.pointed.places.get(ref)

    def _filled(self, moving: Branches, without: frozenset[str] = frozenset()) -> PlanOutline:
        """The outline without the theme of fiches that all went where they point to."""
        outline = moving.outline(without)
        if not (self.pointed.places or self.pointed.offers):
            return outline
        themes = (one for one in outline.themes if one.title or one.objectives or one.unattached)
        return replace(outline, themes=tuple(themes))

    def _other_names(self, rest: PlanOutline) -> dict[str, str]:
        """The names of partners that the file writes otherwise than was decided, in what is taken of it."""
        if not self.partners:
            return {}
        taken = {action.ref for action in rest.all_actions()}
        written = (
            name
            for action in self.incoming.all_actions()
            if action.ref in taken
            for name in (*(p.partner for p in action.participations), *(f.funder for f in action.fundings))
        )
        return {name: self._partner(name) for name in written if name_key(name) in self.partners}

    def _check_refs(self) -> None:
        left_out = (ref for ref in self.decisions.left_out if not is_row(ref))
        named = {*left_out, *self.decisions.renamed, *self.decisions.moved}
        if unknown := named - self.refs:
            several = f"{len(unknown)} décisions portent" if len(unknown) > 1 else "une décision porte"
            message = f"{several} sur des lignes qui ne sont plus dans le fichier"
            self._say("", message, "elles sont laissées de côté : relisez l’aperçu")

    def _same(self) -> dict[str, int]:
        """What people said to be already in the plan; a node that is gone from it is not."""
        keys = {key_of(node): node for theme in self.current.themes for node in every(theme)}
        found: dict[str, int] = {}
        for ref, pk in accepted_same(self.decisions.accepted):
            node = self.nodes.get(ref)
            known = keys.get(f"{'action' if isinstance(node, ActionOutline) else 'objective'}:{pk}")
            if node is None or pk in found.values():
                continue
            if known is None or type(known) is not type(node) or _level(known) != _level(node):
                self._refuse(node, "ce qui devait être déjà dans le plan n’y est plus")
                continue
            found[ref] = pk
        return found

    def _places(self) -> dict[str, str]:
        """Where people put things: by hand, else by a proposal that they accepted."""
        found = {**self.pointed.places, **dict(accepted_places(self.decisions.accepted))}
        where = _Addresses(self.incoming, self.current)
        for node, hint in self._accepted_hints():
            if hint.field == PLACE:
                place = where.find(hint.value)
                if place is None:
                    self._refuse(node, "la place proposée n’est plus ni dans le fichier ni dans le plan")
                else:
                    found[node.ref] = place
        return found | dict(self.decisions.moved)

    def _accepted_hints(self) -> Iterator[tuple[AnyNode, Hint]]:
        if self.decisions.accepted:
            for ref, node in self.nodes.items():
                yield from ((node, hint) for hint in node.hints if hint_key(ref, hint) in self.decisions.accepted)

    def _corrected(self, pairs: Pairs) -> PlanOutline:
        """The file with its new titles, the hints that were accepted and the names of partners that were chosen."""
        values: dict[str, dict[str, Any]] = {}
        for node, hint in self._accepted_hints():
            if hint.field != PLACE:
                try:
                    value = field_from_json(type(node), hint.field, hint.value)
                except (KeyError, TypeError, ValueError, AttributeError):
                    self._refuse(node, "la valeur proposée ne convient plus à ce champ")
                    continue
                values.setdefault(node.ref, {})[hint.field] = value
        for ref, name, text in accepted_texts(self.nodes, self.decisions.accepted):
            values.setdefault(ref, {})[name] = text
        for ref, title in self.decisions.renamed.items():
            if ref in self.nodes and (words := " ".join(title.split())):
                values.setdefault(ref, {})["title"] = words
        for ref, changed in values.items():
            if changed.keys() & _NAMING and (known := pairs.any(self.nodes[ref])) is not None and known.pk is not None:
                self.same.setdefault(ref, known.pk)
        outline = _with_values(_speaking_of(self.incoming, self.nodes, values), values) if values else self.incoming
        return map_actions(outline, self._named) if self.partners or self.schemes else outline

    def _named(self, action: ActionOutline) -> ActionOutline:
        values: dict[str, Any] = {}
        if self.partners and action.participations:
            values["participations"] = tuple(
                replace(p, partner=self._partner(p.partner)) if self._partner(p.partner) != p.partner else p
                for p in action.participations
            )
        if self.schemes and action.schemes:
            values["schemes"] = tuple(self.schemes.get(name_key(name), name) for name in action.schemes)
        if action.fundings:
            values["fundings"] = tuple(
                replace(f, funder=self._partner(f.funder), scheme=self.schemes.get(name_key(f.scheme), f.scheme))
                for f in action.fundings
            )
        changed = {name: value for name, value in values.items() if value != getattr(action, name)}
        return replace(action, **changed) if changed else action

    def _partner(self, name: str) -> str:
        return self.partners.get(name_key(name), name)

    def _keep_identity(self, pairs: Pairs, node: AnyNode) -> None:
        """What moves remains what it is in the plan, with all that it holds."""
        known = pairs.any(node)
        if known is not None and known.pk is not None:
            self.same.setdefault(node.ref, known.pk)
        for child in children_of(node):
            self._keep_identity(pairs, child)

    def _refuse(self, node: AnyNode, fault: str) -> None:
        self._say(node.source, f"« {node.title[:80]} » : {fault}", ASIDE, node.title[:120])

    def _say(self, where: str, message: str, proposal: str, excerpt: str = "") -> None:
        self.issues.append(Issue(where, Severity.WARNING, "decision-refused", message, proposal, excerpt))


class _Addresses:
    """The place that a path of labels means: of the file first, then of the plan."""

    def __init__(self, incoming: PlanOutline, current: PlanOutline) -> None:
        self._outlines = (current, incoming)
        self._found: dict[tuple[str, ...], str] = {}

    def find(self, labels: Any) -> str | None:
        if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
            return None
        if not self._found:
            for outline in self._outlines:
                at = paths(outline)
                for theme in outline.themes:
                    self._found[path_key((theme.title,))] = theme.ref or f"{GRAFT}{theme.pk}"
                    for objective in theme.walk():
                        self._found[path_key(at[id(objective)])] = objective.ref or f"{GRAFT}{objective.pk}"
        return self._found.get(path_key(tuple(labels)))


def _official(directory: Directory, chosen: Mapping[str, int]) -> dict[str, str]:
    """By the key of a name as written, the name of the partner that was chosen for it; gone ones are left aside."""
    names = dict(directory.partners.values()) if chosen else {}
    return {name_key(written): names[pk] for written, pk in chosen.items() if pk in names}


def _place_of(pairs: Pairs, node: AnyNode) -> AnyNode | None:
    """The theme or objective of the plan that a node of the file is."""
    return None if isinstance(node, ActionOutline) else pairs.any(node)


def _speaking_of(
    outline: PlanOutline, nodes: Mapping[str, AnyNode], values: Mapping[str, Mapping[str, Any]]
) -> PlanOutline:
    """The outline that speaks of the fields that people decided, for the nodes that they decided it of alone.

    A file whose tables have no statut says nothing of it: the other fiches keep theirs.
    """
    whole = {ActionOutline: "action", ObjectiveOutline: "objective", ThemeOutline: "theme"}
    asked: dict[str, set[str]] = {kind: set() for kind in whole.values()}
    for ref, changed in values.items():
        asked[whole[type(nodes[ref])]].update(changed)
    told = {kind: getattr(outline.carries, kind) for kind in asked}
    if all(asked[kind] <= told[kind] for kind in asked):
        return outline
    carries = replace(outline.carries, **{kind: told[kind] | asked[kind] for kind in asked})
    own = {
        ref: {
            "carries": (node.carries if node.carries is not None else told[whole[type(node)]])
            | values.get(ref, {}).keys()
        }
        for ref, node in nodes.items()
    }
    return replace(_with_values(outline, own), carries=carries)


def _with_values(outline: PlanOutline, values: Mapping[str, Mapping[str, Any]]) -> PlanOutline:
    """The outline with new values for some fields of some nodes, by their ref."""

    def action(node: ActionOutline) -> ActionOutline:
        return replace(node, **values[node.ref]) if node.ref in values else node

    def objective(node: ObjectiveOutline) -> ObjectiveOutline:
        children, actions = tuple(map(objective, node.children)), tuple(map(action, node.actions))
        return replace(node, **{**values.get(node.ref, {}), "children": children, "actions": actions})

    def theme(node: ThemeOutline) -> ThemeOutline:
        objectives, unattached = tuple(map(objective, node.objectives)), tuple(map(action, node.unattached))
        return replace(node, **{**values.get(node.ref, {}), "objectives": objectives, "unattached": unattached})

    return replace(outline, themes=tuple(map(theme, outline.themes)))


def _level(node: AnyNode) -> str:
    return node.level if isinstance(node, ObjectiveOutline) else ""
