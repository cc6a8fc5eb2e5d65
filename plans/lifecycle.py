"""The life of a plan: the steps from one status to the next, what each asks for, and the only way to take one.

Steps are data. A guard says what stands in the way of a step: what blocks it, and what a person may pass over once she
has read it and said why. Downstream apps add their guards, and what follows a step (a frozen version).
What was signed does not go back: a correction repairs a status that was entered by mistake. It is left to
administrators, with a reason, and to plans that were never frozen at their signature (the guard of `annexes`).
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from django.utils import timezone
from django.utils.text import slugify

from accounts.aggregates import content
from accounts.enums import Change
from accounts.history import record
from accounts.models import Journal, User
from accounts.reasons import because
from plans.enums import SIGNED_STATUSES, PlanStatus
from plans.models import TITLE_LENGTH, Plan, StatusChange
from plans.tree import lock_plans


@dataclass(frozen=True, slots=True)
class Transition:
    """A step that a plan may take. `is_correction`: it repairs a mistake, and is left to administrators."""

    before: PlanStatus
    after: PlanStatus
    label: str  # what its button says
    told: str  # what it means
    owes_reason: bool = False
    is_back: bool = False
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of a step: what is missing, and the place that cures it."""

    code: str  # of the rule, « V25 »
    sentence: str
    url: str = ""
    link: str = ""  # the words of the link
    is_blocking: bool = True

    @property
    def key(self) -> str:
        """What a person acknowledges: that sentence, and no other that may come meanwhile."""
        return f"{self.code}-{crc32(self.sentence.encode()):08x}"


