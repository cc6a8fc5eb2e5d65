"""The names that annexes use, matched with the directory of a territory: partners, contacts, dispositifs, lists.

A name is matched only by equality, accents and case aside: with a name, an acronym that one object alone bears, or an
alias. A likely duplicate is never guessed; an unknown name becomes a new entry when the outline is applied.
"""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any, Protocol

from django.db.models import Model
from django.utils.text import slugify

from accounts.models import Territory
from accounts.text import fold, one_line
from actions.models import Audience, CharterAxis, ChildTime, Place, Scale
from annexes.applying.filenames import canonical_file, partners_of, people_of
from annexes.comparing.matching import place_key, place_rank
from annexes.fileoutline import EMPTY_FILE, PlanFile, SeatOutline
from annexes.outline import (
    ActionOutline,
    FundingOutline,
    ObjectiveOutline,
    ParticipationOutline,
    PlaceOutline,
    PlanOutline,
    ThemeOutline,
)
from annexes.reading import Issue, Severity
from annexes.vocabulary import Vocabulary
from partners.models import Contact, Domain, Partner, PartnerAlias, Scheme, name_key

BATCH = 1000
REFERENCE_MODELS: Mapping[str, Any] = {
    "domains": Domain,
    "audiences": Audience,
    "scales": Scale,
    "child_times": ChildTime,
    "charter_axes": CharterAxis,
}
_CENT = Decimal("0.01")


def load_vocabulary(territory: Territory | None) -> Vocabulary:
    """The words of the reference lists, those that the territory added included. A query a list."""
    return _vocabulary(_reference_lists(territory))


class History(Protocol):
    """What is told of the objects that will change (`annexes.applying.revisions.ImportHistory`)."""

    def will_change(self, model: type[Model], instances: Iterable[Model]) -> None: ...


@dataclass(slots=True)
class Directory:
    """What names mean in one territory. Ten queries to load."""

    territory: Territory
    partners: dict[str, tuple[int, str]]  # key of the name → key in the database, name
    contacts: dict[tuple[int, str], int]  # partner, name → key in the database
    schemes: dict[str, tuple[int, str]]
    places: dict[tuple[str, str], tuple[int, str]]  # kind, key of the name → key in the database, name
    codes: dict[str, dict[str, int]]  # list → code → key in the database, in the order of the list
    vocabulary: Vocabulary
    created: list[Model] = field(default_factory=list)  # by `create_missing`

    @classmethod
    def load(cls, territory: Territory) -> "Directory":
        partners = Partner.objects.filter(territory=territory).order_by("pk").values_list("pk", "name", "acronym")
        aliases = Partner.objects.filter(territory=territory, aliases__isnull=False).values_list(
            "pk", "name", "aliases__label"
        )
        schemes = Scheme.objects.available_to(territory).order_by("pk").values_list("pk", "name", "acronym")
        contacts = Contact.objects.filter(partner__territory=territory).values_list("partner_id", "full_name", "pk")
        places = Place.objects.of(territory).values_list("kind", "name_key", "pk", "name")
        lists = _reference_lists(territory)
        return cls(
            territory=territory,
            partners=_names(partners, aliases),
            contacts={(partner, name): pk for partner, name, pk in contacts},
            schemes=_names(schemes, ()),
            places={(kind, key): (pk, name) for kind, key, pk, name in places},
            codes={name: {code: pk for code, _, pk in rows} for name, rows in lists.items()},
            vocabulary=_vocabulary(lists),
        )

    def expect(self, words: Mapping[str, Iterable[str]]) -> None:
        """Know words that the file itself adds to the lists of the territory, each as its own code."""
        for name, labels in words.items():
            self.codes[name] |= dict.fromkeys(labels, 0)
        if words:
            known = self.vocabulary.labels
            self.vocabulary = Vocabulary(
                {name: {**known[name], **{label: label for label in words.get(name, ())}} for name in known}
            )

    def canonical(self, outline: PlanOutline) -> PlanOutline:
        """The outline with the directory's own names, one writing for each unknown one, no participant twice in a
        role, codes for words, lists in their order, amounts in cents."""
        canonical = _Canonical(self, outline)
        named = map_actions(outline, canonical.action)
        return named if outline.file == EMPTY_FILE else replace(named, file=canonical.file(outline.file))

    def unknown_words(self, outline: PlanOutline) -> Iterator[Issue]:
        """The words of reference lists that no list has: they are left out, and said."""
        for action in outline.all_actions():
            for name, model in REFERENCE_MODELS.items():
                for word in getattr(action, name):
                    if self.vocabulary.code(name, word) is None:
                        label = model._meta.verbose_name
                        message = f"« {word} » n’est pas dans la liste « {label} » : il n’est pas repris"
                        proposal = "choisissez un mot de la liste, ou écrivez-le dans la précision en texte libre"
                        yield Issue(action.source, Severity.WARNING, "unknown-word", message, proposal, word[:120])

    def create_missing(self, outline: PlanOutline) -> Counter[str]:
        """Create the partners, contacts and dispositifs that the outline names and the directory lacks."""
        actions = list(outline.all_actions())
        named = (p.partner for a in actions for p in a.participations)
        names = _absent((*named, *partners_of(outline.file)), self.partners)
        created = Partner.objects.bulk_create(
            [Partner(territory=self.territory, name=name).prepare() for name in names.values()], BATCH
        )
        self.created.extend(created)
        self.partners.update({key: (row.pk, row.name) for key, row in zip(names, created, strict=True)})
        held = ((p.partner, p.contact) for a in actions for p in a.participations if p.contact)
        people = {(self.partners[name_key(name)][0], who) for name, who in (*held, *people_of(outline.file))}
        contacts = [Contact(partner_id=k, full_name=name) for k, name in sorted(people - self.contacts.keys())]
        for contact in Contact.objects.bulk_create(contacts, BATCH):
            self.created.append(contact)
            self.contacts[(contact.partner_id, contact.full_name)] = contact.pk
        schemes, places = self._create_schemes(actions), self._create_places(actions)
        return Counter({"partners": len(names), "contacts": len(contacts), "schemes": schemes, "places": places})

    def learn(self, names: Mapping[str, str], history: History) -> int:
        """Keep the other names of partners that people recognised: the next file that writes them is understood."""
        fresh = {
            name_key(other): (self.partners[name_key(name)][0], one_line(other))
            for other, name in names.items()
            if name_key(other) not in self.partners and name_key(name) in self.partners
        }
        created = {one.pk for one in self.created if isinstance(one, Partner)}
        changed = {pk for pk, _ in fresh.values()} - created
        if changed:
            history.will_change(Partner, Partner.objects.filter(pk__in=changed).order_by("pk"))
        PartnerAlias.objects.bulk_create([PartnerAlias(partner_id=pk, label=label) for pk, label in fresh.values()])
        return len(fresh)

    def _create_places(self, actions: list[ActionOutline]) -> int:
        missing = {place_key(place): place for action in actions for place in action.places}
        rows = [
            Place(territory=self.territory, kind=place.kind, name=place.name).prepare()
            for key, place in missing.items()
            if key not in self.places
        ]
        for row in Place.objects.bulk_create(rows, BATCH):
            self.created.append(row)
            self.places[(row.kind, row.name_key)] = (row.pk, row.name)
        return len(rows)

    def _create_schemes(self, actions: list[ActionOutline]) -> int:
        named = (s for a in actions for s in (*a.schemes, *(f.scheme for f in a.fundings if f.scheme)))
        names = _absent(named, self.schemes)
        if not names:
            return 0
        taken = set(Scheme.objects.filter(territory=self.territory).values_list("slug", flat=True))
        rows = []
        for name in names.values():
            slug = _free_slug(name, taken)
            taken.add(slug)
            rows.append(Scheme(territory=self.territory, name=name, slug=slug))
        created = Scheme.objects.bulk_create(rows, BATCH)
        self.created.extend(created)
        self.schemes.update({key: (row.pk, row.name) for key, row in zip(names, created, strict=True)})
        return len(names)


