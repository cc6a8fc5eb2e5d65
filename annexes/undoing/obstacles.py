"""What forbids to take an import back: what it made was changed, or serves, since. Nothing is written here.

A round of queries for each sort of object that the import wrote, whatever their number, beyond one for each thousand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import timezone

from accounts.aggregates import Content, aggregate_of, bare, contents, label_of, registered
from accounts.aggregates.registry import Children, link_to
from accounts.history import changed_later
from accounts.models import Revision, User
from actions.models import Action
from annexes.models import ImportBatch
from annexes.undoing.undosteps import Kind, ModelKind, Step, Steps
from plans.places import IMPORT, addresses, import_addresses

BATCH = 1000
RANK = "position"
SHOWN_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One object that keeps an import from being taken back, why, and where to see it (perhaps nowhere)."""

    label: str
    reason: str
    url: str = ""

    def __str__(self) -> str:
        return f"{self.label}\u00a0: {self.reason}"


@dataclass(frozen=True, slots=True)
class _Owner:
    """The object that a row belongs to: the way from the row to its key, and its field that holds the row."""

    model: ModelKind
    path: str
    field: str


@dataclass(frozen=True, slots=True)
class _Found:
    """An obstacle before it is put in words: the object, the reason, the line or the object that says it."""

    step: Step
    reason: str
    line: int | None = None
    other: tuple[ModelKind, int] | None = None


def found_obstacles(batch: ImportBatch, steps: Steps, lines: Sequence[Revision]) -> list[Obstacle]:
    """Every obstacle, in the order of the lines of the import."""
    later = changed_later(lines, batch.history_key)
    found = [
        *_changed_since(steps, later),
        *_named_since(steps),
        *_lost_since(steps),
        *_numbers_taken(steps),
    ]
    order = {place: rank for rank, place in enumerate(steps.by_place)}
    found.sort(key=lambda one: order[one.step.place])
    return _in_words(batch, found)


def _changed_since(steps: Steps, later: Mapping[tuple[str, int], int]) -> Iterator[_Found]:
    for model in steps.models(Kind.CREATED):
        touched = {key: step for key, step in steps.of(Kind.CREATED, model).items() if step.place in later}
        for key in _existing(model, list(touched)):  # what somebody deleted since stands in the way of nothing
            yield _Found(touched[key], "", later[touched[key].place])
    for model in steps.models(Kind.EDITED):
        edited = steps.of(Kind.EDITED, model)
        now = contents(model, edited)
        for key, step in edited.items():
            if key not in now:
                yield _Found(step, "a été supprimé depuis", later.get(step.place))
                continue
            names = [name for name in step.after if name != RANK and bare(now[key].get(name)) != bare(step.after[name])]
            names += [name for name in step.before if name not in step.after and bare(now[key].get(name)) != ""]
            if names:
                labels = ", ".join(label_of(model, name) for name in names[:SHOWN_FIELDS])
                yield _Found(step, labels, later.get(step.place))


def _existing(model: ModelKind, keys: Sequence[int]) -> Iterator[int]:
    for chunk in _chunks(keys):
        yield from model._base_manager.filter(pk__in=chunk).order_by().values_list("pk", flat=True)


def _named_since(steps: Steps) -> Iterator[_Found]:
    """What names an object that the import created, beside what goes or is put back with it."""
    for model in steps.models(Kind.CREATED):
        created = steps.of(Kind.CREATED, model)
        for holder, column, owners in _relations(model):
            for chunk in _chunks(list(created)):
                rows = holder._base_manager.filter(**{f"{column}__in": chunk}).order_by()
                for target, *keys in rows.values_list(column, *(owner.path for owner in owners)):
                    owner, key = next(pair for pair in zip(owners, keys, strict=True) if pair[1] is not None)
                    is_itself = owner.model is model and key == target
                    if not is_itself and not _goes_too(steps.get(owner.model, key), owner.field):
                        yield _Found(created[target], "sert depuis à", other=(owner.model, key))


