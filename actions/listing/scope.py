"""Where a list looks, and the values that its filters offer there: each source is read once for a page."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import Territory
from accounts.text import fold
from actions.enums import Role
from actions.filters import Choice
from actions.models import (
    Action,
    ActionQuerySet,
    AgeBand,
    Audience,
    ChildTime,
    Funding,
    Participation,
    Scale,
    SchemeUse,
)
from partners.models import Partner, Scheme
from plans.enums import Level
from plans.models import Objective, Plan, PlanKindLevel


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the tree, as a filter needs it."""

    pk: int
    plan_id: int
    level: str
    label: str
    lft: int
    rght: int


class Scope:
    """One plan, or every plan of a territory."""

    def __init__(self, territory: Territory, plan: Plan | None = None) -> None:
        self.territory = territory
        self.plan = plan

    def fiches(self) -> ActionQuerySet:
        return Action.objects.filter(plan=self.plan) if self.plan else Action.objects.of(self.territory)

    @property
    def _where(self) -> dict[str, Any]:
        return {"action__plan": self.plan} if self.plan else {"action__plan__territory": self.territory}

    @cached_property
    def plans(self) -> list[Plan]:
        """The plans of the territory; of a list of one plan, that one, without a query."""
        return [self.plan] if self.plan else list(Plan.objects.of(self.territory).select_related("kind"))

    @cached_property
    def level_names(self) -> dict[str, str]:
        """What the plan calls its levels; the usual names for several plans."""
        if self.plan is None:
            return {level.value: str(level.label) for level in Level}
        return dict(PlanKindLevel.objects.filter(kind_id=self.plan.kind_id).values_list("level", "singular"))

    @cached_property
    def objectives(self) -> dict[int, Place]:
        """Every visible objective by key, in the order of print."""
        rows = Objective.objects.filter(parent__isnull=False, plan__in=self.plans).order_by("tree_id", "lft")
        return {
            pk: Place(pk, plan, level, f"{code} : {title}" if code else title, lft, rght)
            for pk, plan, level, code, title, lft, rght in rows.values_list(
                "pk", "plan_id", "level", "code", "title", "lft", "rght"
            )
        }

    @cached_property
    def ways(self) -> dict[int, tuple[str, str]]:
        """The theme of each objective, and the codes that lead to it: « Enfance », « Axe I › OI 2 ». One query."""
        rows = PlanKindLevel.objects.filter(kind__in={plan.kind_id for plan in self.plans})
        prefixes = {(kind, level): prefix for kind, level, prefix in rows.values_list("kind_id", "level", "prefix")}
        kinds = {plan.pk: plan.kind_id for plan in self.plans}
        found: dict[int, tuple[str, str]] = {}
        above: list[tuple[Place, str]] = []
        for place in self.objectives.values():
            while above and not (above[-1][0].plan_id == place.plan_id and place.rght < above[-1][0].rght):
                above.pop()
            theme = next((one.label for one, _ in above if one.level == Level.THEME), "")
            found[place.pk] = theme, " › ".join(said for one, said in above if said and one.level != Level.THEME)
            code = place.label.split(" : ")[0] if " : " in place.label else ""
            prefix = prefixes.get((kinds[place.plan_id], place.level), "")
            above.append((place, code if not code or code.startswith(prefix) else f"{prefix} {code}"))
        return found

    @property
    def has_themes(self) -> bool:
        """Whether it is worth naming the theme of a fiche: its number is unique in its theme only."""
        return self.plan is not None and len(self.places(Level.THEME)) > 1

    @cached_property
    def partners(self) -> list[tuple[str, str, bool, bool, bool]]:
        """The partners of its fiches by name: key, name, whether it leads one, takes part in one, funds one."""
        held = Participation.objects.filter(partner=OuterRef("pk"), **self._where)
        funds = Exists(held.filter(role=Role.FUNDER)) | Exists(
            Funding.objects.filter(partner=OuterRef("pk"), **self._where)
        )
        found = (
            Partner.objects.filter(territory=self.territory)
            .order_by()
            .annotate(leads=Exists(held.filter(role=Role.LEAD)), helps=Exists(held), pays=funds)
            .filter(Q(helps=True) | Q(pays=True))
            .values_list("pk", "name", "leads", "helps", "pays")
        )
        return sorted(((str(pk), *others) for pk, *others in found), key=lambda row: fold(row[1]))

    @cached_property
    def sources(self) -> list[str]:
        """Who pays without being a partner: « familles », « autofinancement »."""
        lines = Funding.objects.filter(**self._where).exclude(funder_label="").order_by()
        return sorted(lines.values_list("funder_label", flat=True).distinct(), key=fold)

    @cached_property
    def schemes(self) -> list[Choice]:
        used = Exists(SchemeUse.objects.filter(scheme=OuterRef("pk"), **self._where))
        paid = Exists(Funding.objects.filter(scheme=OuterRef("pk"), **self._where))
        found = Scheme.objects.available_to(self.territory).filter(used | paid).order_by()
        return sorted((Choice(str(scheme.pk), str(scheme)) for scheme in found), key=lambda one: fold(one.label))

    @cached_property
    def audiences(self) -> list[Choice]:
        return self._terms(Audience)

    @cached_property
    def child_times(self) -> list[Choice]:
        return self._terms(ChildTime)

    @cached_property
    def scales(self) -> list[Choice]:
        return self._terms(Scale)

    @cached_property
    def ages(self) -> list[Choice]:
        """The age bands of the lists: « 3-5 », « 60- »."""
        bands = AgeBand.objects.available_to(self.territory)
        return [
            Choice(f"{band.age_min or 0}-{'' if band.age_max is None else band.age_max}", band.label) for band in bands
        ]

    def places(self, level: Level) -> list[Choice]:
        titles = {plan.pk: plan.title for plan in self.plans} if self.plan is None else {}
        return [
            Choice(str(place.pk), place.label, titles.get(place.plan_id, ""))
            for place in self.objectives.values()
            if place.level == level
        ]

    def _terms(self, model: Any) -> list[Choice]:
        terms = model.objects.available_to(self.territory).values_list("code", "label")
        return [Choice(code, label) for code, label in terms]
