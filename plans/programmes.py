"""A programme de réussite éducative judged: its budget by year, the share of the BOP 147, what its file still owes.

Aggregate figures alone; under five people, one could be recognised (domain.md 3.3 and 5).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.text import fold
from plans.enums import ProgrammeMeasure
from plans.models import BudgetLine, Programme

FEW = 5
NOT_PEOPLE = frozenset({ProgrammeMeasure.DURATION, ProgrammeMeasure.PARTNERS})
AMOUNTS = ("planned", "granted", "spent")
ZERO = Decimal(0)


@dataclass(slots=True)
class BudgetYear:
    """The lines of one year and their totals, in euros; `share` is that of the BOP 147 in per cent, or None."""

    year: int
    lines: list[BudgetLine]

    @property
    def totals(self) -> list[Decimal | None]:
        """Of each amount; None where no line says it."""
        return [self._total(name) for name in AMOUNTS]

    @property
    def share(self) -> int | None:
        total = self._sum(self.lines)
        if not total:
            return None
        return int((100 * self._sum([line for line in self.lines if is_state_line(line)]) / total).to_integral_value())

    @property
    def cofinanced(self) -> int | None:
        return None if self.share is None else 100 - self.share

    def _total(self, name: str) -> Decimal | None:
        said = [amount for line in self.lines if (amount := getattr(line, name)) is not None]
        return sum(said, ZERO) if said else None

    def _sum(self, lines: Iterable[BudgetLine]) -> Decimal:
        """Of what is planned; where nothing is, of what was granted."""
        name = "planned" if self.totals[0] else "granted"
        return sum((getattr(line, name) or ZERO for line in lines), ZERO)


def budget_years(lines: Iterable[BudgetLine]) -> list[BudgetYear]:
    """The budget year by year, the first one first."""
    years: dict[int, list[BudgetLine]] = {}
    for line in lines:
        years.setdefault(line.year, []).append(line)
    return [BudgetYear(year, years[year]) for year in sorted(years)]


def is_state_line(line: BudgetLine) -> bool:
    """Whether a line is of the credits of the politique de la ville: the BOP 147, which the ANCT holds."""
    words = fold(f"{line.funder} {line.label}")
    return bool(re.search(r"\b147\b|\banct\b|\bcredits? (?:de la )?politique de la ville\b", words))


def counts_people(measure: str) -> bool:
    return measure not in NOT_PEOPLE


def is_small(measure: str, value: Decimal | None) -> bool:
    """Whether a total is of so few people that one could be recognised."""
    return value is not None and 0 < value < FEW and counts_people(measure)


@dataclass(frozen=True, slots=True)
class Owed:
    """What the file of a programme lacks: a sentence, and the part of its form that cures it."""

    sentence: str
    part: str


def owed_by(programme: Programme | None) -> list[Owed]:
    """What the file of a programme must hold before it is sent for validation (domain.md 1.3). Five queries."""
    if programme is None:
        return [Owed("Rien n’est encore saisi\u00a0: commencez par la structure juridique.", "structure")]
    checks = (
        (programme.structure_kind, "Le type de structure juridique n’est pas indiqué.", "structure"),
        (programme.structure, "La structure juridique n’est pas nommée.", "structure"),
        (programme.elected_lead, "L’élu référent n’est pas indiqué, par sa fonction.", "structure"),
        (programme.board.all(), "La composition du conseil d’administration manque.", "conseil"),
        (programme.team.all(), "La composition de l’équipe pluridisciplinaire manque.", "equipe"),
        (programme.confidentiality_on, "La date de la charte de confidentialité manque.", "structure"),
        (programme.perimeter.all(), "Le périmètre manque\u00a0: quartiers prioritaires, réseaux REP.", "perimetre"),
        (programme.budget.all(), "Le budget manque.", "budget"),
        (programme.totals.all(), "Le public concerné n’est pas chiffré\u00a0: des totaux annuels.", "totaux"),
    )
    return [Owed(sentence, part) for held, sentence, part in checks if not held]
