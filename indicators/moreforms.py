"""The forms beside the list of indicators: several pasted at once, one that goes elsewhere."""

import re
from typing import Any

from django import forms

from accounts.aggregates import Row
from accounts.forms import BootstrapMixin
from actions.forms.fields import ProseField
from actions.models import Action
from indicators.enums import Direction, IndicatorKind, IndicatorNature
from indicators.forms import MAX_INDICATORS
from indicators.models import Indicator
from plans.models import Objective, Plan

LABEL_LENGTH: int = Indicator._meta.get_field("label").max_length or 0
_BULLET = re.compile(r"^\s*(?:[-–—•·▪*o]|\d+[.)])\s+")


class PasteForm(BootstrapMixin, forms.Form):
    """A list copied from a document: one indicator a line, its bullet left out."""

    lines = ProseField(
        label="Un indicateur par ligne", required=False, max_length=MAX_INDICATORS * (LABEL_LENGTH + 10), rows=3
    )
    kind = forms.ChoiceField(label="Leur type", choices=IndicatorKind.choices, initial=IndicatorKind.OUTPUT)
    nature = forms.ChoiceField(
        label="Leur nature", choices=IndicatorNature.choices, initial=IndicatorNature.QUANTITATIVE
    )

    def clean_lines(self) -> list[str]:
        labels = [" ".join(_BULLET.sub("", line).split()) for line in self.cleaned_data["lines"].split("\n")]
        labels = [label for label in labels if label]
        if long := next((label for label in labels if len(label) > LABEL_LENGTH), None):
            raise forms.ValidationError(
                f"« {long[:60]}… » compte plus de {LABEL_LENGTH} caractères : raccourcissez-le, ou coupez-le en deux."
            )
        if len(labels) > MAX_INDICATORS:
            raise forms.ValidationError(f"{MAX_INDICATORS} indicateurs au plus.")
        return labels

    def rows(self) -> list[Row]:
        """The indicators of the list, for `write_content`; only when valid."""
        said = self.cleaned_data
        same = {"kind": said["kind"], "nature": said["nature"], "direction": Direction.NONE.value, "targets": []}
        return [{"label": label, **same} for label in said.get("lines") or []]


class PlaceForm(BootstrapMixin, forms.Form):
    """Where an indicator goes, and whether it stays where it is too."""

    to = forms.ChoiceField(label="Destination", widget=forms.Select({"data-combobox": ""}))
    how = forms.ChoiceField(
        label="Ce qu’il faut faire",
        choices=[("move", "Le déplacer"), ("copy", "L’y copier, et le garder ici")],
        initial="move",
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, plan: Plan, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.here = (indicator.action_id, indicator.objective_id)
        fiches = Action.objects.filter(plan=plan).order_by("theme__lft", "number", "position", "pk")
        titles = fiches.only("number", "number_suffix", "code", "title")
        objectives = Objective.objects.visible().filter(plan=plan).only("code", "title", "lft")
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", "Choisir une fiche ou un objectif"),
            ("Fiches", [(f"fiche-{one.pk}", str(one)) for one in titles]),
            ("Objectifs", [(f"objectif-{one.pk}", str(one) or "(sans intitulé)") for one in objectives]),
        ]
        self.fields["to"].error_messages = {
            "required": "Choisissez la fiche ou l’objectif qui le reçoit.",
            "invalid_choice": "Cette fiche ou cet objectif n’est plus dans le plan : choisissez-en une autre.",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("to") and not self.is_copy and self._chosen() == self.here:
            self.add_error("to", "L’indicateur y est déjà : choisissez une autre destination, ou copiez-le.")
        return cleaned

    @property
    def is_copy(self) -> bool:
        return bool(self.cleaned_data.get("how") == "copy")

    @property
    def destination(self) -> Action | Objective:
        """What was chosen; only when valid. One query."""
        action, objective = self._chosen()
        if action is not None:
            return Action.objects.get(pk=action, plan=self.plan)
        found: Objective = Objective.objects.get(pk=objective, plan=self.plan)
        return found

    def _chosen(self) -> tuple[int | None, int | None]:
        kind, _, key = self.cleaned_data["to"].partition("-")
        return (int(key), None) if kind == "fiche" else (None, int(key))
