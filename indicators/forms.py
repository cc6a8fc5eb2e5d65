"""The indicators of a fiche or of an objective as a list of forms, each with its targets."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import formset_factory

from accounts.aggregates import Row
from accounts.forms import BootstrapMixin
from actions.forms.fields import FrenchDateField, LineField
from actions.forms.rows import OrderedSet
from indicators import rules
from indicators.enums import Direction, Frequency, IndicatorKind, IndicatorNature
from indicators.fields import FigureField
from indicators.models import TEXT_LENGTH, Indicator
from indicators.rules import Aim

MAX_INDICATORS = 60
MAX_TARGETS = 20
PREFIX = "indicateurs"


def _line(name: str, placeholder: str = "") -> LineField:
    """A field of one line, named and limited as the model says."""
    field: Any = Indicator._meta.get_field(name)
    label = str(field.verbose_name)
    made = LineField(label=label[:1].upper() + label[1:], max_length=field.max_length, required=not field.blank)
    if placeholder:
        made.widget.attrs["placeholder"] = placeholder
    return made


class _RowForm(BootstrapMixin, forms.Form):
    """One row; its rank alone says nothing, for the script numbers the blank rows too."""

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "ORDER"]


class TargetForm(_RowForm):
    """One target; a row left empty says nothing."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    due_on = FrenchDateField(label="Échéance", required=False, end=True)
    value = FigureField(label="Valeur cible", required=False)
    text = LineField(label="Cible en mots", required=False, max_length=TEXT_LENGTH)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors or self.is_dropped:
            return cleaned
        if cleaned["due_on"] and cleaned["value"] is None and not cleaned["text"]:
            self.add_error("value", "Donnez la valeur à atteindre à cette date, ou dites-la en mots.")
        return cleaned

    @property
    def is_dropped(self) -> bool:
        return bool(self.cleaned_data.get("DELETE"))

    @property
    def says_something(self) -> bool:
        data = self.cleaned_data
        return not self.is_dropped and (data.get("value") is not None or bool(data.get("text")))

    @property
    def aim(self) -> Aim:
        data = self.cleaned_data
        return Aim(data.get("value"), data.get("text", ""), data.get("due_on"))


class _Targets(OrderedSet):
    """The targets of one indicator, in the order that the person gave them."""

    deletion_widget = forms.CheckboxInput

    def kept(self) -> "list[TargetForm]":
        chosen = [form for form in self.forms if form.says_something]
        return sorted(chosen, key=lambda form: _rank(form, self.forms))

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        _dress(form, "Retirer", "Retirer cette cible")


class _Indicators(OrderedSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        _dress(form, "Retirer", "Retirer cet indicateur")

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "is_blank_row": index is None}

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and any(form.targets.non_form_errors() for form in self.forms):
            self._non_form_errors = self.error_class(["Un indicateur garde vingt cibles au plus."])

    def rows(self) -> list[Row]:
        """What `write_content` takes, in the order that the person gave; only when valid."""
        kept = [form for form in self.forms if form.is_kept]
        return [form.row() for form in sorted(kept, key=lambda form: _rank(form, self.forms))]

    def warnings(self) -> list[str]:
        """« Nombre de familles : … », what deserves a second look in what was typed; only when valid."""
        return [
            f"{form.cleaned_data['label']} : {said}" for form in self.forms if form.is_kept for said in form.doubts()
        ]


