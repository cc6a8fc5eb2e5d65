"""The history of every object: one revision for each change, and the ways back.

A revision keeps an object with what hangs on it (`accounts.aggregates`): the fields that changed, or all of them
when it was created or deleted. Nothing here asks for rights: pages do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.aggregates import Content, bare, changed, content, contents, create_content, write_content
from accounts.enums import Change, Origin
from accounts.models import Revision, Territory, User
from accounts.reasons import current_reason

LABEL_LENGTH = 300
BATCH_SIZE = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """An object that came back, and a sentence for each thing that could not come with it."""

    instance: models.Model
    lost: list[str]


@dataclass(slots=True)
class Undone:
    """How many changes were taken back, and a sentence for each that stays because the object changed since."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


def new_batch() -> str:
    """A name for changes that are made, shown and undone together."""
    return uuid4().hex


def revision(
    change: Change,
    instance: models.Model,
    *,
    by: User | None,
    territory: Territory | None,
    plan_key: int | None = None,
    before: Content | None = None,
    after: Content | None = None,
    origin: Origin = Origin.FORM,
    source: str = "",
    batch: str = "",
    key: int | None = None,
) -> Revision | None:
    """One line of history, unsaved; None when nothing changed.

    EDITED, MOVED: both whole contents, of which only the differences are kept. CREATED: `after`; DELETED: `before`,
    whole. `key` is for an instance that lost its own (`delete` takes it away).
    """
    before, after = before or {}, after or {}
    if before and after:
        before, after = changed(before, after)
        if not before and not after:
            return None
    object_key = instance.pk if key is None else key
    if object_key is None:
        raise ValueError("give the key of a deleted object: Model.delete() takes it away")
    return Revision(
        territory=territory,
        plan_key=plan_key,
        model=instance._meta.label_lower,
        object_key=object_key,
        object_label=str(instance)[:LABEL_LENGTH],
        change=change,
        origin=origin,
        source=source[:200],
        batch=batch,
        actor=by,
        reason=current_reason(),
        before=before,
        after=after,
    )


def record(change: Change, instance: models.Model, **what: Any) -> Revision | None:
    """Write one line of history (same arguments as `revision`); None, and no line, when nothing changed."""
    line = revision(change, instance, **what)
    if line is not None:
        line.save()
    return line


def record_many(revisions: Iterable[Revision | None]) -> int:
    """Write many lines at once, without those that say nothing; how many were written."""
    lines = [line for line in revisions if line is not None]
    Revision.objects.bulk_create(lines, batch_size=BATCH_SIZE)
    return len(lines)


def restore(deleted: Revision, *, by: User | None) -> Restored:
    """Write a deleted object back, with its key when nobody took it, and say so in its history.

    Raise ValidationError when something that exists now forbids it (its number was given to another).
    """
    with transaction.atomic():
        instance, lost = create_content(model_of(deleted), deleted.before, deleted.object_key)
        record(
            Change.RESTORED,
            instance,
            by=by,
            territory=deleted.territory,
            plan_key=deleted.plan_key,
            after=content(instance),
            origin=Origin.UNDO,
            source=deleted.batch,
        )
    return Restored(instance, lost)


def is_undone(batch: str) -> bool:
    return Revision.objects.filter(source=batch, origin=Origin.UNDO).exists()


def undo_batch(batch: str, *, territory: Territory, by: User | None) -> Undone:
    """Take back every change of a batch, the last first; what changed since stays as it is, and is told.

    The caller holds the locks that the objects need (`plans.tree.lock_plans`).
    """
    undone, lines, undoing = Undone(), list(Revision.objects.filter(batch=batch, territory=territory)), new_batch()
    found = _contents_of(lines)
    later = changed_later(lines, batch)
    seen: set[tuple[str, int]] = set()
    written: list[Revision | None] = []
    with transaction.atomic():
        for line in lines:
            place = (line.model, line.object_key)
            now = found.get(place) if place not in seen else _contents_of([line]).get(place)
            seen.add(place)
            try:
                with transaction.atomic():
                    # A creation may keep less than the whole content.
                    if line.after and not line.before and place in later:
                        raise ValidationError("a changé depuis.")
                    written.append(_undo(line, now, by, undoing, undone.refused))
                undone.done += 1
            except ValidationError as error:
                undone.refused += [f"{line.object_label} : {message}" for message in error.messages]
        record_many(written)
    return undone


