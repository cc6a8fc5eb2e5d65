"""Two entries of the directory made one: every row of every app that names the lost one names the kept one.

The walk follows the foreign keys that exist (`_meta`), those of apps that do not exist yet included. Where both
entries already have their row (the same role on the same fiche, the same contact), the two rows become one and what
either says is kept. Each object that changes gets a line of history in one batch, so the whole can be undone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts.aggregates import Content, aggregate_of, content, contents, registered, write_content
from accounts.aggregates.registry import Children, link_to
from accounts.enums import Change
from accounts.history import new_batch, record_many, revision
from accounts.models import Territory, User
from partners.models import DistinctPartners

BATCH = 500
NOT_CARRIED = {DistinctPartners}  # a judgement on the pair: it goes with the lost entry
Model = type[models.Model]
Within = Callable[["models.QuerySet[Any]"], "models.QuerySet[Any]"]


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: the batch that undoes it, and how many objects it changed beside the two."""

    batch: str
    touched: int
    dropped: tuple[str, ...] = ()  # what one of two rows that became one said, and that could not stay


@dataclass(slots=True)
class _Steps:
    moves: list[tuple[Model, str, list[int], int]] = field(default_factory=list)  # rows, column, new value
    unions: list[tuple[models.Model, models.Model, str]] = field(default_factory=list)  # kept row, lost row, link
    touched: dict[Model, set[int]] = field(default_factory=dict)  # aggregates to tell in the history
    absorbed: dict[Model, set[int]] = field(default_factory=dict)  # aggregates that disappear


def uses(instance: models.Model, within: Within | None = None) -> list[tuple[str, int]]:
    """What names an entry and keeps it from being deleted: « participations », 12. One query for each relation."""
    found = []
    for relation in _relations(type(instance)):
        if relation.on_delete in (models.CASCADE, models.SET_NULL) and not relation.related_model._meta.auto_created:
            continue
        if relation.related_model._meta.auto_created and relation.related_model._meta.auto_created is type(instance):
            continue
        rows = relation.related_model._default_manager.filter(**{relation.field.name: instance.pk})
        if count := (within(rows) if within else rows).count():
            found.append((_words(relation), count))
    return found


def named_among(model: Model, keys: Sequence[int]) -> set[int]:
    """The keys of those entries that something outside them names. A round of queries for each thousand entries."""
    own = {child.model for child in aggregate_of(model).children}
    named: set[int] = set()
    for relation in _relations(model):
        holder = relation.related_model
        if holder in own or holder._meta.auto_created is model:
            continue
        for start in range(0, len(keys), 1000):
            rows = holder._base_manager.filter(**{f"{relation.field.name}__in": keys[start : start + 1000]})
            named.update(rows.order_by().values_list(relation.field.attname, flat=True))
    return named


@transaction.atomic
def merge(
    *, kept: models.Model, lost: models.Model, values: Content, territory: Territory, by: User | None, source: str = ""
) -> Merged:
    """Make `lost` one with `kept`, which takes `values` (fields that were chosen, aliases). Return how to undo it.

    Raise ValidationError, with nothing written, when the result breaks a rule. Queries do not depend on how many rows
    move, but for rows that both entries have.
    """
    model = type(kept)
    if model is not type(lost) or kept.pk == lost.pk:
        raise ValidationError("Choisissez deux entrées différentes de la même liste.")
    if len(model._base_manager.select_for_update().filter(pk__in=[kept.pk, lost.pk]).order_by("pk")) < 2:
        raise ValidationError("L’une des deux entrées vient d’être supprimée ou réunie à une autre.")
    label, lost_key, lost_content = str(lost), lost.pk, content(lost)
    before_kept, steps = content(kept), _plan(kept, lost)
    steps.touched.get(model, set()).difference_update({kept.pk, lost.pk})
    before = {one: contents(one, keys) for one, keys in steps.touched.items()}
    dropped = _carry_out(steps)
    model._base_manager.get(pk=lost_key).delete()
    write_content(kept, values)
    batch = new_batch()
    told: dict[str, Any] = {"by": by, "territory": territory, "source": source or label, "batch": batch}
    lines, gone_lines = [], []  # undone from the last: what disappeared comes back before what named it
    for one, old in before.items():
        gone = steps.absorbed.get(one, set())
        rows = {row.pk: row for row in one._base_manager.filter(pk__in=list(old))}
        new = contents(one, [pk for pk in old if pk not in gone])
        for pk in sorted(old):
            row = rows.get(pk) or one(pk=pk)
            plan_key = getattr(row, "plan_id", None)
            line = revision(Change.MERGED, row, before=old[pk], after=new.get(pk), plan_key=plan_key, **told)
            if line is not None and pk in gone:
                line.object_label = _label(old[pk])[:300]
                gone_lines.append(line)
            else:
                lines.append(line)
    gone_line = revision(Change.MERGED, lost, before=lost_content, key=lost_key, **told)
    kept_line = revision(Change.MERGED, kept, before=before_kept, after=content(kept), **told)
    told_lines = [line for line in (*lines, *gone_lines, gone_line, kept_line) if line is not None]
    for line in told_lines:
        line.at = told_lines[-1].at  # one moment: their order is that of their keys
    written = record_many(told_lines)
    return Merged(batch, max(0, written - 2), tuple(dropped))


