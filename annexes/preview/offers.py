"""What is proposed, kind by kind, and the names of partners that the directory does not know."""

from collections.abc import Iterator
from dataclasses import dataclass

from accounts.text import one_line
from annexes.deciding.proposals import Proposal
from annexes.importing.services import Preview
from annexes.outline import HintKind
from annexes.preview.asked import NAMES, Asked
from annexes.preview.looks import anchor
from partners.models import name_key

SHOWN = 12  # proposals of a kind, and new names, listed before « afficher les autres »
_PLURALS = {
    HintKind.PLACE: ("Places proposées", "Des lignes qui semblent mal placées, ou sans objectif."),
    HintKind.STATUS: ("Statuts à préciser", "Des statuts écrits autrement que dans les listes."),
    HintKind.WORD: ("Mots coupés ou doublés", "Des restes de mise en page dans les textes."),
    HintKind.CONTINUATION: ("Suites de titres", "Des textes qui semblent continuer un intitulé."),
    HintKind.NUMBER: ("Numéros en double", "Un même numéro porté deux fois."),
    HintKind.VALUE: ("Valeurs à confirmer", "Des valeurs qui se comprennent de plusieurs façons."),
    HintKind.PARTNER: ("Partenaires déjà connus", "Des noms proches d’un partenaire de votre répertoire."),
    HintKind.AGEING: ("Noms qui ont changé", "Des organismes ou dispositifs remplacés depuis."),
    HintKind.HOMONYM: (
        "C’est la même fiche ?",
        "Des fiches qui portent le numéro d’une autre, sans rien de commun dans les intitulés : elles restent à part "
        "tant que vous ne dites pas que c’est la même.",
    ),
    HintKind.SAME: ("Déjà dans le plan", "Des lignes qui semblent y être sous un autre intitulé."),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One proposal and whether it is accepted."""

    proposal: Proposal
    accepted: bool

    @property
    def anchor(self) -> str:
        return anchor(self.proposal.ref)


@dataclass(frozen=True, slots=True)
class OfferGroup:
    kind: HintKind
    label: str
    help: str
    offers: list[Offer]
    hidden: int
    accepted: int
    url: str  # the same page with all of them

    @property
    def total(self) -> int:
        return len(self.offers) + self.hidden

    @property
    def waiting(self) -> int:
        return self.total - self.accepted

    @property
    def accept_all(self) -> str:
        """What the button says, with how many it accepts."""
        return f"Tout accepter ({self.waiting})" if self.waiting > 1 else "Accepter aussi l’autre"

    @property
    def accept_id(self) -> str:
        return f"accepter-{self.kind.value}"

    @property
    def refuse_id(self) -> str:
        return f"refuser-{self.kind.value}"


def offer_groups(seen: Preview, asked: Asked) -> list[OfferGroup]:
    """The proposals by kind, those that are not accepted first in each."""
    groups = []
    for kind, (label, words) in _PLURALS.items():
        of_kind = [proposal for proposal in seen.proposals if proposal.kind is kind]
        if not of_kind:
            continue
        offers = [Offer(proposal, proposal.key in seen.decisions.accepted) for proposal in of_kind]
        name = f"propositions-{kind.value}"
        shown = offers if asked.whole(name) else offers[:SHOWN]
        accepted = sum(offer.accepted for offer in offers)
        groups.append(
            OfferGroup(kind, label, words, shown, len(offers) - len(shown), accepted, asked.everything_of(name))
        )
    return groups


@dataclass(slots=True)
class NewName:
    """A name that the file writes and the directory lacks; `partner` is the one that a person says it is."""

    name: str
    count: int = 0
    partner: int | None = None
    partner_name: str = ""
    likely: Proposal | None = None

    @property
    def likely_label(self) -> str:
        return f"C’est {self.likely.after}" if self.likely is not None else ""


@dataclass(frozen=True, slots=True)
class NewNames:
    names: list[NewName]
    hidden: int
    total: int
    to_create: int
    known: list[str]  # the names of the directory, for those who choose one without JavaScript

    @property
    def is_short(self) -> bool:
        return self.total <= SHOWN


def new_names(seen: Preview, asked: Asked) -> NewNames:
    """The partners that the import would create, by name; those that a person told are there too."""
    official = dict(seen.directory.partners.values())
    accepted = seen.decisions.accepted
    likely = {name_key(one.before): one for one in seen.proposals if one.kind is HintKind.PARTNER}
    found: dict[str, NewName] = {}
    for written in _partners(seen):
        key = name_key(written)
        if key in seen.directory.partners:
            continue
        name = found.setdefault(key, NewName(one_line(written)))
        name.count += 1
    chosen = {name_key(name): pk for name, pk in seen.decisions.partners.items() if pk in official}
    for key, name in found.items():
        name.likely = likely.get(key)
        name.partner = chosen.get(key)
        name.partner_name = official.get(name.partner or 0, "")
        if name.partner is None and name.likely is not None and name.likely.key in accepted:
            name.partner_name = name.likely.after
    names = sorted(found.values(), key=lambda name: (name.likely is None, -name.count))
    shown = names if asked.whole(NAMES) else names[:SHOWN]
    to_create = sum(1 for name in names if not name.partner_name)
    return NewNames(shown, len(names) - len(shown), len(names), to_create, sorted(official.values()) if names else [])


def _partners(seen: Preview) -> Iterator[str]:
    for action in seen.reading.outline.all_actions():
        yield from {p.partner: None for p in action.participations}
