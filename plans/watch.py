"""What the software watches in a plan and its objectives."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from accounts.text import fold
from plans.alerts import Alert, Rule, Severity, Subject
from plans.enums import Level, PlanStatus
from plans.forms import duration_fault
from plans.levels import Ladder
from plans.lifecycle import proposal_of, slug_of
from plans.likeness import alike
from plans.models import Childcare, Objective, Plan, StaffRatio
from plans.staffing import bounds_fault, checked

SAME_CODE = Rule(
    "V02", "Numéro en double", "On ne sait plus lequel des deux objectifs voisins est cité.", "Changer le numéro"
)
NO_TITLE = Rule("V07", "Objectif sans intitulé", "L’annexe imprimerait une case vide.", "Donner un intitulé")
SAME_TITLE = Rule(
    "V08a",
    "Objectifs au même intitulé",
    "Deux objectifs d’un même thème disent la même chose : l’un est de trop, ou mal nommé.",
    "Revoir l’intitulé",
    Severity.INFO,
)
DURATION = Rule("V12", "Durée du plan", "Elle sort de celle que ce type de plan prévoit.", "Revoir la période")
ANNEXE = Rule("V29", "Numéro d’annexe en double", "Deux thèmes portent le même numéro.", "Changer le numéro d’annexe")
STAFF = Rule(
    "V40",
    "Animateurs en nombre insuffisant",
    "Les places d’un accueil déclaré demandent un nombre d’animateurs (CASF, R227-16).",
    "Revoir les places ou les animateurs",
)
BOUNDS = Rule(
    "V41",
    "Effectif d’un accueil hors des bornes",
    "Un accueil de loisirs déclaré reçoit de 7 à 300 mineurs.",
    "Revoir les places",
)
STEP = Rule(
    "V42",
    "Étape de la vie du plan à passer",
    "Le calendrier du plan a avancé, son statut le dit à tous.",
    "Passer l’étape",
)
RULES = (SAME_CODE, NO_TITLE, SAME_TITLE, DURATION, ANNEXE, STAFF, BOUNDS, STEP)


@dataclass(frozen=True, slots=True)
class _Row:
    """An objective, as the rules need it."""

    pk: int
    parent: int
    level: str
    code: str
    title: str
    annexe: str
    theme: int | None


def check(plan: Plan, today: date) -> Iterator[Alert]:
    """Four queries."""
    rows = _rows(plan)
    write = _Writer(plan, Ladder.of(plan.kind), plan.get_absolute_url())
    yield from _duration(plan)
    for several in _groups(rows, lambda row: (row.parent, row.level, fold(row.code)) if row.code else None):
        for row in several:
            yield write(SAME_CODE, row, f"Le numéro « {row.code} » sert {len(several)} fois au même endroit.", "code")
    for row in rows:
        if not row.title.strip():
            yield write(NO_TITLE, row, "Cet objectif n’a pas d’intitulé.", "title")
    for siblings in _groups(rows, lambda row: (row.theme, row.level)):
        for one, other in alike([row.title for row in siblings]):
            twin = write.name(siblings[one])
            yield write(SAME_TITLE, siblings[other], f"Son intitulé ressemble à celui de « {twin} ».", "title")
    for several in _groups(rows, lambda row: fold(row.annexe) or None):
        for row in several:
            sentence = f"Le numéro d’annexe « {row.annexe} » sert {len(several)} fois dans ce plan."
            yield write(ANNEXE, row, sentence, "annexe_number")
    yield from _childcares(plan, today)
    yield from _step(plan, today)


def objective_name(ladder: Ladder, level: str, code: str, title: str) -> str:
    """« OI 2 : Ouvrir l’école », « Axe stratégique sans intitulé »."""
    rung = ladder.rung(level)
    kicker = rung.kicker(code)
    return " : ".join(part for part in (kicker, title) if part) if title else f"{kicker or rung.singular} sans intitulé"


def objective_subject(base: str, pk: int, name: str) -> Subject:
    """An objective; `base` is the address of its plan."""
    return Subject(Objective._meta.label_lower, pk, name, f"{base}#o-{pk}")


def plan_subject(plan: Plan) -> Subject:
    return Subject(Plan._meta.label_lower, plan.pk, plan.title, plan.get_absolute_url())


def _rows(plan: Plan) -> list[_Row]:
    fields = ("pk", "parent_id", "level", "code", "title", "annexe_number")
    rows: list[_Row] = []
    themes: dict[int, int | None] = {}
    for pk, parent, level, code, title, annexe in Objective.objects.visible().filter(plan=plan).values_list(*fields):
        themes[pk] = pk if level == Level.THEME else themes.get(parent)
        rows.append(_Row(pk, parent, level, code, title, annexe, themes[pk]))
    return rows


def _groups(rows: Iterable[_Row], key: Callable[[_Row], Hashable | None]) -> Iterator[list[_Row]]:
    """Those of at least two rows with the same key; rows without a key are left out."""
    groups: dict[Hashable, list[_Row]] = defaultdict(list)
    for row in rows:
        if (found := key(row)) is not None:
            groups[found].append(row)
    return (several for several in groups.values() if len(several) > 1)


def _duration(plan: Plan) -> Iterator[Alert]:
    if plan.starts_on and plan.ends_on and (sentence := duration_fault(plan.kind, plan.starts_on, plan.ends_on)):
        yield Alert(DURATION, plan_subject(plan), sentence, f"{plan.get_absolute_url()}modifier/#id_ends_on")


def _step(plan: Plan, today: date) -> Iterator[Alert]:
    if step := proposal_of(plan, today):
        if step.after == PlanStatus.IN_FORCE:
            sentence = f"La période du plan a commencé le {plan.starts_on:%d/%m/%Y} : il n’est pas mis en vigueur."
        else:
            sentence = f"La période du plan a pris fin le {plan.ends_on:%d/%m/%Y} : l’échéance n’est pas constatée."
        url = f"{plan.get_absolute_url()}vie/passer/{slug_of(step.after)}/#id_happened_on"
        yield Alert(STEP, plan_subject(plan), sentence, url)


def _childcares(plan: Plan, today: date) -> Iterator[Alert]:
    for childcare, staffing in checked(plan, plan.childcares.all(), StaffRatio.objects.all(), today):
        base = f"{plan.get_absolute_url()}dossier/accueils/"
        subject = Subject(Childcare._meta.label_lower, childcare.pk, childcare.name, f"{base}#accueil-{childcare.pk}")
        cure = f"{base}{childcare.pk}/modifier/"
        for group, sentence in staffing.shortages:
            yield Alert(STAFF, subject, sentence, f"{cure}#id_staff_{group.key}")
        if fault := bounds_fault(childcare):
            yield Alert(BOUNDS, subject, fault, f"{cure}#id_capacity_under_6")


@dataclass(frozen=True, slots=True)
class _Writer:
    plan: Plan
    ladder: Ladder
    base: str  # the address of the plan

    def __call__(self, rule: Rule, row: _Row, sentence: str, where: str) -> Alert:
        """An alert on an objective, cured at the field `where` of its form."""
        subject = objective_subject(self.base, row.pk, self.name(row))
        return Alert(rule, subject, sentence, f"{self.base}objectifs/{row.pk}/modifier/#id_{where}")

    def name(self, row: _Row) -> str:
        return objective_name(self.ladder, row.level, row.code, row.title)
