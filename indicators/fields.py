"""The form field of a figure."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.text import one_line
from indicators.wording import figure, read_figure


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
