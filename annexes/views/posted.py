"""The decisions that the preview of an import posts: what each button means, and what it makes of the decisions."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict

from annexes.deciding import choices
from annexes.deciding.choices import CannotDecide
from annexes.deciding.decisions import Decisions
from annexes.deciding.proposals import keys_of_kind
from annexes.importing.readings import reading_from_json
from annexes.importing.services import Preview, preview
from annexes.models import ImportBatch
from annexes.outline import HintKind
from annexes.preview import anchor, stands_at
from partners.models import name_key

_OBJECT = re.compile(r"(?:action|objective):\d{1,18}")
_LENGTH = 2000  # of what a button says: the key of a proposal holds names


@dataclass(frozen=True, slots=True)
class Decided:
    """How a request changes the decisions; `place` is where the page goes back to, `said` what is told of it.

    `branch` is the line whose branch alone looks otherwise; without it the whole tree is drawn again.
    """

    choice: choices.Choice
    said: str
    place: str
    branch: str = ""
    above: tuple[str, ...] = ()


Handler = Callable[["Posted", str], Decided]


class Posted:
    """The decision of a request, by the name of the button that was pressed."""

    def __init__(self, batch: ImportBatch, data: QueryDict) -> None:
        self.batch, self.data = batch, data
        self._seen: Preview | None = None

    def decided(self) -> Decided:
        """Raise CannotDecide when the request asks nothing that is known."""
        for name, handler in _HANDLERS.items():
            if name in self.data:
                return handler(self, str(self.data[name])[:_LENGTH])
        raise CannotDecide("Cette décision n’a pas été comprise\u00a0: rien n’a été changé.")

    @property
    def seen(self) -> Preview:
        """What the page shows now; read when a decision needs it."""
        if self._seen is None:
            self._seen = preview(self.batch)
        return self._seen

    def family(self) -> dict[str, tuple[str, ...]]:
        """What stands below what, corrections applied."""
        decisions = Decisions.from_json(self.batch.decisions)
        if decisions.moved or decisions.accepted:
            return choices.family_of(self.seen.shown)
        return choices.family_of(reading_from_json(self.batch.reading).outline)

    def leave_out(self, ref: str) -> Decided:
        family = self._with_line(ref)
        above = _above(ref, family)
        return Decided(
            lambda decisions: choices.leave_out(decisions, ref, family),
            "Laissé de côté.",
            f"c{anchor(ref)}",
            ref,
            tuple(above),
        )

    def take(self, ref: str) -> Decided:
        family = self._with_line(ref)
        left = Decisions.from_json(self.batch.decisions).left_out
        above = _above(ref, family)
        out = [one for one in above if one in left]
        branch = out[-1] if out else ref
        rest = tuple(above[above.index(branch) + 1 :]) if out else tuple(above)
        return Decided(
            lambda decisions: choices.take(decisions, ref, family), "Repris.", f"c{anchor(ref)}", branch, rest
        )

    def leave_all(self, _: str) -> Decided:
        refs = frozenset(theme.ref for theme in reading_from_json(self.batch.reading).outline.themes)
        return Decided(lambda one: choices.leave_out_only(one, refs), "Tout est laissé de côté.", "arbre")

    def take_all(self, _: str) -> Decided:
        return Decided(lambda one: choices.leave_out_only(one, frozenset()), "Tout est repris.", "arbre")

    def correct(self, ref: str) -> Decided:
        found = stands_at(reading_from_json(self.batch.reading).outline, ref)
        if found is None:
            raise CannotDecide("Cette ligne n’est pas dans le fichier\u00a0: rien n’a été changé.")
        read, stands = found
        title, place = self.data.get("titre", ""), self.data.get("place", "")
        return Decided(
            lambda one: choices.correct(one, ref, title=title, read=read, place=place, stands=stands),
            "Corrigé.",
            f"k{anchor(ref)}",
        )

    def as_read(self, ref: str) -> Decided:
        return Decided(lambda one: choices.as_read(one, ref), "Revenu à ce qui a été lu.", f"k{anchor(ref)}")

    def accept(self, key: str) -> Decided:
        return Decided(lambda one: choices.accept(one, [key]), "Proposition acceptée.", "propositions")

    def refuse(self, key: str) -> Decided:
        return Decided(lambda one: choices.refuse(one, [key]), "Proposition laissée.", "propositions")

    def accept_all(self, kind: str) -> Decided:
        keys = self._keys(kind)
        said = f"{len(keys)} propositions acceptées."
        return Decided(lambda one: choices.accept(one, keys), said, f"propositions-{kind}")

    def refuse_all(self, kind: str) -> Decided:
        keys = self._keys(kind)
        return Decided(lambda one: choices.refuse(one, keys), "Propositions laissées.", f"propositions-{kind}")

    def name(self, name: str) -> Decided:
        key = self.data.get("partenaire", "")
        if key.isdecimal() and len(key) <= 18:
            partner = int(key)
        elif known := self.seen.directory.partners.get(name_key(self.data.get("connu", ""))):
            partner = known[0]
        else:
            raise CannotDecide("Choisissez un partenaire de la liste, ou laissez ce nom comme nouveau partenaire.")
        return Decided(lambda one: choices.known_as(one, name, partner), "Partenaire choisi.", "partenaires")

    def new_name(self, name: str) -> Decided:
        """The name is that of a new partner: neither what was chosen nor a likeness that was accepted holds."""
        likely = [one.key for one in self.seen.proposals if one.kind is HintKind.PARTNER and one.before == name]
        return Decided(
            lambda one: choices.refuse(choices.known_as(one, name, None), likely), "Nouveau partenaire.", "partenaires"
        )

    def delete(self, key: str) -> Decided:
        self._check_object(key)
        return Decided(lambda one: choices.delete(one, [key]), "Sera supprimé.", f"absent-{key.replace(':', '-')}")

    def keep(self, key: str) -> Decided:
        self._check_object(key)
        return Decided(lambda one: choices.keep(one, [key]), "Conservé.", f"absent-{key.replace(':', '-')}")

    def keep_all(self, _: str) -> Decided:
        return Decided(lambda one: choices.keep(one, one.deleted), "Tout est conservé.", "absents")

    def forget(self, _: str) -> Decided:
        return Decided(lambda _: Decisions(), "Toutes les décisions sont oubliées.", "resume")

    def _with_line(self, ref: str) -> dict[str, tuple[str, ...]]:
        family = self.family()
        if ref not in family and not any(ref in children for children in family.values()):
            raise CannotDecide("Cette ligne n’est pas dans le fichier\u00a0: rien n’a été changé.")
        return family

    def _keys(self, kind: str) -> frozenset[str]:
        if kind not in set(HintKind):
            raise CannotDecide("Ces propositions n’existent pas\u00a0: rien n’a été changé.")
        return keys_of_kind(self.seen.proposals, HintKind(kind))

    def _check_object(self, key: str) -> None:
        if not _OBJECT.fullmatch(key):
            raise CannotDecide("Cet objet n’est pas dans le plan\u00a0: rien n’a été changé.")


def _above(ref: str, family: choices.Family) -> list[str]:
    """The lines above one, from the nearest to the highest."""
    parents = {child: parent for parent, children in family.items() for child in children}
    found = []
    while ref in parents:
        ref = parents[ref]
        found.append(ref)
    return found


_HANDLERS: dict[str, Handler] = {
    "laisser": Posted.leave_out,
    "prendre": Posted.take,
    "laisser-tout": Posted.leave_all,
    "prendre-tout": Posted.take_all,
    "comme-lu": Posted.as_read,
    "corriger": Posted.correct,
    "accepter": Posted.accept,
    "refuser": Posted.refuse,
    "accepter-tout": Posted.accept_all,
    "refuser-tout": Posted.refuse_all,
    "nom": Posted.name,
    "nouveau": Posted.new_name,
    "supprimer": Posted.delete,
    "garder": Posted.keep,
    "garder-tout": Posted.keep_all,
    "oublier": Posted.forget,
}