def without_private_contacts(outline: PlanOutline, territory: Territory) -> PlanOutline:
    """The outline with the contacts alone who are named in documents. One query."""
    return with_contacts_among(outline, named_in_documents(territory))


def named_in_documents(territory: Territory) -> frozenset[tuple[str, str]]:
    """The contacts who are named in documents: partner, full name."""
    shown = Contact.objects.filter(partner__territory=territory, shown_in_exports=True)
    return frozenset(shown.values_list("partner__name", "full_name"))


def with_contacts_among(outline: PlanOutline, public: Container[tuple[str, str]]) -> PlanOutline:
    """The outline without the other contacts, of roles and of seats."""

    def stripped(action: ActionOutline) -> ActionOutline:
        if all(not p.contact or (p.partner, p.contact) in public for p in action.participations):
            return action
        kept = tuple(p if (p.partner, p.contact) in public else replace(p, contact="") for p in action.participations)
        return replace(action, participations=kept)

    def unnamed(seat: SeatOutline) -> SeatOutline:
        hidden = seat.contact and (seat.organisation, seat.contact) not in public
        return replace(seat, contact="") if hidden else seat

    committees = tuple(replace(one, seats=tuple(map(unnamed, one.seats))) for one in outline.file.committees)
    return map_actions(replace(outline, file=replace(outline.file, committees=committees)), stripped)


