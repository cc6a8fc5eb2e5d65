"""An import of thousands of rows taken back at once: wholly, or not at all with what stands in the way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction

from accounts.aggregates import Content, aggregate_of, bare, contents
from accounts.enums import Change, Origin
from accounts.history import Undone, model_of, new_batch, record_many, revision, undo_batch
from accounts.models import Revision, Territory, User
from partners.bulkrows import update_many
from partners.merging import named_among

BATCH = 500


class InTheWay(Exception):
    """An import cannot be taken back whole; `sentences` name each entry that stands in the way, and why."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(*sentences)
        self.sentences = list(sentences)


def obstacles(batch: str, *, territory: Territory) -> list[str]:
    """What forbids taking an import back now, in sentences; a name taken since is only found when it is tried."""
    by_model: dict[str, list[Revision]] = defaultdict(list)
    for line in Revision.objects.filter(batch=batch, territory=territory):
        by_model[line.model].append(line)
    return [sentence for lines in by_model.values() for sentence in _standing(lines).refused]


def take_back(batch: str, *, territory: Territory, by: User) -> int:
    """Take an import back whole; how many entries were put back. Raise InTheWay, with nothing written.

    The caller holds the lock of the plan when the import wrote into one.
    """
    with transaction.atomic():
        undone = undo_changes(batch, territory=territory, by=by)
        if undone.refused:
            raise InTheWay(undone.refused)
    return undone.done


def undo_changes(batch: str, *, territory: Territory, by: User) -> Undone:
    """Take back changes made together: in bulk those of an import of one list, one by one the others."""
    lines = list(Revision.objects.filter(batch=batch, territory=territory))
    of_import = {(line.model, line.origin) for line in lines}
    if len(of_import) == 1 and lines[0].origin == Origin.IMPORT and _is_flat(lines[0]):
        try:
            with transaction.atomic():
                return _undo_import(lines, by)
        except IntegrityError:  # a name was taken since: one by one, each can be told
            pass
    with transaction.atomic():
        return undo_batch(batch, territory=territory, by=by)


def _is_flat(line: Revision) -> bool:
    """Whether its objects hold nothing that holds something itself: those alone are written in bulk."""
    return not any(children.children for children in aggregate_of(model_of(line)).children)


@dataclass(slots=True)
class _Standing:
    """The lines of one model that can be taken back, what stands in the way of the others, what is held now."""

    model: type[models.Model]
    now: dict[int, Content]
    kept: list[Revision] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def _standing(lines: list[Revision]) -> _Standing:
    model = model_of(lines[0])
    standing = _Standing(model, contents(model, [line.object_key for line in lines]))
    created = [line.object_key for line in lines if not line.before]
    named = named_among(model, created) if created else set()
    for line in lines:
        held = standing.now.get(line.object_key)
        if held is None:
            standing.refused.append(f"{line.object_label} : a été supprimé depuis.")
        elif any(bare(held.get(name)) != bare(value) for name, value in line.after.items()):
            standing.refused.append(f"{line.object_label} : a changé depuis.")
        elif not line.before and line.object_key in named:
            standing.refused.append(f"{line.object_label} : sert ailleurs depuis.")
        else:
            standing.kept.append(line)
    return standing


def _undo_import(lines: list[Revision], by: User) -> Undone:
    standing = _standing(lines)
    model, now, kept, undone = standing.model, standing.now, standing.kept, Undone()
    undone.refused += standing.refused
    told: dict[str, Any] = {
        "by": by,
        "territory": lines[0].territory,
        "origin": Origin.UNDO,
        "source": lines[0].batch,
        "batch": new_batch(),
    }
    edited = {line.object_key: line.before for line in kept if line.before}
    rows = update_many(model, edited)
    written = [
        revision(Change.EDITED, row, before=now[row.pk], after={**now[row.pk], **edited[row.pk]}, **told)
        for row in rows
    ]
    gone = [line.object_key for line in kept if not line.before]
    written += _deleted(model, gone, now, told)
    undone.done = record_many(written)
    return undone


def _deleted(
    model: type[models.Model], keys: list[int], now: dict[int, Any], told: dict[str, Any]
) -> list[Revision | None]:
    lines: list[Revision | None] = []
    for start in range(0, len(keys), BATCH):
        several = model._default_manager.filter(pk__in=keys[start : start + BATCH])
        lines += [revision(Change.DELETED, row, before=now[row.pk], **told) for row in several]
        several.delete()
    return lines
