"""The indicators of a plan with what names each in a sheet, and the cells of that sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from accounts.text import one_line
from actions.models import Action
from annexes.codecs import date_of
from indicators.enums import IndicatorNature
from indicators.models import Indicator
from indicators.wording import read_figure, read_period
from partners.cells import Cell
from plans.models import Objective, Plan


class YearCell(Cell):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = one_line(value)
        return read_period(text) if text else None


class FigureCell(Cell):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        text = one_line(value)
        try:
            return read_figure(text) if text else None
        except ValueError as error:
            raise ValueError(f"« {text[:40]} » : {str(error)[:1].lower()}{str(error)[1:]}") from error


class DayCell(Cell):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        text = one_line(value)
        try:
            return date_of(text) if text else None
        except ValueError as error:
            raise ValueError(f"« {text[:40]} » : {error}.") from error


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator of the plan with what names it. `owner` is the model and the key of its fiche or objective."""

    pk: int
    label: str
    nature: IndicatorNature
    unit: str
    frequency: str
    owner: tuple[type[models.Model], int]
    reference: str
    title: str
    theme: str
    baseline: str
    target: str

    @property
    def name(self) -> str:
        return f"{self.title[:80]} – {self.label}"


def measured_indicators(plan: Plan) -> Iterator[Measured]:
    """The indicators of a plan, those of its fiches in the order of print and those of its objectives."""
    rows = Indicator.objects.of_plan(plan).select_related("action__theme", "objective").prefetch_related("targets")
    tops = list(Objective.objects.filter(plan=plan, level="THEME").order_by("lft").values("lft", "rght", "title"))

    def place(one: Indicator) -> tuple[Any, ...]:
        if one.objective is not None:
            return (0, one.objective.lft, 0, one.position, one.pk)
        action = one.action
        assert action is not None  # the constraint of the table
        return (1, action.theme.lft if action.theme else 0, action.number or 99_999, one.position, one.pk)

    for one in sorted(rows, key=place):
        owner: Action | Objective = one.owner
        if isinstance(owner, Action):
            theme, reference, title = owner.theme.title if owner.theme else "", owner.reference, owner.title
        else:
            above = next((top["title"] for top in tops if top["lft"] <= owner.lft and owner.rght <= top["rght"]), "")
            theme, reference, title = above, owner.code, owner.title
        targets = " ; ".join(target.wording for target in one.targets.all())
        nature = IndicatorNature(one.nature)
        key = (type(owner), owner.pk)
        baseline = one.baseline_wording
        yield Measured(
            one.pk, one.label, nature, one.unit, one.frequency, key, reference, title, theme, baseline, targets
        )
