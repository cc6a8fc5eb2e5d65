"""The directory as people consult it: who is engaged where. Every page costs the same for one row as for thousands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Territory
from actions.dossiers import named_in_a_dossier
from actions.enums import Role, ScheduleKind, Status
from actions.mentions import Names
from actions.models import Action, Funding, Participation, SchemeUse, Step
from actions.wording import schedule_wording, status_wording
from partners.models import Contact, Partner, PartnerQuerySet, Scheme
from plans.models import Plan

ROLE_ORDER = {role.value: rank for rank, role in enumerate(Role)}
AMOUNTS = {"planned": "Prévu", "requested": "Demandé", "granted": "Accordé", "spent": "Réalisé"}


def _counted(rows: QuerySet[Any], owner: str, what: str) -> Coalesce:
    """How many different `what` the rows that point to the outer row by `owner` name."""
    counted = rows.filter(**{owner: OuterRef("pk")}).order_by().values(owner).annotate(n=Count(what, distinct=True))
    return Coalesce(Subquery(counted.values("n")), Value(0), output_field=IntegerField())


def with_fiches(partners: PartnerQuerySet) -> PartnerQuerySet:
    """Each partner with the number of its fiches, `fiches`, and of its funding lines, `lines`."""
    return partners.annotate(
        fiches=_counted(Participation.objects.all(), "partner", "action"),
        lines=_counted(Funding.objects.all(), "partner", "pk"),
    )


def without_engagement(partners: PartnerQuerySet) -> PartnerQuerySet:
    """Those that hold no role, fund no fiche and stand in no dossier."""
    here = {"partner": OuterRef("pk")}
    engaged = Exists(Participation.objects.filter(**here)) | Exists(Funding.objects.filter(**here))
    return partners.exclude(engaged | named_in_a_dossier())


def contacts_with_fiches(territory: Territory) -> "QuerySet[Contact]":
    return (
        Contact.objects.filter(partner__territory=territory)
        .select_related("partner", "user")
        .annotate(fiches=_counted(Participation.objects.all(), "contact", "action"))
    )


def schemes_with_fiches(territory: Territory) -> "QuerySet[Scheme]":
    """The dispositifs of a territory with the number of its fiches that call upon each, and of its funding lines."""
    uses = SchemeUse.objects.filter(action__plan__territory=territory)
    lines = Funding.objects.filter(action__plan__territory=territory)
    return (
        Scheme.objects.available_to(territory)
        .select_related("domain", "replaced_by")
        .annotate(fiches=_counted(uses, "scheme", "action"), lines=_counted(lines, "scheme", "pk"))
    )


@dataclass(slots=True)
class Engagement:
    """One fiche of a page of engagements, with what is said of it there."""

    action: Action
    url: str
    status: str
    schedule: str
    roles: list[str] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    lead: str = ""


@dataclass(slots=True)
class PlanEngagements:
    plan: Plan
    fiches: list[Engagement]


@dataclass(slots=True)
class FundingLines:
    """Funding lines with the amounts that at least one gives, and their totals."""

    lines: list[tuple[Funding, str, list[Decimal | None]]]  # with the address of its fiche
    amounts: list[str]
    totals: list[Decimal]


def engagements_of(partner: Partner) -> list[PlanEngagements]:
    """Its fiches in all the plans of its territory, by plan in the order of print, each with its roles. Two queries."""
    fiches: dict[int, Engagement] = {}
    for one in _in_order_of_print(Participation.objects.filter(partner=partner), partner.territory):
        row = fiches.get(one.action_id) or fiches.setdefault(one.action_id, _engagement(one.action, partner.territory))
        row.roles.append(one.role)
        if one.contact and one.contact not in row.contacts:
            row.contacts.append(one.contact)
    for row in fiches.values():
        row.roles = [str(Role(role).label) for role in sorted(set(row.roles), key=ROLE_ORDER.__getitem__)]
    return _by_plan(fiches.values())


def fiches_using(scheme: Scheme, territory: Territory) -> list[PlanEngagements]:
    """The fiches that call upon a dispositif or are funded through it, by plan, with their pilote. Two queries."""
    of_it = Q(scheme_uses__scheme=scheme) | Q(fundings__scheme=scheme)
    found = (
        Action.objects.of(territory)
        .filter(pk__in=Action.objects.of(territory).filter(of_it).values("pk"))
        .select_related("plan__kind", "theme")
        .order_by(F("theme__lft").asc(nulls_last=True), "number", "number_suffix", "pk")
    )
    fiches = {a.pk: _engagement(a, territory) for a in sorted(found, key=lambda a: (-_start(a.plan), a.plan_id))}
    leads = Participation.objects.filter(role=Role.LEAD, action__in=list(fiches)).order_by()
    for action, name in leads.values_list("action_id", "partner__name"):
        fiches[action].lead = name
    return _by_plan(fiches.values())


def fundings_of(territory: Territory, **where: Any) -> FundingLines | None:
    """The funding lines of a territory that meet `where`, the last year first; None when there is none. One query."""
    return _funding_lines(territory, _in_order_of_print(Funding.objects.filter(**where), territory))


def fundings_by(partner: Partner, names: Names) -> FundingLines | None:
    """What a partner funds, and what is funded in words by one of its names. One query."""
    found = _in_order_of_print(Funding.objects.filter(Q(partner=partner) | Q(partner=None)), partner.territory)
    return _funding_lines(
        partner.territory, (line for line in found if line.partner_id or names.are(line.funder_label))
    )


def names_of(partner: Partner) -> Names:
    """All that a partner is called. Its aliases are read, or were prefetched."""
    return Names.of((partner.name, partner.acronym, *(alias.label for alias in partner.aliases.all())))


def steps_naming(partner: Partner, names: Names) -> list[tuple[Step, str]]:
    """The steps whose « qui » names the partner, plan by plan in the order of print, with the address of their fiche.

    One query.
    """
    found = _in_order_of_print(Step.objects.exclude(who=""), partner.territory)
    return [(step, _url(step.action, partner.territory)) for step in found if names.stand_in(step.who)]


def indicators_fed_by(partner: Partner) -> list[tuple[Action, str, str, str]]:
    """The indicators of fiches whose source names the partner: fiche, its address, indicator, source. One query."""
    names = [name for name in (partner.name, partner.acronym) if len(name) > 2]
    named = Q()
    for name in names:
        named |= Q(indicators__source__icontains=name)
    if not names:
        return []
    found = (
        Action.objects.of(partner.territory)
        .filter(named)
        .annotate(indicator=F("indicators__label"), indicator_source=F("indicators__source"))
        .select_related("plan")
        .order_by("plan_id", "number", "pk", "indicators__position")[:100]
    )
    return [
        (action, _url(action, partner.territory), action.indicator, action.indicator_source)  # type: ignore[attr-defined]
        for action in found
    ]


def _funding_lines(territory: Territory, found: Iterable[Funding]) -> FundingLines | None:
    lines = sorted(found, key=lambda line: -(line.year or 0))
    if not lines:
        return None
    given = [name for name in AMOUNTS if any(getattr(line, name) is not None for line in lines)]
    return FundingLines(
        lines=[(line, _url(line.action, territory), [getattr(line, name) for name in given]) for line in lines],
        amounts=[AMOUNTS[name] for name in given],
        totals=[sum((getattr(line, name) or Decimal() for line in lines), Decimal()) for name in given],
    )


def _in_order_of_print(rows: QuerySet[Any], territory: Territory) -> list[Any]:
    """What hangs on the fiches of a territory, the last plan to begin first, each plan in the order of print."""
    related = {"scheme", "partner", "contact"} & {field.name for field in rows.model._meta.fields}
    found = (
        rows.filter(action__plan__territory=territory)
        .select_related(*sorted(related), "action__plan__kind", "action__theme")
        .order_by(
            F("action__theme__lft").asc(nulls_last=True),
            F("action__objective__lft").asc(nulls_last=True),
            "action__position",
            "action_id",
            "position",
            "pk",
        )
    )
    return sorted(found, key=lambda one: (-_start(one.action.plan), one.action.plan_id))


def _by_plan(fiches: Iterable[Engagement]) -> list[PlanEngagements]:
    plans: dict[int, PlanEngagements] = {}
    for row in fiches:
        plan = row.action.plan
        plans.setdefault(plan.pk, PlanEngagements(plan, [])).fiches.append(row)
    return list(plans.values())


def _engagement(action: Action, territory: Territory) -> Engagement:
    return Engagement(
        action=action,
        url=_url(action, territory),
        status=status_wording(Status(action.status)),
        schedule=schedule_wording(
            ScheduleKind(action.schedule_kind), action.starts_on, action.due_on, action.school_year
        ),
    )


def _url(action: Action, territory: Territory) -> str:
    action.plan.territory = territory
    return action.get_absolute_url()


def _start(plan: Plan) -> int:
    return plan.starts_on.toordinal() if plan.starts_on else 0