class CannotChange(Exception):
    """The step is refused: each sentence says why, and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


S = PlanStatus


def _back(before: PlanStatus, after: PlanStatus, label: str, told: str) -> Transition:
    return Transition(before, after, label, told, owes_reason=True, is_back=True)


def _correction(before: PlanStatus, after: PlanStatus, told: str) -> Transition:
    label = f"Corriger : {after.label.lower()}"
    return Transition(before, after, label, told, owes_reason=True, is_back=True, is_correction=True)


def _denounced(before: PlanStatus) -> Transition:
    told = "Il est mis fin à la convention avant son terme."
    return Transition(before, S.TERMINATED, "Dénoncer", told, owes_reason=True)


TRANSITIONS = (
    Transition(S.DRAFT, S.CONSULTATION, "Ouvrir la concertation", "Le projet est discuté avec les partenaires."),
    Transition(S.DRAFT, S.SUBMITTED, "Transmettre", "Le dossier part aux services qui donnent leur avis."),
    Transition(S.CONSULTATION, S.SUBMITTED, "Transmettre", "Le dossier part aux services qui donnent leur avis."),
    _back(S.CONSULTATION, S.DRAFT, "Revenir au brouillon", "Le projet est repris."),
    Transition(S.SUBMITTED, S.APPROVED, "Valider", "Les avis sont rendus : le plan peut être délibéré et signé."),
    Transition(
        S.SUBMITTED, S.COMPLEMENTS_REQUESTED, "Noter une demande de compléments", "Un service demande de compléter."
    ),
    _back(S.SUBMITTED, S.CONSULTATION, "Revenir à la concertation", "Le dossier transmis est retiré."),
    _back(S.SUBMITTED, S.DRAFT, "Revenir au brouillon", "Le dossier transmis est retiré."),
    Transition(S.COMPLEMENTS_REQUESTED, S.SUBMITTED, "Transmettre de nouveau", "Le dossier complété repart."),
    _back(S.COMPLEMENTS_REQUESTED, S.CONSULTATION, "Revenir à la concertation", "Le projet est repris."),
    Transition(S.APPROVED, S.SIGNED, "Signer", "La convention est signée : ce qui change ensuite demande son motif."),
    _back(S.APPROVED, S.COMPLEMENTS_REQUESTED, "Revenir aux compléments", "La validation est retirée."),
    Transition(S.SIGNED, S.IN_FORCE, "Mettre en vigueur", "La période du plan commence."),
    _denounced(S.SIGNED),
    Transition(S.IN_FORCE, S.UNDER_EVALUATION, "Ouvrir l’évaluation", "L’évaluation finale commence."),
    Transition(S.IN_FORCE, S.EXPIRED, "Constater l’échéance", "La période du plan est finie."),
    Transition(S.IN_FORCE, S.RENEWED, "Marquer comme renouvelé", "Un nouveau plan prend la suite."),
    _denounced(S.IN_FORCE),
    Transition(S.UNDER_EVALUATION, S.EXPIRED, "Constater l’échéance", "La période du plan est finie."),
    Transition(S.UNDER_EVALUATION, S.RENEWED, "Marquer comme renouvelé", "Un nouveau plan prend la suite."),
    _denounced(S.UNDER_EVALUATION),
    _back(S.UNDER_EVALUATION, S.IN_FORCE, "Suspendre l’évaluation", "Le plan continue."),
    Transition(S.EXPIRED, S.UNDER_EVALUATION, "Ouvrir l’évaluation", "Le bilan se fait après le terme."),
    Transition(S.EXPIRED, S.RENEWED, "Marquer comme renouvelé", "Un nouveau plan prend la suite."),
    _back(S.EXPIRED, S.IN_FORCE, "Remettre en vigueur", "La convention est prolongée."),
    _correction(S.SIGNED, S.APPROVED, "La signature a été saisie à tort."),
    _correction(S.SIGNED, S.DRAFT, "Le statut a été saisi à tort."),
    _correction(S.IN_FORCE, S.DRAFT, "Le statut a été saisi à tort."),
    _correction(S.TERMINATED, S.IN_FORCE, "La fin de la convention a été saisie à tort."),
    _correction(S.RENEWED, S.IN_FORCE, "Le renouvellement a été saisi à tort."),
)
MAIN_PATH = (S.DRAFT, S.CONSULTATION, S.SUBMITTED, S.APPROVED, S.SIGNED, S.IN_FORCE, S.UNDER_EVALUATION)
ENDS = (S.EXPIRED, S.RENEWED, S.TERMINATED)

Guard = Callable[[Plan, PlanStatus, date], Iterable[Obstacle]]
Hook = Callable[[Plan, StatusChange, User], None]
_guards: dict[str, tuple[Guard, frozenset[PlanStatus]]] = {}
_hooks: dict[str, Hook] = {}


def register_guard(name: str, check: Guard, statuses: Collection[PlanStatus]) -> None:
    """Have `check(plan, status, day of the act)` say what stands in the way of these statuses; `AppConfig.ready`."""
    _guards[name] = (check, frozenset(statuses))


def on_status_change(name: str, hook: Hook) -> None:
    """Have `hook(plan, change, by)` follow every step, in its transaction; in `AppConfig.ready`."""
    _hooks[name] = hook


def transitions_of(plan: Plan) -> list[Transition]:
    """The steps that a plan may take from where it stands: onward, then back, then the corrections."""
    return [one for one in TRANSITIONS if one.before == plan.status]


def transition_to(plan: Plan, status: str) -> Transition | None:
    return next((one for one in transitions_of(plan) if one.after == status), None)


def slug_of(status: PlanStatus) -> str:
    """A status in an address: « en-vigueur »."""
    return slugify(status.label)


def status_of(slug: str) -> PlanStatus | None:
    """The status of an address, or None."""
    return next((one for one in PlanStatus if slug_of(one) == slug), None)


def obstacles(plan: Plan, status: PlanStatus, on: date | None = None) -> list[Obstacle]:
    """What stands in the way of that status on that day (today): what blocks first."""
    day = on or timezone.localdate()
    found = [one for check, statuses in _guards.values() if status in statuses for one in check(plan, status, day)]
    return sorted(found, key=lambda one: not one.is_blocking)


def proposal_of(plan: Plan, today: date | None = None) -> Transition | None:
    """The step that the calendar calls for: in force on its first day, at its term once it is past."""
    day = today or timezone.localdate()
    if plan.status == S.SIGNED and plan.starts_on and plan.starts_on <= day:
        return transition_to(plan, S.IN_FORCE)
    if plan.status in (S.IN_FORCE, S.UNDER_EVALUATION) and plan.ends_on and plan.ends_on < day:
        return transition_to(plan, S.EXPIRED)
    return None


def change_status(
    plan: Plan,
    status: PlanStatus,
    *,
    by: User,
    happened_on: date,
    reason: str = "",
    passed_over: Collection[str] = (),
    may_correct: bool = False,
) -> StatusChange:
    """Take a step, with what follows it, or nothing at all; `passed_over` are the keys of obstacles acknowledged.

    Raise CannotChange: no such step (another person may have taken one), something blocks it, or a reason is owed.
    """
    with lock_plans(plan.pk):
        held = Plan.objects.select_related("kind", "territory").get(pk=plan.pk)
        step = transition_to(held, status)
        if step is None or (step.is_correction and not may_correct):
            now = held.get_status_display().lower()
            raise CannotChange(f"Ce plan est « {now} » : il ne peut pas passer à « {status.label.lower()} ».")
        found = obstacles(held, status, happened_on)
        if blocking := [one.sentence for one in found if one.is_blocking]:
            raise CannotChange(*blocking)
        if unread := [one.sentence for one in found if one.key not in passed_over]:
            raise CannotChange(*unread)
        if (step.owes_reason or found) and not reason:
            raise CannotChange("Dites pourquoi : ce passage demande son motif.")
        before = content(held)
        change = StatusChange.objects.create(
            plan=held, before=held.status, after=status, happened_on=happened_on, actor=by, reason=_told(found, reason)
        )
        held.status = status
        if status == S.SIGNED:
            held.signed_on = happened_on
        elif status not in SIGNED_STATUSES:
            held.signed_on = None
        held.save()
        with because(change.reason):
            record(
                Change.EDITED, held, by=by, territory=held.territory, plan_key=held.pk,
                before=before, after=content(held), source=f"{step.label}, le {happened_on:%d/%m/%Y}",
            )  # fmt: skip
        Journal.objects.create(
            territory=held.territory, actor=by, verb="statut du plan", object_label=f"{held.title} : {change}"[:300]
        )
        for hook in _hooks.values():
            hook(held, change, by)
    plan.refresh_from_db()
    return change


def _told(passed_over: Iterable[Obstacle], reason: str) -> str:
    """The reason as it is kept: with what was passed over, when something was."""
    known = " ".join(one.sentence for one in passed_over)
    told = f"{reason} (Passé outre : {known})" if known else reason
    return told if len(told) <= TITLE_LENGTH else f"{told[: TITLE_LENGTH - 1]}…"