def changed_later(lines: Sequence[Revision], batch: str) -> dict[tuple[str, int], int]:
    """The objects that changed after this batch, but for what was taken back since: the key of their last line."""
    if not lines:
        return {}
    keys = {line.object_key for line in lines}
    after = Revision.objects.filter(pk__gt=min(line.pk for line in lines), territory=lines[0].territory_id)
    after = after.exclude(batch=batch).order_by("pk")
    if len(keys) <= BATCH_SIZE:
        after = after.filter(object_key__in=keys)
    fields = ("model", "object_key", "batch", "origin", "source", "pk")
    rows = [row for row in after.values_list(*fields) if row[1] in keys]
    made = {(model, key, name) for model, key, name, *_ in rows if name}
    undone = {(model, key, source) for model, key, _, origin, source, _ in rows if origin == Origin.UNDO and source}
    return {
        (model, key): pk
        for model, key, name, origin, source, pk in rows
        if (model, key, name) not in undone and not (origin == Origin.UNDO and (model, key, source) in made)
    }


def model_of(line: Revision) -> type[models.Model]:
    """The model of the object that a line is about. Raise LookupError when the software knows it no more."""
    model: type[models.Model] = apps.get_model(line.model)
    return model


def object_of(line: Revision) -> models.Model | None:
    """The object that a line is about, as it is now, or None when it is deleted."""
    return model_of(line)._base_manager.filter(pk=line.object_key).first()


def _contents_of(lines: list[Revision]) -> dict[tuple[str, int], Content]:
    keys: dict[str, list[int]] = {}
    for line in lines:
        keys.setdefault(line.model, []).append(line.object_key)
    return {
        (name, key): value
        for name, several in keys.items()
        for key, value in contents(apps.get_model(name), dict.fromkeys(several)).items()
    }


def _undo(line: Revision, now: Content | None, by: User | None, batch: str, told: list[str]) -> Revision | None:
    """Take one change back. Raise ValidationError, saying why, when it has to stay."""
    model = model_of(line)
    said: dict[str, Any] = {
        "by": by,
        "territory": line.territory,
        "plan_key": line.plan_key,
        "origin": Origin.UNDO,
        "source": line.batch,
        "batch": batch,
    }
    if not line.after and line.change != Change.MOVED:  # deleted, or merged away
        if now is not None:
            raise ValidationError("existe déjà.")
        instance, lost = create_content(model, line.before, line.object_key)
        told += [f"{line.object_label} : {sentence}" for sentence in lost]
        return revision(Change.RESTORED, instance, after=content(instance), **said)
    if now is None:
        raise ValidationError("a été supprimé depuis.")
    if line.change == Change.MOVED and not line.after:  # only its rank changed: its own app puts it back
        return revision(Change.MOVED, model._base_manager.get(pk=line.object_key), **said)
    if any(bare(now.get(name)) != bare(value) for name, value in line.after.items()):
        raise ValidationError("a changé depuis.")
    instance = model._base_manager.get(pk=line.object_key)
    if not line.before:  # created
        try:
            instance.delete()
        except (models.RestrictedError, models.ProtectedError) as error:
            raise ValidationError("sert ailleurs depuis.") from error
        return revision(Change.DELETED, instance, before=now, key=line.object_key, **said)
    told += [f"{line.object_label} : {sentence}" for sentence in write_content(instance, line.before)]
    return revision(Change.EDITED, instance, before=now, after={**now, **line.before}, **said)