def _goes_too(step: Step | None, name: str) -> bool:
    """Whether what names an object is itself taken back, for the field that names it at least."""
    return step is not None and (step.kind is not Kind.EDITED or name in step.before or name in step.after)


def _relations(model: ModelKind) -> Iterator[tuple[ModelKind, str, Sequence[_Owner]]]:
    """Each table that may name a model, the column that does, and whom its rows belong to."""
    for relation in model._meta.related_objects:
        holder: Any = relation.related_model
        if relation.many_to_many:
            link: Any = relation
            through = link.through
            if not through._meta.auto_created:
                continue  # its rows are children, met by their own column
            field = link.field
            owner = _Owner(holder, f"{field.m2m_field_name()}_id", field.name)
            yield through, f"{field.m2m_reverse_field_name()}_id", [owner]
        elif owners := _owners_of(holder, relation.field.name):
            yield holder, relation.field.attname, owners


def _owners_of(holder: ModelKind, column: str) -> Sequence[_Owner]:
    if holder in registered():
        return [_Owner(holder, "pk", column)]
    return _owners_of_rows(holder)


@cache
def _owners_of_rows(holder: ModelKind) -> Sequence[_Owner]:
    """The objects on which the rows of a table hang."""
    return [
        _Owner(model, path, children.name)
        for model in registered()
        for children in aggregate_of(model).children
        for path in _paths(model, children, holder)
    ]


def _paths(owner: ModelKind, children: Children, holder: ModelKind) -> Iterator[str]:
    link = link_to(owner, children)
    if children.model is holder:
        yield link
    for below in children.children:
        own = link_to(children.model, below).removesuffix("_id")
        if below.model is holder:
            yield f"{own}__{link}"


def _lost_since(steps: Steps) -> Iterator[_Found]:
    """What was there before the import cannot come back without what it named."""
    wanted: dict[ModelKind, dict[int, tuple[Step, str]]] = {}
    coming = {row for step in steps if step.kind is not Kind.CREATED for row in _rows_of(step)}
    for step in steps:
        if step.kind is Kind.CREATED:
            continue
        for model, key, label in references(step.model, step.before):
            known = steps.get(model, key)
            if model is User or (model, key) in coming:
                continue
            if known is None or known.kind is not Kind.DELETED:
                wanted.setdefault(model, {}).setdefault(key, (step, label))
    for model, named in wanted.items():
        there: set[int] = set()
        for chunk in _chunks(list(named)):
            there.update(model._base_manager.filter(pk__in=chunk).order_by().values_list("pk", flat=True))
        for key, (step, label) in named.items():
            if key not in there:
                yield _Found(step, f"avait «\u00a0{label or key}\u00a0», qui n’existe plus")


def _rows_of(step: Step) -> Iterator[tuple[ModelKind, int]]:
    """The rows that come back with an object."""
    for children in aggregate_of(step.model).children:
        yield from ((children.model, row["pk"]) for row in step.before.get(children.name, ()))


def references(model: ModelKind, content: Content) -> Iterator[tuple[ModelKind, int, str]]:
    """The objects that a content names: their model, key and label."""
    aggregate = aggregate_of(model)
    for name in (*aggregate.fields, *aggregate.many):
        if name in content:
            yield from _named(model, name, content[name])
    for children in aggregate.children:
        yield from _of_rows(children, content.get(children.name, ()))


def _of_rows(children: Children, rows: Iterable[Content]) -> Iterator[tuple[ModelKind, int, str]]:
    for row in rows:
        for name in children.fields:
            yield from _named(children.model, name, row.get(name))
        for below in children.children:
            yield from _of_rows(below, row.get(below.name, ()))


def _named(model: ModelKind, name: str, value: Any) -> Iterator[tuple[ModelKind, int, str]]:
    related: Any = model._meta.get_field(name).related_model
    if related is not None:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                yield related, one["pk"], one.get("label", "")


