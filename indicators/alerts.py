"""What the software watches in the indicators of a plan."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from actions.alerts import VALIDATED, subject_of
from actions.models import Action
from indicators import rules
from indicators.enums import Direction, IndicatorKind, IndicatorNature
from indicators.models import Indicator, Target
from indicators.rules import Aim
from plans.alerts import Alert, Rule, Subject
from plans.models import Plan

UNMEASURED = Rule(
    "V16b",
    "Fiche validée sans indicateur",
    "Une fiche validée dit à quoi l’on verra qu’elle est faite.",
    "Ajouter un indicateur",
)
IMPOSSIBLE = Rule(
    "V21", "Valeur impossible", "Elle ne convient pas à la nature ou à l’unité de l’indicateur.", "Corriger la valeur"
)
AIMLESS = Rule(
    "V22", "Indicateur sans cible", "Sans cible, une mesure ne dit pas si l’objectif est atteint.", "Donner une cible"
)
CONTRARY = Rule(
    "V24",
    "Cible à contresens",
    "La cible va contre le sens souhaité de l’indicateur.",
    "Revoir la cible ou le sens",
)
RULES = (UNMEASURED, IMPOSSIBLE, AIMLESS, CONTRARY)


def check(plan: Plan, today: date) -> Iterator[Alert]:
    """Three queries."""
    base = plan.get_absolute_url()
    measured = Indicator.objects.filter(action__plan=plan, kind=IndicatorKind.OUTPUT).values("action_id")
    fiches = Action.objects.filter(plan=plan, status__in=VALIDATED).exclude(pk__in=measured)
    for fiche in fiches.only("number", "number_suffix", "code", "title").order_by("number", "pk"):
        url = f"{base}fiches/{fiche.pk}/indicateurs/#nouvel-indicateur"
        subject = subject_of(base, fiche.pk, str(fiche))
        sentence = "Cette fiche validée n’a pas d’indicateur de réalisation."
        yield Alert(UNMEASURED, subject, sentence, url)
    yield from _indicators(plan, base)


def _indicators(plan: Plan, base: str) -> Iterator[Alert]:
    targets: dict[int, list[Aim]] = defaultdict(list)
    indicators = Indicator.objects.of_plan(plan).order_by("action__number", "objective__lft", "position", "pk")
    rows = list(
        indicators.values_list(
            "pk", "label", "nature", "unit", "direction", "baseline", "baseline_text", "baseline_on", "action_id",
            "objective_id",
        )
    )  # fmt: skip
    aims = Target.objects.filter(indicator__in=indicators.order_by()).order_by("position", "pk")
    for indicator, value, text, due_on in aims.values_list("indicator_id", "value", "text", "due_on"):
        targets[indicator].append(Aim(value, text, due_on))
    for pk, label, nature, unit, direction, value, text, on, action, objective in rows:
        several, baseline = targets[pk], Aim(value, text, on)
        owner = f"fiches/{action}" if action else f"objectifs/{objective}"
        page = f"{base}{owner}/indicateurs/"
        url, aims_url = f"{page}#indicateur-{pk}", f"{page}#cibles-{pk}"
        holder = ("actions.action", action) if action else ("plans.objective", objective)
        subject = Subject(Indicator._meta.label_lower, pk, label, url, holder)
        for fault in rules.faults(IndicatorNature(nature), unit, baseline, several):
            faulty_url = f"{page}#depart-{pk}" if fault.target is None else aims_url
            yield Alert(IMPOSSIBLE, subject, fault.sentence, faulty_url)
        if not several:
            yield Alert(AIMLESS, subject, "Aucune cible n’est donnée.", aims_url)
        for sentence in rules.warnings(Direction(direction), unit, baseline, several) if several else ():
            yield Alert(CONTRARY, subject, f"{sentence[:1].upper()}{sentence[1:]}.", aims_url)