class IndicatorForm(_RowForm):
    """One indicator with its targets; validated as a whole by `indicators.rules`."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    label = _line("label")
    kind = forms.ChoiceField(label="Type", choices=IndicatorKind.choices, initial=IndicatorKind.OUTPUT)
    nature = forms.ChoiceField(label="Nature", choices=IndicatorNature.choices, initial=IndicatorNature.QUANTITATIVE)
    unit = _line("unit")
    direction = forms.ChoiceField(label="Sens souhaité", choices=Direction.choices, initial=Direction.NONE)
    frequency = forms.ChoiceField(label="Relevé", choices=[("", "Non précisé"), *Frequency.choices], required=False)
    breakdown = _line("breakdown", placeholder="Par exemple : filles et garçons, QPV, commune, âge…")
    source = _line("source", placeholder="Par exemple : document, logiciel ou partenaire qui donne le chiffre")
    baseline = FigureField(label="Valeur de départ", required=False)
    baseline_text = LineField(label="Situation de départ en mots", required=False, max_length=TEXT_LENGTH)
    baseline_on = FrenchDateField(label="Constatée en", required=False)

    def __init__(self, *args: Any, is_blank_row: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].widget.attrs["list"] = "indicator-units"
        self.fields["source"].widget.attrs["list"] = "indicator-sources"
        self.targets: Any = TargetFormSet(
            self.data if self.is_bound else None,
            prefix=f"{self.prefix}-targets",
            initial=(self.initial or {}).get("targets", []),
        )
        self.is_blank_row = is_blank_row

    def has_changed(self) -> bool:
        """A new row whose targets alone are filled is no empty row: its name is asked for."""
        return super().has_changed() or self.targets.has_changed()

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.has_changed() and not self.cleaned_data.get("DELETE") and self.targets.is_valid():
            self._judge()

    def is_valid(self) -> bool:
        return super().is_valid() and (self.is_removed or self.targets.is_valid())

    @property
    def nested(self) -> dict[str, Any]:
        """What it holds in rows, by the title that its errors are told under."""
        return {"cibles": self.targets}

    @property
    def is_removed(self) -> bool:
        return bool(self.cleaned_data.get("DELETE"))

    @property
    def is_kept(self) -> bool:
        return not self.is_removed and bool(self.cleaned_data.get("label"))

    @property
    def baseline_aim(self) -> Aim:
        data = self.cleaned_data
        return Aim(data.get("baseline"), data.get("baseline_text", ""), data.get("baseline_on"))

    def row(self) -> Row:
        data = self.cleaned_data
        plain = ("label", "kind", "nature", "unit", "direction", "source", "frequency", "breakdown", "baseline_text")
        row: Row = {name: data[name] for name in plain}
        row |= {"baseline": _json(data["baseline"]), "baseline_on": _json(data["baseline_on"])}
        row["targets"] = [
            {**_key(form), "due_on": _json(aim.on), "value": _json(aim.value), "text": aim.text}
            for form in self.targets.kept()
            for aim in [form.aim]
        ]
        return {**_key(self), **row}

    def doubts(self) -> Iterable[str]:
        data = self.cleaned_data
        aims = [form.aim for form in self.targets.kept()]
        return rules.warnings(Direction(data["direction"]), data["unit"], self.baseline_aim, aims)

    def _judge(self) -> None:
        """Put each fault on the field that cures it."""
        data = self.cleaned_data
        if "nature" not in data or "baseline" not in data:
            return
        data["unit"] = data.get("unit") or self._typed_unit()
        kept = self.targets.kept()
        nature = IndicatorNature(data["nature"])
        for fault in rules.faults(nature, data["unit"], self.baseline_aim, [form.aim for form in kept]):
            if fault.target is None:
                self.add_error("baseline", fault.sentence)
            else:
                names = {"value": "value", "on": "due_on"}
                kept[fault.target].add_error(names[fault.field], fault.sentence)

    def _typed_unit(self) -> str:
        """« % » when a figure was typed with it and no unit was."""
        typed = [self["baseline"].value(), *(form["value"].value() for form in self.targets.forms)]
        return "%" if any("%" in str(value or "") for value in typed) else ""


def _rank(form: Any, forms_in_order: Sequence[Any]) -> tuple[int, int]:
    """The place that the person gave to a row; a row without one comes where it stands on the page."""
    here = forms_in_order.index(form)
    order = form.cleaned_data.get("ORDER")
    return (here + 1 if order is None else order, here)


def _dress(form: Any, label: str, spoken: str) -> None:
    """The fields that a formset adds, in French and in Bootstrap's classes; `spoken` is for screen readers."""
    form.fields["ORDER"].label = "Rang"
    form.fields["ORDER"].widget.attrs["class"] = "form-control"
    form.fields["DELETE"].label = label
    form.fields["DELETE"].widget.attrs.update({"class": "form-check-input", "aria-label": spoken})


def _key(form: Any) -> Row:
    pk = form.cleaned_data.get("pk")
    return {"pk": pk} if pk else {}


def _json(value: Decimal | date | None) -> str | None:
    return None if value is None else str(value)


TargetFormSet = formset_factory(
    TargetForm,
    formset=_Targets,
    extra=1,
    can_order=True,
    can_delete=True,
    max_num=MAX_TARGETS,
    absolute_max=MAX_TARGETS + 5,
    validate_max=True,
)
IndicatorFormSet = formset_factory(
    IndicatorForm,
    formset=_Indicators,
    extra=2,
    can_order=True,
    can_delete=True,
    max_num=MAX_INDICATORS,
    absolute_max=MAX_INDICATORS + 5,
    validate_max=True,
)
