"""The dates of plans as public acts: délibération, signature, opinions, avenants, term and what comes before it."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Q
from django.urls import reverse

from annexes.agenda.entries import DateKind, Entry, Filters, Standing
from annexes.agenda.wording import late_words
from plans.enums import AmendmentStatus, PlanStatus, VisaOutcome
from plans.models import Amendment, Plan, StatusChange, Visa

# Nobody is late any more in a plan that is over.
OVER = (PlanStatus.EXPIRED, PlanStatus.RENEWED, PlanStatus.TERMINATED)


def acts(plans: Mapping[int, Plan], first: date, last: date, filters: Filters, today: date) -> Iterator[Entry]:
    """Some fall outside the days that are asked for. Four queries at most."""
    if filters.takes(DateKind.LIFE):
        renewed = set(Plan.objects.filter(renewed_from__in=plans).values_list("renewed_from", flat=True))
        for plan in plans.values():
            yield from _life(plan, plan.pk in renewed, today)
    if filters.takes(DateKind.EVALUATION):
        opened = StatusChange.objects.filter(plan__in=plans, after=PlanStatus.UNDER_EVALUATION)
        for change in opened.filter(happened_on__range=(first, last)).order_by():
            plan = plans[change.plan_id]
            yield Entry(
                DateKind.EVALUATION,
                change.happened_on,
                "Évaluation du plan ouverte",
                plan.title,
                _url(plan),
                f"evaluation-{change.pk}",
                standing=Standing.DONE,
                said="ouverte",
            )
    if filters.takes(DateKind.VISA):
        within = Q(asked_on__range=(first, last)) | Q(given_on__range=(first, last))
        visas = Visa.objects.filter(within, plan__in=plans).select_related("amendment").order_by()
        for visa in visas:
            yield from _visa(visa, plans[visa.plan_id])
    if filters.takes(DateKind.AMENDMENT):
        for amendment in Amendment.objects.filter(plan__in=plans).exclude(status=AmendmentStatus.DROPPED).order_by():
            yield from _amendment(amendment, plans[amendment.plan_id], today)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last one when that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _url(plan: Plan) -> str:
    return reverse("life:plan", args=[plan.territory.slug, plan.slug])


def _life(plan: Plan, is_renewed: bool, today: date) -> Iterator[Entry]:
    """Its beginning, what was decided on it, its end, and the day when its renewal is to be prepared."""
    past = (
        ("deliberation", plan.deliberated_on, "Délibération", plan.deliberation),
        ("signature", plan.signed_on, "Signature", ""),
    )
    for key, day, title, note in past:
        if day is not None:
            standing = Standing.DONE if day <= today else Standing.COMING
            yield Entry(
                DateKind.LIFE, day, title, plan.title, _url(plan), f"{key}-{plan.pk}", note=note, standing=standing
            )
    if plan.starts_on:
        yield Entry(DateKind.LIFE, plan.starts_on, "Début du plan", plan.title, _url(plan), f"plan-debut-{plan.pk}")
    if plan.ends_on is None:
        return
    yield Entry(DateKind.LIFE, plan.ends_on, "Fin du plan", plan.title, _url(plan), f"plan-fin-{plan.pk}")
    if not plan.kind.renewal_months:
        return
    day = months_before(plan.ends_on, plan.kind.renewal_months)
    standing, said = Standing.COMING, ""
    if is_renewed or plan.status in OVER:
        standing, said = Standing.DONE, "renouvellement engagé" if is_renewed else "plan clos"
    elif day < today:
        standing, said = Standing.LATE, late_words(day, today)
    yield Entry(
        DateKind.LIFE,
        day,
        "Préparer le renouvellement",
        plan.title,
        _url(plan),
        f"renouvellement-{plan.pk}",
        note=f"Fin le {plan.ends_on:%d/%m/%Y}. {plan.kind.renewal_note}".strip(),
        said=said,
        standing=standing,
    )


def _visa(visa: Visa, plan: Plan) -> Iterator[Entry]:
    """The day it was asked for, the day it was given."""
    url, about = _url(plan), str(visa.amendment) if visa.amendment else ""
    name = f"{visa.get_stage_display()}\u00a0: {visa.label}"
    awaited = visa.outcome == VisaOutcome.AWAITED
    if visa.asked_on:
        said = "réponse attendue" if awaited else "réponse reçue"
        yield Entry(
            DateKind.VISA,
            visa.asked_on,
            f"{name} (demande)",
            plan.title,
            url,
            f"avis-demande-{visa.pk}",
            about=about,
            said=said,
            standing=Standing.COMING if awaited else Standing.DONE,
        )
    if visa.given_on:
        said = VisaOutcome(visa.outcome).label.lower()
        yield Entry(
            DateKind.VISA,
            visa.given_on,
            name,
            plan.title,
            url,
            f"avis-rendu-{visa.pk}",
            about=about,
            said=said,
            standing=Standing.DONE,
        )


def _amendment(amendment: Amendment, plan: Plan, today: date) -> Iterator[Entry]:
    days = (
        ("deliberation", amendment.deliberated_on, "délibération"),
        ("transmission", amendment.submitted_on, "transmission"),
        ("signature", amendment.signed_on, "signature"),
        ("effet", amendment.effective_on, "prise d’effet"),
    )
    for key, day, said in days:
        if day is not None:
            yield Entry(
                DateKind.AMENDMENT,
                day,
                str(amendment),
                plan.title,
                _url(plan),
                f"avenant-{key}-{amendment.pk}",
                said=said,
                standing=Standing.DONE if day <= today and key != "effet" else Standing.COMING,
            )
