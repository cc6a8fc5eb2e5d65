"""The forms of the tree: an objective, several pasted lines, a destination, a group of effets attendus."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms import BootstrapMixin
from accounts.text import clean, one_line
from plans.enums import Level
from plans.forms import DateInput
from plans.levels import Ladder, Rung
from plans.models import LONG_TEXT_LENGTH, EffectGroup, Objective, Plan

THEME_FIELDS = ("version_label", "version_date", "age_min", "age_max", "annexe_number")
PASTED_LENGTH = 100_000


class ObjectiveForm(BootstrapMixin, forms.ModelForm):
    """The content of an objective; a theme also has its version, its ages and its annexe number."""

    class Meta:
        model = Objective
        fields = ["code", "title", *THEME_FIELDS, "description", "note"]
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2, "data-enter": ""}),
            "code": forms.TextInput(attrs={"autocomplete": "off"}),
            "description": forms.Textarea(attrs={"rows": 4}),
            "note": forms.Textarea(attrs={"rows": 2}),
            "version_date": DateInput(),
        }
        labels = {"age_min": "Âge minimum", "age_max": "Âge maximum", "annexe_number": "Numéro d’annexe"}
        help_texts = {
            "note": "Ce qui se lit à la place des fiches : « Ces actions sont détaillées dans… ».",
            "version_label": "Par exemple : réactualisé en juin 2026.",
            "annexe_number": "Celui de la convention ou de la délibération : II-2.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.level != Level.THEME:
            for name in THEME_FIELDS:
                del self.fields[name]
        self._old_code = self.instance.code
        self.fields["title"].required = not self.instance.pk or bool(self.instance.title)
        self.fields["title"].error_messages["required"] = "Écrivez l’intitulé."

    def clean_code(self) -> str:
        return one_line(self.cleaned_data["code"])

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean_description(self) -> str:
        return clean(self.cleaned_data["description"])

    def clean_note(self) -> str:
        return clean(self.cleaned_data["note"])

    def clean_version_label(self) -> str:
        return one_line(self.cleaned_data["version_label"])

    def clean_annexe_number(self) -> str:
        return one_line(self.cleaned_data["annexe_number"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code = cleaned.get("code", "")
        if code and code != self._old_code and self._siblings().filter(code=code).exists():
            self.add_error("code", f"Un objectif voisin porte déjà le code « {code} » : choisissez-en un autre.")
        return cleaned

    def _siblings(self) -> Any:
        """Objectives of the same level under the same parent (rule V02)."""
        one = self.instance
        same = Objective.objects.filter(plan=one.plan_id, parent=one.parent_id, level=one.level)
        return same.exclude(pk=one.pk) if one.pk else same


class PasteForm(BootstrapMixin, forms.Form):
    """Lines from Excel, Word or a mail: each becomes an objective; `level` is that of the leftmost ones."""

    level = forms.ChoiceField(label="Niveau des lignes de gauche")
    lines = forms.CharField(
        label="Vos lignes",
        max_length=PASTED_LENGTH,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Une ligne par objectif. Une ligne en retrait, ou une colonne d’Excel plus à droite, va au niveau du "
        "dessous.",
    )

    def __init__(self, *args: Any, rungs: Iterable[Rung], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(rung.level.value, rung.plural) for rung in rungs]  # type: ignore[attr-defined]

    def clean_lines(self) -> str:
        text = clean(self.cleaned_data["lines"])
        if not text.strip():
            raise forms.ValidationError("Collez au moins une ligne.")
        return text


class DestinationForm(BootstrapMixin, forms.Form):
    """« Déplacer vers… »: the parents that the levels allow, first or last there."""

    parent = forms.TypedChoiceField(
        label="Sous", coerce=int, widget=forms.Select(attrs={"data-combobox": ""}), empty_value=None
    )
    place = forms.ChoiceField(label="Place", choices=[("last", "en dernier"), ("first", "en premier")])
    renumber = forms.BooleanField(label="Donner aux fiches déplacées les numéros libres qui suivent", required=False)

    def __init__(self, *args: Any, destinations: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", "Choisir…"), *destinations]  # type: ignore[attr-defined]


class EffectsForm(BootstrapMixin, forms.ModelForm):
    """Effets attendus and the objectives, siblings, that share them."""

    objectives = forms.ModelMultipleChoiceField(
        label="Objectifs concernés",
        queryset=Objective.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un objectif."},
    )

    class Meta:
        model = EffectGroup
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"text": "Un effet par ligne ; une ligne qui commence par un tiret devient une puce."}

    def __init__(self, *args: Any, siblings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].max_length = LONG_TEXT_LENGTH  # type: ignore[attr-defined]
        self.fields["objectives"].queryset = siblings  # type: ignore[attr-defined]
        self.fields["objectives"].widget.attrs["class"] = "form-check-input"
        self.fields["objectives"].label_from_instance = self._label  # type: ignore[attr-defined]

    def _label(self, objective: Objective) -> str:
        other = objective.effect_group_id and objective.effect_group_id != self.instance.pk
        return f"{objective}{' (quittera ses effets attendus actuels)' if other else ''}"

    def clean_text(self) -> str:
        return clean(self.cleaned_data["text"])


def destinations(plan: Plan, ladder: Ladder, objective: Objective) -> list[tuple[int, str]]:
    """The places where an objective may go, in the order of print: their key, and their name with what is above.

    One query.
    """
    found: list[tuple[int, str]] = []
    above: list[tuple[int, str]] = []
    fields = ("pk", "lft", "rght", "depth", "level", "code", "title", "parent_id")
    for pk, lft, rght, depth, level, code, title, parent in (
        Objective.objects.filter(plan=plan).order_by("lft").values_list(*fields)
    ):
        del above[depth:]
        name = (
            "Premier niveau du plan"
            if parent is None
            else (" – ".join(filter(None, [ladder.rung(level).kicker(code), title])))
        )
        above.append((pk, name))
        inside = objective.lft <= lft and rght <= objective.rght
        if not inside and not ladder.fault(Level(objective.level), Level(level)):
            path = " › ".join(said[:60] for _, said in above[1:-1])
            here = " (ici actuellement)" if pk == objective.parent_id else ""
            found.append((pk, f"{name}{f'  [{path}]' if path else ''}{here}"))
    return found
