"""A content in words, for histories and conflicts."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format, number_format
from django.utils.timezone import is_aware, localtime

from accounts.aggregates.reading import bare
from accounts.aggregates.registry import Children, Row, aggregate_of


def label_of(model: type[models.Model], name: str) -> str:
    """What people call a field, a link or a list of an object: « Date de la version », « Étapes »."""
    if children := _children(model, name):
        return capital(children.label)
    try:
        words = str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    except FieldDoesNotExist:  # an older version of the software kept it
        words = name
    return capital(words)


def wording(model: type[models.Model], name: str, value: Any) -> str:
    """A value as people read it: « 12/03/2026 », « Oui », « 1 250,50 »; a line for each row of a list; perhaps `""`."""
    if children := _children(model, name):
        return "\n".join(_row(children, row) for row in value or [])
    try:
        return _words(model._meta.get_field(name), value)
    except FieldDoesNotExist:
        return str(value or "")


def wordings(model: type[models.Model], name: str, before: Any, after: Any) -> tuple[str, str]:
    """Both values of a change, in words; of a list, the rows that differ, or all of them when only their order does."""
    if _children(model, name) and before and after:
        old, new = ({_row_key(row) for row in rows} for rows in (before, after))
        if old != new:
            before = [row for row in before if _row_key(row) not in new]
            after = [row for row in after if _row_key(row) not in old]
    return wording(model, name, before), wording(model, name, after)


def _row_key(row: Row) -> str:
    return json.dumps(bare(row), sort_keys=True, ensure_ascii=False)


def _children(model: type[models.Model], name: str) -> Children | None:
    return next((one for one in aggregate_of(model).children if one.name == name), None)


def _row(children: Children, row: Row) -> str:
    words = [_in_row(children.model._meta.get_field(name), row.get(name)) for name in children.fields]
    for below in children.children:
        words += [_row(below, one) for one in row.get(below.name, [])]
    return " – ".join(word for word in words if word)


def _in_row(field: Any, value: Any) -> str:
    """A value among others: a box that is ticked says what it is; a key says nothing to people."""
    if isinstance(field, models.SlugField):
        return ""
    if isinstance(field, models.BooleanField):
        return str(field.verbose_name) if value else ""
    return _words(field, value)


def _words(field: Any, value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, list):
        return "\n".join(str(one["label"]) for one in value)
    if isinstance(value, dict):
        return str(value["label"])
    if isinstance(field, models.BooleanField):
        return "Oui" if value else "Non"
    if choices := getattr(field, "flatchoices", None):
        return str({str(key): label for key, label in choices}.get(str(value), value))
    return _figure(field.to_python(value))


def _figure(value: Any) -> str:
    if isinstance(value, datetime):
        return date_format(localtime(value) if is_aware(value) else value, "d/m/Y H:i")
    if isinstance(value, date):
        return date_format(value, "d/m/Y")
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value()
        return number_format(value, decimal_pos=0 if whole else 2, force_grouping=True)
    return str(value)


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