@transaction.atomic
def replace_in(
    *,
    old: models.Model,
    new: models.Model,
    within: Within,
    territory: Territory,
    by: User | None,
    only: set[Model],
) -> Merged:
    """Let the rows of `only` these models, `within` a territory, name `new` instead of `old`, which stays.

    For a national dispositif that has aged: the fiches of one territory take its successor.
    """
    steps = _plan(new, old, within=within, only=only)
    before = {one: contents(one, keys) for one, keys in steps.touched.items()}
    _carry_out(steps)
    batch = new_batch()
    lines = []
    for one, contents_before in before.items():
        after = contents(one, list(contents_before))
        lines += [
            revision(
                Change.EDITED,
                row,
                by=by,
                territory=territory,
                plan_key=getattr(row, "plan_id", None),
                before=contents_before[row.pk],
                after=after[row.pk],
                source=f"{old} → {new}",
                batch=batch,
            )
            for row in one._base_manager.filter(pk__in=list(contents_before)).order_by("pk")
        ]
    return Merged(batch, record_many(lines))


def _relations(model: Model) -> Iterator[Any]:
    """Every foreign key of every app that points to this model, those of many-to-many tables included."""
    for relation in model._meta.get_fields(include_hidden=True):
        to_one = relation.one_to_many or relation.one_to_one
        if to_one and relation.auto_created and not relation.concrete and relation.related_model not in NOT_CARRIED:
            yield relation


def _plan(
    kept: models.Model, lost: models.Model, within: Within | None = None, only: set[Model] | None = None
) -> _Steps:
    """What a merge will move and unite; reads only."""
    steps = _Steps()
    pairs: list[tuple[models.Model, models.Model]] = [(kept, lost)]
    while pairs:
        to, off = pairs.pop()
        for relation in _relations(type(off)):
            if only is not None and relation.related_model not in only:
                continue
            pairs += _plan_relation(steps, relation, to, off, within)
    return steps


def _plan_relation(
    steps: _Steps, relation: Any, kept: models.Model, lost: models.Model, within: Within | None
) -> list[tuple[models.Model, models.Model]]:
    """Add the steps of one foreign key; give back the pairs of rows that become one."""
    model, column = relation.related_model, relation.field.attname
    rows = model._base_manager.filter(**{f"{column}__in": [kept.pk, lost.pk]}).order_by("pk")
    several = list(within(rows) if within else rows)
    moving = [row for row in several if getattr(row, column) == lost.pk]
    if not moving:
        return []
    keys = _unique_sets(model, relation.field)
    taken = {
        (rank, *_values(row, names)): row
        for row in several
        if getattr(row, column) == kept.pk
        for rank, names in enumerate(keys)
    }
    moved, united = [], []
    for row in moving:
        twin = next((taken[k] for rank, names in enumerate(keys) if (k := (rank, *_values(row, names))) in taken), None)
        if twin is None:
            moved.append(row)
        else:
            united.append((twin, row))
    if model is type(kept):  # a link between the two would become a link to itself
        itself = [row.pk for row in moved if row.pk == kept.pk]
        moved = [row for row in moved if row.pk not in (kept.pk, lost.pk)]
        steps.moves += [(model, column, itself, 0)] if itself else []
    steps.moves += [(model, column, [row.pk for row in moved], kept.pk)] if moved else []
    steps.unions += [(twin, row, column) for twin, row in united]
    for row in [*moved, *(one for pair in united for one in pair)]:
        for owner, key in _owners(row):
            steps.touched.setdefault(owner, set()).add(key)
    for _, row in united:
        if type(row) in registered():
            steps.absorbed.setdefault(type(row), set()).add(row.pk)
    return united


