"""Many entries written at once from their contents: inserted and changed in a number of queries that rows share."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from accounts.aggregates import Content, aggregate_of
from accounts.aggregates.registry import Children, link_to

BATCH = 500
Model = type[models.Model]


def draft(model: Model, values: Content, instance: models.Model | None = None) -> models.Model:
    """An unsaved object, or a known one, with the concrete fields of `values`, its derived fields filled."""
    row = instance or model()
    for name in aggregate_of(model).fields:
        if name in values:
            field: Any = model._meta.get_field(name)
            value = values[name]
            setattr(row, field.attname, value["pk"] if isinstance(value, dict) else value)
    if hasattr(row, "prepare"):
        row.prepare()
    return row


def insert_many(model: Model, several: Sequence[Content]) -> list[models.Model]:
    """Create these objects with what hangs on them, in their order. They were judged before."""
    rows = model._default_manager.bulk_create([draft(model, values) for values in several], BATCH)
    _write_relations(model, {row.pk: values for row, values in zip(rows, several, strict=True)}, fresh=True)
    return list(rows)


def update_many(model: Model, parts: Mapping[int, Content]) -> list[models.Model]:
    """Write these parts of known objects; what a part does not name stays."""
    rows = [
        draft(model, parts[row.pk], row) for row in model._default_manager.filter(pk__in=list(parts)).order_by("pk")
    ]
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_update(rows, names, BATCH)
    _write_relations(model, parts, fresh=False)
    return rows


def _write_relations(model: Model, parts: Mapping[int, Content], *, fresh: bool) -> None:
    for name in aggregate_of(model).many:
        held = {pk: part[name] for pk, part in parts.items() if name in part}
        field: Any = model._meta.get_field(name)
        through, here, there = (
            field.remote_field.through,
            f"{field.m2m_field_name()}_id",
            f"{field.m2m_reverse_field_name()}_id",
        )
        if held and not fresh:
            through._default_manager.filter(**{f"{here}__in": list(held)}).delete()
        links = [through(**{here: pk, there: one["pk"]}) for pk, several in held.items() for one in several]
        through._default_manager.bulk_create(links, BATCH)
    for children in aggregate_of(model).children:
        _write_children(
            model, children, {pk: part[children.name] for pk, part in parts.items() if children.name in part}, fresh
        )


def _write_children(model: Model, children: Children, held: Mapping[int, Any], fresh: bool) -> None:
    link = link_to(model, children)
    if held and not fresh:
        children.model._default_manager.filter(**{f"{link}__in": list(held)}).delete()
    rows = [
        children.model(**{link: pk, **{name: row[name] for name in children.fields if name in row}})
        for pk, several in held.items()
        for row in several
    ]
    children.model._default_manager.bulk_create(rows, BATCH)