def _numbers_taken(steps: Steps) -> Iterator[_Found]:
    """Numbers that fiches had before the import and that others bear today."""
    back = {
        step.key: step
        for kind in (Kind.EDITED, Kind.DELETED)
        for step in steps.of(kind, Action).values()
        if {"number", "number_suffix", "theme", "plan"} & step.before.keys()
    }
    if not back:
        return
    fields = ("pk", "plan_id", "theme_id", "number", "number_suffix")
    plans = {step.plan for step in back.values()}
    rows = Action.objects.filter(plan__in=plans, number__isnull=False).order_by().values_list(*fields)
    now = {pk: (plan, theme, number, suffix) for pk, plan, theme, number, suffix in rows}
    created = steps.of(Kind.CREATED, Action)
    taken = {place: pk for pk, place in now.items() if pk not in back and pk not in created}
    for key, step in back.items():
        plan, theme, number, suffix = now.get(key, (step.plan, None, None, ""))
        theme = _key(step.before["theme"]) if "theme" in step.before else theme
        number, suffix = step.before.get("number", number), step.before.get("number_suffix", suffix)
        if number is not None and (other := taken.get((plan, theme, number, suffix or ""))) is not None:
            reason = f"avait le numéro {number} {suffix or ''}".rstrip() + ", que porte depuis"
            yield _Found(step, reason, other=(Action, other))


def _key(value: Any) -> int | None:
    return int(value["pk"]) if isinstance(value, dict) else None


def _in_words(batch: ImportBatch, found: Sequence[_Found]) -> list[Obstacle]:
    territory = batch.plan.territory
    keys = {one.line for one in found if one.line is not None}
    lines: dict[int, Revision] = {}
    for chunk in _chunks(sorted(keys)):
        known = Revision.objects.filter(pk__in=chunk).select_related("actor").defer("before", "after")
        lines.update({line.pk: line for line in known})
    imports = import_addresses(territory, lines.values())
    others = _others([one.other for one in found if one.other is not None])
    objects = [_line(one.step.model, one.step.key, one.step.plan) for one in found]
    objects += [_line(*place, plan) for place, (_, plan) in others.items()]
    urls = addresses(territory, objects)
    told: dict[tuple[str, str], Obstacle] = {}
    for one in found:
        line = lines.get(one.line or 0)
        reason, url = one.reason, urls.get(one.step.place, "")
        if line is not None:
            reason = _changed(line, one.reason)
            url = imports.get(line.pk, url)
        elif one.other is not None:
            reason = f"{one.reason} {others[one.other][0]}"
            url = urls.get((one.other[0]._meta.label_lower, one.other[1]), url)
        elif one.step.kind is Kind.EDITED and not one.reason.startswith(("avait", "a été")):
            reason = f"a changé depuis ({one.reason})"
        told.setdefault((one.step.label, reason), Obstacle(one.step.label, reason, url))
    return list(told.values())


def _changed(line: Revision, fields: str) -> str:
    """« modifié le 12/03/2026 par Camille Essai (Intitulé) », « modifié depuis par l’import de « annexe.xlsx » »."""
    gone = fields.startswith("a été")
    what = "supprimé" if gone else "modifié"
    more = f" ({fields})" if fields and not gone else ""
    day = f"{timezone.localtime(line.at):%d/%m/%Y}"
    if IMPORT.fullmatch(line.batch):
        return f"{what} le {day} par l’import de «\u00a0{line.source}\u00a0», à annuler d’abord{more}"
    return f"{what} le {day}{f' par {line.actor}' if line.actor else ''}{more}"


def _others(places: Sequence[tuple[ModelKind, int]]) -> dict[tuple[ModelKind, int], tuple[str, int | None]]:
    """The name of each object, in quotation marks, and its plan."""
    keys: dict[ModelKind, set[int]] = {}
    for model, key in places:
        keys.setdefault(model, set()).add(key)
    return {
        (model, one.pk): (f"«\u00a0{one}\u00a0»", getattr(one, "plan_id", None))
        for model, several in keys.items()
        for chunk in _chunks(sorted(several))
        for one in model._base_manager.filter(pk__in=chunk)
    }


def _line(model: ModelKind, key: int, plan: int | None) -> Revision:
    """An unsaved line about an object: its address is asked for by one."""
    return Revision(model=model._meta.label_lower, object_key=key, plan_key=plan)


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
