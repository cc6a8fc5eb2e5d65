"""The names that annexes use, matched with the directory of a territory: partners, contacts, dispositifs, lists.

A name is matched only by equality, accents and case aside: with a name, an acronym that one object alone bears, or an
alias. A likely duplicate is never guessed; an unknown name becomes a new entry when the outline is applied.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.utils.text import slugify

from accounts.models import Territory
from accounts.text import fold, one_line
from actions.models import Audience, ChildTime, Scale
from annexes.outline import ActionOutline, ObjectiveOutline, ParticipationOutline, PlanOutline, ThemeOutline
from partners.models import Contact, Domain, Partner, Scheme

REFERENCE_MODELS = {"domains": Domain, "audiences": Audience, "scales": Scale, "child_times": ChildTime}


@dataclass(slots=True)
class Directory:
    """What names mean in one territory. Eight queries to load."""

    territory: Territory
    partners: dict[str, tuple[int, str]]  # folded name → key, name
    contacts: dict[tuple[int, str], int]  # partner, name → key
    schemes: dict[str, tuple[int, str]]
    codes: dict[str, dict[str, int]]  # list → code → key, in the order of the list

    @classmethod
    def load(cls, territory: Territory) -> "Directory":
        partners = Partner.objects.filter(territory=territory).order_by("pk").values_list("pk", "name", "acronym")
        aliases = Partner.objects.filter(territory=territory, aliases__isnull=False).values_list(
            "pk", "name", "aliases__label"
        )
        schemes = Scheme.objects.available_to(territory).order_by("pk").values_list("pk", "name", "acronym")
        contacts = Contact.objects.filter(partner__territory=territory).values_list("partner_id", "full_name", "pk")
        return cls(
            territory=territory,
            partners=_names(partners, aliases),
            contacts={(partner, name): pk for partner, name, pk in contacts},
            schemes=_names(schemes, ()),
            codes={
                name: dict(model.objects.order_by("position", "label").values_list("code", "pk"))  # type: ignore[attr-defined]
                for name, model in REFERENCE_MODELS.items()
            },
        )

    def canonical(self, outline: PlanOutline) -> PlanOutline:
        """The outline with the directory's own names, no participant twice in a role, lists in their order."""
        ranks = {name: {code: rank for rank, code in enumerate(codes)} for name, codes in self.codes.items()}
        return map_actions(outline, lambda action: self._canonical_action(action, ranks))

    def partner_name(self, name: str) -> str:
        found = self.partners.get(fold(name))
        return found[1] if found else one_line(name)

    def scheme_name(self, name: str) -> str:
        found = self.schemes.get(fold(name))
        return found[1] if found else one_line(name)

    def create_missing(self, outline: PlanOutline) -> Counter[str]:
        """Create the partners, contacts and dispositifs that the outline names and the directory lacks."""
        created: Counter[str] = Counter()
        actions = list(outline.all_actions())
        names = {p.partner for a in actions for p in a.participations}
        missing = {fold(n): n for n in sorted(names) if fold(n) not in self.partners}
        for partner in Partner.objects.bulk_create(
            [Partner(territory=self.territory, name=name).prepare() for name in missing.values()]
        ):
            self.partners[partner.name_key] = (partner.pk, partner.name)
        created["partners"] = len(missing)

        people = {
            (self.partners[fold(p.partner)][0], p.contact) for a in actions for p in a.participations if p.contact
        }
        unknown = [Contact(partner_id=k, full_name=name) for k, name in sorted(people - self.contacts.keys())]
        for contact in Contact.objects.bulk_create(unknown):
            self.contacts[(contact.partner_id, contact.full_name)] = contact.pk
        created["contacts"] = len(unknown)

        names = {s for a in actions for s in (*a.schemes, *(f.scheme for f in a.fundings if f.scheme))}
        absent = {fold(n): n for n in sorted(names) if fold(n) not in self.schemes}
        for scheme in Scheme.objects.bulk_create(
            [Scheme(territory=self.territory, name=n, slug=slugify(n)[:70] or "dispositif") for n in absent.values()]
        ):
            self.schemes[fold(scheme.name)] = (scheme.pk, scheme.name)
        created["schemes"] = len(absent)
        return created

    def _canonical_action(self, action: ActionOutline, ranks: dict[str, dict[str, int]]) -> ActionOutline:
        values: dict[str, object] = {}
        if action.participations:
            held: dict[tuple[str, str], ParticipationOutline] = {}
            for participation in action.participations:
                name = self.partner_name(participation.partner)
                held.setdefault((participation.role, name), replace(participation, partner=name))
            values["participations"] = tuple(held.values())
        if action.schemes:
            values["schemes"] = tuple(dict.fromkeys(self.scheme_name(name) for name in action.schemes))
        if action.fundings:
            values["fundings"] = tuple(
                replace(f, funder=self.partner_name(f.funder), scheme=self.scheme_name(f.scheme) if f.scheme else "")
                for f in action.fundings
            )
        for name, rank in ranks.items():
            if codes := getattr(action, name):
                values[name] = tuple(sorted({c for c in codes if c in rank}, key=rank.__getitem__))
        return replace(action, **values) if values else action  # type: ignore[arg-type]


def map_actions(outline: PlanOutline, change: Callable[[ActionOutline], ActionOutline]) -> PlanOutline:
    """The outline with `change` applied to each action."""

    def objective(node: ObjectiveOutline) -> ObjectiveOutline:
        return replace(node, children=tuple(map(objective, node.children)), actions=tuple(map(change, node.actions)))

    def theme(node: ThemeOutline) -> ThemeOutline:
        objectives, unattached = tuple(map(objective, node.objectives)), tuple(map(change, node.unattached))
        return replace(node, objectives=objectives, unattached=unattached)

    return replace(outline, themes=tuple(map(theme, outline.themes)))


def _names(rows: Iterable[tuple[int, str, str]], aliases: Iterable[tuple[int, str, str]]) -> dict[str, tuple[int, str]]:
    """Folded names first; then acronyms and aliases that mean one object alone."""
    rows = list(rows)
    names: dict[str, tuple[int, str]] = {}
    for pk, name, _ in rows:
        names.setdefault(fold(name), (pk, name))
    others: dict[str, set[tuple[int, str]]] = {}
    for pk, name, other in [*rows, *aliases]:
        if other:
            others.setdefault(fold(other), set()).add((pk, name))
    for key, meanings in others.items():
        if len(meanings) == 1:
            names.setdefault(key, next(iter(meanings)))
    return names
