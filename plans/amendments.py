"""The avenants of a plan: when one may be begun, and the steps of its circuit as data."""

from dataclasses import dataclass

from django.db.models import Max

from accounts.aggregates import content
from accounts.enums import Change
from accounts.history import record
from accounts.models import User
from plans.enums import AmendmentStatus, PlanStatus
from plans.models import Amendment, Plan
from plans.tree import lock_plans

AMENDABLE = (PlanStatus.SIGNED, PlanStatus.IN_FORCE, PlanStatus.UNDER_EVALUATION)
OPEN = (AmendmentStatus.DRAFT, AmendmentStatus.SUBMITTED)


class CannotAmend(Exception):
    """The step is refused: each sentence says why, and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class AmendmentStep:
    """A step that an avenant may take; `slug` is its name in addresses."""

    before: AmendmentStatus
    after: AmendmentStatus
    slug: str
    label: str
    told: str
    owes_reason: bool = False


S = AmendmentStatus
STEPS = (
    AmendmentStep(S.DRAFT, S.SUBMITTED, "transmettre", "Transmettre", "L’avenant part aux autorités qui le signent."),
    AmendmentStep(
        S.SUBMITTED,
        S.SIGNED,
        "signer",
        "Signer",
        "Le plan amendé est figé : il lie désormais les signataires.",
    ),
    AmendmentStep(
        S.SUBMITTED, S.DRAFT, "reprendre", "Reprendre", "L’avenant transmis est retiré, pour être repris.", True
    ),
    AmendmentStep(S.DRAFT, S.DROPPED, "abandonner", "Abandonner", "L’avenant n’aura pas de suite.", True),
    AmendmentStep(S.SUBMITTED, S.DROPPED, "abandonner", "Abandonner", "L’avenant n’aura pas de suite.", True),
)


def steps_of(amendment: Amendment) -> list[AmendmentStep]:
    """The steps that an avenant may take from where it stands."""
    return [one for one in STEPS if one.before == amendment.status]


def step_named(amendment: Amendment, slug: str) -> AmendmentStep | None:
    return next((one for one in steps_of(amendment) if one.slug == slug), None)


def next_number(plan: Plan) -> int:
    """The number that the next avenant takes."""
    last: int | None = Amendment.objects.filter(plan=plan).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def open_amendment(plan: Plan) -> Amendment | None:
    """The avenant that is being prepared or awaits its signatures: one at a time."""
    return Amendment.objects.filter(plan=plan, status__in=OPEN).first()


def refusals(plan: Plan) -> list[str]:
    """Why no avenant may be begun now, and what to do; nothing when one may."""
    if plan.status not in AMENDABLE:
        if plan.status in (PlanStatus.EXPIRED, PlanStatus.RENEWED, PlanStatus.TERMINATED):
            return ["Ce plan est arrivé à son terme : préparez le plan suivant plutôt qu’un avenant."]
        return ["Un avenant modifie un plan signé : celui-ci ne l’est pas encore, modifiez-le directement."]
    if held := open_amendment(plan):
        return [
            f"L’avenant n° {held.number} est en cours : menez-le à la signature, ou abandonnez-le, avant le suivant."
        ]
    return []


def begin(amendment: Amendment, *, by: User) -> Amendment:
    """Write a new avenant, in preparation. Raise CannotAmend when its plan takes none now."""
    plan = amendment.plan
    with lock_plans(plan.pk):
        held = Plan.objects.get(pk=plan.pk)
        if why := refusals(held):
            raise CannotAmend(*why)
        if Amendment.objects.filter(plan=plan, number=amendment.number).exists():
            raise CannotAmend("Un avenant de ce plan porte déjà ce numéro : donnez-lui le suivant.")
        amendment.status = AmendmentStatus.DRAFT
        amendment.save()
        record(
            Change.CREATED, amendment, by=by, territory=plan.territory, plan_key=plan.pk, after=content(amendment),
        )  # fmt: skip
    return amendment
