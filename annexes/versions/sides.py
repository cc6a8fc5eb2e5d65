"""The two sides of a comparison: a frozen version, or the plan as it is today. Contacts stand in neither."""

from dataclasses import dataclass

from django.db.models import QuerySet

from annexes.applying.directory import with_contacts_among
from annexes.load import load
from annexes.models import Version, VersionReason
from annexes.outline import PlanOutline
from annexes.versions.comparison import Comparison, compare
from annexes.versions.frozen import outline_of
from annexes.versions.substance import substance_of
from plans.models import Amendment, Plan

TODAY = "aujourdhui"
SIGNED = (VersionReason.SIGNED, VersionReason.AMENDED)


@dataclass(frozen=True, slots=True)
class Side:
    """`number` is that of a version, None for today."""

    name: str
    number: int | None = None

    @property
    def key(self) -> str:
        """How addresses name it."""
        return TODAY if self.number is None else str(self.number)


NOW = Side("Aujourd’hui")


def versions_of(plan: Plan) -> QuerySet[Version]:
    """The versions of a plan, the last one first, without what is long in them."""
    return Version.objects.filter(plan=plan).defer("content", "edition").order_by("-number")


def sides_of(plan: Plan) -> list[Side]:
    """Today, then each version from the last one. One query."""
    return [NOW, *map(side_of, versions_of(plan))]


def side_of(version: Version) -> Side:
    return Side(f"{version}, figée le {version.frozen_at:%d/%m/%Y}", version.number)


def last_signed(plan: Plan) -> Version | None:
    """What binds the signatories: the version of the signature or of the last avenant; else the last one."""
    rows = versions_of(plan)
    return rows.filter(reason__in=SIGNED).first() or rows.first()


def sides_of_amendment(amendment: Amendment) -> tuple[Side, Side] | None:
    """What an avenant changes: from what was signed before it, to today or to what its signature froze.

    None when the plan has no version to start from.
    """
    rows = versions_of(amendment.plan)
    own = rows.filter(amendment=amendment, reason=VersionReason.AMENDED).first()
    if own is None:
        base = last_signed(amendment.plan)
    else:
        former = rows.filter(number__lt=own.number)
        base = former.filter(reason__in=SIGNED).first() or former.first()
    if base is None:
        return None
    return side_of(base), side_of(own) if own else NOW


def outline_at(plan: Plan, side: Side) -> PlanOutline:
    """The plan as it was, or is. Raise Version.DoesNotExist."""
    outline = load(plan) if side.number is None else outline_of(Version.objects.get(plan=plan, number=side.number))
    return with_contacts_among(outline, frozenset())


def compared(plan: Plan, before: Side, after: Side, *, substance: bool = False) -> Comparison:
    """What changed from one side to the other; with `substance`, the follow-up left out."""
    sides = outline_at(plan, before), outline_at(plan, after)
    return compare(*(map(substance_of, sides) if substance else sides))
