"""The page of one fiche: its fields in the order that people read them, the empty ones left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import CharField, F, Value

from accounts.text import fold
from actions.enums import Role, ScheduleKind
from actions.models import (
    Action,
    ActionLink,
    ActionNote,
    Audience,
    CharterAxis,
    ChildTime,
    Decision,
    Document,
    Funding,
    Participation,
    Scale,
    Step,
)
from actions.prose import Passage, passages
from actions.wording import ages_wording, dated, fiche_label, schedule_wording
from partners.models import Domain
from plans.enums import Level
from plans.models import TITLE_LENGTH, Objective, Plan, PlanKindLevel

TEXTS = {
    "challenge": "Enjeu",
    "context": "Contexte et constats",
    "objectives_text": "Objectifs et dynamiques",
    "description": "Description",
    "outputs": "Réalisations attendues",
    "expected_effects": "Effets attendus",
}
PAIRS = {  # side by side where there is room, when both are there
    "context": "objectives_text",
    "objectives_text": "context",
    "outputs": "expected_effects",
    "expected_effects": "outputs",
}
TERMS = {
    "audiences": Audience,
    "child_times": ChildTime,
    "scales": Scale,
    "domains": Domain,
    "charter_axes": CharterAxis,
}
AMOUNTS = {"planned": "Prévu", "requested": "Demandé", "granted": "Accordé", "spent": "Réalisé"}
SEVERAL = {
    Role.CO_LEAD: "Co-pilotes",
    Role.FACILITATOR: "Animateurs",
    Role.OPERATOR: "Porteurs",
    Role.PARTNER: "Partenaires",
    Role.FUNDER: "Financeurs",
    Role.CONTRACTOR: "Prestataires",
    Role.RELAY: "Relais d’information",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A titled text; `wide` when it takes the whole width."""

    title: str
    passages: list[Passage]
    wide: bool


@dataclass(frozen=True, slots=True)
class Place:
    """One level of the place of a fiche in its plan."""

    level: str
    objective: Objective


@dataclass(frozen=True, slots=True)
class Tie:
    """A link with another fiche; `said` is what a person wrote of it, nothing when it only repeats what leads there."""

    link: ActionLink
    said: str


@dataclass(slots=True)
class FundingTable:
    """The lines of the funding plan with the amounts that at least one line gives, and their totals."""

    lines: list[tuple[Funding, list[Decimal | None]]]
    amounts: list[str]
    totals: list[Decimal]


@dataclass(slots=True)
class FichePage:
    action: Action
    place: list[Place]
    schedule: str
    roles: list[tuple[str, list[str]]]
    facts: list[tuple[str, list[str]]]
    fundings: FundingTable | None
    blocks: list[Block] = field(default_factory=list)
    indicators: list[tuple[str, list[Any]]] = field(default_factory=list)
    steps: list[tuple[Step, str]] = field(default_factory=list)
    links: list[tuple[str, list[Tie]]] = field(default_factory=list)
    linked_from: list[Tie] = field(default_factory=list)
    merged_from: list[Action] = field(default_factory=list)
    notes: list[tuple[ActionNote, list[Passage]]] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    previous: Action | None = None
    following: Action | None = None

    @property
    def is_bare(self) -> bool:
        """Nothing is known but the title, and what stands beside."""
        return not any(
            (self.blocks, self.indicators, self.fundings, self.links, self.linked_from, self.notes, self.documents)
        )


def fiche_page(plan: Plan, action: Action, *, names_contacts: bool) -> FichePage:
    """All that the page of a fiche shows, in eighteen queries beside those of the prefetched relations.

    Unless `names_contacts`, contacts go by what documents say of them.
    """
    previous, following = neighbours(plan, action)
    indicators = action.indicators.prefetch_related("targets", "measurements")
    return FichePage(
        action=action,
        place=_place(plan, action),
        schedule=schedule_wording(
            ScheduleKind(action.schedule_kind), action.starts_on, action.due_on, action.school_year
        ),
        roles=list(_roles(action, names_contacts)),
        facts=list(_facts(action)),
        fundings=_fundings(action),
        blocks=list(_blocks(action)),
        indicators=_grouped((one.get_kind_display(), one) for one in indicators),
        steps=[(step, _when(step)) for step in action.steps.all()],
        links=_grouped((link.group, _tie(link)) for link in action.links.select_related("target__plan")),
        linked_from=[
            _tie(link)
            for link in action.linked_from.exclude(action=action)
            .select_related("action__plan", "target__plan")
            .order_by("action_id", "position")
        ],
        merged_from=list(action.merged_from.select_related("plan").order_by("number", "pk")),
        notes=[(note, passages(note.text)) for note in action.notes.all()],
        documents=list(action.documents.all()),
        decisions=list(
            action.decisions.select_related("meeting__committee").order_by("-meeting__starts_at", "position", "pk")
        ),
        previous=previous,
        following=following,
    )


