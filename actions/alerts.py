"""What the software watches in the fiches of a plan."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from actions.enums import CLOSED_STATUSES, Role, ScheduleKind, Status
from actions.models import Action, CharterAxis, Funding, Participation, SchemeUse
from actions.wording import ages_wording
from plans.alerts import Alert, Rule, Severity, Subject
from plans.levels import Ladder
from plans.likeness import alike
from plans.models import Objective, Plan
from plans.watch import objective_name, objective_subject, plan_subject

GAP = Rule(
    "V04",
    "Numéro de fiche absent",
    "La suite des numéros a un trou : une fiche a pu se perdre.",
    "Voir la suite des fiches",
    Severity.INFO,
)
NO_FICHE = Rule(
    "V05", "Objectif sans fiche", "Rien ne répond à cet objectif.", "Ajouter une fiche, ou un renvoi en remarque"
)
UNATTACHED = Rule(
    "V06", "Fiche sans objectif", "Une fiche à rattacher ne s’imprime sous aucun objectif.", "Choisir son objectif"
)
DOUBTFUL = Rule(
    "V06b",
    "Rattachement à vérifier",
    "La place de la fiche a été devinée à la lecture d’un fichier.",
    "Vérifier son objectif",
)
SAME_TITLE = Rule("V08", "Fiches au même intitulé", "L’une des deux est de trop, ou mal nommée.", "Revoir l’intitulé")
BEYOND = Rule(
    "V13", "Échéance hors du plan", "Le calendrier de la fiche sort de la période du plan.", "Revoir l’échéance"
)
LATE = Rule(
    "V14",
    "Fiche en retard",
    "L’échéance est passée et la fiche n’est pas close.",
    "Mettre à jour le statut ou l’échéance",
)
INCOMPLETE = Rule(
    "V16", "Fiche validée incomplète", "Une fiche validée dit qui la pilote, pour qui et pour quand.", "Compléter"
)
AGES = Rule(
    "V17", "Âges hors du thème", "Les âges de la fiche sortent de la tranche d’âge de son thème.", "Revoir les âges"
)
OVERSPENT = Rule(
    "V18", "Dépense au-delà de l’accordé", "Le réalisé dépasse le montant accordé.", "Vérifier les montants"
)
AGEING = Rule(
    "V19",
    "Dispositif qui n’est plus en vigueur",
    "La fiche cite un dispositif qui a pris fin ou changé de nom.",
    "Changer le dispositif",
)
CHARTER = Rule(
    "V28",
    "Charte Plan mercredi incomplète",
    "Chacun des quatre axes de la charte demande au moins une fiche.",
    "Choisir une fiche",
)
RULES = (GAP, NO_FICHE, UNATTACHED, DOUBTFUL, SAME_TITLE, BEYOND, LATE, INCOMPLETE, AGES, OVERSPENT, AGEING, CHARTER)

VALIDATED = frozenset({Status.APPROVED, Status.TO_START, Status.ONGOING, Status.DONE, Status.PERMANENT})
PARTNERS, SCHEMES, FUNDINGS = "partenaires", "dispositifs", "financements"  # sections of the form of a fiche
RUNS_SHOWN = 12
TIMELESS = frozenset({ScheduleKind.YEARLY, ScheduleKind.CONTINUOUS, ScheduleKind.SCHOOL_YEAR})


@dataclass(slots=True)
class _Fiche:
    """A fiche, as the rules need it."""

    pk: int
    number: int | None
    number_suffix: str
    code: str
    title: str
    status: str
    theme_id: int | None
    objective_id: int | None
    is_doubtful: bool
    schedule_kind: str
    starts_on: date | None
    due_on: date | None
    audience_note: str
    age_min: int | None
    age_max: int | None
    theme_age_min: int | None
    theme_age_max: int | None
    has_lead: bool = False
    has_audience: bool = False

    @property
    def name(self) -> str:
        reference = f"{self.number} {self.number_suffix}".strip() if self.number is not None else self.code
        return f"Fiche {reference} : {self.title}" if reference else self.title


def check(plan: Plan, today: date) -> Iterator[Alert]:
    """Nine queries."""
    fiches = _fiches(plan)
    by_key = {fiche.pk: fiche for fiche in fiches}
    write = _Writer(plan, plan.get_absolute_url())
    yield from _without_fiche(plan, fiches)
    yield from _gaps(plan, fiches)
    for one, other in alike([fiche.title for fiche in fiches]):
        yield write(SAME_TITLE, fiches[other], f"Son intitulé ressemble à celui de « {fiches[one].name} ».", "title")
    for fiche in fiches:
        yield from _place(write, fiche)
        yield from _dates(write, fiche, today)
        yield from _completeness(write, fiche)
        yield from _ages(write, fiche)
    yield from _money(write, by_key)
    yield from _schemes(write, by_key)
    yield from _charter(plan)


def subject_of(base: str, pk: int, name: str) -> Subject:
    """A fiche; `base` is the address of its plan."""
    return Subject(Action._meta.label_lower, pk, name, f"{base}fiches/{pk}/")


@dataclass(frozen=True, slots=True)
class _Writer:
    plan: Plan
    base: str  # the address of the plan: resolving those of a thousand alerts would take longer than finding them

    def __call__(self, rule: Rule, fiche: _Fiche, sentence: str, where: str) -> Alert:
        """An alert on a fiche, cured at the field `where` of its form."""
        url = f"{self.base}fiches/{fiche.pk}/modifier/#id_{where}"
        return Alert(rule, subject_of(self.base, fiche.pk, fiche.name), sentence, url)


def _fiches(plan: Plan) -> list[_Fiche]:
    rows = (
        Action.objects.filter(plan=plan)
        .order_by("theme__lft", "number", "position", "pk")
        .values_list(
            "pk", "number", "number_suffix", "code", "title", "status", "theme_id", "objective_id", "is_doubtful",
            "schedule_kind", "starts_on", "due_on", "audience_note", "age_min", "age_max",
            "theme__age_min", "theme__age_max",
        )
    )  # fmt: skip
    fiches: list[_Fiche] = []
    for row in rows:
        values: list[Any] = list(row)
        fiches.append(_Fiche(*values))
    leads = set(
        Participation.objects.filter(action__plan=plan, role=Role.LEAD).order_by().values_list("action_id", flat=True)
    )
    audiences = set(
        Action.audiences.through.objects.filter(action__plan=plan).order_by().values_list("action_id", flat=True)
    )
    for fiche in fiches:
        fiche.has_lead = fiche.pk in leads
        fiche.has_audience = bool(fiche.audience_note or fiche.age_min is not None or fiche.pk in audiences)
    return fiches


def _without_fiche(plan: Plan, fiches: list[_Fiche]) -> Iterator[Alert]:
    if not plan.kind.expects_actions:
        return
    ladder = Ladder.of(plan.kind)
    base = plan.get_absolute_url()
    served = {fiche.objective_id for fiche in fiches}
    rows = Objective.objects.filter(plan=plan, level=ladder.lowest.level, note="", served_by=None).order_by("lft")
    for pk, code, title in rows.values_list("pk", "code", "title"):
        if pk not in served:
            subject = objective_subject(base, pk, objective_name(ladder, ladder.lowest.level, code, title))
            yield Alert(NO_FICHE, subject, "Aucune fiche n’y répond.", f"{base}fiches/nouvelle/?objectif={pk}")


def _gaps(plan: Plan, fiches: list[_Fiche]) -> Iterator[Alert]:
    numbers: dict[int | None, set[int]] = defaultdict(set)
    for fiche in fiches:
        if fiche.number is not None:
            numbers[fiche.theme_id].add(fiche.number)
    themes = dict(Objective.objects.filter(pk__in=[pk for pk in numbers if pk]).values_list("pk", "title"))
    base = plan.get_absolute_url()
    for theme, known in numbers.items():
        absent = _runs(sorted(set(range(min(known), max(known))) - known))
        if not absent:
            continue
        where, subject, of = "", plan_subject(plan), ""
        if theme is not None:
            of = f"theme={theme}&"
            where, subject = f" dans le thème « {themes[theme]} »", objective_subject(base, theme, themes[theme])
        said = ", ".join(absent[:RUNS_SHOWN]) + ("…" if len(absent) > RUNS_SHOWN else "")
        plural = "s" if len(absent) > 1 or " à " in said else ""
        yield Alert(GAP, subject, f"Pas de fiche numéro{plural} {said}{where}.", f"{base}fiches/?{of}tri=numero")


def _runs(numbers: list[int]) -> list[str]:
    """« 3 », « 7 à 9 »."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]} à {run[-1]}" for run in runs]


