"""Writing objects from their content: what forms, undo, restoration and bulk edits have in common."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from accounts.aggregates.reading import bare, content
from accounts.aggregates.registry import (
    Aggregate,
    Children,
    Content,
    Row,
    aggregate_of,
    creator_of,
    link_to,
    place_of,
    successor,
)
from accounts.aggregates.wording import capital

RANK = "position"


def write_content(instance: models.Model, part: Content) -> list[str]:
    """Write these fields, links and children of a known object; what `part` does not name stays as it is.

    The row is read again first, so that nothing stale is written; `instance` is refreshed after. Return a sentence for
    each thing that is gone and could not be put back. Raise ValidationError, with nothing written, when a value
    is refused; ObjectDoesNotExist when the object is gone.
    """
    model = type(instance)
    writer = _Writer(aggregate_of(model))
    part = {name: value for name, value in part.items() if name not in place_of(model)}
    with transaction.atomic():
        row = model._base_manager.get(pk=instance.pk)
        if writer.concrete(row, part):
            writer.save(row)
        writer.relations(row, part, content(row) if len(part) > 1 else None)
    instance.refresh_from_db()
    return writer.lost


def create_content(
    model: type[models.Model], values: Content, key: int | None = None
) -> tuple[models.Model, list[str]]:
    """Create an object with all that hangs on it, with that key if nobody took it meanwhile.

    Return it, and a sentence for each thing that could not be put back. Raise ValidationError, with nothing written.
    """
    aggregate = aggregate_of(model)
    writer = _Writer(aggregate)
    if key is not None and model._base_manager.filter(pk=key).exists():
        key = None
    with transaction.atomic():
        if create := creator_of(model):
            row = create(key, values)
        else:
            row = model(pk=key)
            writer.concrete(row, values)
            writer.save(row, force_insert=True)
        writer.relations(row, values, None)
    return row, writer.lost


class _Writer:
    """One writing: remembers which related objects exist, and what was lost."""

    def __init__(self, aggregate: Aggregate) -> None:
        self.aggregate = aggregate
        self.lost: list[str] = []
        self._known: dict[type[models.Model], dict[int, bool]] = {}

    def concrete(self, row: models.Model, values: Content, names: Sequence[str] | None = None) -> bool:
        """Set the concrete fields that `values` holds; whether there was any."""
        chosen = [name for name in names or self.aggregate.fields if name in values]
        errors: dict[str, Any] = {}
        for name in chosen:
            field: Any = row._meta.get_field(name)
            try:
                setattr(row, field.attname, self._value(row, field, values[name]))
            except ValidationError as error:
                errors[name] = error.messages
        if errors:
            raise ValidationError(errors)
        fields = row._meta.concrete_fields
        row.clean_fields(exclude={field.name for field in fields if field.is_relation or field.name not in chosen})
        return bool(chosen)

    def save(self, row: models.Model, **how: Any) -> None:
        """Save; a constraint of the database becomes its French sentence."""
        row.clean()
        try:
            with transaction.atomic():
                row.save(**how)
        except IntegrityError:
            row.validate_unique()
            row.validate_constraints()
            raise

    def relations(self, row: models.Model, values: Content, before: Content | None) -> None:
        for name in self.aggregate.many:
            if name in values and (before is None or bare(before[name]) != bare(values[name])):
                field: Any = row._meta.get_field(name)
                self._know(field.related_model, (_key(value) for value in values[name]))
                keys = [self._related(row, field, value) for value in values[name]]
                getattr(row, name).set([key for key in keys if key is not None])
        for children in self.aggregate.children:
            if children.name in values and (before is None or before[children.name] != values[children.name]):
                self.children(row, children, values[children.name])

    def children(self, owner: models.Model, children: Children, rows: Sequence[Row]) -> None:
        model, link = children.model, link_to(type(owner), children)
        manager = model._default_manager
        existing = {child.pk: child for child in manager.filter(**{link: owner.pk})}
        kept = {row["pk"] for row in rows if row.get("pk") in existing}
        for name in children.fields:
            field: Any = model._meta.get_field(name)
            if field.is_relation:
                self._know(field.related_model, (_key(row.get(name)) for row in rows))
        replaced = not model._meta.related_objects and not children.children
        gone = existing.keys() if replaced else existing.keys() - kept
        if gone:
            _delete(manager.filter(pk__in=gone), children.label)
        taken = set(manager.filter(pk__in=[row["pk"] for row in rows if row.get("pk")]).values_list("pk", flat=True))
        fresh: list[models.Model] = []
        for rank, row in enumerate(rows):
            known = existing.get(row.get("pk")) if not replaced else None
            child = known or model(pk=row.get("pk") if row.get("pk") not in taken else None)
            setattr(child, link, owner.pk)
            if not self._fill(child, children, row, rank):
                continue
            if replaced:
                fresh.append(child)
            else:
                self._save_child(child, children, rank)
                for below in children.children:
                    if below.name in row:  # what a row does not name stays
                        self.children(child, below, row[below.name])
        self._insert(fresh, children)

    def _fill(self, child: models.Model, children: Children, row: Row, rank: int) -> bool:
        """Set the fields of a child; False when what it cannot do without is gone."""
        for name in children.fields:
            field: Any = child._meta.get_field(name)
            gone = field.is_relation and not field.null and self._related(child, field, row.get(name)) is None
            if gone:
                if not row.get(name):
                    sentence = f"{capital(children.label)}, ligne {rank + 1} : {field.verbose_name} à indiquer."
                    raise ValidationError({children.name: [sentence]})
                return False
        try:
            self.concrete(child, dict.fromkeys(children.fields) | row, children.fields)
            child.clean()
        except ValidationError as error:
            raise _placed(error, child, children, rank) from error
        if any(field.name == RANK for field in child._meta.concrete_fields):
            setattr(child, RANK, rank)
        return True

    def _insert(self, fresh: list[models.Model], children: Children) -> None:
        """Insert in bulk; when the database refuses, one at a time to say which line and why."""
        try:
            with transaction.atomic():
                for keyed in (True, False):
                    several = [child for child in fresh if (child.pk is not None) == keyed]
                    children.model._default_manager.bulk_create(several)
        except IntegrityError:
            for rank, child in enumerate(fresh):
                self._save_child(child, children, rank, force_insert=True)

    def _save_child(self, child: models.Model, children: Children, rank: int, **how: Any) -> None:
        try:
            self.save(child, **how)
        except ValidationError as error:
            raise _placed(error, child, children, rank) from error

    def _value(self, owner: models.Model, field: Any, value: Any) -> Any:
        if field.is_relation:
            return self._related(owner, field, value)
        if value is None:
            return field.get_default() if not field.null else None
        if isinstance(field, models.DecimalField) and isinstance(value, float):
            value = Decimal(str(value))
        return field.to_python(value)

    def _related(self, owner: models.Model, field: Any, value: Any) -> int | None:
        """The key of a related object that exists, found by its label if need be; None, told, when it is gone."""
        key = _key(value)
        if key is None:
            return None
        model = field.related_model
        self._know(model, [key])
        if self._known[model][key]:
            return key
        label = value.get("label", "") if isinstance(value, dict) else ""
        found = successor(model, label, owner)
        if found is None:
            sentence = f"{capital(field.verbose_name)} : « {label or key} » n’existe plus."
            if sentence not in self.lost:
                self.lost.append(sentence)
        return found

    def _know(self, model: type[models.Model], keys: Iterable[int | None]) -> None:
        known = self._known.setdefault(model, {})
        asked = {key for key in keys if key is not None and key not in known}
        if asked:
            present = set(model._base_manager.filter(pk__in=asked).values_list("pk", flat=True))
            known.update({key: key in present for key in asked})


def _key(value: Any) -> int | None:
    return value.get("pk") if isinstance(value, dict) else value


def _delete(rows: "models.QuerySet[Any]", label: str) -> None:
    try:
        rows.delete()
    except (models.RestrictedError, models.ProtectedError) as error:
        raise ValidationError(
            f"{capital(label)} : une ligne sert encore ailleurs, elle ne peut pas être retirée."
        ) from error


def _placed(error: ValidationError, child: models.Model, children: Children, rank: int) -> ValidationError:
    """The same error, saying which line of which list it comes from."""
    said = []
    for name, messages in error.message_dict.items() if hasattr(error, "error_dict") else [("", error.messages)]:
        field = f"{capital(str(child._meta.get_field(name).verbose_name))} : " if name in children.fields else ""  # type: ignore[union-attr]
        said += [f"{capital(children.label)}, ligne {rank + 1} : {field}{message}" for message in messages]
    return ValidationError({children.name: said})