def _place(plan: Plan, action: Action) -> list[Place]:
    node = action.objective or action.theme
    if node is None:
        return []
    labels = dict(PlanKindLevel.objects.filter(kind_id=plan.kind_id).values_list("level", "singular"))
    above = Objective.objects.filter(plan=plan, lft__lte=node.lft, rght__gte=node.rght, parent__isnull=False)
    return [Place(labels.get(o.level, Level(o.level).label), o) for o in above.order_by("lft")]


def _roles(action: Action, names_contacts: bool) -> Iterator[tuple[str, list[str]]]:
    """The partners by role, the pilote first, each with the contact that speaks for it."""
    order = {role.value: rank for rank, role in enumerate(Role)}
    held = sorted(action.participations.select_related("partner", "contact"), key=lambda p: order[p.role])
    for role, participations in _grouped((p.role, p) for p in held):
        names = [" – ".join(filter(None, [str(p.partner), _contact(p, names_contacts)])) for p in participations]
        label = SEVERAL.get(Role(role), Role(role).label) if len(names) > 1 else Role(role).label
        yield str(label), names
    if action.elected_lead:
        yield "Élu référent", [action.elected_lead]


def _contact(participation: Participation, is_named: bool) -> str:
    contact = participation.contact
    if contact is None:
        return ""
    return str(contact) if is_named else contact.public_name


def _facts(action: Action) -> Iterator[tuple[str, list[str]]]:
    """For whom, when in a child's day and where; one query for the reference lists, one for the places."""
    terms = _terms(action)
    ages = ages_wording(action.age_min, action.age_max)
    yield from _told("Public", [*terms["audiences"], ages, action.audience_note])
    yield from _told("Temps de l’enfant", terms["child_times"])
    yield from _told("Échelle territoriale", [*terms["scales"], action.scale_note])
    yield from _told("Lieux", [f"{place} – {place.get_kind_display()}" for place in action.places.all()])
    yield from _told("Domaines", terms["domains"])
    yield from _told("Charte Plan mercredi", terms["charter_axes"])


def _terms(action: Action) -> dict[str, list[str]]:
    queries = [
        model._default_manager.filter(actions=action)
        .order_by()
        .annotate(list_name=Value(name, CharField()))
        .values_list("list_name", "position", "label")
        for name, model in TERMS.items()
    ]
    found: dict[str, list[str]] = {name: [] for name in TERMS}
    for name, _, label in queries[0].union(*queries[1:]).order_by("list_name", "position", "label"):
        found[name].append(label)
    return found


def _told(title: str, values: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """The fact, unless it has no value."""
    if said := [value for value in values if value]:
        yield title, said


def _blocks(action: Action) -> Iterator[Block]:
    for name, title in TEXTS.items():
        if text := getattr(action, name):
            other = PAIRS.get(name)
            yield Block(title, passages(text), wide=not (other and getattr(action, other)))


def _fundings(action: Action) -> FundingTable | None:
    lines = list(action.fundings.select_related("partner", "scheme"))
    if not lines:
        return None
    given = [name for name in AMOUNTS if any(getattr(line, name) is not None for line in lines)]
    return FundingTable(
        lines=[(line, [getattr(line, name) for name in given]) for line in lines],
        amounts=[AMOUNTS[name] for name in given],
        totals=[sum((getattr(line, name) or Decimal() for line in lines), Decimal()) for name in given],
    )


def _when(step: Step) -> str:
    """« prévue en juin 2026 · ✓ faite le 12/11/2026 », or what is known of it."""
    planned = f"prévue {dated(step.due_on)}" if step.due_on else ""
    done = f"✓ faite {dated(step.done_on)}" if step.done_on else ""
    return " · ".join(filter(None, (planned, done, step.who)))


def _tie(link: ActionLink) -> Tie:
    """The link; its text is left out when it is what the target is called."""
    if (target := link.target) is None:
        return Tie(link, link.text)
    label = fiche_label(target.number, target.number_suffix, target.code, target.title, target.plan.title)
    own = {fold(name)[:TITLE_LENGTH] for name in (label, str(target), target.title)}
    return Tie(link, "" if fold(link.text) in own else link.text)


def _grouped(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return list(groups.items())


def neighbours(plan: Plan, action: Action) -> tuple[Action | None, Action | None]:
    """The fiches before and after it in the order of print of its theme; the unattached come last."""
    printed = Action.objects.filter(plan=plan, theme_id=action.theme_id).order_by(
        F("objective__lft").asc(nulls_last=True), "position", "number", "pk"
    )
    around = list(printed.only("number", "number_suffix", "code", "title"))
    here = next(rank for rank, other in enumerate(around) if other.pk == action.pk)
    return (around[here - 1] if here else None), (around[here + 1] if here + 1 < len(around) else None)
