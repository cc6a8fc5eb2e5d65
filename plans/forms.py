from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q

from accounts.forms import BootstrapMixin
from accounts.models import Territory
from plans.models import Plan, PlanKind


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class PlanForm(BootstrapMixin, forms.ModelForm):
    """The identity of a plan: kind, title and period, with the durations that its kind allows."""

    class Meta:
        model = Plan
        fields = ["kind", "title", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}
        help_texts = {
            "kind": "Il donne leur nom aux niveaux : axe, objectif général, pilier, enjeu…",
            "title": "Par exemple : Projet global de territoire 2025-2028.",
            "ends_on": "Un PEDT dure trois ans au plus.",
        }

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = PlanKind.objects.filter(Q(territory=None) | Q(territory=territory))  # type: ignore[attr-defined]
        self.warnings: list[str] = []
        if self.instance.pk:
            self.fields["kind"].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, start, end = cleaned.get("kind"), cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end <= start:
            self.add_error("ends_on", "La fin du plan doit suivre son début.")
        elif kind and start and end and (sentence := duration_fault(kind, start, end)):
            if kind.duration_is_law:
                self.add_error("ends_on", sentence)
            else:
                self.warnings.append(sentence)
        return cleaned


def duration_fault(kind: PlanKind, start: date, end: date) -> str:
    """What is wrong with this period for this kind, with its source, or nothing (rule V12)."""
    source = f" ({kind.source})" if kind.source else ""
    if kind.max_years and end >= _years_after(start, kind.max_years):
        return f"Un plan de ce type dure {kind.max_years} ans au plus{source}."
    if kind.min_years and end < _years_after(start, kind.min_years) - timedelta(days=1):
        return f"Un plan de ce type dure {kind.min_years} ans au moins{source}."
    return ""


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
