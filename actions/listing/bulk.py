"""Many fiches changed at once: the summary that a person reads before, the writing under lock, the way back."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Min
from django.utils import timezone

from accounts.aggregates import Content, bare, changed, contents, label_of, wording
from accounts.enums import Change, Origin
from accounts.history import Undone, is_undone, new_batch, record_many, revision, undo_batch
from accounts.models import Revision, User
from actions.listing.changes import FIELDS, Changes, Names, Refused, in_words, revised
from actions.listing.criteria import Criteria
from actions.models import Action, Participation, SchemeUse
from partners.models import Contact, Partner, Scheme
from plans.models import Plan
from plans.tree import lock_plans

BATCH = 500
CHILDREN = {"participations": (Participation, ("partner", "role", "contact")), "scheme_uses": (SchemeUse, ("scheme",))}
GONE = "Un partenaire ou un dispositif choisi n’existe plus. Rien n’a été changé : choisissez de nouveau."
BULK_LIMIT = 20_000  # fiches of one change
Difference = tuple[str, str, str]  # what, old, new


class CannotApply(Exception):
    """The change as a whole is not possible any more; the message is a French sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fiche of the summary; `differences` is empty when it is refused, `reason` when it is not."""

    pk: int
    label: str
    differences: list[Difference] = field(default_factory=list)
    reason: str = ""


@dataclass(slots=True)
class Summary:
    """What a change would do: which fiches, from what to what, which are so already, which it is refused to."""

    changing: list[Line] = field(default_factory=list)
    refused: list[Line] = field(default_factory=list)
    same: list[Line] = field(default_factory=list)
    seen: dict[int, str] = field(default_factory=dict)  # each changing fiche and a digest of its content

    @property
    def count(self) -> int:
        return len(self.changing) + len(self.refused) + len(self.same)

    def totals(self) -> list[tuple[Difference, int]]:
        """Each old → new with how many fiches it touches, field by field, the most frequent first."""
        order = {_field(name): rank for rank, name in enumerate((*FIELDS, *CHILDREN))}
        counts: dict[Difference, int] = {}
        for line in self.changing:
            for difference in line.differences:
                counts[difference] = counts.get(difference, 0) + 1
        return sorted(counts.items(), key=lambda pair: (order[pair[0][0]], -pair[1]))


@dataclass(slots=True)
class Applied:
    """What was written, and a sentence for each fiche that was left out."""

    batch: str
    done: int = 0
    joined: int = 0  # fiches that answer the filters since the summary, and were not changed
    left_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PastBatch:
    """A former change of many fiches, as the page of recent changes shows it."""

    batch: str
    what: str
    who: str
    at: datetime
    count: int
    is_undone: bool


def names_of(plan: Plan, changes: Changes) -> Names:
    """What the partners and dispositifs of a change are called; those that are gone are not there. Two queries."""
    partners = Partner.objects.filter(territory=plan.territory, pk__in=changes.partners).order_by()
    schemes = Scheme.objects.available_to(plan.territory).filter(pk__in=changes.schemes).order_by()
    return Names(dict(partners.values_list("pk", "name")), {scheme.pk: str(scheme) for scheme in schemes})


def summary(plan: Plan, keys: Iterable[int], changes: Changes) -> Summary:
    """What the change would do to these fiches of the plan, in their order. Nothing is written."""
    keys = list(keys)
    names = names_of(plan, changes)
    held = contents(Action, Action.objects.filter(plan=plan, pk__in=keys).order_by().values_list("pk", flat=True))
    found = Summary()
    for pk in (key for key in keys if key in held):
        before = held[pk]
        label = _label(before)
        try:
            differences = _differences(before, revised(before, changes, names))
        except Refused as refusal:
            found.refused.append(Line(pk, label, reason=str(refusal)))
            continue
        if differences:
            found.changing.append(Line(pk, label, differences))
            found.seen[pk] = digest(before)
        else:
            found.same.append(Line(pk, label))
    return found


def apply(
    *, plan: Plan, seen: dict[int, str], changes: Changes, by: User, criteria: Criteria | None, others: set[int]
) -> Applied:
    """Change the fiches of a summary (`seen`) that are still what it showed; the rest is left out, and told.

    `criteria`: the filters, when all that answer them were chosen; they are asked again. `others`: what else the
    summary showed. One transaction under the lock of the plan, then of the fiches in the order of their keys. The
    number of queries depends on the number of different new values, beyond one round for each 500 fiches. Raise
    CannotApply, with nothing written.
    """
    done = Applied(batch=new_batch())
    with lock_plans(plan.pk):
        rows = Action.objects.select_for_update(of=("self",)).filter(plan=plan, pk__in=seen).order_by("pk")
        fiches = {fiche.pk: fiche for fiche in rows}
        names, held = names_of(plan, changes), contents(Action, fiches)
        if changes.needed_partners - names.partners.keys() or changes.needed_schemes - names.schemes.keys():
            raise CannotApply(GONE)
        allowed = set(criteria.fiches().values_list("pk", flat=True)) if criteria else {*seen}
        done.joined = len(allowed - {*seen, *others})
        wanted: dict[int, Content] = {}
        for pk, known in seen.items():
            try:
                wanted[pk] = _still(held, pk, known, allowed, changes, names)
            except Refused as refusal:
                done.left_out.append(str(refusal))
        _write(held, wanted)
        source = " ; ".join(in_words(changes, names))[:200]
        done.done = _record(plan, by, fiches, held, wanted, origin=Origin.BULK, source=source, batch=done.batch)
    return done


def recent(plan: Plan, batch: str = "", limit: int = 20) -> list[PastBatch]:
    """The last changes of many fiches of a plan, or that one alone. Two queries."""
    lines = Revision.objects.filter(plan_key=plan.pk, territory=plan.territory).order_by()
    rows = list(
        lines.filter(origin=Origin.BULK, model=Action._meta.label_lower)
        .filter(change=Change.EDITED, **({"batch": batch} if batch else {}))  # what is moved has a way back of its own
        .values("batch", "source", "actor__full_name")
        .annotate(at=Min("at"), count=Count("pk"))
        .order_by("-at")[:limit]
    )
    undone = lines.filter(origin=Origin.UNDO, source__in=[row["batch"] for row in rows])
    taken_back = set(undone.values_list("source", flat=True).distinct())
    return [
        PastBatch(
            batch=row["batch"],
            what=row["source"],
            who=row["actor__full_name"] or "",
            at=row["at"],
            count=row["count"],
            is_undone=row["batch"] in taken_back,
        )
        for row in rows
    ]


def is_known(plan: Plan, batch: str) -> bool:
    """Whether many fiches of the plan were changed or moved together under that name."""
    lines = Revision.objects.filter(plan_key=plan.pk, territory=plan.territory, origin=Origin.BULK)
    return bool(batch) and lines.filter(batch=batch, model=Action._meta.label_lower).exists()


def undo(*, plan: Plan, batch: str, by: User) -> Undone | None:
    """Take a change of many fiches back, under the lock of the plan; None when it was taken back already.

    All at once; one fiche after the other (`accounts.history.undo_batch`) when something that it needs is gone or
    forbidden since, so that each is told.
    """
    with lock_plans(plan.pk):
        if is_undone(batch):
            return None
        try:
            with transaction.atomic():
                return _undo_at_once(plan, batch, by)
        except (IntegrityError, LookupError):
            return undo_batch(batch, territory=plan.territory, by=by)


def digest(content: Content) -> str:
    """A short digest of a whole content: it changes when anything of the fiche does."""
    text = json.dumps(bare(content), sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _label(content: Content) -> str:
    number, suffix = content["number"], content["number_suffix"]
    reference = f"{number} {suffix}".strip() if number is not None else content["code"]
    return f"Fiche {reference} : {content['title']}" if reference else str(content["title"])


def _differences(before: Content, after: Content) -> list[Difference]:
    old, new = changed(before, after)
    return [
        (_field(name), *_both(name, old.get(name), new.get(name)))
        for name in (*FIELDS, *CHILDREN)
        if name in old or name in new
    ]


def _field(name: str) -> str:
    return label_of(Action, name).capitalize()


def _both(name: str, old: Any, new: Any) -> tuple[str, str]:
    """Both values in words; of a list, only the lines that differ."""
    one, other = wording(Action, name, old), wording(Action, name, new)
    if not isinstance(old, list):
        return one, other
    lines, others = one.split("\n"), other.split("\n")
    return (
        ", ".join(line for line in lines if line and line not in others),
        ", ".join(line for line in others if line and line not in lines),
    )


def _write(held: dict[int, Content], wanted: dict[int, Content]) -> None:
    now = timezone.now()
    groups: dict[str, list[int]] = {}
    for pk, after in wanted.items():
        values = {name: after[name] for name in FIELDS if after[name] != held[pk][name]}
        groups.setdefault(json.dumps(values, sort_keys=True), []).append(pk)
    for written, keys in groups.items():
        for chunk in _chunks(keys):
            Action.objects.filter(pk__in=chunk).update(updated_at=now, **json.loads(written))
    for name, (model, fields) in CHILDREN.items():
        _write_children(model, name, held, wanted, fields)


def _write_children(
    model: Any, name: str, held: dict[int, Content], wanted: dict[int, Content], fields: tuple[str, ...]
) -> None:
    """Write the rows of the fiches where they differ anew, in their order; those that stay keep their key."""
    owners = [pk for pk, after in wanted.items() if after[name] != held[pk][name]]
    for keys in _chunks(owners):
        model.objects.filter(action__in=keys).delete()
    known: list[Any] = []
    fresh: list[Any] = []
    for owner in owners:
        here = {row["pk"] for row in held[owner][name]}
        for rank, row in enumerate(wanted[owner][name]):
            key = row["pk"] if row.get("pk") in here else None
            (fresh if key is None else known).append(
                model(pk=key, action_id=owner, position=rank, **_columns(row, fields))
            )
    for several in (known, fresh):  # those that have a key and those that have none: never in one statement
        model.objects.bulk_create(several, batch_size=BATCH)


def _undo_at_once(plan: Plan, batch: str, by: User) -> Undone:
    """Raise LookupError when something that a fiche needs is gone, IntegrityError when a rule forbids it since."""
    lines = list(Revision.objects.filter(batch=batch, territory=plan.territory).order_by("pk"))
    for line in lines:
        if line.model != Action._meta.label_lower or line.change != Change.EDITED:
            raise LookupError(f"{line.model}: {line.change}")
        if unknown := line.before.keys() - {*FIELDS, *CHILDREN}:
            raise LookupError(f"not written here: {unknown}")
    keys = [line.object_key for line in lines]
    rows = Action.objects.select_for_update(of=("self",)).filter(plan=plan, pk__in=keys).order_by("pk")
    fiches = {fiche.pk: fiche for fiche in rows}
    held, wanted, undone = contents(Action, fiches), {}, Undone()
    for line in lines:
        now = held.get(line.object_key)
        if now is None:
            undone.refused.append(f"{line.object_label} : a été supprimé depuis.")
        elif any(bare(now[name]) != bare(value) for name, value in line.after.items()):
            undone.refused.append(f"{line.object_label} : a changé depuis.")
        else:
            wanted[line.object_key] = {**now, **line.before}
    _need(Partner, "partner", "participations", wanted)
    _need(Contact, "contact", "participations", wanted)
    _need(Scheme, "scheme", "scheme_uses", wanted)
    _write(held, wanted)
    undone.done = _record(plan, by, fiches, held, wanted, origin=Origin.UNDO, source=batch, batch=new_batch())
    return undone


def _still(held: dict[int, Content], pk: int, known: str, allowed: set[int], changes: Changes, names: Names) -> Content:
    """What the fiche becomes, if it is still what the summary showed. Raise Refused, saying which and why."""
    if pk not in held:
        raise Refused("Une fiche a été supprimée entre-temps.")
    label = _label(held[pk])
    if digest(held[pk]) != known:
        raise Refused(f"{label} : elle a changé entre-temps.")
    if pk not in allowed:
        raise Refused(f"{label} : elle ne répond plus aux filtres.")
    try:
        return revised(held[pk], changes, names)
    except Refused as refusal:
        raise Refused(f"{label} : {refusal}") from refusal


def _record(
    plan: Plan, by: User, fiches: dict[int, Action], held: dict[int, Content], wanted: dict[int, Content], **said: Any
) -> int:
    """Write what became of the fiches in their history, as the database has it now; how many changed."""
    after = contents(Action, wanted)
    return record_many(
        revision(
            Change.EDITED, fiches[pk], by=by, territory=plan.territory, plan_key=plan.pk,
            before=held[pk], after=after[pk], **said,
        )
        for pk in wanted
    )  # fmt: skip


def _need(model: Any, name: str, children: str, wanted: dict[int, Content]) -> None:
    """Raise LookupError unless every related object of these rows still exists."""
    keys = {row[name]["pk"] for content in wanted.values() for row in content[children] if row.get(name)}
    if model.objects.filter(pk__in=keys).count() < len(keys):
        raise LookupError(f"{name}: gone")


def _columns(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The values of a row as its table holds them, a related object by its key."""
    related = {f"{name}_id": row[name]["pk"] for name in names if isinstance(row[name], dict)}
    return {**related, **{name: row[name] for name in names if not isinstance(row[name], dict)}}


def _chunks(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
