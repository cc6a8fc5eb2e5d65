"""Which fiche a link or a merger names: « 12, Jeunesse » in this plan, or in another plan of the territory."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Generic, TypeVar

from django.db.models import F

from accounts.models import Territory
from actions.models import Action
from annexes.comparing.matching import title_key
from annexes.fileoutline import CommitteeOutline, DecisionOutline, MeetingOutline, PlanFile
from annexes.outline import ActionOutline, FicheAddress, PlanOutline
from plans.models import Plan

T = TypeVar("T")
Key = tuple[str, str]
Translate = Callable[[FicheAddress], FicheAddress | None]


def own_addresses(action: ActionOutline) -> Iterator[FicheAddress]:
    """The fiches that a fiche names."""
    if action.merged_into is not None:
        yield action.merged_into
    if action.renewed_from is not None:
        yield action.renewed_from
    for link in action.links:
        if link.target is not None:
            yield link.target


def all_addresses(outline: PlanOutline) -> Iterator[FicheAddress]:
    fiches = (address for action in outline.all_actions() for address in own_addresses(action))
    return chain(fiches, decided_addresses(outline.file))


def decided_addresses(file: PlanFile) -> Iterator[FicheAddress]:
    """The fiches that the decisions of a plan name."""
    meetings = (meeting for committee in file.committees for meeting in committee.meetings)
    return (one.action for meeting in meetings for one in meeting.decisions if one.action is not None)


def with_decisions(committees: Sequence[CommitteeOutline], translate: Translate) -> tuple[CommitteeOutline, ...]:
    """The instances with the fiches that their decisions name put otherwise."""

    def decision(one: DecisionOutline) -> DecisionOutline:
        return replace(one, action=translate(one.action)) if one.action is not None else one

    def meeting(one: MeetingOutline) -> MeetingOutline:
        return replace(one, decisions=tuple(map(decision, one.decisions))) if one.decisions else one

    return tuple(replace(one, meetings=tuple(map(meeting, one.meetings))) for one in committees)


def readdressed(action: ActionOutline, translate: Translate) -> ActionOutline:
    """The fiche with the addresses that it names put otherwise; a link whose target becomes None keeps its text."""
    if next(own_addresses(action), None) is None:
        return action
    links = tuple(replace(one, target=translate(one.target)) if one.target else one for one in action.links)
    return replace(
        action,
        links=links,
        merged_into=action.merged_into and translate(action.merged_into),
        renewed_from=action.renewed_from and translate(action.renewed_from),
    )


class Namer:
    """Gives each fiche of a plan its address; to be asked once a fiche, in the order of print."""

    def __init__(self, plan: str = "") -> None:
        self._plan = plan
        self._seen: Counter[Key] = Counter()

    def address(self, theme: str, reference: str, title: str) -> FicheAddress:
        name = reference or title
        key = title_key(theme), title_key(name)
        self._seen[key] += 1
        return FicheAddress(name, theme, self._plan, self._seen[key])


def addressed(outline: PlanOutline) -> Iterator[tuple[FicheAddress, ActionOutline]]:
    """Each fiche of a plan with its address."""
    namer = Namer()
    for theme in outline.themes:
        for action in theme.all_actions():
            yield namer.address(theme.title, action.reference, action.title), action


class FicheIndex(Generic[T]):
    """Fiches of one plan by what people call them: the number first, else a title that one fiche alone bears."""

    def __init__(self) -> None:
        self._by_name: dict[Key, list[T]] = defaultdict(list)
        self._by_title: dict[Key, list[T]] = defaultdict(list)
        self._anywhere: dict[str, list[T]] = defaultdict(list)

    def add(self, address: FicheAddress, title: str, fiche: T) -> None:
        theme = title_key(address.theme)
        self._by_name[theme, title_key(address.name)].append(fiche)
        self._by_title[theme, title_key(title)].append(fiche)
        for name in {title_key(address.name), title_key(title)}:
            self._anywhere[name].append(fiche)

    def find(self, address: FicheAddress) -> T | None:
        theme, name = title_key(address.theme), title_key(address.name)
        named = self._by_name.get((theme, name), [])
        if 0 < address.twin <= len(named):
            return named[address.twin - 1]
        titled = self._by_title.get((theme, name), []) if theme else self._anywhere.get(name, [])
        return titled[0] if len(titled) == 1 else None


def index_of(outline: PlanOutline) -> FicheIndex[ActionOutline]:
    index: FicheIndex[ActionOutline] = FicheIndex()
    for address, action in addressed(outline):
        index.add(address, action.title, action)
    return index


def stored_addresses(plans: Iterable[int]) -> Iterator[tuple[int, int, str, FicheAddress]]:
    """The fiches of some plans in the order of print: key, key of the plan, title, address. One query."""
    rows = Action.objects.filter(plan__in=set(plans)).order_by(
        "plan", F("theme__lft").asc(nulls_first=True), F("objective__lft").asc(nulls_last=True), "position", "pk"
    )
    namers: dict[int, Namer] = {}
    names = ("pk", "plan_id", "plan__slug", "theme__title", "number", "number_suffix", "code", "title")
    for pk, plan, slug, theme, number, suffix, code, title in rows.values_list(*names):
        namer = namers.setdefault(plan, Namer(slug))
        reference = code if number is None else f"{number} {suffix}".strip()
        yield pk, plan, title, namer.address(theme or "", reference, title)


def addresses_by_key(plan: Plan, plans: Iterable[int]) -> dict[int, FicheAddress]:
    """The address of each fiche of some plans as `plan` names it. One query when there is any plan."""
    wanted = set(plans)
    if not wanted:
        return {}
    return {
        pk: replace(address, plan="") if owner == plan.pk else address
        for pk, owner, _, address in stored_addresses(wanted)
    }


class Elsewhere:
    """The fiches of the other plans of a territory that some addresses name. Two queries when there is any."""

    def __init__(self, territory: Territory, addresses: Iterable[FicheAddress], own: str) -> None:
        slugs = {address.plan for address in addresses} - {"", own}
        plans = dict(Plan.objects.of(territory).filter(slug__in=slugs).values_list("pk", "slug")) if slugs else {}
        self._plans: dict[str, FicheIndex[tuple[int, FicheAddress]]] = {slug: FicheIndex() for slug in plans.values()}
        for pk, plan, title, address in stored_addresses(plans) if plans else ():
            self._plans[plans[plan]].add(address, title, (pk, address))

    def find(self, address: FicheAddress) -> tuple[int, FicheAddress] | None:
        """The key of a fiche and its address as the plan of the territory calls it today."""
        index = self._plans.get(address.plan)
        return index.find(address) if index is not None else None
