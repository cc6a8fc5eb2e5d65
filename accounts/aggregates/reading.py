"""Reading objects with what hangs on them, in a number of queries that does not grow with them."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from accounts.aggregates.registry import Children, Content, Row, aggregate_of, link_to

BATCH = 1000


def content(instance: models.Model) -> Content:
    """What the database holds of this object. Raise KeyError when it holds it no more."""
    return contents(type(instance), [instance.pk])[instance.pk]


def contents(model: type[models.Model], pks: Iterable[int]) -> dict[int, Content]:
    """What the database holds of these objects, by key; those that are gone are left out.

    The number of queries depends on the fields alone, beyond one round for each thousand objects.
    """
    aggregate = aggregate_of(model)
    reader = _Reader()
    found: dict[int, Content] = {}
    keys = list(pks)
    for start in range(0, len(keys), BATCH):
        chunk = keys[start : start + BATCH]
        read = reader.rows(model, aggregate.fields, {"pk__in": chunk})
        by_key = {row["pk"]: {name: row[name] for name in aggregate.fields} for row in read}
        for name in aggregate.many:
            reader.many(model, name, by_key)
        reader.children(model, aggregate.children, by_key)
        found.update(by_key)
    reader.name_everything()
    return found


def changed(before: Content, after: Content) -> tuple[Content, Content]:
    """Only what differs, in both; the keys of rows and the names of related objects do not count."""
    names = [name for name in {**before, **after} if bare(before.get(name)) != bare(after.get(name))]
    return {n: before[n] for n in names if n in before}, {n: after[n] for n in names if n in after}


def for_a_copy(model: type[models.Model], values: Content) -> Content:
    """The content that a copy of an object begins with: without what tells the life of the one that is copied."""
    return _copied(aggregate_of(model).children, values)


def _copied(several: Sequence[Children], values: Content) -> Content:
    kept = {name: value for name, value in values.items() if all(one.copied or one.name != name for one in several)}
    for one in several:
        if one.children and one.name in kept:
            kept[one.name] = [_copied(one.children, row) for row in kept[one.name]]
    return kept


def unnamed(model: type[models.Model], values: Content, labels: Collection[str]) -> Content:
    """A content that names no object of these models (« partners.contact »), whatever row would."""
    rows = {child.name: child for child in aggregate_of(model).children}
    return _unnamed(model, rows, values, labels)


def _unnamed(model: type[models.Model], rows: dict[str, Children], values: Content, labels: Collection[str]) -> Content:
    kept: Content = {}
    for name, value in values.items():
        if child := rows.get(name):
            below = {one.name: one for one in child.children}
            kept[name] = [_unnamed(child.model, below, row, labels) for row in value or []]
        elif _related_label(model, name) not in labels:
            kept[name] = value
    return kept


def _related_label(model: type[models.Model], name: str) -> str:
    try:
        related = model._meta.get_field(name).related_model
    except FieldDoesNotExist:  # an older version of the software kept it
        return ""
    return related._meta.label_lower if related else ""


def bare(value: Any) -> Any:
    """A value without what two equal contents may differ by."""
    if isinstance(value, dict):
        if value.keys() == {"pk", "label"}:  # a related object; an indicator has a label of its own
            return value["pk"]
        return {name: bare(one) for name, one in value.items() if name != "pk" and one not in ("", None, [])}
    if isinstance(value, list):
        return [bare(one) for one in value]
    return "" if value is None else value


class _Reader:
    """Reads rows as JSON values, and names related objects at the end, one query for each model."""

    def __init__(self) -> None:
        self._named: dict[type[models.Model], list[Row]] = {}

    def rows(self, model: type[models.Model], names: Sequence[str], where: dict[str, Any], *more: str) -> list[Row]:
        fields = {name: model._meta.get_field(name) for name in names}
        columns = [field.attname for field in fields.values()]  # type: ignore[union-attr]
        ordering = model._meta.ordering or ["pk"]
        query = model._default_manager.filter(**where).order_by(*ordering).values_list("pk", *more, *columns)
        read = []
        for pk, *values in query:
            row: Row = {"pk": pk, **dict(zip(more, values, strict=False))}
            for (name, field), value in zip(fields.items(), values[len(more) :], strict=True):
                row[name] = self._json(field, value)
            read.append(row)
        return read

    def many(self, model: type[models.Model], name: str, by_key: dict[int, Content]) -> None:
        field: Any = model._meta.get_field(name)
        here, there = field.m2m_field_name() + "_id", field.m2m_reverse_field_name() + "_id"
        for found in by_key.values():
            found[name] = []
        links = field.remote_field.through._default_manager.filter(**{f"{here}__in": list(by_key)})
        for owner, target in links.order_by(there).values_list(here, there):
            by_key[owner][name].append(self._related(field.related_model, target))

    def children(self, model: type[models.Model], several: Sequence[Children], by_key: dict[int, Content]) -> None:
        for children in several:
            link = link_to(model, children)
            for found in by_key.values():
                found[children.name] = []
            if not by_key:
                continue
            read = self.rows(children.model, children.fields, {f"{link}__in": list(by_key)}, link)
            rows: dict[int, Content] = {}
            for row in read:
                owner = row.pop(link)
                rows[row["pk"]] = row
                by_key[owner][children.name].append(row)
            self.children(children.model, children.children, rows)

    def name_everything(self) -> None:
        for model, values in self._named.items():
            keys = sorted({value["pk"] for value in values})
            labels: dict[int, str] = {}
            for start in range(0, len(keys), BATCH):
                for one in model._default_manager.filter(pk__in=keys[start : start + BATCH]):
                    labels[one.pk] = str(one)
            for value in values:
                value["label"] = labels.get(value["pk"], "")

    def _json(self, field: Any, value: Any) -> Any:
        if value is None or isinstance(value, bool | int):
            return self._related(field.related_model, value) if field.is_relation and value is not None else value
        return value if isinstance(value, str) else field.value_to_string(_Holder(field.attname, value))

    def _related(self, model: type[models.Model], pk: int) -> Row:
        value: Row = {"pk": pk, "label": ""}
        self._named.setdefault(model, []).append(value)
        return value


class _Holder:
    """What `Field.value_to_string` reads a value from."""

    def __init__(self, name: str, value: Any) -> None:
        setattr(self, name, value)
