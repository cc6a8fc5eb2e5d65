"""Contents written back by the thousand, in a number of queries that depends on the fields and on chunks alone.

For a caller that has checked them: what they refer to exists, no rule stands against them. What is derived (the text
of the search) is made anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models

from accounts.aggregates.registry import Children, Content, Row, aggregate_of, creator_of, link_to, place_of

BATCH = 500
RANK = "position"
Model = type[models.Model]


def write_many(model: Model, parts: Mapping[int, Content]) -> None:
    """Write these parts of known objects; what a part does not name stays, and so does where an objective stands."""
    for keys in chunks(list(parts)):
        rows = list(model._base_manager.filter(pk__in=keys).order_by("pk"))
        names = {name for row in rows for name in _fill(row, parts[row.pk])}
        if names:
            _write_rows(model, rows, names)
    _write_relations(model, parts)


def create_many(model: Model, several: Mapping[int, Content]) -> None:
    """Create these objects with their keys and all that hangs on them."""
    for keys in chunks(list(several)):
        model._base_manager.bulk_create([drafted(model, key, several[key]) for key in keys], BATCH)
    write_relations(model, several)


def drafted(model: Model, key: int, content: Content) -> models.Model:
    """An unsaved object with that key, its concrete fields and what is derived from them."""
    row = model(pk=key)
    _fill(row, content, every=True)
    return row


def write_relations(model: Model, several: Mapping[int, Content]) -> None:
    """Make the links and the rows that hang on these objects what their contents name."""
    _write_relations(model, several)


def chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _write_rows(model: Model, rows: Sequence[models.Model], names: Iterable[str]) -> None:
    derived = {field.name for field in model._meta.concrete_fields if not field.editable and not field.primary_key}
    kept = {"lft", "rght", "tree_id", "depth", "created_at"}
    chosen = [f.name for f in model._meta.concrete_fields if f.name in {*names, *derived} - kept]
    if creator_of(model) is not None:
        model._base_manager.bulk_update(rows, chosen, BATCH)
    else:
        model._base_manager.bulk_create(rows, BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=chosen)


def _fill(row: models.Model, content: Content, *, every: bool = False) -> list[str]:
    """Set the concrete fields that a content names; their names."""
    model = type(row)
    place = frozenset() if every else place_of(model)
    names = [name for name in aggregate_of(model).fields if name in content and name not in place]
    for name in names:
        _set(row, name, content[name])
    if hasattr(row, "prepare"):
        row.prepare()
    return names


def _set(row: models.Model, name: str, value: Any) -> None:
    field: Any = row._meta.get_field(name)
    if field.is_relation:
        value = value["pk"] if isinstance(value, dict) else value
    elif value is None:
        value = None if field.null else field.get_default()
    else:
        value = field.to_python(str(value) if isinstance(value, float) else value)
    setattr(row, field.attname, value)


def _write_relations(model: Model, several: Mapping[int, Content]) -> None:
    aggregate = aggregate_of(model)
    for name in aggregate.many:
        named = {key: content[name] for key, content in several.items() if name in content}
        field: Any = model._meta.get_field(name)
        through, here, there = field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name()
        for keys in chunks(list(named)):
            through._default_manager.filter(**{f"{here}__in": keys}).delete()
            links = [through(**{f"{here}_id": key, f"{there}_id": one["pk"]}) for key in keys for one in named[key]]
            through._default_manager.bulk_create(links, BATCH)
    for children in aggregate.children:
        named = {key: content[children.name] for key, content in several.items() if children.name in content}
        _write_children(model, children, named)


def _write_children(owner: Model, children: Children, named: Mapping[int, list[Row]]) -> None:
    """Make anew the rows that hang on each owner, with the keys that they had.

    Those that other objects name are written over: these go on naming them.
    """
    link = link_to(owner, children)
    own = {one.model for one in children.children}
    is_named = any(relation.related_model not in own for relation in children.model._meta.related_objects)
    below: dict[str, dict[int, list[Row]]] = {one.name: {} for one in children.children}
    for keys in chunks(list(named)):
        known = children.model._default_manager.filter(**{f"{link}__in": keys})
        kept = [row["pk"] for key in keys for row in named[key]] if is_named else []
        known.exclude(pk__in=kept).delete()
        fresh = []
        for key in keys:
            for rank, row in enumerate(named[key]):
                child = children.model(pk=row["pk"])
                setattr(child, link, key)
                for name in children.fields:
                    _set(child, name, row.get(name))
                if any(field.name == RANK for field in children.model._meta.concrete_fields):
                    setattr(child, RANK, rank)
                fresh.append(child)
                for one in children.children:
                    below[one.name][row["pk"]] = row.get(one.name, [])
        _insert(children.model, fresh, over=is_named)
    for one in children.children:
        _write_children(children.model, one, below[one.name])


def _insert(model: Model, rows: Sequence[models.Model], *, over: bool) -> None:
    if not over:
        model._default_manager.bulk_create(rows, BATCH)
        return
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(rows, BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=names)
