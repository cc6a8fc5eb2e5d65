"""The form of a type of plan that a territory adapts: its own words, and its four possible levels."""

from collections import Counter
from typing import Any

from django import forms

from accounts.forms import BootstrapMixin
from accounts.text import one_line
from plans.enums import Level
from plans.models import PlanKind, PlanKindLevel

SLOTS = tuple(level for level in Level if level is not Level.ROOT)


class KindForm(BootstrapMixin, forms.ModelForm):
    class Meta:
        model = PlanKind
        fields = [
            "name", "acronym", "action_label", "action_label_plural", "min_years", "max_years",
            "allows_skipping", "expects_actions", "asks_childcare", "asks_programme",
        ]  # fmt: skip
        help_texts = {
            "allows_skipping": "Un objectif opérationnel peut alors se placer directement sous un axe.",
            "expects_actions": "Un objectif du dernier niveau sans fiche est alors signalé.",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("name", "acronym", "action_label", "action_label_plural"):
            if cleaned.get(name):
                cleaned[name] = one_line(cleaned[name])
        shortest, longest = cleaned.get("min_years"), cleaned.get("max_years")
        if shortest and longest and shortest > longest:
            self.add_error("max_years", "La durée maximale est plus courte que la durée minimale.")
        return cleaned


class LevelForm(BootstrapMixin, forms.ModelForm):
    """One level; unticked, the type does without it, unless objectives stand there."""

    used = forms.BooleanField(label="Utilisé", required=False)

    class Meta:
        model = PlanKindLevel
        fields = ["singular", "plural", "prefix", "numbering"]

    def __init__(self, *args: Any, level: Level, objectives: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level, self.objectives = level, objectives
        self.fields["used"].initial = bool(self.instance.pk)
        for name in ("singular", "plural"):
            self.fields[name].required = False
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{field.label}, niveau {level.rank}"
            if name == "singular":
                field.widget.attrs["placeholder"] = level.label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("singular", "plural", "prefix"):
            cleaned[name] = one_line(cleaned.get(name) or "")
        if not cleaned.get("used"):
            if self.objectives:
                many = "s" if self.objectives > 1 else ""
                self.add_error(
                    "used",
                    f"{self.objectives} objectif{many} de vos plans sont à ce niveau : déplacez-les ou supprimez-les "
                    "avant de vous passer de lui.",
                )
            return cleaned
        for name, missing in (("singular", "Nommez ce niveau."), ("plural", "Nommez ce niveau au pluriel.")):
            if not cleaned[name]:
                self.add_error(name, missing)
        return cleaned


class KindForms:
    """The form of a type and those of its four levels, as one."""

    def __init__(self, kind: PlanKind, used: Counter[Level], data: Any = None) -> None:
        self.kind = kind
        self.main = KindForm(data, instance=kind)
        known = {level.level: level for level in kind.levels.all()} if kind.pk else {}
        self.levels = [
            LevelForm(
                data,
                instance=known.get(level) or PlanKindLevel(kind=kind, level=level),
                prefix=level.value.lower(),
                level=level,
                objectives=used[level],
            )
            for level in SLOTS
        ]

    def is_valid(self) -> bool:
        answers = [self.main.is_valid(), *(form.is_valid() for form in self.levels)]  # each of them says its errors
        valid = all(answers)
        if valid and not any(form.cleaned_data["used"] for form in self.levels):
            self.main.add_error(None, "Un plan a au moins un niveau : cochez-en un.")
            return False
        return valid

    def save(self) -> None:
        """Inside a transaction."""
        self.main.save()
        for form in self.levels:
            if form.cleaned_data["used"]:
                form.save()
            elif form.instance.pk:
                form.instance.delete()