def _place(write: _Writer, fiche: _Fiche) -> Iterator[Alert]:
    if fiche.objective_id is None and fiche.status != Status.MERGED:
        yield write(UNATTACHED, fiche, "Cette fiche n’est rattachée à aucun objectif.", "objective")
    elif fiche.is_doubtful:
        yield write(DOUBTFUL, fiche, "Son objectif a été deviné : à confirmer ou à changer.", "objective")


def _dates(write: _Writer, fiche: _Fiche, today: date) -> Iterator[Alert]:
    plan, due_on = write.plan, fiche.due_on
    if not due_on:
        return
    if plan.ends_on and due_on > plan.ends_on:
        sentence = f"L’échéance ({due_on:%d/%m/%Y}) suit la fin du plan ({plan.ends_on:%d/%m/%Y})."
        yield write(BEYOND, fiche, sentence, "due_on")
    if plan.starts_on and due_on < plan.starts_on:
        sentence = f"L’échéance ({due_on:%d/%m/%Y}) précède le début du plan ({plan.starts_on:%d/%m/%Y})."
        yield write(BEYOND, fiche, sentence, "due_on")
    if due_on < today and fiche.status not in CLOSED_STATUSES:
        sentence = f"L’échéance est passée ({due_on:%d/%m/%Y}) et la fiche est « {Status(fiche.status).label} »."
        yield write(LATE, fiche, sentence, "status")


