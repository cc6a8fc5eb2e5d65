"""What an indicator hangs on, a fiche or an objective, under one name; the forms of its indicators."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict

from accounts.aggregates import Row, write_content
from accounts.text import fold
from actions.models import Action
from actions.parts import Section
from indicators.forms import PREFIX, IndicatorFormSet
from indicators.models import Indicator
from indicators.moreforms import PasteForm
from partners.models import Partner
from plans.models import Objective, Plan

Owner = Action | Objective
UNITS = ("%", "enfants", "familles", "jeunes", "places", "séances", "heures", "jours", "partenaires", "€")
SUGGESTIONS = 300
PASTED = f"{PREFIX}-coller"
SHOWN = (
    "pk", "label", "kind", "nature", "unit", "direction", "source", "frequency", "breakdown",
    "baseline", "baseline_text", "baseline_on",
)  # fmt: skip


def indicators_of(owner: Owner) -> "list[Indicator]":
    """In their order, with targets and values: three queries, none for a fiche that is being created."""
    return list(owner.indicators.prefetch_related("targets", "measurements__entered_by")) if owner.pk else []


class IndicatorPart:
    """The forms of the indicators of an owner, as a page or as a section of the form of a fiche."""

    def __init__(self, owner: Owner, plan: Plan, data: "MultiValueDict[str, str] | None" = None) -> None:
        self.plan = plan
        self.formset: Any = IndicatorFormSet(data, prefix=PREFIX, initial=_rows(indicators_of(owner)))
        self.paste = PasteForm(data if data and f"{PASTED}-kind" in data else None, prefix=PASTED)

    @property
    def forms(self) -> Sequence[Any]:
        """The formset of the indicators, which hold their targets, then the list that was pasted."""
        return [self.formset, self.paste]

    def is_valid(self) -> bool:
        return bool(self.formset.is_valid()) and (not self.paste.is_bound or self.paste.is_valid())

    def rows(self) -> list[Row]:
        """The indicators as they were typed, then those of the pasted list."""
        return [*self.formset.rows(), *(self.paste.rows() if self.paste.is_bound else [])]

    def save(self, owner: Owner) -> None:
        """Write the indicators as they were typed. Raise ValidationError when the database refuses."""
        write_content(owner, {"indicators": self.rows()})

    def warnings(self) -> list[str]:
        return list(self.formset.warnings())

    def units(self) -> list[str]:
        """The units of the plan, then the usual ones. One query."""
        return _distinct([*self._known("unit"), *UNITS])

    def sources(self) -> list[str]:
        """The sources of the plan, then the partners of the territory. Two queries."""
        partners = Partner.objects.filter(territory=self.plan.territory_id).order_by("name")
        return _distinct([*self._known("source"), *partners.values_list("name", flat=True)[:SUGGESTIONS]])

    def _known(self, name: str) -> list[str]:
        indicators = Indicator.objects.of_plan(self.plan).exclude(**{name: ""})
        return list(indicators.order_by(name).values_list(name, flat=True).distinct()[:SUGGESTIONS])


def fiche_section() -> Section:
    """The indicators inside the form of a fiche."""

    def build(request: HttpRequest, action: Action) -> IndicatorPart:
        return IndicatorPart(action, action.plan, request.POST if request.method == "POST" else None)

    return Section(PREFIX, "Indicateurs", "indicators/_part.html", build)


def _rows(indicators: Sequence[Indicator]) -> list[Mapping[str, Any]]:
    return [
        {name: getattr(one, name) for name in SHOWN}
        | {
            "targets": [
                {name: getattr(target, name) for name in ("pk", "due_on", "value", "text")}
                for target in one.targets.all()
            ]
        }
        for one in indicators
    ]


def _distinct(names: Sequence[str]) -> list[str]:
    """The first writing of each name."""
    return list({fold(name) or name: name for name in chain(reversed(names))}.values())[::-1]
