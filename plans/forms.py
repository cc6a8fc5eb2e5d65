from collections import Counter
from datetime import date, timedelta
from typing import Any

from django import forms

from accounts.forms import BootstrapMixin
from accounts.models import Territory
from accounts.text import one_line
from plans.enums import SIGNED_STATUSES, Level
from plans.kinds import missing_levels, offered
from plans.levels import Ladder, enumerated
from plans.models import Plan, PlanKind


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class PlanForm(BootstrapMixin, forms.ModelForm):
    """The identity of a new plan: kind, title and period, with the durations that its kind allows."""

    class Meta:
        model = Plan
        fields = ["kind", "title", "starts_on", "ends_on", "has_wednesday_charter"]
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}
        help_texts = {
            "kind": "Il donne leur nom aux niveaux : axe, objectif général, pilier, enjeu…",
            "title": "Par exemple : Projet global de territoire 2025-2028.",
            "ends_on": "Un PEDT dure trois ans au plus.",
            "has_wednesday_charter": "Ses fiches diront alors à quels axes de la charte qualité elles répondent.",
        }

    def __init__(self, *args: Any, territory: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.territory = territory
        self.fields["kind"].queryset = offered(territory)  # type: ignore[attr-defined]
        self.fields["kind"].empty_label = "Choisir un type"  # type: ignore[attr-defined]
        self.warnings: list[str] = []

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

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


class PlanSettingsForm(PlanForm):
    """The identity of a known plan; its kind may change for one that has the levels in use."""

    class Meta(PlanForm.Meta):
        fields = ["title", "kind", "starts_on", "ends_on", "has_wednesday_charter"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = PlanKind.objects.filter(pk=self.instance.kind_id)
        self.fields["kind"].queryset = (offered(self.territory) | mine).distinct()  # type: ignore[attr-defined]

    def clean_kind(self) -> PlanKind:
        kind: PlanKind = self.cleaned_data["kind"]
        if kind.pk != self.initial["kind"]:
            levels = self.instance.objectives.filter(parent__isnull=False).order_by().values_list("level", flat=True)
            if missing := missing_levels(kind, Counter(Level(level) for level in levels)):
                names = enumerated([Ladder.of(PlanKind(pk=self.initial["kind"])).rung(one).words for one in missing])
                raise forms.ValidationError(f"Ce plan utilise des niveaux que ce type n’a pas : {names}.")
        return kind

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.status in SIGNED_STATUSES:
            for name in ("starts_on", "ends_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, "Un plan signé a une date de début et une date de fin.")
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
