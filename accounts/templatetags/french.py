"""Dates in templates as French writes them: the first day of a month is « 1er »."""

import re
from datetime import date
from typing import Any

from django import template
from django.template.defaultfilters import date as django_date

register = template.Library()
_FIRST = re.compile(r"(?<!\d)1(?= (?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc))")


@register.filter(name="date", expects_localtime=True, is_safe=False)
def date_in_french(value: date | None, form: str | None = None) -> Any:
    """The filter of Django, and « 1er septembre » where it says « 1 septembre »."""
    return _FIRST.sub("1er", django_date(value, form))