def _carry_out(steps: _Steps) -> list[str]:
    """Move, then unite: what hangs on a lost row was moved before it goes. Tell what two united rows said apart."""
    dropped = []
    for model, column, keys, value in steps.moves:
        for start in range(0, len(keys), BATCH):
            model._base_manager.filter(pk__in=keys[start : start + BATCH]).update(**{column: value or None})
    for kept, lost, link in reversed(steps.unions):
        kept.refresh_from_db()
        lost.refresh_from_db()
        filled = [
            column.attname
            for column in kept._meta.concrete_fields
            if getattr(kept, column.attname) in (None, "") and getattr(lost, column.attname) not in (None, "")
        ]
        for name in filled:
            setattr(kept, name, getattr(lost, name))
        dropped += _apart(kept, lost, link)
        type(lost)._base_manager.filter(pk=lost.pk).delete()
        if filled:
            kept.save(update_fields=filled)
    return dropped


def _apart(kept: models.Model, lost: models.Model, link: str) -> list[str]:
    """What a row that goes said otherwise than the row that stays, in sentences."""
    sentences = []
    for column in kept._meta.concrete_fields:
        said, stays = getattr(lost, column.attname), getattr(kept, column.attname)
        derived = column.primary_key or not column.editable or column.name == "position" or column.attname == link
        if not derived and not isinstance(said, bool) and said not in (None, "", stays):
            words = getattr(lost, column.name)
            sentences.append(f"« {kept} » garde « {getattr(kept, column.name)} » ; « {words} » n’est pas repris.")
    return sentences


def _unique_sets(model: Model, link: Any) -> list[tuple[str, ...]]:
    """What makes two rows of the same entry one row: each unique rule that holds `link`, without it."""
    rules = [
        tuple(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None
    ]
    rules += [tuple(names) for names in model._meta.unique_together]
    if link.unique:
        rules.append((link.name,))
    return [
        tuple(model._meta.get_field(name).attname for name in rule if name != link.name)  # type: ignore[union-attr]
        for rule in rules
        if link.name in rule
    ]


def _values(row: models.Model, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _owners(row: models.Model) -> Iterator[tuple[Model, int]]:
    """The aggregates whose content says something of this row."""
    model = type(row)
    if model in registered():
        yield model, row.pk
    for owner in registered():
        aggregate = aggregate_of(owner)
        for child in aggregate.children:
            if child.model is model and (key := getattr(row, link_to(owner, child))):
                yield owner, key
            yield from _grand_owners(owner, child, row)
        for name in aggregate.many:
            many: Any = owner._meta.get_field(name)
            if many.remote_field.through is model:
                yield owner, getattr(row, f"{many.m2m_field_name()}_id")


def _grand_owners(owner: Model, child: Children, row: models.Model) -> Iterator[tuple[Model, int]]:
    for below in child.children:
        if below.model is type(row):
            parent = child.model._base_manager.filter(pk=getattr(row, link_to(child.model, below))).first()
            if parent is not None and (key := getattr(parent, link_to(owner, child))):
                yield owner, key


def _words(relation: Any) -> str:
    """How the rows of a relation are called; those of a many-to-many table, as the objects that hold them."""
    model = relation.related_model
    holder = model._meta.auto_created or model
    return str(holder._meta.verbose_name_plural)


def _label(old: Content) -> str:
    return str(next((old[name] for name in ("name", "full_name", "label", "title") if old.get(name)), ""))


__all__ = ["Merged", "merge", "replace_in", "uses"]
