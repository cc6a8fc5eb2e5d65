"""What is wrong with an indicator (rules V21, V22, V24): faults refuse it, warnings are said and let it pass."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.text import fold
from indicators.enums import Direction, IndicatorNature
from indicators.wording import figure, when

SCALE = range(1, 5)
SMALL = 5  # people
SMALL_NUMBER = (
    "Moins de 5 personnes : on pourrait les reconnaître. Ne publiez pas ce nombre, ou réunissez plusieurs groupes."
)
_YES_NO = re.compile(r"(oui|non)\b")
_PEOPLE = re.compile(
    r"\b(enfants?|jeunes?|adolescents?|eleves?|etudiants?|familles?|parents?|meres?|peres?|personnes?|habitants?|filles?"
    r"|garcons?|femmes?|hommes?|beneficiaires?|participants?|benevoles?|seniors?|assistant(e?)s? maternel(le)?s?)\b"
)


@dataclass(frozen=True, slots=True)
class Aim:
    """A target, or the baseline: a figure, words or both, at a date."""

    value: Decimal | None = None
    text: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """`target` is the rank of the target that the fault lies in, None for the baseline; `field` its field."""

    target: int | None
    field: str
    sentence: str


def faults(nature: IndicatorNature, unit: str, baseline: Aim, targets: Sequence[Aim]) -> Iterator[Fault]:
    """What an indicator may not say, with the field that cures it."""
    for rank, aim in enumerate((baseline, *targets)):
        where = rank - 1 if rank else None
        if sentence := value_fault(nature, unit, aim):
            yield Fault(where, "value", sentence)
    seen: set[date | None] = set()
    for rank, target in enumerate(targets):
        if target.on in seen:
            what = f"à la date « {when(target.on)} »" if target.on else "sans date"
            yield Fault(rank, "on", f"Cet indicateur a déjà une cible {what} : changez la date ou réunissez-les.")
        elif baseline.on and target.on and target.on < baseline.on:
            yield Fault(
                rank, "on", f"Cette cible ({when(target.on)}) précède la situation de départ ({when(baseline.on)})."
            )
        seen.add(target.on)


def value_fault(nature: IndicatorNature, unit: str, aim: Aim) -> str:
    """Why this value does not fit the nature and the unit of its indicator, or nothing (rule V21)."""
    value = aim.value
    if nature == IndicatorNature.QUANTITATIVE:
        if value is None and aim.text:
            return "Un indicateur quantitatif demande un nombre ; s’il se juge en mots, choisissez « Qualitatif »."
        if value is not None and is_percentage(unit) and not 0 <= value <= 100:
            return "Un pourcentage va de 0 à 100."
    elif nature == IndicatorNature.SCALE_1_4:
        if value is not None and value not in SCALE:
            return "Sur cette échelle, une valeur est 1, 2, 3 ou 4."
    elif value is not None:
        return f"Un indicateur « {nature.label} » se dit en mots : écrivez-le à côté, ou choisissez « Quantitatif »."
    return ""


def warnings(direction: Direction, unit: str, baseline: Aim, targets: Sequence[Aim]) -> Iterator[str]:
    """What deserves a second look: no target (V22), a target that goes against the wanted direction (V24)."""
    if not targets:
        yield "aucune cible n’est donnée"
    before = baseline.value
    for target in sorted(targets, key=lambda one: (one.on is None, one.on or date.max)):
        if target.value is None:
            continue
        if before is not None and _contrary(direction, before, target.value):
            at = f" ({when(target.on)})" if target.on else ""
            yield (
                f"la cible {figure(target.value, unit)}{at} va contre le sens « {direction.label.lower()} » : "
                f"elle suit {figure(before, unit)}"
            )
        before = target.value


def measured_fault(nature: IndicatorNature, unit: str, value: Decimal | None, text: str) -> str:
    """Why a measurement does not fit its indicator, or nothing (rule V21)."""
    if value is None and not text:
        return "Écrivez une valeur, ou dites-la en mots."
    if nature == IndicatorNature.YES_NO and value is None and not _YES_NO.match(fold(text)):
        return "Répondez par oui ou par non ; une précision peut suivre."
    return value_fault(nature, unit, Aim(value, text))


def small_number(label: str, unit: str, value: Decimal | None) -> bool:
    """Whether a count of people is so small that they may be recognised (domain.md 5): said, never refused."""
    people = _PEOPLE.search(fold(unit or label)) is not None
    return people and value is not None and 0 < value < SMALL and not is_percentage(unit)


def is_percentage(unit: str) -> bool:
    return unit.strip().startswith("%") or unit.strip().lower().startswith("pourcentage")


def _contrary(direction: Direction, before: Decimal, after: Decimal) -> bool:
    if direction == Direction.UP:
        return after < before
    if direction == Direction.DOWN:
        return after > before
    return direction == Direction.STEADY and after != before