def _completeness(write: _Writer, fiche: _Fiche) -> Iterator[Alert]:
    if fiche.status not in VALIDATED:
        return
    if not fiche.has_lead:
        yield write(INCOMPLETE, fiche, "Cette fiche validée n’a pas de pilote.", PARTNERS)
    if not fiche.has_audience:
        yield write(INCOMPLETE, fiche, "Cette fiche validée ne dit pas son public.", "audiences")
    if not fiche.due_on and not fiche.starts_on and fiche.schedule_kind not in TIMELESS:
        yield write(INCOMPLETE, fiche, "Cette fiche validée n’a pas de calendrier.", "schedule_kind")


def _ages(write: _Writer, fiche: _Fiche) -> Iterator[Alert]:
    low, high = fiche.theme_age_min, fiche.theme_age_max
    too_young = low is not None and fiche.age_min is not None and fiche.age_min < low
    too_old = high is not None and fiche.age_max is not None and fiche.age_max > high
    if too_young or too_old:
        ages, band = ages_wording(fiche.age_min, fiche.age_max), ages_wording(low, high)
        yield write(AGES, fiche, f"Ses âges ({ages}) sortent de ceux du thème ({band}).", "age_min")


def _money(write: _Writer, fiches: dict[int, _Fiche]) -> Iterator[Alert]:
    lines = Funding.objects.filter(action__plan=write.plan, spent__gt=F("granted")).order_by("action_id", "position")
    fields = ("action_id", "partner__name", "funder_label", "year", "granted", "spent")
    for pk, partner, label, year, granted, spent in lines.values_list(*fields):
        who = " ".join(str(part) for part in (partner or label, year) if part)
        sentence = f"{who or 'Financement'} : réalisé {_euros(spent)}, accordé {_euros(granted)}."
        yield write(OVERSPENT, fiches[pk], sentence, FUNDINGS)


def _schemes(write: _Writer, fiches: dict[int, _Fiche]) -> Iterator[Alert]:
    old = Q(scheme__is_active=False) | ~Q(scheme__replaced_by=None)
    uses = SchemeUse.objects.filter(old, action__plan=write.plan).order_by("action_id", "position")
    for pk, name, heir in uses.values_list("action_id", "scheme__name", "scheme__replaced_by__name"):
        said = f" : « {heir} » le remplace" if heir else ""
        yield write(AGEING, fiches[pk], f"« {name} » n’est plus en vigueur{said}.", SCHEMES)


def _charter(plan: Plan) -> Iterator[Alert]:
    if not plan.has_wednesday_charter:
        return
    covered = Action.charter_axes.through.objects.filter(action__plan=plan).values("charteraxis_id")
    for label in CharterAxis.objects.exclude(pk__in=covered).values_list("label", flat=True):
        yield Alert(
            CHARTER,
            plan_subject(plan),
            f"Aucune fiche ne porte l’axe « {label} ».",
            f"{plan.get_absolute_url()}dossier/charte/",
        )


def _euros(amount: Decimal) -> str:
    return f"{amount:,.2f} €".replace(",", "\u202f").replace(".", ",")
