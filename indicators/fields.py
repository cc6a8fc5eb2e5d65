"""The form fields of a figure and of the year of a measurement."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.text import one_line
from indicators.models import FIRST_YEAR, LAST_YEAR
from indicators.wording import figure, read_figure, read_period


class FigureField(forms.Field):
    """A number as people type it: « 1 250,5 », « 35 % ». Gives a Decimal or None."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update(inputmode="decimal", maxlength=40, autocomplete="off", size=10)

    def to_python(self, value: Any) -> Decimal | None:
        text = one_line(str(value)) if value not in self.empty_values else ""
        if not text:
            return None
        try:
            return read_figure(text)
        except ValueError as error:
            raise ValidationError(str(error), code="figure") from error

    def prepare_value(self, value: Any) -> Any:
        return figure(value) if isinstance(value, Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()


class PeriodField(forms.Field):
    """A year, or a school year, as people type it: « 2026 », « 2025-2026 ». Gives the first of the two."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update(inputmode="numeric", maxlength=12, autocomplete="off", size=9)

    def to_python(self, value: Any) -> int | None:
        text = one_line(str(value)) if value not in self.empty_values else ""
        if not text:
            return None
        try:
            year = read_period(text)
        except ValueError as error:
            raise ValidationError(str(error), code="period") from error
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValidationError(f"L’année d’un relevé va de {FIRST_YEAR} à {LAST_YEAR}.", code="far")
        return year
