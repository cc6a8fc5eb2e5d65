"""The measurements of the indicators of a fiche or of an objective, typed on one page: a few rows under each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.aggregates import Row, bare, content, write_content
from accounts.forms import BootstrapMixin
from accounts.models import User
from accounts.text import fold
from actions.forms.fields import FrenchDateField, LineField
from indicators import rules
from indicators.enums import IndicatorNature
from indicators.fields import FigureField, PeriodField
from indicators.models import TEXT_LENGTH, Indicator
from indicators.owners import Owner
from indicators.wording import current_year, period

MAX_ROWS = 200
TYPED = ("year", "breakdown", "value", "text", "measured_on", "source")


class MeasurementForm(BootstrapMixin, forms.Form):
    """One measurement; a new row left empty says nothing."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    year = PeriodField(label="Année")
    breakdown = LineField(label="Ventilation", required=False, max_length=100)
    value = FigureField(label="Valeur", required=False)
    text = LineField(label="En mots", required=False, max_length=TEXT_LENGTH)
    measured_on = FrenchDateField(label="Relevé le", required=False)
    source = LineField(label="Source", required=False, max_length=200)

    def __init__(self, *args: Any, indicator: Indicator, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        year = self.initial.get("year") or current_year(today, indicator.frequency)
        self.initial = {**self.initial, "year": period(year, indicator.frequency)}
        self.fields["breakdown"].widget.attrs["placeholder"] = "ensemble"

    @property
    def is_dropped(self) -> bool:
        return bool(self.cleaned_data.get("DELETE")) or not (self.cleaned_data.get("pk") or self.says_something)

    @property
    def says_something(self) -> bool:
        data = self.cleaned_data
        return data.get("value") is not None or any(data.get(name) for name in ("text", "breakdown", "source"))

    def full_clean(self) -> None:
        """A row that says nothing but the year that it was shown with is no row."""
        super().full_clean()
        if self.is_bound and self.is_dropped and "value" not in self.errors:
            self._errors = forms.utils.ErrorDict()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.is_dropped and "value" not in self.errors:
            nature = IndicatorNature(self.indicator.nature)
            sentence = rules.measured_fault(nature, self.indicator.unit, cleaned.get("value"), cleaned.get("text", ""))
            if sentence:
                self.add_error("value", sentence)
        return cleaned

    def row(self) -> Row:
        data = self.cleaned_data
        row: Row = {name: _json(data[name]) for name in TYPED}
        return {"pk": data["pk"], **row} if data.get("pk") else row


class _Measurements(BaseFormSet[Any]):
    """The measurements of one indicator; a year is said once for the whole and once for each part."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Retirer"
        form.fields["DELETE"].widget.attrs.update({"class": "form-check-input", "aria-label": "Retirer ce relevé"})

    def clean(self) -> None:
        seen: set[tuple[Any, str]] = set()
        for form in self.kept():
            key = (form.cleaned_data.get("year"), fold(form.cleaned_data.get("breakdown", "")))
            if key in seen:
                form.add_error("year", "Cette année a déjà une valeur pour cette ventilation : réunissez-les.")
            seen.add(key)

    def kept(self) -> list[MeasurementForm]:
        return [form for form in self.forms if not form.errors and not form.is_dropped]

    def rows(self) -> list[Row]:
        """By year, the whole before its parts; only when valid."""
        rows = [form.row() for form in self.kept()]
        return sorted(rows, key=lambda row: (row["year"], row["breakdown"] != "", row["breakdown"]))


MeasurementFormSet = formset_factory(
    MeasurementForm,
    formset=_Measurements,
    extra=1,
    can_delete=True,
    max_num=MAX_ROWS,
    absolute_max=MAX_ROWS + 5,
    validate_max=True,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """An indicator and the rows of its measurements."""

    indicator: Indicator
    formset: Any


class MeasurementPart:
    """The forms of all the indicators of an owner."""

    def __init__(
        self, indicators: Sequence[Indicator], data: "MultiValueDict[str, str] | None" = None, today: date | None = None
    ) -> None:
        day = today or timezone.localdate()
        self.sheets = [Sheet(one, _formset(one, data, day)) for one in indicators]

    def is_valid(self) -> bool:
        faulty = [sheet for sheet in self.sheets if not sheet.formset.is_valid()]  # each is judged, for the summary
        return not faulty

    def save(self, owner: Owner, by: User) -> None:
        """Write the measurements as they were typed, those that changed signed. Raise ValidationError."""
        typed = {sheet.indicator.pk: sheet.formset.rows() for sheet in self.sheets}
        indicators = content(owner)["indicators"]
        for row in indicators:
            if row["pk"] in typed:
                row["measurements"] = list(_signed(row["measurements"], typed[row["pk"]], by))
        write_content(owner, {"indicators": indicators})

    def warnings(self) -> list[str]:
        """« Familles reçues, 2026, QPV : … »: the numbers so small that they may point to somebody; only when valid."""
        said = []
        for sheet in self.sheets:
            one = sheet.indicator
            for form in sheet.formset.kept():
                data = form.cleaned_data
                if form.has_changed() and rules.small_number(one.label, one.unit, data["value"]):
                    where = ", ".join(filter(None, (one.label, period(data["year"], one.frequency), data["breakdown"])))
                    said.append(f"{where}\u00a0: {rules.SMALL_NUMBER}")
        return said

    def faults(self) -> Iterator[tuple[str, str, str]]:
        """Each error with the field that cures it (its id and its name), for the summary at the top of the page."""
        for sheet in self.sheets:
            for rank, form in enumerate(sheet.formset.forms, 1):
                for name, errors in form.errors.items():
                    label = f"{sheet.indicator.label[:60]}, ligne {rank}, {str(form.fields[name].label).lower()}"
                    yield from ((form[name].id_for_label, label, str(error)) for error in errors)


def _formset(indicator: Indicator, data: "MultiValueDict[str, str] | None", today: date) -> Any:
    known = sorted(indicator.measurements.all(), key=lambda one: (one.year, one.breakdown != "", one.breakdown))
    initial: list[Mapping[str, Any]] = [{name: getattr(one, name) for name in ("pk", *TYPED)} for one in known]
    kwargs = {"indicator": indicator, "today": today}
    return MeasurementFormSet(data, prefix=f"releves-{indicator.pk}", initial=initial, form_kwargs=kwargs)


def _signed(before: Sequence[Row], typed: Sequence[Row], by: User) -> Iterator[Row]:
    """The rows that were typed; one that did not change keeps who typed it."""
    known = {row["pk"]: row for row in before}
    now = timezone.now().isoformat()
    for row in typed:
        old = known.get(row.get("pk", 0))
        if old is not None and all(bare(_number(old[name])) == bare(_number(row[name])) for name in TYPED):
            yield old
        else:
            yield {**row, "entered_by": {"pk": by.pk, "label": str(by)}, "entered_at": now}


def _number(value: Any) -> Any:
    """« 12.00 » and « 12 » are one value."""
    try:
        return Decimal(value).normalize() if isinstance(value, str) and value else value
    except ArithmeticError:
        return value


def _json(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date | datetime) else value
