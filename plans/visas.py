"""Opinions and signatures: those that the type of a plan calls for, and those that are there."""

from collections.abc import Iterable

from django.db import models, transaction

from accounts.aggregates import content
from accounts.enums import Change
from accounts.history import new_batch, record_many, revision
from accounts.models import User
from partners.enums import PartnerKind
from partners.models import Partner
from plans.completeness import is_asked
from plans.enums import VisaOutcome, VisaStage
from plans.models import Amendment, KindVisa, Plan, Visa
from plans.tree import lock_plans

GIVEN = {
    VisaStage.OPINION: (VisaOutcome.FAVOURABLE, VisaOutcome.RESERVED, VisaOutcome.UNFAVOURABLE),
    VisaStage.SIGNATURE: (VisaOutcome.SIGNED, VisaOutcome.REFUSED),
}
ALONE = {PartnerKind.CAF, PartnerKind.MSA, PartnerKind.DEPARTMENT, PartnerKind.REGION}  # one in a territory
OUTCOMES = {stage: (VisaOutcome.AWAITED, *given, VisaOutcome.NOT_NEEDED) for stage, given in GIVEN.items()}


def expected_visas(plan: Plan) -> list[KindVisa]:
    """Who gives an opinion on a plan of that type, then who signs it.

    A type that a territory adapted before its authorities were data leaves it to the national one.
    """
    rows = KindVisa.objects.filter(kind=plan.kind_id)
    if plan.kind.territory_id and not rows.exists():
        rows = KindVisa.objects.filter(kind__code=plan.kind.code, kind__territory=None)
    return [one for one in rows if is_asked(one, plan)]


def visas_of(plan: Plan, amendment: Amendment | None = None) -> "models.QuerySet[Visa]":
    """The opinions and signatures on a plan itself, or on one of its avenants."""
    return Visa.objects.filter(plan=plan, amendment=amendment).select_related("partner")


def to_prepare(plan: Plan, amendment: Amendment | None = None) -> list[KindVisa]:
    """Those that are expected, and not there yet."""
    held = set(visas_of(plan, amendment).order_by().values_list("key", flat=True))
    return [one for one in expected_visas(plan) if one.key not in held]


def prepare_visas(plan: Plan, *, by: User | None, amendment: Amendment | None = None) -> list[Visa]:
    """Add the opinions and signatures that are expected and not there yet; the CAF, the MSA, the Département and the
    Région with their partner, when the directory has only one of that sort.
    """
    with lock_plans(plan.pk), transaction.atomic():
        wanted = to_prepare(plan, amendment)
        partners = _only_partners(plan, {one.partner_kind for one in wanted} & ALONE)
        made = [
            Visa.objects.create(
                plan=plan,
                amendment=amendment,
                stage=one.stage,
                key=one.key,
                label=one.label,
                partner_id=partners.get(one.partner_kind),
                is_required=one.is_required,
                position=one.position,
            )
            for one in wanted
        ]
        batch = new_batch()
        record_many(
            revision(
                Change.CREATED,
                visa,
                by=by,
                territory=plan.territory,
                plan_key=plan.pk,
                after=content(visa),
                batch=batch,
            )
            for visa in made
        )
    return made


def is_given(visa: Visa) -> bool:
    """Whether the opinion is rendered, or the plan signed, on a known day."""
    given = visa.outcome in GIVEN[VisaStage(visa.stage)] and visa.outcome != VisaOutcome.REFUSED
    return given and visa.given_on is not None


def missing_signatures(plan: Plan, amendment: Amendment | None = None) -> list[str]:
    """Who has still to sign, in words (rule V25): every authority that the type requires, and those added as required.

    Two or three queries. A plan without anybody to sign misses its signature.
    """
    return _missing(plan, VisaStage.SIGNATURE, amendment)


def missing_opinions(plan: Plan, amendment: Amendment | None = None) -> list[str]:
    """Whose required opinion is still awaited, in words; one that is « sans objet » is not."""
    return _missing(plan, VisaStage.OPINION, amendment)


def unfavourable(visas: Iterable[Visa]) -> list[Visa]:
    return [one for one in visas if one.outcome in (VisaOutcome.UNFAVOURABLE, VisaOutcome.REFUSED)]


def _missing(plan: Plan, stage: VisaStage, amendment: Amendment | None) -> list[str]:
    held = [one for one in visas_of(plan, amendment) if one.stage == stage]
    by_key = {one.key: one for one in held if one.key}
    expected = [one for one in expected_visas(plan) if one.stage == stage and one.is_required]
    missing = [one.label for one in expected if one.key not in by_key]
    owed = {one.key for one in expected}
    for visa in held:
        is_owed = visa.is_required or (visa.key in owed and stage == VisaStage.SIGNATURE)
        aside = visa.outcome == VisaOutcome.NOT_NEEDED and not (visa.key in owed and stage == VisaStage.SIGNATURE)
        if is_owed and not aside and not is_given(visa):
            missing.append(visa.label)
    if stage == VisaStage.SIGNATURE and not missing and not any(map(is_given, held)):
        missing.append("la collectivité")
    return missing


def _only_partners(plan: Plan, kinds: Iterable[str]) -> dict[str, int]:
    """For each sort of partner, the one that the directory has when it has only one."""
    rows = Partner.objects.filter(territory=plan.territory_id, kind__in=kinds, is_active=True).order_by()
    found: dict[str, list[int]] = {}
    for kind, pk in rows.values_list("kind", "pk"):
        found.setdefault(kind, []).append(pk)
    return {kind: keys[0] for kind, keys in found.items() if len(keys) == 1}
