"""The page of one fiche: its fields in the order that people read them, the empty ones left out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from actions.enums import Role, ScheduleKind, Status
from actions.models import Action, Funding
from actions.wording import ages_wording, schedule_wording, status_wording
from plans.enums import Level
from plans.models import Objective, Plan, PlanKindLevel


@dataclass(slots=True)
class Block:
    """A titled text; `lines` are (is a bullet, text)."""

    title: str
    lines: list[tuple[bool, str]]


@dataclass(slots=True)
class FichePage:
    action: Action
    path: list[tuple[str, Objective]]  # the name of each level and its objective
    status: str
    schedule: str
    ages: str
    roles: list[tuple[str, list[str]]]
    blocks: list[Block] = field(default_factory=list)
    indicators: list[tuple[str, list[str]]] = field(default_factory=list)
    links: list[tuple[str, list[str]]] = field(default_factory=list)
    fundings: list[Funding] = field(default_factory=list)
    totals: dict[str, Decimal] = field(default_factory=dict)
    previous: Action | None = None
    following: Action | None = None


TEXTS = {
    "challenge": "Enjeu",
    "context": "Contexte et constats",
    "objectives_text": "Objectifs et dynamiques",
    "description": "Description",
    "outputs": "Réalisations attendues",
    "expected_effects": "Effets attendus",
}
AMOUNTS = ("planned", "requested", "granted", "spent")


def fiche_page(plan: Plan, action: Action) -> FichePage:
    """All that the page of a fiche shows. At most fourteen queries, the template’s included."""
    fundings = list(action.fundings.select_related("partner", "scheme"))
    previous, following = _neighbours(plan, action)
    return FichePage(
        action=action,
        path=_path(plan, action),
        status=status_wording(Status(action.status)),
        schedule=schedule_wording(
            ScheduleKind(action.schedule_kind), action.starts_on, action.due_on, action.school_year
        ),
        ages=ages_wording(action.age_min, action.age_max),
        roles=_roles(action),
        blocks=list(_blocks(action)),
        indicators=_grouped((i.get_kind_display(), _indicator(i)) for i in action.indicators.all()),
        links=_grouped((link.group, link.text) for link in action.links.all()),
        fundings=fundings,
        totals={
            name: sum((value for f in fundings if (value := getattr(f, name)) is not None), Decimal())
            for name in AMOUNTS
        },
        previous=previous,
        following=following,
    )


def lines_of(text: str) -> list[tuple[bool, str]]:
    """The lines of a long text: whether each is a bullet, and its words."""
    lines = (line.strip() for line in text.splitlines())
    return [(line.startswith(("- ", "• ", "– ")), line.lstrip("-•– ") if line[:1] in "-•–" else line)
            for line in lines if line]  # fmt: skip


def _path(plan: Plan, action: Action) -> list[tuple[str, Objective]]:
    labels = dict(PlanKindLevel.objects.filter(kind_id=plan.kind_id).values_list("level", "singular"))
    node = action.objective or action.theme
    if node is None:
        return []
    ancestors = Objective.objects.filter(plan=plan, lft__lte=node.lft, rght__gte=node.rght, parent__isnull=False)
    return [(labels.get(o.level, Level(o.level).label), o) for o in ancestors.order_by("lft")]


def _roles(action: Action) -> list[tuple[str, list[str]]]:
    order = {role.value: rank for rank, role in enumerate(Role)}
    held = sorted(action.participations.select_related("partner", "contact"), key=lambda p: order[p.role])
    return _grouped((p.get_role_display(), f"{p.partner} – {p.contact}" if p.contact else str(p.partner)) for p in held)


def _blocks(action: Action) -> Iterator[Block]:
    for name, title in TEXTS.items():
        if text := getattr(action, name):
            yield Block(title, lines_of(text))


def _indicator(indicator: object) -> str:
    unit = getattr(indicator, "unit", "")
    return f"{indicator} ({unit})" if unit else str(indicator)


def _grouped(pairs: Iterator[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    groups: dict[str, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return list(groups.items())


def _neighbours(plan: Plan, action: Action) -> tuple[Action | None, Action | None]:
    """The fiches before and after it by number in its theme."""
    if action.number is None:
        return None, None
    theme = Action.objects.filter(plan=plan, theme_id=action.theme_id)
    previous = theme.filter(number__lt=action.number).order_by("-number").first()
    following = theme.filter(number__gt=action.number).order_by("number").first()
    return previous, following
