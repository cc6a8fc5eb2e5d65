"""Fields that read what people write: French dates, school years, amounts, texts with their bullets."""

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.text import clean, fold, one_line
from actions.wording import MONTHS, school_year_wording

YEARS = range(2000, 2101)
_MONTH_NUMBERS = {fold(name): rank for rank, name in enumerate(MONTHS, 1)} | {
    "janv": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_SPACES = re.compile(r"[\s\u00a0\u202f']+")


class LineField(forms.CharField):
    """One line, cleaned: no control character, single spaces."""

    def to_python(self, value: Any) -> str:
        return one_line(str(value)) if value not in self.empty_values else ""


class ProseField(forms.CharField):
    """A long text; its lines and its bullets stay as they were written."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update(rows=rows, **{"data-grow": ""})

    def to_python(self, value: Any) -> str:
        lines = clean(super().to_python(value) or "").split("\n")
        return "\n".join(line.rstrip() for line in lines).strip("\n")


class FrenchDateField(forms.Field):
    """« 15/09/2026 », « 09/2026 » or « septembre 2026 »; a month stands for its first day, or its last one.

    `end` is for the end of a period. A date that is such a first or last day is written back as its month.
    A year alone is refused: no month is made up.
    """

    widget = forms.TextInput
    default_error_messages = {
        "date": "Écrivez une date comme 15/09/2026, ou un mois comme 09/2026 ou septembre 2026.",
        "month": "Indiquez un mois : 09/%s.",
        "day": "Indiquez un jour : 15/09/%s.",
        "missing": "Ce jour n’existe pas dans le calendrier.",
        "far": "Une date va de 2000 à 2100.",
    }

    def __init__(self, *, end: bool = False, months: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.end, self.months = end, months
        self.widget.attrs.update(
            placeholder="mm/aaaa" if months else "jj/mm/aaaa", maxlength=30, autocomplete="off", size=12
        )

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date) or value in self.empty_values:
            return value or None
        text = fold(str(value))
        if not text:
            return None
        year, month, day = self._parts(text)
        if year not in YEARS:
            raise ValidationError(self.error_messages["far"], code="far")
        if month is None:
            owed = "month" if self.months else "day"
            raise ValidationError(self.error_messages[owed] % year, code=owed)
        try:
            if day is None:
                day = monthrange(year, month)[1] if self.end else 1
            return date(year, month, day)
        except (ValueError, IndexError) as error:
            raise ValidationError(self.error_messages["missing"], code="missing") from error

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, date):
            return value
        edge = monthrange(value.year, value.month)[1] if self.end else 1
        return f"{value:%m/%Y}" if self.months and value.day == edge else f"{value:%d/%m/%Y}"

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()

    def _parts(self, text: str) -> tuple[int, int | None, int | None]:
        """The year, the month and the day of a folded text: what it does not say is None."""
        if match := re.fullmatch(r"(\d{4}) (\d{1,2}) (\d{1,2})", text):
            return int(match[1]), int(match[2]), int(match[3])
        if match := re.fullmatch(r"(\d{1,2}) (\d{1,2}) (\d{4}|\d{2})", text):
            return _century(match[3]), int(match[2]), int(match[1])
        if match := re.fullmatch(r"(\d{1,2}) (\d{4})", text):
            return int(match[2]), int(match[1]), None
        if match := re.fullmatch(r"(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4})", text):
            if month := _MONTH_NUMBERS.get(match[2]):
                return int(match[3]), month, int(match[1]) if match[1] else None
        elif re.fullmatch(r"\d{4}", text):
            return int(text), None, None
        raise ValidationError(self.error_messages["date"], code="date")


class SchoolYearField(forms.Field):
    """« 2026-2027 »; kept as the year in which it begins."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update(placeholder="aaaa-aaaa", maxlength=20, autocomplete="off", size=12)

    def to_python(self, value: Any) -> int | None:
        text = fold(str(value)) if value not in self.empty_values else ""
        if not text:
            return None
        match = re.fullmatch(r"(?:annee scolaire )?(20\d\d)(?: (?:20)?(\d\d))?", text)
        if match is None or (match[2] and int(match[2]) != (int(match[1]) + 1) % 100):
            raise ValidationError("Écrivez une année scolaire comme 2026-2027.", code="school-year")
        return int(match[1])

    def prepare_value(self, value: Any) -> Any:
        return school_year_wording(value) if isinstance(value, int) else value


class YearField(forms.IntegerField):
    """A civil year, from 2000 to 2100."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update(inputmode="numeric", maxlength=4, placeholder="aaaa", size=5)

    def to_python(self, value: Any) -> int | None:
        text = one_line(str(value)) if value not in self.empty_values else ""
        if not text:
            return None
        if not re.fullmatch(r"\d{4}", text) or int(text) not in YEARS:
            raise ValidationError("Écrivez une année à quatre chiffres, de 2000 à 2100.", code="year")
        return int(text)


class AmountField(forms.Field):
    """Euros as they are written: « 12 500,50 € »; kept as a decimal with two places."""

    widget = forms.TextInput
    default_error_messages = {
        "amount": "Écrivez un montant comme 12 500,50 (en euros).",
        "negative": "Un montant ne peut pas être négatif.",
        "large": "Ce montant est trop grand : il va jusqu’à 9 999 999 999,99 €.",
        "cents": "Un montant s’arrête aux centimes.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update(inputmode="decimal", maxlength=30, autocomplete="off", size=10)

    def to_python(self, value: Any) -> Decimal | None:
        text = _SPACES.sub("", str(value)).removesuffix("€") if value not in self.empty_values else ""
        text = re.sub(r"(?i)(?:euros?|eur)$", "", text)
        if not text:
            return None
        if re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?", text) and ("," in text or text.count(".") > 1):
            text = text.replace(".", "")
        try:
            amount = Decimal(text.replace(",", ".").replace("_", "?"))
        except InvalidOperation as error:
            raise ValidationError(self.error_messages["amount"], code="amount") from error
        return self._checked(amount, text)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return f"{value:,.2f}".replace(",", "\u00a0").replace(".", ",").removesuffix(",00")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "").strip()

    def _checked(self, amount: Decimal, text: str) -> Decimal:
        if not amount.is_finite() or "e" in text.casefold() or re.fullmatch(r"-?\d{1,3}\.\d{3}", text):
            raise ValidationError(self.error_messages["amount"], code="amount")  # « 12.500 » may mean either
        if amount < 0:
            raise ValidationError(self.error_messages["negative"], code="negative")
        if amount >= Decimal(10) ** 10:
            raise ValidationError(self.error_messages["large"], code="large")
        if amount != amount.quantize(Decimal("0.01")):
            raise ValidationError(self.error_messages["cents"], code="cents")
        return amount.quantize(Decimal("0.01"))


def _century(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
