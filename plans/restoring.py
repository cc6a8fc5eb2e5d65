"""The ways back: a deleted object, alone or with all that went with it, and an older value of one field."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.aggregates import Content, aggregate_of, bare, content, write_content
from accounts.chronicle import deleted
from accounts.enums import Change, Origin
from accounts.history import Undone, model_of, record, restore, undo_batch
from accounts.merging import rows_taken_back
from accounts.models import Revision, Territory, User
from plans.aggregates_life import AMENDMENT
from plans.models import Amendment, Plan
from plans.tree import lock_plans

# What is not a text that a person wrote: where an object stands, whom it belongs to, what a person may do.
STRUCTURE = frozenset({"territory", "plan", "parent", "level", "position", "user", "partner", "action", "slug"})

# What only its own pages write: the steps of a plan (plans.lifecycle), an avenant, whose circuit closes it.
HELD: Mapping[type[models.Model], frozenset[str]] = {
    Plan: frozenset({"status", "signed_on"}),
    Amendment: frozenset(AMENDMENT),
}


class CannotBringBack(Exception):
    """What forbids it, in words."""


def bring_back(line: Revision, *, by: User) -> list[str]:
    """Write a deleted object back; a sentence for each thing that could not come with it. Raise CannotBringBack."""
    with _held(line):
        if not deleted(Revision.objects.filter(pk=line.pk)).exists():
            raise CannotBringBack("Cet objet est déjà revenu.")
        try:
            return restore(line, by=by).lost
        except ValidationError as error:
            raise CannotBringBack(" ".join(error.messages)) from error


def bring_back_batch(line: Revision, *, by: User) -> Undone:
    """Take back the whole deletion that `line` belongs to: what went away, and what it changed elsewhere."""
    with _held(line):
        return undo_batch(line.batch, territory=_territory(line), by=by)


def may_resume(model: type[models.Model], name: str) -> bool:
    """Whether an older value of that field may be put back by itself."""
    return name not in STRUCTURE and name not in HELD.get(model, ()) and name in aggregate_of(model).names


def resumable(line: Revision, instance: models.Model) -> dict[str, list[str]]:
    """For each field of a line, which of its values (`before`, `after`) differ from today’s and may be put back."""
    now = content(instance)
    found = {}
    for name in dict.fromkeys([*line.before, *line.after]):
        if may_resume(type(instance), name):
            sides = {"before": line.before, "after": line.after}
            found[name] = [side for side, held in sides.items() if name in held and bare(held[name]) != bare(now[name])]
    return {name: sides for name, sides in found.items() if sides}


def resume(line: Revision, name: str, side: str, *, by: User) -> tuple[Revision | None, list[str]]:
    """Put an older value of one field back. Return the line that says so, and what could not come with it.

    Raise CannotBringBack.
    """
    held: dict[str, Any] = line.before if side == "before" else line.after
    model = model_of(line)
    if name not in held or not may_resume(model, name):
        raise CannotBringBack("Cette valeur ne se reprend pas seule.")
    with _held(line):
        instance = model._base_manager.select_for_update(of=("self",)).filter(pk=line.object_key).order_by().first()
        if instance is None:
            raise CannotBringBack("Cet objet a été supprimé : restaurez-le d’abord depuis la corbeille.")
        before = content(instance)
        try:
            lost = write_content(instance, {name: _value(line, name, side, before)})
        except ValidationError as error:
            raise CannotBringBack(" ".join(error.messages)) from error
        source = f"Version du {line.at.astimezone():%d/%m/%Y} reprise"
        written = record(
            Change.EDITED,
            instance,
            by=by,
            territory=line.territory,
            plan_key=line.plan_key,
            before=before,
            after=content(instance),
            origin=Origin.FORM,
            source=source,
        )
    return written, lost


def _value(line: Revision, name: str, side: str, now: Content) -> Any:
    """What a field becomes; of rows that stand apart, those that the line changed alone."""
    wanted, other = (line.before, line.after) if side == "before" else (line.after, line.before)
    children = next((one for one in aggregate_of(model_of(line)).children if one.name == name), None)
    if children is None or not children.apart:
        return wanted[name]
    return rows_taken_back(now[name], wanted[name], other.get(name, []))


@contextmanager
def _held(line: Revision) -> Iterator[None]:
    """The locks that writing the object of a line needs. Raise CannotBringBack when its plan is gone."""
    if line.plan_key is None:
        with transaction.atomic():
            yield
        return
    try:
        with lock_plans(line.plan_key):
            yield
    except Plan.DoesNotExist as error:
        raise CannotBringBack("Le plan de cet objet a été supprimé.") from error


def _territory(line: Revision) -> Territory:
    if line.territory is None:
        raise CannotBringBack("Cet objet n’appartient à aucun territoire.")
    return line.territory