class _Canonical:
    """One writing a name: the directory's, else the first one of the outline (a participant's before a funder's)."""

    def __init__(self, directory: Directory, outline: PlanOutline) -> None:
        self.partners = {key: name for key, (_, name) in directory.partners.items()}
        self.schemes = {key: name for key, (_, name) in directory.schemes.items()}
        self.places = {key: name for key, (_, name) in directory.places.items()}
        self.vocabulary = directory.vocabulary
        self.ranks = {name: {code: i for i, code in enumerate(codes)} for name, codes in directory.codes.items()}
        for action in outline.all_actions():
            for participation in action.participations:
                self._partner(participation.partner)

    def action(self, action: ActionOutline) -> ActionOutline:
        values: dict[str, Any] = {}
        if action.participations:
            held: dict[tuple[str, str], ParticipationOutline] = {}
            for p in action.participations:
                name = self._partner(p.partner)
                same = name == p.partner and one_line(p.contact) == p.contact
                held.setdefault((p.role, name), p if same else replace(p, partner=name, contact=one_line(p.contact)))
            values["participations"] = tuple(held.values())
        if action.schemes:
            values["schemes"] = tuple(dict.fromkeys(map(self._scheme, action.schemes)))
        if action.fundings:
            values["fundings"] = tuple(map(self._funding, action.fundings))
        if action.places:
            values["places"] = tuple(sorted(dict.fromkeys(map(self._place, action.places)), key=place_rank))
        if len(action.notes) > 1:
            values["notes"] = tuple(sorted(action.notes, key=lambda note: -note.year))
        for name, rank in self.ranks.items():
            if words := getattr(action, name):
                codes = {code for word in words if (code := self.vocabulary.code(name, word))}
                values[name] = tuple(sorted(codes, key=rank.__getitem__))
        changed = {name: value for name, value in values.items() if value != getattr(action, name)}
        return replace(action, **changed) if changed else action

    def file(self, file: PlanFile) -> PlanFile:
        return canonical_file(file, self._partner)

    def _partner(self, name: str) -> str:
        return _written(name, self.partners)

    def _place(self, place: PlaceOutline) -> PlaceOutline:
        name = self.places.setdefault(place_key(place), one_line(place.name))
        return place if name == place.name else replace(place, name=name)

    def _scheme(self, name: str) -> str:
        return _written(name, self.schemes)

    def _funding(self, funding: FundingOutline) -> FundingOutline:
        amounts = {
            name: amount.quantize(_CENT, ROUND_HALF_UP)
            for name in ("planned", "requested", "granted", "spent")
            if (amount := getattr(funding, name)) is not None and amount != amount.quantize(_CENT, ROUND_HALF_UP)
        }
        scheme = self._scheme(funding.scheme) if funding.scheme else ""
        return replace(
            funding, funder=self._partner(funding.funder) if funding.funder else "", scheme=scheme, **amounts
        )


def map_actions(outline: PlanOutline, change: Callable[[ActionOutline], ActionOutline]) -> PlanOutline:
    """The outline with `change` applied to each action; what it leaves alone is not copied."""

    def objective(node: ObjectiveOutline) -> ObjectiveOutline:
        children, actions = tuple(map(objective, node.children)), tuple(map(change, node.actions))
        same = _same(children, node.children) and _same(actions, node.actions)
        return node if same else replace(node, children=children, actions=actions)

    def theme(node: ThemeOutline) -> ThemeOutline:
        objectives, unattached = tuple(map(objective, node.objectives)), tuple(map(change, node.unattached))
        same = _same(objectives, node.objectives) and _same(unattached, node.unattached)
        return node if same else replace(node, objectives=objectives, unattached=unattached)

    return replace(outline, themes=tuple(map(theme, outline.themes)))


def _same(new: Sequence[object], old: Sequence[object]) -> bool:
    return all(a is b for a, b in zip(new, old, strict=True))


def _reference_lists(territory: Territory | None) -> dict[str, list[tuple[str, str, int]]]:
    """The code, label and key of each word of each list, in its order."""
    lists = {}
    for name, model in REFERENCE_MODELS.items():
        words = model.objects.available_to(territory).order_by("position", "label", "pk")
        lists[name] = list(words.values_list("code", "label", "pk"))
    return lists


def _vocabulary(lists: Mapping[str, Iterable[tuple[str, str, int]]]) -> Vocabulary:
    return Vocabulary({name: {code: label for code, label, _ in rows} for name, rows in lists.items()})


def _written(name: str, names: dict[str, str]) -> str:
    """The one writing of a name; a name met for the first time becomes it."""
    key = name_key(name)
    if key not in names:
        names[key] = one_line(name)
    return names[key]


def _absent(names: Iterable[str], known: Container[str]) -> dict[str, str]:
    """The names that are not known, by their key, in their order."""
    return {key: name for name in dict.fromkeys(names) if (key := name_key(name)) not in known}


def _free_slug(name: str, taken: Container[str]) -> str:
    base = slugify(fold(name))[:70].strip("-") or "dispositif"
    return base if base not in taken else next(s for n in count(2) if (s := f"{base}-{n}") not in taken)


def _names(rows: Iterable[tuple[int, str, str]], aliases: Iterable[tuple[int, str, str]]) -> dict[str, tuple[int, str]]:
    """Folded names first; then acronyms and aliases that mean one object alone."""
    rows = list(rows)
    names: dict[str, tuple[int, str]] = {}
    for pk, name, _ in rows:
        names.setdefault(name_key(name), (pk, name))
    others: dict[str, set[tuple[int, str]]] = {}
    for pk, name, other in [*rows, *aliases]:
        if other:
            others.setdefault(name_key(other), set()).add((pk, name))
    for key, meanings in others.items():
        if len(meanings) == 1:
            names.setdefault(key, next(iter(meanings)))
    return names
